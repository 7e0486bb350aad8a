"""What a page carries besides its article: share buttons, «اقرأ أيضا», menus, captions, bylines, datelines.

The words stand in `data/manual/furniture.yaml`; this module turns them into one pattern a kind. Input is clean text (one line
a paragraph), output the stretches to drop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mawaqif.errors import MawaqifError
from mawaqif.folding import fold

KINDS = ("see_also", "share", "menu", "caption", "byline", "dateline")
_HEAD = 160  # characters of a line that decide whether a kind is looked at


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    starts: re.Pattern[str] | None  # at the start of a folded line
    whole: re.Pattern[str] | None  # the whole folded line
    needs: re.Pattern[str] | None  # must stand in a line that `whole` matches
    most: int  # characters; a longer line is text


@dataclass(frozen=True, slots=True)
class Furniture:
    """Patterns of furniture; make one with `load_furniture`."""

    kinds: tuple[_Kind, ...]
    dateline: re.Pattern[str] | None
    signs: tuple[str, ...]  # one of them stands in every dateline
    longest: int  # characters; a longer line can only hold a dateline

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Stretches of furniture in clean text: (start, end, kind), in order, without overlap."""
        found = []
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            if (edit := self._line(line)) is not None:
                length, kind = edit
                found.append((start, min(end + 1, len(text)) if length == len(line) else start + length, kind))
            start = end + 1
        return found

    def _line(self, line: str) -> tuple[int, str] | None:
        if len(line) > self.longest and not any(sign in line[:_HEAD] for sign in self.signs):
            return None  # most lines: too long for furniture, and no sign of a dateline
        head = fold(line[:_HEAD])
        for kind in self.kinds:
            if len(line) > kind.most:
                continue
            if kind.starts is not None and kind.starts.match(head):
                return len(line), kind.name
            if kind.whole is not None and kind.needs is not None and kind.needs.search(head) and kind.whole.fullmatch(fold(line)):
                return len(line), kind.name
        if self.dateline is not None and any(sign in head for sign in self.signs):
            m = self.dateline.match(head)
            if m and m.end() < len(line):
                return m.end(), "dateline"
        return None


def _words(words: list[str]) -> str:
    return "|".join(re.escape(fold(w)).replace(r"\ ", " ") for w in sorted(words, key=len, reverse=True))


def load_furniture(path: Path) -> Furniture:
    """Furniture from a YAML table.

    Raises:
        MawaqifError: An unknown kind or a value that is no list of words.
    """
    table: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if unknown := set(table) - set(KINDS):
        raise MawaqifError(f"{path}: unknown kind {sorted(unknown)}; known: {list(KINDS)}. Correct the key.")
    kinds = []
    for name, row in table.items():
        for key in ("line", "whole", "needs", "signs", "agencies"):
            if not all(isinstance(w, str) and w for w in row.get(key, [])):
                raise MawaqifError(f"{path}: {name}.{key} must be a list of words; put quotation marks around each.")
        if name == "dateline":
            continue
        line, whole, needs = row.get("line", []), row.get("whole", []), row.get("needs", [])
        kinds.append(
            _Kind(
                name,
                re.compile(rf"(?:{_words(line)})(?!\w)") if line else None,
                re.compile(rf"(?:(?:{_words(whole)})(?:[\s،,:.…|/\-]+|\Z))+") if whole else None,
                re.compile(rf"(?<!\w)(?:{_words(needs)})(?!\w)") if needs else None,
                row.get("most", 200),
            )
        )
    longest = max((kind.most for kind in kinds), default=0)
    dateline = table.get("dateline")
    if dateline is None:
        return Furniture(tuple(kinds), None, (), longest)
    return Furniture(tuple(kinds), _dateline(dateline), tuple(fold(sign) for sign in dateline["signs"]), longest)


def _dateline(row: dict[str, Any]) -> re.Pattern[str]:
    """«موسكو (وكالة) --», «موسكو – وكالة:», «وكالة – موسكو:»: one to four words of place, an agency, and a sign."""
    sign = rf"\s*(?:{_words(row['signs'])})+\s+"
    agency = rf"(?:{_words(row['agencies'])})"
    place = r"[^\W\d_]+(?:[ ،,]+[^\W\d_]+){0,4}"
    agencies = rf"{agency}(?:\s*[،,/\-و]\s*{agency})*"
    return re.compile(
        rf"(?:{place}\s*[،,]?\s*)?\(\s*{agencies}\s*\)(?:{sign})"
        rf"|{place}\s*[-–—،,/]\s*{agencies}(?:{sign})"
        rf"|{agencies}\s*[-–—/]\s*{place}(?:{sign})"
    )
