"""What changed: stances of chosen pairs by year."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd

from mawaqif.figures import style, text
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import balance_interval, n_of, name_of, period, rows, source_line, standing, year_of
from mawaqif.figures.tallies import pairs as by_pair
from mawaqif.figures.words import counted_noun

if TYPE_CHECKING:
    from mawaqif.lexicon.compile import Lexicon

ALWAYS = (("IRN", "RUS"), ("RUS", "IRN"), ("RUS", "SYR-GOV"), ("IRN", "SYR-GOV"), ("USA", "SYR-GOV"))
_PANELS, _COLUMNS = 12, 3
_TALL, _HEAD, _FOOT = 0.82, 0.42, 0.3  # inches of a panel

Pairs = Sequence[tuple[str, str]]


@drawn
def over_time(
    stances: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, *, language: str = "en", pairs: Pairs | None = None
) -> DataFigure:
    """One panel a pair: support above the line, opposition under it, contact without a side on it; years without evidence stay open.

    Args:
        stances: schemas.STANCES; those without a dated article do not take part.
        articles: schemas.ARTICLES.
        pairs: (holder, target); by default those of `ALWAYS` that occur, and those with most evidence.
    """
    year = {a: year_of(p) for a, p in zip(articles["article_id"], articles["published"], strict=True)}
    story = dict(zip(articles["article_id"], articles["story_id"], strict=True))
    told = standing(stances, lexicon)
    told = told.assign(year=told["article_id"].map(year).astype("Int32"), story_id=told["article_id"].map(story))
    told = told[told["year"].notna()]
    chosen = list(pairs) if pairs is not None else _chosen(told)
    key = pd.Series(list(zip(told["holder_id"], told["target_id"], strict=True)), index=told.index, dtype=object)
    told = told[key.isin(chosen)]
    data = told.groupby(["holder_id", "target_id", "year", "polarity"]).size().rename("n").reset_index()
    years = [y for y in year.values() if y is not None]
    span = (min(years), max(years)) if years else (0, 0)
    up, down = (max(data.loc[data["polarity"] == side, "n"].max(), 1) if (data["polarity"] == side).any() else 1 for side in (1, -1))
    tiers = max(ceil(len(chosen) / _COLUMNS), 1)
    if language == "ar":
        title = "ما الذي تغيّر"
        how = (
            "عدد المواقف في كل سنة: الدعم فوق الخط بالأزرق، والمعارضة تحته بالبرتقالي المخطط، والتواصل بلا انحياز نقاط عليه. "
            "والسنة الفارغة بلا دليل. الرصيد من −١ إلى +١ ومداه ٩٥٪ على القصص."
        )
    else:
        title = "What changed"
        how = (
            "Stances by year: support above the line in blue, opposition under it in hatched orange, contact without a side as dots on it. "
            "Years left open have no evidence. Balance from −1 to +1, with its 95% interval over stories."
        )
    sheet = Sheet(
        title, how, source_line([n_of(counted_noun(len(told), "stance", language), language), period(articles, language)], language),
        height=tiers * (_HEAD + _TALL + _FOOT), data=data, language=language,
    )  # fmt: skip
    pitch = (sheet.width + 0.25) / _COLUMNS
    for k, (holder, target) in enumerate(chosen):
        left, top = (k % _COLUMNS) * pitch, (k // _COLUMNS) * (_HEAD + _TALL + _FOOT)
        part = told[(told["holder_id"] == holder) & (told["target_id"] == target)]
        names = (name_of(holder, lexicon, language), name_of(target, lexicon, language))
        _panel(sheet, part, (holder, target), names, left, top, pitch - 0.25, span, (up, down))
    return sheet.figure


def _chosen(told: pd.DataFrame) -> list[tuple[str, str]]:
    table = by_pair(told)
    ranked = list(zip(table["holder_id"], table["target_id"], strict=True))
    always = [p for p in ALWAYS if p in ranked]
    return [*always, *[p for p in ranked if p not in ALWAYS][: _PANELS - len(always)]]


def _panel(
    sheet: Sheet, part: pd.DataFrame, pair: tuple[str, str], names: tuple[str, str], left: float, top: float, wide: float,
    span: tuple[int, int], most: tuple[int, int],
) -> None:  # fmt: skip
    language = sheet.language
    arrow = "←" if language == "ar" else "→"
    title = f"{text.isolated(names[0], language)} {arrow} {text.isolated(names[1], language)}"
    sheet.text(left, top + 0.1, sheet.fit(title, wide, 7.8, most=1), points=7.8)
    sheet.text(left, top + 0.27, _balance(part, language), points=6.8, color=style.MUTED)
    unit = _TALL / sum(most)
    middle = top + _HEAD + most[0] * unit
    pitch = wide / (span[1] - span[0] + 1)
    sheet.line([(left, middle), (left + wide, middle)], color=style.NEUTRAL, width=0.7)
    for row in rows(part.groupby(["year", "polarity"]).size().rename("n").reset_index()):
        x = left + (row.year - span[0] + 0.5) * pitch
        gid = f"year.{pair[0]}.{pair[1]}.{row.year}.{row.polarity}"
        _mark(sheet, x, middle, pitch * 0.74, row.n, unit, row.polarity, gid)
    floor = top + _HEAD + _TALL + 0.1
    for year, at in ((span[0], "start"), (span[1], "end")):
        x = left if at == "start" else left + wide
        sheet.text(x, floor, text.localized(str(year), language), at=at, points=6.5, color=style.MUTED)


def _mark(sheet: Sheet, x: float, middle: float, wide: float, n: int, unit: float, polarity: int, gid: str) -> None:
    if polarity == 0:
        sheet.dot(x, middle, color=style.NEUTRAL, points=3.2 + min(n, 6) * 0.5, gid=gid, zorder=4)
        return
    tall = n * unit
    top = middle - tall if polarity > 0 else middle
    sheet.box(x - wide / 2, top, wide, tall, color=style.SIDES[polarity], hatch=style.HATCHES[polarity], gid=gid)
    for k in range(1, n if unit > 0.05 else 0):
        y = top + k * unit
        sheet.line([(x - wide / 2, y), (x + wide / 2, y)], color=style.PAPER, width=0.7)


def _balance(part: pd.DataFrame, language: str) -> str:
    """«9 stances, balance +0.1 (−0.4 to +0.6)»."""
    if not len(part):
        return counted_noun(0, "stance", language)
    sides = part["polarity"].astype(int)
    low, high = balance_interval(part["story_id"], sides)

    def shown(value: Any) -> str:
        return text.number(float(value), language, decimals=1, signed=True)

    said = f"{counted_noun(len(part), 'stance', language)} · {'الرصيد' if language == 'ar' else 'balance'} {shown(sides.mean())}"
    to = "إلى" if language == "ar" else "to"
    return said if low != low else f"{said} ({shown(low)} {to} {shown(high)})"
