"""The map holds: stages, notebooks and parameters share their names, what a notebook runs stands among its stage's inputs, and the
whole pipeline runs on a tiny corpus."""

import ast
import csv
import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import papermill
import pytest
import yaml

from mawaqif import corpus, params, paths
from mawaqif.reproduce import imports

ROOT = Path(__file__).resolve().parents[1]
ORDER = ("clean", "actors", "attribution", "stances", "evaluate", "robustness", "report")
STAGES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
NOTEBOOKS = {stage: ROOT / "notebooks" / f"{n:02d}-{stage}.ipynb" for n, stage in enumerate(ORDER, 1)}
RUN_ONCE_EACH = {"report": ("languages", "language")}  # a list in params.yaml, of which each run of the notebook gets one


def cells(notebook: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return found


def paths_in(entries: list[Any]) -> list[str]:
    """Paths of `deps` or `outs`, with or without options."""
    return [e if isinstance(e, str) else next(iter(e)) for e in entries]


def parameters_of(notebook: Path) -> dict[str, tuple[str, Any, str]]:
    """Name → type, default and comment, from the cell tagged `parameters`."""
    tagged = [c for c in cells(notebook) if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1, f"{notebook.name}: {len(tagged)} cells are tagged `parameters`; there must be one"
    found = {}
    for line in "".join(tagged[0]["source"]).splitlines():
        (statement,) = ast.parse(line).body or [None]
        if statement is None:
            continue
        assert isinstance(statement, ast.AnnAssign), f"{notebook.name}: {line!r} has no type"
        assert isinstance(statement.target, ast.Name) and statement.value is not None
        comment = re.search(r"#\s*(.+)$", line)
        found[statement.target.id] = (ast.unparse(statement.annotation), ast.literal_eval(statement.value), comment[1] if comment else "")
    return found


def expected_parameters(stage: str) -> dict[str, Any]:
    values = getattr(params.read_params(), stage).model_dump()
    if stage in RUN_ONCE_EACH:
        many, one = RUN_ONCE_EACH[stage]
        values[one] = values.pop(many)[0]
    return dict(values)


def test_the_stages_are_the_notebooks_in_their_order() -> None:
    assert tuple(STAGES) == (*ORDER, "site")  # the last one has no notebook: it makes pages of theirs
    assert sorted(p.stem for p in (ROOT / "notebooks").glob("0[1-9]-*.ipynb")) == sorted(p.stem for p in NOTEBOOKS.values())


@pytest.mark.parametrize("stage", ORDER)
class TestStage:
    def test_it_says_what_it_does(self, stage: str) -> None:
        assert len(STAGES[stage].get("desc", "")) > 20

    def test_it_runs_its_notebook_with_our_engine(self, stage: str) -> None:
        run, notebook, output = STAGES[stage]["cmd"].split()[:3]
        assert run == "${run}"
        assert notebook == NOTEBOOKS[stage].relative_to(ROOT).as_posix()
        assert output in paths_in(STAGES[stage]["outs"])
        assert notebook in STAGES[stage]["deps"]

    def test_it_hands_over_its_whole_section_of_the_parameters(self, stage: str) -> None:
        handed = dict(re.findall(r"-[pr] (\w+) \"?\$\{([\w.]+)\}", STAGES[stage]["cmd"]))
        section = {name: f"{stage}.{name}" for name in expected_parameters(stage)}
        if stage in RUN_ONCE_EACH:
            many, one = RUN_ONCE_EACH[stage]
            section[one] = f"item.{one}"
            assert STAGES[stage]["matrix"] == {one: f"${{{stage}.{many}}}"}
            assert STAGES[stage]["params"] == [f"{stage}.{name}" for name in section if name != one]
        else:
            assert STAGES[stage]["params"] == [stage]
        assert handed == section

    def test_its_outputs_stay_when_it_fails_and_are_not_stored(self, stage: str) -> None:
        for out in (*STAGES[stage]["outs"], *STAGES[stage].get("metrics", [])):
            (options,) = out.values()
            assert (options["persist"], options["push"]) == (True, False), out

    def test_its_notebook_has_the_parameters_of_its_section_with_types_and_comments(self, stage: str) -> None:
        found = parameters_of(NOTEBOOKS[stage])
        assert {name: default for name, (_, default, _) in found.items()} == expected_parameters(stage)
        for name, (kind, default, comment) in found.items():
            assert kind == type(default).__name__, name
            assert len(comment) > 4, f"{name} needs a comment with its unit"

    def test_its_notebook_is_committed_without_outputs_and_with_stable_ids(self, stage: str) -> None:
        nb = json.loads(NOTEBOOKS[stage].read_text(encoding="utf-8"))
        assert (nb["nbformat"], nb["nbformat_minor"]) == (4, 5)
        ids = [c["id"] for c in nb["cells"]]
        assert len(set(ids)) == len(ids)
        assert [i for i in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]{27})?", i)] == [], "give the cells names as ids, not random ones"
        assert [c["id"] for c in nb["cells"] if c.get("outputs") or c.get("execution_count")] == []

    def test_what_its_notebook_runs_stands_among_its_inputs(self, stage: str) -> None:
        listed = [d for d in STAGES[stage]["deps"] if d.startswith("src/")]
        assert listed == imports.inputs_of(NOTEBOOKS[stage], ROOT), (
            "run `python -m mawaqif.reproduce.imports`: an edit would not run it again"
        )


def test_every_input_that_no_stage_makes_is_there() -> None:
    made = {p for s in STAGES.values() for p in paths_in([*s["outs"], *s.get("metrics", [])])}
    given = {d for s in STAGES.values() for d in s["deps"]} - made
    assert [d for d in sorted(given) if not (ROOT / d).exists()] == []


def test_imports_are_followed_through_packages_functions_and_relative_names(tmp_path: Path) -> None:
    package = tmp_path / "src" / "mawaqif"
    (package / "gold").mkdir(parents=True)
    sources = {
        "__init__.py": "",
        "a.py": "def f():\n    from . import b\n",
        "b.py": "",
        "c.py": "",
        "gold/__init__.py": "from .store import x\n",
    }
    for name, text in {**sources, "gold/store.py": "from ..b import y\nx = 1\n"}.items():
        (package / name).write_text(text, encoding="utf-8")
    code = [{"cell_type": "code", "source": ["%matplotlib inline\n", "from mawaqif import a, gold\n"]}]
    notebook = tmp_path / "n.ipynb"
    notebook.write_text(json.dumps({"cells": code}), encoding="utf-8")
    found = [p.relative_to(package).as_posix() for p in imports.modules_of(notebook, tmp_path / "src")]
    assert found == ["__init__.py", "a.py", "b.py", "gold/__init__.py", "gold/store.py"]


TINY = {
    "tiny-moscow": (
        "OPEN-AGENCY",
        "2015-10-01",
        "موسكو تؤكد دعمها لدمشق",
        "قالت وزارة الخارجية الروسية إن روسيا تدعم الحكومة السورية. وأضافت أن موسكو ترفض العقوبات الأميركية على سوريا.\n"
        "وبحسب وزارة الدفاع الأميركية، نفذت واشنطن غارات على تنظيم داعش.\n",
    ),
    "tiny-tehran": (
        "OPEN-SITE",
        "2015-10-02",
        "طهران تدين واشنطن",
        "أدانت إيران الغارات الأميركية في سوريا. ونقلت وكالة رويترز عن مسؤول إيراني أن طهران وموسكو اتفقتا على التنسيق.\n",
    ),
}


@pytest.fixture
def tiny_project(tmp_path: Path) -> Path:
    """A project folder with two articles, no gold and no released rows, and all else as it is here."""
    root = tmp_path / "مشروع صغير"
    (root / "notebooks").mkdir(parents=True)
    for notebook in NOTEBOOKS.values():
        shutil.copy(notebook, root / "notebooks")
    shutil.copy(ROOT / "params.yaml", root)
    shutil.copytree(ROOT / "data" / "manual", root / "data" / "manual", ignore=shutil.ignore_patterns("catalogue", "gold", "released"))
    catalogue = root / "data" / "manual" / "catalogue"
    for folder in (catalogue, root / "data" / "manual" / "gold", root / "data" / "manual" / "released", root / "data" / "raw" / "open"):
        folder.mkdir(parents=True)
    both = yaml.safe_load(paths.COLLECTIONS.read_text(encoding="utf-8"))
    (catalogue / "collections.yaml").write_text(yaml.safe_dump([c for c in both if c["collection"] == "open"], allow_unicode=True), "utf-8")
    with (catalogue / "open.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, corpus.COLUMNS, lineterminator="\n")
        table.writeheader()
        for article_id, (outlet, published, title, text) in TINY.items():
            raw = f"{title}\n\n{text}".encode()
            (root / "data" / "raw" / "open" / f"{article_id}.txt").write_bytes(raw)
            row = {"article_id": article_id, "outlet_id": outlet, "title": title, "published": published, "collected": published}
            row |= {"file": f"{article_id}.txt", "sha256": hashlib.sha256(raw).hexdigest(), "language": "ar", "licence": "CC BY 4.0"}
            row |= {"style": "agency", "story": article_id, "split": corpus.split_of(article_id), "basis": "invented for this test"}
            table.writerow({column: row.get(column, "") for column in corpus.COLUMNS})
    return root


def test_the_whole_pipeline_runs_on_two_articles(tiny_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAWAQIF_ROOT", str(tiny_project))
    monkeypatch.chdir(tiny_project.parent)  # a notebook runs from any folder
    for stage, notebook in NOTEBOOKS.items():
        own = (
            expected_parameters(stage)
            | ({"collections": "open"} if stage == "clean" else {})
            | ({"draws": 50} if stage == "evaluate" else {})
        )
        languages = params.read_params().report.languages if stage == "report" else [""]
        for language in languages:
            output = tiny_project / "data/report/notebooks" / f"{notebook.stem}{language and '.'}{language}.ipynb"
            values = own | ({"language": language} if language else {})
            papermill.execute_notebook(
                tiny_project / "notebooks" / notebook.name, output, parameters=values, engine_name="mawaqif", progress_bar=False
            )
            outs = paths_in([*STAGES[stage]["outs"], *STAGES[stage].get("metrics", [])])
            missing = [o for out in outs if not (tiny_project / (o := out.replace("${item.language}", language))).exists()]
            assert missing == [], stage
