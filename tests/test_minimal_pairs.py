"""One edit, one axis: each pair of sentences differs in one axis of one stance, and in nothing else."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from mawaqif import annotate, load_lexicon

LEXICON = load_lexicon()
PAIRS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data" / "minimal_pairs.yaml").read_text(encoding="utf-8"))
# an opposite is another word: what the word brings may follow the axis, all else may not
FOLLOWS = {"polarity": {"event_type", "basis", "predicate"}, "event_type": {"basis", "predicate"}}
AXES = {"polarity", "factuality", "certainty", "voice", "holder", "target", "direction", "event_type"}


def rows(text: str) -> list[dict[str, Any]]:
    """All stances of a sentence, without their offsets; the voice is who speaks, or what kind of source."""
    annotation = annotate(text, LEXICON, published="2023-06-01")
    found = []
    for s in annotation.stance_rows:
        voice = annotation.attribution_rows[s.attribution] if s.attribution is not None else None
        found.append(
            {
                "holder": s.holder_id,
                "target": s.target_id,
                "polarity": s.polarity,
                "basis": s.basis,
                "event_type": s.event_type,
                "factuality": s.factuality,
                "certainty": s.certainty,
                "voice": voice and (voice.speaker_id or voice.source_kind),
                "predicate": s.predicate,
            }
        )
    return found


def test_there_are_enough_pairs_of_each_axis() -> None:
    assert len(PAIRS) >= 200
    assert len({(p["a"], p["b"]) for p in PAIRS}) == len(PAIRS)
    assert set(Counter(p["axis"] for p in PAIRS)) == AXES


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{p['axis']}-{n}" for n, p in enumerate(PAIRS)])
def test_one_edit_changes_one_axis_of_one_stance(pair: dict[str, Any]) -> None:
    a, b = rows(pair["a"]), rows(pair["b"])
    assert len(a) == len(b)
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    assert len(differing) == 1, (a, b)
    x, y = differing[0]
    axis = pair["axis"]
    assert f"{x['holder']} → {x['target']}" == pair["stance"]
    if axis == "direction":
        values = [f"{r['holder']} → {r['target']}" for r in (x, y)]
        assert values[1] == f"{x['target']} → {x['holder']}"
        changed = {"holder", "target"}
    else:
        values = [x[axis], y[axis]]
        changed = {axis}
    assert values == pair["value"]
    assert {k for k in x if x[k] != y[k]} - FOLLOWS.get(axis, set()) == changed
