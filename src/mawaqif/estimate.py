"""Three numbers for a share: as counted from automatic labels, corrected by the gold sample, and the interval over stories.

Takes, for each story, what the program counted and, where people annotated it, what they counted; gives a `Share`. A share is
a ratio of sums (supporting stances of all stances, say), so rows that the program misses or invents count as errors too.
Stories are the unit of sampling: articles and sentences of one story are not independent.

Two corrections, which answer the same question with different means:

- *ppi*: prediction-powered inference by the ppi-python package, tuned; the stories with gold must be a simple random sample.
- *dsl*: design-based supervised learning; the chance of each story to be annotated is known, and may differ.

Corrections hold for gold that the rules were not written against: pass the gold of the held split.

Source: A. Angelopoulos, S. Bates, C. Fannjiang, M. Jordan, T. Zrnic, Prediction-powered inference, Science 382 (2023); N. Egami,
M. Hinck, B. Stewart, H. Wei, Using imperfect surrogates for downstream inference: design-based supervised learning for social
science applications of large language models, NeurIPS 36 (2023).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mawaqif.errors import MawaqifError
from mawaqif.gold.spans import draws, interval, rounded
from mawaqif.gold.store import Gold

Floats = NDArray[np.float64]
Condition = Callable[[pd.DataFrame], "pd.Series[bool]"]

COLUMNS = ("story_id", "part", "whole", "gold_part", "gold_whole", "chance")
LEAST_STORIES = 20  # with gold; below it neither correction's interval keeps its promise (tests/test_estimate.py)
LEAST_ROWS = 30  # of gold in the whole


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval; in [0, 1] but for sampling error."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """Three numbers for a share.

    Attributes:
        counted: as the program counts, with the bootstrap interval over stories. It holds the error of sampling, not of labels.
        ppi, dsl: corrected by gold; None where gold is too small.
        rows, stories: counted in the whole.
        gold_rows, gold_stories: of them with gold.
        reason: why there is no correction, or empty.
    """

    counted: Estimate
    ppi: Estimate | None
    dsl: Estimate | None
    rows: int
    stories: int
    gold_rows: int
    gold_stories: int
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return asdict(self)


def share(
    counts: pd.DataFrame,
    *,
    n_draws: int = 2000,
    level: float = 0.95,
    seed: int = 20,
    least_stories: int = LEAST_STORIES,
    least_rows: int = LEAST_ROWS,
) -> Share:
    """The share `part` of `whole`, as counted and corrected.

    Args:
        counts: n_stories rows; columns `COLUMNS`. `part`, `whole`: what the program counts in the story. `gold_part`, `gold_whole`: what
            people count, NaN where the story has no gold. `chance`: of the story to be annotated, in (0, 1]; NaN everywhere:
            the same for all, the share of stories with gold.
        n_draws, level, seed: of the bootstrap.
        least_stories, least_rows: with less gold there is no corrected number.

    Raises:
        MawaqifError: A column is missing, or a chance that is not in (0, 1].
    """
    if missing := [c for c in COLUMNS if c not in counts]:
        raise MawaqifError(f"counts of a share: columns {missing} are missing; needed: {list(COLUMNS)}. See estimate.count.")
    table = counts.sort_values("story_id")
    part, whole = table["part"].to_numpy(float), table["whole"].to_numpy(float)
    gold_part, gold_whole = table["gold_part"].to_numpy(float), table["gold_whole"].to_numpy(float)
    known = np.isfinite(gold_part) & np.isfinite(gold_whole)
    counted = _bootstrap(part, whole, n_draws, level, seed)
    gold_rows, gold_stories = int(gold_whole[known].sum()), int(known.sum())
    reason = _too_small(gold_rows, gold_stories, least_rows, least_stories)
    ppi = dsl = None
    if not reason:
        chance = _chance(table["chance"].to_numpy(float), known)
        dsl = _dsl(part, whole, gold_part, gold_whole, known, chance, level)
        ppi = dsl if known.all() else _ppi(part, whole, gold_part, gold_whole, known, level)
    return Share(counted, ppi, dsl, int(whole.sum()), len(table), gold_rows, gold_stories, reason)


def _too_small(rows: int, stories: int, least_rows: int, least_stories: int) -> str:
    if rows >= least_rows and stories >= least_stories:
        return ""
    return f"gold is too small for this share: {rows} rows in {stories} stories; needed are {least_rows} rows in {least_stories} stories"


def _chance(given: Floats, known: NDArray[np.bool_]) -> Floats:
    if np.isnan(given).all():
        return np.full(len(known), known.mean())
    if not ((given > 0) & (given <= 1)).all():
        raise MawaqifError(
            f"counts of a share: chance {given[~((given > 0) & (given <= 1))][0]} is not in (0, 1]. Give the chance of each story."
        )
    return given


def _bootstrap(part: Floats, whole: Floats, n_draws: int, level: float, seed: int) -> Estimate:
    weights = draws(len(part), n_draws, seed)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = interval((weights @ part) / (weights @ whole), level)
        return Estimate(rounded(part.sum() / whole.sum()), low, high)


def _dsl(
    part: Floats, whole: Floats, gold_part: Floats, gold_whole: Floats, known: NDArray[np.bool_], chance: Floats, level: float
) -> Estimate:
    """Counts, plus what gold says they lack, weighted by the chance to be annotated; then the ratio, linearised over stories.

    The weights are scaled to a mean of 1 and the corrections centred, so that a known size of the sample adds no error.
    """
    weight = np.where(known, 1 / chance, 0.0)
    weight /= weight.mean()
    part_lacks, whole_lacks = np.where(known, gold_part - part, 0.0), np.where(known, gold_whole - whole, 0.0)
    size = (whole + weight * whole_lacks).mean()
    value = (part + weight * part_lacks).mean() / size
    lacks = part_lacks - value * whole_lacks
    mean_lack = (weight * lacks).mean()
    error = (part - value * whole + weight * (lacks - mean_lack) + mean_lack) / size
    # the corrections come from the gold stories alone, so that they, not all stories, give the degrees of freedom
    reach = _quantile(int(known.sum()), level) * error.std(ddof=1) / np.sqrt(len(part))
    return Estimate(rounded(value), rounded(value - reach), rounded(value + reach))


def _quantile(n: int, level: float) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, n - 1))


def _ppi(part: Floats, whole: Floats, gold_part: Floats, gold_whole: Floats, known: NDArray[np.bool_], level: float) -> Estimate:
    """The ratio by one step from its first estimate: the mean over stories of `part - value * whole` is 0 at the true value."""
    from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

    def tuning(counted: Floats) -> float | None:
        """None lets the package tune; where counts do not vary there is nothing to tune."""
        return None if np.ptp(counted[known]) > 0 else 1.0

    def mean(gold: Floats, counted: Floats) -> float:
        return float(np.ravel(ppi_mean_pointestimate(gold[known], counted[known], counted[~known], lam=tuning(counted)))[0])

    size = mean(gold_whole, whole)
    first = mean(gold_part, part) / size
    gold, counted = gold_part - first * gold_whole, part - first * whole
    low, high = ppi_mean_ci(gold[known], counted[known], counted[~known], alpha=1 - level, lam=tuning(counted))
    n = int(known.sum())
    # the package's interval is normal and divides by n; with tens of stories Student's t and n - 1 keep the promise
    wider = _quantile(n, level) / NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(n / (n - 1))
    reach = wider * float(np.ravel(high - low)[0]) / 2 / size
    value = first + mean(gold, counted) / size
    return Estimate(rounded(value), rounded(value - reach), rounded(value + reach))


# --- from tables ----------------------------------------------------------------------------------------------------------


def gold_stances(gold: Mapping[str, Gold]) -> pd.DataFrame:
    """Gold stances with the column names of the table of stances, so that one condition serves both; text order."""
    columns = ["article_id", "holder_id", "target_id", "polarity", "basis", "event_type", "factuality", "certainty", "attribution_id"]
    listed = [
        (i, s.holder_id, s.target_id, s.polarity, s.basis, s.event_type, s.factuality, s.certainty, s.voice)
        for i, g in sorted(gold.items())
        for s in g.stances
    ]
    return pd.DataFrame(listed, columns=columns)


def gold_statements(gold: Mapping[str, Gold]) -> pd.DataFrame:
    """Gold attributions with the column names of the table of attributions, as far as shares need them; text order."""
    columns = ["article_id", "attribution_id", "speaker_id", "source_kind", "mode", "parent_id", "distance"]
    listed = [(i, a.id, a.speaker_id, a.source_kind, a.mode, a.parent, a.distance) for i, g in sorted(gold.items()) for a in g.attributions]
    return pd.DataFrame(listed, columns=columns)


def count(
    articles: pd.DataFrame,
    rows: pd.DataFrame,
    gold_rows: pd.DataFrame,
    gold_ids: Iterable[str],
    *,
    whole: Condition,
    part: Condition,
    chance: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """What `share` needs: one row a story.

    Args:
        articles: columns `article_id`, `story_id`.
        rows: the program's rows (only those that count), with `article_id`.
        gold_rows: people's rows with the same columns, as `gold_stances` gives.
        gold_ids: articles that have gold, also those with no row in it. A story has gold if all its articles have.
        whole, part: frame → which of its rows are in the whole, and in the part (part of the whole).
        chance: story → its chance to be annotated.

    Returns:
        Columns `COLUMNS`, sorted by story; stories in which neither side has a row are in it, too.
    """
    known = set(gold_ids)
    table = articles[["article_id", "story_id"]].copy()
    for prefix, frame in (("", rows), ("gold_", gold_rows)):
        inside = frame[whole(frame).astype(bool)]
        for name, chosen in (("part", inside[part(inside).astype(bool)]), ("whole", inside)):
            table[prefix + name] = table["article_id"].map(chosen["article_id"].value_counts()).fillna(0.0).astype(float)
    table["known"] = table["article_id"].isin(known)
    stories = table.groupby("story_id", sort=True).agg(
        part=("part", "sum"),
        whole=("whole", "sum"),
        gold_part=("gold_part", "sum"),
        gold_whole=("gold_whole", "sum"),
        known=("known", "all"),
    )
    stories.loc[~stories["known"], ["gold_part", "gold_whole"]] = np.nan
    stories = stories.reset_index()
    stories["chance"] = [np.nan if chance is None else chance[s] for s in stories["story_id"]]
    return stories[list(COLUMNS)]
