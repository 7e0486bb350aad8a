"""An article made ready for the annotators: clean and folded text, sentences, quotations, words.

A word is a run of letters and digits of the clean text, with its proclitics and enclitics. Its folded form is what lexicons
are compared with.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any

from mawaqif.alignment import Alignment, Draft
from mawaqif.cleaning import STEPS, clean
from mawaqif.folding import fold
from mawaqif.furniture import Furniture
from mawaqif.segmentation import Quotation, Sentence, quotations, sentences

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Document:
    """One article, ready to be read.

    Attributes:
        text: clean text; folded: the same length, for comparison.
        starts, ends: of the words, in clean text; forms: their folded forms.
        first_word: for each sentence the index of its first word; one more at the end, so that the words of sentence i are
            first_word[i]:first_word[i + 1].
        published: date of publication, if known; precision may be a month or a year (then its first day).
        outlet: id of the publisher, if known.
        scanned: what the last index found in it (`lexicon.words.Index.scan`), with the index's identity, so that each annotator
            need not look again.
    """

    text: str
    alignment: Alignment
    folded: str
    sentences: list[Sentence]
    quotations: list[Quotation]
    starts: list[int]
    ends: list[int]
    forms: list[str]
    first_word: list[int]
    published: date | None = None
    outlet: str | None = None
    scanned: tuple[int, dict[int, Any]] | None = None

    def word_at(self, offset: int) -> int:
        """Index of the word that holds or follows the offset; n_words behind the last."""
        i = bisect_right(self.starts, offset) - 1
        return i if i >= 0 and self.ends[i] > offset else i + 1

    def sentence_of(self, offset: int) -> int:
        """Index of the sentence that holds the offset (the last one that begins at or before it)."""
        return max(0, bisect_right(self.sentences, offset, key=lambda s: s.start) - 1)

    def words_of(self, sentence: int) -> range:
        return range(self.first_word[sentence], self.first_word[sentence + 1])


def from_clean(text: str, alignment: Alignment, *, published: date | None = None, outlet: str | None = None) -> Document:
    """A document over clean text."""
    folded = fold(text)
    spans = [m.span() for m in _WORD.finditer(folded)]
    starts = [a for a, _ in spans]
    ends = [b for _, b in spans]
    quoted = quotations(text)
    split = sentences(text, quoted)
    first_word, i, n = [], 0, len(starts)
    for s in split:
        while i < n and starts[i] < s.start:
            i += 1
        first_word.append(i)
    first_word.append(n)
    return Document(text, alignment, folded, split, quoted, starts, ends, [folded[a:b] for a, b in spans], first_word, published, outlet)


def prepare(
    raw: str | Draft,
    furniture: Furniture | None = None,
    *,
    steps: tuple[str, ...] = STEPS,
    published: date | None = None,
    outlet: str | None = None,
) -> Document:
    """A document over raw text: cleaned, split, in words."""
    result = clean(raw, steps=steps, furniture=furniture)
    return from_clean(result.text, result.alignment, published=published, outlet=outlet)


def parse_date(value: str | None) -> date | None:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` as a date, its first day where a part is missing.

    Raises:
        ValueError: Another form.
    """
    if not value:
        return None
    parts = [int(p) for p in value.split("-")]
    if not 1 <= len(parts) <= 3:
        raise ValueError(f"date {value!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
