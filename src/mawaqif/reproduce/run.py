"""What `make reproduce` does: bring the raw articles, run the pipeline, say what was recomputed and where the report is.

    python -m mawaqif.reproduce.run

In an activated environment `dvc pull data/raw/open.dvc && dvc repro` does the same with more words.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mawaqif import params, paths
from mawaqif.errors import MawaqifError

_RUNNING = re.compile(r"Running stage '([^']+)'")
_SKIPPED = re.compile(r"Stage '([^']+)' didn't change, skipping")
_CACHED = re.compile(r"Stage '([^']+)' is cached - skipping run")
_NOISE = re.compile(  # what DVC says to people who work with it by hand
    r"\s*$|> |'.*' didn't change|Updating lock file|Generating lock file|To track the changes|\s*git add|To enable auto staging"
    r"|\s*dvc config|Use `dvc push`|Verifying data sources|Data and pipelines are up to date|Restored stage"
)


@dataclass(frozen=True)
class Stage:
    """A stage that DVC came to.

    Attributes:
        state: recomputed, unchanged, or from the cache: what it made in an earlier run with the same inputs was taken.
        seconds: how long it ran; 0 where it did not.
    """

    name: str
    state: str
    seconds: float = 0.0


def environment() -> dict[str, str]:
    """The environment of the stages: their commands are those beside this Python."""
    own = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([own, os.environ.get("PATH", os.defpath)]), "DVC_NO_ANALYTICS": "1"}


def pull(root: Path) -> None:
    """Bring the open collections out of the embedded store.

    Raises:
        MawaqifError: Nothing is tracked, the store lacks a text, or a folder was changed by hand.
    """
    tracked = sorted(p.relative_to(root).as_posix() for p in (root / paths.RAW.relative_to(paths.ROOT)).glob("*.dvc"))
    if not tracked:
        raise MawaqifError("data/raw: no collection is tracked there (data/raw/open.dvc). Take it from git: git checkout data/raw")
    command = [sys.executable, "-m", "dvc", "pull", "-q", *tracked]
    done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        folders = ", ".join(name.removesuffix(".dvc") for name in tracked)
        raise MawaqifError(
            f"{folders}: the raw articles could not be brought from data/store.\n{done.stderr.strip()}\n"
            "If you changed articles there, record them (`dvc add` of the folder); if data/store is not whole, `git checkout data/store`."
        )


def stages(lines: Iterable[str], *, clock: Callable[[], float], say: Callable[[str], None]) -> Iterator[Stage]:
    """The stages in the lines that `dvc repro` prints; what is neither a stage nor noise goes to `say`."""
    running: tuple[str, float] | None = None
    for line in lines:
        new = _RUNNING.match(line)
        skipped, cached = _SKIPPED.match(line), _CACHED.match(line)
        if running and (new or skipped or cached):
            yield Stage(running[0], "recomputed", clock() - running[1])
            running = None
        if new:
            running = (new[1], clock())
        elif skipped:
            yield Stage(skipped[1], "unchanged")
        elif cached:
            yield Stage(cached[1], "from the cache")
        elif not _NOISE.match(line):
            say(line.rstrip("\n"))
    if running:
        yield Stage(running[0], "recomputed", clock() - running[1])


def repro(root: Path, *options: str, env: Mapping[str, str] | None = None) -> tuple[list[Stage], int]:
    """Run `dvc repro` and print a line for each stage as it ends.

    Returns:
        The stages, and the exit status of DVC. The last stage is the one that failed, if that is not 0.
    """
    command = [sys.executable, "-m", "dvc", "repro", *options]
    where = {**environment(), **(env or {})}
    seen: list[Stage] = []
    with subprocess.Popen(command, cwd=root, env=where, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace") as process:
        for stage in stages(_lines(process), clock=time.monotonic, say=print):
            seen.append(stage)
            if process.returncode in (None, 0):
                print(_line(stage), flush=True)
    return seen, process.returncode


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """What the process prints; it has ended when the last line has been read."""
    assert process.stdout is not None
    yield from process.stdout
    process.wait()


def _line(stage: Stage) -> str:
    return f"  {stage.name:<12} {stage.state}" + (f" in {stage.seconds:.1f} s" if stage.seconds else "")


def summary(seen: list[Stage], reports: list[Path], root: Path) -> str:
    """What was recomputed, and where the report is."""
    again = [s.name for s in seen if s.state == "recomputed"]
    what = f"recomputed: {', '.join(again)}" if again else "nothing changed, nothing was recomputed"
    where = "\n".join(f"  {path.relative_to(root).as_posix()}" for path in reports)
    return f"{what}\nthe report:\n{where}" if reports else what


def main(arguments: list[str], root: Path = paths.ROOT) -> int:
    """Exit status: 0; 1 where a stage failed; 2 where the input is at fault. `pull` brings the raw articles and no more."""
    if arguments not in ([], ["pull"]):
        print("usage: python -m mawaqif.reproduce.run [pull]", file=sys.stderr)
        return 2
    try:
        values = params.read_params(root / paths.PARAMS.name)
        pull(root)
    except MawaqifError as e:
        print(e, file=sys.stderr)
        return 2
    if arguments:
        return 0
    seen, status = repro(root)
    if status:
        print(
            f"stopped in {seen[-1].name}: its message stands above; what was good before is untouched" if seen else "stopped",
            file=sys.stderr,
        )
        return 1
    folder = root / paths.REPORT.relative_to(paths.ROOT)
    reports = [folder / f"report.{language}.{kind}" for language in values.report.languages for kind in ("html", "pdf")]
    print(summary(seen, [p for p in reports if p.exists()], root))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
