"""Through whom: from the outlet over whom it cites to the origin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from mawaqif.figures import style, text, words
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import n_of, rows, source_line
from mawaqif.figures.words import counted_noun

_BODY = 6.0  # inches
_GAP, _KIND_GAP = 0.055, 0.2
_BAR = 0.13
_RELAYS, _OUTLETS, _ORIGINS = 6, 10, 3  # nodes by name in a column; of the last, for each kind
_DIRECT = "direct"
_NAMED = ("official", "body", "person", "outlet")  # kinds whose nodes have names; the others stand as one
_HALO = [withStroke(linewidth=2.6, foreground=style.PAPER)]
_LOCAL = re.compile(r"(?:PERSON|ORG)-[A-Z0-9-]+$")  # the id stands for the name of an actor outside the registry

Node = tuple[str, str]  # (kind, name); an empty name stands for the rest of the kind


@drawn
def chains(chains: pd.DataFrame, *, language: str = "en") -> DataFigure:
    """Statements flow from the outlet, over the first voice it cites for what others said, to the origin; width by statements.

    Voices between the first and the last are not drawn. Unnamed and unknown origins stand like any other.

    Args:
        chains: mawaqif.voices.chains, in the same language.
    """
    flows = _flows(chains, language)
    counts = Counter(flows)
    data = pd.DataFrame(
        [(o[1], m[0], m[1], e[0], e[1], n) for (o, m, e), n in sorted(counts.items())],
        columns=["outlet", "cited_kind", "cited", "origin_kind", "origin", "statements"],
    )
    through = sum(n for (_, m, _), n in counts.items() if m[0] != _DIRECT)
    if language == "ar":
        title = "عبر من يصل الكلام"
        how = (
            f"من الوسيلة، عبر من تنقل عنه كلام غيره، إلى المصدر الأول؛ والعرض عدد الأقوال. {counted_noun(through, 'statement', 'ar')} "
            "من المجموع جاء عبر وسيط."
        )
    else:
        title = "Through whom words reach the page"
        how = (
            f"From the outlet, over whoever it cites for the words of others, to the origin; width by statements. "
            f"{counted_noun(through, 'statement', 'en')} came over a go-between."
        )
    sheet = Sheet(
        title, how, source_line([n_of(counted_noun(len(chains), "statement", language), language)], language),
        height=_BODY + 0.34, data=data, language=language,
    )  # fmt: skip
    if counts:
        _draw(sheet, counts)
    return sheet.figure


def _flows(chains: pd.DataFrame, language: str) -> list[tuple[Node, Node, Node]]:
    """For each statement its outlet, the first voice it is cited from, and its origin; the seldom ones folded into the rest."""
    outlets: list[Node] = []
    firsts: list[Node] = []
    lasts: list[Node] = []
    for row in rows(chains):
        steps: list[tuple[str, str]] = [(text.plain(name, 60), kind) for name, kind in row.steps]
        outlets.append(("outlet", text.plain(str(row.chain).split(" › ", 1)[0], 60)))
        known = not text.missing(row.origin_id) and not _LOCAL.match(steps[-1][0])
        lasts.append((steps[-1][1], steps[-1][0] if known else ""))
        firsts.append((steps[0][1], steps[0][0]) if len(steps) > 1 else (_DIRECT, ""))
    kept_outlets = _kept(outlets, _OUTLETS)
    named = [f for f in firsts if f[0] in _NAMED and not _LOCAL.match(f[1]) and (language == "ar" or not text.is_arabic(f[1]))]
    kept_firsts = _kept(named, _RELAYS, least=3)
    kept_lasts: set[Node] = set()
    for kind in _NAMED:
        kept_lasts |= _kept([e for e in lasts if e[0] == kind and e[1]], _ORIGINS, least=3)
    kept = (kept_outlets, kept_firsts, kept_lasts)
    return [(_folded(o, kept[0]), _folded(f, kept[1]), _folded(e, kept[2])) for o, f, e in zip(outlets, firsts, lasts, strict=True)]


def _folded(node: Node, kept: set[Node]) -> Node:
    """The node itself, or the rest of its kind."""
    return node if node in kept else (node[0], "")


def _kept(nodes: Iterable[Node], most: int, least: int = 1) -> set[Node]:
    counts = Counter(nodes)
    ranked = sorted(counts, key=lambda n: (-counts[n], n))
    return {n for n in ranked[:most] if counts[n] >= least}


# --- drawing --------------------------------------------------------------------------------------------------------------


def _order(column: int, nodes: Counter[Node]) -> list[Node]:
    kinds = list(style.SOURCES)

    def key(node: Node) -> tuple[Any, ...]:
        if column == 1:
            return (node[0] != _DIRECT, kinds.index(node[0]) if node[0] in kinds else -1, not node[1], -nodes[node], node)
        if column == 2:
            return (kinds.index(node[0]), not node[1], -nodes[node], node)
        return (not node[1], -nodes[node], node)

    return sorted(nodes, key=key)


def _draw(sheet: Sheet, counts: Counter[tuple[Node, Node, Node]]) -> None:
    columns: list[Counter[Node]] = [Counter(), Counter(), Counter()]
    for flow, n in counts.items():
        for column, node in zip(columns, flow, strict=True):
            column[node] += n
    orders = [_order(k, c) for k, c in enumerate(columns)]
    gaps = [[_gap(k, a, b) for a, b in pairwise(o)] for k, o in enumerate(orders)]
    total = sum(counts.values())
    unit = min((_BODY - sum(g)) / total for g in gaps)
    xs = (1.12, 3.02, sheet.width - 1.72)
    tops: list[dict[Node, float]] = []
    for order, nodes, gap in zip(orders, columns, gaps, strict=True):
        y = 0.34 + (_BODY - sum(gap) - total * unit) / 2
        place = {}
        for k, node in enumerate(order):
            place[node] = y
            y += nodes[node] * unit + (gap[k] if k < len(gap) else 0)
        tops.append(place)
    _bands(sheet, counts, orders, tops, xs, unit)
    for k, (order, nodes, place) in enumerate(zip(orders, columns, tops, strict=True)):
        _nodes(sheet, k, order, nodes, place, xs[k], unit)
    heads = ("الوسيلة", "تنقل عن", "المصدر الأول") if sheet.language == "ar" else ("Outlet", "cites", "for the words of")
    for k, (x, head) in enumerate(zip(xs, heads, strict=True)):
        at = ("end", "center", "start")[k]
        sheet.text(x + (_BAR, _BAR / 2, 0)[k], 0.1, head, at=at, points=8, color=style.MUTED)


def _gap(column: int, a: Node, b: Node) -> float:
    if column == 2:
        return _KIND_GAP if a[0] != b[0] else 0.075
    return 0.16 if column == 1 else _GAP


def _bands(
    sheet: Sheet, counts: Counter[tuple[Node, Node, Node]], orders: list[list[Node]], tops: list[dict[Node, float]],
    xs: tuple[float, float, float], unit: float,
) -> None:  # fmt: skip
    """One band a pair of neighbours and kind of origin; bands leave a node in the order of where they go."""
    kinds = list(style.SOURCES)
    for side in (0, 1):
        bands: Counter[tuple[Node, Node, str]] = Counter()
        for flow, n in counts.items():
            bands[flow[side], flow[side + 1], flow[2][0]] += n
        left, right = dict(tops[side]), dict(tops[side + 1])
        rank = [{n: k for k, n in enumerate(o)} for o in (orders[side], orders[side + 1])]
        starts, ends = {}, {}
        for band in sorted(bands, key=lambda b: (rank[0][b[0]], rank[1][b[1]], kinds.index(b[2]))):
            starts[band] = left[band[0]]
            left[band[0]] += bands[band] * unit
        for band in sorted(bands, key=lambda b: (rank[1][b[1]], kinds.index(b[2]), rank[0][b[0]])):
            ends[band] = right[band[1]]
            right[band[1]] += bands[band] * unit
        for band in sorted(bands, key=lambda b: (-bands[b], b)):
            _band(sheet, xs[side] + _BAR, xs[side + 1], starts[band], ends[band], bands[band] * unit, band[2])


def _band(sheet: Sheet, x0: float, x1: float, y0: float, y1: float, wide: float, kind: str) -> None:
    middle = (x0 + x1) / 2
    curve = [
        (x0, y0),
        (middle, y0),
        (middle, y1),
        (x1, y1),
        (x1, y1 + wide),
        (middle, y1 + wide),
        (middle, y0 + wide),
        (x0, y0 + wide),
        (x0, y0),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    sheet.path(curve, codes, facecolor=style.SOURCES[kind], edgecolor="none", alpha=0.5)


def _nodes(sheet: Sheet, column: int, order: list[Node], nodes: Counter[Node], place: dict[Node, float], x: float, unit: float) -> None:
    seen: set[str] = set()
    labels = []
    for node in order:
        name, count = _name(sheet, column, node, node[0] in seen), text.isolated(sheet.number(nodes[node]), sheet.language)
        seen.add(node[0])
        room = (x - 0.07, 1.85, sheet.width - x - _BAR - 0.06)[column]
        if column == 0:
            labels.append(sheet.fit(f"{name} {count}", room, 7.2))
        else:  # a long name is cut, its number never
            labels.append([f"{' '.join(sheet.fit(name, room - sheet.room(' ' + count, 7.2), 7.2, most=1))} {count}"])
    at = -1.0
    for k, (node, lines) in enumerate(zip(order, labels, strict=True)):
        tall, half = nodes[node] * unit, 0.072 * len(lines)
        color = style.SOURCES[node[0]] if column and node[0] != _DIRECT else style.MARK
        sheet.box(x, place[node], _BAR, tall, color=color, gid=f"chain.{column}.{node[0]}.{k}")
        y = max(place[node] + tall / 2, at + half)
        at = y + half
        edge, side = (x - 0.07, "end") if column == 0 else (x + _BAR + 0.06, "start")
        sheet.text(edge, y, lines, at=side, points=7.2, path_effects=_HALO if column == 1 else None)


def _name(sheet: Sheet, column: int, node: Node, others: bool) -> str:
    kind, name = node
    if kind == _DIRECT:
        return "بلا وسيط" if sheet.language == "ar" else "no go-between"
    if name:
        return text.isolated(name, sheet.language)
    plural = words.kind(kind, sheet.language)
    if not others or kind in ("anonymous", "unknown"):
        return plural
    return f"{plural}: سواهم" if sheet.language == "ar" else f"Other {plural.lower()}"
