"""Does it hold under other choices?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from mawaqif.figures import style, text
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import n_of, source_line
from mawaqif.figures.words import counted_noun

FIXED = ("conclusion", "estimate", "low", "high", "holds")
_CURVE, _HEAD, _LINE = 0.8, 0.36, 0.17  # inches


@drawn
def specification_curve(robustness: pd.DataFrame, *, language: str = "en") -> DataFigure:
    """The estimate of each conclusion under every set of choices, in rising order, and under it which choices were made.

    Args:
        robustness: one row a conclusion and set of choices; columns conclusion, estimate, low, high (NaN: no interval), holds, and one
            column a choice (text, numbers, true or false; the columns whose names the others do not have).
    """
    choices = [c for c in robustness.columns if c not in FIXED and 1 < robustness[c].astype(str).nunique() <= 8]
    data = robustness[[*FIXED, *choices]].copy()
    data = data.sort_values(["conclusion", "estimate", *choices], key=_sortable, ignore_index=True)
    conclusions = list(dict.fromkeys(robustness["conclusion"].astype(str)))
    values = {c: sorted({_value(v) for v in data[c]}, key=_natural) for c in choices}
    lines = sum(len(v) for v in values.values())
    each = _HEAD + _CURVE + lines * _LINE + len(choices) * 0.06 + 0.16
    sets = data.groupby("conclusion").size().max() if len(data) else 0
    if language == "ar":
        title = "هل تصمد النتائج أمام خيارات أخرى"
        how = "كل عمود مجموعة خيارات، مرتبة بحسب التقدير مع مداه. الممتلئ حيث تصمد النتيجة والمفرغ حيث لا تصمد، وتحت كل عمود ما اختير فيه."
    else:
        title = "Does it hold under other choices?"
        how = "Each column is a set of choices, by rising estimate with its interval. Filled: the conclusion holds; hollow: it does not. Below it, what was chosen."
    n = n_of(counted_noun(int(sets), "choice", language), language)
    sheet = Sheet(title, how, source_line([n], language), height=max(each * len(conclusions), 0.5), data=data, language=language)
    labels = [v for c in choices for v in values[c]]
    start = min(max([0.5, *(sheet.room(_label(v), 6.8) for v in labels)]) + max([0.0, *(sheet.room(_label(c), 6.8) for c in choices)]) + 0.3, 2.6)
    for k, conclusion in enumerate(conclusions):
        part = data[data["conclusion"].astype(str) == conclusion].reset_index(drop=True)
        _block(sheet, conclusion, part, values, k * each, start)
    return sheet.figure


def _block(sheet: Sheet, conclusion: str, part: pd.DataFrame, values: dict[str, list[str]], top: float, start: float) -> None:
    language = sheet.language
    holds = int(part["holds"].astype(bool).sum())
    said = f"تصمد في {sheet.number(holds)} من {sheet.number(len(part))}" if language == "ar" else f"holds in {sheet.number(holds)} of {sheet.number(len(part))}"
    heading = f"{text.isolated(text.plain(conclusion, 120), language)} · {said}"
    sheet.text(0, top + 0.1, sheet.fit(heading, sheet.width, 8, most=1), points=8)
    pitch = min((sheet.width - start - 0.1) / max(len(part), 1), 0.35)
    numbers = part[["estimate", "low", "high"]].apply(pd.to_numeric)
    low, high = min(float(numbers.min().min()), 0.0), max(float(numbers.max().max()), 0.0)
    if high == low:
        high = low + 1.0
    scale = (_CURVE - 0.1) / (high - low)
    base = top + _HEAD + _CURVE - 0.05

    def y(value: float) -> float:
        return base - (value - low) * scale

    right = start + len(part) * pitch
    for tick in sorted({low, 0.0, high}):
        if tick != 0.0 and abs(y(tick) - y(0.0)) < 0.12:
            continue
        sheet.line([(start, y(tick)), (right, y(tick))], color=style.NEUTRAL if tick == 0.0 else style.FAINT, width=0.6, zorder=0)
        sheet.text(start - 0.08, y(tick), sheet.number(tick, decimals=2, signed=low < 0), at="end", points=6.8, color=style.MUTED)
    mark = min(4.5, pitch * 72 * 0.7)
    for k, row in enumerate(part.itertuples()):
        x = start + (k + 0.5) * pitch
        if row.low == row.low and row.high == row.high:
            sheet.line([(x, y(float(row.low))), (x, y(float(row.high)))], color=style.NEUTRAL, width=min(1.2, pitch * 24))
        if row.estimate == row.estimate:
            sheet.dot(x, y(float(row.estimate)), color=style.INK, hollow=not row.holds, points=mark)
    at = top + _HEAD + _CURVE + 0.08
    for name, chosen in values.items():
        sheet.text(0, at + _LINE / 2, _label(name), points=6.8, color=style.MUTED)
        for value in chosen:
            middle = at + _LINE / 2
            sheet.text(start - 0.08, middle, text.isolated(_label(value), language), at="end", points=6.8)
            sheet.line([(start, middle), (right, middle)], color=style.FAINT, width=0.5, zorder=0)
            for k, one in enumerate(part[name]):
                if _value(one) == value:
                    sheet.dot(start + (k + 0.5) * pitch, middle, color=style.MARK, points=min(3.2, mark))
            at += _LINE
        at += 0.06


def _value(value: Any) -> str:
    return "–" if text.missing(value) else f"{value:g}" if isinstance(value, float) else str(value)


def _label(value: str) -> str:
    return text.plain(value.replace("_", " "), 28)


def _natural(value: str) -> tuple[int, float, str]:
    try:
        return (0, float(value), "")
    except ValueError:
        return (1, 0.0, value)


def _sortable(column: pd.Series[Any]) -> pd.Series[Any]:
    return column if pd.api.types.is_numeric_dtype(column) else column.astype(str)
