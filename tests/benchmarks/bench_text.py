"""How fast raw news becomes clean text, sentences and dates, beside CAMeL's `simple_word_tokenize` in the same run.

Run as `python tests/benchmarks/bench_text.py [--rounds N]`. The texts (SaudiNewsNet) are not part of the project; without
them there is nothing to measure. The best of the rounds counts, on one core.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from mawaqif import paths
from mawaqif.cleaning import clean
from mawaqif.dates import find_dates, load_dates
from mawaqif.folding import fold
from mawaqif.furniture import load_furniture
from mawaqif.segmentation import quotations, sentences

ARTICLES = paths.ROOT.parent / "shared" / "real" / "saudinewsnet.jsonl.gz"
T = TypeVar("T")
FLOOR = 8.0  # MB of UTF-8 a second and core


def read_raw(path: Path) -> list[tuple[str, date]]:
    """Raw text (title, empty line, content) and day of publication of each article."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [(f"{r['title']}\n\n{r['content']}", date.fromisoformat(r["date_extracted"][:10])) for r in records]


def seconds(work: Callable[[], T], rounds: int) -> tuple[float, T]:
    """The shortest time of `rounds` runs, and the result of the last one."""
    best = float("inf")
    for _ in range(max(1, rounds)):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def measure(articles: Sequence[tuple[str, date]], rounds: int) -> dict[str, float]:
    """Seconds of each step over all articles, the sum of our steps, and of CAMeL's tokenizer on the same raw texts."""
    from camel_tools.tokenizers.word import simple_word_tokenize

    furniture, calendar = load_furniture(paths.MANUAL / "furniture.yaml"), load_dates()
    times: dict[str, float] = {}
    times["cleaning"], texts = seconds(lambda: [clean(raw, furniture=furniture).text for raw, _ in articles], rounds)
    times["splitting"], _ = seconds(lambda: [sentences(text, quotations(text)) for text in texts], rounds)
    days = [published for _, published in articles]
    times["dates"], _ = seconds(lambda: [find_dates(t, calendar, published=d) for t, d in zip(texts, days, strict=True)], rounds)
    folded = [fold(text) for text in texts]
    times["dates, text folded before"], _ = seconds(
        lambda: [find_dates(t, calendar, published=d, folded=f) for t, d, f in zip(texts, days, folded, strict=True)], rounds
    )
    times["together"] = times["cleaning"] + times["splitting"] + times["dates"]
    times["simple_word_tokenize"], _ = seconds(lambda: [simple_word_tokenize(raw) for raw, _ in articles], rounds)
    return times


def report(times: dict[str, float], megabytes: float, n_articles: int) -> str:
    lines = [f"{n_articles:,} articles, {megabytes:.2f} MB of UTF-8", f"{'step':<26}{'s':>8}{'MB/s':>9}{'articles/s':>12}"]
    lines += [f"{step:<26}{t:>8.3f}{megabytes / t:>9.1f}{n_articles / t:>12,.0f}" for step, t in times.items()]
    ratio = times["simple_word_tokenize"] / times["together"]
    lines.append(f"cleaning, splitting and dates together run at {ratio:.2f} times the speed of simple_word_tokenize")
    return "\n".join(lines)


def run(rounds: int) -> tuple[dict[str, float], float]:
    articles = read_raw(ARTICLES)
    megabytes = sum(len(raw.encode("utf-8")) for raw, _ in articles) / 1e6
    times = measure(articles, rounds)
    print(report(times, megabytes, len(articles)))
    return times, megabytes


@pytest.mark.slow
@pytest.mark.skipif(not ARTICLES.exists(), reason=f"the texts to measure on are not part of the project: {ARTICLES.name} is absent")
def test_text_is_read_fast_enough():
    times, megabytes = run(rounds=3)
    assert megabytes / times["together"] >= FLOOR


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, epilog="example: python tests/benchmarks/bench_text.py --rounds 5")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each step; the shortest counts")
    rounds = parser.parse_args(argv).rounds
    if not ARTICLES.exists():
        print("skipped: saudinewsnet.jsonl.gz is absent; it belongs in shared/real beside the project folder")
        return 0
    times, megabytes = run(rounds)
    reached = megabytes / times["together"]
    print(f"{'reached' if reached >= FLOOR else 'NOT reached'}: {reached:.1f} of {FLOOR:.0f} MB/s a core")
    return 0 if reached >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
