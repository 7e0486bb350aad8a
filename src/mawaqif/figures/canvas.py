"""A figure as a sheet of paper: its size in inches, a title, how to read it, the source; and its body, drawn in inches.

The body's x counts from the side where reading starts and its y from the top, so that one drawing serves both languages: in
Arabic everything runs from the right. Shapes keep their directions (arrows, bars) because the axis itself is turned.
"""

from __future__ import annotations

import base64
import hashlib
import io
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from mawaqif.figures import style, text
from mawaqif.figures.words import say

P = ParamSpec("P")

WIDTH = 6.9  # inches: the text width of an A4 page
NOTEBOOK_DPI = 110
_SIDE, _TOP, _BOTTOM = 0.08, 0.08, 0.08  # inches of margin


class DataFigure(Figure):
    """A figure that knows what it shows.

    Attributes:
        language: of its labels.
        title, subtitle, source: what it says of itself, as plain text.
        alt: what it shows, for who cannot see it.
        data: the rows drawn, one a mark.
        sha256: of `data` as CSV.
    """

    language: str
    title: str
    subtitle: str
    source: str
    alt: str
    data: pd.DataFrame
    sha256: str
    _shown: bool = False

    def png(self, dpi: float = NOTEBOOK_DPI) -> bytes:
        """The figure as PNG, the same bytes each time."""
        made = io.BytesIO()
        with style.styled():
            self.savefig(
                made, format="png", dpi=dpi, metadata={"Software": None, "Title": self.title, "Description": f"sha256:{self.sha256}"}
            )
        return made.getvalue()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        self._shown = True
        bundle = {"image/png": base64.b64encode(self.png()).decode("ascii"), "text/plain": self.alt}
        inches = self.get_size_inches()
        shape = {"width": round(inches[0] * NOTEBOOK_DPI), "height": round(inches[1] * NOTEBOOK_DPI), "alt": self.alt}
        display(bundle, metadata={"image/png": shape}, raw=True)


def digest(data: pd.DataFrame) -> str:
    """SHA-256 of a frame as CSV, floats with six digits."""
    return hashlib.sha256(data.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode("utf-8")).hexdigest()


