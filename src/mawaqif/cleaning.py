"""Raw text in, clean text out, with the way back.

Clean text is the text as printed without what machines add to it: one code point for one letter (NFC, no presentation forms,
no look-alike letters of Persian and Urdu keyboards), no tatweel, no vowel signs, no invisible marks, Western digits, « » for
every style of quotation marks, single spaces, one line a paragraph, and no furniture of the page (datelines, share buttons,
«اقرأ أيضا»; `data/manual/furniture.yaml`). Nothing is reordered, no word is corrected. Folding for comparison is another
layer (`mawaqif.folding`) and never changes the stored text.

Each step has a name, can be switched off, and counts what it changed. The steps run until nothing changes any more, so
cleaning twice changes nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import ftfy
from camel_tools.utils.charsets import AR_DIAC_CHARSET
from ftfy.badness import is_bad

from mawaqif.alignment import Alignment, Draft, Edit
from mawaqif.furniture import Furniture

ROUNDS = 50  # far more than any text needs: a guard against a rule that undoes another


@dataclass(frozen=True, slots=True)
class Clean:
    """Clean text with its alignment.

    Attributes:
        text: the clean text; offsets everywhere are code points of it.
        alignment: clean ↔ raw.
        changes: name of a step → number of places it changed (a place is a character or a line).
    """

    text: str
    alignment: Alignment
    changes: Mapping[str, int]


# --- characters: each maps to what it becomes ---------------------------------------------------------------------------


def _presentation() -> dict[int, str]:
    """Arabic presentation forms to letters («ﷲ» to four letters), Unicode's own compatibility mapping."""
    forms = {}
    for cp in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF)):
        letters = unicodedata.normalize("NFKC", chr(cp)).replace(" ", "" if cp >= 0xFE70 else " ")
        if letters != chr(cp):
            forms[cp] = letters
    return forms


_LOOK_ALIKES = {
    0x06A9: "\u0643",  # keheh -> kaf
    0x06AA: "\u0643",  # swash kaf -> kaf
    0x06CC: "\u064a",  # farsi yeh -> yeh
    0x06D0: "\u064a",  # e -> yeh
    0x06CD: "\u064a",  # yeh with tail -> yeh
    0x06D2: "\u064a",  # yeh barree -> yeh
    0x06C1: "\u0647",  # heh goal -> heh
    0x06BE: "\u0647",  # heh doachashmee -> heh
    0x06D5: "\u0647",  # ae -> heh
    0x06C0: "\u0647",  # heh with yeh above -> heh
    0x06C2: "\u0647",  # heh goal with hamza above -> heh
    0x06C3: "\u0629",  # teh marbuta goal -> teh marbuta
}

_DIGITS = {base + i: str(i) for base in (0x0660, 0x06F0) for i in range(10)}
_DIGITS |= {0x066A: "%", 0x066B: ".", 0x066C: ","}

_VOWELS = {ord(mark): "" for mark in AR_DIAC_CHARSET}  # CAMeL Tools' set: tanwin, short vowels, shadda, sukun, dagger alef
_VOWELS |= dict.fromkeys((*range(1611, 1619), *range(1622, 1632), 1648, *range(1750, 1757)), "")
_VOWELS |= dict.fromkeys((*range(1759, 1765), 1767, 1768, *range(1770, 1774)), "")

_INVISIBLE = dict.fromkeys((173, 1564, 6158, 65279, *range(8203, 8208), *range(8234, 8239)), "")
_INVISIBLE |= dict.fromkeys((*range(8288, 8304), *range(65024, 65040), *range(65529, 65532)), "")
_INVISIBLE |= dict.fromkeys((*range(9), *range(14, 32), *range(127, 133), *range(134, 160)), "")

_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09), " ")
_SPACES |= dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029, 0x0D), "\n")

_QUOTES = {0x201C: "«", 0x201D: "»", 0x201E: "«", 0x201F: "«", 0x300A: "«", 0x300B: "»", 0x275D: "«", 0x275E: "»", 0xFF02: '"'}

CHARACTERS: dict[str, dict[int, str]] = {
    "presentation": _presentation(),
    "letters": _LOOK_ALIKES,
    "tatweel": {0x0640: ""},
    "vowels": _VOWELS,
    "invisible": _INVISIBLE,
    "digits": _DIGITS,
    "quotes": _QUOTES,
    "spaces": _SPACES,
}

# --- places: each step gives the edits of one round ----------------------------------------------------------------------

