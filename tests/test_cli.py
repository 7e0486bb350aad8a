"""The command line covers functions thinly: its output keeps the contract, a fault names file, value and mend and ends with status 2."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mawaqif.cli import app

SPAN = {"start", "end", "raw_start", "raw_end", "text"}
TEXT = "موسكو تنفي\n\nنقلت وكالة رويترز عن مسؤول إيراني قوله إن طهران تدعم دمشق. ونفت موسكو ذلك.\n"


def run(*arguments: str, stdin: str | bytes | None = None):
    return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)


def test_annotate_prints_one_object_an_article_with_spans_that_slice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    result = run(
        "annotate", tmp_path / "one.txt", tmp_path / "two.txt", "--format", "jsonl", "--published", "2016-08-22", "--outlet", "SY24"
    )
    assert result.exit_code == 0, result.output
    one, two = map(json.loads, result.output.splitlines())
    assert (one["id"], two["id"]) == ("one", "two")
    assert set(one) == {"id", "text", "sentences", "mentions", "attributions", "stances", "chains"}
    spans = [s["span"] for s in one["sentences"] + one["mentions"]] + [s["evidence"] for s in one["stances"]]
    for a in one["attributions"]:
        spans += [a["cue"], *a["content"], *([a["source"]] if a["source"] else [])]
    for span in spans:
        assert set(span) == SPAN
        assert one["text"][span["start"] : span["end"]] == span["text"]
        assert TEXT[span["raw_start"] : span["raw_end"]] == span["text"]  # nothing in this text was cleaned away
    assert {s["holder_id"] for s in one["stances"]} >= {"IRN"}


def test_annotate_reads_standard_input() -> None:
    result = run("annotate", "-", stdin=TEXT)
    assert json.loads(result.output)["id"] == "stdin"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("archive.txt", b"PK\x03\x04" + bytes(60), "archive.txt"),
        ("noise.txt", bytes(range(256)) * 8, "noise.txt"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    result = run("annotate", tmp_path / name)
    assert result.exit_code == 2
    assert says in result.output and str(tmp_path) in result.output


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.txt"):
        result = run("annotate", path)
        assert result.exit_code == 2
        assert str(path) in result.output


def test_a_date_of_another_form_is_refused() -> None:
    result = run("annotate", "-", "--published", "22.8.2016", stdin=TEXT)
    assert result.exit_code == 2
    assert "22.8.2016" in result.output and "YYYY-MM-DD" in result.output


def test_add_refuses_and_names_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text(TEXT, encoding="utf-8")
    result = run("add", tmp_path / "new.txt", "--collection", "open")
    assert result.exit_code == 2
    for missing in ("--outlet", "--published", "--licence"):
        assert missing in result.output
    result = run(
        "add", tmp_path / "new.txt", "--collection", "nowhere", "--outlet", "SANA", "--published", "2016-08-22", "--licence", "CC BY 4.0"
    )
    assert result.exit_code == 2
    assert "nowhere" in result.output and "open" in result.output


def test_the_tables_of_the_project_have_no_fault() -> None:
    result = run("lexicon", "check")
    assert result.exit_code == 0, result.output
    assert "0 faults" in result.output
