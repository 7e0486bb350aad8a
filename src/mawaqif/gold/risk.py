"""What a threshold of score buys: how many rows still count, and how many of these are wrong on gold.

A risk-coverage curve (El-Yaniv and Wiener 2010): for each score that occurs, as the least that counts, *coverage* is the share of rows
that count and *risk* the share of these that gold does not have. A row is right as in `mawaqif.gold.scoring`: gold has a stance of the
same holder, target and polarity whose evidence overlaps; so at the threshold in force risk is one minus the precision of stances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mawaqif.gold import scoring, store
from mawaqif.gold.spans import Floats, draws, interval, rounded
from mawaqif.rows import UNDER_THRESHOLD

LEAST_STORIES = 5  # drawing from fewer would call two stories that agree certain


def curves(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    stances: pd.DataFrame,
    gold: Mapping[str, store.Gold],
    *,
    n_draws: int = 2000,
    level: float = 0.95,
    seed: int = 20,
) -> dict[str, list[dict[str, Any]]]:
    """Split → its curve, from the highest threshold to the lowest.

    Args:
        articles, mentions, stances: tables of a run (mawaqif.schemas); rows that do not count for another reason than their score take
            no part.
        gold: article id → gold; articles without it take no part.
        n_draws, level, seed: of the interval of risk, stories drawn with replacement.

    Returns:
        One mapping a score that occurs: threshold (the least score that counts, in [0, 1]), coverage and risk (shares in [0, 1]), low
        and high (of risk; null with rows in fewer than `LEAST_STORIES` stories), rows (that count), wrong (of these), in_force (whether just these count in
        the run). A split without rows is missing.
    """
    told = stances[stances["counted"].astype(bool) | (stances["reason"] == UNDER_THRESHOLD)]
    told = told[told["article_id"].isin(gold)]
    if told.empty:
        return {}
    counted = told.loc[told["counted"].astype(bool), "score"]
    in_force = float(counted.min()) if len(counted) else None
    all_count = told.assign(counted=True)
    found = scoring.rows_of_tables(mentions[mentions["article_id"].isin(gold)], _NO_SAYINGS, all_count)
    scores = {str(i): part["score"].tolist() for i, part in all_count.groupby("article_id", sort=False)}
    thresholds = sorted({float(s) for s in told["score"]}, reverse=True)
    made: dict[str, list[dict[str, Any]]] = {}
    for split in scoring.SPLITS:
        part = articles[(articles["split"] == split) & articles["article_id"].isin(gold)].sort_values("article_id")
        if not len(part) or not any(i in scores for i in part["article_id"]):
            continue
        sums = _sums(part, found, scores, gold, thresholds)
        weights = draws(len(sums), n_draws, seed)
        made[split] = [
            {"threshold": round(t, 4), **_point(sums[:, k], sums[:, -1, 0].sum(), weights, level), "in_force": t == in_force}
            for k, t in enumerate(thresholds)
        ]
    return made


_NO_SAYINGS = pd.DataFrame({"attribution_id": [], "article_id": [], "speaker_id": [], "parent_id": []})


def _sums(
    part: pd.DataFrame,
    found: Mapping[str, scoring.Rows],
    scores: Mapping[str, Sequence[float]],
    gold: Mapping[str, store.Gold],
    thresholds: Sequence[float],
) -> Floats:
    """Rows that count, and those of them that are wrong; shape (n_stories, n_thresholds, 2)."""
    place = {s: k for k, s in enumerate(sorted(set(part["story_id"])))}
    sums = np.zeros((len(place), len(thresholds), 2))
    for article_id, story in zip(part["article_id"], part["story_id"], strict=True):
        rows = found.get(article_id, scoring.Rows())
        theirs = scoring.with_local_ids_of(rows, scoring.rows_of_gold(gold[article_id])).stances
        for k, threshold in enumerate(thresholds):
            kept = [s for s, x in zip(rows.stances, scores.get(article_id, ()), strict=True) if x >= threshold]
            sums[place[story], k] += len(kept), len(kept) - len(scoring.right_stances(kept, theirs))
    return sums


def _point(sums: Floats, everything: float, weights: Floats, level: float) -> dict[str, Any]:
    rows, wrong = sums.sum(axis=0)
    drawn = weights @ sums
    with np.errstate(divide="ignore", invalid="ignore"):
        enough = (sums[:, 0] > 0).sum() >= LEAST_STORIES
        low, high = interval(drawn[:, 1] / drawn[:, 0], level) if enough else (None, None)
        risk, coverage = rounded(wrong / rows), rounded(rows / everything)
    return {"coverage": coverage, "risk": risk, "low": low, "high": high, "rows": int(rows), "wrong": int(wrong)}


def table(scores: Mapping[str, Any]) -> pd.DataFrame:
    """The curves in `scores` (key `risk`) as a table.

    Returns:
        One row a split and threshold: split, threshold, coverage, risk, low, high, rows, wrong, in_force; NaN where there is no number.
    """
    columns = ["split", "threshold", "coverage", "risk", "low", "high", "rows", "wrong", "in_force"]
    listed = [{"split": split, **point} for split, curve in scores.get("risk", {}).items() for point in curve]
    frame = pd.DataFrame(listed, columns=columns)
    return frame.astype(dict.fromkeys(columns[1:6], float))
