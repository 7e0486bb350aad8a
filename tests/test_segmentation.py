"""Sentences end where a reader ends them; quotations pair as a reader pairs them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mawaqif.segmentation import quotations, sentences


def split(text):
    return [text[s.start : s.end] for s in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("قال نعم. ثم سكت.", ["قال نعم.", "ثم سكت."]),
        ("عنوان بلا نقطة\nقال نعم.", ["عنوان بلا نقطة", "قال نعم."]),
        ("قال «لن ننسحب. لن نعود». ثم سكت.", ["قال «لن ننسحب. لن نعود».", "ثم سكت."]),
        ("«لن ننسحب»... وتابع: نعم.", ["«لن ننسحب»... وتابع: نعم."]),
        ("بلغ 3.5 مليون. ثم", ["بلغ 3.5 مليون.", "ثم"]),
        ("قال د. فلان إنه هنا. ثم", ["قال د. فلان إنه هنا.", "ثم"]),
        ("هل يعود؟ لا! نعم", ["هل يعود؟", "لا!", "نعم"]),
        ("قال «لن ننسحب. ثم سكت. وعاد.", ["قال «لن ننسحب.", "ثم سكت.", "وعاد."]),
    ],
    ids=["full stop", "headline", "inside a quotation", "ellipsis", "decimal", "abbreviation", "other signs", "stray mark"],
)
def test_sentences(text, parts):
    assert split(text) == parts


def test_a_quotation_reopened_at_each_paragraph_goes_on():
    text = "قال: «لن ننسحب. لن نعود.\n«هذا قرارنا. انتهى»."
    assert split(text) == ["قال: «لن ننسحب. لن نعود.", "«هذا قرارنا. انتهى»."]
    first, second = quotations(text)
    assert (first.closed, first.continues) == (False, True)
    assert second.closed


def test_nested_quotations_have_levels():
    text = "قال: «أكد لي أنه «يدعم» الهدنة»"
    assert [(text[q.start : q.end], q.level) for q in quotations(text)] == [("«أكد لي أنه «يدعم» الهدنة»", 0), ("«يدعم»", 1)]


@given(st.text(alphabet=st.sampled_from(list("ابت.؟!«» \n…3د")), max_size=60))
def test_sentences_hold_every_character_in_order(text):
    found = sentences(text)
    held = set()
    last = 0
    for s in found:
        assert last <= s.start < s.end <= len(text)
        assert "\n" not in text[s.start : s.end]
        held.update(range(s.start, s.end))
        last = s.end
    assert all(text[i] in " \n" for i in range(len(text)) if i not in held)
