"""What agreement and scoring share: how much two spans overlap, which rows stand for the same thing, and draws of stories."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mawaqif.rows import Span

A = TypeVar("A")
B = TypeVar("B")
Floats = NDArray[np.float64]

_WORD = re.compile(r"\w+")


def overlap(a: Span, b: Span) -> int:
    """Characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def jaccard(a: Span, b: Span) -> float:
    """Characters shared of all characters covered, in [0, 1]."""
    shared = overlap(a, b)
    return shared / (a[1] - a[0] + b[1] - b[0] - shared) if shared else 0.0


class Words:
    """Numbers of the words in a text that spans touch; without a text, each character is a word."""

    def __init__(self, text: str | None) -> None:
        found = [m.span() for m in _WORD.finditer(text)] if text else []
        self._starts, self._ends, self._text = [a for a, _ in found], [b for _, b in found], text

    def of(self, spans: Iterable[Span]) -> frozenset[int]:
        touched: set[int] = set()
        for start, end in spans:
            if self._text:
                touched.update(range(bisect_left(self._ends, start + 1), bisect_left(self._starts, end)))
            else:
                touched.update(range(start, end))
        return frozenset(touched)

    def shared(self, a: Iterable[Span], b: Iterable[Span]) -> float:
        """Words in both, of the words in the longer one; in [0, 1]."""
        ours, theirs = self.of(a), self.of(b)
        return len(ours & theirs) / max(len(ours), len(theirs), 1)


def pairs(a: Sequence[A], b: Sequence[B], alike: Callable[[A, B], float]) -> list[tuple[int, int]]:
    """One-to-one pairs of indices, best first; rows with a likeness of 0 are never paired. Ties go to the earlier rows."""
    ranked = [(-s, i, j) for i, x in enumerate(a) for j, y in enumerate(b) if (s := alike(x, y)) > 0]
    left, right, found = set(), set(), []
    for _, i, j in sorted(ranked):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            found.append((i, j))
    return sorted(found)


def draws(n_stories: int, n_draws: int, seed: int) -> Floats:
    """How often each story is drawn, with replacement: shape (n_draws, n_stories), rows sum to n_stories."""
    if n_stories == 0:
        return np.zeros((n_draws, 0))
    return np.random.default_rng(seed).multinomial(n_stories, np.full(n_stories, 1 / n_stories), size=n_draws).astype(float)


def interval(values: Floats, level: float = 0.95) -> tuple[float | None, float | None]:
    """Percentile interval of finite values; None where fewer than half of the draws give one."""
    finite = values[np.isfinite(values)]
    if finite.size * 2 < max(values.size, 1):
        return None, None
    low, high = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2])
    return rounded(low), rounded(high)


def rounded(value: Any) -> float | None:
    """Four decimals, as files hold them; None for what is not finite."""
    return round(float(value), 4) if value is not None and np.isfinite(value) else None
