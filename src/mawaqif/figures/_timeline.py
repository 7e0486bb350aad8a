"""When the articles were published."""

from __future__ import annotations

import pandas as pd

from mawaqif.figures import style
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import n_of, period, rows, source_line, year_of
from mawaqif.figures.text import localized
from mawaqif.figures.words import counted_noun, say

_MOST_DOTS = 24  # stories a year that are drawn one by one; more become bars


@drawn
def timeline(articles: pd.DataFrame, *, language: str = "en") -> DataFigure:
    """Articles by year: a dot an article, the copies of one story on one line; bars where there are too many for dots.

    Args:
        articles: schemas.ARTICLES.
    """
    data = articles[["article_id", "story_id", "published", "present"]].copy()
    data["year"] = pd.array([year_of(p) for p in data["published"]], dtype="Int32")
    data = data.sort_values(["year", "published", "story_id", "article_id"], na_position="last", ignore_index=True)
    years = data["year"].dropna()
    slots: list[int | None] = list(range(int(years.min()), int(years.max()) + 1)) if len(years) else []
    if data["year"].isna().any():
        slots.append(None)
    parts = [data[data["year"].isna()] if s is None else data[data["year"] == s] for s in slots]
    tallest = max((p["story_id"].nunique() for p in parts), default=0)
    dots = tallest <= _MOST_DOTS
    step = 0.17 if dots else 0.0
    height = (max(tallest, 4) * step if dots else 2.2) + 0.62
    n = f"{counted_noun(len(data), 'article', language)}، {counted_noun(data['story_id'].nunique(), 'story', language)}"
    if language == "en":
        n = n.replace("،", " in")
    absent = int((~data["present"].astype(bool)).sum())
    en, ar = (
        ("Each dot is an article; dots on one line are copies of one story.", "كل نقطة مقال، والنقاط على خط واحد نسخ من قصة واحدة.")
        if dots
        else ("Dark bars are stories, light bars are articles.", "الأعمدة الداكنة قصص، والفاتحة مقالات.")
    )
    if absent and dots:
        en, ar = f"{en} A hollow dot is an article whose text is not here.", f"{ar} والنقطة المفرغة مقال لا نملك نصه."
    sheet = Sheet(
        "متى نُشرت المقالات" if language == "ar" else "When the articles were published",
        ar if language == "ar" else en,
        source_line([n_of(n, language), period(articles, language)], language),
        height=height,
        data=data,
        language=language,
    )
    floor = height - 0.32
    pitch = sheet.width / max(len(slots), 1)
    sheet.line([(0, floor), (sheet.width, floor)], color=style.FAINT, width=0.8)
    most = max((len(p) for p in parts), default=1)
    for k, (slot, part) in enumerate(zip(slots, parts, strict=True)):
        middle = (k + 0.5) * pitch
        top = _dots(sheet, part, middle, floor, step) if dots else _bars(sheet, part, middle, floor, pitch, (floor - 0.3) / most)
        if len(part):
            sheet.text(middle, top - 0.12, sheet.number(len(part)), at="center", points=7.5, color=style.MUTED)
        label = say("undated", language) if slot is None else localized(str(slot), language)
        sheet.text(middle, floor + 0.14, label, at="center", points=7.5)
    return sheet.figure


def _dots(sheet: Sheet, part: pd.DataFrame, middle: float, floor: float, step: float) -> float:
    """Draws the stories of a year upwards; gives the y of the uppermost."""
    y = floor
    for _, story in part.groupby("story_id", sort=False):
        y -= step
        spread = min(0.12, 0.3 / len(story))
        xs = [middle + (j - (len(story) - 1) / 2) * spread for j in range(len(story))]
        if len(xs) > 1:
            sheet.line([(xs[0], y + step / 2), (xs[-1], y + step / 2)], color=style.INK, width=1.4)
        for x, row in zip(xs, rows(story), strict=True):
            sheet.dot(x, y + step / 2, color=style.INK, hollow=not row.present, points=5.5, gid=f"article.{row.article_id}")
    return y


def _bars(sheet: Sheet, part: pd.DataFrame, middle: float, floor: float, pitch: float, unit: float) -> float:
    wide = pitch * 0.62
    for n, color in ((len(part), style.NEUTRAL), (part["story_id"].nunique(), style.INK)):
        sheet.box(middle - wide / 2, floor - n * unit, wide, n * unit, color=color)
    return floor - len(part) * unit
