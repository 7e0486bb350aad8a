"""Cleaning keeps the words and drops what machines add; twice changes nothing; spans lead back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mawaqif import paths
from mawaqif.cleaning import STEPS, clean
from mawaqif.folding import fold
from mawaqif.furniture import load_furniture

FURNITURE = load_furniture(paths.MANUAL / "furniture.yaml")

# text that looks like what comes in: Arabic, marks, entities, presentation forms, quotes, lines
noisy = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from(list("&#;amp\"'«»“”()<>/ \n\t\u00a0\u200f\u200e\u0640\u064b\u0651\u0654\u0653\u0300ØÙ§\u0085-—:.،")),
        st.characters(),
    ),
    max_size=80,
)


@given(noisy)
def test_cleaning_twice_changes_nothing(raw):
    once = clean(raw, furniture=FURNITURE).text
    assert clean(once, furniture=FURNITURE).text == once


@given(noisy, st.data())
def test_each_clean_span_lies_in_its_raw_span(raw, data):
    result = clean(raw, furniture=FURNITURE)
    n = len(result.text)
    start, end = sorted(data.draw(st.lists(st.integers(0, n), min_size=2, max_size=2)))
    raw_start, raw_end = result.alignment.to_raw(start, end)
    assert 0 <= raw_start <= raw_end <= len(raw)
    if start < end:
        back = result.alignment.to_clean(raw_start, raw_end)
        assert back[0] <= start and end <= back[1]


@given(noisy)
def test_letters_that_no_step_touches_stand_in_their_raw_span(raw):
    result = clean(raw, steps=[s for s in STEPS if s != "mojibake"])
    for i, letter in enumerate(result.text):
        if "\u0621" <= letter <= "\u063a":
            raw_start, raw_end = result.alignment.to_raw(i, i + 1)
            stretch = raw[raw_start:raw_end]
            assert (
                letter in unicodedata.normalize("NFKC", stretch)
                or "&" in stretch
                or "\u0654" in stretch
                or "\u0655" in stretch
                or "\u0653" in stretch
                or max(stretch) >= "\u06d5"
            )


@given(st.text())
def test_folding_keeps_the_length_and_rests(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("الجيـــش الرُّوسيّ", "الجيش الروسي"),
        ("ایران و کوباني", "ايران و كوباني"),
        ("\ufdf2 أكبر", "الله أكبر"),
        ("١٢٣٬٠٣٧ و ۲۰۱۶", "123,037 و 2016"),
        ("موقع \u200eSY24\u200e، أمس", "موقع SY24، أمس"),
        ('قال “نعم” و"لا" و((ربما))', "قال «نعم» و«لا» و«ربما»"),
        ("&quot;نعم&quot; &amp;amp; لا", "«نعم» & لا"),
        ("سطر\r\n\r\n\u00a0 سطر  ثان ", "سطر\nسطر ثان"),
        ("موسكو (وكالة مواقف) -- قال الوزير", "قال الوزير"),
        ("طهران، إيران (CNN) -- قال الوزير", "قال الوزير"),
        ("نص\nشارك على فيسبوك تويتر واتساب\nنص", "نص\nنص"),
        ("نص\nاقرأ أيضا: خبر آخر", "نص"),
        ('نص content="وصف قصير" /> باق', "نص باق"),
        ("ا\u0654حمد", "أحمد"),
    ],
    ids=[
        "tatweel and vowels",
        "persian letters",
        "ligature",
        "digits",
        "bidi marks",
        "quotation marks",
        "entities",
        "white space",
        "dateline",
        "dateline with country",
        "share line",
        "see also",
        "remnant",
        "combining hamza",
    ],
)
def test_what_each_step_does(raw, text):
    assert clean(raw, furniture=FURNITURE).text == text


def test_mojibake_is_mended_and_leads_back():
    raw = "قال " + "مرحبا بكم".encode().decode("latin-1") + " أمس"
    result = clean("عنوان\n" + raw)
    assert "مرحبا بكم" in result.text
    start = result.text.index("بكم")
    a, b = result.alignment.to_raw(start, start + 3)
    assert ("عنوان\n" + raw)[a:b] == "بكم".encode().decode("latin-1")


def test_a_step_can_be_switched_off():
    assert clean("١٢", steps=[s for s in STEPS if s != "digits"]).text == "١٢"


def test_an_unknown_step_is_named():
    with pytest.raises(ValueError, match=r"unknown cleaning step \['colour'\]"):
        clean("", steps=["colour"])


def test_words_that_begin_like_furniture_stay():
    text = "كتب الوزير رسالة إلى نظيره، وشارك في الاجتماع مسؤولون من الدول الثلاث.\nموسكو - دمشق: تنسيق مستمر"
    assert clean(text, furniture=FURNITURE).text == text


def test_real_news_cleans_once_and_leads_back(real_news):
    """Every article: cleaning rests, and each sentence's raw span gives the sentence again."""
    from mawaqif.segmentation import sentences

    for raw in real_news:
        result = clean(raw, furniture=FURNITURE)
        assert clean(result.text, furniture=FURNITURE).text == result.text
        last = 0
        for s in sentences(result.text):
            a, b = result.alignment.to_raw(s.start, s.end)
            assert last <= a < b <= len(raw)
            last = b
            back = result.alignment.to_clean(a, b)
            assert back[0] <= s.start and s.end <= back[1]
