"""The fonts of the page, cut down to the letters of Arabic and Latin news and packed into it; the same bytes each time.

To cut them takes seconds, so what was cut is kept in `fonts/`; a test says when to do it again.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from pathlib import Path

import fontpkg_amiri
import fontpkg_noto_sans_arabic
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

# printable ASCII, Latin-1, Arabic with its supplement, punctuation with isolates, arrows, minus
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x600, 0x6FF),
    (0x750, 0x77F),
    (0x200C, 0x200F),
    (0x2010, 0x203A),
    (0x2066, 0x2069),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
)


def amiri_folder() -> Path:
    """Where Amiri lies, for typst."""
    return Path(str(fontpkg_amiri.ROOT)) / "files"


def noto_folder() -> Path:
    """Where Noto Sans Arabic lies, for typst."""
    return Path(str(fontpkg_noto_sans_arabic.ROOT)) / "files"


CUT = Path(__file__).parent / "fonts"  # their own licence, SIL OFL 1.1, stands in their table of names


def sources() -> dict[str, Path]:
    """File name of each face in `CUT` → the whole font it is cut from."""
    return {
        "amiri-400.woff": amiri_folder() / "Amiri-Regular.ttf",
        "amiri-700.woff": amiri_folder() / "Amiri-Bold.ttf",
        "noto-sans-arabic.woff": next(iter(sorted(noto_folder().glob("*.ttf")))),
    }


@lru_cache(maxsize=1)
def faces() -> tuple[tuple[str, str, str], ...]:
    """Family, weight and WOFF in base64 of each face."""
    files = (
        ("Amiri", "400", "amiri-400.woff"),
        ("Amiri", "700", "amiri-700.woff"),
        ("Noto Sans Arabic", "400 700", "noto-sans-arabic.woff"),
    )
    return tuple((family, weight, base64.b64encode((CUT / name).read_bytes()).decode("ascii")) for family, weight, name in files)


def cut(path: Path) -> bytes:
    """The font as WOFF with the letters of `RANGES` only."""
    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options()
    options.name_IDs = ["*"]  # to look for unused names takes as long as all the rest
    options.notdef_outline = True
    options.hinting = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[point for first, last in RANGES for point in range(first, last + 1)])
    cutter.subset(font)
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wdth": 100, "wght": (400, 700)})
    font.recalcTimestamp = False
    font.flavor = "woff"
    made = io.BytesIO()
    font.save(made, reorderTables=False)
    return made.getvalue()


def refresh() -> None:
    """Cut the fonts anew; needed when `RANGES` or a font's package changes: `python -c "from mawaqif.report import fonts; fonts.refresh()"`."""
    CUT.mkdir(exist_ok=True)
    for name, path in sources().items():
        (CUT / name).write_bytes(cut(path))
