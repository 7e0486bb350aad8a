"""The README says what is true: its table of stages is that of dvc.yaml, its commands exist."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def stage_table() -> str:
    """The table of stages as the README must hold it."""
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    return "\n".join(f"| `{name}` | {stage['desc']} |" for name, stage in stages.items())


def test_the_table_of_stages_is_that_of_the_pipeline() -> None:
    assert stage_table() in README, f"put this into README.md under «The stages»:\n{stage_table()}"


def test_the_make_targets_it_names_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`?make ([a-z-]+)", README)) <= targets


def test_the_commands_it_names_exist() -> None:
    from typer.main import get_command

    from mawaqif.cli import app

    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"mawaqif ([a-z]+)(?= |`|$)", README, re.M)) - {"is"} <= known


def test_the_files_it_links_exist() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
