"""Folding for comparison: spelling variants of one word become one string of the same length.

Only clean text is folded (no vowel signs, no tatweel), and every fold is one code point to one, so offsets into the folded
text are offsets into the clean text. Folded text is never stored.
"""

from __future__ import annotations

# printed -> compared; one code point each
FOLDS: dict[str, str] = {
    "\u0622": "\u0627",  # alef with madda -> alef
    "\u0623": "\u0627",  # alef with hamza above -> alef
    "\u0625": "\u0627",  # alef with hamza below -> alef
    "\u0671": "\u0627",  # alef wasla -> alef
    "\u0649": "\u064a",  # alef maqsura -> yeh
    "\u0626": "\u064a",  # yeh with hamza -> yeh
    "\u0624": "\u0648",  # waw with hamza -> waw
    "\u0629": "\u0647",  # teh marbuta -> heh
    "\u06af": "\u0643",  # gaf -> kaf
    "\u0686": "\u062c",  # tcheh -> jeem
    "\u067e": "\u0628",  # peh -> beh
    "\u06a4": "\u0641",  # veh -> feh
}

_PAIRS = tuple(FOLDS.items())


def fold(text: str) -> str:
    """The folded text, of the same length; folding twice changes nothing."""
    for printed, compared in _PAIRS:
        text = text.replace(printed, compared)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)
