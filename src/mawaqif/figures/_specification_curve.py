"""Does it hold under other choices?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mawaqif.figures import style, text
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import n_of, source_line
from mawaqif.figures.words import counted_noun

HALF = 0.5
_RESULTS = ("conclusion", "estimate", "n", "low", "high", "holds")
_HEAD, _CURVE, _GAP, _LINE = 0.5, 0.8, 0.26, 0.16  # inches
_BINS = 80
_FEW = 60  # sets of choices up to which each has a dot


@drawn
def specification_curve(robustness: pd.DataFrame, *, language: str = "en") -> DataFigure:
    """The estimates of each conclusion under all sets of choices, in rising order, with their intervals and the main specification.

    Of a single conclusion it is also shown which options were chosen along the curve.

    Args:
        robustness: schemas.ROBUSTNESS, or some of its rows: one row a conclusion and set of choices; the first row of a conclusion is its
            main specification, rows without an estimate left too little to answer; columns that are no result are choices.
    """
    names = list(dict.fromkeys(robustness["conclusion"].astype(str)))
    choices = [c for c in robustness.columns if c not in _RESULTS and robustness[c].nunique() > 1] if len(names) == 1 else []
    options = {c: list(dict.fromkeys(robustness[c].astype(str))) for c in choices}
    columns = ["conclusion", *choices, "estimate", "low", "high", "holds"]
    data = robustness[columns].reset_index(drop=True)
    each = _HEAD + _CURVE + _GAP + sum(len(o) * _LINE + 0.09 for o in options.values())
    if language == "ar":
        title = "هل تصمد النتائج أمام خيارات أخرى"
        how = (
            "تقدير كل نتيجة بكل مجموعة من الخيارات، مرتبًا من الأدنى إلى الأعلى، ومداه ٩٥٪ مظلل. الخط السميك حيث يزيد التقدير على "
            "النصف فتصمد النتيجة، والمعين لمجموعة الخيارات الأساسية."
        )
        how += " وفي الأسفل ما اختير: كلما غمق اللون كثر." if choices else ""
    else:
        title = "Do the conclusions hold under other choices?"
        how = (
            "Estimates under every set of choices, in rising order, their 95% intervals shaded. The line is thick where the estimate "
            "is above one half, so that the conclusion holds; the diamond is the main set of choices."
        )
        how += " Below, what was chosen: the darker, the more often." if choices else ""
    sets = int(data.groupby("conclusion").size().max()) if len(data) else 0
    sheet = Sheet(
        title, how, source_line([n_of(counted_noun(sets, "choice", language), language)], language),
        height=max(each * len(names), 0.5), data=data, language=language,
    )  # fmt: skip
    start = _start(sheet, options)
    for k, name in enumerate(names):
        _block(sheet, name, data[data["conclusion"].astype(str) == name].reset_index(drop=True), options, k * each, start)
    return sheet.figure


def _start(sheet: Sheet, options: dict[str, list[str]]) -> float:
    """Where the curve begins: behind the names of the choices and of their options."""
    if not options:
        return 0.42
    one = max(sheet.room(_label(c, "", sheet.language), 6.8) for c in options)
    other = max(sheet.room(_label(c, o, sheet.language), 6.8) for c, listed in options.items() for o in listed)
    return min(one + other + 0.3, 3.4)


def _block(sheet: Sheet, name: str, part: pd.DataFrame, options: dict[str, list[str]], top: float, start: float) -> None:
    language = sheet.language
    sheet.text(0, top + 0.1, sheet.fit(_question(name, language), sheet.width, 8.6, most=1), points=8.6)
    part["main"] = part.index == 0
    answered = part[part["estimate"].notna()].astype({"estimate": float}).sort_values(["estimate", *options], kind="stable")
    answered = answered.reset_index(drop=True)
    sheet.text(0, top + 0.29, _result(part, answered, language), points=7.2, color=style.MUTED)
    upper, base = top + _HEAD, top + _HEAD + _CURVE
    for tick in (0.0, HALF, 1.0):
        y = base - tick * _CURVE
        sheet.line([(start, y), (sheet.width, y)], color=style.NEUTRAL if tick == HALF else style.FAINT, width=0.6, zorder=0)
        sheet.text(start - 0.08, y, sheet.number(tick, decimals=1), at="end", points=6.8, color=style.MUTED)
    if not len(answered):
        return
    pitch = (sheet.width - start) / len(answered)
    xs = start + (np.arange(len(answered)) + 0.5) * pitch
    ys = base - answered["estimate"].to_numpy(float).clip(0, 1) * _CURVE
    _curve(sheet, answered, xs, ys, base, len(answered) <= _FEW)
    main = answered.index[answered["main"]]
    if len(main):
        x, y = float(xs[main[0]]), float(ys[main[0]])
        sheet.dot(x, y, color=style.INK, points=6.5, marker="D", gid=f"conclusion.{name}", zorder=6)
    at = upper + _CURVE + 0.12
    for choice, listed in options.items():
        sheet.text(0, at + _LINE / 2, _label(choice, "", language), points=6.8, color=style.MUTED)
        for option in listed:
            sheet.text(start - 0.08, at + _LINE / 2, _label(choice, option, language), at="end", points=6.8)
            _strip(sheet, (answered[choice].astype(str) == option).to_numpy(), start, at + 0.02, _LINE - 0.04)
            at += _LINE
        at += 0.09


def _curve(sheet: Sheet, answered: pd.DataFrame, xs: Any, ys: Any, base: float, dots: bool) -> None:
    bounds = answered[["low", "high"]].astype(float).clip(0, 1).to_numpy()
    sheet.axes.fill_between(
        xs, base - bounds[:, 0] * _CURVE, base - bounds[:, 1] * _CURVE, where=np.isfinite(bounds).all(axis=1),
        color=style.FAINT, linewidth=0, step="mid", zorder=1,
    )  # fmt: skip
    holds = answered["holds"].fillna(False).astype(bool).to_numpy()
    if dots:
        for x, y, firm in zip(xs, ys, holds, strict=True):
            sheet.dot(float(x), float(y), color=style.INK, hollow=not firm, points=3.2, zorder=4)
        return
    for mine, wide in ((~holds, 0.9), (holds, 2.6)):
        sheet.axes.plot(xs, np.where(mine, ys, np.nan), color=style.INK, linewidth=wide, solid_capstyle="round", zorder=3)


def _strip(sheet: Sheet, chosen: Any, start: float, top: float, tall: float) -> None:
    """How often an option was chosen along the curve: the darker, the more often."""
    bins = np.array_split(chosen, min(_BINS, len(chosen)))
    at = start
    for one in bins:
        wide = (sheet.width - start) * len(one) / len(chosen)
        share = float(one.mean())
        if share:
            sheet.box(at, top, wide * (0.82 if len(bins) == len(chosen) else 1.0), tall, color=style.blend(style.PAPER, style.MARK, share))
        at += wide


def _result(part: pd.DataFrame, answered: pd.DataFrame, language: str) -> str:
    holds = int(answered["holds"].fillna(False).astype(bool).sum())
    left = len(part) - len(answered)
    n, m, k = (text.number(v, language) for v in (holds, len(answered), left))
    if language == "ar":
        return f"تصمد في {n} من {m}" + (f"، وفي {k} لم يبق ما يكفي للجواب" if left else "")
    return f"holds in {n} of {m}" + (f"; in {k} too little is left to answer" if left else "")


def _question(name: str, language: str) -> str:
    from mawaqif.conclusions import CONCLUSIONS

    known = {c.name: c.question[language] for c in CONCLUSIONS}
    return text.plain(known.get(name, name), 140)


def _label(choice: str, option: str, language: str) -> str:
    from mawaqif.conclusions import label

    shown = text.plain(label(choice, option, language).replace("_", " "), 34)
    return text.localized(shown, language) if shown.replace(".", "").isdigit() else shown
