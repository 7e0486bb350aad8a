"""How well the program's rows match gold: precision, recall and F1 for what is found, shares of right labels for what is said of it.

Takes the tables of a run and gold of the same articles, gives `Scores`: a mapping for `data/processed/scores.json` (a DVC
metric) and a table of every error with its text and rule. Work and held articles are scored apart.

| score | what is found | when it is right |
|---|---|---|
| mentions_exact, mentions_overlap | names | same span; spans that overlap |
| links | names with their actor | spans overlap, same `actor_id` |
| cues | cues | spans overlap |
| sources, contents | of a cue | the cue is right and at least `overlap` of the words of the longer one are shared |
| speakers | of a cue | the cue is right, same speaker |
| chains | of a cue | the cue is right, same speakers from the outermost to it |
| stances | holder, target and polarity | same three, and evidence that overlaps |
| pairs | holder and target | same two, and evidence that overlaps |

Shares of right labels are over rows that both have: *direction* (of a related pair, who holds and who is the target) and each
axis. Counts are summed an article, stories are drawn with replacement, so that intervals cost no second matching. Rows that
are not counted (`counted` false) or abstain do not take part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mawaqif.errors import MawaqifError
from mawaqif.gold import store
from mawaqif.gold.spans import Floats, Words, draws, interval, jaccard, overlap, pairs, rounded
from mawaqif.rows import Span
from mawaqif.segmentation import sentences

FOUND = ("mentions_exact", "mentions_overlap", "links", "cues", "sources", "contents", "speakers", "chains", "stances", "pairs")
LABELS = {
    "mentions": ("kind", "form"),
    "attributions": ("source_kind", "mode", "inherited", "distance"),
    "stances": ("polarity", "basis", "event_type", "factuality", "certainty", "voice", "direction"),
}
SPLITS = ("work", "held")
_SIDES = {1: "support", -1: "oppose", 0: "neutral"}


class Name(NamedTuple):
    """A mention, from a table or from gold."""

    span: Span
    actor_id: str | None
    kind: str
    form: str
    rule: str
    local_id: str | None = None


class Saying(NamedTuple):
    """An attribution; `chain` holds the speakers from the outermost to it."""

    id: str
    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    speaker_id: str | None
    chain: tuple[str | None, ...]
    source_kind: str
    mode: str
    inherited: str
    distance: str
    rule: str


class Relation(NamedTuple):
    """A stance; `voice` is the id of an attribution of the same side."""

    holder_id: str
    target_id: str
    polarity: int
    evidence: Span
    basis: str
    event_type: str
    factuality: str
    certainty: str
    voice: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one article, from either side."""

    mentions: tuple[Name, ...] = ()
    attributions: tuple[Saying, ...] = ()
    stances: tuple[Relation, ...] = ()


def rows_of_gold(gold: store.Gold) -> Rows:
    """Gold in the form that is compared."""
    return Rows(
        tuple(Name((m.start, m.end), m.actor_id, m.kind, m.form, "", m.local_id) for m in gold.mentions),
        tuple(
            Saying(
                a.id, a.cue, a.source, a.content, a.speaker_id, tuple(x.speaker_id for x in store.chain(gold, a.id)), a.source_kind, a.mode,
                str(a.inherited), a.distance, "",
            )
            for a in gold.attributions
        ),
        tuple(
            Relation(s.holder_id, s.target_id, s.polarity, s.evidence, s.basis, s.event_type, s.factuality, s.certainty, s.voice, "")
            for s in gold.stances
        ),
    )  # fmt: skip


