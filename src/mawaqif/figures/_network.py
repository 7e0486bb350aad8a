"""Who stands with whom: the signed network."""

from __future__ import annotations

from math import cos, hypot, pi, sin, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.path import Path

from mawaqif.figures import style, text
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import Floats, most_evident, n_of, name_of, net, pairs, rows, seriated, source_line, standing
from mawaqif.figures.words import counted_noun

if TYPE_CHECKING:
    from mawaqif.lexicon.compile import Lexicon

_BODY, _RADIUS = 4.8, (2.0, 2.1)  # inches
_PITCH = 0.27  # inches between two labels of one side

Point = tuple[float, float]


@drawn
def network(stances: pd.DataFrame, lexicon: Lexicon, *, language: str = "en", top: int = 15, seed: int = 20) -> DataFigure:
    """The actors with most evidence on a ring, support solid, opposition dashed; both are drawn where both occur.

    Neighbours on the ring stand for one another more than actors across it; places depend on data and seed alone, so they are the same
    in both languages. Contact without a side and stances of other actors are not drawn.

    Args:
        stances: schemas.STANCES.
        top: actors on the ring.
        seed: of the search for the order on the ring.
    """
    told = standing(stances, lexicon)
    chosen = most_evident(told, top)
    ring = _ring(pairs(told), chosen, seed)
    sided = told[told["polarity"] != 0]
    inner = sided[sided["holder_id"].isin(chosen) & sided["target_id"].isin(chosen)]
    counts = inner.groupby(["holder_id", "target_id", "polarity"]).size().rename("n").reset_index()
    data = counts.sort_values(["n", "holder_id", "target_id", "polarity"], ignore_index=True)
    n = n_of(counted_noun(len(inner), "stance", language), language)
    left = counted_noun(len(told) - len(inner), "stance", language)
    if language == "ar":
        title = "من مع من ومن ضد من"
        how = (
            "السهم من صاحب الموقف إلى هدفه، وسمكه عدد المواقف: الأزرق المتصل دعم والبرتقالي المتقطع معارضة. والمتجاورون على الدائرة أميل "
            "إلى دعم بعضهم بعضًا."
        )
        more = f"ولم يُرسم {left} بلا انحياز أو لجهات أخرى"
    else:
        title = "Who stands with whom, and against whom"
        how = (
            "Arrows run from who holds a stance to whom it is held, width by number: solid blue supports, dashed orange opposes. "
            "Neighbours on the ring tend to support one another."
        )
        more = f"not drawn: {left} without a side or of other actors"
    sheet = Sheet(title, how, source_line([n, more], language), height=_BODY, data=data, language=language, mirrored=False)
    center = (sheet.width / 2, _BODY / 2)
    places: dict[str, Point] = {}
    for k, i in enumerate(ring):
        angle = 2 * pi * (k + 0.5) / max(len(ring), 1)
        places[i] = (center[0] + _RADIUS[0] * sin(angle), center[1] - _RADIUS[1] * cos(angle))
    most = int(data["n"].max()) if len(data) else 1
    for row in rows(data):
        _arrow(sheet, row, places, center, most)
    weight = pd.concat([told["holder_id"], told["target_id"]]).value_counts()
    for i in ring:
        x, y = places[i]
        sheet.dot(x, y, color=style.INK, points=5 + 6 * sqrt(weight[i] / weight.max()), gid=f"actor.{i}", zorder=5)
    _labels(sheet, ring, {i: name_of(i, lexicon, language) for i in ring}, places, center)
    return sheet.figure


# --- places ---------------------------------------------------------------------------------------------------------------


def _ring(table: pd.DataFrame, chosen: list[str], seed: int) -> list[str]:
    """An order on the ring where who supports one another is near and who opposes one another is far: swaps that help are kept."""
    ids = seriated(table, chosen)
    if len(ids) < 4:
        return ids
    signed = net(table, ids)
    pull = np.sign(signed + signed.T) * np.sqrt(np.abs(signed + signed.T))
    angles = 2 * pi * np.arange(len(ids)) / len(ids)
    far = np.abs(np.sin((angles[:, None] - angles[None, :]) / 2))
    order = np.arange(len(ids))
    best = _cost(pull, far, order)
    rng = np.random.default_rng(seed)
    for _ in range(4000):
        a, b = rng.integers(0, len(ids), 2)
        tried = order.copy()
        tried[a], tried[b] = tried[b], tried[a]
        if (cost := _cost(pull, far, tried)) < best - 1e-9:
            order, best = tried, cost
    return [ids[k] for k in order]


