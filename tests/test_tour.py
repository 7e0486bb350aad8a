"""The tour for students runs from its first cell to its last and shows what it says: one article, twelve steps, three exercises."""

import hashlib
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from mawaqif import annotate, corpus, load_lexicon, paths

TOUR = Path(__file__).resolve().parents[1] / "notebooks" / "00-tour.ipynb"
STEPS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SECONDS = 30  # for one cell; the whole takes under ten


@pytest.fixture(scope="module")
def tour() -> dict[str, Any]:
    """The committed notebook."""
    loaded: dict[str, Any] = json.loads(TOUR.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each code cell shows when the tour is run from an empty folder: its text, or its kind where it is a picture."""
    notebook = nbformat.read(TOUR, as_version=4)
    folder = str(tmp_path_factory.mktemp("elsewhere"))
    NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    assert list(Path(folder).iterdir()) == []
    return {cell["id"]: " ".join(map(text_of, cell["outputs"])) for cell in notebook["cells"] if cell["cell_type"] == "code"}


def text_of(output: dict[str, Any]) -> str:
    """A table as lines of cells with bars between, a sentence as its words."""
    data = output.get("data", {})
    html = re.sub(r"<style>.*?</style>", "", "".join(data.get("text/html", "")))
    barred = re.sub(r"</t[dh]>(?=<t)", " | ", re.sub(r"</(tr|p|caption)>", "\n", html))
    return unescape(re.sub(r"<[^>]*>", "", barred)).strip() if html else " ".join(data) or "".join(output.get("text", ""))


def last_line(table: str) -> list[str]:
    return table.splitlines()[-1].split(" | ")


@pytest.fixture(scope="module")
def followed() -> dict[str, Any]:
    """What the project finds in the tour's article, and the surest stance of it that somebody else's voice holds."""
    (row,) = (r for r in corpus.read_catalogue()["open"] if r.article_id == "open-20140523-icc")
    data = (paths.RAW / "open" / row.file).read_bytes()
    raw, encoding = corpus.decode(data)
    found = annotate(raw, load_lexicon(), published=row.published, outlet=row.outlet_id, article_id=row.article_id)
    stance = max((s for s in found.stance_rows if s.attribution is not None), key=lambda s: s.score)
    return {"row": row, "data": data, "encoding": encoding, "raw": raw, "found": found, "stance": stance}


def test_it_has_twelve_steps_and_three_exercises_in_their_order(tour: dict[str, Any]) -> None:
    headings = re.findall(r"^## (Step|Exercise) (\w+)", "\n".join("".join(c["source"]) for c in tour["cells"]), re.M)
    assert headings == [*(("Step", n) for n in STEPS), *(("Exercise", n) for n in STEPS[:3])]


def test_its_headings_and_its_prose_stand_in_both_languages(tour: dict[str, Any]) -> None:
    for cell in (c for c in tour["cells"] if c["cell_type"] == "markdown"):
        heading, *_ = source = "".join(cell["source"]).splitlines()
        assert re.fullmatch(r'##? [^|\u0600-\u06ff]+ \| {1,2}<span dir="rtl" lang="ar">[^<]+</span>', heading), cell["id"]
        assert '<div dir="rtl" lang="ar">' in source, cell["id"]


def test_each_exercise_has_its_solution_folded_under_it(tour: dict[str, Any]) -> None:
    after = {a["id"]: b for a, b in zip(tour["cells"], tour["cells"][1:], strict=False)}
    for exercise in (i for i in after if i.startswith("exercise-")):
        assert after[exercise]["id"] == exercise.replace("exercise", "solution")
        assert after[exercise]["metadata"]["jupyter"] == {"source_hidden": True, "outputs_hidden": True}


def test_it_is_committed_without_outputs_and_with_names_as_ids(tour: dict[str, Any]) -> None:
    assert (tour["nbformat"], tour["nbformat_minor"]) == (4, 5)
    ids = [c["id"] for c in tour["cells"]]
    assert len(set(ids)) == len(ids)
    assert [i for i in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", i)] == []
    assert [c["id"] for c in tour["cells"] if c.get("outputs") or c.get("execution_count")] == []


def test_it_uses_public_functions_only(tour: dict[str, Any]) -> None:
    code = "\n".join("".join(c["source"]) for c in tour["cells"] if c["cell_type"] == "code")
    assert re.findall(r"\b\w+\._(?!_)\w+|import _\w+", code) == []


def test_its_article_is_of_the_split_that_may_be_looked_at(followed: dict[str, Any]) -> None:
    assert followed["row"].split == "work"


def test_it_begins_with_the_bytes_and_their_hash(shown: dict[str, str], followed: dict[str, Any]) -> None:
    assert hashlib.sha256(followed["data"]).hexdigest() in shown["read-bytes"] and shown["read-bytes"].endswith("yes")
    assert followed["encoding"] in shown["read-text"] and followed["raw"].splitlines()[0] in shown["read-text"]


def test_a_cleaned_word_leads_back_to_its_bytes(shown: dict[str, str], followed: dict[str, Any]) -> None:
    clean, _, raw, _, byte, bytes_, _ = last_line(shown["way-back"])
    assert clean != raw and raw in followed["raw"]
    assert followed["data"][int(byte.replace(",", "")) :].startswith(raw.encode(followed["encoding"]))
    assert bytes.fromhex(bytes_) == raw.encode(followed["encoding"])


def test_every_step_shows_what_the_project_finds(shown: dict[str, str], followed: dict[str, Any]) -> None:
    found, stance = followed["found"], followed["stance"]
    sentence = found.document.sentences[stance.sentence]
    words = found.text[sentence.start : sentence.end]
    for cell in ("split", "follow", "find-mentions", "statement", "find-stances"):
        assert words in shown[cell], cell
    for word in found.document.words_of(stance.sentence):
        assert found.text[found.document.starts[word] : found.document.ends[word]] in shown["readings"]
    for mention in (m for m in found.mention_rows if m.sentence == stance.sentence):
        assert f" | {mention.who} | " in shown["linked"]
    voice = found.attribution_rows[stance.attribution]
    assert f"{voice.cue} | {voice.distance}" in shown["find-cues"]
    content = " … ".join(found.text[a:b] for a, b in voice.content)
    assert shown["statement-table"].endswith(f"{voice.source_kind} | {voice.mode} | {content}")
    assert " › " in shown["chains"]
    assert shown["axes"].count(" supports ") + shown["axes"].count(" opposes ") == len(found.stance_rows)


def test_it_ends_with_the_cell_of_the_matrix(shown: dict[str, str], followed: dict[str, Any]) -> None:
    stance, lexicon = followed["stance"], load_lexicon()
    assert f"{stance.holder_id} | {stance.target_id} | {stance.polarity} | {stance.rule} | {stance.score:.2f} | yes" in shown["scored"]
    assert "image/png" in shown["matrix"]
    assert f"{lexicon.name_of(stance.holder_id)} | {lexicon.name_of(stance.target_id)} | 1 | {stance.polarity:.2f}" in shown["line"]


def test_the_solutions_say_what_the_exercises_ask(shown: dict[str, str]) -> None:
    clean, disk, _, _ = last_line(shown["solution-bytes"])
    assert clean == disk
    axes = [line.split(" | ")[3:] for line in shown["solution-axes"].splitlines()[1:]]
    moved = [[n for n, (a, b) in enumerate(zip(axes[0], other, strict=True)) if a != b] for other in axes[1:]]
    assert moved == [[0], [1], [2], [3]]
    assert shown["solution-threshold"].count("filled") >= 1 and shown["solution-threshold"].endswith("| 0 | empty")
