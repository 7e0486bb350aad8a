"""The main conclusions asked again under every combination of defensible choices: a specification curve as a table.

Takes the tables of a run, gives one row a specification (schemas.ROBUSTNESS) and, for `data/processed/conclusions.json`, what came of
each conclusion. What the conclusions are stands in `mawaqif.conclusions`.

| choice | first option: the main specification | others |
|---|---|---|
| unit | statements | stories, origins: what counts once (as in `voices.origins`) |
| actors | folded: organs and those in office on the day stand for their state | named: as the text names them |
| hedged | in | out |
| denied | out | in |
| planned | in: also conditional ones | out |
| basis | all | act |
| voices | all | outlet: its own voice only; attributed: others' only |
| score | in force: what the stage counts | each threshold that is tried |
| released | in | out: only articles whose text is here |

Every unit is a weight: a stance weighs 1 divided by the rows that count once with it. So sums add up over stories, the rows of a
specification are chosen once for all units, and its interval over stories is one product of matrices.

Source: U. Simonsohn, J. Simmons, L. Nelson, Specification curve analysis, Nature Human Behaviour 4 (2020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mawaqif import estimate, schemas
from mawaqif.conclusions import CAMPS, FOLDED, HALF, Conclusion, Part, anything, judge
from mawaqif.conclusions import CONCLUSIONS as CONCLUSIONS
from mawaqif.conclusions import label as label
from mawaqif.gold.spans import Floats, draws, interval, rounded
from mawaqif.rows import UNDER_THRESHOLD as UNDER_THRESHOLD

if TYPE_CHECKING:
    from mawaqif.gold.store import Gold
    from mawaqif.lexicon.compile import Lexicon

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
Filter = Callable[[pd.DataFrame], "pd.Series[bool]"]
Filters = Mapping[str, Mapping[str, Filter]]

LEAST_STORIES = 5  # with evidence; drawing from fewer would call two stories that agree certain
UNITS = ("statements", "stories", "origins")
ACTORS = ("folded", "named")
_OFFICIAL = ("state", "government", "military")


# --- the choices, as data -------------------------------------------------------------------------------------------------


def _at_least(score: float) -> Filter:
    return lambda rows: (rows["score"] >= score) & (rows["counted"] | (rows["reason"] == UNDER_THRESHOLD))


def filters(score_thresholds: Iterable[float] = ()) -> dict[str, dict[str, Filter]]:
    """Choice → option → which rows it keeps; the first option is that of the main specification.

    Args:
        score_thresholds: scores in [0, 1], tried beside the one in force. Rows that abstain stay out under each.
    """
    return {
        "hedged": {"in": anything, "out": lambda rows: rows["certainty"] != "hedged"},
        "denied": {"out": lambda rows: rows["factuality"] != "denied", "in": anything},
        "planned": {"in": anything, "out": lambda rows: ~rows["factuality"].isin(["planned", "conditional"])},
        "basis": {"all": anything, "act": lambda rows: rows["basis"] == "act"},
        "voices": {
            "all": anything,
            "outlet": lambda rows: rows["attribution_id"].isna(),
            "attributed": lambda rows: rows["attribution_id"].notna(),
        },
        "score": {
            "in force": lambda rows: rows["counted"].astype(bool),
            **{str(float(t)): _at_least(t) for t in score_thresholds},
        },
        "released": {"in": anything, "out": lambda rows: rows["present"].astype(bool)},
    }


# --- rows -----------------------------------------------------------------------------------------------------------------


def side_of(actor_id: str, day: str | None, lexicon: Lexicon) -> str:
    """What an actor is folded into: the state whose organ it is or for which it holds an office on the day («RUS+»), a camp, or itself.

    Parties, peoples and armed groups of a country are not its state.
    """
    actor = lexicon.actors.get(actor_id)
    for office in actor.offices if actor is not None else ():
        if day is None:
            break
        if (office.from_ or "") <= day and (office.until is None or day[: len(office.until)] <= office.until):
            return side_of(office.office.partition(":")[0], None, lexicon)
    chain = _chain(actor_id, lexicon)
    if camp := next((i for i in chain if i in CAMPS), None):
        return camp + FOLDED
    state = actor_id.partition("-")[0]
    official = lexicon.kind_of(state) == "state" and all(lexicon.kind_of(i) in _OFFICIAL for i in chain)
    return state + FOLDED if official else actor_id


def _chain(actor_id: str, lexicon: Lexicon) -> list[str]:
    """The actor and its parents in the registry, from below."""
    chain = [actor_id]
    while (actor := lexicon.actors.get(chain[-1])) is not None and actor.parent is not None and actor.parent not in chain:
        chain.append(actor.parent)
    return chain


def with_sides(stances: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, *, actors: str = "folded") -> pd.DataFrame:
    """The stances with `holder_side`, `target_side`, `story_id` and `present`; `actors` is one of `ACTORS`.

    Args:
        stances: columns article_id, holder_id, target_id and what the filters ask for; of the run or of gold.
        articles: columns article_id, published, story_id, present.
    """
    table = articles.set_index("article_id")
    of = stances["article_id"]
    rows = stances.assign(story_id=of.map(table["story_id"]).astype(object), present=of.map(table["present"]).astype(bool))
    days = [None if pd.isna(d) else str(d) for d in of.map(table["published"])]
    known: dict[tuple[str, str | None], str] = {}
    for role in ("holder", "target"):
        ids = [str(i) for i in stances[f"{role}_id"]]
        if actors == "folded":
            for key in zip(ids, days, strict=True):
                if key not in known:
                    known[key] = side_of(*key, lexicon)
            ids = [known[key] for key in zip(ids, days, strict=True)]
        rows[f"{role}_side"] = pd.Series(ids, index=stances.index, dtype=object)
    return rows


def origins_of(stances: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    """The origin of each stance, by the rule of `voices.origins`: the speaker; unnamed, its kind in the story; else the outlet."""
    outlet = dict(zip(articles["article_id"], articles["outlet_id"], strict=True))
    story = dict(zip(articles["article_id"], articles["story_id"], strict=True))
    said = attributions.set_index("attribution_id")[["speaker_id", "source_kind"]].to_dict("index")
    found = []
    for article_id, attribution_id in zip(stances["article_id"], stances["attribution_id"], strict=True):
        if pd.isna(attribution_id):
            found.append(f"outlet:{outlet[article_id]}")
            continue
        voice = said[attribution_id]
        found.append(f"{voice['source_kind']}:{story[article_id]}" if pd.isna(voice["speaker_id"]) else f"id:{voice['speaker_id']}")
    return found


# --- all specifications ---------------------------------------------------------------------------------------------------


class _Rows(NamedTuple):
    """The rows of one part under one way to take the actors: shape (n,) each."""

    story: Integers
    for_it: Bools
    once: dict[str, Integers | None]  # unit → number of the group that counts once; None: each row
    kept: dict[str, dict[str, Bools]]  # choice → option → rows kept


def specifications(
    stances: pd.DataFrame,
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    lexicon: Lexicon,
    *,
    score_thresholds: Iterable[float] = (0.0, 0.8),
    min_statements: int = 3,
    n_draws: int = 1000,
    level: float = 0.95,
    seed: int = 20,
    conclusions: Sequence[Conclusion] = CONCLUSIONS,
    choices: Filters | None = None,
) -> pd.DataFrame:
    """Every conclusion under every combination of choices.

    Args:
        stances, attributions, articles: tables of a run (mawaqif.schemas).
        lexicon: for organs, offices and parents.
        score_thresholds: of `filters`.
        min_statements: a part with fewer (statements, stories or origins, whichever counts) is not answered: null.
        n_draws, level, seed: of the interval over stories.
        conclusions: what is asked.
        choices: instead of `filters(score_thresholds)`; first option: main specification.

    Returns:
        schemas.ROBUSTNESS: conclusion, one column a choice (unit, actors, then `choices`), estimate, n, low, high, holds. The first row
        of a conclusion is its main specification; the order of the rest is that of the options. low and high are null where a part
        rests on fewer than `LEAST_STORIES` stories.
    """
    choices = filters(score_thresholds) if choices is None else choices
    stories = sorted(set(articles["story_id"]))
    weights = draws(len(stories), n_draws, seed)
    origins = origins_of(stances, attributions, articles)
    framed = {actors: with_sides(stances, articles, lexicon, actors=actors).assign(origin=origins) for actors in ACTORS}
    found: list[dict[str, Any]] = []
    for conclusion in conclusions:
        answers = {a: _answers(conclusion, rows, stories, choices, weights, min_statements, level) for a, rows in framed.items()}
        for unit, actors in product(UNITS, ACTORS):
            for combination, answer in answers[actors][unit]:
                found.append({"conclusion": conclusion.name, "unit": unit, "actors": actors, **combination, **answer})
    if set(choices) != set(filters()):  # a frame of a caller's own choices is no table of the pipeline
        return pd.DataFrame(found)
    return schemas.frame(found, schemas.ROBUSTNESS)


def _combinations(choices: Filters) -> Iterator[dict[str, str]]:
    for options in product(*choices.values()):
        yield dict(zip(choices, options, strict=True))


def _answers(
    conclusion: Conclusion, rows: pd.DataFrame, stories: Sequence[str], choices: Filters, weights: Floats, least: int, level: float
) -> dict[str, list[tuple[dict[str, str], dict[str, Any]]]]:
    """Unit → (options, answer) for every combination of the filters."""
    combinations = list(_combinations(choices))
    counted = [_counted(_rows(part, rows, stories, choices), combinations, len(stories)) for part in conclusion.parts]
    found: dict[str, list[tuple[dict[str, str], dict[str, Any]]]] = {}
    for unit in UNITS:
        n = np.array([part[unit][1].sum(axis=0) for part in counted])  # (n_parts, n_combinations)
        shares = np.array([_ratio(part[unit][0].sum(axis=0), part[unit][1].sum(axis=0)) for part in counted])
        drawn = np.min([_ratio(weights @ part[unit][0], weights @ part[unit][1]) for part in counted], axis=0)
        stories_with = np.min([(part[unit][1] > 0).sum(axis=0) for part in counted], axis=0)
        listed = []
        for k, combination in enumerate(combinations):
            answer = judge(shares[:, k].tolist(), np.rint(n[:, k]).astype(int).tolist(), least)
            wide = answer.estimate is not None and stories_with[k] >= LEAST_STORIES
            low, high = interval(drawn[:, k], level) if wide else (None, None)
            listed.append((combination, {**answer._asdict(), "low": low, "high": high}))
        found[unit] = listed
    return found


def _ratio(part: Floats, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return part / whole


def _rows(part: Part, rows: pd.DataFrame, stories: Sequence[str], choices: Filters) -> _Rows:
    inside = rows[part.whole(rows)]
    place = {s: k for k, s in enumerate(stories)}
    pair = ["holder_side", "target_side", "polarity"]
    return _Rows(
        np.array([place[s] for s in inside["story_id"]], dtype=np.int64),
        part.part(inside).to_numpy(bool),
        {
            "statements": None,
            "stories": _groups(inside, [*pair, "story_id"]),
            "origins": _groups(inside, [*pair, "origin"]),
        },
        {name: {option: kept(inside).to_numpy(bool) for option, kept in options.items()} for name, options in choices.items()},
    )


def _groups(rows: pd.DataFrame, columns: list[str]) -> Integers:
    """Number of the group of each row, from 0."""
    return np.asarray(rows.groupby(columns, sort=True).ngroup(), dtype=np.int64)


def _counted(rows: _Rows, combinations: Sequence[dict[str, str]], n_stories: int) -> dict[str, tuple[Floats, Floats]]:
    """Unit → sums by story of what is claimed, and of all; shape (n_stories, n_combinations) each."""
    sums = {unit: (np.zeros((n_stories, len(combinations))), np.zeros((n_stories, len(combinations)))) for unit in UNITS}
    same: dict[bytes, int] = {}
    for k, combination in enumerate(combinations):
        keep = np.logical_and.reduce([rows.kept[name][option] for name, option in combination.items()], axis=0)
        first = same.setdefault(keep.tobytes(), k)  # many combinations keep the same rows
        for unit in UNITS:
            claimed, whole = sums[unit]
            if first != k:
                claimed[:, k], whole[:, k] = claimed[:, first], whole[:, first]
                continue
            story, for_it, group = rows.story[keep], rows.for_it[keep], rows.once[unit]
            weight = np.ones(len(story)) if group is None or not len(story) else 1 / np.bincount(group[keep])[group[keep]]
            whole[:, k] = np.bincount(story, weight, minlength=n_stories)
            claimed[:, k] = np.bincount(story, weight * for_it, minlength=n_stories)
    return sums


# --- what came of it ------------------------------------------------------------------------------------------------------

RESULTS = ("estimate", "n", "low", "high", "holds")


def choices_of(robustness: pd.DataFrame) -> list[str]:
    """The columns that are choices."""
    return [c for c in robustness.columns if c != "conclusion" and c not in RESULTS]


def share_of_specifications(robustness: pd.DataFrame) -> pd.DataFrame:
    """How many specifications bear each conclusion out; those that left too little are not counted.

    Returns:
        Columns conclusion, specifications, answered, holds, share (of those answered; null if none), sure (of those answered, the share
        whose whole interval is above one half).
    """
    found = []
    for name, part in robustness.groupby("conclusion", sort=False):
        answered = part[part["holds"].notna()]
        holding, sure = int(answered["holds"].astype(bool).sum()), int((answered["low"] > HALF).fillna(False).sum())
        n = len(answered)
        share, certain = (rounded(holding / n), rounded(sure / n)) if n else (None, None)
        found.append({"conclusion": name, "specifications": len(part), "answered": n, "holds": holding, "share": share, "sure": certain})
    frame = pd.DataFrame(found, columns=["conclusion", "specifications", "answered", "holds", "share", "sure"])
    return frame.astype({"share": float, "sure": float})


def which_choice_matters(robustness: pd.DataFrame) -> pd.DataFrame:
    """For each conclusion its choices, the one that moves the estimate most first.

    Returns:
        Columns conclusion, choice, explained (share of the variance of the estimates between the options, in [0, 1]), reach (largest
        minus smallest mean of an option), lowest, highest (those options). Zeros where nothing varies or nothing was answered; ties
        keep the order of the columns.
    """
    names = choices_of(robustness)
    found = []
    for conclusion, part in robustness.groupby("conclusion", sort=False):
        answered = part[part["estimate"].notna()]
        ranked = sorted(
            ({"conclusion": conclusion, "choice": name, **_matters(answered, name)} for name in names), key=lambda r: -r["explained"]
        )
        found += ranked
    return pd.DataFrame(found, columns=["conclusion", "choice", "explained", "reach", "lowest", "highest"])


def _matters(answered: pd.DataFrame, choice: str) -> dict[str, Any]:
    values = answered["estimate"].astype(float)
    by = values.groupby(answered[choice], sort=False).agg(["mean", "size"])
    total = float(((values - values.mean()) ** 2).sum())
    if len(by) < 2 or total < 1e-12:
        return {"explained": 0.0, "reach": 0.0, "lowest": "", "highest": ""}
    between = float((by["size"] * (by["mean"] - values.mean()) ** 2).sum())
    reach = rounded(by["mean"].max() - by["mean"].min())
    same = not reach
    return {
        "explained": rounded(between / total),
        "reach": reach,
        "lowest": "" if same else str(by["mean"].idxmin()),
        "highest": "" if same else str(by["mean"].idxmax()),
    }


def main_specification(robustness: pd.DataFrame) -> dict[str, str]:
    """Choice → option of the main specification: what the first row of each conclusion has."""
    return {name: str(robustness[name].iloc[0]) for name in choices_of(robustness)} if len(robustness) else {}


def three_numbers(
    conclusion: Conclusion,
    stances: pd.DataFrame,
    articles: pd.DataFrame,
    lexicon: Lexicon,
    gold: Mapping[str, Gold],
    *,
    n_draws: int = 2000,
    level: float = 0.95,
    seed: int = 20,
) -> list[dict[str, Any]]:
    """For each part of a conclusion, in its main specification: as counted, corrected by gold, and the interval over stories.

    Args:
        gold: article id → gold; only articles of the held split correct anything, as the rules were written against the others.

    Returns:
        A mapping a part: holder, target (a side, or null for anybody), polarity, and the fields of `estimate.Share`.
    """
    held = set(articles.loc[articles["split"] == "held", "article_id"]) & set(gold)
    people = estimate.gold_stances({i: gold[i] for i in sorted(held)}).assign(counted=True, score=1.0, reason="")
    program, by_people = (_main(with_sides(table, articles, lexicon)) for table in (stances, people))
    found = []
    for part in conclusion.parts:
        counts = estimate.count(articles, program, by_people, held, whole=part.whole, part=part.part)
        share = estimate.share(counts, n_draws=n_draws, level=level, seed=seed)
        ends = {name: side.actor_id if side else None for name, side in (("holder", part.holder), ("target", part.target))}
        found.append({**ends, "polarity": part.polarity, "both_ways": part.both_ways, **share.to_dict()})
    return found


def _main(rows: pd.DataFrame) -> pd.DataFrame:
    kept = pd.Series(True, index=rows.index)
    for options in filters().values():
        kept &= next(iter(options.values()))(rows)
    return rows[kept]


def conclusions(
    robustness: pd.DataFrame,
    stances: pd.DataFrame,
    articles: pd.DataFrame,
    lexicon: Lexicon,
    gold: Mapping[str, Gold],
    *,
    n_draws: int = 2000,
    level: float = 0.95,
    seed: int = 20,
    asked: Sequence[Conclusion] = CONCLUSIONS,
) -> dict[str, Any]:
    """What `data/processed/conclusions.json` holds: plain JSON, every number that the report prints of them.

    Returns:
        `main` (choice → option), `choices` (choice → names in both languages and its options), `specifications` (of each conclusion),
        `conclusions` (name → question, answer, the main estimate, the share of specifications in which it holds, how much each choice
        matters, and the three numbers of each part), and `draws`, `level`, `seed`.
    """
    shares = {r["conclusion"]: r for r in share_of_specifications(robustness).to_dict("records")}
    matters = which_choice_matters(robustness)
    told: dict[str, Any] = {}
    for conclusion in asked:
        first = robustness[robustness["conclusion"] == conclusion.name].iloc[0]
        ranked = matters[matters["conclusion"] == conclusion.name].drop(columns="conclusion")
        told[conclusion.name] = {
            "question": dict(conclusion.question),
            "answer": dict(conclusion.answer),
            "estimate": _plain(first["estimate"]),
            "low": _plain(first["low"]),
            "high": _plain(first["high"]),
            "n": int(first["n"]),
            "holds": None if pd.isna(first["holds"]) else bool(first["holds"]),
            "specifications": {k: _plain(shares[conclusion.name][k]) for k in ("specifications", "answered", "holds", "share", "sure")},
            "matters": [{str(k): v for k, v in row.items()} for row in ranked.to_dict("records")],
            "parts": three_numbers(conclusion, stances, articles, lexicon, gold, n_draws=n_draws, level=level, seed=seed),
        }
    return {
        "main": main_specification(robustness),
        "choices": {name: _described(name, robustness) for name in choices_of(robustness)},
        "specifications": int(robustness.groupby("conclusion").size().max()),
        "conclusions": told,
        "draws": n_draws,
        "level": level,
        "seed": seed,
    }


_THREE = ("counted", "ppi", "dsl", "rows", "gold rows", "gold stories", "why not")


def told_in_three(told: Mapping[str, Any]) -> pd.DataFrame:
    """The three numbers in `conclusions` as a table.

    Returns:
        One row a part: conclusion, holder, target, counted, ppi, dsl (value and interval), rows, gold rows, gold stories, why not.
    """
    listed = [
        {"conclusion": name, "holder": part["holder"] or "any", "target": part["target"] or "any", **_in_three(part)}
        for name, conclusion in told["conclusions"].items()
        for part in conclusion["parts"]
    ]
    return pd.DataFrame(listed, columns=["conclusion", "holder", "target", *_THREE])


def shares_in_three(shares: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """The shares of `mawaqif.shares.of_corpus` as a table: share, and the columns of `told_in_three` from `counted` on."""
    return pd.DataFrame([{"share": name, **_in_three(share)} for name, share in shares.items()], columns=["share", *_THREE])


def _in_three(share: Mapping[str, Any]) -> dict[str, Any]:
    def said(number: Mapping[str, Any] | None) -> str:
        if number is None or number["value"] is None:
            return "–"
        return f"{number['value']:.2f}" + (f" [{number['low']:.2f}, {number['high']:.2f}]" if number["low"] is not None else "")

    values = [*(said(share[k]) for k in ("counted", "ppi", "dsl")), *(share[k] for k in ("rows", "gold_rows", "gold_stories", "reason"))]
    return dict(zip(_THREE, values, strict=True))


def _described(choice: str, robustness: pd.DataFrame) -> dict[str, Any]:
    options = [str(o) for o in dict.fromkeys(robustness[choice])]
    names = {o: {"en": label(choice, o), "ar": label(choice, o, "ar")} for o in options}
    return {"en": label(choice), "ar": label(choice, language="ar"), "options": names}


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
