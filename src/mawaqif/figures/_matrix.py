"""Who stands where: holders against targets."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mawaqif.figures import style, text
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import most_evident, n_of, name_of, pairs, rows, seriated, source_line, standing
from mawaqif.figures.words import counted_noun, say

if TYPE_CHECKING:
    from mawaqif.lexicon.compile import Lexicon

_LEAST = 0.1  # inches: the side of a square for one stance


@drawn
def matrix(stances: pd.DataFrame, lexicon: Lexicon, *, language: str = "en", top: int = 15) -> DataFigure:
    """The actors with most evidence, holders in rows, targets in columns; a pair of whom nothing is said stays empty.

    Area is the number of stances that count and are not denied, colour and sign their balance; a dark border means that the 95%
    interval (articles drawn with replacement; at least three) leaves out zero.

    Args:
        stances: schemas.STANCES.
        top: actors that take part; those who hold nothing have no row, those to whom nothing is held no column.
    """
    told = standing(stances, lexicon)
    table = pairs(told)
    chosen = most_evident(told, top)
    order = seriated(table, chosen)
    data = table[table["holder_id"].isin(order) & table["target_id"].isin(order)].reset_index(drop=True)
    holders = [i for i in order if i in set(data["holder_id"])]
    targets = [i for i in order if i in set(data["target_id"])]
    names = {i: name_of(i, lexicon, language) for i in order}
    shown = int(data["n"].sum())
    title, how, rest = _words(language, len(told) - shown)
    n = n_of(counted_noun(shown, "stance", language), language)
    label = min(max((_label_room(names[i], language) for i in holders), default=1.0), 1.9)
    cell = min((6.74 - label - 0.75) / max(len(targets), 1), 0.42)
    head = min(max((_label_room(names[i], language) for i in targets), default=1.0), 1.75) * 0.77 + 0.2
    height = head + cell * len(holders) + 0.42
    sheet = Sheet(title, how, source_line([n, rest], language), height=height, data=data, language=language)
    _grid(sheet, [names[i] for i in holders], [names[i] for i in targets], label, head, cell)
    for row in rows(data):
        x, y = label + targets.index(row.target_id) * cell, head + holders.index(row.holder_id) * cell
        _square(sheet, row, x + cell / 2, y + cell / 2, cell, int(data["n"].max()))
    for i in (i for i in holders if i in targets):
        x, y = label + targets.index(i) * cell, head + holders.index(i) * cell
        sheet.line([(x + 0.06, y + 0.06), (x + cell - 0.06, y + cell - 0.06)], color=style.FAINT, width=0.7)
    _key(sheet, head + cell * len(holders) + 0.27, int(data["n"].max()) if len(data) else 1, cell)
    return sheet.figure


def _words(language: str, left: int) -> tuple[str, str, str]:
    if language == "ar":
        how = (
            "الصفوف لأصحاب المواقف والأعمدة لأهدافها. مساحة المربع عدد المواقف ولونه وإشارته رصيدها، "
            "والإطار الداكن لرصيد لا يشمل مداه الصفر. والفراغ سكوت لا حياد."
        )
        return "من يقف أين", how, f"ولم يُرسم {counted_noun(left, 'stance', 'ar')} لجهات أخرى" if left else ""
    how = (
        "Rows hold a stance, columns are held to. Area is the number of stances, colour and sign the balance; a dark border is a balance "
        "whose interval leaves out zero. Empty is silence, not neutrality."
    )
    return "Who stands where", how, f"not drawn: {counted_noun(left, 'stance', 'en')} of other actors" if left else ""


def _label_room(name: str, language: str) -> float:
    return min(text.width(name, style.size(7.5, language)), 1.75) + 0.1


def _grid(sheet: Sheet, rows: list[str], columns: list[str], label: float, head: float, cell: float) -> None:
    right, bottom = label + cell * len(columns), head + cell * len(rows)
    for k in range(len(rows) + 1):
        sheet.line([(label, head + k * cell), (right, head + k * cell)], color=style.FAINT, width=0.5, zorder=0)
    for k in range(len(columns) + 1):
        sheet.line([(label + k * cell, head), (label + k * cell, bottom)], color=style.FAINT, width=0.5, zorder=0)
    for k, name in enumerate(rows):
        sheet.text(label - 0.08, head + (k + 0.5) * cell, sheet.fit(name, label - 0.08, 7.5, most=2), at="end", points=7.5)
    for k, name in enumerate(columns):
        sheet.text(
            label + (k + 0.5) * cell - 0.02, head - 0.06, sheet.fit(name, 1.75, 7.5, most=1), at="start", points=7.5, va="bottom",
            rotation=50 * sheet.sign, rotation_mode="anchor",
        )  # fmt: skip


def _square(sheet: Sheet, row: Any, x: float, y: float, cell: float, most: int) -> None:
    side = _side(row.n, most, cell)
    firm = np.isfinite(row.low) and (row.low > 0 or row.high < 0)
    sheet.box(
        x - side / 2, y - side / 2, side, side, color=style.diverging(row.balance), edge=style.INK if firm else "none", width=1.5,
        gid=f"pair.{row.holder_id}.{row.target_id}",
    )  # fmt: skip
    _sign(sheet, x, y, side, "±" if row.support == row.opposition > 0 else style.SIGNS[int(np.sign(row.support - row.opposition))])


def _sign(sheet: Sheet, x: float, y: float, side: float, sign: str) -> None:
    """Plus, minus, both, or a ring for neither, in strokes as large as the square allows."""
    reach = min(side * 0.26, 0.07)
    wide = 1.5 if side > 0.2 else 1.1
    drop = reach * 0.45 if sign == "±" else 0.0
    if sign == "·":
        sheet.dot(x, y, color=style.PAPER, points=reach * 72 * 0.9)
        return
    level = y + (reach if sign == "±" else 0.0)
    sheet.line([(x - reach, level), (x + reach, level)], color=style.PAPER, width=wide)
    if sign in "+±":
        small = reach * (0.75 if sign == "±" else 1)
        sheet.line([(x, y - drop - small), (x, y - drop + small)], color=style.PAPER, width=wide)
    if sign == "±":
        sheet.line([(x - reach, y - drop), (x + reach, y - drop)], color=style.PAPER, width=wide)


def _side(n: int, most: int, cell: float) -> float:
    """Side of a square in inches: area by n, but never so small that its sign is lost."""
    return max((cell - 0.02) * sqrt(n / max(most, 1)), _LEAST)


def _key(sheet: Sheet, y: float, most: int, cell: float) -> None:
    """Signs in words, and three sizes."""
    x = 0.0
    for sign, balance, word in (("+", 1, "supports"), ("−", -1, "opposes"), ("±", 0, "both"), ("·", 0, "neutral")):
        side = 0.21
        sheet.box(x, y - side / 2, side, side, color=style.diverging(balance))
        _sign(sheet, x + side / 2, y, side, sign)
        label = say(word, sheet.language)
        sheet.text(x + side + 0.06, y, label, points=7, color=style.MUTED)
        x += side + 0.06 + sheet.room(label, 7) + 0.18
    for n in sorted({1, max(most // 2, 1), most}):
        side = _side(n, most, cell)
        sheet.box(x, y - side / 2, side, side, color=style.FAINT)
        label = counted_noun(n, "stance", sheet.language)
        sheet.text(x + side + 0.05, y, label, points=7, color=style.MUTED)
        x += side + 0.05 + sheet.room(label, 7) + 0.12