class Sheet:
    """A figure in the making; see the module.

    Args:
        title, subtitle, source: lines of the language; they are wrapped. The source ends with the digest of the data.
        height: of the body, in inches.
        data: rows drawn.
        mirrored: False for a body that has the same positions in both languages.
    """

    def __init__(
        self,
        title: str,
        subtitle: str,
        source: str,
        *,
        height: float,
        data: pd.DataFrame,
        language: str,
        alt: str = "",
        mirrored: bool = True,
    ) -> None:
        if language not in ("en", "ar"):
            raise ValueError(f"figures: language {language!r} is not there; known: ar, en. Correct the parameter `language`.")
        self.language, self.mirrored = language, mirrored and language == "ar"
        self.sign = -1 if self.mirrored else 1
        sha = digest(data)
        source = f"{source} · {say('data', language)} {sha[:8]}"
        room = WIDTH - 2 * _SIDE
        big, small, tiny = style.size(14, language), style.size(8.5, language), style.size(6.8, language)
        head = text.wrapped(title, room, big, language, family=style.TITLES, weight="bold")
        sub = text.wrapped(subtitle, room, small, language)
        foot = text.wrapped(source, room, tiny, language)
        loose, leading = (1.75, 1.45) if language == "ar" else (1.35, 1.3)
        heights = [
            len(lines) * points * gap / 72 for lines, points, gap in ((head, big, loose), (sub, small, leading), (foot, tiny, leading))
        ]
        top, bottom = _TOP + heights[0] + heights[1] + 0.16, _BOTTOM + heights[2] + 0.10
        self.width, self.height = room, height
        total = top + height + bottom
        self.figure = DataFigure(figsize=(WIDTH, total))
        FigureCanvasAgg(self.figure)
        self.figure.language, self.figure.title, self.figure.subtitle, self.figure.source = language, title, subtitle, source
        self.figure.alt, self.figure.data, self.figure.sha256 = alt or f"{title}. {subtitle}", data, sha
        x, ha = ((WIDTH - _SIDE) / WIDTH, "right") if language == "ar" else (_SIDE / WIDTH, "left")
        at = total - _TOP
        at = self._lines(head, x, at, ha, big, loose, total, style.INK, family=list(style.TITLES), weight="bold")
        self._lines(sub, x, at, ha, small, leading, total, style.MUTED)
        self._lines(foot, x, _BOTTOM + heights[2], ha, tiny, leading, total, style.MUTED)
        self.axes: Axes = self.figure.add_axes((_SIDE / WIDTH, bottom / total, room / WIDTH, height / total))
        self.axes.set_axis_off()
        self.axes.set_xlim((room, 0) if self.mirrored else (0, room))
        self.axes.set_ylim(height, 0)

    def _lines(
        self, lines: Sequence[str], x: float, at: float, ha: str, points: float, leading: float, total: float, color: str, **font: Any
    ) -> float:
        for one in lines:
            at -= points * leading / 72
            self.figure.text(
                x, (at + points * (leading - 1) * 0.9 / 72) / total, one, ha=ha, va="baseline", fontsize=points, color=color, **font
            )
        return at

    # --- marks; all lengths in inches -------------------------------------------------------------------------------------

    def side(self, where: str) -> str:
        """`start`, `end` or `center` as matplotlib's horizontal alignment."""
        if where == "center":
            return where
        return "left" if (where == "start") != self.mirrored else "right"

    def text(
        self,
        x: float,
        y: float,
        value: str | Sequence[str],
        *,
        at: str = "start",
        points: float = 8,
        color: str = style.INK,
        va: str = "center",
        gid: str | None = None,
        raw: bool = False,
        **more: Any,
    ) -> Text:
        """One or several lines whose `at` side is at x; `raw` leaves out the mark of direction."""
        points = style.size(points, self.language)
        lines = [value] if isinstance(value, str) else list(value)
        shown = "\n".join(one if raw or one[:1] in (text.LTR, text.RTL) else text.line(one, self.language) for one in lines)
        ha = self.side(at)
        if va == "center" and len(lines) == 1 and "rotation" not in more:
            va, y = "baseline", y + 0.34 * points / 72  # rows keep one baseline, whatever letters they hold
        return self.axes.text(
            x, y, shown, ha=ha, va=va, multialignment=ha if ha != "center" else "center",
            fontsize=points, color=color, gid=gid, linespacing=0.68, **more,
        )  # fmt: skip

    def line(
        self, points: Sequence[tuple[float, float]], *, color: str = style.INK, width: float = 0.8, gid: str | None = None, **more: Any
    ) -> None:
        """A line through points; `width` in points."""
        xs, ys = zip(*points, strict=True)
        self.axes.plot(xs, ys, color=color, linewidth=width, gid=gid, **more)

    def box(
        self, x: float, y: float, w: float, h: float, *, color: str, edge: str = "none", width: float = 0.0, hatch: str = "",
        gid: str | None = None, **more: Any,
    ) -> None:  # fmt: skip
        """A rectangle from its start and top; a hatch is drawn in white over the colour."""
        self.axes.add_patch(Rectangle((x, y), w, h, facecolor=color, edgecolor="none", linewidth=0, gid=gid, **more))
        if hatch:
            self.axes.add_patch(Rectangle((x, y), w, h, facecolor="none", edgecolor=style.PAPER, hatch=hatch, linewidth=0, **more))
        if edge != "none":
            self.axes.add_patch(Rectangle((x, y), w, h, facecolor="none", edgecolor=edge, linewidth=width, **more))

    def dot(self, x: float, y: float, *, color: str, hollow: bool = False, points: float = 5.5, marker: str = "o", gid: str | None = None,
            **more: Any) -> None:  # fmt: skip
        """A mark of `points` across, filled or hollow."""
        self.axes.plot(
            [x], [y], marker=marker, markersize=points, markerfacecolor=style.PAPER if hollow else color, markeredgecolor=color,
            markeredgewidth=1.2, linestyle="none", gid=gid, **more,
        )  # fmt: skip

    def path(self, vertices: Sequence[tuple[float, float]], codes: Sequence[Any], **more: Any) -> None:
        self.axes.add_patch(PathPatch(Path(vertices, codes), **more))

    def polygon(self, points: Sequence[tuple[float, float]], **more: Any) -> None:
        self.axes.add_patch(Polygon(points, closed=True, **more))

    def room(self, value: str, points: float) -> float:
        """Width of a label in inches."""
        return text.width(text.line(value, self.language), style.size(points, self.language))

    def fit(self, value: str, room: float, points: float, most: int = 2) -> list[str]:
        """A label in at most `most` lines."""
        return text.wrapped(value, room, style.size(points, self.language), self.language, most=most)

    def number(self, value: float, **options: Any) -> str:
        return text.number(value, self.language, **options)

    def rules(self, xs: Sequence[float], top: float, bottom: float) -> None:
        """Faint rules from top to bottom."""
        for x in xs:
            self.line([(x, top), (x, bottom)], color=style.FAINT, width=0.6, zorder=0)


def drawn(draw: Callable[P, DataFigure]) -> Callable[P, DataFigure]:
    """A function that draws in the project's style; in a notebook its figure is shown once, also where the cell ends with a semicolon."""

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> DataFigure:
        with style.styled():
            figure = draw(*args, **kwargs)
        _show_later(figure)
        return figure

    return styled


# --- notebooks ------------------------------------------------------------------------------------------------------------

_waiting: list[DataFigure] = []
_shells: list[int] = []


def _show_later(figure: DataFigure) -> None:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        return
    _waiting.append(figure)
    if id(shell) not in _shells:
        _shells.append(id(shell))
        shell.events.register("post_execute", _show_waiting)


def _show_waiting() -> None:
    while _waiting:
        figure = _waiting.pop(0)
        if not figure._shown:
            figure._ipython_display_()
