"""The shares that the report's sentences state of the whole corpus, each in its three numbers (mawaqif.estimate).

`quoted`, `through` and `unnamed` are of statements, `support` is of stances; the program's rows and people's go through the same conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from mawaqif import estimate
from mawaqif.figures import tallies
from mawaqif.gold.store import Gold
from mawaqif.lexicon.compile import Lexicon

_STATEMENTS: dict[str, Callable[[pd.DataFrame], pd.Series[bool]]] = {
    "quoted": lambda rows: rows["mode"].isin(["direct", "mixed"]),
    "through": lambda rows: rows["parent_id"].notna(),
    "unnamed": lambda rows: rows["source_kind"].isin(["anonymous", "unknown"]),
}


def of_corpus(
    attributions: pd.DataFrame,
    stances: pd.DataFrame,
    articles: pd.DataFrame,
    lexicon: Lexicon,
    gold: Mapping[str, Gold],
    *,
    n_draws: int = 2000,
    level: float = 0.95,
    seed: int = 20,
) -> dict[str, dict[str, Any]]:
    """Share → the fields of `estimate.Share`.

    Args:
        gold: article id → gold; only articles of the held split correct anything, as the rules were written against the others.
    """
    held = set(articles.loc[articles["split"] == "held", "article_id"]) & set(gold)
    known = {i: gold[i] for i in sorted(held)}
    said = estimate.gold_statements(known)
    program = tallies.standing(stances, lexicon)
    people = tallies.standing(estimate.gold_stances(known).assign(counted=True), lexicon)

    def three(rows: pd.DataFrame, by_people: pd.DataFrame, part: Callable[[pd.DataFrame], pd.Series[bool]]) -> dict[str, Any]:
        counts = estimate.count(articles, rows, by_people, held, whole=_all, part=part)
        return estimate.share(counts, n_draws=n_draws, level=level, seed=seed).to_dict()

    found = {name: three(attributions, said, part) for name, part in _STATEMENTS.items()}
    return {**found, "support": three(program, people, lambda rows: rows["polarity"] == 1)}


def _all(rows: pd.DataFrame) -> pd.Series[bool]:
    return pd.Series(True, index=rows.index)
