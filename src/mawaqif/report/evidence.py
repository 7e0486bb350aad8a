"""From every mark of a figure to its rows: sentences with what was read in them, grouped by what they are evidence of.

A group has the anchor that marks lead to: `pair.IRN.RUS`, `actor.RUS`, `speaker.RUS`, `kind.official`, `relay.outlet`, `outlet.SY24`,
`article.<article_id>`. Where a text is absent its rows are there without their sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mawaqif.figures.text import missing
from mawaqif.report.tables import Tables
from mawaqif.report.wording import Wording, isolated

MOST = 200  # rows listed in a group; the tables beside the page hold all
OPEN = ("anonymous", "unknown")
ARROW = " › "

Mark = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence and what was read in it, in words of the language.

    Attributes:
        id: of the stance, attribution or mention.
        text, start, end: the clean text of the article and the stretch shown; an empty text where it is not here.
        marks: (start, end, holder | target | predicate | cue), offsets in the text.
        voices: names from the outlet to the origin, each between isolates.
        said: the axes in words.
        polarity: of a stance, else None.
        title, outlet, day: of the article.
        rule, score: score is empty where a row has none.
        notes: released, not counted and why, same story.
    """

    id: str
    article_id: str
    text: str
    start: int
    end: int
    marks: tuple[Mark, ...]
    voices: tuple[str, ...]
    said: tuple[str, ...]
    polarity: int | None
    title: str
    outlet: str
    day: str
    rule: str
    score: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are evidence of one thing; `total` counts those beyond `MOST`, too."""

    anchor: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All groups of a page, by section: pairs, speakers, kinds, relays, outlets, actors, articles."""

    sections: dict[str, tuple[Group, ...]] = field(default_factory=dict)

    @property
    def anchors(self) -> set[str]:
        return {g.anchor for groups in self.sections.values() for g in groups}