def rows_of_tables(mentions: pd.DataFrame, attributions: pd.DataFrame, stances: pd.DataFrame) -> dict[str, Rows]:
    """Article id → its rows in the form that is compared; only stances that are counted."""
    names: dict[str, list[Name]] = defaultdict(list)
    sayings: dict[str, list[Saying]] = defaultdict(list)
    relations: dict[str, list[Relation]] = defaultdict(list)
    for m in _records(mentions):
        span = (int(m["start"]), int(m["end"]))
        names[m["article_id"]].append(Name(span, _none(m["actor_id"]), m["kind"], m["form"], m["rule"], _none(m.get("local_id"))))
    speaker = {a["attribution_id"]: (_none(a["speaker_id"]), _none(a["parent_id"])) for a in _records(attributions)}
    for a in _records(attributions):
        source = None if pd.isna(a["source_start"]) else (int(a["source_start"]), int(a["source_end"]))
        content = tuple((int(c["start"]), int(c["end"])) for c in a["content"])
        cue = (int(a["cue_start"]), int(a["cue_end"]))
        chain = _chain(a["attribution_id"], speaker)
        labels = (a["source_kind"], a["mode"], str(bool(a["inherited"])), a["distance"], a["rule"])
        sayings[a["article_id"]].append(Saying(a["attribution_id"], cue, source, content, _none(a["speaker_id"]), chain, *labels))
    for s in _records(stances[stances["counted"].astype(bool)]):
        evidence = (int(s["evidence_start"]), int(s["evidence_end"]))
        axes = (s["basis"], s["event_type"], s["factuality"], s["certainty"], _none(s["attribution_id"]), s["rule"])
        relations[s["article_id"]].append(Relation(s["holder_id"], s["target_id"], int(s["polarity"]), evidence, *axes))
    ids = sorted({*names, *sayings, *relations})
    return {i: Rows(tuple(names[i]), tuple(sayings[i]), tuple(relations[i])) for i in ids}


