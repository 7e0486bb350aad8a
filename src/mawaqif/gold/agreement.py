"""How far two passes agree: Krippendorff's alpha for spans, relations and labels, with intervals over stories.

Takes two passes (article id → `store.Gold`), gives an `Agreement`.

- *mentions*: unitised alpha. Each character has a value, the actors that are named there, or none; the unit of chance is
  the stretch a coder marked, not the character, so that long names count by their length but are one decision. Text that is
  left unmarked is no decision and counts by characters.
- *attributions*: unitised alpha of whose words each character is: the innermost speaker whose content holds it, or none.
- *stances*: nominal alpha over candidates: in each sentence, each ordered pair of different actors that either pass names there
  or relates there; the value is the polarity, or none.
- *labels*: alpha of each label on rows that both passes have (nominal; interval for polarity), by the krippendorff package.

Alpha is 1 for full agreement, 0 for what chance gives, below 0 for less. Where the values do not vary, alpha is not defined: null.

Source: K. Krippendorff, Y. Mathet, S. Bouvry, A. Widlöcher, On the reliability of unitizing textual continua, Quality & Quantity
50 (2016); K. Krippendorff, Content Analysis, 4th edition (2018), chapter 12.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import krippendorff
import numpy as np

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.gold import store, texts
from mawaqif.gold.spans import Floats, draws, interval, jaccard, overlap, pairs, rounded
from mawaqif.rows import Span
from mawaqif.segmentation import sentences

NONE = "—"  # nothing is marked here
Segment = tuple[int, int, str]  # start, end, value
Pass = Mapping[str, store.Gold]
Metric = Literal["nominal", "interval"]
_AXES = ("basis", "event_type", "factuality", "certainty")


@dataclass(slots=True)
class Counts:
    """What alpha needs of one story: sums that add up over stories.

    Attributes:
        values: value → length (or number) coded so by either coder.
        apart: length (or number) on which the coders differ, weighted by how far their values are apart.
        squares: sum of squared lengths of the units, the pairs of a unit with itself.
    """

    values: Counter[str] = field(default_factory=Counter)
    apart: float = 0.0
    squares: float = 0.0


def alpha_of(counts: Sequence[Counts], weights: Floats | None = None, *, metric: Metric = "nominal") -> Floats:
    """Alpha of stories added together, once for each row of weights.

    Args:
        counts: n_stories.
        weights: shape (n_draws, n_stories), how often each story counts; None: each once.
        metric: `nominal`, or `interval` where values are numbers.

    Returns:
        Shape (n_draws,); NaN where chance alone cannot disagree.
    """
    names = sorted({v for c in counts for v in c.values})
    lengths = np.array([[c.values[v] for v in names] for c in counts], dtype=float).reshape(len(counts), len(names))
    weights = np.ones((1, len(counts))) if weights is None else weights
    totals = weights @ lengths
    n = totals.sum(axis=1)
    apart = weights @ np.array([c.apart for c in counts], dtype=float)
    squares = weights @ np.array([c.squares for c in counts], dtype=float)
    if metric == "interval":
        numbers = np.array([float(v) for v in names])
        by_chance = 2 * (n * (totals @ numbers**2) - (totals @ numbers) ** 2)
    else:
        by_chance = n**2 - (totals**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by_chance > 0, 1 - (2 * apart / n) / (by_chance / (n**2 - squares)), np.nan)


def unitised(a: Iterable[Segment], b: Iterable[Segment], length: int) -> Counts:
    """Counts of a continuum `0:length` on which two coders marked segments; what they leave is the value `NONE`."""
    lines = [_fill(sorted(a), length), _fill(sorted(b), length)]
    counts = Counts()
    for line in lines:
        for start, end, value in line:
            counts.values[value] += end - start
            counts.squares += (end - start) ** 2 if value != NONE else end - start
    i = j = 0
    while i < len(lines[0]) and j < len(lines[1]):
        x, y = lines[0][i], lines[1][j]
        if x[2] != y[2]:
            counts.apart += overlap(x[:2], y[:2])
        i, j = (i + 1, j + (x[1] == y[1])) if x[1] <= y[1] else (i, j + 1)
    return counts


def _fill(segments: Sequence[Segment], length: int) -> list[Segment]:
    line, at = [], 0
    for start, end, value in segments:
        if start > at:
            line.append((at, start, NONE))
        line.append((start, end, value))
        at = end
    return [*line, (at, length, NONE)] if at < length else line


def flatten(spans: Iterable[tuple[Span, str]], *, innermost: bool) -> list[Segment]:
    """Segments without overlap: each stretch has the value of its innermost span, or of all spans that hold it."""
    listed = sorted(spans)
    edges = sorted({e for (start, end), _ in listed for e in (start, end)})
    segments: list[tuple[int, int, str, tuple[int, ...]]] = []
    for start, end in pairwise(edges):
        over = [k for k, ((a, b), _) in enumerate(listed) if a <= start and end <= b]
        if not over:
            continue
        chosen = [min(over, key=lambda k: (listed[k][0][1] - listed[k][0][0], k))] if innermost else over
        value = " + ".join(sorted({listed[k][1] for k in chosen}))
        if segments and segments[-1][1] == start and segments[-1][3] == tuple(chosen):
            segments[-1] = (segments[-1][0], end, value, tuple(chosen))
        else:
            segments.append((start, end, value, tuple(chosen)))
    return [s[:3] for s in segments]


def labels(values: Iterable[tuple[str, str]], *, metric: Metric = "nominal") -> Counts:
    """Counts of units which both coders gave a value."""
    counts = Counts()
    for x, y in values:
        counts.values[x] += 1
        counts.values[y] += 1
        counts.squares += 2
        counts.apart += (float(x) - float(y)) ** 2 if metric == "interval" else x != y
    return counts


# --- what is compared -----------------------------------------------------------------------------------------------------


def _actors_at(gold: store.Gold) -> list[Segment]:
    return flatten((((m.start, m.end), m.who or m.kind) for m in gold.mentions), innermost=False)


def _voice_at(gold: store.Gold) -> list[Segment]:
    return flatten(((span, a.speaker_id or a.source_kind) for a in gold.attributions for span in a.content), innermost=True)


def _places(gold: Sequence[store.Gold], text: str | None) -> list[Span]:
    """Sentences; without a text, the whole article is one."""
    if text:
        return [(s.start, s.end) for s in sentences(text)]
    return [(0, _length(gold, None))]


def _length(gold: Sequence[store.Gold], text: str | None) -> int:
    return len(text) if text else max([clean[1] for g in gold for _, clean, _ in store.spans(g)], default=0)


def _relations(a: store.Gold, b: store.Gold, text: str | None) -> list[tuple[Span, str, str, str, str]]:
    """Candidates: sentence, holder, target, value in `a`, value in `b`; a value is a polarity, several, or `NONE`."""
    rows = []
    for place in _places((a, b), text):
        named = {m.who for g in (a, b) for m in g.mentions if m.who and place[0] <= m.start < place[1]}
        values: list[dict[tuple[str, str], set[int]]] = [defaultdict(set), defaultdict(set)]
        for value, gold in zip(values, (a, b), strict=True):
            for s in gold.stances:
                if place[0] <= s.evidence[0] < place[1]:
                    value[s.holder_id, s.target_id].add(s.polarity)
        candidates = {(h, t) for h in named for t in named if h != t} | set(values[0]) | set(values[1])
        for holder, target in sorted(candidates):
            said = [",".join(map(str, sorted(v.get((holder, target), ())))) or NONE for v in values]
            rows.append((place, holder, target, said[0], said[1]))
    return rows


def _same_mention(a: store.Mention, b: store.Mention) -> float:
    return jaccard((a.start, a.end), (b.start, b.end))


def _same_attribution(a: store.Attribution, b: store.Attribution) -> float:
    """Cues must touch; where several rows share a cue, content and speaker decide."""
    touch = jaccard(a.cue, b.cue)
    return touch and touch + (a.speaker_id == b.speaker_id) / 2 + max(jaccard(x, y) for x in a.content for y in b.content) / 2


def _same_stance(a: store.Stance, b: store.Stance) -> float:
    same = a.holder_id == b.holder_id and a.target_id == b.target_id
    return same and jaccard(a.evidence, b.evidence) + (a.polarity == b.polarity) * (overlap(a.evidence, b.evidence) > 0) / 2


def _text_label(value: Any) -> str:
    return NONE if value is None else str(value)


def _label_pairs(a: store.Gold, b: store.Gold) -> dict[str, list[tuple[str, str]]]:
    """Name of a label → its values on the rows that both passes have."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for i, j in pairs(a.mentions, b.mentions, _same_mention):
        for name in ("actor_id", "kind", "form"):
            found[f"mentions.{name}"].append((_text_label(getattr(a.mentions[i], name)), _text_label(getattr(b.mentions[j], name))))
    joined = pairs(a.attributions, b.attributions, _same_attribution)
    same = {a.attributions[i].id: b.attributions[j].id for i, j in joined}
    for i, j in joined:
        x, y = a.attributions[i], b.attributions[j]
        for name in ("speaker_id", "source_kind", "mode", "inherited", "distance"):
            found[f"attributions.{name}"].append((_text_label(getattr(x, name)), _text_label(getattr(y, name))))
        found["attributions.parent"].append(_linked(x.parent, y.parent, same))
    for i, j in pairs(a.stances, b.stances, _same_stance):
        s, t = a.stances[i], b.stances[j]
        for name in ("polarity", *_AXES):
            found[f"stances.{name}"].append((_text_label(getattr(s, name)), _text_label(getattr(t, name))))
        found["stances.voice"].append(_linked(s.voice, t.voice, same))
    return found


