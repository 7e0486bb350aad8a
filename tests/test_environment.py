"""pip, conda and the lock install the same packages, and an installation is made again only when it must be."""

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from mawaqif import paths

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = [Requirement(r) for r in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"])]


@pytest.fixture(scope="module")
def lock() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script over an empty folder, with pip and venv replaced by notes of what they were asked."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "src/mawaqif/reproduce/environment.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for name, file in (("ROOT", ""), ("VENV", ".venv"), ("LOCK", "requirements.lock"), ("PROJECT", "pyproject.toml")):
        monkeypatch.setattr(script, name, tmp_path / file)
    (tmp_path / "requirements.lock").write_text("a==1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    script.done = []

    def create(folder: Path) -> None:
        script.done.append("create")
        script.python_of(folder).parent.mkdir(parents=True, exist_ok=True)
        script.python_of(folder).touch()

    monkeypatch.setattr(script, "create", create)
    monkeypatch.setattr(script, "install", lambda command: script.done.append("packages" if "-r" in command else "project"))
    return script


def prepared(script: ModuleType) -> list[str]:
    script.done.clear()
    script.prepare()
    return list(script.done)


def test_every_package_that_the_project_asks_for_is_pinned_to_a_version_it_allows(lock: dict[str, str]) -> None:
    for asked in ASKED:
        name = canonicalize_name(asked.name)
        assert name in lock, f"{asked.name} is not in requirements.lock: run `make lock`"
        assert asked.specifier.contains(lock[name]), f"{name}=={lock[name]} is not {asked}: run `make lock`"


def test_the_lock_is_sorted_and_names_plain_versions_only(lock: dict[str, str]) -> None:
    assert list(lock) == sorted(lock)
    assert [f"{n}=={v}" for n, v in lock.items() if not re.fullmatch(r"[0-9][0-9a-z.]*", v)] == []
    assert lock["torch"] == "2.13.0"
    assert "setuptools" in lock  # the project is installed without build isolation


def test_no_pinned_package_asks_for_a_newer_python_than_the_project_promises(lock: dict[str, str]) -> None:
    oldest = Requirement(f"python{PROJECT['requires-python']}").specifier
    (version,) = (s.version for s in oldest)
    needs = {d.metadata["Name"]: d.metadata["Requires-Python"] for d in distributions() if lock.get(canonicalize_name(d.name)) == d.version}
    assert len(needs) > 100
    assert {n: needs[n] for n in needs if needs[n] and not SpecifierSet(needs[n]).contains(f"{version}.0")} == {}


def test_conda_installs_the_lock_and_the_project() -> None:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert conda["name"] == "mawaqif"
    pip = next(d["pip"] for d in conda["dependencies"] if isinstance(d, dict))
    assert pip == ["-r requirements.lock", "-e ."]
    (python,) = (d for d in conda["dependencies"] if str(d).startswith("python="))
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(python.split("=")[1])
    assert [d for d in conda["dependencies"] if isinstance(d, str)] == [python, "pip"]


def test_nothing_is_installed_twice(environment: ModuleType) -> None:
    assert prepared(environment) == ["create", "packages", "project"]
    assert prepared(environment) == []


def test_packages_follow_the_lock_and_the_project_follows_pyproject(environment: ModuleType) -> None:
    prepared(environment)
    environment.LOCK.write_text("a==2\n", encoding="utf-8")
    assert prepared(environment) == ["packages", "project"]
    environment.PROJECT.write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert prepared(environment) == ["project"]


def test_a_moved_folder_or_another_python_makes_the_environment_anew(environment: ModuleType) -> None:
    prepared(environment)
    stamp = environment.VENV / "mawaqif.stamp"
    for key in ("folder", "python"):
        stamp.write_text(json.dumps({**environment.wanted(), key: "another"}), encoding="utf-8")
        assert prepared(environment) == ["create", "packages", "project"]


def test_an_installation_that_was_cut_short_is_done_again(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(command: list[str]) -> None:
        raise SystemExit("no network")

    with monkeypatch.context() as context:
        context.setattr(environment, "install", cut)
        with pytest.raises(SystemExit):
            environment.prepare()
    assert prepared(environment)[-2:] == ["packages", "project"]


def test_the_lock_drops_the_project_local_versions_and_paths(environment: ModuleType) -> None:
    frozen = "torch==2.13.0+cpu\nmawaqif @ file:///x\n-e /x\nPyYAML==6.0\npip==26\nzc.lockfile==4.0\n"
    pins = [line for line in environment.locked(frozen).splitlines() if not line.startswith("#")]
    assert pins == ["pyyaml==6.0", "torch==2.13.0", "zc-lockfile==4.0"]


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    script = paths.ROOT / "src/mawaqif/reproduce/environment.py"
    done = subprocess.run([sys.executable, "-I", "-S", str(script)], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "usage: environment.py prepare | lock"


def test_make_without_a_python_says_what_to_install() -> None:
    done = subprocess.run(["make", "env", "PYTHON="], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "No Python 3.11 or newer found. Install one" in done.stderr
