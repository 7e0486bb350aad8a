"""How the report speaks: sentences of a language with places for numbers, and numbers, dates and names as the language writes them.

Everything that may have come from an article is stripped of marks that turn the direction of text and stands between isolates
(U+2068, U+2069); a page turns these into `<bdi>`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from mawaqif.errors import MawaqifError
from mawaqif.figures import text
from mawaqif.figures.words import counted_noun

FOLDER = Path(__file__).with_name("templates")
FSI, PDI = "\u2068", "\u2069"
LANGUAGES = ("en", "ar")


@lru_cache(maxsize=4)
def _words(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return loaded


def isolated(value: Any, most: int = 200) -> str:
    """A name of any script as one line between isolates."""
    return f"{FSI}{text.plain(value, most)}{PDI}"


class Wording:
    """The words of one language.

    Args:
        language: `en` or `ar`.

    Raises:
        MawaqifError: Another language.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise MawaqifError(f"report: language {language!r} is not there; known: {', '.join(LANGUAGES)}. Correct report.languages.")
        self.language = language
        self.direction = "rtl" if language == "ar" else "ltr"
        self._said = _words(language)

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence `key` with its places filled; values are put in as they are and are not read again."""
        at: Any = self._said
        for part in key.split("."):
            at = at[part]
        said = str(at)
        return said.format(**values) if values else said

    def maybe(self, group: str, name: str) -> str:
        """A word of a closed set; a name the set does not hold stands for itself."""
        return str(self._said[group].get(name, isolated(name.replace("_", " "))))

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """A number; with a sign it is isolated, so that the sign stays on its side."""
        shown = text.number(value, self.language, decimals=decimals, signed=signed)
        return f"{FSI}{shown}{PDI}" if signed or value < 0 else shown

    def count(self, n: int, noun: str) -> str:
        """A number with its noun (`figures.words.counted_noun`)."""
        return counted_noun(n, noun, self.language)

    def percent(self, share: float) -> str:
        return text.percent(share, self.language)

    def digits(self, value: Any) -> str:
        """Digits of the language in anything printed; no grouping."""
        return text.localized(str(value), self.language)

    def day(self, iso: Any) -> str:
        """A date to the year, month or day, as written; a dash where there is none."""
        if text.missing(iso) or not str(iso)[:4].isdigit():
            return "–"
        parts = str(iso).split("-")
        year = text.localized(parts[0], self.language)
        if len(parts) == 1:
            return year
        month = self._said["months"][int(parts[1]) - 1]
        return f"{month} {year}" if len(parts) == 2 else f"{text.localized(str(int(parts[2])), self.language)} {month} {year}"

    def listed(self, items: list[str]) -> str:
        """«a, b and c»."""
        if len(items) < 2:
            return "".join(items)
        comma, last = self("comma"), self("and")
        return comma.join(items[:-1]) + last + items[-1]

    def interval(self, low: float | None, high: float | None, decimals: int = 2) -> str:
        """«0.61 to 0.90»; a dash where there is none."""
        if low is None or high is None or low != low or high != high:
            return "–"
        return self("interval", low=self.number(low, decimals), high=self.number(high, decimals))