class Reader:
    """Looks rows up in the tables and says them in one language."""

    def __init__(self, tables: Tables, words: Wording) -> None:
        self.tables, self.words = tables, words
        self._articles = {str(r["article_id"]): r for r in tables.articles.to_dict("records")}
        self._sentences = {
            str(i): (int(a), int(b))
            for i, a, b in zip(tables.sentences["sentence_id"], tables.sentences["start"], tables.sentences["end"], strict=True)
        }
        self._said: dict[str, dict[Any, Any]] = {str(r["attribution_id"]): r for r in tables.attributions.to_dict("records")}
        self._outside = _printed(tables.mentions)

    # --- names ------------------------------------------------------------------------------------------------------------

    def name(self, actor_id: Any, kind: str = "") -> str:
        """An actor of the registry, a name as printed in its article, or what kind of source it is; between isolates."""
        if missing(actor_id):
            return self.words("kinds." + (kind or "unknown"))
        if self.tables.lexicon.knows(str(actor_id)):
            return isolated(self.tables.lexicon.name_of(str(actor_id), self.words.language))
        if printed := self._outside.get(str(actor_id)):
            return isolated(printed)
        return f"{self.words('kinds.' + kind) if kind else self.words('evidence.outside')} {isolated(actor_id)}"

    def outlet(self, article_id: str) -> str:
        return self.name(self._articles[article_id]["outlet_id"], "outlet")

    def chain(self, attribution_id: Any, article_id: str) -> tuple[str, ...]:
        """Names from the outlet to the origin, who cites himself once; an unnamed source as printed, where the text is here."""
        path: list[str] = []
        at = attribution_id
        while not missing(at):
            row = self._said[str(at)]
            path.append(self._source(row))
            at = row["parent_id"]
        names = [self.outlet(article_id), *reversed(path)]
        return tuple(name for n, name in enumerate(names) if n == 0 or name != names[n - 1])

    def steps(self, attribution_id: str) -> list[dict[Any, Any]]:
        """The rows of a chain, behind the outlet, the origin last."""
        path: list[dict[Any, Any]] = []
        at: Any = attribution_id
        while not missing(at):
            path.append(self._said[str(at)])
            at = path[-1]["parent_id"]
        return path[::-1]

    def _source(self, row: dict[Any, Any]) -> str:
        if not missing(row["speaker_id"]):
            return self.name(row["speaker_id"], row["source_kind"])
        clean = str(self._articles[row["article_id"]]["text"])
        if clean and not missing(row["source_start"]):
            return isolated(clean[int(row["source_start"]) : int(row["source_end"])], 60)
        return self.words("kinds." + row["source_kind"])

    # --- rows -------------------------------------------------------------------------------------------------------------

    def stance(self, row: dict[Any, Any]) -> Row:
        words, article_id = self.words, str(row["article_id"])
        voices = self.chain(row["attribution_id"], article_id)
        said = [words("sides." + str(int(row["polarity"]))), words("bases." + row["basis"])]
        denied = row["factuality"] == "denied"
        said.append(words("evidence.denied_by", voice=voices[-1]) if denied else words("factualities." + row["factuality"]))
        said.append(words("certainties." + row["certainty"]))
        marks = [
            (row["holder_start"], row["holder_end"], "holder"),
            (row["target_start"], row["target_end"], "target"),
            (row["predicate_start"], row["predicate_end"], "predicate"),
        ]
        if not missing(row["attribution_id"]):
            said_by = self._said[str(row["attribution_id"])]
            said.append(words("distances." + said_by["distance"]))
            marks.append((said_by["cue_start"], said_by["cue_end"], "cue"))
        notes = [] if row["counted"] else [f"{words('evidence.not_counted')}: {words.maybe('reasons', str(row['reason']))}"]
        return self._row(
            str(row["stance_id"]), article_id, str(row["sentence_id"]), marks, voices, said, notes, str(row["rule"]),
            polarity=int(row["polarity"]), score=words.number(float(row["score"]), 2),
        )  # fmt: skip

    def statement(self, attribution_id: str) -> Row:
        row, words = self._said[attribution_id], self.words
        article_id = str(row["article_id"])
        marks = [(row["cue_start"], row["cue_end"], "cue"), (row["source_start"], row["source_end"], "holder")]
        said = [words("modes." + row["mode"]), words("distances." + row["distance"])]
        notes = [words.maybe("reasons", str(row["reason"]))] if row["reason"] else []
        return self._row(
            attribution_id,
            article_id,
            str(row["sentence_id"]),
            marks,
            self.chain(attribution_id, article_id),
            said,
            notes,
            str(row["rule"]),
        )

    def mention(self, row: dict[Any, Any]) -> Row:
        article_id = str(row["article_id"])
        marks = [(row["start"], row["end"], "holder")]
        return self._row(
            str(row["mention_id"]), article_id, str(row["sentence_id"]), marks, (self.outlet(article_id),), [], [], str(row["rule"])
        )

    def sentence(self, sentence_id: str, article_id: str) -> Row:
        """A sentence alone, as it stands in its article."""
        return self._row(sentence_id, article_id, sentence_id, [], (), [], [], "")

    def _row(
        self,
        row_id: str,
        article_id: str,
        sentence_id: str,
        marks: Iterable[tuple[Any, Any, str]],
        voices: tuple[str, ...],
        said: list[str],
        notes: list[str],
        rule: str,
        *,
        polarity: int | None = None,
        score: str = "",
    ) -> Row:
        article = self._articles[article_id]
        clean = str(article["text"]) if article["present"] else ""
        start, end = self._sentences.get(sentence_id, (0, 0)) if clean else (0, 0)
        placed = tuple((int(a), int(b), kind) for a, b, kind in marks if clean and not missing(a) and start <= int(a) < int(b) <= end)
        if not clean:
            notes = [self.words("evidence.released"), *notes]
        return Row(
            row_id, article_id, clean, start, end, placed, voices, tuple(said), polarity, isolated(article["title"] or article_id),
            self.outlet(article_id), self.words.day(article["published"]), rule, score, tuple(notes),
        )  # fmt: skip


def _printed(mentions: pd.DataFrame) -> dict[str, str]:
    """Local id → its longest name as printed; an actor that is not in the registry has no other name."""
    found: dict[str, str] = {}
    for local_id, printed in zip(mentions["local_id"], mentions["text"], strict=True):
        if not missing(local_id) and len(str(printed)) > len(found.get(str(local_id), "")):
            found[str(local_id)] = str(printed)
    return found


def gather(tables: Tables, words: Wording, *, wanted: Collection[str] | None = None) -> Evidence:
    """All evidence of a page.

    Args:
        wanted: anchors that marks lead to; groups of actors that nothing leads to are left out. None: all.
    """
    reader = Reader(tables, words)
    day = dict(zip(tables.articles["article_id"], tables.articles["published"].fillna(""), strict=True))
    return Evidence(
        {
            "pairs": tuple(_pairs(reader, tables.stances, day)),
            "speakers": tuple(_speakers(reader, tables.attributions)),
            "kinds": tuple(_kinds(reader, tables.attributions)),
            "relays": tuple(_relays(reader, tables.attributions)),
            "outlets": tuple(_outlets(reader, tables.attributions, tables.articles)),
            "actors": tuple(_actors(reader, tables.mentions, wanted)),
            "articles": tuple(_articles(reader, tables)),
        }
    )


def _group(anchor: str, names: tuple[str, ...], rows: list[Row], total: int | None = None) -> Group:
    return Group(anchor, names, tuple(rows), len(rows) if total is None else total)


