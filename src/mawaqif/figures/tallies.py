"""What several figures count: years, names, stances that stand, intervals over stories, an order that shows blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mawaqif.figures import text, words
from mawaqif.gold.spans import draws, interval

if TYPE_CHECKING:
    from mawaqif.lexicon.compile import Lexicon

N_DRAWS, SEED = 1000, 20
Floats = NDArray[np.float64]


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, their cells as attributes."""
    return frame.itertuples()


def year_of(published: Any) -> int | None:
    """The year of an ISO date or of its beginning; None if there is none."""
    return None if text.missing(published) or not str(published)[:4].isdigit() else int(str(published)[:4])


def period(articles: pd.DataFrame, language: str) -> str:
    """First to last year of the articles that have a date."""
    years = [y for y in map(year_of, articles["published"]) if y is not None]
    return text.span(text.localized(str(min(years)), language), text.localized(str(max(years)), language), language) if years else ""


def source_line(parts: list[str], language: str) -> str:
    """«Source: mawaqif · n = …»."""
    return " · ".join(p for p in (words.say("source", language), *parts) if p)


def n_of(count: str, language: str) -> str:
    """The number a figure rests on."""
    return f"ن = {count}" if language == "ar" else f"n = {count}"


def name_of(actor_id: str, lexicon: Lexicon, language: str) -> str:
    """The name of an actor as one safe line."""
    return text.plain(lexicon.name_of(actor_id, language))


def standing(stances: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """The stances that figures count: counted, not denied, of two different actors of the registry."""
    kept = stances[stances["counted"].astype(bool) & (stances["factuality"] != "denied") & (stances["holder_id"] != stances["target_id"])]
    known = {i: lexicon.knows(i) for i in sorted({*kept["holder_id"], *kept["target_id"]})}
    return kept[kept["holder_id"].map(known).astype(bool) & kept["target_id"].map(known).astype(bool)] if len(kept) else kept


def pairs(told: pd.DataFrame) -> pd.DataFrame:
    """One row a pair with what was said of it; the interval draws articles with replacement.

    Returns:
        Columns holder_id, target_id, support, opposition, neutral, n, articles, balance in [-1, 1], low, high (NaN where fewer than
        three articles speak of the pair); most evidence first.
    """
    columns = ["holder_id", "target_id", "support", "opposition", "neutral", "n", "articles", "balance", "low", "high"]
    found = []
    for (holder, target), part in told.groupby(["holder_id", "target_id"]):
        sides = part["polarity"].astype(int)
        low, high = balance_interval(part["article_id"], sides)
        found.append(
            (holder, target, int((sides == 1).sum()), int((sides == -1).sum()), int((sides == 0).sum()), len(part),
             part["article_id"].nunique(), float(sides.mean()), low, high)
        )  # fmt: skip
    frame = pd.DataFrame(found, columns=columns)
    return frame.sort_values(["n", "holder_id", "target_id"], ascending=[False, True, True], ignore_index=True)


def balance_interval(groups: pd.Series[Any], polarity: pd.Series[Any], *, least: int = 3) -> tuple[float, float]:
    """Bootstrap interval of the mean polarity, groups (articles or stories) drawn with replacement; NaN with fewer than `least`."""
    sums = polarity.groupby(groups.to_numpy()).agg(["sum", "size"]).sort_index()
    if len(sums) < least:
        return float("nan"), float("nan")
    weights = draws(len(sums), N_DRAWS, SEED)
    low, high = interval((weights @ sums["sum"].to_numpy(float)) / (weights @ sums["size"].to_numpy(float)))
    return float("nan") if low is None else low, float("nan") if high is None else high


def count_interval(by_story: Floats) -> tuple[float, float]:
    """Bootstrap interval of a count, given its parts by story, also those with none; stories drawn with replacement."""
    if not len(by_story):
        return 0.0, 0.0
    low, high = interval(draws(len(by_story), N_DRAWS, SEED) @ by_story)
    return low or 0.0, high or 0.0


def most_evident(told: pd.DataFrame, top: int) -> list[str]:
    """The `top` actors with most stances, as holder or target; ties by id."""
    counts = pd.concat([told["holder_id"], told["target_id"]]).value_counts()
    return sorted(counts.index, key=lambda i: (-counts[i], i))[:top]


def net(table: pd.DataFrame, ids: list[str]) -> Floats:
    """Support minus opposition of each pair; shape (n, n), holders in rows."""
    place = {i: k for k, i in enumerate(ids)}
    matrix = np.zeros((len(ids), len(ids)))
    for r in rows(table):
        if r.holder_id in place and r.target_id in place:
            matrix[place[r.holder_id], place[r.target_id]] += r.support - r.opposition
    return matrix


def seriated(table: pd.DataFrame, ids: list[str]) -> list[str]:
    """The actors in an order that puts those with like stances side by side, the one with most evidence (the first) in the first half."""
    from scipy.cluster.hierarchy import leaves_list, linkage

    if len(ids) < 4:
        return ids
    signed = net(table, ids)
    both = signed + signed.T
    # who stands for one another is near, who stands against one another is far, the others are in between
    distance = 1 - np.sign(both) * np.sqrt(np.abs(both)) / max(1.0, float(np.sqrt(np.abs(both).max())))
    profile = np.hstack([np.sign(signed), np.sign(signed.T)])
    unlike = np.linalg.norm(profile[:, None, :] - profile[None, :, :], axis=2)
    distance = distance + unlike / max(1.0, float(unlike.max()))
    upper = distance[np.triu_indices(len(ids), 1)]
    order = [ids[k] for k in leaves_list(linkage(upper, "average", optimal_ordering=True))]
    return order if order.index(ids[0]) <= len(ids) / 2 else order[::-1]
