"""What the stage evaluate asks of gold: which passes are there and fit the texts of a run, scores beside human agreement, and tables.

Takes the tables of a run and `data/manual/gold`, gives `Evaluation`: the mapping for `data/processed/scores.json`, the table of errors
(schemas.ERRORS), and what is absent. Where there is no gold there is no number: the mapping says what is absent instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd

from mawaqif import paths, schemas
from mawaqif.alignment import Alignment
from mawaqif.cleaning import Clean
from mawaqif.errors import MawaqifError
from mawaqif.gold import agreement, comparison, risk, scoring, store

ADJUDICATED, INDEPENDENT = "adjudicated", ("a", "b")
ABSENT = ("what", "reason")
Pass = dict[str, store.Gold]


@dataclass(frozen=True, slots=True)
class Passes:
    """The passes that fit the articles of a run.

    Attributes:
        gold: the pass `adjudicated`; empty where it is not there.
        independent: the passes `a` and `b`; None where one of them is not there.
        absent: one row a thing that is not there; columns `ABSENT`.
    """

    gold: Pass
    independent: tuple[Pass, Pass] | None
    absent: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`scores`: plain JSON; `errors`: schemas.ERRORS; `absent`: columns `ABSENT`."""

    scores: dict[str, Any]
    errors: pd.DataFrame
    absent: pd.DataFrame


def read_passes(articles: pd.DataFrame, mentions: pd.DataFrame, *, folder: Path | None = None) -> Passes:
    """Gold of the articles of a run, with offsets into their clean text.

    Args:
        articles: schemas.ARTICLES.
        mentions: schemas.MENTIONS; an article without its text and without rows is not scored, as nothing of it was annotated.
        folder: default `paths.GOLD`.

    Raises:
        MawaqifError: Gold of another text than the article's (both hashes are named), or a file that breaks the format.
    """
    folder = folder or paths.GOLD
    absent: list[dict[str, str]] = []
    named = set(mentions["article_id"])
    rows = {str(a["article_id"]): a for a in articles.to_dict("records")}
    without = sorted(i for i, a in rows.items() if not a["present"] and i not in named)
    there = {i: a for i, a in rows.items() if i not in without}
    found = {name: _read(name, there, folder) for name in (ADJUDICATED, *INDEPENDENT)}
    for name, passed in found.items():
        if not passed:
            absent.append({"what": f"pass {name}", "reason": f"no file of an article of this run in data/manual/gold/{name}"})
    gold = found[ADJUDICATED]
    absent += [{"what": i, "reason": "its text is not here, and it has no released rows: not scored"} for i in without]
    absent += [
        {"what": i, "reason": "its text is not here: scored by its released rows, by characters instead of words; errors without text"}
        for i in sorted(gold)
        if not there[i]["present"]
    ]
    if gold:
        absent += [{"what": i, "reason": "no adjudicated gold: not scored"} for i in sorted(set(there) - set(gold))]
    both = [found[name] for name in INDEPENDENT]
    return Passes(gold, (both[0], both[1]) if all(both) else None, pd.DataFrame(absent, columns=list(ABSENT)))


def read_gold(articles: pd.DataFrame, mentions: pd.DataFrame, *, folder: Path | None = None) -> Pass:
    """The pass `adjudicated` alone, as `read_passes` has it."""
    named = set(mentions["article_id"])
    there = {str(a["article_id"]): a for a in articles.to_dict("records") if a["present"] or a["article_id"] in named}
    return _read(ADJUDICATED, there, folder or paths.GOLD)


def _read(name: str, articles: Mapping[str, Mapping[Any, Any]], folder: Path) -> Pass:
    if not (folder / name).is_dir():
        return {}
    return {i: _fitted(gold, articles[i]) for i, gold in store.read_pass(folder, name).items() if i in articles}


def _fitted(gold: store.Gold, article: Mapping[Any, Any]) -> store.Gold:
    """The gold with offsets into the article's clean text of this run; as it is where the text is absent."""
    if gold.raw_sha256 != article["raw_sha256"]:
        raise MawaqifError(
            f"{gold.article_id}: gold of pass {gold.pass_} belongs to the text {gold.raw_sha256}, the article has {article['raw_sha256']}. "
            "Restore the file as received, or annotate the new one."
        )
    if not article["present"]:
        return gold
    return store.reanchor(gold, Clean(article["text"], Alignment.from_flat(cast("list[int]", article["alignment"])), {}))


