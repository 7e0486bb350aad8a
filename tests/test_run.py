"""What `make reproduce` and `make verify` say of a run."""

from itertools import count
from pathlib import Path

import pytest

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.reproduce import run, verify
from mawaqif.reproduce.run import Stage

PRINTED = """\
'data/raw/open.dvc' didn't change, skipping
Stage 'clean' didn't change, skipping
Running stage 'actors':
> papermill --engine mawaqif notebooks/02-actors.ipynb
note of the stage
Updating lock file 'dvc.lock'

Stage 'attribution' is cached - skipping run, checking out outputs
Updating lock file 'dvc.lock'

Running stage 'stances':
> papermill
Updating lock file 'dvc.lock'

To track the changes with git, run:

	git add dvc.lock

To enable auto staging, run:

	dvc config core.autostage true
Use `dvc push` to send your updates to remote storage.
"""


def test_the_lines_of_dvc_become_stages_and_only_news_is_passed_on() -> None:
    said: list[str] = []
    ticks = count(0, 2)
    seen = list(run.stages(PRINTED.splitlines(keepends=True), clock=lambda: next(ticks), say=said.append))
    assert seen == [
        Stage("clean", "unchanged"),
        Stage("actors", "recomputed", 2),
        Stage("attribution", "from the cache"),
        Stage("stances", "recomputed", 2),
    ]
    assert said == ["note of the stage"]


def test_the_summary_names_what_was_recomputed_and_where_the_report_is() -> None:
    seen = [Stage("clean", "unchanged"), Stage("actors", "recomputed", 2)]
    report = paths.REPORT / "report.en.html"
    assert run.summary(seen, [report], paths.ROOT) == "recomputed: actors\nthe report:\n  data/report/report.en.html"
    assert run.summary(seen[:1], [], paths.ROOT) == "nothing changed, nothing was recomputed"


def test_broken_parameters_end_the_run_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "params.yaml").write_text("clean: 3\n", encoding="utf-8")
    assert run.main([], tmp_path) == 2
    assert "params.yaml: line 1: clean is 3" in capsys.readouterr().err


def test_a_project_without_tracked_articles_says_where_they_come_from(tmp_path: Path) -> None:
    with pytest.raises(MawaqifError, match="git checkout data/raw"):
        run.pull(tmp_path)


def test_the_stages_find_the_commands_beside_this_python() -> None:
    assert Path(run.environment()["PATH"].split(":")[0], "papermill").exists()


def test_each_output_gets_a_verdict() -> None:
    lock = "stages:\n  a: {outs: [{path: x, md5: '1'}, {path: y, md5: '2'}, {path: z, md5: '3'}]}\n  b: {cmd: y}\n"
    expected = verify.outputs(lock)
    assert expected == {"x": "1", "y": "2", "z": "3"}
    assert verify.compare(expected, {"x": "1", "y": "5", "w": "4"}) == [
        ("w", "new"),
        ("x", "identical"),
        ("y", "different"),
        ("z", "missing"),
    ]


def test_verify_without_a_commit_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main(tmp_path) == 2
    assert "Commit dvc.lock" in capsys.readouterr().err
