"""What the report states: numbers counted from the tables, without a word of any language. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mawaqif.figures import tallies
from mawaqif.figures.text import missing
from mawaqif.gold.spans import draws, interval

if TYPE_CHECKING:
    from mawaqif.report.tables import Tables

ARTICLE = "sy24-000-34a71a1e4d9f3049"  # the article the project began from
FEATURED = ("IRN", "RUS")  # the pair the project began from; the title is about it where the tables hold it
N_DRAWS, LEVEL, SEED = 1000, 0.95, 20
_OPEN = ("anonymous", "unknown")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole with its interval over stories; None where fewer than three stories hold anything."""

    part: int
    whole: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Between:
    """What is said between two actors, in both directions: numbers of stances on each side."""

    a: str
    b: str
    together: int
    apart: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Every number of the report's sentences.

    Attributes:
        pairs: `figures.tallies.pairs` of what counts and is not denied.
        featured: the pair of the title; None where nothing is said of it.
        turned: pairs (holder, target) whose balance has another sign in the later half of the years.
        disagreed: pairs with support and opposition; columns holder_id, target_id, support, opposition.
        left_out, not_counted, abstained: reason → number.
    """

    articles: int
    stories: int
    collections: Mapping[str, int]
    absent: tuple[str, ...]
    bare: tuple[str, ...]
    named: int
    linked: int
    actors: int
    most_named: tuple[str, int] | None
    statements: int
    quoted: Share
    through: Share
    unnamed: Share
    counted: int
    support: Share
    oppose: Share
    neutral: int
    denied: int
    pairs: pd.DataFrame
    firm: int
    featured: Between | None
    turned: tuple[tuple[str, str], ...]
    disagreed: pd.DataFrame
    left_out: Mapping[str, int]
    not_counted: Mapping[str, int]
    abstained: Mapping[str, int]


def find(tables: Tables) -> Findings:
    """All findings of a run; zeros and empty tables where nothing was found."""
    articles, mentions, said, stances = tables.articles, tables.mentions, tables.attributions, tables.stances
    story = dict(zip(articles["article_id"], articles["story_id"], strict=True))
    linked = mentions[mentions["actor_id"].notna()]
    by_actor = linked.groupby("actor_id")["article_id"].nunique()
    ranked = sorted(by_actor.index, key=lambda i: (-by_actor[i], i))
    told = tallies.standing(stances, tables.lexicon)
    pairs = tallies.pairs(told)
    absent = articles.loc[~articles["present"].astype(bool), "article_id"]
    with_rows = {*mentions["article_id"], *said["article_id"], *stances["article_id"]}
    counted = stances[stances["counted"].astype(bool)]

    def of(frame: pd.DataFrame, chosen: pd.Series[bool]) -> Share:
        return share(chosen.to_numpy(bool), [story[a] for a in frame["article_id"]])

    both = pairs[(pairs["support"] > 0) & (pairs["opposition"] > 0)]
    return Findings(
        articles=len(articles),
        stories=int(articles["story_id"].nunique()),
        collections={str(k): int(v) for k, v in sorted(Counter(articles["collection"]).items())},
        absent=tuple(a for a in absent if a in with_rows),
        bare=tuple(a for a in absent if a not in with_rows),
        named=len(mentions),
        linked=len(linked),
        actors=len(ranked),
        most_named=(str(ranked[0]), int(by_actor[ranked[0]])) if ranked else None,
        statements=len(said),
        quoted=of(said, said["mode"].isin(["direct", "mixed"])),
        through=of(said, said["parent_id"].notna()),
        unnamed=of(said, said["source_kind"].isin(_OPEN)),
        counted=len(told),
        support=of(told, told["polarity"] == 1),
        oppose=of(told, told["polarity"] == -1),
        neutral=int((told["polarity"] == 0).sum()),
        denied=int((counted["factuality"] == "denied").sum()),
        pairs=pairs,
        firm=int(((pairs["low"] > 0) | (pairs["high"] < 0)).sum()),
        featured=between(pairs, *FEATURED),
        turned=turned(told, articles),
        disagreed=_most_torn(both),
        left_out=_counts(tables.problems.loc[tables.problems["severity"] == "left_out", "reason"]),
        not_counted=_counts(stances.loc[~stances["counted"].astype(bool), "reason"]),
        abstained=_counts(said.loc[said["reason"] != "", "reason"]),
    )


def share(chosen: Any, stories: list[str]) -> Share:
    """How many rows are chosen, of all, with the bootstrap interval over stories.

    Args:
        chosen: shape (n_rows,), bool.
        stories: the story of each row.
    """
    groups = pd.DataFrame({"story": stories, "part": np.asarray(chosen, float), "whole": 1.0}).groupby("story").sum().sort_index()
    low = high = None
    if len(groups) >= 3:
        weights = draws(len(groups), N_DRAWS, SEED)
        low, high = interval((weights @ groups["part"].to_numpy()) / (weights @ groups["whole"].to_numpy()), LEVEL)
    return Share(int(np.sum(chosen)), len(stories), low, high)


def between(pairs: pd.DataFrame, a: str, b: str) -> Between | None:
    """The two directions of a pair together; None where nothing takes a side."""
    rows = pairs[((pairs["holder_id"] == a) & (pairs["target_id"] == b)) | ((pairs["holder_id"] == b) & (pairs["target_id"] == a))]
    together, apart = int(rows["support"].sum()), int(rows["opposition"].sum())
    return Between(a, b, together, apart) if together + apart else None


def turned(told: pd.DataFrame, articles: pd.DataFrame, *, least: int = 3) -> tuple[tuple[str, str], ...]:
    """Pairs whose balance has another sign in the later half of the years than in the earlier; at least `least` stances in each half."""
    year = {a: tallies.year_of(p) for a, p in zip(articles["article_id"], articles["published"], strict=True)}
    years = [y for y in year.values() if y is not None]
    if not years or not len(told):
        return ()
    middle = (min(years) + max(years)) / 2
    dated = told.assign(year=pd.array([year[a] for a in told["article_id"]], dtype="Int32"))
    dated = dated[dated["year"].notna()]
    found = []
    for (holder, target), part in dated.groupby(["holder_id", "target_id"]):
        early, late = part.loc[part["year"] <= middle, "polarity"].astype(int), part.loc[part["year"] > middle, "polarity"].astype(int)
        if min(len(early), len(late)) >= least and early.mean() * late.mean() < 0:
            found.append((str(holder), str(target), len(part)))
    return tuple((h, t) for h, t, _ in sorted(found, key=lambda r: (-r[2], r[0], r[1])))


def _most_torn(both: pd.DataFrame) -> pd.DataFrame:
    ranked = both.assign(torn=both[["support", "opposition"]].min(axis=1))
    ranked = ranked.sort_values(["torn", "n", "holder_id", "target_id"], ascending=[False, False, True, True], ignore_index=True)
    return ranked[["holder_id", "target_id", "support", "opposition"]]


def _counts(reasons: pd.Series[Any]) -> dict[str, int]:
    counts = Counter(str(r) for r in reasons)
    return {r: counts[r] for r in sorted(counts, key=lambda r: (-counts[r], r))}


# --- one article ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """What one article says of a pair on one side.

    Attributes:
        stance_ids: its rows, in the order of the text.
        attribution_ids: one a distinct voice, in the order of the text; None is the article's own.
    """

    holder_id: str
    target_id: str
    polarity: int
    stance_ids: tuple[str, ...]
    attribution_ids: tuple[str | None, ...]


def lines_of(tables: Tables, article_id: str, voice: Callable[[Any], str]) -> list[Line]:
    """Who stands where in one article and who says each: pairs with most evidence first, support before opposition.

    Args:
        voice: attribution id (or null) → a text that is the same for the same chain of voices.
    """
    counted = tables.stances[(tables.stances["article_id"] == article_id) & tables.stances["counted"].astype(bool)]
    counted = counted[counted["factuality"] != "denied"]
    size = counted.groupby(["holder_id", "target_id"]).size().to_dict()
    found = []
    for (holder, target, polarity), part in counted.groupby(["holder_id", "target_id", "polarity"]):  # type: ignore[misc]
        voices: dict[str, str | None] = {}
        for attribution_id in part["attribution_id"]:
            voices.setdefault(voice(attribution_id), None if missing(attribution_id) else str(attribution_id))
        found.append(Line(str(holder), str(target), int(str(polarity)), tuple(part["stance_id"]), tuple(voices.values())))
    return sorted(found, key=lambda r: (-size[r.holder_id, r.target_id], r.holder_id, r.target_id, -r.polarity))


def torn_pairs(lines: list[Line]) -> list[tuple[str, str]]:
    """Pairs, smaller id first, of whom an article says both that they stand together and that they are at odds."""
    sides: dict[tuple[str, str], set[int]] = {}
    for line in lines:
        pair = (min(line.holder_id, line.target_id), max(line.holder_id, line.target_id))
        sides.setdefault(pair, set()).add(line.polarity)
    return sorted(p for p, s in sides.items() if {1, -1} <= s)
