"""Which modules of the project a notebook runs: what its stage must list among its `deps`.

    python -m mawaqif.reproduce.imports      # brings the src/ lines of dvc.yaml up to date

Reads the sources, runs nothing. An import inside a function counts too.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from mawaqif import paths
from mawaqif.reproduce.execution import write_whole

PACKAGE = "mawaqif"
ENGINE = ("src/mawaqif/reproduce/canonical.py", "src/mawaqif/reproduce/execution.py")  # they shape every executed notebook
NAMES_ONLY = ("src/mawaqif/__init__.py", "src/mawaqif/errors.py", "src/mawaqif/paths.py")  # what a path points to is an input itself

_DEPS = re.compile(r"(?<=    deps:\n)(?:      - .*\n)+")
_NOTEBOOK = re.compile(r"      - (notebooks/\S+\.ipynb)\n")
_SOURCES = re.compile(r"(?:      - src/.*\n)+")


def modules_of(notebook: Path, source: Path) -> list[Path]:
    """Files of the package that the notebook's imports lead to, sorted.

    Args:
        notebook: a notebook of Python cells.
        source: the folder that holds the package (`src`).
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join(_without_magics("".join(c["source"])) for c in cells if c["cell_type"] == "code")
    waiting = list(_imported(code, f"{PACKAGE}.notebook", source))
    found: set[Path] = set()
    while waiting:
        file, module = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _imported(file.read_text(encoding="utf-8"), module, source)
    return sorted(found)


def inputs_of(notebook: Path, root: Path) -> list[str]:
    """What the stage of a notebook lists of `src`, sorted; a package within the package as a whole folder."""
    files = [p.relative_to(root) for p in modules_of(notebook, root / "src")]
    listed = {(p.parents[len(p.parts) - 4] if len(p.parts) > 3 else p).as_posix() for p in files if p.as_posix() not in NAMES_ONLY}
    return sorted({*(p for p in listed if p != "src/mawaqif/reproduce"), *ENGINE})


def updated(pipeline: str, root: Path) -> str:
    """The text of `dvc.yaml` with the src/ lines of each stage whose notebook is there as the notebook needs them."""

    def stage(deps: re.Match[str]) -> str:
        notebook = _NOTEBOOK.search(deps[0])
        if not notebook or not (root / notebook[1]).exists():
            return deps[0]
        lines = "".join(f"      - {path}\n" for path in inputs_of(root / notebook[1], root))
        return _SOURCES.sub(lambda _: lines, deps[0], count=1)

    return _DEPS.sub(stage, pipeline)


def _without_magics(code: str) -> str:
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in code.splitlines())


def _imported(code: str, module: str, source: Path) -> Iterator[tuple[Path, str]]:
    """File and name of each module of the package that the code imports; the packages they lie in too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = module.split(".")[: -node.level]
                base = ".".join([*parent, base] if base else parent)
            named = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in named:
            parts = name.split(".")
            for n in range(1, len(parts) + 1) if parts[0] == PACKAGE else ():
                yield from _file(".".join(parts[:n]), source)


def _file(module: str, source: Path) -> Iterator[tuple[Path, str]]:
    base = source.joinpath(*module.split("."))
    if (package := base / "__init__.py").is_file():
        yield package, f"{module}.__init__"
    elif (file := base.with_suffix(".py")).is_file():
        yield file, module


def main(root: Path = paths.ROOT) -> None:
    pipeline = root / "dvc.yaml"
    before = pipeline.read_text(encoding="utf-8")
    after = updated(before, root)
    write_whole(after, pipeline)
    print("dvc.yaml lists what each notebook runs" + ("" if after == before else " (brought up to date)"))


if __name__ == "__main__":
    main()
