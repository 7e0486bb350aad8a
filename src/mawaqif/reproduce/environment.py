"""Make `.venv` from `requirements.lock`, and make the lock itself.

    python3 -I src/mawaqif/reproduce/environment.py prepare    # what `make reproduce` and `make test` begin with
    python3 -I src/mawaqif/reproduce/environment.py lock       # what `make lock` does

Runs before anything is installed, so it uses the standard library alone and is a script, not an import. `.venv/mawaqif.stamp`
holds the hashes of what was installed: packages are installed again only when the lock changes, the project only when
`pyproject.toml` does, and the environment is made anew when the folder was moved or Python is another one.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "-qq")
BUILD_TOOLS = ["setuptools>=75"]  # in the lock, since the project is installed without build isolation
NOT_LOCKED = {"mawaqif", "pip", "wheel"}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wanted() -> dict[str, str]:
    """What the environment must be made of."""
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "folder": hashlib.sha256(str(VENV).encode()).hexdigest(),
        "lock": digest(LOCK),
        "project": digest(PROJECT),
    }


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def create(folder: Path) -> None:
    """An empty environment with pip.

    Raises:
        SystemExit: This Python cannot make one; names the mend.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        venv.create(folder, with_pip=True)
    except (subprocess.CalledProcessError, ImportError, OSError) as e:
        shutil.rmtree(folder, ignore_errors=True)
        sys.exit(
            f"{folder.name}: Python {sys.version.split()[0]} ({sys.executable}) cannot make a virtual environment ({e}). "
            "Debian and Ubuntu keep that part in the package python3-venv; or name another Python: make PYTHON=/path/to/python3.12 …"
        )


def prepare() -> None:
    """Bring `.venv` up to the lock and the project; says nothing when it is."""
    if not LOCK.exists():
        sys.exit(f"{LOCK.name}: not there. Take it from git (`git checkout {LOCK.name}`) or make it with `make lock`.")
    stamp = VENV / "mawaqif.stamp"
    want = wanted()
    try:
        have = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        have = {}
    if have == want and python_of(VENV).exists():
        return
    if any(have.get(k) != want[k] for k in ("python", "folder")) or not python_of(VENV).exists():
        print(f"making .venv with Python {sys.version.split()[0]}", flush=True)
        create(VENV)
        have = {}
    stamp.unlink(missing_ok=True)  # an installation that is cut short is begun again
    python = str(python_of(VENV))
    if have.get("lock") != want["lock"]:
        n = sum(1 for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line)
        print(f"installing {n} packages from {LOCK.name}; the first time this takes some minutes", flush=True)
        install([python, *PIP, "install", "-r", LOCK.name])
    install([python, *PIP, "install", "--no-deps", "--no-build-isolation", "-e", "."])
    stamp.write_text(json.dumps(want, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def install(command: list[str]) -> None:
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        sys.exit(f"pip ended with status {status}: its message stands above. Mend that and run the same make command again.")


def locked(freeze: str) -> str:
    """The lock from what `pip freeze --all` says: sorted, every package at one plain version, no paths, no local versions.

    A local version (`2.13.0+cpu`) names one build of an index; the plain one is met by every build of that version.
    """
    pins = {}
    for line in freeze.splitlines():
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==([^+\s]+)(\+\S+)?", line.strip())
        if match and match[1].lower() not in NOT_LOCKED:
            pins[re.sub(r"[-_.]+", "-", match[1]).lower()] = match[2]
    head = "# Every package of the environment, pinned. Made by `make lock` from pyproject.toml; not edited by hand.\n"
    return head + "".join(f"{name}=={version}\n" for name, version in sorted(pins.items()))


def too_new(python: str) -> list[tuple[str, str]]:
    """Packages of an environment that ask for a newer patch of Python than the oldest that the project promises to run on."""
    code = (
        "from importlib.metadata import distributions\n"
        "from pip._vendor.packaging.specifiers import SpecifierSet\n"
        "for d in distributions():\n"
        f"    if not SpecifierSet(d.metadata['Requires-Python'] or '').contains('{OLDEST[0]}.{OLDEST[1]}.0'):\n"
        "        print(d.metadata['Name'], d.version)\n"
    )
    printed = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout
    return sorted((name, version) for name, version in (line.split() for line in printed.splitlines()))


def lock() -> None:
    """Install what pyproject.toml asks for into a clean environment and write down what that gave."""
    import tomllib

    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    asked = [*BUILD_TOOLS, *project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "venv"
        create(clean)
        python = str(python_of(clean))
        install([python, *PIP, "install", *asked])
        while newer := too_new(python):
            older = [f"{name}<{version}" for name, version in newer]
            print(f"taking older versions, as Python 3.11.0 cannot run these: {', '.join(older)}", flush=True)
            asked += older
            install([python, *PIP, "install", *asked])
        freeze = subprocess.run([python, *PIP, "freeze", "--all"], capture_output=True, text=True, check=True).stdout
    text = locked(freeze)
    beside = LOCK.with_name(f".{LOCK.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(LOCK)
    print(f"wrote {text.count('==')} packages to {LOCK.name}")


def main(arguments: list[str]) -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"Python {sys.version.split()[0]} ({sys.executable}) is older than 3.11. Name another: make PYTHON=/path/to/python3.12 …")
    tasks = {"prepare": prepare, "lock": lock}
    if len(arguments) != 1 or arguments[0] not in tasks:
        sys.exit(f"usage: environment.py {' | '.join(tasks)}")
    tasks[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