_ENTITY = re.compile(
    r"&(?:amp;|#0*38;|#[xX]0*26;)*(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,24};|(?:quot|nbsp|amp|lt|gt|laquo|raquo)\b)"
)
_MOJIBAKE = re.compile(r"[ØÙÚÛÃÂâ][\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_REMNANT = re.compile(
    r"(?:\bcontent=\"[^\"\n<>]{0,4000})?\"\s*/>|<(?:br|/?p|/?div|/?span|/?strong|/?b|/?i|/?em|img|/?a)\b[^<>\n]{0,400}>", re.I
)
_NOT_NFC = re.compile(r"[\x00-\x7f\u0621-\u064a]?[^\x00-\x7f\u0621-\u064a]+")
_QUOTE = re.compile(r"\"|\(\(|\)\)|''|,,|``|<<|>>")
_STRAIGHT = ('"', "((", "))", "''", "``", "<<", ">>")
_RUN = re.compile(r" [ \n]+|\n[ \n]+")
_DOUBLES = ("  ", " \n", "\n ", "\n\n")


def _entities(text: str) -> list[Edit]:
    if "&" not in text:
        return []
    edits = []
    for m in _ENTITY.finditer(text):
        body = re.sub(r"^&(?:amp;|#0*38;|#[xX]0*26;)*(?=.)", "&", m.group(), flags=re.S)
        put = html.unescape(body if body.endswith(";") else body + ";")
        if put != m.group():
            edits.append((m.start(), m.end(), put))
    return edits


def _mojibake(text: str) -> list[Edit]:
    """UTF-8 read as Latin-1 or windows-1252, line by line, as ftfy finds it."""
    if not _MOJIBAKE.search(text):
        return []
    edits = []
    for m in re.finditer(r"[^\n]+", text):
        line = m.group()
        if _MOJIBAKE.search(line) and is_bad(line):
            fixed = ftfy.fix_encoding(line)
            if fixed != line and len(fixed) < len(line) and "\n" not in fixed:
                edits.extend(_line_edits(line, fixed, m.start()))
    return edits


def _line_edits(line: str, fixed: str, at: int) -> list[Edit]:
    """Word by word where both sides have the same number of words, else the line as one edit."""
    old, new = list(re.finditer(r"[^ ]+", line)), fixed.split()
    if len(old) != len(new) or not new:
        return [(at, at + len(line), fixed)]
    return [(at + o.start(), at + o.end(), n) for o, n in zip(old, new, strict=True) if o.group() != n]


def _compose(text: str) -> list[Edit]:
    if unicodedata.is_normalized("NFC", text):
        return []
    edits = []
    for m in _NOT_NFC.finditer(text):
        old = m.group()
        new = unicodedata.normalize("NFC", old)
        if new != old:
            head = 0
            while head < min(len(old), len(new)) and old[head] == new[head]:
                head += 1
            tail = 0
            while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
                tail += 1
            edits.append((m.start() + head, m.end() - tail, new[head : len(new) - tail]))
    return edits


def _remnants(text: str) -> list[Edit]:
    if "/>" not in text and "<" not in text:
        return []
    return [(m.start(), m.end(), "") for m in _REMNANT.finditer(text)]


def _quotes(text: str) -> list[Edit]:
    """Straight and doubled marks become « or », by the side on which they touch a word; else by turns in their line."""
    if not any(mark in text for mark in _STRAIGHT):
        return []
    edits, line_start, is_open = [], 0, False
    for m in _QUOTE.finditer(text):
        mark = m.group()
        if mark in ("((", "<<"):
            put = "«"
        elif mark in ("))", ">>"):
            put = "»"
        elif mark == ",,":
            continue
        else:
            if text.rfind("\n", line_start, m.start()) >= 0:
                is_open = False
            before = text[m.start() - 1] if m.start() else " "
            after = text[m.end()] if m.end() < len(text) else " "
            touches_left = not before.isspace() and before not in "([{«:،؛,;-–—/"
            touches_right = not after.isspace() and after not in ")]}»:،؛,;.!؟?…"
            closes = touches_left if touches_left != touches_right else is_open
            put = "»" if closes else "«"
            line_start = m.end()
        is_open = put == "«"
        edits.append((m.start(), m.end(), put))
    return edits


def _runs(text: str) -> list[Edit]:
    """Runs of spaces to one, spaces at line ends and empty lines away; what is kept keeps its own place in the raw text."""
    begin = len(text) - len(text.lstrip(" \n"))
    end = max(begin, len(text.rstrip(" \n")))
    edits: list[Edit] = [(0, begin, "")] if begin else []
    if any(double in text for double in _DOUBLES):
        for m in _RUN.finditer(text, begin, end):
            a, b = m.span()
            at = a + max(0, m.group().find("\n"))
            if at > a:
                edits.append((a, at, ""))
            if at + 1 < b:
                edits.append((at + 1, b, ""))
    if end < len(text):
        edits.append((end, len(text), ""))
    return edits