def _pairs(reader: Reader, stances: pd.DataFrame, day: dict[str, str]) -> Iterable[Group]:
    """Pairs with most evidence first; in a group what counts stands first, in order of time."""
    groups: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for row in stances.to_dict("records"):
        groups.setdefault((str(row["holder_id"]), str(row["target_id"])), []).append(row)
    for (holder, target), rows in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0])):
        rows.sort(key=lambda r: (not r["counted"], day[r["article_id"]], r["article_id"], r["evidence_start"], r["stance_id"]))
        names = (reader.name(holder), reader.name(target))
        yield _group(f"pair.{holder}.{target}", names, [reader.stance(r) for r in rows[:MOST]], len(rows))


def _by(keys: list[str], ids: list[str]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for key, row_id in zip(keys, ids, strict=True):
        groups.setdefault(key, []).append(row_id)
    return sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))


def speaker_of(speaker_id: Any, kind: str, reader: Reader) -> str:
    """The group of a speaker, as the figure of speakers has it: an actor of the registry, `anonymous`, `unknown` or `unlinked`."""
    if not missing(speaker_id) and reader.tables.lexicon.knows(str(speaker_id)):
        return str(speaker_id)
    return kind if kind in OPEN else "unlinked"


def _speakers(reader: Reader, said: pd.DataFrame) -> Iterable[Group]:
    keys = [speaker_of(s, k, reader) for s, k in zip(said["speaker_id"], said["source_kind"], strict=True)]
    for key, ids in _by(keys, list(said["attribution_id"])):
        name = reader.words("kinds_many." + key) if key in (*OPEN, "unlinked") else reader.name(key)
        yield _group(f"speaker.{key}", (name,), [reader.statement(i) for i in ids[:MOST]], len(ids))


def _kinds(reader: Reader, said: pd.DataFrame) -> Iterable[Group]:
    for kind, ids in _by(list(said["source_kind"]), list(said["attribution_id"])):
        yield _group(f"kind.{kind}", (reader.words("kinds_many." + kind),), [reader.statement(i) for i in ids[:MOST]], len(ids))


def _relays(reader: Reader, said: pd.DataFrame) -> Iterable[Group]:
    """Statements by the kind of the first voice they are cited from; `direct` where there is none between outlet and origin."""
    paths = [reader.steps(i) for i in said["attribution_id"]]
    keys = [str(p[0]["source_kind"]) if len(p) > 1 else "direct" for p in paths]
    for kind, ids in _by(keys, list(said["attribution_id"])):
        yield _group(f"relay.{kind}", (reader.words("kinds_many." + kind),), [reader.statement(i) for i in ids[:MOST]], len(ids))


def _outlets(reader: Reader, said: pd.DataFrame, articles: pd.DataFrame) -> Iterable[Group]:
    outlet = dict(zip(articles["article_id"], articles["outlet_id"], strict=True))
    for outlet_id, ids in _by([str(outlet[a]) for a in said["article_id"]], list(said["attribution_id"])):
        yield _group(f"outlet.{outlet_id}", (reader.name(outlet_id, "outlet"),), [reader.statement(i) for i in ids[:MOST]], len(ids))


def _actors(reader: Reader, mentions: pd.DataFrame, wanted: Collection[str] | None) -> Iterable[Group]:
    """For each actor its first naming in every article."""
    linked = mentions[mentions["actor_id"].notna()].drop_duplicates(["actor_id", "article_id"])
    groups: dict[str, list[dict[Any, Any]]] = {}
    for row in linked.to_dict("records"):
        groups.setdefault(str(row["actor_id"]), []).append(row)
    for actor_id, rows in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0])):
        if wanted is None or f"actor.{actor_id}" in wanted:
            yield _group(f"actor.{actor_id}", (reader.name(actor_id),), [reader.mention(r) for r in rows[:MOST]], len(rows))


def _articles(reader: Reader, tables: Tables) -> Iterable[Group]:
    """Every article with its sentences; of one that may not be passed on none, whether its text is here or not."""
    sentences: dict[str, list[str]] = {}
    for sentence_id, article_id in zip(tables.sentences["sentence_id"], tables.sentences["article_id"], strict=True):
        sentences.setdefault(str(article_id), []).append(str(sentence_id))
    shown = tables.articles.sort_values(["published", "article_id"], na_position="last")
    for row in shown.itertuples():
        article_id = str(row.article_id)
        ids = sentences.get(article_id, []) if row.collection not in tables.restricted else []
        names = (isolated(row.title or article_id), reader.outlet(article_id), reader.words.day(row.published))
        yield _group(f"article.{article_id}", names, [reader.sentence(i, article_id) for i in ids[:MOST]], len(ids))
