"""The gold format: what is refused, what stays the same, and what happens when cleaning changes."""

import pytest

from gold_examples import RAW, TEXT, gold
from mawaqif.cleaning import STEPS, clean
from mawaqif.errors import MawaqifError
from mawaqif.gold import store

OTHER = clean(RAW.replace("موسكو", "برلين"))


def changed(table, number, **fields):
    rows = list(getattr(gold(), table))
    rows[number] = rows[number].model_copy(update=fields)
    return gold().model_copy(update={table: tuple(rows)})


def test_a_file_holds_no_text_and_one_row_a_line():
    written = store.to_json(gold())
    assert "وزير" not in written
    assert len([line for line in written.splitlines() if line.startswith("  {")]) == 8 + 5 + 3 + 1


def test_what_is_written_is_read_again(tmp_path):
    path = store.write(gold(), tmp_path, TEXT.clean.text)
    assert path == tmp_path / "a" / "tiny-1.json"
    assert store.read_pass(tmp_path, "a", {"tiny-1": TEXT.clean.text}) == {"tiny-1": gold()}


def test_rows_in_another_order_give_the_same_bytes():
    turned = gold().model_copy(update={t: tuple(reversed(getattr(gold(), t))) for t in store.TABLES})
    assert store.to_json(turned) == store.to_json(gold())


def test_each_raw_span_holds_the_words_of_its_clean_span():
    for _, span, (start, end) in store.spans(gold()):
        assert clean(RAW[start:end]).text == TEXT.clean.text[slice(*span)].replace("\n\n", "\n")


def test_rows_of_another_text_are_refused_with_both_hashes():
    with pytest.raises(MawaqifError) as e:
        store.check(gold(), OTHER.text)
    assert store.sha256(OTHER.text) in str(e.value)
    assert gold().text_sha256 in str(e.value)


@pytest.mark.parametrize(
    ("table", "number", "fields", "message"),
    [
        ("mentions", 0, {"end": 999}, "outside the text of"),
        ("mentions", 0, {"end": 0}, "empty or runs backwards"),
        ("mentions", 0, {"end": 6}, "white space"),
        ("mentions", 1, {"start": 0, "end": 5}, "is there twice"),
        ("attributions", 0, {"parent": "a2"}, "circle: a1 → a2 → a1"),
        ("attributions", 0, {"parent": "a9"}, "no attribution 'a9'"),
        ("stances", 0, {"voice": "a9"}, "no attribution 'a9'"),
        ("stances", 0, {"holder_id": "SYR"}, "holder and target are both SYR"),
    ],
)
def test_rows_that_do_not_fit_are_refused(table, number, fields, message):
    with pytest.raises(MawaqifError, match=message):
        store.check(changed(table, number, **fields), TEXT.clean.text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"kind": "state"', '"kind": "planet"', "mentions.0.kind: unknown value 'planet'; known: state, government"),
        ('"polarity": 1', '"polarity": 2', "stances.0.polarity: unknown value 2; known: -1, 0, 1"),
        ('"polarity": 1', '"polarity": true', "polarity"),
        ('"start": 0', '"start": "0"', "mentions.0.start"),
        ('"form":', '"shape":', "mentions.0.form"),
        ('"pass": "a"', '"pass": "b"', "which is another place"),
    ],
)
def test_a_fault_in_a_file_is_named_with_row_and_field(tmp_path, old, new, message):
    path = store.write(gold(), tmp_path)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(MawaqifError, match=message):
        store.read(path)


def test_an_unknown_pass_is_named_with_the_known_ones(tmp_path):
    store.write(gold(), tmp_path)
    with pytest.raises(MawaqifError, match=r"no pass 'c'; known: \['a'\]"):
        store.read_pass(tmp_path, "c")


def test_a_chain_runs_from_the_outermost_source():
    assert [a.speaker_id for a in store.chain(gold(), "a2")] == ["ORG-AGENCY", "RUS-MFA"]
    assert store.chain(gold(), None) == ()


@pytest.mark.parametrize("off", ["tatweel", "vowels", "spaces"])
def test_when_cleaning_changes_offsets_are_taken_again_from_the_raw_ones(off):
    again = clean(RAW, steps=[s for s in STEPS if s != off])
    moved = store.reanchor(gold(), again, TEXT.raw_sha256)
    assert moved.text_sha256 == store.sha256(again.text)
    assert [raw for *_, raw in store.spans(moved)] == [raw for *_, raw in store.spans(gold())]
    for (_, a, _), (_, b, _) in zip(store.spans(moved), store.spans(gold()), strict=True):
        assert clean(again.text[slice(*a)]).text == TEXT.clean.text[slice(*b)]
    assert store.reanchor(moved, TEXT.clean) == gold()


def test_another_file_is_refused_with_both_hashes():
    with pytest.raises(MawaqifError, match=f"{TEXT.raw_sha256}.*{'0' * 64}"):
        store.reanchor(gold(), TEXT.clean, "0" * 64)
