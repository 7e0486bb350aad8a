"""From printed words to lexicon units: proclitics off, enclitics off, longest phrase first.

An index maps the folded form of a first word to a tree of following words; a unit hangs where its phrase ends. A printed word
is analysed once and remembered: the ways to take proclitics (و ف, ب ل ك س, ال) and an attached pronoun off it that leave a form of
the index. Multi-word phrases carry clitics on their first word only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mawaqif.document import Document
from mawaqif.folding import fold
from mawaqif.lexicon.units import OWN, PRONOUN, TAKES, part_of

Node = dict[str, Any]  # next folded word -> Node; "" -> list of (form, unit, whether its letters are those of print) that end here
END = ""
PRONOUNS = ("هما", "ها", "هم", "هن", "نا", "ه")  # of third persons, and of «us» in quoted speech
_JOINTS = {" ", " «", "» ", "» «", "-", " - ", "–"}
_MAX_MEMO = 500_000  # distinct words remembered; about 100 MB


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to read a printed word.

    Attributes:
        offset: code points of proclitics before the form; the article is not one of them.
        conjunction: "و", "ف" or "".
        preposition: "ب", "ل", "ك", "س" or "".
        article: ال was taken off too, though it belongs to the span.
        pronoun: attached pronoun taken off the end, or "".
        node: where the form leads in the index.
        fits: some phrase that begins with the form can carry these clitics (`units.TAKES`). The others stay, as the form may be
            written like a noun that no table has: «بسبب» is ب and a noun, though only the verb «سبّب» is listed.
    """

    offset: int
    conjunction: str
    preposition: str
    article: bool
    pronoun: str
    node: Node
    fits: bool

    @property
    def proclitics(self) -> str:
        return self.conjunction + self.preposition


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found: words first:last (half open) of the document, and how its first word was read."""

    first: int
    last: int
    analysis: Analysis
    unit: Any


class Index:
    """Phrases of the lexicon by their first word; `add`, then `look_up` words or `scan` documents."""

    def __init__(self) -> None:
        self.root: dict[str, Node] = {}
        self._takes: dict[str, set[str]] = {}  # first word -> what its forms may carry (`units.TAKES`)
        self._memo: dict[str, tuple[Analysis, ...]] = {}

    def add(self, phrase: str, unit: Any, *, spelled: bool = True) -> None:
        """Hang a unit at a phrase (as printed; folded here).

        Args:
            phrase: as printed, or already folded.
            unit: what it can be.
            spelled: the letters are those of print, which a text's letters must fit (`may_be`); False for a folded phrase.
        """
        words = split(fold(phrase))
        node = self.root.setdefault(words[0], {})
        self._takes.setdefault(words[0], set()).update(TAKES[part_of(unit, first_word(phrase))])
        for word in words[1:]:
            node = node.setdefault(word, {})
        units = node.setdefault(END, [])
        if not any(known == unit for _, known, _ in units):
            units.append((phrase, unit, spelled))
        self._memo.clear()

    def look_up(self, word: str) -> tuple[Analysis, ...]:
        """The readings of a folded word, fewest clitics first."""
        found = self._memo.get(word)
        if found is None:
            if len(self._memo) >= _MAX_MEMO:
                self._memo.clear()
            found = self._memo[word] = tuple(self._analyse(word))
        return found

    def _analyse(self, word: str) -> Iterator[Analysis]:
        root, takes = self.root, self._takes
        for offset, conjunction, preposition, article, rest in _splits(word):
            own = preposition == "ل" and not article and not word.endswith(rest)  # ل written into the article of the form
            before = OWN if own else preposition + ("ال" if article else "")
            node = root.get(rest)
            if node is not None:
                yield Analysis(offset, conjunction, preposition, article, "", node, before in takes[rest])
            if not article:
                for pronoun in PRONOUNS:
                    if rest.endswith(pronoun) and len(rest) - len(pronoun) >= 2:
                        stem = rest[: -len(pronoun)]
                        node = root.get(stem)
                        if node is not None:
                            yield Analysis(offset, conjunction, preposition, article, pronoun, node, before + PRONOUN in takes[stem])

    def scan(self, document: Document) -> dict[int, list[Hit]]:
        """All units in a document, by the index of their first word, longest first; looked up once a document."""
        if document.scanned is not None and document.scanned[0] == id(self):
            return document.scanned[1]
        found: dict[int, list[Hit]] = {}
        look_up, forms = self.look_up, document.forms
        for i, word in enumerate(forms):
            readings = look_up(word)
            if readings:
                hits = [hit for reading in readings for hit in _walk(document, i, reading)]
                if hits:
                    hits.sort(key=lambda h: (-h.last, h.analysis.offset, len(h.analysis.pronoun)))
                    found[i] = hits
        document.scanned = (id(self), found)
        return found


def first_word(phrase: str) -> str:
    """The first word of a phrase, in its printed letters."""
    return split(phrase)[0]


def split(text: str) -> list[str]:
    """The words of a folded phrase, as documents are split."""
    words, word = [], ""
    for c in text:
        if c.isalnum() or c == "_":
            word += c
        elif word:
            words.append(word)
            word = ""
    return [*words, word] if word else words


def _splits(word: str) -> Iterator[tuple[int, str, str, bool, str]]:
    """(offset, conjunction, preposition, article, rest), fewest clitics first; «لل» is ل + ال."""
    conjunctions = ("", word[0]) if word[0] in "وف" and len(word) > 2 else ("",)
    for conjunction in conjunctions:
        at = len(conjunction)
        body = word[at:]
        yield at, conjunction, "", False, body
        if body.startswith("ال") and len(body) > 3:
            yield at, conjunction, "", True, body[2:]
        if len(body) > 2 and body[0] in "بلكس":
            preposition, rest = body[0], body[1:]
            if preposition == "ل" and rest.startswith("ل"):
                yield at + 1, conjunction, "ل", False, "ا" + rest
                yield at + 1, conjunction, "ل", False, "ال" + rest
                if len(rest) > 2:
                    yield at + 1, conjunction, "ل", True, rest[1:]
                yield at + 1, conjunction, "ل", True, rest
            yield at + 1, conjunction, preposition, False, rest
            if rest.startswith("ال") and len(rest) > 3 and preposition in "بك":
                yield at + 1, conjunction, preposition, True, rest[2:]


def _walk(document: Document, first: int, reading: Analysis) -> Iterator[Hit]:
    node, at = reading.node, first
    if END in node:
        end = document.ends[first] - len(reading.pronoun)
        word = document.text[document.starts[first] + reading.offset : end]
        for printed, unit, spelled in node[END]:
            if word == printed or not spelled or may_be(word, printed):
                yield Hit(first, first + 1, reading, unit)
    if reading.pronoun or (len(node) == 1 and END in node):
        return
    forms, n = document.forms, len(document.forms)
    while at + 1 < n:
        following = node.get(forms[at + 1])
        if following is None or not joined(document, at):
            return
        node = following
        at += 1
        if END in node:
            for _, unit, _ in node[END]:
                yield Hit(first, at + 1, reading, unit)


def may_be(word: str, printed: str) -> bool:
    """Whether a printed word may be a spelling of a form that folds alike: a letter may lose its hamza or dots, not change them.

    «ايران» may be «إيران» and «فى» may be «في»; «على» is not «علي», «إذا» is not «آذى». The beginning may differ by what clitics do.
    """
    for a, b in zip(reversed(word), reversed(printed), strict=False):
        if a != b and a not in _WRITTEN_FOR.get(b, b) and fold(a) == fold(b):
            return False
    return True


# form's letter -> letters that careless print puts for it, besides itself
_WRITTEN_FOR = {
    "\u0623": "\u0627\u0623\u0671",  # alef with hamza above: bare alef
    "\u0625": "\u0627\u0625\u0623",  # alef with hamza below: bare alef, hamza above
    "\u0622": "\u0627\u0622",  # alef with madda: bare alef
    "\u0627": "\u0627\u0623\u0671",  # bare alef: hamza written where none belongs
    "\u0629": "\u0629\u0647",  # teh marbuta: heh
    "\u0647": "\u0647\u0629",  # heh: teh marbuta
    "\u0649": "\u0649",  # alef maqsura stays apart from yeh at the end of function words and names
    "\u064a": "\u064a\u0649",  # final yeh: alef maqsura, as printed in Egypt
    "\u0626": "\u0626\u064a",  # yeh with hamza: yeh
    "\u0624": "\u0624\u0648",  # waw with hamza: waw
}


def joined(document: Document, i: int) -> bool:
    """Whether words i and i + 1 stand side by side in one phrase: only a space, a hyphen or a quotation mark between."""
    return i + 1 < len(document.starts) and document.text[document.ends[i] : document.starts[i + 1]] in _JOINTS
