"""What both passes say is taken; each difference must be decided, and its reason is kept as a note."""

import pytest

from mawaqif.errors import MawaqifError
from mawaqif.gold import store
from mawaqif.gold.adjudication import adjudicate, compare


def mention(start: int, end: int, actor: str) -> store.Mention:
    return store.Mention(start=start, end=end, raw_start=start, raw_end=end, actor_id=actor, kind="state", form="name")


def said(name: str, cue: tuple[int, int], content: tuple[int, int], speaker: str | None) -> store.Attribution:
    raw = store.RawAttribution(cue=cue, source=None, content=(content,))
    return store.Attribution(
        id=name, cue=cue, source=None, speaker_id=speaker, source_kind="body", mode="indirect", content=(content,), inherited=True, parent=None,
        distance="neutral", raw=raw,
    )  # fmt: skip


def stance(holder: str, target: str, voice: str | None, evidence: tuple[int, int]) -> store.Stance:
    return store.Stance(
        holder_id=holder, target_id=target, polarity=1, basis="act", event_type="SUPPORT", factuality="asserted", certainty="certain",
        voice=voice, evidence=evidence, raw=store.RawStance(evidence=evidence),
    )  # fmt: skip


def gold(name: str, mentions=(), attributions=(), stances=()) -> store.Gold:
    return store.make("x", name, raw_sha256="r", text_sha256="t", mentions=mentions, attributions=attributions, stances=stances)


A = gold(
    "a", [mention(0, 5, "RUS"), mention(10, 15, "IRN")], [said("a1", (20, 23), (27, 60), "RUS")], [stance("RUS", "IRN", "a1", (30, 40))]
)
B = gold("b", [mention(0, 5, "RUS"), mention(10, 18, "IRN")], [said("q", (20, 23), (27, 60), "RUS")], [stance("RUS", "IRN", "q", (30, 40))])


def test_only_what_differs_is_asked() -> None:
    (difference,) = compare(A, B).differences
    assert (difference.key, difference.a.end, difference.b.end) == ("m1", 15, 18)


def test_ids_of_voices_may_differ_without_being_a_difference() -> None:
    assert len(compare(A, B).agreed["stances"]) == 1


def test_the_decision_is_taken_and_its_reason_kept() -> None:
    made = adjudicate(A, B, {"m1": ("b", "the adjective belongs to the name")}, where="d.yaml")
    assert [(m.start, m.end) for m in made.mentions] == [(0, 5), (10, 18)]
    assert made.stances[0].voice == made.attributions[0].id
    assert [n.note for n in made.notes] == ["m1, b: the adjective belongs to the name"]
    store.check(made)


@pytest.mark.parametrize(("decisions", "says"), [({}, "not decided: m1"), ({"m1": ("a", ""), "s9": ("a", "")}, "no such difference: s9")])
def test_every_difference_is_decided_and_no_other(decisions: dict, says: str) -> None:
    with pytest.raises(MawaqifError, match=says):
        adjudicate(A, B, decisions, where="d.yaml")
