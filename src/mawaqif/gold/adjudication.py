"""Two passes into one: what both say is taken, what they differ on is decided row by row, with a reason.

    python -m mawaqif.gold.adjudication ARTICLE_ID --show          # the differences, numbered, with their text
    python -m mawaqif.gold.adjudication ARTICLE_ID decisions.yaml  # writes data/manual/gold/adjudicated/ARTICLE_ID.json

A decisions file maps the number of a difference to what is taken, `a`, `b`, `both` or `none`, with the reason where it is not plain:
`m3: [a, "a comma ends the name (D1)"]`. Every difference must be decided. Reasons become notes of the adjudicated pass.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import yaml

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.gold import store, texts
from mawaqif.gold.spans import jaccard, pairs

Take = Literal["a", "b", "both", "none"]
R = TypeVar("R", store.Mention, store.Attribution, store.Stance)
PLACES: dict[str, Callable[[Any], tuple[int, int]]] = {
    "mentions": lambda m: (m.start, m.end),
    "attributions": lambda a: a.cue,
    "stances": lambda s: s.evidence,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A row on which two passes differ, or that only one of them has.

    Attributes:
        key: m1, a1, s1, …: its number among the differences of its table, in the order of the text.
        table: mentions, attributions or stances.
        a, b: the row of each pass, or None.
    """

    key: str
    table: str
    a: Any
    b: Any

    @property
    def at(self) -> tuple[int, int]:
        return PLACES[self.table](self.a if self.a is not None else self.b)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreed pairs of rows (a's and b's) and the differences, by table."""

    agreed: dict[str, list[tuple[Any, Any]]]
    differences: list[Difference]


def _same_name(a: store.Mention, b: store.Mention) -> float:
    return jaccard((a.start, a.end), (b.start, b.end))


def _same_cue(a: store.Attribution, b: store.Attribution) -> float:
    touch = jaccard(a.cue, b.cue)
    return touch and touch + max(jaccard(x, y) for x in a.content for y in b.content)


def _same_relation(a: store.Stance, b: store.Stance) -> float:
    if (a.holder_id, a.target_id) != (b.holder_id, b.target_id):
        return 0.0
    return jaccard(a.evidence, b.evidence) + (a.polarity == b.polarity) / 10


def compare(a: store.Gold, b: store.Gold) -> Comparison:
    """What two passes of one article agree and differ on.

    Raises:
        MawaqifError: They are of different articles or texts.
    """
    if (a.article_id, a.raw_sha256) != (b.article_id, b.raw_sha256):
        raise MawaqifError(f"{a.article_id} ({a.raw_sha256}) and {b.article_id} ({b.raw_sha256}) are not passes of one text.")
    agreed: dict[str, list[tuple[Any, Any]]] = {}
    differences: list[Difference] = []
    cues = {x.id: y.id for x, y in _agreed(a.attributions, b.attributions, _same_cue)}
    for table, letter, alike, equal in (
        ("mentions", "m", _same_name, _equal_mentions),
        ("attributions", "a", _same_cue, lambda x, y: _equal_attributions(x, y, cues)),
        ("stances", "s", _same_relation, lambda x, y: _equal_stances(x, y, cues)),
    ):
        mine, theirs = getattr(a, table), getattr(b, table)
        found = pairs(mine, theirs, alike)  # type: ignore[type-var]
        agreed[table] = [(mine[i], theirs[j]) for i, j in found if equal(mine[i], theirs[j])]
        open_ = [(mine[i], theirs[j]) for i, j in found if not equal(mine[i], theirs[j])]
        left, right = {i for i, _ in found}, {j for _, j in found}
        open_ += [(row, None) for i, row in enumerate(mine) if i not in left]
        open_ += [(None, row) for j, row in enumerate(theirs) if j not in right]
        place = PLACES[table]
        open_.sort(key=lambda pair: (place(pair[0] if pair[0] is not None else pair[1]), pair[0] is None))
        differences += [Difference(f"{letter}{n}", table, x, y) for n, (x, y) in enumerate(open_, 1)]
    return Comparison(agreed, differences)


def _agreed(mine: Sequence[R], theirs: Sequence[R], alike: Callable[[R, R], float]) -> list[tuple[R, R]]:
    return [(mine[i], theirs[j]) for i, j in pairs(mine, theirs, alike)]


def _equal_mentions(a: store.Mention, b: store.Mention) -> bool:
    return a == b


def _equal_attributions(a: store.Attribution, b: store.Attribution, cues: Mapping[str, str]) -> bool:
    parent = cues.get(a.parent, a.parent) if a.parent is not None else None
    return a.model_copy(update={"id": b.id, "parent": parent}) == b


def _equal_stances(a: store.Stance, b: store.Stance, cues: Mapping[str, str]) -> bool:
    voice = cues.get(a.voice, a.voice) if a.voice is not None else None
    return a.model_copy(update={"voice": voice}) == b


def adjudicate(a: store.Gold, b: store.Gold, decisions: Mapping[str, tuple[Take, str]], *, where: str) -> store.Gold:
    """The adjudicated pass.

    Args:
        a, b: the passes.
        decisions: key of a difference → what is taken, and the reason ("" where it is plain).
        where: name of the decisions file, for messages.

    Raises:
        MawaqifError: A difference that is not decided, or a decision about none.
    """
    comparison = compare(a, b)
    keys = {d.key for d in comparison.differences}
    if missing := sorted(keys - set(decisions)):
        raise MawaqifError(f"{where}: not decided: {', '.join(missing)}. Show them with --show and decide each.")
    if extra := sorted(set(decisions) - keys):
        raise MawaqifError(f"{where}: no such difference: {', '.join(extra)}. Take the lines out.")
    # attributions get new ids; both passes' ids lead to them
    ids: dict[tuple[str, str], str] = {}
    kept: list[tuple[str, store.Attribution]] = []
    for x, y in comparison.agreed["attributions"]:
        name = f"a{len(kept) + 1}"
        ids["a", x.id] = ids["b", y.id] = name
        kept.append(("a", x.model_copy(update={"id": name})))
    rows: dict[str, list[tuple[str, Any]]] = {t: [("a", x) for x, _ in comparison.agreed[t]] for t in ("mentions", "stances")}
    notes = []
    for d in comparison.differences:
        take, reason = decisions[d.key]
        chosen = [(p, row) for p, row in (("a", d.a), ("b", d.b)) if row is not None and take in (p, "both")]
        if d.table == "attributions":
            for p, row in chosen:
                name = f"a{len(kept) + 1}"
                kept.append((p, row.model_copy(update={"id": name})))
                for q, other in (("a", d.a), ("b", d.b)):
                    if other is not None and (take != "both" or q == p):
                        ids[q, other.id] = name
        else:
            rows[d.table] += chosen
        if reason:
            raw = _raw_of(d)
            notes.append(store.Note(at=d.at, note=f"{d.key}, {take}: {reason}", raw=store.RawNote(at=raw)))
    attributions = [row.model_copy(update={"parent": ids.get((p, row.parent)) if row.parent is not None else None}) for p, row in kept]
    stances = [row.model_copy(update={"voice": ids.get((p, row.voice)) if row.voice is not None else None}) for p, row in rows["stances"]]
    return store.make(
        a.article_id, "adjudicated", raw_sha256=a.raw_sha256, text_sha256=a.text_sha256,
        mentions=[row for _, row in rows["mentions"]], attributions=attributions, stances=stances, notes=notes,
    )  # fmt: skip


def _raw_of(d: Difference) -> tuple[int, int]:
    row = d.a if d.a is not None else d.b
    if d.table == "mentions":
        return row.raw_start, row.raw_end
    raw: tuple[int, int] = row.raw.cue if d.table == "attributions" else row.raw.evidence
    return raw


def show(a: store.Gold, b: store.Gold, text: str) -> str:
    """The differences, each with its text and what each pass says."""
    lines = []
    for d in compare(a, b).differences:
        start, end = d.at
        lines.append(
            f"{d.key}  {d.table}  «{text[max(0, start - 50) : start]}[{text[start:end]}]{text[end : end + 40]}»".replace("\n", " ")
        )
        lines += [f"    {p}: {_said(row, text)}" for p, row in (("a", d.a), ("b", d.b))]
    return "\n".join(lines)


def _said(row: Any, text: str) -> str:
    if row is None:
        return "—"
    if isinstance(row, store.Mention):
        return f"«{text[row.start : row.end]}» {row.actor_id or row.local_id} {row.kind} {row.form}"
    if isinstance(row, store.Attribution):
        source = f"«{text[row.source[0] : row.source[1]]}»" if row.source else "—"
        content = " … ".join(f"«{text[x:y]}»" for x, y in row.content)
        flags = f"{row.source_kind} {row.mode} {row.distance}{' inherited' if row.inherited else ''} parent {row.parent}"
        return f"cue «{text[row.cue[0] : row.cue[1]]}» source {source} {row.speaker_id} {flags} content {content}"
    stance: store.Stance = row
    axes = f"{stance.basis} {stance.event_type} {stance.factuality} {stance.certainty} voice {stance.voice}"
    pair = f"{stance.holder_id} → {stance.target_id} {stance.polarity:+d}"
    return f"{pair} {axes} «{text[stance.evidence[0] : stance.evidence[1]]}»"


def read_decisions(path: Path) -> dict[str, tuple[Take, str]]:
    """Decisions from YAML: `m3: a` or `m3: [a, "reason"]`."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    found: dict[str, tuple[Take, str]] = {}
    for key, value in loaded.items():
        take, reason = (value, "") if isinstance(value, str) else (value[0], str(value[1]))
        if take not in ("a", "b", "both", "none"):
            raise MawaqifError(f"{path}: {key}: {take!r} is none of a, b, both, none. Correct it.")
        found[str(key)] = (cast("Take", take), reason)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m mawaqif.gold.adjudication ARTICLE_ID (--show | DECISIONS)`."""
    parser = argparse.ArgumentParser(prog="python -m mawaqif.gold.adjudication", description=__doc__)
    parser.add_argument("article_id")
    parser.add_argument("decisions", nargs="?", type=Path)
    parser.add_argument("--show", action="store_true", help="print the differences")
    parser.add_argument("--raw", type=Path, help="raw file of a restricted article")
    options = parser.parse_args(argv)
    text = texts.from_file(options.raw) if options.raw else texts.load(options.article_id)
    if text is None:
        raise MawaqifError(f"{options.article_id}: its text is not here. Name its raw file with --raw.")
    a, b = (store.read(store.path_of(paths.GOLD, p, options.article_id)) for p in ("a", "b"))
    a, b = (store.reanchor(g, text.clean, text.raw_sha256) for g in (a, b))
    if options.show or options.decisions is None:
        print(show(a, b, text.clean.text))
        return 0
    gold = adjudicate(a, b, read_decisions(options.decisions), where=str(options.decisions))
    path = store.write(gold, paths.GOLD, text.clean.text)
    print(f"wrote {path}: {len(gold.mentions)} mentions, {len(gold.attributions)} attributions, {len(gold.stances)} stances")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except MawaqifError as error:
        print(f"mawaqif: {error}", file=sys.stderr)
        raise SystemExit(2) from error
