"""The way back from clean text to raw text.

An alignment is a list of blocks `(clean_start, clean_end, raw_start, raw_end)`, half open, in code points. The blocks cover
the clean text without a gap and run forward through the raw text. A block whose two sides are equally long maps character
by character; in any other block each clean character stands for the whole raw stretch. Raw text that no block covers was
dropped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Block = tuple[int, int, int, int]
Edit = tuple[int, int, str]  # start, end, what to put there; in the text before the edit


@dataclass(frozen=True, slots=True)
class Alignment:
    """Clean text ↔ raw text, by blocks; see the module's head.

    Args:
        blocks: n_blocks tuples (clean_start, clean_end, raw_start, raw_end).
    """

    blocks: tuple[Block, ...]

    @classmethod
    def identity(cls, length: int) -> Alignment:
        return cls(((0, length, 0, length),) if length else ())

    @classmethod
    def from_flat(cls, numbers: Iterable[int]) -> Alignment:
        """From the flat list that the table of articles stores, four numbers a block."""
        flat = [int(n) for n in numbers]
        return cls(tuple(zip(flat[::4], flat[1::4], flat[2::4], flat[3::4], strict=True)))

    @classmethod
    def of_spans(cls, spans: Sequence[tuple[int, int]]) -> Alignment:
        """From the raw span of each clean character, in order; neither starts nor ends may run backwards."""
        out, i = _Blocks(), 0
        while i < len(spans):
            stop = i + 1
            while stop < len(spans) and spans[stop] == spans[i]:
                stop += 1
            i = out.replaced(i, stop - i, *spans[i])
        return cls(tuple(out.blocks))

    def to_flat(self) -> list[int]:
        return [n for block in self.blocks for n in block]

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The smallest raw span that holds the clean span `start:end`.

        An empty span maps to the empty span in front of its character (behind the last one at the end of the text).

        Raises:
            ValueError: The span lies outside the clean text.
        """
        blocks = self.blocks
        length = blocks[-1][1] if blocks else 0
        if not 0 <= start <= end <= length:
            raise ValueError(f"span {start}:{end} lies outside the clean text of {length} characters")
        if start == end:
            if not blocks:
                return 0, 0
            if start == length:
                return blocks[-1][3], blocks[-1][3]
            raw = self.to_raw(start, start + 1)[0]
            return raw, raw
        first = blocks[bisect_right(blocks, start, key=lambda b: b[0]) - 1]
        last = first if end <= first[1] else blocks[bisect_left(blocks, end, key=lambda b: b[1])]
        c0, c1, r0, r1 = first
        raw_start = r0 + start - c0 if c1 - c0 == r1 - r0 else r0
        c0, c1, r0, r1 = last
        raw_end = r0 + end - c0 if c1 - c0 == r1 - r0 else r1
        return raw_start, raw_end

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """The smallest clean span that holds every character which came from the raw span `start:end`.

        Where all of the raw span was dropped, the empty span at the place where it stood.
        """
        blocks = self.blocks
        first = bisect_right(blocks, start, key=lambda b: b[3])
        last = bisect_left(blocks, end, key=lambda b: b[2]) - 1
        if first > last or start >= end:
            place = blocks[first][0] if first < len(blocks) else (blocks[-1][1] if blocks else 0)
            return place, place
        c0, c1, r0, r1 = blocks[first]
        clean_start = c0 + max(0, start - r0) if c1 - c0 == r1 - r0 else c0
        c0, c1, r0, r1 = blocks[last]
        clean_end = c1 - max(0, r1 - end) if c1 - c0 == r1 - r0 else c1
        return clean_start, clean_end


