"""Shares as counted and corrected: worked by hand, and shown to keep their promise where the truth is known."""

import numpy as np
import pandas as pd
import pytest

from gold_examples import gold
from mawaqif import estimate
from mawaqif.errors import MawaqifError


def stories(part, whole, gold_part, gold_whole, chance=np.nan):
    names = [f"s{k:04}" for k in range(len(part))]
    return pd.DataFrame(
        {"story_id": names, "part": part, "whole": whole, "gold_part": gold_part, "gold_whole": gold_whole, "chance": chance}
    )


def simulated(rng, n=200, with_gold=60):
    """Stories with 1-8 rows, of which a third are in the part; the program errs on a fifth and invents a tenth."""
    whole = rng.integers(1, 9, n)
    part = rng.binomial(whole, rng.beta(3, 6, n))
    invented = rng.binomial(whole, 0.1)
    counted = rng.binomial(part, 0.8) + rng.binomial(whole - part, 0.2) + rng.binomial(invented, 0.5)
    known = np.zeros(n, dtype=bool)
    known[rng.choice(n, with_gold, replace=False)] = True
    return stories(counted, whole + invented, np.where(known, part, np.nan), np.where(known, whole, np.nan))


TRUTH = 3 / 9


def coverage(n_runs, seed):
    """Share of runs whose 95 % interval holds the truth: as counted, ppi, dsl."""
    rng, hits = np.random.default_rng(seed), np.zeros(3)
    for _ in range(n_runs):
        found = estimate.share(simulated(rng), n_draws=200)
        hits += [e is not None and e.low <= TRUTH <= e.high for e in (found.counted, found.ppi, found.dsl)]
    return hits / n_runs


def test_corrected_intervals_hold_the_truth_and_naive_ones_do_not():
    naive, ppi, dsl = coverage(400, seed=7)
    assert naive < 0.5
    assert 0.93 <= ppi <= 0.97
    assert 0.93 <= dsl <= 0.97


@pytest.mark.slow
def test_corrected_intervals_hold_the_truth_in_many_runs():
    naive, ppi, dsl = coverage(4000, seed=11)
    assert naive < 0.5
    assert 0.93 <= ppi <= 0.97
    assert 0.93 <= dsl <= 0.97


def test_the_correction_worked_by_hand():
    """Four stories of 10 rows; the program counts 6 in the part each time. Two have gold: people count 4 and 2 of 10.

    The gold stories lack 4 - 6 = -2 and 2 - 6 = -4, on average -3 of 10: 24 / 40 - 3 / 10 = 0.3.
    """
    table = stories([6, 6, 6, 6], [10] * 4, [4, 2, np.nan, np.nan], [10, 10, np.nan, np.nan])
    found = estimate.share(table, least_stories=2, least_rows=10)
    assert found.counted.value == 0.6
    assert found.dsl.value == pytest.approx(0.3)
    assert found.ppi.value == pytest.approx(0.3)
    assert (found.rows, found.stories, found.gold_rows, found.gold_stories) == (40, 4, 20, 2)


def test_unequal_chances_weigh_what_gold_says():
    """As above, but the first story had a chance of 1 and the second of 1/3: (1 * -2 + 3 * -4) / 4 = -3.5 of 10."""
    table = stories([6, 6, 6, 6], [10] * 4, [4, 2, np.nan, np.nan], [10, 10, np.nan, np.nan], chance=[1, 1 / 3, 1 / 3, 1 / 3])
    assert estimate.share(table, least_stories=2, least_rows=10).dsl.value == pytest.approx(0.25)


def test_gold_of_every_story_gives_the_count_of_people():
    table = stories([6] * 40, [10] * 40, [3] * 20 + [5] * 20, [10] * 40)
    found = estimate.share(table)
    assert found.dsl.value == found.ppi.value == 0.4
    assert found.counted.value == 0.6


def test_a_program_without_error_is_not_corrected():
    rng = np.random.default_rng(3)
    whole = rng.integers(1, 9, 100)
    part = rng.binomial(whole, 0.4)
    known = np.arange(100) < 50
    found = estimate.share(stories(part, whole, np.where(known, part, np.nan), np.where(known, whole, np.nan)))
    assert found.dsl.value == pytest.approx(found.counted.value)
    assert found.ppi.low < found.counted.value < found.ppi.high


@pytest.mark.parametrize(("n_gold", "rows"), [(0, 5), (19, 5), (30, 0)], ids=["none", "few stories", "no rows"])
def test_where_gold_is_too_small_it_says_so_instead_of_a_number(n_gold, rows):
    known = np.arange(50) < n_gold
    found = estimate.share(stories([2] * 50, [5] * 50, np.where(known, 0, np.nan), np.where(known, rows, np.nan)))
    assert found.ppi is None and found.dsl is None
    assert f"gold is too small for this share: {n_gold * rows} rows in {n_gold} stories" in found.reason
    assert found.counted.value == 0.4


def test_a_share_of_nothing_is_no_number():
    found = estimate.share(stories([0] * 3, [0] * 3, [np.nan] * 3, [np.nan] * 3))
    assert found.counted == estimate.Estimate(None, None, None)
    assert found.to_dict()["reason"].startswith("gold is too small")


def test_the_order_of_stories_changes_nothing():
    table = simulated(np.random.default_rng(5))
    assert estimate.share(table) == estimate.share(table.sample(frac=1, random_state=1))


def test_faults_are_named():
    table = stories([1], [1], [1], [1])
    with pytest.raises(MawaqifError, match=r"columns \['whole'\] are missing"):
        estimate.share(table.drop(columns="whole"))
    with pytest.raises(MawaqifError, match="chance 0"):
        estimate.share(table.assign(chance=0.0), least_stories=1, least_rows=1)


def test_counts_are_taken_by_story_from_tables_and_gold():
    articles = pd.DataFrame({"article_id": ["tiny-1", "tiny-2", "tiny-3"], "story_id": ["s1", "s2", "s2"]})
    rows = pd.DataFrame({"article_id": ["tiny-1", "tiny-1", "tiny-3"], "holder_id": ["RUS", "USA", "RUS"], "polarity": [1, -1, -1]})
    table = estimate.count(
        articles,
        rows,
        estimate.gold_stances({"tiny-1": gold()}),
        ["tiny-1"],
        whole=lambda f: f["holder_id"] == "RUS",
        part=lambda f: f["polarity"] > 0,
    )
    assert table[["story_id", "part", "whole"]].values.tolist() == [["s1", 1, 1], ["s2", 0, 1]]
    assert table["gold_whole"].iloc[0] == 1 == table["gold_part"].iloc[0]
    assert table["gold_whole"].isna().tolist() == [False, True]
