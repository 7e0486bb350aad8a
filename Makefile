# Needs Python 3.11 or newer, git and make; everything else comes from the package index into .venv.
# Another Python: make PYTHON=/path/to/python3.12 reproduce

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
BIN := .venv/bin

# what a shell may hold that would bring packages of another place in
unexport PYTHONPATH PYTHONHOME
export JUPYTER_PREFER_ENV_PATH := 1

.DEFAULT_GOAL := help
.PHONY: help env data reproduce test test-long lab verify bench lock

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 | /p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

env: ## make .venv from requirements.lock, if it changed
	@if [ -z '$(PYTHON)' ]; then \
		echo "No Python 3.11 or newer found. Install one (python.org, or the packages python3 and python3-venv), or name it: make PYTHON=/path/to/python3.12 reproduce" >&2; \
		exit 1; fi
	@"$(PYTHON)" -I src/mawaqif/reproduce/environment.py prepare

data: env ## the raw articles of the open collections, from the embedded store
	@$(BIN)/python -m mawaqif.reproduce.run pull

reproduce: env ## the report, from the raw articles
	@$(BIN)/python -m mawaqif.reproduce.run

test: data ## formatter check, linter, types, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 -q -m "not slow"

test-long: data ## the long tests too (100,000 examples of each property of the text)
	@MAWAQIF_EXAMPLES=100000 $(BIN)/python -m pytest -q tests/test_cleaning.py tests/test_alignment.py tests/test_segmentation.py
	@$(BIN)/python -m pytest -q -m slow

lab: env ## JupyterLab on the notebooks
	@$(BIN)/jupyter lab notebooks

verify: env ## run everything again in a fresh copy of HEAD and compare each output
	@$(BIN)/python -m mawaqif.reproduce.verify

bench: env ## speed of each part
	@for f in tests/benchmarks/bench_*.py; do [ -e "$$f" ] || { echo "no benchmark in tests/benchmarks"; break; }; echo "== $$f"; $(BIN)/python "$$f" || exit 1; done

lock: ## requirements.lock anew from pyproject.toml, in a clean environment
	@if [ -z '$(PYTHON)' ]; then echo "No Python 3.11 or newer found; name it: make PYTHON=/path/to/python3.12 lock" >&2; exit 1; fi
	@"$(PYTHON)" -I src/mawaqif/reproduce/environment.py lock
