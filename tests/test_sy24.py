"""The article the project began from: what it says must come out, and its released rows must be those of its text.

Its text is not part of the project. Where it lies beside it, everything is computed from it; else the released rows are looked at.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from mawaqif import annotate, corpus, load_lexicon, paths

ARTICLE = "sy24-000-34a71a1e4d9f3049"
SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "000_34a71a1e4d9f3049.txt"
RELEASED = paths.RELEASED / "sy24" / f"{ARTICLE}.json"


@pytest.fixture(scope="module")
def released() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(RELEASED.read_text(encoding="utf-8"))
    return loaded


def test_released_rows_belong_to_the_catalogued_text_and_hold_none_of_it(released: dict[str, Any]) -> None:
    (row,) = corpus.read_catalogue()["sy24"]
    assert released["raw_sha256"] == row.sha256
    assert {m["text"] for m in released["mentions"]} == {""}


def test_it_says_who_stands_where(released: dict[str, Any]) -> None:
    found = {(s["holder_id"], s["target_id"], s["polarity"]) for s in released["stances"]}
    assad = {"PERSON-BASHAR-ASSAD", "SYR-GOV"}
    for state in ("IRN", "RUS"):
        assert any((state, target, 1) in found for target in assad), f"{state} supports the Syrian president or his government"
        assert (state, "USA", -1) in found, f"{state} opposes the United States"
    assert ("IRN", "RUS", 1) in found and ("RUS", "IRN", 1) in found, "they cooperate"
    assert ("IRN", "RUS", -1) in found and ("RUS", "IRN", -1) in found, "they are in a hidden conflict"


def test_it_says_who_says_each(released: dict[str, Any]) -> None:
    said = {a["attribution_id"]: a for a in released["attributions"]}

    def voices(holder: str, target: str, polarity: int) -> set[str]:
        rows = [s for s in released["stances"] if (s["holder_id"], s["target_id"], s["polarity"]) == (holder, target, polarity)]
        return {said[s["attribution_id"]]["source_kind"] if s["attribution_id"] else "article" for s in rows}

    assert "report" in voices("IRN", "RUS", 1), "Western reports: cooperation"
    assert "person" in voices("IRN", "RUS", -1), "the activist: hidden conflict"
    assert "document" in voices("IRN", "USA", -1) | voices("RUS", "USA", -1), "the leaked documents: against the American presence"
    assert any(a["speaker_id"] == "SY24" for a in released["attributions"]), "the outlet hands on in translation"


@pytest.mark.skipif(not SEED.exists(), reason="the text is not beside the project; it may not be passed on")
def test_released_rows_are_those_of_the_text(released: dict[str, Any]) -> None:
    annotation = annotate(SEED.read_text(encoding="utf-8"), load_lexicon(), published="2023-07", outlet="SY24", article_id=ARTICLE)
    for table in ("mentions", "attributions", "stances"):
        computed = getattr(annotation, table).to_dict("records")
        key = f"{table[:-1]}_id"
        assert [r[key] for r in computed] == [r[key] for r in released[table]], "release the rows again: python -m mawaqif.released"
    computed = annotation.stances[["holder_id", "target_id", "polarity", "factuality", "certainty"]].to_numpy().tolist()
    assert computed == [[s["holder_id"], s["target_id"], s["polarity"], s["factuality"], s["certainty"]] for s in released["stances"]]
