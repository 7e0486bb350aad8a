"""Who is named: articles that name each actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mawaqif.figures import style
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import n_of, name_of, period, rows, source_line
from mawaqif.figures.text import percent
from mawaqif.figures.words import counted_noun

if TYPE_CHECKING:
    from mawaqif.lexicon.compile import Lexicon

_ROW = 0.235


@drawn
def actors(mentions: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, *, language: str = "en", top: int = 15) -> DataFigure:
    """The actors that most articles name; a name repeated in one article counts once.

    Args:
        mentions: schemas.MENTIONS; names outside the registry do not take part.
        articles: schemas.ARTICLES.
        top: actors drawn.
    """
    linked = mentions[mentions["actor_id"].notna()]
    counts = linked.groupby("actor_id").agg(articles=("article_id", "nunique"), namings=("mention_id", "size")).reset_index()
    counts = counts.sort_values(["articles", "namings", "actor_id"], ascending=[False, False, True], ignore_index=True)
    data = counts.head(top).assign(of=len(articles))
    rest = len(counts) - len(data)
    whole = counted_noun(len(articles), "article", language)
    others = counted_noun(rest, "actor", language)
    if language == "ar":
        title, how = (
            "من المذكور",
            f"عدد المقالات التي تذكر كل جهة، ونسبتها من مجموع المقالات. والاسم المكرر في مقال واحد يُحسب مرة. ولم تُرسم {others} أقل ذكرًا.",
        )
    else:
        title = "Who is named"
        how = "Articles that name each actor, and their share of all articles; a name repeated in one article counts once."
        how += f" Not drawn: {others} named less often."
    sheet = Sheet(
        title, how, source_line([n_of(whole, language), period(articles, language)], language),
        height=max(len(data), 1) * _ROW + 0.06, data=data, language=language,
    )  # fmt: skip
    names = [name_of(i, lexicon, language) for i in data["actor_id"]]
    start = min(max((sheet.room(n, 8) for n in names), default=1.0), 2.6) + 0.1
    unit = (sheet.width - start - 0.85) / max(int(data["articles"].max()) if len(data) else 1, 1)
    sheet.line([(start, 0), (start, len(data) * _ROW)], color=style.NEUTRAL, width=0.8)
    for k, (row, name) in enumerate(zip(rows(data), names, strict=True)):
        y = (k + 0.5) * _ROW
        sheet.text(start - 0.08, y, sheet.fit(name, start - 0.08, 8, most=1), at="end", points=8)
        sheet.box(start, y - 0.072, row.articles * unit, 0.144, color=style.MARK, gid=f"actor.{row.actor_id}")
        shown = f"{sheet.number(row.articles)} · {percent(row.articles / max(len(articles), 1), language)}"
        sheet.text(start + row.articles * unit + 0.07, y, shown, points=7.5, color=style.MUTED)
    return sheet.figure
