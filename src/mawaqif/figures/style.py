"""Colours, fonts and the style sheet: one meaning, one colour; fonts from packages, never the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import fontpkg_amiri
import fontpkg_noto_sans_arabic
import matplotlib as mpl
import matplotlib.style
from matplotlib import font_manager

SHEET = Path(__file__).with_name("mawaqif.mplstyle")

# --- colours --------------------------------------------------------------------------------------------------------------

SUPPORT, OPPOSITION, NEUTRAL = "#0072B2", "#D55E00", "#8A8F98"
INK, MARK, MUTED, FAINT, PAPER = "#1B1E23", "#3D4654", "#5B616B", "#D9DCE1", "#FFFFFF"
SIDES = {1: SUPPORT, -1: OPPOSITION, 0: NEUTRAL}
HATCHES = {1: "", -1: "//////", 0: ""}
SIGNS = {1: "+", -1: "−", 0: "·"}  # the minus sign, not the hyphen

# kinds of source: none of them looks like support or opposition
SOURCES = {
    "official": "#2F6B4F",
    "body": "#6BA58A",
    "person": "#A9CDB9",
    "outlet": "#7B5EA7",
    "report": "#A78FC9",
    "document": "#C3A63A",
    "anonymous": "#8A8F98",
    "unknown": "#C9CCD2",
}

# --- fonts ----------------------------------------------------------------------------------------------------------------

LABELS = ("Noto Sans Arabic", "DejaVu Sans")  # the second one, matplotlib's own, has the arrows
TITLES = ("Amiri", "DejaVu Sans")
ARABIC_SCALE = 1.12  # Arabic letters look smaller at the same size


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make the packages' fonts known, and forget fonts of the same names that the machine may have."""
    manager = font_manager.fontManager
    own = Path(mpl.get_data_path())
    manager.ttflist = [f for f in manager.ttflist if f.name not in (*LABELS, *TITLES) or Path(f.fname).is_relative_to(own)]
    for package in (fontpkg_amiri, fontpkg_noto_sans_arabic):
        for file in sorted((package.ROOT / "files").glob("*.ttf")):
            manager.addfont(file)


@contextmanager
def styled() -> Iterator[None]:
    """matplotlib's own defaults with the project's sheet on top, whatever the session has set."""
    register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        matplotlib.style.use(SHEET)
        yield


def size(points: float, language: str) -> float:
    """A font size in points, larger for Arabic, so that both look alike."""
    return points * ARABIC_SCALE if language == "ar" else points


def blend(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from the first to the second."""
    a, b = (tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in (first, second))
    return "#" + "".join(f"{round(x + (y - x) * share):02X}" for x, y in zip(a, b, strict=True))


def diverging(balance: float) -> str:
    """The colour of a balance in [-1, 1]: opposition, neutral, support; also a small balance is seen to lean."""
    return blend(NEUTRAL, SUPPORT if balance > 0 else OPPOSITION, 0.0 if not balance else 0.35 + 0.65 * min(abs(balance), 1.0))
