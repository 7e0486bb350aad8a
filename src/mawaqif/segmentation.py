"""Paragraphs, sentences and quotations of clean text.

A paragraph is a line. A sentence ends at . ! ؟ ? or at the end of its paragraph; not inside a quotation, not after an
abbreviation, an initial or a number, and not at an ellipsis. Quotations are the stretches between « and »; they may nest,
go on over paragraphs (each new paragraph reopens the mark), and may never be closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# «د. فلان»: an abbreviation before a full stop; single letters are covered by the pattern
_ABBREVIATION = re.compile(r"(?:^|[\s(«])(?:[\u0621-\u064aA-Za-z]|أ\.د|Dr|Mr|Mrs|St|No|vs|etc|Inc|Ltd)\.$")
_STOP = re.compile(r"[.!؟?]+(?:[»\")\]]*(?=[ \n]|\Z)|(?<=[؟!])(?=[\u0621-\u064a])|(?<=\.)(?=[\u0621-\u064a]{3}))")
_MARK = re.compile("[«»\n]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: half-open span in clean text, and the number of its paragraph (0 is the first)."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation, its marks included.

    Attributes:
        start, end: span from « to behind »; an unclosed one ends with its paragraph.
        level: 0 for an outer quotation, 1 for one inside it, and so on.
        closed: whether its closing mark was found.
        continues: whether the quotation goes on in the next paragraph, which reopens the mark.
    """

    start: int
    end: int
    level: int
    closed: bool
    continues: bool = False


def quotations(text: str) -> list[Quotation]:
    """All quotations of clean text, in the order of their beginnings.

    A paragraph that begins with « while the last one left a mark open continues that quotation. A mark left open whose
    paragraph is not so continued is given as not closed; a » without its « is passed over.
    """
    found: list[Quotation] = []
    stack: list[int] = []
    for m in _MARK.finditer(text):
        at, mark = m.start(), m.group()
        if mark == "«":
            stack.append(at)
        elif mark == "»":
            if stack:
                start = stack.pop()
                found.append(Quotation(start, at + 1, len(stack), True))
        else:
            _leave_open(found, stack, at, text.startswith("«", at + 1))
    _leave_open(found, stack, len(text), False)
    found.sort(key=lambda q: (q.start, -q.end))
    return found


def _leave_open(found: list[Quotation], stack: list[int], end: int, continues: bool) -> None:
    for level, start in enumerate(stack):
        found.append(Quotation(start, end, level, False, continues and level == 0))
    stack.clear()


def _holds(quotation: Quotation, text: str) -> bool:
    """Whether an unclosed quotation may be trusted to reach the end of its paragraph: it opens it, or goes on."""
    return quotation.closed or quotation.continues or quotation.start == 0 or text[quotation.start - 1] == "\n"


def sentences(text: str, quoted: list[Quotation] | None = None) -> list[Sentence]:
    """All sentences of clean text, in order; together they hold every character that is not white space.

    Args:
        text: clean text.
        quoted: its quotations, if they are at hand.
    """
    if quoted is None:
        quoted = quotations(text)
    inside = [(q.start, q.end) for q in quoted if q.level == 0 and _holds(q, text)]
    found: list[Sentence] = []
    paragraph, start, q = 0, 0, 0
    n_inside = len(inside)
    for line in text.split("\n"):
        line_end = start + len(line)
        at = start
        for m in _STOP.finditer(text, start, line_end):
            stop = m.end()
            while q < n_inside and inside[q][1] < stop:
                q += 1
            if q < n_inside and inside[q][0] < m.start() and stop < inside[q][1]:
                continue
            if stop < line_end and not _ends(text, m.start(), m.group(), stop, at):
                continue
            if stop > at:
                found.append(Sentence(at, stop, paragraph))
            at = stop + 1 if stop < line_end and text[stop] == " " else stop
        if at < line_end:
            found.append(Sentence(at, line_end, paragraph))
        if line:
            paragraph += 1
        start = line_end + 1
    return found


def _ends(text: str, start: int, mark: str, stop: int, begin: int) -> bool:
    """Whether the mark at `start:stop` ends a sentence that began at `begin`."""
    signs = mark.rstrip('»")]')
    if signs == ".":
        if _ABBREVIATION.search(text, max(begin, start - 5), start + 1):
            return False
        if text[start - 1].isdigit() and text[stop : stop + 2].strip()[:1].isdigit():
            return False
    return not (signs.startswith("..") and set(signs) == {"."})
