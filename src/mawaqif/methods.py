"""Methods that relate actors, by the name that `stances.method` in `params.yaml` gives: tables in, the stances of each method out.

| method | who judges |
|---|---|
| rules | the frames of the lexicon (`mawaqif.stances`); needs no gold |
| classifier | a model fitted on gold of the work articles (`mawaqif.classifier`) |
| union | the rules, and the classifier where the rules have no row of the pair in the sentence |
| transformer | a fine-tuned model in a folder of the user's (`stances.model`, `mawaqif.transformer`) |

All give the same columns and are read over the same mentions and attributions. Texts outside the pipeline (`mawaqif annotate`) are read
by the rules: a model is fitted where gold is, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mawaqif import classifier, records, released, schemas
from mawaqif.errors import MawaqifError
from mawaqif.gold import scoring, store
from mawaqif.lexicon.compile import Lexicon
from mawaqif.rows import Stance
from mawaqif.stances import Reading
from mawaqif.transformer import Transformer

METHODS = ("rules", "classifier", "union", "transformer")


@dataclass(frozen=True, slots=True)
class Found:
    """What the methods found.

    Attributes:
        stances: method → schemas.STANCES; what is fitted is missing without enough gold, the
            transformer without a folder.
        fitted: the models of the classifier; None without enough gold.
        why_not: why nothing was fitted, or empty.
    """

    stances: Mapping[str, pd.DataFrame]
    fitted: classifier.Fitted | None
    why_not: str = ""

    def of(self, method: str) -> pd.DataFrame:
        """The stances of a method.

        Raises:
            MawaqifError: A name that is not there, or a method that could not be fitted.
        """
        if method not in METHODS:
            raise MawaqifError(f"stances.method {method!r} is not there; known: {', '.join(METHODS)}. Correct params.yaml.")
        if method == "transformer" and method not in self.stances:
            raise MawaqifError("stances.method transformer: stances.model names no folder. Write one there, or set stances.method: rules.")
        if method not in self.stances:
            raise MawaqifError(self.why_not)
        return self.stances[method]


def find(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    attributions: pd.DataFrame,
    lexicon: Lexicon,
    gold: Mapping[str, store.Gold],
    *,
    score_threshold: float = 0.0,
    model: Path | None = None,
) -> Found:
    """The stances of all articles whose text is there, by each method.

    Args:
        articles, mentions, attributions: tables of a run (mawaqif.schemas).
        gold: article id → gold; only that of the split *work* is learnt from.
        score_threshold: rows whose score is lower are kept and not counted.
        model: folder of a transformer.
    """
    named, said = records.parts(mentions), records.parts(attributions)
    read = {}
    for article_id, document in records.documents(articles):
        rows = records.mentions_of(named[article_id]) if article_id in named else []
        told = records.attributions_of(said[article_id]) if article_id in said else []
        reading = Reading(document, rows, told, lexicon)
        read[article_id] = (document, rows, reading, classifier.candidates(document, rows, told, lexicon, reading))
    names = scoring.rows_of_tables(mentions, schemas.frame([], schemas.ATTRIBUTIONS), schemas.frame([], schemas.STANCES))
    work = {}
    for article_id, story in zip(*(articles.loc[articles["split"] == "work", c] for c in ("article_id", "story_id")), strict=True):
        if article_id in read and article_id in gold:
            document, _, _, pairs = read[article_id]
            theirs = scoring.with_local_ids_of(names.get(article_id, scoring.Rows()), scoring.rows_of_gold(gold[article_id]))
            work[article_id] = (str(story), pairs, classifier.labels(document, pairs, theirs.stances))
    fitted, why_not = None, ""
    try:
        fitted = classifier.fit(work)
    except MawaqifError as e:
        why_not = str(e)
    transformer = Transformer(model) if model else None
    made: dict[str, list[records.Record]] = {}
    for article_id, (document, rows, reading, pairs) in read.items():
        ruled = reading.rows
        by = {"rules": ruled}
        if fitted is not None:
            by["classifier"] = classifier.rows(document, reading, pairs, fitted.judge(article_id, pairs))
            by["union"] = union(ruled, by["classifier"])
        if transformer is not None:
            judged = transformer.judge(document, rows, pairs)
            by["transformer"] = classifier.rows(document, reading, pairs, judged, rule="transformer")
        for method, stances in by.items():
            made.setdefault(method, [])
            made[method] += records.stance_records(article_id, document, records.under(stances, score_threshold))
    made.setdefault("rules", [])
    return Found({method: schemas.frame(listed, schemas.STANCES) for method, listed in made.items()}, fitted, why_not)


def beside(found: Found, articles: pd.DataFrame) -> pd.DataFrame:
    """The stances of all methods in one table (schemas.METHODS), with the released rows of articles whose text is absent for each."""
    each = [released.join(s, articles, schemas.STANCES).assign(method=method) for method, s in found.stances.items()]
    return pd.concat(each, ignore_index=True)[list(schemas.METHODS.columns)]


def counted(found: Found) -> pd.DataFrame:
    """One row a method: method, stances, of them counted, learnt (not by a rule)."""
    listed = [
        {
            "method": method,
            "stances": len(s),
            "counted": int(s["counted"].sum()),
            "learnt": int(s["rule"].isin(["classifier", "transformer"]).sum()),
        }
        for method, s in found.stances.items()
    ]
    return pd.DataFrame(listed)


def union(ruled: list[Stance], learnt: list[Stance]) -> list[Stance]:
    """The rows of the rules, and those of the classifier for pairs of which the rules have none in the sentence; in the order of the text."""
    known = {(s.sentence, s.holder_id, s.target_id) for s in ruled}
    added = [s for s in learnt if (s.sentence, s.holder_id, s.target_id) not in known]
    return sorted([*ruled, *added], key=lambda s: s.sentence)
