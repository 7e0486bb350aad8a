"""The way back: every span of clean text leads to the raw text it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mawaqif.alignment import Alignment, Draft


@st.composite
def drafts(draw):
    """A draft after one to four rounds of random edits, with the raw text."""
    raw = draw(st.text(max_size=40))
    draft = Draft(raw)
    for _ in range(draw(st.integers(1, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(draft.text)), max_size=6, unique=True)))
        edits = [(a, b, draw(st.text(max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        draft.edit(edits)
    return raw, draft


@given(drafts())
def test_blocks_cover_the_clean_text_and_run_forward(case):
    raw, draft = case
    at = last = 0
    for c0, c1, r0, r1 in draft.alignment().blocks:
        assert c0 == at < c1
        assert last <= r0 <= r1 <= len(raw)
        at, last = c1, r0
    assert at == len(draft.text)


@given(drafts(), st.data())
def test_a_wider_clean_span_has_a_wider_raw_span(case, data):
    _, draft = case
    alignment, n = draft.alignment(), len(draft.text)
    a, b, c, d = sorted(data.draw(st.lists(st.integers(0, n), min_size=4, max_size=4)))
    if b == c:
        return
    outer, inner = alignment.to_raw(a, d), alignment.to_raw(b, c)
    assert outer[0] <= inner[0] <= inner[1] <= outer[1]


@given(drafts(), st.data())
def test_there_and_back_holds_the_span(case, data):
    _, draft = case
    alignment, n = draft.alignment(), len(draft.text)
    a, b = sorted(data.draw(st.lists(st.integers(0, n), min_size=2, max_size=2)))
    raw = alignment.to_raw(a, b)
    if a < b and raw[0] < raw[1]:
        back = alignment.to_clean(*raw)
        assert back[0] <= a and b <= back[1]


def test_one_letter_from_many_and_many_from_one():
    draft = Draft("x\ufdf2y")  # the ligature of the name of God between two letters
    draft.edit([(1, 2, "الله")])
    draft.edit([(0, 1, "")])
    alignment = draft.alignment()
    assert draft.text == "اللهy"
    assert alignment.to_raw(1, 2) == (1, 2)
    assert alignment.to_raw(4, 5) == (2, 3)
    assert alignment.to_clean(1, 2) == (0, 4)
    assert alignment.to_clean(0, 1) == (0, 0)


def test_stored_form_reads_back():
    draft = Draft("abcdef")
    draft.edit([(1, 3, "")])
    alignment = draft.alignment()
    assert Alignment.from_flat(alignment.to_flat()) == alignment


def test_a_span_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="lies outside the clean text of 2 characters"):
        Alignment.identity(2).to_raw(1, 3)


def test_edits_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Draft("abc").edit([(0, 2, ""), (1, 3, "")])
