"""Compact files: a quotation leads to its place, and every fault is named with its mend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gold_examples import COMPACT, RAW, TEXT, gold
from mawaqif.errors import MawaqifError
from mawaqif.gold import authoring, store, texts

CLEAN = TEXT.clean.text


def test_a_quotation_stands_where_its_span_leads():
    said = {CLEAN[m.start : m.end] for m in gold().mentions}
    assert said == {"موسكو", "دمشق", "الوكالة", "وزير الخارجية الروسي", "واشنطن"}


def test_the_words_before_and_after_the_ellipsis_are_the_ends_of_the_span():
    last = next(a for a in gold().attributions if a.id == "a5").content[-1]
    assert CLEAN[slice(*last)] == "واشنطن تهدد السلام 😀 في المنطقة"


@pytest.mark.parametrize(
    ("text", "quote", "places"),
    [
        ("قال وقال فقال", "قال", 3),  # proclitics
        ("المقال قالت انتقال", "قال", 0),
        ("المقال قال", "قال", 1),
        ("السوريون والسوري", "السوري", 1),
        ("للحرس الثوري", "لحرس الثوري", 1),  # after ل + ال the span begins behind the preposition
        ("وصفها بالعدو", "وصف", 1),  # a pronoun may be left out at the end
        ("قال إنها كاذبة", "ها كاذبة", 1),  # content begins behind إن
        ("الروسي", "الروس", 0),
        ("دمشق", "بيروت", 0),
    ],
)
def test_whole_words_count_first(text, quote, places):
    assert len(authoring.occurrences(text, quote)) == places


@given(st.text("قالو مت", max_size=20), st.text("قالو", min_size=1, max_size=4))
def test_every_occurrence_is_the_quotation(text, quote):
    assert all(text[a:b] == quote for a, b in authoring.occurrences(text, quote))


def test_quotations_with_vowel_signs_are_found_in_the_clean_text():
    row = "mentions:\n  - [مُوسكو, 1, RUS, state, metonym]\n"
    assert gold("article_id: tiny-1\n" + row).mentions[0].start == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[موسكو, 1, RUS", "[موسكو, RUS", "mentions, row 1 «موسكو»: «موسكو» stands in the text 2 times; give the number"),
        ("[موسكو, 2, RUS", "[موسكو, 3, RUS", "has no occurrence 3: it stands in the text 2 times"),
        ("[موسكو, 2, RUS", "[موسكو, 1, RUS", "the same place stands in an earlier row"),
        ("[وزير الخارجية الروسي, ", "[وزير الخارجية الروس, ", "not in the clean text; it agrees up to «وزير الخارجية»"),
        ("تهدد … المنطقة", "تهدد … الشمس", "the tail «الشمس» of «واشنطن تهدد … الشمس» does not follow its head"),
        ("RUS, state, metonym", "RUS, planet, metonym", "unknown kind 'planet'; known: state, government"),
        ("RUS, state, metonym", "rus, state, metonym", "actor_id 'rus' is no id"),
        ("RUS, state, metonym", "RUS, state", "is no mention. Write"),
        ("source_kind: outlet,", "", r"\(a1\): \['source_kind'\] missing. Add it"),
        ("parent: a1", "parnt: a1", "unknown key"),
        ("parent: a1", "parent: a7", "no attribution 'a7'"),
        ("polarity: 1", "polarity: yes", "unknown polarity True"),
        ("stances:", "stances: {", "no YAML"),
        ("stances:", "standpoints:", r"unknown part \['standpoints'\]"),
        ("content: [بلاده تدعم دمشق]", "content: [2254]", "2254 is no quotation"),
    ],
)
def test_a_fault_is_named_with_its_row_and_its_mend(old, new, message):
    with pytest.raises(MawaqifError, match=message) as e:
        gold(COMPACT.replace(old, new, 1))
    assert str(e.value).startswith("tiny.yaml: ")


def test_all_faults_of_a_file_are_told_together():
    with pytest.raises(MawaqifError) as e:
        gold(COMPACT.replace("دمشق, 2", "دمشق, 7").replace("SUPPORT", "LOVE").replace("cue: نفت", "cue: نفتت"))
    assert len(str(e.value).splitlines()) == 3


def test_the_command_writes_good_files_and_fails_for_bad_ones(tmp_path, capsys):
    raw, good, bad = tmp_path / "raw.txt", tmp_path / "good.yaml", tmp_path / "bad.yaml"
    raw.write_text(RAW, encoding="utf-8")
    good.write_text(COMPACT, encoding="utf-8")
    bad.write_text(COMPACT.replace("موسكو, 1", "موسكو, 9"), encoding="utf-8")
    arguments = ["--pass", "a", "--raw", str(raw), "--out", str(tmp_path / "gold")]
    assert authoring.main([str(bad), str(good), *arguments]) == 2
    told = capsys.readouterr()
    assert "bad.yaml: mentions, row 1" in told.err
    assert "8 mentions, 5 attributions, 3 stances, 1 notes" in told.out
    assert store.read_pass(tmp_path / "gold", "a")["tiny-1"].raw_sha256 == TEXT.raw_sha256


def test_sentences_are_shown_with_their_offsets():
    shown = authoring.show(CLEAN)
    assert shown.startswith(f"[1] 0:{CLEAN.index(chr(10))}  موسكو تؤكد دعمها")


def test_an_article_that_is_not_catalogued_is_refused():
    with pytest.raises(MawaqifError, match="the catalogue does not list it"):
        texts.load("open-19000101-nothing")
