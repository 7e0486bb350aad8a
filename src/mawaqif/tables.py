"""From raw articles to the tables of the clean stage.

Takes what `mawaqif.corpus` reads, gives the tables of `mawaqif.schemas`, with rows in the order of their ids: the order in which
files were read changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NamedTuple

import pandas as pd

from mawaqif import dates, schemas, stories
from mawaqif.alignment import Alignment
from mawaqif.cleaning import STEPS, Clean, clean
from mawaqif.corpus import Problem, RawArticle, arabic_share, read_raw
from mawaqif.dates import Calendar
from mawaqif.document import parse_date
from mawaqif.furniture import Furniture
from mawaqif.segmentation import Quotation, quotations, sentences

MIXED_SHARE = 0.85  # of all letters; real Arabic news has more Arabic letters than that, foreign names included


class CleanTables(NamedTuple):
    """What the clean stage writes: schemas.ARTICLES, SENTENCES, PROBLEMS, CHANGES."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    problems: pd.DataFrame
    changes: pd.DataFrame


def clean_corpus(
    articles: Iterable[RawArticle],
    problems: list[Problem],
    *,
    threshold: float,
    days: int,
    seed: int,
    steps: Iterable[str] = STEPS,
    furniture: Furniture | None = None,
) -> CleanTables:
    """Clean every article, split it, group copies, and collect what is wrong.

    Args:
        articles: as `corpus.read_raw` gives them; taken once, one at a time.
        problems: the list that fills while they are taken; it is read at the end.
        threshold, days, seed: of `stories.group`.
        steps, furniture: of `cleaning.clean`.

    Returns:
        `CleanTables`. An article whose text is absent has a row with empty text and alignment, and no sentences; its story is
        its own.
    """
    steps = tuple(steps)
    kept: list[dict[str, Any]] = []
    splits: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for article in articles:
        cleaned = clean(article.draft(), steps=steps, furniture=furniture)
        quoted = quotations(cleaned.text)
        kept.append(_article_row(article, cleaned, quoted))
        splits.extend(
            {
                "sentence_id": f"{article.article_id}.s{n}",
                "article_id": article.article_id,
                "start": s.start,
                "end": s.end,
                "paragraph": s.paragraph,
            }
            for n, s in enumerate(sentences(cleaned.text, quoted), 1)
        )
        changes.extend({"article_id": article.article_id, "step": step, "count": count} for step, count in cleaned.changes.items())
    kept.sort(key=lambda r: r["article_id"])
    _tell_stories(kept, threshold=threshold, days=days, seed=seed)
    place = {r["article_id"]: n for n, r in enumerate(kept)}
    return CleanTables(
        schemas.frame(kept, schemas.ARTICLES),
        schemas.frame(sorted(splits, key=lambda r: (place[r["article_id"]], r["start"])), schemas.SENTENCES),
        schemas.frame(sorted(map(asdict, problems), key=lambda r: (r["file"], r["record"], r["reason"])), schemas.PROBLEMS),
        schemas.frame(sorted(changes, key=lambda r: (place[r["article_id"]], r["step"])), schemas.CHANGES),
    )


def _article_row(article: RawArticle, cleaned: Clean, quoted: list[Quotation]) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "collection": article.collection,
        "outlet_id": article.outlet_id,
        "title": article.title,
        "published": article.published or None,
        "language": article.language or None,
        "style": article.style or None,
        "text": cleaned.text,
        "raw_sha256": article.sha256,
        "split": article.split,
        "present": article.present,
        "flags": _flags(article, cleaned.text, quoted),
        "alignment": cleaned.alignment.to_flat(),
    }


def _flags(article: RawArticle, text: str, quoted: list[Quotation]) -> list[str]:
    """What a reader of the article should know, sorted."""
    flags = []
    if not article.published:
        flags.append("no_date")
    elif len(article.published) < 10:
        flags.append("date_not_to_the_day")
    if not article.present:
        return flags
    if article.encoding != "utf-8":
        flags.append(f"encoding:{article.encoding}")
    if article.extracted is not None:
        flags.append("html")
    if article.title_cut:
        flags.append("long_title")
    if arabic_share(text) < MIXED_SHARE:
        flags.append("mixed_language")
    if text.count("»") != sum(q.closed for q in quoted) or any(not q.closed and not q.continues for q in quoted):
        flags.append("unbalanced_quotes")
    if not text:
        flags.append("no_text_left")
    return sorted(flags)


def _tell_stories(rows: list[dict[str, Any]], *, threshold: float, days: int, seed: int) -> None:
    """Give each row its story_id."""
    present = pd.DataFrame(
        [{k: r[k] for k in ("article_id", "published", "text")} for r in rows if r["present"]], columns=["article_id", "published", "text"]
    )
    story = {str(k): str(v) for k, v in stories.group(present, threshold=threshold, days=days, seed=seed).items()}
    for row in rows:
        row["story_id"] = story.get(row["article_id"], row["article_id"])


def find_dates(articles: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """The table of dates (schemas.DATES) of all articles whose text is there; relative ones are counted from the publication."""
    found = []
    for row in articles.to_dict("records"):
        if not row["present"]:
            continue
        alignment = Alignment.from_flat(row["alignment"])
        published = str(row["published"] or "")
        day = parse_date(published) if len(published) == 10 else None  # a month is no day to count «أمس» from
        for n, d in enumerate(dates.find_dates(row["text"], calendar, published=day), 1):
            raw_start, raw_end = alignment.to_raw(d.start, d.end)
            found.append(
                {
                    "date_id": f"{row['article_id']}.d{n}",
                    "article_id": row["article_id"],
                    "start": d.start,
                    "end": d.end,
                    "raw_start": raw_start,
                    "raw_end": raw_end,
                    "value": d.value,
                    "precision": d.precision,
                    "calendar": d.calendar,
                    "relative": d.relative,
                    "flags": list(d.flags),
                }
            )
    return schemas.frame(found, schemas.DATES)


def changed_lines(articles: pd.DataFrame, sentences_: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """Sentences that cleaning changed, as they came and as they are: columns article_id, raw, clean; at most `most`, one an article.

    The raw text is not stored: it is read again from `data/raw`.
    """
    raw_articles, _ = read_raw(sorted(set(articles["collection"])))
    clean_of = {r["article_id"]: r for r in articles.to_dict("records")}
    found = []
    for raw in raw_articles:
        row = clean_of.get(raw.article_id)
        if row is None or not row["present"] or raw.extracted is not None:
            continue
        alignment = Alignment.from_flat(row["alignment"])
        part = sentences_[sentences_["article_id"] == raw.article_id]
        for start, end in zip(part["start"], part["end"], strict=True):
            a, b = alignment.to_raw(int(start), int(end))
            if raw.raw[a:b] != row["text"][start:end]:
                found.append({"article_id": raw.article_id, "raw": raw.raw[a:b], "clean": row["text"][start:end]})
                break
    found.sort(key=lambda r: (len(r["raw"]), r["article_id"]))
    return pd.DataFrame(found[:most], columns=["article_id", "raw", "clean"])