def _cost(pull: Floats, far: Floats, order: Any) -> float:
    return float((pull[np.ix_(order, order)] * far).sum())


# --- marks ----------------------------------------------------------------------------------------------------------------

_DASHES: dict[int, Any] = {1: "solid", -1: (0, (3, 1.6))}


def _arrow(sheet: Sheet, row: Any, places: dict[str, Point], center: Point, most: int) -> None:
    """A curve that bends to its right, so that the two directions of a pair keep apart, and the signs of one direction, too."""
    (x0, y0), (x1, y1) = places[row.holder_id], places[row.target_id]
    polarity, wide = int(row.polarity), 0.6 + 2.7 * sqrt((row.n - 1) / max(most - 1, 1))
    length = hypot(x1 - x0, y1 - y0)
    nx, ny = -(y1 - y0) / length, (x1 - x0) / length
    bend = (0.06 + 0.04 * (1 - polarity)) * length
    # long chords bow towards the middle, so that they do not run through other nodes
    mx, my = (x0 + x1) / 2 + nx * bend, (y0 + y1) / 2 + ny * bend
    inward = 0.28 * (1 - length / (2 * max(_RADIUS)))
    mx, my = mx + (center[0] - mx) * inward, my + (center[1] - my) * inward
    start, end = _toward((x0, y0), (mx, my), 0.09), _toward((x1, y1), (mx, my), 0.1)
    color = style.SIDES[polarity]
    tip = _toward(end, (mx, my), 0.065 + wide * 0.016)
    sheet.path(
        [start, (mx, my), tip], [Path.MOVETO, Path.CURVE3, Path.CURVE3], facecolor="none", edgecolor=color, linewidth=wide,
        linestyle=_DASHES[polarity], alpha=0.95 if row.n > 1 else 0.5, zorder=2 + row.n / 1000,
        gid=f"edge.{row.holder_id}.{row.target_id}.{polarity}",
    )  # fmt: skip
    ux, uy = (end[0] - tip[0]), (end[1] - tip[1])
    half = 0.42 + wide * 0.03
    sheet.polygon(
        [end, (tip[0] - uy * half, tip[1] + ux * half), (tip[0] + uy * half, tip[1] - ux * half)],
        facecolor=color, edgecolor="none", alpha=0.9 if row.n > 1 else 0.65, zorder=3,
    )  # fmt: skip


def _toward(a: Point, b: Point, by: float) -> Point:
    length = max(hypot(b[0] - a[0], b[1] - a[1]), 1e-6)
    return a[0] + (b[0] - a[0]) * by / length, a[1] + (b[1] - a[1]) * by / length


def _labels(sheet: Sheet, ring: list[str], names: dict[str, str], places: dict[str, Point], center: Point) -> None:
    """Names outside the ring, right and left of it, moved apart upwards and downwards so that none covers another."""
    for side in (1, -1):
        mine = sorted((i for i in ring if (places[i][0] - center[0]) * side >= 0), key=lambda i: places[i][1])
        heights = spread([places[i][1] for i in mine], _PITCH, 0.1, _BODY - 0.1)
        for i, y in zip(mine, heights, strict=True):
            x, at = places[i]
            edge = x + side * (0.17 + 0.25 * abs(y - at))
            room = (sheet.width - edge if side > 0 else edge) - 0.02
            sheet.line([(x + side * 0.08, at), (edge - side * 0.03, y)], color=style.FAINT, width=0.6, zorder=1)
            lines = text.wrapped(names[i], room, style.size(7.8, sheet.language), sheet.language, most=2)
            sheet.text(edge, y, lines, at="start" if side > 0 else "end", points=7.8)


def spread(wanted: list[float], pitch: float, low: float, high: float) -> list[float]:
    """Places at least `pitch` apart and within bounds, near to those wanted (rising)."""
    at: list[float] = []
    for w in wanted:
        at.append(max(w, at[-1] + pitch) if at else max(w, low))
    for k in range(len(at) - 1, -1, -1):
        at[k] = min(at[k], (at[k + 1] - pitch) if k + 1 < len(at) else high)
    return at