def _records(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict(orient="records")


def _none(value: Any) -> str | None:
    return None if value is None or pd.isna(value) or value == "" else str(value)


def _chain(attribution_id: str, speaker: Mapping[str, tuple[str | None, str | None]]) -> tuple[str | None, ...]:
    path: list[str | None] = []
    at: str | None = attribution_id
    for _ in range(len(speaker)):
        if at is None or at not in speaker:
            break
        path.append(speaker[at][0])
        at = speaker[at][1]
    return tuple(reversed(path))


# --- one article ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """Counts of one article, and what was wrong.

    Attributes:
        found: (score, class) → right, predicted, gold; class "" is all.
        labels: (table, label) → right, compared.
        values: (table, label, value) → right, predicted, gold; of labels with a closed set of values.
        rules: (table, rule) → right, predicted.
        errors: rows of the table of errors, without the article's columns.
    """

    found: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    labels: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    values: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    rules: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    errors: list[dict[str, Any]] = field(default_factory=list)

    def count(self, score: str, right: Iterable[tuple[str, str]], predicted: Iterable[str], gold: Iterable[str]) -> None:
        """Add rows by their class; a right row counts for a class only where the program and gold give it the same one.

        Args:
            right: classes (of the program, of gold) of the rows that are right.
        """
        self.found[score, ""]  # a score that counts nothing is still there
        for theirs, ours in right:
            self.found[score, ""][0] += 1
            if theirs == ours:
                self.found[score, ours][0] += 1
        for k, classes in ((1, predicted), (2, gold)):
            for name in classes:
                self.found[score, name][k] += 1
                self.found[score, ""][k] += 1

    def label(self, table: str, name: str, gold: Any, predicted: Any, at: Span, rule: str) -> None:
        """Add one compared label."""
        self.labels[table, name][1] += 1
        if name not in ("voice", "direction"):
            for k, value in enumerate((gold if gold == predicted else None, predicted, gold)):
                if value is not None:
                    self.values[table, name, str(value)][k] += 1
        if gold == predicted:
            self.labels[table, name][0] += 1
        else:
            self.error(table, f"wrong {name}", at, gold, predicted, rule)

    def error(self, table: str, what: str, at: Span, gold: Any, predicted: Any, rule: str) -> None:
        row = {"table": table, "error": what, "start": at[0], "end": at[1], "gold": _said(gold), "predicted": _said(predicted)}
        self.errors.append({**row, "rule": rule})


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return " › ".join(_said(v) for v in value)
    return "—" if value is None else str(value)


def _exact(a: Name, b: Name) -> float:
    return float(a.span == b.span)


def _touch(a: Name, b: Name) -> float:
    return jaccard(a.span, b.span)


def _cue(a: Saying, b: Saying) -> float:
    """Cues must touch; where several rows share one, speaker and content decide."""
    touch = jaccard(a.cue, b.cue)
    return touch and touch + (a.speaker_id == b.speaker_id) / 2 + max((jaccard(x, y) for x in a.content for y in b.content), default=0) / 2


def _related(a: Relation, b: Relation) -> float:
    same = (a.holder_id, a.target_id) == (b.holder_id, b.target_id) and overlap(a.evidence, b.evidence) > 0
    return same and jaccard(a.evidence, b.evidence) + (a.polarity == b.polarity)


def _stance(a: Relation, b: Relation) -> float:
    return _related(a, b) if a.polarity == b.polarity else 0.0


def right_stances(predicted: Sequence[Relation], gold: Sequence[Relation]) -> list[tuple[int, int]]:
    """Indices of the stances that are right and of the gold they match: same holder, target and polarity, and evidence that overlaps."""
    return pairs(predicted, gold, _stance)


def _undirected(a: Relation, b: Relation) -> float:
    same = {a.holder_id, a.target_id} == {b.holder_id, b.target_id} and overlap(a.evidence, b.evidence) > 0
    return same and jaccard(a.evidence, b.evidence) + (a.holder_id == b.holder_id) + (a.polarity == b.polarity)


def compare(predicted: Rows, gold: Rows, text: str | None = None, *, least: float = 0.8) -> Tally:
    """Counts and errors of one article.

    Args:
        predicted, gold: its rows.
        text: its clean text, for words; without it characters are compared.
        least: share of words in [0, 1] that two sources or contents must have in common.
    """
    tally = Tally()
    gold = with_local_ids_of(predicted, gold)
    _mentions(tally, predicted.mentions, gold.mentions)
    same = _attributions(tally, predicted.attributions, gold.attributions, Words(text), least)
    _stances(tally, predicted.stances, gold.stances, same)
    return tally


def with_local_ids_of(predicted: Rows, gold: Rows) -> Rows:
    """Gold in which an actor outside the registry has the id that the program gave to the same name.

    Ids outside the registry are spelled by whoever writes them (PERSON-JIHAD-MAKDISSI, PERSON-JHAD-MQDSI); what is compared is whether
    the same name is meant.
    """
    same = {
        g.local_id: p.local_id
        for p, g in ((predicted.mentions[i], gold.mentions[j]) for i, j in pairs(predicted.mentions, gold.mentions, _touch))
        if p.actor_id is None and g.actor_id is None and p.local_id and g.local_id
    }
    if not same:
        return gold

    def named(actor_id: str | None) -> str | None:
        return same.get(actor_id, actor_id) if actor_id is not None else None

    return Rows(
        gold.mentions,
        tuple(a._replace(speaker_id=named(a.speaker_id), chain=tuple(named(x) for x in a.chain)) for a in gold.attributions),
        tuple(s._replace(holder_id=named(s.holder_id) or "", target_id=named(s.target_id) or "") for s in gold.stances),
    )


def _mentions(tally: Tally, predicted: Sequence[Name], gold: Sequence[Name]) -> None:
    kinds = [m.kind for m in predicted], [m.kind for m in gold]
    tally.count("mentions_exact", ((predicted[i].kind, gold[j].kind) for i, j in pairs(predicted, gold, _exact)), *kinds)
    matched = pairs(predicted, gold, _touch)
    tally.count("mentions_overlap", ((predicted[i].kind, gold[j].kind) for i, j in matched), *kinds)
    linked = ((predicted[i].kind, gold[j].kind) for i, j in matched if predicted[i].actor_id == gold[j].actor_id)
    tally.count("links", linked, *kinds)
    right = {i for i, j in matched if predicted[i].actor_id == gold[j].actor_id}
    for i, j in matched:
        p, g = predicted[i], gold[j]
        if p.span != g.span:
            tally.error("mentions", "wrong span", g.span, f"{g.span[0]}:{g.span[1]}", f"{p.span[0]}:{p.span[1]}", p.rule)
        if p.actor_id != g.actor_id:
            tally.error("mentions", "wrong actor_id", g.span, g.actor_id, p.actor_id, p.rule)
        for name in LABELS["mentions"]:
            tally.label("mentions", name, getattr(g, name), getattr(p, name), g.span, p.rule)
    _alone(tally, "mentions", predicted, gold, matched, lambda m: (m.span, m.actor_id or m.kind))
    _rules(tally, "mentions", predicted, right)


def _attributions(
    tally: Tally, predicted: Sequence[Saying], gold: Sequence[Saying], words: Words, least: float
) -> tuple[dict[str, str], set[str]]:
    """Gives the matched rows, id of the predicted → id of gold, and the ids of gold."""
    matched = pairs(predicted, gold, _cue)
    kinds = [a.source_kind for a in predicted], [a.source_kind for a in gold]
    both = [(predicted[i], gold[j]) for i, j in matched]
    tally.count("cues", ((p.source_kind, g.source_kind) for p, g in both), *kinds)
    sourced = [a.source_kind for a in predicted if a.source], [a.source_kind for a in gold if a.source]
    same_source = [(p, g) for p, g in both if p.source and g.source and words.shared([p.source], [g.source]) >= least]
    tally.count("sources", ((p.source_kind, g.source_kind) for p, g in same_source), *sourced)
    same_content = [(p, g) for p, g in both if words.shared(p.content, g.content) >= least]
    tally.count("contents", ((p.source_kind, g.source_kind) for p, g in same_content), *kinds)
    spoken = [a.source_kind for a in predicted if a.speaker_id], [a.source_kind for a in gold if a.speaker_id]
    same_speaker = ((p.source_kind, g.source_kind) for p, g in both if p.speaker_id and p.speaker_id == g.speaker_id)
    tally.count("speakers", same_speaker, *spoken)
    depths = [_depth(a) for a in predicted], [_depth(a) for a in gold]
    tally.count("chains", ((_depth(p), _depth(g)) for p, g in both if p.chain == g.chain), *depths)
    right = {i for i, j in matched if predicted[i].chain == gold[j].chain and (predicted[i], gold[j]) in same_content}
    for p, g in both:
        if p.source != g.source and (p, g) not in same_source:
            tally.error("attributions", "wrong source", g.cue, _place(g.source), _place(p.source), p.rule)
        if (p, g) not in same_content:
            tally.error("attributions", "wrong content", g.content[0], tuple(map(_place, g.content)), tuple(map(_place, p.content)), p.rule)
        if p.speaker_id != g.speaker_id:
            tally.error("attributions", "wrong speaker_id", g.cue, g.speaker_id, p.speaker_id, p.rule)
        elif p.chain != g.chain:
            tally.error("attributions", "wrong chain", g.cue, g.chain, p.chain, p.rule)
        for name in LABELS["attributions"]:
            tally.label("attributions", name, getattr(g, name), getattr(p, name), g.cue, p.rule)
    _alone(tally, "attributions", predicted, gold, matched, lambda a: (a.cue, a.speaker_id))
    _rules(tally, "attributions", predicted, right)
    return {p.id: g.id for p, g in both}, {g.id for g in gold}


def _depth(a: Saying) -> str:
    return f"{min(len(a.chain), 3)}{'+' if len(a.chain) >= 3 else ''}"


def _place(span: Span | None) -> str | None:
    return f"{span[0]}:{span[1]}" if span else None


def _stances(tally: Tally, predicted: Sequence[Relation], gold: Sequence[Relation], same: tuple[dict[str, str], set[str]]) -> None:
    sides = [_SIDES[s.polarity] for s in predicted], [_SIDES[s.polarity] for s in gold]
    right = right_stances(predicted, gold)
    tally.count("stances", ((_SIDES[predicted[i].polarity], _SIDES[gold[j].polarity]) for i, j in right), *sides)
    matched = pairs(predicted, gold, _related)
    tally.count("pairs", ((_SIDES[predicted[i].polarity], _SIDES[gold[j].polarity]) for i, j in matched), *sides)
    for i, j in matched:
        p, g = predicted[i], gold[j]
        for name in ("polarity", "basis", "event_type", "factuality", "certainty"):
            tally.label("stances", name, getattr(g, name), getattr(p, name), g.evidence, p.rule)
        voice = p.voice and same[0].get(p.voice, "another row")
        tally.label("stances", "voice", g.voice, voice, g.evidence, p.rule)
    for i, j in pairs(predicted, gold, _undirected):
        p, g = predicted[i], gold[j]
        tally.label("stances", "direction", (g.holder_id, g.target_id), (p.holder_id, p.target_id), g.evidence, p.rule)
    _alone(tally, "stances", predicted, gold, matched, lambda s: (s.evidence, f"{s.holder_id} → {s.target_id} ({s.polarity:+d})"))
    _rules(tally, "stances", predicted, {i for i, _ in right})


def _alone(
    tally: Tally, table: str, predicted: Sequence[Any], gold: Sequence[Any], matched: Sequence[tuple[int, int]], said: Callable[[Any], Any]
) -> None:
    """Errors for rows that only one side has."""
    left, right = {i for i, _ in matched}, {j for _, j in matched}
    for i, row in enumerate(predicted):
        if i not in left:
            at, what = said(row)
            tally.error(table, "false", at, None, what, row.rule)
    for j, row in enumerate(gold):
        if j not in right:
            at, what = said(row)
            tally.error(table, "missed", at, what, None, "")


def _rules(tally: Tally, table: str, predicted: Sequence[Any], right: set[int]) -> None:
    for i, row in enumerate(predicted):
        tally.rules[table, row.rule][0] += i in right
        tally.rules[table, row.rule][1] += 1


# --- all articles ---------------------------------------------------------------------------------------------------------

ERRORS = ("article_id", "split", "style", "table", "error", "start", "end", "text", "sentence", "gold", "predicted", "rule")


@dataclass(frozen=True, slots=True)
class Scores:
    """`scores`: for `data/processed/scores.json`; `errors`: one row an error, columns `ERRORS`."""

    scores: dict[str, Any]
    errors: pd.DataFrame


def score(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    attributions: pd.DataFrame,
    stances: pd.DataFrame,
    gold: Mapping[str, store.Gold],
    *,
    passes: tuple[Mapping[str, store.Gold], Mapping[str, store.Gold]] | None = None,
    stories: Mapping[str, str] | None = None,
    n_draws: int = 2000,
    level: float = 0.95,
    overlap: float = 0.8,
    seed: int = 20,
) -> Scores:
    """Scores of the tables of a run against gold.

    Args:
        articles: `schemas.ARTICLES`; articles without gold do not take part.
        mentions, attributions, stances: the tables of the run.
        gold: article id → gold, usually the pass `adjudicated`.
        passes: two independent passes; their agreement, measured in the same way, stands beside each score as `human`.
        stories: article id → story; default the table's `story_id`.
        n_draws: of stories.
        level: of the intervals, in (0, 1).
        overlap: share of words that two sources or contents must have in common.
        seed: of the draws.

    Raises:
        MawaqifError: No article has gold; gold that was taken from another text (both hashes are named).
    """
    table = articles[articles["article_id"].isin(gold)].sort_values("article_id")
    if table.empty:
        raise MawaqifError("no article of the tables has gold. Name a pass whose articles are in the corpus.")
    texts: dict[str, str | None] = {a["article_id"]: a["text"] or None for a in _records(table)}
    for article_id, text in texts.items():
        store.check(gold[article_id], text)
    mentions, attributions, stances = (t[t["article_id"].isin(gold)] for t in (mentions, attributions, stances))
    found = rows_of_tables(mentions, attributions, stances)
    tallies = {i: compare(found.get(i, Rows()), rows_of_gold(gold[i]), t, least=overlap) for i, t in texts.items()}
    human = {}
    if passes is not None:
        one, other = passes
        both = [i for i in texts if i in one and i in other]
        human = {i: compare(rows_of_gold(one[i]), rows_of_gold(other[i]), texts[i], least=overlap) for i in both}
    frame = table.assign(story=[(stories or {}).get(a["article_id"], a["story_id"]) for a in _records(table)])
    scores: dict[str, Any] = {}
    for split in SPLITS:
        part = frame[frame["split"] == split]
        if not part.empty:
            scores[split] = _part(part, tallies, human, n_draws, level, seed)
    scores["rules"] = _by_rule(tallies.values())
    scores["draws"], scores["seed"] = n_draws, seed
    return Scores(scores, _errors(frame, tallies, texts))


def _part(
    part: pd.DataFrame, tallies: Mapping[str, Tally], human: Mapping[str, Tally], n_draws: int, level: float, seed: int
) -> dict[str, Any]:
    ids, stories = part["article_id"].tolist(), part["story"].tolist()
    result = summary([tallies[i] for i in ids], stories, n_draws, level, seed)
    judged = [(human[i], s) for i, s in zip(ids, stories, strict=True) if i in human]
    if judged:
        beside = summary([t for t, _ in judged], [s for _, s in judged], n_draws, level, seed)
        for group in ("found", "labels"):
            for name, row in result[group].items():
                row["human"] = {k: v for k, v in beside[group].get(name, {}).items() if k in ("f1", "macro_f1", "share", "low", "high")}
    styles = sorted(set(part["style"].dropna()))
    result["by_style"] = {}
    for style in styles:
        mine = part[part["style"] == style]
        inner = summary([tallies[i] for i in mine["article_id"]], mine["story"].tolist(), n_draws, level, seed, classes=False)
        result["by_style"][style] = inner
    return result


def summary(
    tallies: Sequence[Tally], stories: Sequence[str], n_draws: int, level: float, seed: int, *, classes: bool = True
) -> dict[str, Any]:
    names = sorted(set(stories))
    place = {s: k for k, s in enumerate(names)}
    weights = draws(len(names), n_draws, seed)
    found: dict[str, Any] = {}
    drawn: dict[tuple[str, str], Floats] = {}
    keys = sorted({key for t in tallies for key in t.found})
    for score_name, name in keys:
        sums = _sums([t.found.get((score_name, name), [0, 0, 0]) for t in tallies], stories, place)
        row, drawn[score_name, name] = _f1(sums, weights, level)
        if name == "":
            found[score_name] = row
        elif classes:
            found[score_name].setdefault("by", {})[name] = row
    _macro(found, drawn, level)
    labels: dict[str, Any] = {}
    for table, name in sorted({key for t in tallies for key in t.labels}):
        sums = _sums([t.labels.get((table, name), [0, 0]) for t in tallies], stories, place)
        labels[f"{table}.{name}"] = _share(sums, weights, level)
    for table, name, value in sorted({key for t in tallies for key in t.values}) if classes else ():
        sums = _sums([t.values.get((table, name, value), [0, 0, 0]) for t in tallies], stories, place)
        labels[f"{table}.{name}"].setdefault("by", {})[value] = _f1(sums, weights, level)[0]
    ordered = {name: found[name] for name in FOUND if name in found}
    return {"articles": len(tallies), "stories": len(names), "found": ordered, "labels": labels}


def _sums(counts: Sequence[Sequence[int]], stories: Sequence[str], place: Mapping[str, int]) -> Floats:
    """Counts added up by story; shape (n_stories, n_counts)."""
    sums = np.zeros((len(place), len(counts[0])))
    np.add.at(sums, [place[s] for s in stories], np.array(counts, dtype=float))
    return sums


def _f1(sums: Floats, weights: Floats, level: float) -> tuple[dict[str, Any], Floats]:
    right, predicted, gold = sums.sum(axis=0)
    totals = weights @ sums
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = 2 * totals[:, 0] / (totals[:, 1] + totals[:, 2])
        precision, recall, f1 = right / predicted, right / gold, 2 * right / (predicted + gold)
    low, high = interval(drawn, level)
    row = {"precision": rounded(precision), "recall": rounded(recall), "f1": rounded(f1), "low": low, "high": high}
    return {**row, "predicted": int(predicted), "gold": int(gold)}, drawn


def _macro(found: dict[str, Any], drawn: Mapping[tuple[str, str], Floats], level: float) -> None:
    """Mean F1 over support, oppose and neutral, of those classes that gold or the program has."""
    sides = [drawn["stances", s] for s in _SIDES.values() if ("stances", s) in drawn]
    if not sides or "by" not in found["stances"]:
        return
    values = [row["f1"] for row in found["stances"]["by"].values()]
    stacked = np.vstack(sides)
    there = np.isfinite(stacked).any(axis=0)
    means = np.full(stacked.shape[1], np.nan)
    means[there] = np.nanmean(stacked[:, there], axis=0)
    low, high = interval(means, level)
    found["stances"]["macro_f1"] = rounded(np.mean(values))
    found["stances"]["macro_low"], found["stances"]["macro_high"] = low, high


def _share(sums: Floats, weights: Floats, level: float) -> dict[str, Any]:
    right, n = sums.sum(axis=0)
    totals = weights @ sums
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = interval(totals[:, 0] / totals[:, 1], level)
        share = right / n
    return {"share": rounded(share), "low": low, "high": high, "n": int(n)}


def _by_rule(tallies: Iterable[Tally]) -> dict[str, Any]:
    """Table → rule → how many rows it made and how many are wrong; the rule with most wrong rows first."""
    totals: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for tally in tallies:
        for key, (right, n) in tally.rules.items():
            totals[key][0] += n - right
            totals[key][1] += n
    result: dict[str, Any] = {}
    for (table, rule), (wrong, n) in sorted(totals.items(), key=lambda item: (item[0][0], -item[1][0], item[0][1])):
        result.setdefault(table, {})[rule] = {"rows": n, "wrong": wrong}
    return result


def _errors(frame: pd.DataFrame, tallies: Mapping[str, Tally], texts: Mapping[str, str | None]) -> pd.DataFrame:
    listed = []
    for article in _records(frame):
        article_id = article["article_id"]
        text = texts[article_id] or ""
        split = sentences(text)
        head = {"article_id": article_id, "split": article["split"], "style": _none(article["style"])}
        for error in sorted(tallies[article_id].errors, key=lambda e: tuple(e[k] for k in _ORDER)):
            sentence = next((text[s.start : s.end] for s in split if s.start <= error["start"] < s.end), "")
            listed.append({**head, **error, "text": text[error["start"] : error["end"]], "sentence": sentence})
    return pd.DataFrame(listed, columns=list(ERRORS))


_ORDER = ("start", "end", "table", "error", "gold", "predicted", "rule")
