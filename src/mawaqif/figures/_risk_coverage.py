"""How many stances are wrong, the more of them are counted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from mawaqif.figures import style, text
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import n_of, rows, source_line
from mawaqif.figures.words import counted_noun, say

_TALL, _HEAD, _GAP, _LEFT, _END = 1.55, 0.42, 0.35, 0.42, 0.05  # inches
_SPLITS = ("held", "work")
_STEP = 0.2


@drawn
def risk_coverage(scores: Mapping[str, Any], *, language: str = "en") -> DataFigure:
    """Share of stances that is wrong on gold against the share that counts, for each least score; a panel for held-out and for work articles.

    Args:
        scores: as mawaqif.gold.evaluation.evaluate gives them, with `risk`; a split that is missing is left out.
    """
    from mawaqif.gold.risk import table

    data = table(scores)
    data = data[data["risk"].notna()].reset_index(drop=True)
    splits = [s for s in _SPLITS if (data["split"] == s).any()]
    if language == "ar":
        title = "كم يزيد الخطأ إذا زاد ما يُحتسب"
        how = (
            "المواقف مرتبة من أعلى الدرجات إلى أدناها: كلما احتُسبت درجات أدنى زادت النسبة المحتسبة، وعلى الخط نسبة الخطأ فيها. "
            "الظل مدى ٩٥٪ على القصص، والمعين حدّ الدرجة المعمول به."
        )
    else:
        title = "How wrong is it, the more is counted?"
        how = (
            "Stances from the highest score to the lowest: the lower the least score that counts, the larger the share that counts. "
            "Lines: share of these that is wrong, with its 95% interval over stories. Diamonds: the threshold in force."
        )
    n = [f"{say(s, language)}: {counted_noun(_all(data, s), 'stance', language)}" for s in splits]
    joined = ("، " if language == "ar" else ", ").join(n)
    sheet = Sheet(
        title, how, source_line([n_of(joined, language)] if n else [n_of(text.number(0, language), language)], language),
        height=_HEAD + _TALL + 0.45, data=data, language=language,
    )  # fmt: skip
    top = _STEP * np.ceil(max([_STEP, *data["high"].dropna(), *data["risk"]]) / _STEP)
    wide = (sheet.width - _LEFT - _GAP - _END) / 2
    for k, split in enumerate(splits):
        _panel(sheet, split, data[data["split"] == split], _LEFT + k * (wide + _GAP), wide, float(top), first=k == 0)
    return sheet.figure


def _all(data: pd.DataFrame, split: str) -> int:
    return int(data.loc[data["split"] == split, "rows"].max())


def _panel(sheet: Sheet, split: str, curve: pd.DataFrame, start: float, wide: float, top: float, *, first: bool) -> None:
    base, language = _HEAD + _TALL, sheet.language
    xs = start + curve["coverage"].to_numpy(float) * wide

    def y_of(values: Any) -> Any:
        return base - np.clip(values, 0, top) / top * _TALL

    sheet.text(start, 0.1, say(split, language), points=8.6)
    now = next((r for r in rows(curve) if r.in_force), None)
    if now is not None:
        sheet.text(start, 0.28, _said(now, language), points=7.2, color=style.MUTED)
    for k in range(round(top / _STEP) + 1):
        y = float(y_of(k * _STEP))
        sheet.line([(start, y), (start + wide, y)], color=style.FAINT, width=0.6, zorder=0)
        if first:
            sheet.text(start - 0.08, y, text.percent(k * _STEP, language), at="end", points=6.8, color=style.MUTED)
    for tick, at in ((0.0, "start"), (0.5, "center"), (1.0, "end")):
        sheet.text(start + tick * wide, base + 0.12, text.percent(tick, language), at=at, points=6.8, color=style.MUTED)
    sheet.text(start + wide / 2, base + 0.29, say("coverage", language), at="center", points=7, color=style.MUTED)
    band = curve[["low", "high"]].to_numpy(float)
    sheet.axes.fill_between(
        xs, y_of(band[:, 0]), y_of(band[:, 1]), where=np.isfinite(band).all(axis=1), color=style.FAINT, linewidth=0, zorder=1
    )
    ys = y_of(curve["risk"].to_numpy(float))
    sheet.axes.plot(xs, ys, color=style.INK, linewidth=1.4, solid_capstyle="round", zorder=3, gid=f"risk.{split}")
    for x, y in zip(xs, ys, strict=True):
        sheet.dot(float(x), float(y), color=style.INK, points=2.4, zorder=4)
    if now is not None:
        x, y = start + now.coverage * wide, float(y_of(now.risk))
        sheet.dot(x, y, color=style.INK, hollow=split == "work", points=6.5, marker="D", gid=f"risk.{split}.in_force", zorder=6)


def _said(now: Any, language: str) -> str:
    least, coverage, risk = (
        text.number(now.threshold, language, decimals=2),
        text.percent(now.coverage, language),
        text.percent(now.risk, language),
    )
    if language == "ar":
        return f"من الدرجة {least}: يُحتسب {coverage}، والخطأ في {risk} منها"
    return f"from score {least} on: {coverage} count, {risk} of these are wrong"
