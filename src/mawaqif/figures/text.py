"""Text as it stands in a figure: numbers by language, names isolated from their surroundings, lines that fit.

matplotlib shapes and orders Arabic itself and takes the direction of a line from its first strong letter. A mark at its beginning
(U+200E, U+200F) sets the direction where the letters would not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from mawaqif.figures import style

LTR, RTL = "\u200e", "\u200f"
_CONTROLS = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x1f\x7f-\x9f]+")
_ARABIC = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_DIGITS = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")


def missing(value: Any) -> bool:
    """Whether a table's cell holds nothing."""
    return value is None or str(value) in ("<NA>", "nan", "None", "NaT")


def plain(value: Any, most: int = 80) -> str:
    """Text of unknown origin as one line: marks that turn its direction are left out, what is longer than `most` is cut."""
    clean = " ".join(_CONTROLS.sub(" ", str(value)).split())
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def isolated(name: Any, language: str) -> str:
    """A name inside a line of the language; its letters do not turn what stands beside it."""
    mark = RTL if language == "ar" else LTR
    return f"{mark}{plain(name)}{mark}"


def is_arabic(value: str) -> bool:
    return bool(_ARABIC.search(value))


def line(value: str, language: str) -> str:
    """A line that runs in the direction of the language, whatever letter it begins with."""
    return (RTL if language == "ar" else LTR) + value


def number(value: float, language: str, *, decimals: int = 0, signed: bool = False) -> str:
    """A number in the digits of the language, its sign before it in the direction of reading, as CLDR has it."""
    shown = f"{abs(value):,.{decimals}f}"
    zero = not shown.strip("0.,")
    sign = "" if zero else "−" if value < 0 else "+" if signed else ""
    return sign + localized(shown, language)


def percent(share: float, language: str) -> str:
    """A share in [0, 1] in percent, without decimals."""
    return localized(f"{100 * share:.0f}%", language)


def localized(digits: str, language: str) -> str:
    """Western digits in the digits of the language (years, percentages)."""
    return digits.translate(_DIGITS) if language == "ar" else digits


def span(low: str, high: str, language: str) -> str:
    """From low to high; the same text once if they are the same."""
    if low == high:
        return low
    return f"{low} إلى {high}" if language == "ar" else f"{low} to {high}"


# --- how wide is it? ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return RendererAgg(10, 10, 72)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=4096)
def width(value: str, points: float, family: tuple[str, ...] = style.LABELS, weight: str = "normal") -> float:
    """Width of one line in inches."""
    style.register_fonts()
    prop = FontProperties(family=list(family), size=points, weight=weight)
    pixels, _, _ = _renderer().get_text_width_height_descent(value, prop, False)  # type: ignore[no-untyped-call]
    return float(pixels) / 72


def wrapped(value: str, room: float, points: float, language: str, *, most: int = 99, family: tuple[str, ...] = style.LABELS,
            weight: str = "normal") -> list[str]:  # fmt: skip
    """Lines no wider than `room` inches, each in the direction of the language; the last one is cut if there are more than `most`."""
    made: list[str] = []
    for word in value.split(" "):
        longer = f"{made[-1]} {word}" if made else word
        if made and width(longer, points, family, weight) <= room:
            made[-1] = longer
        elif len(made) < most:
            made.append(word)
        else:
            made[-1] = made[-1].rstrip("…") + "…"
            break
    return [line(_cut(m, room, points, family, weight), language) for m in made]


def _cut(value: str, room: float, points: float, family: tuple[str, ...], weight: str) -> str:
    if width(value, points, family, weight) <= room:
        return value
    while len(value) > 2 and width(value + "…", points, family, weight) > room:
        value = value[:-1].rstrip()
    return value if value.endswith("…") else value + "…"
