"""Rows of the annotators ↔ records of the tables: numbering, raw offsets, chains, and the object that `annotate` prints.

Ids are `<article_id>.m1`, `.a1`, `.t1`, `.s1`, in the order of the text. The stage functions (`find_mentions`, `find_attributions`,
`find_stances`) take tables and give tables; an article whose text is absent is passed over (see `mawaqif.released`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from mawaqif import actors, attribution, schemas, stances
from mawaqif.alignment import Alignment
from mawaqif.document import Document, from_clean, parse_date
from mawaqif.rows import UNDER_THRESHOLD, Attribution, Mention, Stance

if TYPE_CHECKING:
    import pandas as pd

    from mawaqif.annotate import Annotation
    from mawaqif.lexicon.compile import Lexicon

Record = dict[str, Any]


def _raw(document: Document, prefix: str, start: int | None, end: int | None) -> Record:
    if start is None or end is None:
        return {f"{prefix}{k}": None for k in ("start", "end", "raw_start", "raw_end")}
    raw_start, raw_end = document.alignment.to_raw(start, end)
    return {f"{prefix}start": start, f"{prefix}end": end, f"{prefix}raw_start": raw_start, f"{prefix}raw_end": raw_end}


def sentence_records(article_id: str, document: Document) -> list[Record]:
    """Records of schemas.SENTENCES."""
    return [
        {"sentence_id": f"{article_id}.s{n}", "article_id": article_id, "start": s.start, "end": s.end, "paragraph": s.paragraph}
        for n, s in enumerate(document.sentences, 1)
    ]


def mention_records(article_id: str, document: Document, rows: list[Mention]) -> list[Record]:
    """Records of schemas.MENTIONS."""
    return [
        {
            "mention_id": f"{article_id}.m{n}",
            "article_id": article_id,
            "sentence_id": f"{article_id}.s{m.sentence + 1}",
            **_raw(document, "", m.start, m.end),
            "text": document.text[m.start : m.end],
            "actor_id": m.actor_id,
            "kind": m.kind,
            "form": m.form,
            "proclitics": m.proclitics,
            "rule": m.rule,
            "local_id": m.local_id,
            "reason": m.reason,
            "state": m.state,
        }
        for n, m in enumerate(rows, 1)
    ]


def attribution_records(article_id: str, document: Document, rows: list[Attribution]) -> list[Record]:
    """Records of schemas.ATTRIBUTIONS."""
    return [
        {
            "attribution_id": f"{article_id}.a{n}",
            "article_id": article_id,
            "sentence_id": f"{article_id}.s{a.sentence + 1}",
            **_raw(document, "cue_", a.cue_start, a.cue_end),
            "cue": a.cue,
            **_raw(document, "source_", a.source_start, a.source_end),
            "speaker_id": a.speaker_id,
            "source_kind": a.source_kind,
            "mode": a.mode,
            "content": [_raw(document, "", *span) for span in a.content],
            "inherited": a.inherited,
            "parent_id": None if a.parent is None else f"{article_id}.a{a.parent + 1}",
            "distance": a.distance,
            "rule": a.rule,
            "negated": a.negated,
            "hedged": a.hedged,
            "reason": a.reason,
        }
        for n, a in enumerate(rows, 1)
    ]


def stance_records(article_id: str, document: Document, rows: list[Stance]) -> list[Record]:
    """Records of schemas.STANCES."""
    return [
        {
            "stance_id": f"{article_id}.t{n}",
            "article_id": article_id,
            "sentence_id": f"{article_id}.s{s.sentence + 1}",
            "holder_id": s.holder_id,
            "target_id": s.target_id,
            "polarity": s.polarity,
            "basis": s.basis,
            "event_type": s.event_type,
            "factuality": s.factuality,
            "certainty": s.certainty,
            "attribution_id": None if s.attribution is None else f"{article_id}.a{s.attribution + 1}",
            **_raw(document, "evidence_", s.evidence_start, s.evidence_end),
            "predicate": s.predicate,
            **_raw(document, "predicate_", s.predicate_start, s.predicate_end),
            "holder_start": s.holder_span[0] if s.holder_span else None,
            "holder_end": s.holder_span[1] if s.holder_span else None,
            "target_start": s.target_span[0] if s.target_span else None,
            "target_end": s.target_span[1] if s.target_span else None,
            "score": s.score,
            "rule": s.rule,
            "counted": s.counted,
            "reason": s.reason,
        }
        for n, s in enumerate(rows, 1)
    ]


# --- back from the tables -------------------------------------------------------------------------------------------------


def documents(articles: pd.DataFrame) -> Iterator[tuple[str, Document]]:
    """The documents of a table of articles whose text is there, in its order."""
    for row in articles.itertuples():
        if row.present:
            yield (
                str(row.article_id),
                from_clean(
                    str(row.text),
                    Alignment.from_flat(cast("list[int]", row.alignment)),
                    published=parse_date(_none(row.published)),
                    outlet=str(row.outlet_id),
                ),
            )


def _none(value: Any) -> Any:
    return None if value is None or str(value) in ("<NA>", "nan") else value


def _number(row_id: Any) -> int | None:
    """`….a7` → 6, the index of the row; None for none."""
    return None if _none(row_id) is None else int(str(row_id).rpartition(".")[2][1:]) - 1


def mentions_of(table: pd.DataFrame) -> list[Mention]:
    """The mentions of one article, as rows."""
    return [
        Mention(
            r["start"], r["end"], _none(r["actor_id"]), r["kind"], r["form"], r["proclitics"], r["rule"], _number(r["sentence_id"]) or 0,
            local_id=_none(r["local_id"]), reason=r["reason"], state=_none(r["state"]),
        )
        for r in table.to_dict("records")
    ]  # fmt: skip


def attributions_of(table: pd.DataFrame) -> list[Attribution]:
    """The attributions of one article, as rows."""
    return [
        Attribution(
            r["cue_start"], r["cue_end"], r["cue"], _offset(r["source_start"]), _offset(r["source_end"]), _none(r["speaker_id"]),
            r["source_kind"], r["mode"], [(c["start"], c["end"]) for c in r["content"]], r["inherited"], r["distance"], r["rule"],
            _number(r["sentence_id"]) or 0, _number(r["parent_id"]), r["negated"], r["hedged"], r["reason"],
        )
        for r in table.to_dict("records")
    ]  # fmt: skip


def _offset(value: Any) -> int | None:
    return None if value is None or str(value) == "<NA>" else int(value)


# --- stages -----------------------------------------------------------------------------------------------------------------


def parts(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Article id → its rows of a table."""
    return {str(k): part for k, part in table.groupby("article_id", sort=False)}


