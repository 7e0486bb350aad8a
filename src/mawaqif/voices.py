"""Tables over voices: chains from the outlet to the origin, distinct origins, pairs on which voices disagree, the axes in words.

Pure functions over the tables of `mawaqif.schemas`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from mawaqif.annotate import Annotation
    from mawaqif.lexicon.compile import Lexicon

ARROW = " › "
KIND_NAMES = {
    "en": {
        "person": "a person", "official": "an official", "body": "a body", "outlet": "an outlet", "document": "a document",
        "anonymous": "unnamed source", "report": "a report", "unknown": "unknown",
    },
    "ar": {
        "person": "شخص", "official": "مسؤول", "body": "جهة", "outlet": "وسيلة إعلام", "document": "وثيقة", "anonymous": "مصدر غير مسمى",
        "report": "تقرير", "unknown": "غير معروف",
    },
}  # fmt: skip


def _missing(value: Any) -> bool:
    return value is None or str(value) in ("<NA>", "nan", "None")


def voice_name(speaker_id: Any, source_kind: str, source: str, lexicon: Lexicon, language: str = "en") -> str:
    """How a voice is printed: the actor's name, else the source as printed, else its kind."""
    if not _missing(speaker_id):
        return lexicon.name_of(str(speaker_id), language)
    return source or KIND_NAMES[language][source_kind]


def chains(attributions: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, *, language: str = "en") -> pd.DataFrame:
    """One row a statement with its path from the outlet to its origin.

    Returns:
        Columns attribution_id, article_id, story_id, outlet_id, chain (names joined by ›, the outlet first), steps (list of
        (name, kind) behind the outlet), depth (number of voices behind the outlet), origin_id (null if unnamed), origin_kind.
    """
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    outlet = dict(zip(articles["article_id"], articles["outlet_id"], strict=True))
    story = dict(zip(articles["article_id"], articles["story_id"], strict=True))
    rows = {r["attribution_id"]: r for r in attributions.to_dict("records")}
    found = []
    for attribution_id, row in rows.items():
        path = []
        at: Any = attribution_id
        while not _missing(at):
            r = rows[at]
            clean = text[r["article_id"]]
            source = "" if _missing(r["source_start"]) or not clean else clean[int(r["source_start"]) : int(r["source_end"])]
            path.append((voice_name(r["speaker_id"], r["source_kind"], source, lexicon, language), r["source_kind"]))
            at = r["parent_id"]
        path.reverse()
        article_id = row["article_id"]
        found.append(
            {
                "attribution_id": attribution_id,
                "article_id": article_id,
                "story_id": story[article_id],
                "outlet_id": outlet[article_id],
                "chain": ARROW.join([lexicon.name_of(outlet[article_id], language), *(name for name, _ in path)]),
                "steps": path,
                "depth": len(path),
                "origin_id": None if _missing(row["speaker_id"]) else row["speaker_id"],
                "origin_kind": row["source_kind"],
            }
        )
    columns = ["attribution_id", "article_id", "story_id", "outlet_id", "chain", "steps", "depth", "origin_id", "origin_kind"]
    return pd.DataFrame(found, columns=columns)


def origins(stances: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """For each pair and polarity the number of statements, of stories, and of distinct origins behind them.

    Ten relays of one report are one origin; near copies (one story) with the same origin count once; the article's own voice is an
    origin by its outlet.

    Returns:
        Columns holder_id, target_id, polarity, statements, stories, origins.
    """
    outlet = dict(zip(articles["article_id"], articles["outlet_id"], strict=True))
    story = dict(zip(articles["article_id"], articles["story_id"], strict=True))
    said = {r["attribution_id"]: r for r in attributions.to_dict("records")}

    def origin(row: Any) -> str:
        if _missing(row.attribution_id):
            return f"outlet:{outlet[row.article_id]}"
        a = said[row.attribution_id]
        return f"id:{a['speaker_id']}" if not _missing(a["speaker_id"]) else f"{a['source_kind']}:{story[row.article_id]}"

    counted = stances[stances["counted"]]
    told = counted.assign(story_id=[story[a] for a in counted["article_id"]], origin=[origin(r) for r in counted.itertuples()])
    grouped = told.groupby(["holder_id", "target_id", "polarity"])
    return grouped.agg(statements=("stance_id", "size"), stories=("story_id", "nunique"), origins=("origin", "nunique")).reset_index()


def voice_of(
    stances: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, *, language: str = "en"
) -> pd.Series:
    """The name of the innermost voice of each stance, aligned with its index; the outlet where the voice is the article's own."""
    outlet = dict(zip(articles["article_id"], articles["outlet_id"], strict=True))
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    said = {r["attribution_id"]: r for r in attributions.to_dict("records")}
    names = []
    for row in stances.itertuples():
        if _missing(row.attribution_id):
            names.append(lexicon.name_of(outlet[row.article_id], language))
            continue
        a = said[row.attribution_id]
        clean = text[row.article_id]
        source = "" if _missing(a["source_start"]) or not clean else clean[int(a["source_start"]) : int(a["source_end"])]
        names.append(voice_name(a["speaker_id"], a["source_kind"], source, lexicon, language))
    return pd.Series(names, index=stances.index, dtype="str")


def disagreements(
    stances: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, *, language: str = "en"
) -> pd.DataFrame:
    """Pairs that some voices put in support and others in opposition, those with most evidence first.

    Returns:
        Columns holder, target, support (number), said_by_support, oppose (number), said_by_oppose; voices joined by ؛ or ;.
    """
    told = stances[stances["counted"] & (stances["factuality"] != "denied")]
    told = told.assign(voice=voice_of(told, attributions, articles, lexicon, language=language))
    found: list[dict[str, Any]] = []
    for (holder, target), part in told.groupby(["holder_id", "target_id"]):
        pro, contra = part[part["polarity"] == 1], part[part["polarity"] == -1]
        if pro.empty or contra.empty:
            continue
        found.append(
            {
                "holder": lexicon.name_of(str(holder), language),
                "target": lexicon.name_of(str(target), language),
                "support": len(pro),
                "said_by_support": _voices(pro, language),
                "oppose": len(contra),
                "said_by_oppose": _voices(contra, language),
            }
        )
    found.sort(key=lambda r: (-min(r["support"], r["oppose"]), -r["support"] - r["oppose"], r["holder"], r["target"]))
    return pd.DataFrame(found, columns=["holder", "target", "support", "said_by_support", "oppose", "said_by_oppose"])


def _voices(part: pd.DataFrame, language: str) -> str:
    return ("؛ " if language == "ar" else "; ").join(sorted(set(part["voice"])))


def axes(annotations: list[Annotation]) -> pd.DataFrame:
    """The four axes of each stance of some annotations, in words.

    Returns:
        Columns text, holder, target, polarity, factuality, certainty, voice.
    """
    signs = {-1: "opposes", 0: "in contact", 1: "supports"}
    found = []
    for annotation in annotations:
        for s in annotation.stance_rows:
            voice = "the outlet"
            if s.attribution is not None:
                a = annotation.attribution_rows[s.attribution]
                named = a.source_start is not None and a.source_end is not None
                voice = annotation.text[a.source_start : a.source_end] if named else a.source_kind
            found.append(
                {
                    "text": annotation.text,
                    "holder": s.holder_id,
                    "target": s.target_id,
                    "polarity": signs[s.polarity],
                    "factuality": s.factuality,
                    "certainty": s.certainty,
                    "voice": voice,
                }
            )
    return pd.DataFrame(found, columns=["text", "holder", "target", "polarity", "factuality", "certainty", "voice"])