def evaluate(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    attributions: pd.DataFrame,
    stances: pd.DataFrame,
    passes: Passes,
    *,
    methods: pd.DataFrame | None = None,
    n_draws: int = 2000,
    level: float = 0.95,
    overlap: float = 0.8,
    seed: int = 20,
) -> Evaluation:
    """Scores of a run beside human agreement.

    Args:
        articles, mentions, attributions, stances: tables of the run (mawaqif.schemas).
        passes: of `read_passes`.
        methods: schemas.METHODS, to compare them; None: not compared.
        n_draws, level, overlap, seed: of `scoring.score`.

    Returns:
        `Evaluation`. Its scores are those of `scoring.score` with `risk` (of `risk.curves`), `methods` (of
        `comparison.compare`), `agreement` (alpha and F1 of the independent passes) and `absent`
        (what is not there, and why); without gold, `work` and `held` are missing.
    """
    scores: dict[str, Any] = {}
    errors: list[dict[Any, Any]] = []
    if passes.gold:
        made = scoring.score(
            articles, mentions, attributions, stances, passes.gold,
            passes=passes.independent, n_draws=n_draws, level=level, overlap=overlap, seed=seed,
        )  # fmt: skip
        scores |= made.scores
        scores["risk"] = risk.curves(articles, mentions, stances, passes.gold, n_draws=n_draws, level=level, seed=seed)
        if methods is not None and len(methods):
            scores["methods"] = comparison.compare(articles, mentions, methods, passes.gold, n_draws=n_draws, level=level, seed=seed)
        errors = made.errors.to_dict("records")
    if passes.independent and set(passes.independent[0]) & set(passes.independent[1]):
        scores["agreement"] = _agreement(passes.independent, articles, n_draws, seed)
    scores["absent"] = passes.absent.to_dict("records")
    return Evaluation(scores, schemas.frame(errors, schemas.ERRORS), passes.absent)


def _agreement(passes: tuple[Pass, Pass], articles: pd.DataFrame, n_draws: int, seed: int) -> dict[str, Any]:
    texts = {str(a["article_id"]): str(a["text"]) for a in articles.to_dict("records") if a["present"]}
    stories = {str(k): str(v) for k, v in zip(articles["article_id"], articles["story_id"], strict=True)}
    found = agreement.agreement(*passes, texts_of=texts, stories=stories, n_draws=n_draws, seed=seed)
    told = found.to_dict()
    return {**{k: told[k] for k in ("articles", "stories", "alpha", "labels", "spans")}, "disagreements": len(found.disagreements)}


# --- tables to look at ----------------------------------------------------------------------------------------------------


def said(value: float | None, low: float | None = None, high: float | None = None) -> str:
    """`0.83 [0.75, 0.90]`; a dash where there is no number."""
    if value is None:
        return "–"
    return f"{value:.2f}" if low is None or high is None else f"{value:.2f} [{low:.2f}, {high:.2f}]"


def layers(scores: Mapping[str, Any]) -> pd.DataFrame:
    """One row a layer and split: layer, split, precision, recall, F1 with interval, between passes (F1), gold (rows)."""
    listed = []
    for layer in scoring.FOUND:
        for split in scoring.SPLITS:
            if (row := scores.get(split, {}).get("found", {}).get(layer)) is None:
                continue
            listed.append(
                {
                    "layer": layer,
                    "split": split,
                    "precision": said(row["precision"]),
                    "recall": said(row["recall"]),
                    "F1": said(row["f1"], row["low"], row["high"]),
                    "between passes": _between(row, "f1"),
                    "gold": row["gold"],
                }
            )
    return pd.DataFrame(listed, columns=["layer", "split", "precision", "recall", "F1", "between passes", "gold"])


def _between(row: Mapping[str, Any], name: str) -> str:
    human = row.get("human") or {}
    return said(human.get(name), human.get("low"), human.get("high"))


def axes(scores: Mapping[str, Any]) -> pd.DataFrame:
    """One row a label and split: label, split, right (share, with interval), between passes (the same of two passes), compared (rows)."""
    listed = [
        {
            "label": label,
            "split": split,
            "right": said(row["share"], row["low"], row["high"]),
            "between passes": _between(row, "share"),
            "compared": row["n"],
        }
        for label in sorted({k for split in scoring.SPLITS for k in scores.get(split, {}).get("labels", {})})
        for split in scoring.SPLITS
        if (row := scores.get(split, {}).get("labels", {}).get(label)) is not None
    ]
    return pd.DataFrame(listed, columns=["label", "split", "right", "between passes", "compared"])


