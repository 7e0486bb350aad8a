"""Agreement of two passes: alphas worked by hand, equal to the krippendorff package where it has the measure."""

import json

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gold_examples import COMPACT, TEXT, gold
from mawaqif.errors import MawaqifError
from mawaqif.gold.agreement import agreement, alpha_of, disagreements, flatten, labels, unitised
from mawaqif.gold.spans import interval, pairs

CLEAN = TEXT.clean.text


def passes(*changes):
    """Two passes of three articles of three stories; the second pass has the changes."""
    other = COMPACT
    for old, new in changes:
        assert old in other
        other = other.replace(old, new, 1)
    one = {f"x{k}": gold().model_copy(update={"article_id": f"x{k}"}) for k in range(3)}
    return one, {i: gold(other, "b").model_copy(update={"article_id": i}) for i in one}


def test_nominal_alpha_worked_by_hand():
    """Krippendorff's own example: 10 units, 20 values, 14 zeros and 6 ones, 4 units apart.

    Observed: 2 * 4 / 20 = 0.4. By chance: 2 * 14 * 6 / (20 * 19) = 0.4421. Alpha: 1 - 0.4 / 0.4421 = 0.0952.
    """
    counts = labels(zip("0100000010", "1110010000", strict=True))
    assert (counts.apart, dict(counts.values)) == (4, {"0": 14, "1": 6})
    assert alpha_of([counts])[0] == pytest.approx(0.0952, abs=5e-5)


def test_unitised_alpha_worked_by_hand():
    """Ten characters; one coder marks 0:4, the other 0:2, as the same actor.

    Lengths: marked 4 + 2 = 6, unmarked 6 + 8 = 14, together 20. Apart: 2 characters, observed 2 * 2 / 20 = 0.2.
    Pairs of a unit with itself: 4² + 2² for the marks, 14 for unmarked characters: 34.
    By chance: (20² - 6² - 14²) / (20² - 34) = 168 / 366 = 0.4590. Alpha: 1 - 0.2 / 0.4590 = 0.5643.
    """
    counts = unitised([(0, 4, "RUS")], [(0, 2, "RUS")], 10)
    assert (counts.apart, counts.squares, dict(counts.values)) == (2, 34, {"RUS": 6, "—": 14})
    assert alpha_of([counts])[0] == pytest.approx(0.5643, abs=5e-5)


def test_interval_alpha_worked_by_hand():
    """Polarities (1, 1), (-1, -1), (1, -1), (0, 0): the third pair is 2² = 4 apart, observed 2 * 4 / 8 = 1.

    Values: 1 three times, -1 three times, 0 twice. By chance, over ordered pairs: 2 * (8 * 6 - 0²) / (8 * 7) = 96 / 56 = 1.7143.
    Alpha: 1 - 1 / 1.7143 = 0.4167.
    """
    counts = labels([("1", "1"), ("-1", "-1"), ("1", "-1"), ("0", "0")], metric="interval")
    assert alpha_of([counts], metric="interval")[0] == pytest.approx(0.4167, abs=5e-5)


@given(st.lists(st.tuples(st.sampled_from(["-1", "0", "1"]), st.sampled_from(["-1", "0", "1"])), min_size=2, max_size=30))
def test_alpha_is_that_of_the_krippendorff_package(values):
    if len({v for pair in values for v in pair}) < 2:
        assert np.isnan(alpha_of([labels(values)])[0])
        return
    table = np.array(values, dtype=float).T
    for metric in ("nominal", "interval"):
        ours = alpha_of([labels(values, metric=metric)], metric=metric)[0]
        assert ours == pytest.approx(krippendorff.alpha(reliability_data=table, level_of_measurement=metric))


@given(st.lists(st.tuples(st.sampled_from("ABC—"), st.sampled_from("ABC—")), min_size=2, max_size=20))
def test_unitised_alpha_of_single_characters_is_nominal_alpha(values):
    marks = [[(i, i + 1, v) for i, v in enumerate(line) if v != "—"] for line in zip(*values, strict=True)]
    assert alpha_of([unitised(*marks, len(values))]) == pytest.approx(alpha_of([labels(values)]), nan_ok=True)


def test_adding_stories_is_the_same_as_one_long_story():
    one, two = labels([("a", "b"), ("a", "a")]), labels([("b", "b")])
    assert alpha_of([one, two])[0] == pytest.approx(alpha_of([labels([("a", "b"), ("a", "a"), ("b", "b")])])[0])


def test_the_innermost_speaker_has_the_words():
    spans = [((0, 10), "TASS"), ((4, 8), "RUS-MFA")]
    assert flatten(spans, innermost=True) == [(0, 4, "TASS"), (4, 8, "RUS-MFA"), (8, 10, "TASS")]
    assert flatten(spans, innermost=False)[1] == (4, 8, "RUS-MFA + TASS")


