"""Methods that relate actors beside one another on the same gold (`mawaqif.methods`): stances and pairs, a class at a time.

Of articles whose text is absent every method has the same released rows. Of the work articles the classifier's rows are those of models
that have not seen their story; which method is used is decided on these, the held articles then say how good it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mawaqif.gold import scoring, store
from mawaqif.gold.spans import draws, interval, rounded

FIRST = "rules"
WHICH = {"counted": True, "all": False}  # rows that count in the run, or all that a method gives


def compare(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    methods: pd.DataFrame,
    gold: Mapping[str, store.Gold],
    *,
    n_draws: int = 2000,
    level: float = 0.95,
    seed: int = 20,
) -> dict[str, Any]:
    """Split → method → `counted` and `all` → scores.

    Args:
        articles, mentions: tables of a run (mawaqif.schemas).
        methods: schemas.METHODS, the stances of every method.
        gold: article id → gold; articles without it take no part.
        n_draws, level, seed: of the intervals, stories drawn with replacement.

    Returns:
        `stances` and `pairs` as in `scoring.score` (with `by`, a class at a time), and `gain`: how much larger the F1 of stances is than
        that of the rules (f1, low, high), by the same draws; null where there is none.
    """
    part = mentions[mentions["article_id"].isin(gold)]
    names = scoring.rows_of_tables(part, _NONE, methods.head(0))
    theirs = {i: scoring.with_local_ids_of(names.get(i, scoring.Rows()), scoring.rows_of_gold(g)).stances for i, g in gold.items()}
    made: dict[str, Any] = {}
    for which, counted in WHICH.items():
        for method, rows in methods.groupby("method", sort=False):
            told = rows[rows["article_id"].isin(gold)]
            found = scoring.rows_of_tables(part.head(0), _NONE, told if counted else told.assign(counted=True))
            for split in scoring.SPLITS:
                mine = articles[(articles["split"] == split) & articles["article_id"].isin(gold)].sort_values("article_id")
                if not len(mine):
                    continue
                tallies = [
                    scoring.compare(scoring.Rows(stances=found.get(i, scoring.Rows()).stances), scoring.Rows(stances=theirs[i]))
                    for i in mine["article_id"]
                ]
                stories = mine["story_id"].tolist()
                scores = scoring.summary(tallies, stories, n_draws, level, seed)["found"]
                row = {name: scores[name] for name in ("stances", "pairs")}
                made.setdefault(split, {}).setdefault(str(method), {})[which] = {**row, "gain": _counts(tallies, stories)}
    for by in made.values():
        for which in WHICH:
            first = by[FIRST][which]["gain"]
            for method, row in reversed(by.items()):
                row[which]["gain"] = _gain(row[which]["gain"], first, n_draws, level, seed) if method != FIRST else None
    return made


_NONE = pd.DataFrame({"attribution_id": [], "article_id": [], "speaker_id": [], "parent_id": []})


def _counts(tallies: Sequence[scoring.Tally], stories: Sequence[str]) -> Any:
    """Right, predicted, gold by story; shape (n_stories, 3)."""
    names = sorted(set(stories))
    sums = np.zeros((len(names), 3))
    np.add.at(sums, [names.index(s) for s in stories], np.array([t.found["stances", ""] for t in tallies], dtype=float))
    return sums


def _gain(mine: Any, first: Any, n_draws: int, level: float, seed: int) -> dict[str, float | None]:
    weights = draws(len(mine), n_draws, seed)

    def f1(sums: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return 2 * sums[..., 0] / (sums[..., 1] + sums[..., 2])

    low, high = interval(f1(weights @ mine) - f1(weights @ first), level)
    return {"f1": rounded(f1(mine.sum(axis=0)) - f1(first.sum(axis=0))), "low": low, "high": high}


def table(scores: Mapping[str, Any]) -> pd.DataFrame:
    """The comparison in `scores` (key `methods`).

    Returns:
        One row a split, method and choice of rows: split, method, rows (counted or all), precision, recall, F1 with interval, beside the
        rules (how much larger, with interval), support, oppose, neutral (F1), pairs (F1 of holder and target alone), n (rows given).
    """
    listed = []
    for split, by in scores.get("methods", {}).items():
        for method, whichs in by.items():
            for which, row in whichs.items():
                stances, gain = row["stances"], row["gain"]
                sides = {side: _two(stances.get("by", {}).get(side, {}).get("f1")) for side in ("support", "oppose", "neutral")}
                listed.append(
                    {
                        "split": split, "method": method, "rows": which,
                        "precision": _two(stances["precision"]), "recall": _two(stances["recall"]), "F1": _with(stances),
                        "beside the rules": _with(gain, signed=True) if gain else "–", **sides, "pairs": _two(row["pairs"]["f1"]),
                        "n": stances["predicted"],
                    }
                )  # fmt: skip
    columns = ["split", "method", "rows", "precision", "recall", "F1", "beside the rules", "support", "oppose", "neutral", "pairs", "n"]
    return pd.DataFrame(listed, columns=columns).sort_values(["split", "rows"], ascending=False, kind="stable", ignore_index=True)


def _two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _with(row: Mapping[str, Any], *, signed: bool = False) -> str:
    if row["f1"] is None:
        return "–"
    sign = "+" if signed else ""
    return f"{row['f1']:{sign}.2f}" + (f" [{row['low']:{sign}.2f}, {row['high']:{sign}.2f}]" if row["low"] is not None else "")