def classes(scores: Mapping[str, Any]) -> pd.DataFrame:
    """One row a layer and class: layer, class, then for each split F1 with its interval and the rows of gold."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for split in scoring.SPLITS:
        part = scores.get(split, {})
        kinds = {**part.get("found", {}), **part.get("labels", {})}
        for layer, row in kinds.items():
            for name, inner in row.get("by", {}).items():
                found.setdefault((layer, name), {})[split] = inner
    listed = []
    for (layer, name), by in sorted(found.items(), key=lambda item: (_place(item[0][0]), item[0])):
        cells: dict[str, Any] = {"layer": layer, "class": name}
        for split in scoring.SPLITS:
            row = by.get(split)
            cells[split] = said(row["f1"], row["low"], row["high"]) if row else "–"
            cells[f"gold, {split}"] = row["gold"] if row else 0
        listed.append(cells)
    return pd.DataFrame(listed, columns=["layer", "class", *(c for s in scoring.SPLITS for c in (s, f"gold, {s}"))])


def _place(layer: str) -> int:
    return scoring.FOUND.index(layer) if layer in scoring.FOUND else len(scoring.FOUND)


def styles(scores: Mapping[str, Any]) -> pd.DataFrame:
    """One row a split and style of writing: split, style, stories, and F1 of the main layers."""
    shown = ("mentions_overlap", "links", "cues", "speakers", "chains", "stances")
    listed = []
    for split in scoring.SPLITS:
        for style, part in scores.get(split, {}).get("by_style", {}).items():
            f1 = {layer: said(part["found"].get(layer, {}).get("f1")) for layer in shown}
            listed.append({"split": split, "style": style, "stories": part["stories"], **f1})
    return pd.DataFrame(listed, columns=["split", "style", "stories", *shown])


def rules(scores: Mapping[str, Any]) -> pd.DataFrame:
    """One row a table and rule: table, rule, rows, wrong, share wrong; those with most wrong rows first."""
    listed = [
        {"table": table, "rule": rule, "rows": row["rows"], "wrong": row["wrong"], "share wrong": row["wrong"] / row["rows"]}
        for table, by in scores.get("rules", {}).items()
        for rule, row in by.items()
    ]
    listed.sort(key=lambda r: (-r["wrong"], r["table"], r["rule"]))
    return pd.DataFrame(listed, columns=["table", "rule", "rows", "wrong", "share wrong"])


def alphas(scores: Mapping[str, Any]) -> pd.DataFrame:
    """One row a measure of agreement of the independent passes: what, alpha with interval, n (rows both have; empty for tables)."""
    found = scores.get("agreement", {})
    listed = [
        {"what": name, "alpha": said(row["value"], row["low"], row["high"]), "n": str(row.get("n", ""))}
        for group in ("alpha", "labels")
        for name, row in found.get(group, {}).items()
    ]
    return pd.DataFrame(listed, columns=["what", "alpha", "n"])


def counted(errors: pd.DataFrame) -> pd.DataFrame:
    """One row a table and kind of error: table, error, work, held (numbers), most first."""
    by = errors.groupby(["table", "error", "split"]).size().unstack(fill_value=0).reindex(columns=list(scoring.SPLITS), fill_value=0)
    shown = (
        by.reset_index().assign(all=lambda f: f["work"] + f["held"]).sort_values(["all", "table", "error"], ascending=[False, True, True])
    )
    return shown.drop(columns="all").rename_axis(columns=None)


def to_show(errors: pd.DataFrame) -> pd.DataFrame:
    """Errors of the work split with their text; those of the held split stay unread, so that no rule is written against them.

    Returns:
        Columns article_id, table, error, rule, times (how often this rule makes this error), text, gold, predicted, sentence; first one
        of each kind, the most frequent kind first, then the second of each.
    """
    work = errors[errors["split"] == "work"]
    kind = work.groupby(["table", "error", "rule"])
    ranked = work.assign(times=kind["text"].transform("size").astype(int), turn=kind.cumcount())
    ranked = ranked.sort_values(["turn", "times", "table", "error", "rule"], ascending=[True, False, True, True, True], kind="stable")
    columns = ["article_id", "table", "error", "rule", "times", "text", "gold", "predicted", "sentence"]
    return ranked[columns].reset_index(drop=True)
