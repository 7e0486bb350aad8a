"""Arabic names to stable upper-case ids for actors outside the registry.

A letter-by-letter romanisation, good enough to tell names apart and to be read; it is no transliteration standard.
"""

from __future__ import annotations

import re

_LETTERS = {
    "ا": "A", "أ": "A", "إ": "I", "آ": "A", "ٱ": "A", "ب": "B", "ت": "T", "ث": "TH", "ج": "J", "ح": "H", "خ": "KH", "د": "D",
    "ذ": "DH", "ر": "R", "ز": "Z", "س": "S", "ش": "SH", "ص": "S", "ض": "D", "ط": "T", "ظ": "Z", "ع": "A", "غ": "GH", "ف": "F",
    "ق": "Q", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H", "ة": "A", "و": "U", "ي": "I", "ى": "A", "ء": "", "ؤ": "U", "ئ": "I",
    "گ": "G", "چ": "CH", "پ": "P", "ڤ": "V",
}  # fmt: skip


def slug(name: str) -> str:
    """An upper-case slug of a printed name: «عبد الكريم العمر» → ABD-ALKRIM-ALAMR."""
    letters = "".join(_LETTERS.get(c, c.upper() if c.isascii() and c.isalnum() else "-") for c in name)
    return re.sub(r"-+", "-", letters).strip("-") or "UNNAMED"
