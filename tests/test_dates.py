"""Dates are what a reader would write down, or they are not there. The cases stand in `data/dates.tsv`."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mawaqif.cleaning import clean
from mawaqif.dates import find_dates, load_dates
from mawaqif.errors import MawaqifError
from mawaqif.folding import fold

CALENDAR = load_dates()
TABLE = Path(__file__).parent / "data" / "dates.tsv"


def cases():
    section = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("#"):
            section = line[2:]
        else:
            yield section, *line.split("\t")


CASES = list(cases())


def day(text):
    return date.fromisoformat(text) if text else None


def found(text, published=None):
    return find_dates(clean(text).text, CALENDAR, published=day(published or ""))


@pytest.mark.parametrize("section", sorted({case[0] for case in CASES}))
def test_every_written_case(section):
    wrong = []
    for _, text, published, value, precision, flags in (case for case in CASES if case[0] == section):
        dates = found(text, published)
        got = ("; ".join(d.value for d in dates), "; ".join(d.precision for d in dates), "; ".join("|".join(d.flags) for d in dates))
        if got != (value, precision, flags):
            wrong.append(f"{text} ({published or 'undated'}): {got} instead of {(value, precision, flags)}")
    assert not wrong, "\n".join(wrong)


def test_the_table_is_large_enough():
    dated = [case for case in CASES if case[3]]
    assert len(dated) >= 320
    assert len(CASES) - len(dated) >= 60
    twice = [key for key, n in Counter((text, published) for _, text, published, *_ in CASES).items() if n > 1]
    assert not twice


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("قتل في 16 آب 2016 مدنيان", ["16 آب 2016"]),
        ("وقع في 16 آب (أغسطس) 2016.", ["16 آب (أغسطس) 2016"]),
        ("يوم الثلاثاء 16 آب/أغسطس 2016م،", ["الثلاثاء 16 آب/أغسطس 2016م"]),
        ("بين 13 و22 كانون الأول 2016", ["13 و22 كانون الأول 2016"]),
        ("من 16 آب 2016 إلى 22 أيلول 2016", ["16 آب 2016 إلى 22 أيلول 2016"]),
        ("مساء أمس الأحد، وقبل ثلاثة أيام", ["أمس الأحد", "قبل ثلاثة أيام"]),
        ("وفي العام 2011", ["العام 2011"]),
        ("للعام 2011", ["عام 2011"]),
        ("بنهاية حزيران/يونيو الماضي", ["نهاية حزيران/يونيو الماضي"]),
        ("في 16/8/2016 و2016-08-17.", ["16/8/2016", "2016-08-17"]),
    ],
)
def test_a_span_is_the_date_without_its_preposition(text, spans):
    assert [text[d.start : d.end] for d in found(text, "2016-08-22")] == spans


@pytest.mark.parametrize("text", ["16 آب 2016", "16 أغسطس 2016", "16 أوت 2016", "16 غشت 2016", "16 آب/أغسطس 2016", "١٦/٨/٢٠١٦"])
def test_all_month_systems_name_one_day(text):
    (one,) = found(text)
    assert (one.value, one.calendar, one.relative) == ("2016-08-16", "gregorian", False)


def test_a_missing_hamza_changes_nothing():
    assert [d.value for d in found("في 16 اب 2016 و17 اغسطس 2016 و18 ايار 2016")] == ["2016-08-16", "2016-08-17", "2016-05-18"]


def test_relative_says_what_was_counted_from_the_publication():
    relative = {d.value: d.relative for d in found("أمس الثلاثاء، وفي 3 آب 2016، وفي حزيران/يونيو الماضي، وفي 5 آب", "2016-08-17")}
    assert relative == {"2016-08-16": True, "2016-08-03": False, "2016-06": True, "2016-08-05": False}


def test_hijri_says_its_calendar():
    assert [(d.calendar, d.value) for d in found("في 15 شعبان 1437 الموافق 22 أيار 2016")] == [
        ("hijri", "2016-05-22"),
        ("gregorian", "2016-05-22"),
    ]


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_every_day_is_read_back_from_its_words(d):
    months = [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ]
    for text in (f"في {d.day} {months[d.month - 1]} {d.year}", f"في {d.day}/{d.month}/{d.year}", f"في {d.isoformat()}"):
        assert [f.value for f in found(text)] == [d.isoformat()]


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.sampled_from(sorted(CALENDAR.weekdays)))
def test_a_named_weekday_is_that_weekday(published, weekday):
    for word, low, high in (("الماضي", -7, -1), ("المقبل", 1, 7)):
        (one,) = find_dates(f"{weekday} {word}", CALENDAR, published=published)
        value = date.fromisoformat(one.value)
        assert value.isoweekday() == CALENDAR.weekdays[weekday]
        assert timedelta(low) <= value - published <= timedelta(high)


WORDS = sorted({word for _, text, *_ in CASES for word in text.split(" ")})


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*WORDS, "\n", "(", ")", "/", "،", "16", "2016", "و"]), max_size=14), st.booleans(), st.dates())
def test_any_words_give_valid_dates_in_order_without_overlap(words, dated, published):
    text = " ".join(words)
    at = 0
    for d in find_dates(text, CALENDAR, published=published if dated and 2 < published.year < 9990 else None):
        assert at <= d.start < d.end <= len(text)
        at = d.end
        parts = d.value.split("/")
        assert len(parts) == (2 if d.precision == "range" else 1)
        assert parts == sorted(parts)
        for part in parts:
            date.fromisoformat((part + "-01-01")[:10] if len(part) == 4 else (part + "-01")[:10])
        assert not (d.relative and not dated)


@given(st.text())
def test_any_text_is_read_without_error(text):
    for d in find_dates(text, CALENDAR, published=date(2016, 8, 16)):
        assert text[d.start : d.end]


def test_a_folded_text_at_hand_gives_the_same():
    text = "\n".join(case[1] for case in CASES)
    assert find_dates(text, CALENDAR, published=None, folded=fold(text)) == find_dates(text, CALENDAR, published=None)


def test_faults_of_the_table_are_named(tmp_path):
    missing = tmp_path / "dates.yaml"
    with pytest.raises(MawaqifError, match="no such file"):
        load_dates(missing)
    missing.write_text("systems: []\n", encoding="utf-8")
    with pytest.raises(MawaqifError, match="is missing"):
        load_dates(missing)