class Draft:
    """A text under change that remembers where each of its characters came from."""

    __slots__ = ("_blocks", "text")

    def __init__(self, raw: str) -> None:
        self.text = raw
        self._blocks: list[Block] = [(0, len(raw), 0, len(raw))] if raw else []

    @classmethod
    def over(cls, text: str, alignment: Alignment) -> Draft:
        """A draft that starts from `text`, which `alignment` already leads back to its raw text.

        Raises:
            ValueError: The alignment is of a text of another length.
        """
        length = alignment.blocks[-1][1] if alignment.blocks else 0
        if length != len(text):
            raise ValueError(f"the alignment is of {length} characters, the text has {len(text)}")
        draft = cls("")
        draft.text, draft._blocks = text, list(alignment.blocks)
        return draft

    def translate(self, text: str) -> None:
        """Take a text of the same length, changed character by character; the alignment stays."""
        if len(text) != len(self.text):
            raise ValueError(f"a translation keeps the length: {len(self.text)} characters became {len(text)}")
        self.text = text

    def edit(self, edits: Sequence[Edit]) -> None:
        """Apply edits: in order, without overlap."""
        if not edits:
            return
        old, parts, out = self.text, [], _Blocks()
        source = _Cursor(self._blocks)
        clean = at = 0
        for start, end, put in edits:
            if start < at or end < start:
                raise ValueError(f"edits overlap or run backwards at {start}")
            if start > at:
                parts.append(old[at:start])
                clean = source.copy(at, start, clean, out)
            if put:
                parts.append(put)
                if end > start:
                    raw_start, raw_end = source.raw(start, end)
                else:
                    raw_start = raw_end = source.raw(start, start + 1)[0] if start < len(old) else source.end
                clean = out.replaced(clean, len(put), raw_start, raw_end)
            at = end
        if at < len(old):
            parts.append(old[at:])
            source.copy(at, len(old), clean, out)
        self.text = "".join(parts)
        self._blocks = out.blocks

    def alignment(self) -> Alignment:
        return Alignment(tuple(self._blocks))


class _Blocks:
    """Collects blocks, joining those that go on where the last one ended."""

    __slots__ = ("blocks",)

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def add(self, c0: int, c1: int, r0: int, r1: int) -> None:
        blocks = self.blocks
        if blocks and c1 - c0 == r1 - r0:
            p0, p1, q0, q1 = blocks[-1]
            if q1 == r0 and p1 - p0 == q1 - q0:
                blocks[-1] = (p0, c1, q0, r1)
                return
        blocks.append((c0, c1, r0, r1))

    def replaced(self, clean: int, length: int, r0: int, r1: int) -> int:
        """A replacement: one to one where it is one character for one, else each for the whole stretch."""
        if length != r1 - r0 or length == 1:
            self.add(clean, clean + length, r0, r1)
        else:
            for i in range(length):
                self.blocks.append((clean + i, clean + i + 1, r0, r1))
        return clean + length


class _Cursor:
    """Reads the blocks of a draft forward, so that applying edits is linear in blocks and edits."""

    __slots__ = ("_blocks", "_i", "end")

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self._i = 0
        self.end = blocks[-1][3] if blocks else 0

    def copy(self, start: int, end: int, clean: int, out: _Blocks) -> int:
        blocks = self._blocks
        while blocks[self._i][1] <= start:
            self._i += 1
        i = self._i
        while start < end:
            c0, c1, r0, r1 = blocks[i]
            stop = min(end, c1)
            if c1 - c0 == r1 - r0:
                out.add(clean, clean + stop - start, r0 + start - c0, r0 + stop - c0)
            elif stop - start == r1 - r0:
                clean = out.replaced(clean, stop - start, r0, r1) - (stop - start)
            else:
                out.add(clean, clean + stop - start, r0, r1)
            clean += stop - start
            start = stop
            i += 1
        return clean

    def raw(self, start: int, end: int) -> tuple[int, int]:
        blocks = self._blocks
        while blocks[self._i][1] <= start:
            self._i += 1
        c0, c1, r0, r1 = blocks[self._i]
        raw_start = r0 + start - c0 if c1 - c0 == r1 - r0 else r0
        i = self._i
        while blocks[i][1] < end:
            i += 1
        c0, c1, r0, r1 = blocks[i]
        return raw_start, (r0 + end - c0 if c1 - c0 == r1 - r0 else r1)