def test_each_row_is_paired_once_and_the_best_first():
    alike = {(0, 0): 0.5, (0, 1): 0.9, (1, 1): 0.8}
    assert pairs([0, 1], [0, 1], lambda a, b: alike.get((a, b), 0)) == [(0, 1)]
    assert pairs([0, 1], [0, 1], lambda a, b: 0.0) == []


def test_a_pass_agrees_with_itself():
    one, _ = passes()
    result = agreement(one, one, texts_of=dict.fromkeys(one, CLEAN))
    assert {name: row["value"] for name, row in result.alpha.items()} == {"mentions": 1.0, "attributions": 1.0, "stances": 1.0}
    assert result.disagreements == []


def test_another_actor_lowers_the_alpha_of_mentions_alone():
    one, two = passes(("[واشنطن, 2, USA,", "[واشنطن, 2, USA-GOV,"))
    result = agreement(one, two, texts_of=dict.fromkeys(one, CLEAN))
    assert result.alpha["mentions"]["value"] < 1 == result.alpha["attributions"]["value"]
    assert result.labels["mentions.actor_id"]["n"] == 24
    assert result.labels["mentions.kind"]["value"] == 1


def test_another_polarity_is_worse_by_interval_than_by_side():
    one, two = passes(("polarity: 1", "polarity: -1"))
    result = agreement(one, two, texts_of=dict.fromkeys(one, CLEAN))
    assert result.alpha["stances"]["value"] < 1
    assert result.labels["stances.polarity"]["metric"] == "interval"
    told = [d for d in result.disagreements if d["article_id"] == "x0"]
    assert [(d["table"], d["what"], d["a"], d["b"], d["text"]) for d in told] == [
        ("stances", "polarity of RUS → SYR (+1)", "1", "-1", "بلاده تدعم دمشق")
    ]


def test_a_missing_row_is_told_with_its_words():
    one, two = passes(("  - [الوكالة, null, outlet, description, ORG-AGENCY]\n", ""))
    told = disagreements(one["x0"], two["x0"], CLEAN)
    assert [(d["table"], d["what"], d["a"], d["b"], d["text"]) for d in told] == [("mentions", "only here", "ORG-AGENCY", "—", "الوكالة")]


def test_another_parent_and_another_voice_are_told():
    one, two = passes(("inherited: true, parent: a1", "inherited: true, parent: a2"), ("voice: a2", "voice: a1"))
    assert [d["what"] for d in disagreements(one["x0"], two["x0"])] == ["voice of RUS → SYR (+1)", "parent"]


def test_intervals_hold_the_value_and_come_out_the_same_each_time():
    one, two = passes(("[واشنطن, 2, USA,", "[واشنطن, 2, USA-GOV,"))
    two["x0"] = one["x0"].model_copy(update={"pass_": "b"})
    first = agreement(one, two, texts_of=dict.fromkeys(one, CLEAN), n_draws=2000)
    row = first.alpha["mentions"]
    assert row["low"] <= row["value"] <= row["high"]
    assert row["low"] < row["high"] == 1.0  # a draw of nothing but x0 agrees fully
    assert agreement(one, two, texts_of=dict.fromkeys(one, CLEAN), n_draws=2000) == first


def test_articles_of_one_story_are_drawn_together():
    one, two = passes(("polarity: 1", "polarity: -1"))
    result = agreement(one, two, stories=dict.fromkeys(one, "one story"))
    assert result.stories == 1
    assert result.alpha["stances"]["low"] == result.alpha["stances"]["high"] == result.alpha["stances"]["value"]


def test_the_json_has_the_alphas_with_their_intervals():
    one, two = passes()
    told = json.loads(json.dumps(agreement(one, two, n_draws=50).to_dict()))
    assert set(told["alpha"]) == {"mentions", "attributions", "stances"}
    assert all({"value", "low", "high"} <= set(row) for row in told["alpha"].values())
    assert "mentions, exact" in agreement(one, two, n_draws=50).to_table(disagreements=True)


def test_passes_of_different_texts_are_refused_with_both_hashes():
    one, two = passes()
    two["x0"] = two["x0"].model_copy(update={"text_sha256": "f" * 64})
    with pytest.raises(MawaqifError, match=f"{one['x0'].text_sha256} and {'f' * 64}"):
        agreement(one, two)


def test_passes_without_a_common_article_are_refused():
    with pytest.raises(MawaqifError, match="no article in common"):
        agreement(passes()[0], {})


def test_an_interval_of_too_few_values_is_none():
    assert interval(np.array([1.0, np.nan, np.nan])) == (None, None)
