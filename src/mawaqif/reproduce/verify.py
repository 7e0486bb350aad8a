"""What `make verify` does: run everything again in a fresh clone of HEAD and compare each output with the committed `dvc.lock`.

    python -m mawaqif.reproduce.verify

The clone uses the packages of this environment and its own copy of the project's code. Nothing in the working tree changes.
Exit status 0 where all is identical, else 1.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.reproduce import run

LOCK = "dvc.lock"


def outputs(lock: str) -> dict[str, str]:
    """Path and hash of each output in the text of a `dvc.lock`."""
    stages = (yaml.safe_load(lock) or {}).get("stages", {})
    return {out["path"]: out["md5"] for stage in stages.values() for out in stage.get("outs", [])}


def compare(expected: dict[str, str], made: dict[str, str]) -> list[tuple[str, str]]:
    """A verdict for each output, by path: identical, different, missing (expected, not made), new (made, not expected)."""

    def verdict(path: str) -> str:
        if path not in made:
            return "missing"
        if path not in expected:
            return "new"
        return "identical" if expected[path] == made[path] else "different"

    return [(path, verdict(path)) for path in sorted(expected.keys() | made.keys())]


def clone(root: Path, target: Path) -> None:
    """A clone of HEAD.

    Raises:
        MawaqifError: There is no commit, or HEAD has no `dvc.lock`.
    """
    done = subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(root), str(target)], capture_output=True, text=True, check=False)
    if done.returncode or not (target / LOCK).exists():
        said = done.stderr.strip() or f"{LOCK} is not in HEAD"
        raise MawaqifError(f"verify: nothing to compare with ({said}). Commit {LOCK} after `dvc repro`, then run `make verify`.")


def main(root: Path = paths.ROOT) -> int:
    with tempfile.TemporaryDirectory(prefix="mawaqif-verify-") as folder:
        fresh = Path(folder) / "mawaqif"
        try:
            clone(root, fresh)
            expected = outputs((fresh / LOCK).read_text(encoding="utf-8"))
            run.pull(fresh)
        except MawaqifError as e:
            print(e, file=sys.stderr)
            return 2
        print(f"running everything again in a fresh copy ({len(expected)} outputs to compare)", flush=True)
        # the clone's own code comes before the installed project, which is the working tree
        seen, status = run.repro(fresh, "--force", env={"PYTHONPATH": str(fresh / "src"), "MAWAQIF_ROOT": str(fresh)})
        if status:
            print(f"stopped in {seen[-1].name if seen else 'dvc repro'}: its message stands above", file=sys.stderr)
            return 1
        verdicts = compare(expected, outputs((fresh / LOCK).read_text(encoding="utf-8")))
    for path, verdict in verdicts:
        print(f"  {verdict:<10} {path}")
    same = sum(verdict == "identical" for _, verdict in verdicts)
    print(f"{same} of {len(verdicts)} outputs are identical")
    return 0 if same == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
