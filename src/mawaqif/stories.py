"""Copies: which articles are one story, printed again or slightly changed by another outlet.

Takes texts with their dates, gives a story id for each. Candidates come from MinHash over word 3-shingles of folded text
(rensa); each is then checked with its true Jaccard similarity, so that a sketch never decides alone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from rensa import RMinHash

from mawaqif.errors import MawaqifError
from mawaqif.folding import fold

SHINGLE = 3  # words
PERMUTATIONS = 128
_MISSED = 0.01  # largest share of pairs at the threshold that the bands may overlook
_WORD = re.compile(r"\w+")

Hashes = npt.NDArray[np.uint64]


def group(articles: pd.DataFrame, *, threshold: float, days: int, seed: int) -> pd.Series[Any]:
    """Story of each article: copies, and copies of copies, share one.

    Args:
        articles: n_articles rows; columns article_id (unique), published (YYYY-MM-DD, YYYY-MM, YYYY, empty or null), text (clean).
        threshold: least Jaccard similarity of word 3-shingles, in (0, 1].
        days: most days between two copies; a date that is only a month or year counts as its nearest day. An article
            without a date is grouped with exact copies only.
        seed: of the MinHash permutations.

    Returns:
        story_id by article_id, in the order of the rows: the id of the earliest article of the story (by published, then id;
        undated ones last). The order of the rows changes nothing.

    Raises:
        MawaqifError: A threshold outside (0, 1] or days below 0.
    """
    if not 0 < threshold <= 1:
        raise MawaqifError(f"stories: threshold {threshold} lies outside (0, 1]. Correct clean.near_copy_threshold in params.yaml.")
    if days < 0:
        raise MawaqifError(f"stories: {days} days between copies. Correct clean.near_copy_days in params.yaml; 0 groups copies of one day.")
    ids = [str(i) for i in articles["article_id"]]
    spans = [_days(p if isinstance(p, str) else "") for p in articles["published"]]
    order = sorted(range(len(ids)), key=lambda i: (spans[i] is None, spans[i] or (0, 0), ids[i]))
    shingles = [_shingles(str(articles["text"].iloc[i])) for i in order]
    roots = list(range(len(order)))
    for a, b in _candidates(shingles, threshold, seed):
        first, second = spans[order[a]], spans[order[b]]
        least = threshold if first and second else 1.0
        if first and second and second[0] - first[1] > days:
            continue
        root_a, root_b = _root(roots, a), _root(roots, b)
        if root_a != root_b and jaccard(shingles[a], shingles[b]) >= least:
            roots[max(root_a, root_b)] = min(root_a, root_b)
    story = [""] * len(ids)
    for place, i in enumerate(order):
        story[i] = ids[order[_root(roots, place)]]
    return pd.Series(story, index=pd.Index(ids, name="article_id", dtype="str"), name="story_id", dtype="str")


def jaccard(a: Hashes, b: Hashes) -> float:
    """Shared shingles among all shingles of two sorted sets, in [0, 1]; 0 where one is empty."""
    if not len(a) or not len(b):
        return 0.0
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / (len(a) + len(b) - shared)


def _shingles(text: str) -> Hashes:
    """Sorted hashes of the word 3-shingles of a text; of a shorter text, the whole of it."""
    words = _WORD.findall(fold(text))
    if not words:
        return np.empty(0, dtype=np.uint64)
    runs = zip(*(words[i:] for i in range(SHINGLE)), strict=False) if len(words) > SHINGLE else [words]
    found = [" ".join(run) for run in runs]
    return np.unique(np.array(RMinHash.hash_token_sets([found])[0], dtype=np.uint64))


def _candidates(shingles: list[Hashes], threshold: float, seed: int) -> Iterator[tuple[int, int]]:
    """Pairs (a < b) whose MinHash agrees in at least one band, in order, each once."""
    filled = [i for i, s in enumerate(shingles) if len(s)]
    if not filled:
        return
    digests = np.array(
        RMinHash.digest_matrix_from_token_hash_sets([shingles[i].tolist() for i in filled], PERMUTATIONS, seed).to_rows(), dtype=np.uint32
    )
    rows = _band(threshold)
    seen: set[tuple[int, int]] = set()  # asked for membership only; the order comes from the sorted buckets
    for start in range(0, PERMUTATIONS - rows + 1, rows):
        buckets: dict[bytes, list[int]] = {}
        for place, i in enumerate(filled):
            buckets.setdefault(digests[place, start : start + rows].tobytes(), []).append(i)
        for bucket in buckets.values():
            for k, a in enumerate(bucket):
                for b in bucket[k + 1 :]:
                    if (a, b) not in seen:
                        seen.add((a, b))
                        yield a, b


def _band(threshold: float) -> int:
    """Rows a band: as many as still let no more than `_MISSED` of the pairs at the threshold slip through."""
    fits = [r for r in range(1, 33) if (1 - threshold**r) ** (PERMUTATIONS // r) <= _MISSED]
    return max(fits, default=1)


def _root(roots: list[int], i: int) -> int:
    while roots[i] != i:
        roots[i] = roots[roots[i]]
        i = roots[i]
    return i


def _days(published: str) -> tuple[int, int] | None:
    """First and last day that a date of any precision can mean, as ordinals; None without a date."""
    if not published:
        return None
    if len(published) == 10:
        day = date.fromisoformat(published).toordinal()
        return day, day
    year, month = int(published[:4]), int(published[5:7] or 0)
    last = month or 12
    return date(year, month or 1, 1).toordinal(), date(year, last, monthrange(year, last)[1]).toordinal()