def _linked(x: str | None, y: str | None, same: Mapping[str, str]) -> tuple[str, str]:
    """Ids of two passes made comparable: `outer`, and `other` where the second names another row."""
    if x is None or y is None:
        return ("outer" if x else NONE, "outer" if y else NONE)
    return "outer", "outer" if same.get(x) == y else "other"


_SPANS: dict[str, Callable[[store.Gold], list[Span]]] = {
    "mentions": lambda g: [(m.start, m.end) for m in g.mentions],
    "cues": lambda g: [a.cue for a in g.attributions],
    "sources": lambda g: [a.source for a in g.attributions if a.source is not None],
    "contents": lambda g: [c for a in g.attributions for c in a.content],
    "evidence": lambda g: [s.evidence for s in g.stances],
}


# --- the result -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two passes agree.

    Attributes:
        passes: names of the two.
        articles, stories: how many both have.
        alpha: `mentions`, `attributions`, `stances` → `value`, `low`, `high`.
        labels: label → the same and `n`, rows that both passes have.
        spans: kind of span → `exact` and `overlap`, F1 of one pass against the other, with interval.
        disagreements: one mapping a difference: `article_id, table, what, start, end, text` and the two values.
        draws, seed: of the bootstrap over stories.
    """

    passes: tuple[str, str]
    articles: int
    stories: int
    alpha: dict[str, dict[str, Any]]
    labels: dict[str, dict[str, Any]]
    spans: dict[str, dict[str, Any]]
    disagreements: list[dict[str, Any]]
    draws: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"passes": list(self.passes)}

    def to_table(self, *, disagreements: bool = False) -> str:
        """For people: one measure a line, and, if asked for, every disagreement with its text."""
        one, other = self.passes
        lines = [
            f"{one} against {other}: {self.articles} articles in {self.stories} stories",
            "",
            f"{'alpha':28}value    low   high      n",
        ]
        lines += [_line(name, row) for name, row in (self.alpha | self.labels).items()]
        lines += ["", f"{'F1 of spans':28}value    low   high"]
        lines += [_line(f"{name}, {kind}", row) for name, kinds in self.spans.items() for kind, row in kinds.items()]
        lines += ["", f"{len(self.disagreements)} disagreements"]
        if disagreements:
            lines += [
                f"{d['article_id']} {d['start']}:{d['end']} {d['table']}, {d['what']}: {one} {d[one]} | {other} {d[other]}"
                + (f"  «{d['text']}»" if d["text"] else "")
                for d in self.disagreements
            ]
        return "\n".join(lines)


def _line(name: str, row: Mapping[str, Any]) -> str:
    cells = ["     –" if row[k] is None else f"{row[k]:6.2f}" for k in ("value", "low", "high")]
    return f"{name:26}" + " ".join(cells) + (f" {row['n']:6}" if "n" in row else "")


def compare_passes(one: str, other: str, *, gold: Path | None = None) -> Agreement:
    """Agreement of two passes of the project, with the texts that are here and the stories of the catalogue.

    Raises:
        MawaqifError: There is no such pass; see `agreement`.
    """
    folder = gold or paths.GOLD
    a, b = store.read_pass(folder, one), store.read_pass(folder, other)
    found = {i: texts.load(i) for i in sorted(set(a) & set(b))}
    return agreement(a, b, texts_of={i: t.clean.text for i, t in found.items() if t is not None}, stories=texts.stories())


def agreement(
    a: Pass,
    b: Pass,
    *,
    texts_of: Mapping[str, str] | None = None,
    stories: Mapping[str, str] | None = None,
    n_draws: int = 2000,
    seed: int = 20,
) -> Agreement:
    """How far two passes agree on the articles that both have.

    Args:
        a, b: article id → gold, as `store.read_pass` gives.
        texts_of: article id → clean text, for sentences and for the text of disagreements; optional.
        stories: article id → story; an article without one is its own story.
        n_draws: of stories, for the intervals.
        seed: of the draws.

    Raises:
        MawaqifError: No article in common, or passes taken from different texts (both hashes are named).
    """
    ids = sorted(set(a) & set(b))
    if not ids:
        raise MawaqifError("the passes have no article in common. Name two passes of the same articles.")
    for i in ids:
        if a[i].text_sha256 != b[i].text_sha256:
            raise MawaqifError(
                f"{i}: the passes belong to different texts, {a[i].text_sha256} and {b[i].text_sha256}. "
                "Take offsets again with gold.store.reanchor."
            )
    words, stories = texts_of or {}, stories or {}
    group = {i: stories.get(i, i) for i in ids}
    names = sorted(set(group.values()))
    weights = draws(len(names), n_draws, seed)
    members = [[i for i in ids if group[i] == name] for name in names]
    length = {i: _length((a[i], b[i]), words.get(i)) for i in ids}

    units: dict[str, list[list[Counts]]] = {name: [] for name in ("mentions", "attributions", "stances")}
    for member in members:
        units["mentions"].append([unitised(_actors_at(a[i]), _actors_at(b[i]), length[i]) for i in member])
        units["attributions"].append([unitised(_voice_at(a[i]), _voice_at(b[i]), length[i]) for i in member])
        units["stances"].append([labels((x, y) for *_, x, y in _relations(a[i], b[i], words.get(i))) for i in member])
    alpha = {name: _estimate([_sum(story) for story in listed], weights) for name, listed in units.items()}

    label_values = {i: _label_pairs(a[i], b[i]) for i in ids}
    label_names = sorted({name for found in label_values.values() for name in found})
    label_alpha = {}
    for name in label_names:
        metric: Metric = "interval" if name == "stances.polarity" else "nominal"
        per_story = [[v for i in member for v in label_values[i].get(name, [])] for member in members]
        estimate = _estimate([labels(v, metric=metric) for v in per_story], weights, metric=metric)
        every = [v for story in per_story for v in story]
        if len({v for pair in every for v in pair}) <= _DENSE:
            estimate["value"] = rounded(_packaged(every, metric))
        label_alpha[name] = {**estimate, "n": len(every), "metric": metric}

    return Agreement(
        passes=(a[ids[0]].pass_, b[ids[0]].pass_),
        articles=len(ids),
        stories=len(names),
        alpha=alpha,
        labels=label_alpha,
        spans={name: _span_f1(name, a, b, members, weights) for name in _SPANS},
        disagreements=[d for i in ids for d in disagreements(a[i], b[i], words.get(i))],
        draws=n_draws,
        seed=seed,
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for c in counts:
        total.values.update(c.values)
        total.apart += c.apart
        total.squares += c.squares
    return total


def _estimate(counts: Sequence[Counts], weights: Floats, *, metric: Metric = "nominal") -> dict[str, Any]:
    low, high = interval(alpha_of(counts, weights, metric=metric))
    return {"value": rounded(alpha_of(counts, metric=metric)[0]), "low": low, "high": high}


# values up to which the package is asked: it holds units × values² numbers, seconds and gigabytes for the ids of hundreds of actors;
# the closed formula behind the intervals gives the same number (tested)
_DENSE = 40


def _packaged(values: Sequence[tuple[str, str]], metric: Metric) -> float | None:
    """Alpha by the krippendorff package; None where the values do not vary."""
    names = sorted({v for pair in values for v in pair})
    if len(names) < 2:
        return None
    code = {name: float(name) if metric == "interval" else float(k) for k, name in enumerate(names)}
    table = np.array([[code[x] for x, _ in values], [code[y] for _, y in values]])
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement=metric))


def _span_f1(name: str, a: Pass, b: Pass, members: Sequence[Sequence[str]], weights: Floats) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for kind in ("exact", "overlap"):
        rows = []
        for member in members:
            both = total = 0
            for i in member:
                x, y = _SPANS[name](a[i]), _SPANS[name](b[i])
                both += len(pairs(x, y, _equal if kind == "exact" else jaccard))
                total += len(x) + len(y)
            rows.append((both, total))
        sums = np.array(rows, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = weights @ sums
            low, high = interval(2 * drawn[:, 0] / drawn[:, 1])
            value = 2 * sums[:, 0].sum() / sums[:, 1].sum()
        result[kind] = {"value": rounded(value), "low": low, "high": high}
    return result


def _equal(a: Span, b: Span) -> float:
    return float(a == b)


def disagreements(a: store.Gold, b: store.Gold, text: str | None = None) -> list[dict[str, Any]]:
    """Every difference of two passes of one article, in the order of the text; `text` is what stands there, if it is at hand."""
    found: list[tuple[str, str, Span, str, str]] = []
    matched = pairs(a.mentions, b.mentions, _same_mention)
    found += [("mentions", "only here", (m.start, m.end), m.who or m.kind, NONE) for m in _rest(a.mentions, [i for i, _ in matched])]
    found += [("mentions", "only here", (m.start, m.end), NONE, m.who or m.kind) for m in _rest(b.mentions, [j for _, j in matched])]
    for i, j in matched:
        m, n = a.mentions[i], b.mentions[j]
        found += _differ("mentions", (m.start, m.end), m, n, ("start", "end", "actor_id", "local_id", "kind", "form"))
    joined = pairs(a.attributions, b.attributions, _same_attribution)
    same = {a.attributions[i].id: b.attributions[j].id for i, j in joined}
    found += [("attributions", "only here", x.cue, _text_label(x.speaker_id), NONE) for x in _rest(a.attributions, [i for i, _ in joined])]
    found += [("attributions", "only here", y.cue, NONE, _text_label(y.speaker_id)) for y in _rest(b.attributions, [j for _, j in joined])]
    names = ("cue", "source", "content", "speaker_id", "source_kind", "mode", "inherited", "distance")
    for i, j in joined:
        x, y = a.attributions[i], b.attributions[j]
        found += _differ("attributions", x.cue, x, y, names)
        if len(set(_linked(x.parent, y.parent, same))) > 1:
            found.append(("attributions", "parent", x.cue, _text_label(x.parent), _text_label(y.parent)))
    related = pairs(a.stances, b.stances, _same_stance)
    found += [("stances", "only here", s.evidence, _arrow(s), NONE) for s in _rest(a.stances, [i for i, _ in related])]
    found += [("stances", "only here", s.evidence, NONE, _arrow(s)) for s in _rest(b.stances, [j for _, j in related])]
    for i, j in related:
        s, t = a.stances[i], b.stances[j]
        found += [
            (table, f"{what} of {_arrow(s)}", at, x, y)
            for table, what, at, x, y in _differ("stances", s.evidence, s, t, ("polarity", *_AXES))
        ]
        if len(set(_linked(s.voice, t.voice, same))) > 1:
            found.append(("stances", f"voice of {_arrow(s)}", s.evidence, _text_label(s.voice), _text_label(t.voice)))
    found.sort(key=lambda f: (f[2], f[0], f[1], f[3], f[4]))
    return [_told(a, b, text, *row) for row in found]


def _told(a: store.Gold, b: store.Gold, text: str | None, table: str, what: str, at: Span, ours: str, theirs: str) -> dict[str, Any]:
    quoted = text[at[0] : at[1]] if text else None
    place = {"article_id": a.article_id, "table": table, "what": what, "start": at[0], "end": at[1], "text": quoted}
    return place | {a.pass_: ours, b.pass_: theirs}


def _rest(rows: Sequence[Any], taken: Sequence[int]) -> list[Any]:
    return [row for k, row in enumerate(rows) if k not in set(taken)]


def _arrow(s: store.Stance) -> str:
    return f"{s.holder_id} → {s.target_id} ({s.polarity:+d})"


def _differ(table: str, at: Span, x: Any, y: Any, names: Iterable[str]) -> list[tuple[str, str, Span, str, str]]:
    return [(table, n, at, _text_label(getattr(x, n)), _text_label(getattr(y, n))) for n in names if getattr(x, n) != getattr(y, n)]
