"""A broken params.yaml is named by line, key, value and mend; a good one says of each value what it means."""

import re
from pathlib import Path

import pytest

from mawaqif import params, paths
from mawaqif.errors import MawaqifError

GOOD = paths.PARAMS.read_text(encoding="utf-8")


def broken(tmp_path: Path, text: str) -> str:
    path = tmp_path / "params.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MawaqifError) as error:
        params.read_params(path)
    return str(error.value)


def line_of(key: str, text: str = GOOD) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if line.strip().startswith(key))


def test_the_committed_parameters_are_sound() -> None:
    assert params.read_params().engine.cell_timeout_seconds > 0


def test_each_value_has_a_comment() -> None:
    bare = [line for line in GOOD.splitlines() if re.match(r"  \w+: ", line) and not re.search(r" # .{5,}", line)]
    assert bare == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("near_copy_days: 3", "near_copy_days: three", "clean.near_copy_days is 'three': input should be a valid integer"),
        ("near_copy_days: 3", "near_copy_days: -1", "clean.near_copy_days is -1: input should be greater than or equal to 0"),
        ("near_copy_days: 3", "near_copy_dais: 3", "unknown key clean.near_copy_dais; known: collections, "),
        ('steps_off: ""', "steps_off: off", "clean.steps_off is False: input should be a valid string"),
        ("score_threshold: 0.5", "score_threshold: 1.5", "stances.score_threshold is 1.5: input should be less than or equal to 1"),
        ("languages: [en, ar]", "languages: [en, fr]", "report.languages.1 is 'fr': input should be 'en' or 'ar'"),
    ],
    ids=["a word for a number", "below the least", "misspelt", "a value that YAML takes for another", "no share", "no such language"],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    message = broken(tmp_path, GOOD.replace(old, new, 1))
    assert f"params.yaml: line {line_of(old.split(':')[0])}: {said}" in message


def test_a_misspelt_key_comes_with_the_right_one(tmp_path: Path) -> None:
    assert "Write near_copy_days." in broken(tmp_path, GOOD.replace("near_copy_days", "near_copy_day", 1))


def test_a_missing_section_is_named(tmp_path: Path) -> None:
    assert "engine is missing. Add it" in broken(tmp_path, GOOD[: GOOD.index("engine:")])


def test_a_key_that_stands_twice_is_named(tmp_path: Path) -> None:
    text = GOOD.replace("  near_copy_days: 3", "  near_copy_days: 3\n  near_copy_days: 4", 1)
    assert f"line {line_of('near_copy_days') + 1}: clean.near_copy_days stands twice" in broken(tmp_path, text)


@pytest.mark.parametrize("text", ["clean: [1, 2", "clean:\n\tseed: 1\n"], ids=["an open bracket", "a tab"])
def test_what_is_no_yaml_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    assert re.match(r"params\.yaml: line \d: ", broken(tmp_path, text))


@pytest.mark.parametrize("text", ["", "[]", "clean"], ids=["empty", "a list", "a word"])
def test_what_is_no_table_lacks_its_sections(tmp_path: Path, text: str) -> None:
    assert "clean is missing" in broken(tmp_path, text)


def test_a_file_that_is_not_there_comes_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(MawaqifError, match="git checkout params"):
        params.read_params(tmp_path / "params.yaml")


def test_names_in_one_text_are_taken_apart() -> None:
    assert params.names("open, sy24 ,") == ["open", "sy24"]
    assert params.names("") == []