def find_mentions(articles: pd.DataFrame, lexicon: Lexicon, *, min_alias_chars: int = 2) -> pd.DataFrame:
    """The table of mentions (schemas.MENTIONS) of all articles whose text is there."""
    found: list[Record] = []
    for article_id, document in documents(articles):
        found += mention_records(article_id, document, actors.find(document, lexicon, min_alias_chars=min_alias_chars))
    return schemas.frame(found, schemas.MENTIONS)


def find_attributions(articles: pd.DataFrame, mentions: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """The table of attributions (schemas.ATTRIBUTIONS) of all articles whose text is there."""
    named, found = parts(mentions), list[Record]()
    for article_id, document in documents(articles):
        rows = mentions_of(named[article_id]) if article_id in named else []
        found += attribution_records(article_id, document, attribution.find(document, rows, lexicon))
    return schemas.frame(found, schemas.ATTRIBUTIONS)


def find_stances(
    articles: pd.DataFrame, mentions: pd.DataFrame, attributions: pd.DataFrame, lexicon: Lexicon, *, score_threshold: float = 0.0
) -> pd.DataFrame:
    """The table of stances (schemas.STANCES) of all articles whose text is there.

    Args:
        score_threshold: rows whose score is lower are kept and not counted, with the reason «score under the threshold».
    """
    named, said, found = parts(mentions), parts(attributions), list[Record]()
    for article_id, document in documents(articles):
        rows = stances.find(
            document,
            mentions_of(named[article_id]) if article_id in named else [],
            attributions_of(said[article_id]) if article_id in said else [],
            lexicon,
        )
        found += stance_records(article_id, document, under(rows, score_threshold))
    return schemas.frame(found, schemas.STANCES)


def under(rows: list[Stance], score_threshold: float) -> list[Stance]:
    """The rows, those whose score is under the threshold not counted and with that reason."""
    return [replace(r, counted=False, reason=r.reason or UNDER_THRESHOLD) if r.score < score_threshold else r for r in rows]


# --- one article as an object -------------------------------------------------------------------------------------------------


def chains(article_id: str, rows: list[Attribution], outlet: str | None, text: str) -> list[Record]:
    """For each statement the path of its voices, the outlet first, the origin last.

    Each step has `speaker_id` (or null), `source_kind`, `source` (as printed; null where inherited) and `attribution_id`; the first
    step is the article's outlet with null for the rest.
    """
    found = []
    for n in range(len(rows)):
        path: list[Record] = []
        at: int | None = n
        while at is not None:
            a = rows[at]
            path.append(
                {
                    "speaker_id": a.speaker_id,
                    "source_kind": a.source_kind,
                    "source": text[a.source_start : a.source_end] if a.source_start is not None and text else None,
                    "attribution_id": f"{article_id}.a{at + 1}",
                }
            )
            at = a.parent
        path.append({"speaker_id": outlet, "source_kind": "outlet", "source": None, "attribution_id": None})
        found.append({"attribution_id": f"{article_id}.a{n + 1}", "depth": len(path) - 1, "path": path[::-1]})
    return found


def to_dict(annotation: Annotation) -> Record:
    """`{"id", "text", "sentences", "mentions", "attributions", "stances", "chains"}`; see DESIGN, command line."""
    document, article_id, span = annotation.document, annotation.article_id, annotation.span

    def drop(record: Record, *prefixes: str) -> Record:
        offsets = {f"{p}{k}" for p in prefixes for k in ("start", "end", "raw_start", "raw_end")}
        return {k: v for k, v in record.items() if k not in offsets}

    return {
        "id": article_id,
        "text": document.text,
        "sentences": [
            {"sentence_id": r["sentence_id"], "article_id": article_id, "paragraph": r["paragraph"], "span": span((r["start"], r["end"]))}
            for r in sentence_records(article_id, document)
        ],
        "mentions": [
            {**drop(r, ""), "span": span((m.start, m.end))}
            for r, m in zip(mention_records(article_id, document, annotation.mention_rows), annotation.mention_rows, strict=True)
        ],
        "attributions": [
            {
                **drop(r, "cue_", "source_"),
                "cue": span((a.cue_start, a.cue_end)),
                "cue_lemma": a.cue,
                "source": None if a.source_start is None or a.source_end is None else span((a.source_start, a.source_end)),
                "content": [span(c) for c in a.content],
            }
            for r, a in zip(
                attribution_records(article_id, document, annotation.attribution_rows), annotation.attribution_rows, strict=True
            )
        ],
        "stances": [
            {
                **drop(r, "evidence_", "predicate_", "holder_", "target_"),
                "evidence": span((s.evidence_start, s.evidence_end)),
                "predicate_span": span((s.predicate_start, s.predicate_end)),
                "holder": span(s.holder_span) if s.holder_span else None,
                "target": span(s.target_span) if s.target_span else None,
            }
            for r, s in zip(stance_records(article_id, document, annotation.stance_rows), annotation.stance_rows, strict=True)
        ],
        "chains": chains(article_id, annotation.attribution_rows, document.outlet, document.text),
    }
