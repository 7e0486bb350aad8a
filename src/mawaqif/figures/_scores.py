"""How well the program does, beside how well two independent readings agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mawaqif.figures import style
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import n_of, rows, source_line
from mawaqif.figures.words import counted_noun, layer, say

_ROW, _SHIFT = 0.36, 0.07
_SPLITS = ("work", "held")


@drawn
def scores(scores: Mapping[str, Any], *, language: str = "en") -> DataFigure:
    """F1 of each layer on work and held-out articles with 95% intervals over stories; beside it how well two independent readings agree.

    Args:
        scores: as mawaqif.gold.scoring.score gives them; a split that is missing is left out.
    """
    data = _rows(scores)
    held = "held" in scores
    if language == "ar":
        title = "ما مدى صحة النتائج"
        how = (
            "مقياس F1 لكل طبقة: الممتلئ للمقالات المحجوبة التي لم تُكتب القواعد عليها، والمفرغ لمقالات العمل، والخط العمودي لاتفاق قراءتين "
            "مستقلتين. والمدى ٩٥٪ على القصص."
        )
    else:
        title = "How right it is"
        how = (
            "F1 of each layer: filled dots are held-out articles, which no rule was written on, hollow ones work articles; upright "
            "ticks are the agreement of two independent readings. Lines are 95% intervals over stories."
        )
    parts = [f"{say(s, language)}: {counted_noun(int(scores[s]['articles']), 'article', language)}" for s in _SPLITS if s in scores]
    joined = ("، " if language == "ar" else ", ").join(parts)
    names = list(dict.fromkeys(data["layer"]))
    top = 0.22
    floor = top + len(names) * _ROW
    sheet = Sheet(
        title, how, source_line([n_of(joined, language)] if parts else [], language), height=floor + 0.25, data=data, language=language
    )
    start = max((sheet.room(layer(n, language), 8) for n in names), default=1.0) + 0.15
    unit = sheet.width - start - 0.55
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
    sheet.rules([start + t * unit for t in ticks], top, floor)
    for t in ticks:
        sheet.text(start + t * unit, floor + 0.12, sheet.number(t, decimals=2), at="center", points=7, color=style.MUTED)
    main = "held" if held else "work"
    sheet.text(sheet.width, 0.1, f"F1: {say(main, language)}", at="end", points=7, color=style.MUTED)
    for k, name in enumerate(names):
        y = top + (k + 0.5) * _ROW
        sheet.text(start - 0.1, y, layer(name, language), at="end", points=8)
        for row in rows(data[data["layer"] == name]):
            _mark(sheet, row, start, y + (-_SHIFT if row.split == "held" else _SHIFT), unit)
            if row.split == main:
                sheet.text(sheet.width, y - _SHIFT if held else y, sheet.number(row.f1, decimals=2), at="end", points=7.5)
    return sheet.figure


def _rows(scores: Mapping[str, Any]) -> pd.DataFrame:
    """One row a layer and split; columns layer, split, f1, low, high, human."""
    found = []
    for split in _SPLITS:
        for name, row in scores.get(split, {}).get("found", {}).items():
            human = row.get("human", {})
            found.append((name, split, row["f1"], row["low"], row["high"], human.get("f1")))
            if row.get("macro_f1") is not None:
                found.append(("stances_macro", split, row["macro_f1"], row.get("macro_low"), row.get("macro_high"), human.get("macro_f1")))
    frame = pd.DataFrame(found, columns=["layer", "split", "f1", "low", "high", "human"])
    for column in ("f1", "low", "high", "human"):
        frame[column] = pd.to_numeric(frame[column])
    return frame[frame["f1"].notna()].reset_index(drop=True)


def _mark(sheet: Sheet, row: Any, start: float, y: float, unit: float) -> None:
    if row.low == row.low and row.high == row.high:
        sheet.line([(start + row.low * unit, y), (start + row.high * unit, y)], width=0.9)
    if row.human == row.human:
        x = start + row.human * unit
        sheet.line([(x, y - 0.065), (x, y + 0.065)], color=style.MUTED, width=2.4)
    sheet.dot(start + row.f1 * unit, y, color=style.INK, hollow=row.split == "work", points=5.2, gid=f"score.{row.layer}.{row.split}")
