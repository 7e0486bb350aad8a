"""Risk and coverage: at the threshold in force risk is what precision leaves, and a lower threshold never counts fewer rows."""

import json

import pandas as pd
import pytest

from mawaqif.gold import risk, scoring
from mawaqif.rows import UNDER_THRESHOLD
from test_scoring import articles, corpus, tables


def made(scores: list[float], threshold: float = 0.5, wrong: tuple[int, ...] = ()) -> tuple[pd.DataFrame, ...]:
    """Gold as a program would find it, three stances an article, their scores in turn; those in `wrong` have another target."""
    mentions, attributions, stances = tables(corpus())
    score = [scores[k % len(scores)] for k in range(len(stances))]
    counted = [s >= threshold for s in score]
    stances = stances.assign(score=score, counted=counted, reason=["" if c else UNDER_THRESHOLD for c in counted])
    stances["target_id"] = ["CHN" if k % len(scores) in wrong else t for k, t in enumerate(stances["target_id"])]
    return mentions, attributions, stances


def test_a_curve_worked_by_hand() -> None:
    mentions, _, stances = made([0.9, 0.6, 0.3], wrong=(1,))
    found = risk.curves(articles(corpus()), mentions, stances, corpus(), n_draws=50)
    assert sorted(found) == ["held", "work"]
    for curve in found.values():  # two articles each
        assert [p["threshold"] for p in curve] == [0.9, 0.6, 0.3]
        assert [(p["rows"], p["wrong"]) for p in curve] == [(2, 0), (4, 2), (6, 2)]
        assert [p["coverage"] for p in curve] == pytest.approx([1 / 3, 2 / 3, 1], abs=1e-4)
        assert [p["risk"] for p in curve] == pytest.approx([0, 1 / 2, 1 / 3], abs=1e-4)
        assert [p["in_force"] for p in curve] == [False, True, False]
        assert {p["low"] for p in curve} == {None}  # two stories are too few for an interval


def test_risk_in_force_is_what_precision_leaves() -> None:
    mentions, attributions, stances = made([0.9, 0.6, 0.3], wrong=(1,))
    scored = scoring.score(articles(corpus()), mentions, attributions, stances, corpus(), n_draws=50).scores
    for split, curve in risk.curves(articles(corpus()), mentions, stances, corpus(), n_draws=50).items():
        now = next(p for p in curve if p["in_force"])
        precision = scored[split]["found"]["stances"]["precision"]
        assert now["risk"] == pytest.approx(1 - precision, abs=1e-4)


def test_coverage_rises_as_the_threshold_falls_and_enough_stories_give_an_interval() -> None:
    many = corpus(24)
    mentions, _, stances = tables(many)
    score = [(k * 7 % 10) / 10 for k in range(len(stances))]
    stances = stances.assign(score=score, counted=True, reason="")
    for curve in risk.curves(articles(many), mentions, stances, many, n_draws=100).values():
        assert [p["coverage"] for p in curve] == sorted(p["coverage"] for p in curve)
        assert curve[-1]["coverage"] == 1 and curve[-1]["in_force"]
        assert curve[-1]["low"] is not None


def test_rows_that_do_not_count_for_another_reason_take_no_part() -> None:
    mentions, _, stances = made([0.9, 0.6, 0.3], threshold=0.0)
    aside = stances.assign(counted=stances["score"] > 0.5, reason=["" if s > 0.5 else "two readings fit" for s in stances["score"]])
    for curve in risk.curves(articles(corpus()), mentions, aside, corpus(), n_draws=50).values():
        assert [p["threshold"] for p in curve] == [0.9, 0.6] and curve[-1]["coverage"] == 1


def test_no_rows_and_no_gold_give_no_curve() -> None:
    mentions, _, stances = made([0.9])
    assert risk.curves(articles(corpus()), mentions, stances, {}) == {}
    assert risk.curves(articles(corpus()), mentions, stances.head(0), corpus()) == {}
    assert risk.table({}).empty


def test_the_table_is_plain_and_the_same_twice() -> None:
    mentions, _, stances = made([0.9, 0.6, 0.3])
    one, two = (risk.curves(articles(corpus()), mentions, stances, corpus(), n_draws=50) for _ in range(2))
    assert json.dumps(one) == json.dumps(two)
    assert risk.table({"risk": one})["risk"].tolist() == [0.0] * 6
