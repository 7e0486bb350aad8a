"""Copies and near copies are one story; the earliest gives its name; the order of rows changes nothing."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mawaqif.errors import MawaqifError
from mawaqif.stories import _shingles, group, jaccard

WIRE = (
    "أعلنت وزارة الخارجية الروسية أن موسكو ستواصل دعم الحكومة السورية في مواجهة الجماعات المسلحة، وأن القوات الروسية باقية في "
    "قاعدة حميميم. وأضافت الوزارة في بيان أن العقوبات الأميركية لن تغير موقفها، ودعت واشنطن إلى العودة إلى المحادثات في جنيف."
)
EDITED = WIRE.replace("أعلنت", "ذكرت").replace("في بيان ", "").replace("الاميركية", "الأمريكية") + " ولم يصدر تعليق من واشنطن."
OTHER = (
    "دعت تركيا الأطراف إلى هدنة في شمال البلاد، بحسب بيان نشرته الرئاسة في أنقرة أمس. ورحبت الأمم المتحدة بالدعوة، فيما رفضت فصائل "
    "معارضة أي اتفاق لا يشمل إطلاق المعتقلين."
)


def stories(*rows: tuple[str, str | None, str], threshold: float = 0.5, days: int = 3, seed: int = 1) -> dict[str, str]:
    frame = pd.DataFrame(rows, columns=["article_id", "published", "text"])
    return group(frame, threshold=threshold, days=days, seed=seed).to_dict()


def test_a_near_copy_takes_the_story_of_the_earliest():
    found = stories(("b", "2016-03-15", EDITED), ("a", "2016-03-16", WIRE), ("c", "2016-03-15", OTHER))
    assert found == {"b": "b", "a": "b", "c": "c"}


def test_on_one_day_the_lower_id_is_the_story():
    assert stories(("b", "2016-03-15", WIRE), ("a", "2016-03-15", WIRE)) == {"b": "a", "a": "a"}


def test_spelling_variants_are_copies():
    assert stories(("a", "2016-03-15", WIRE), ("b", "2016-03-15", WIRE.replace("أ", "ا").replace("ة", "ه")), threshold=1.0)["b"] == "a"


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2016-03-15", "2016-03-18", True),
        ("2016-03-15", "2016-03-19", False),
        ("2016-03", "2016-04-03", True),
        ("2016-03", "2016-04-04", False),
        ("2016", "2016-07-01", True),
        ("2015", "2016-07-01", False),
    ],
)
def test_copies_lie_within_the_days(first, second, together):
    assert (stories(("a", first, WIRE), ("b", second, WIRE))["b"] == "a") is together


@pytest.mark.parametrize("missing", [None, ""])
def test_an_article_without_a_date_joins_exact_copies_only_and_names_no_story(missing):
    assert stories(("a", missing, WIRE), ("b", "2016-03-15", WIRE)) == {"a": "b", "b": "b"}
    assert stories(("a", missing, EDITED), ("b", "2016-03-15", WIRE)) == {"a": "a", "b": "b"}


def test_copies_of_copies_are_one_story():
    words = WIRE.split()
    first, second, third = (" ".join(words[i : i + 24]) for i in (0, 6, 12))
    found = stories(("a", "2016-03-15", first), ("b", "2016-03-16", second), ("c", "2016-03-17", third))
    assert found == {"a": "a", "b": "a", "c": "a"}
    assert jaccard(_shingles(first), _shingles(third)) < 0.5


def test_short_and_empty_texts():
    found = stories(("a", "2016-03-15", ""), ("b", "2016-03-15", ""), ("c", "2016-03-15", "عاجل"), ("d", "2016-03-15", "عاجل"))
    assert found == {"a": "a", "b": "b", "c": "c", "d": "c"}
    assert stories() == {}


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(6)), st.integers(0, 2**31))
def test_the_order_of_rows_and_the_seed_change_nothing(order, seed):
    rows = [
        ("a", "2016-03-15", WIRE),
        ("b", "2016-03-15", EDITED),
        ("c", "2016-03-14", OTHER),
        ("d", None, OTHER),
        ("e", "2016-03-20", WIRE),
        ("f", "2016-03-17", EDITED),
    ]
    assert stories(*(rows[i] for i in order), seed=seed) == stories(*rows)


@pytest.mark.parametrize("options", [{"threshold": 0.0}, {"threshold": 1.5}, {"days": -1}])
def test_senseless_choices_are_refused(options):
    with pytest.raises(MawaqifError, match=r"params\.yaml"):
        stories(("a", "2016-03-15", WIRE), **options)


def test_jaccard_counts_shared_shingles():
    assert jaccard(_shingles("قال إن روسيا تدعم"), _shingles("قال إن روسيا تنسق")) == pytest.approx(1 / 3)