PLACES: dict[str, Callable[[str], list[Edit]]] = {
    "mojibake": _mojibake,
    "entities": _entities,
    "nfc": _compose,
    "remnants": _remnants,
    "quotes": _quotes,
    "spaces": _runs,
}

STEPS = (
    "mojibake",
    "entities",
    "nfc",
    "presentation",
    "letters",
    "tatweel",
    "vowels",
    "invisible",
    "digits",
    "remnants",
    "quotes",
    "spaces",
    "furniture",
)


@lru_cache(maxsize=16)
def _table(steps: frozenset[str]) -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    """One pattern for all switched-on characters, what each becomes, and the step it belongs to."""
    becomes = {chr(cp): put for step, table in CHARACTERS.items() if step in steps for cp, put in table.items()}
    step_of = {chr(cp): step for step, table in CHARACTERS.items() if step in steps for cp in table}
    # a character that becomes another listed one («ﻻ» with a vowel sign) is taken the whole way at once
    for char, put in becomes.items():
        becomes[char] = "".join(becomes.get(c, c) for c in put)
    pattern = re.compile("[" + "".join(map(re.escape, sorted(becomes))) + "]") if becomes else re.compile(r"(?!)")
    return pattern, becomes, step_of


def _characters(draft: Draft, steps: frozenset[str], counts: Counter[str]) -> None:
    pattern, becomes, step_of = _table(steps)
    found = pattern.findall(draft.text)
    if not found:
        return
    times = Counter(found)
    for char, n in times.items():
        counts[step_of[char]] += n
    text = draft.text
    for char in times:  # a chain of replacements is several times faster than str.translate on Arabic text
        if len(becomes[char]) == 1:
            text = text.replace(char, becomes[char])
    draft.translate(text)
    others = "".join(re.escape(c) for c in times if len(becomes[c]) != 1)
    if others:
        draft.edit([(m.start(), m.end(), "".join(becomes[c] for c in m.group())) for m in _others(others).finditer(draft.text)])


@lru_cache(maxsize=256)
def _others(chars: str) -> re.Pattern[str]:
    return re.compile(f"[{chars}]")


def clean(raw: str | Draft, *, steps: Iterable[str] = STEPS, furniture: Furniture | None = None) -> Clean:
    """Clean text of `raw`, with the way back.

    Args:
        raw: the decoded text as received, or a draft over it (text taken out of a page).
        steps: names from `STEPS` that are switched on; their order is fixed.
        furniture: what a page carries besides its article; None leaves it in.

    Returns:
        `Clean`; cleaning its text again changes nothing.

    Raises:
        ValueError: An unknown step.
    """
    on = frozenset(steps)
    if unknown := on - set(STEPS):
        raise ValueError(f"unknown cleaning step {sorted(unknown)}; known: {list(STEPS)}. Correct clean.steps in params.yaml.")
    draft = raw if isinstance(raw, Draft) else Draft(raw)
    counts: Counter[str] = Counter()
    rested: dict[str, str] = {}  # step → text in which it found nothing; it need not look again
    for _ in range(ROUNDS):
        before = draft.text
        for step in ("mojibake", "entities", "nfc"):
            _place(draft, step, on, counts, rested)
        _characters(draft, on, counts)
        for step in ("nfc", "remnants", "quotes", "spaces"):
            _place(draft, step, on, counts, rested)
        if furniture is not None and "furniture" in on and rested.get("furniture") != draft.text:
            if found := furniture.find(draft.text):
                counts.update(kind for _, _, kind in found)
                draft.edit([(start, end, "") for start, end, _ in found])
                _place(draft, "spaces", on, counts, rested)
            else:
                rested["furniture"] = draft.text
        if draft.text == before:
            break
    else:
        raise RuntimeError(f"cleaning does not come to rest after {ROUNDS} rounds; two rules undo each other")
    return Clean(draft.text, draft.alignment(), dict(sorted(counts.items())))


def _place(draft: Draft, step: str, on: frozenset[str], counts: Counter[str], rested: dict[str, str]) -> None:
    if step not in on or rested.get(step) == draft.text:
        return
    if edits := PLACES[step](draft.text):
        counts[step] += len(edits)
        draft.edit(edits)
    else:
        rested[step] = draft.text
