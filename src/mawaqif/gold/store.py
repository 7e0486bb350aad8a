"""The gold format: stand-off rows of one article in one pass, as JSON files in `data/manual/gold/<pass>/<article_id>.json`.

Takes and gives `Gold` objects; docs/architecture.md ('Gold') shows a file. Offsets are code points, half open: `start`, `end`,
`cue` … into the clean text whose hash is `text_sha256`, the `raw` ones into the decoded file whose hash is `raw_sha256`. A
file holds no text. One row stands on one line, rows sorted by where they stand, so that a change of one row is a change of
one line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from mawaqif import rows
from mawaqif.alignment import Alignment
from mawaqif.cleaning import Clean
from mawaqif.errors import MawaqifError
from mawaqif.schemas import write_text

PASSES = ("a", "b", "adjudicated")
TABLES = ("mentions", "attributions", "stances", "notes")

Span = tuple[StrictInt, StrictInt]


def _one_of(values: tuple[Any, ...]) -> AfterValidator:
    def check_value(value: Any) -> Any:
        if value not in values:
            raise ValueError(f"unknown value {value!r}; known: {', '.join(map(str, values))}")
        return value

    return AfterValidator(check_value)


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mention(_Row):
    """A stretch of text that names an actor; `actor_id` null where the actor is not in the registry."""

    start: StrictInt
    end: StrictInt
    raw_start: StrictInt
    raw_end: StrictInt
    actor_id: StrictStr | None
    local_id: StrictStr | None = None
    kind: Annotated[str, _one_of(rows.KINDS)]
    form: Annotated[str, _one_of(rows.FORMS)]

    @property
    def who(self) -> str | None:
        """The id to use as holder, target or speaker."""
        return self.actor_id or self.local_id


class RawAttribution(_Row):
    """Raw offsets of an attribution."""

    cue: Span
    source: Span | None
    content: tuple[Span, ...]


class Attribution(_Row):
    """Who says what: a cue, its source and its content; `parent` is the id of the outer source's row."""

    id: StrictStr
    cue: Span
    source: Span | None
    speaker_id: StrictStr | None
    source_kind: Annotated[str, _one_of(rows.SOURCE_KINDS)]
    mode: Annotated[str, _one_of(rows.MODES)]
    content: tuple[Span, ...] = Field(min_length=1)
    inherited: StrictBool
    parent: StrictStr | None
    distance: Annotated[str, _one_of(rows.DISTANCES)]
    raw: RawAttribution


class RawStance(_Row):
    """Raw offsets of a stance."""

    evidence: Span


class Stance(_Row):
    """A holder's position on a target; `voice` is the id of an attribution, null the article's own."""

    holder_id: StrictStr
    target_id: StrictStr
    polarity: Annotated[StrictInt, _one_of(rows.POLARITIES)]
    basis: Annotated[str, _one_of(rows.BASES)]
    event_type: Annotated[str, _one_of(rows.EVENT_TYPES)]
    factuality: Annotated[str, _one_of(rows.FACTUALITIES)]
    certainty: Annotated[str, _one_of(rows.CERTAINTIES)]
    voice: StrictStr | None
    evidence: Span
    raw: RawStance


class RawNote(_Row):
    """Raw offsets of a note."""

    at: Span


class Note(_Row):
    """Why a decision was taken that was not plain."""

    at: Span
    note: StrictStr
    raw: RawNote


class Gold(BaseModel):
    """All rows of one article in one pass, sorted by where they stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_id: StrictStr
    pass_: StrictStr = Field(validation_alias=AliasChoices("pass", "pass_"), serialization_alias="pass")
    raw_sha256: StrictStr
    text_sha256: StrictStr
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    stances: tuple[Stance, ...] = ()
    notes: tuple[Note, ...] = ()


def sha256(data: str | bytes) -> str:
    """SHA-256 in hexadecimal; of a text, of its UTF-8."""
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def make(
    article_id: str,
    pass_name: str,
    *,
    raw_sha256: str,
    text_sha256: str,
    mentions: Iterable[Mention] = (),
    attributions: Iterable[Attribution] = (),
    stances: Iterable[Stance] = (),
    notes: Iterable[Note] = (),
) -> Gold:
    """A `Gold` with its rows in the order of the text."""
    return Gold(
        article_id=article_id,
        pass_=pass_name,
        raw_sha256=raw_sha256,
        text_sha256=text_sha256,
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end, m.who or "", m.kind, m.form))),
        attributions=tuple(sorted(attributions, key=lambda a: (a.cue, a.content, a.id))),
        stances=tuple(sorted(stances, key=lambda s: (s.evidence, s.holder_id, s.target_id, dumps(s)))),
        notes=tuple(sorted(notes, key=lambda n: (n.at, n.note))),
    )


# --- checks ---------------------------------------------------------------------------------------------------------------


def spans(gold: Gold) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Each span of a file: the row it belongs to, clean offsets, raw offsets."""
    for i, m in enumerate(gold.mentions, 1):
        yield f"mention {i}", (m.start, m.end), (m.raw_start, m.raw_end)
    for a in gold.attributions:
        yield f"attribution {a.id}, cue", a.cue, a.raw.cue
        if (a.source is None) != (a.raw.source is None) or len(a.content) != len(a.raw.content):
            raise MawaqifError(f"{gold.article_id}: attribution {a.id}: clean and raw spans do not match in number. Correct one of them.")
        if a.source is not None and a.raw.source is not None:
            yield f"attribution {a.id}, source", a.source, a.raw.source
        for j, (clean, raw) in enumerate(zip(a.content, a.raw.content, strict=True), 1):
            yield f"attribution {a.id}, content {j}", clean, raw
    for i, s in enumerate(gold.stances, 1):
        yield f"stance {i} ({s.holder_id} → {s.target_id}), evidence", s.evidence, s.raw.evidence
    for i, n in enumerate(gold.notes, 1):
        yield f"note {i}", n.at, n.raw.at


def chain(gold: Gold, attribution_id: str | None) -> tuple[Attribution, ...]:
    """Attributions from the outermost to `attribution_id`; empty for the article's own voice.

    Raises:
        MawaqifError: An id that is no row, or parents that run in a circle.
    """
    by_id = {a.id: a for a in gold.attributions}
    path: list[Attribution] = []
    at = attribution_id
    while at is not None:
        if at not in by_id:
            raise MawaqifError(f"{gold.article_id}: there is no attribution {at!r}; known: {sorted(by_id)}. Correct voice or parent.")
        if by_id[at] in path:
            circle = " → ".join([a.id for a in path] + [at])
            raise MawaqifError(f"{gold.article_id}: parents run in a circle: {circle}. Take one parent away.")
        path.append(by_id[at])
        at = by_id[at].parent
    return tuple(reversed(path))


def check(gold: Gold, text: str | None = None, *, where: str = "") -> Gold:
    """The gold, if its rows fit together and, where the text is there, fit the text.

    Args:
        gold: rows of one article.
        text: the clean text; None where it is absent.
        where: file name for messages.

    Raises:
        MawaqifError: Offsets outside the text or at white space, rows that are there twice, voice or parent that is no
            row or runs in a circle, a holder who is the target, a text with another hash (both are named).
    """
    try:
        _check(gold, text)
    except MawaqifError as e:
        raise MawaqifError(f"{where}: {e}" if where else str(e)) from None
    return gold


def _check(gold: Gold, text: str | None) -> None:
    if text is not None and sha256(text) != gold.text_sha256:
        raise MawaqifError(
            f"{gold.article_id}: the rows belong to another text: their text_sha256 is {gold.text_sha256}, the clean text here has "
            f"{sha256(text)}. If only the cleaning changed, take the offsets again with gold.store.reanchor."
        )
    for row, (start, end), (raw_start, raw_end) in spans(gold):
        if not 0 <= start < end or not 0 <= raw_start < raw_end:
            raise MawaqifError(
                f"{gold.article_id}: {row}: span {start}:{end} (raw {raw_start}:{raw_end}) is empty or runs backwards. Correct it."
            )
        if text is not None:
            if end > len(text):
                raise MawaqifError(
                    f"{gold.article_id}: {row}: span {start}:{end} lies outside the text of {len(text)} characters. Correct it."
                )
            if text[start].isspace() or text[end - 1].isspace():
                raise MawaqifError(
                    f"{gold.article_id}: {row}: span {start}:{end} «{text[start:end]}» begins or ends with white space. Trim it."
                )
    _once(gold, "mention", [(m.start, m.end) for m in gold.mentions])
    _once(gold, "attribution", [a.id for a in gold.attributions])
    _once(gold, "stance", list(gold.stances))
    for a in gold.attributions:
        chain(gold, a.id)
        if list(a.content) != sorted(a.content):
            raise MawaqifError(
                f"{gold.article_id}: attribution {a.id}: the spans of its content are not in the order of the text. Sort them."
            )
    for i, s in enumerate(gold.stances, 1):
        chain(gold, s.voice)
        if s.holder_id == s.target_id:
            raise MawaqifError(
                f"{gold.article_id}: stance {i}: holder and target are both {s.holder_id}. A stance joins two different actors."
            )


def _once(gold: Gold, name: str, keys: list[Any]) -> None:
    seen = set()
    for key in keys:
        if key in seen:
            raise MawaqifError(f"{gold.article_id}: the {name} {key} is there twice. Take one away.")
        seen.add(key)


# --- files ----------------------------------------------------------------------------------------------------------------


def dumps(value: Any) -> str:
    """One line of JSON, letters as they are."""
    return json.dumps(value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else value, ensure_ascii=False)


def to_json(gold: Gold) -> str:
    """The file's text: one row a line, rows sorted; same rows, same bytes."""
    gold = make(gold.article_id, gold.pass_, **{k: getattr(gold, k) for k in _SORTED})
    lines = [f' "{key}": {dumps(getattr(gold, "pass_" if key == "pass" else key))}' for key in _HEAD]
    for key in TABLES:
        table = getattr(gold, key)
        body = ",\n".join("  " + dumps(row) for row in table)
        lines.append(f' "{key}": [\n{body}\n ]' if table else f' "{key}": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"


_HEAD = ("article_id", "pass", "raw_sha256", "text_sha256")
_SORTED = ("raw_sha256", "text_sha256", *TABLES)


def from_json(text: str, *, where: str) -> Gold:
    """Gold from the text of a file.

    Raises:
        MawaqifError: No JSON, a missing or unknown field, an unknown value; names file, row and field.
    """
    try:
        return Gold.model_validate_json(text)
    except ValidationError as e:
        faults = [f"{'.'.join(map(str, f['loc'])) or 'file'}: {f['msg'].removeprefix('Value error, ')}" for f in e.errors()[:10]]
        raise MawaqifError(f"{where}: {'; '.join(faults)}. Correct the row (counted from 0).") from None


def path_of(folder: Path, pass_name: str, article_id: str) -> Path:
    """Where the rows of an article in a pass lie, under the gold folder."""
    return folder / pass_name / f"{article_id}.json"


def read(path: Path, text: str | None = None) -> Gold:
    """One file, checked; see `check`."""
    if not path.exists():
        raise MawaqifError(f"{path}: not there. Passes lie in data/manual/gold/<pass>/<article_id>.json.")
    gold = from_json(path.read_text(encoding="utf-8"), where=str(path))
    if gold.article_id != path.stem or gold.pass_ != path.parent.name:
        raise MawaqifError(
            f"{path}: says article {gold.article_id!r}, pass {gold.pass_!r}, which is another place. Rename the file or correct its head."
        )
    return check(gold, text, where=str(path))


def read_pass(folder: Path, name: str, texts: Mapping[str, str] | None = None) -> dict[str, Gold]:
    """All articles of a pass, by id, sorted.

    Args:
        folder: the gold folder (`paths.GOLD`).
        name: of the pass.
        texts: article id → clean text; articles without a text are checked without it.

    Raises:
        MawaqifError: There is no such pass, or a file does not keep the format.
    """
    place = folder / name
    if not place.is_dir():
        known = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
        raise MawaqifError(f"{place}: there is no pass {name!r}; known: {known}. Name one of them or import one.")
    return {p.stem: read(p, (texts or {}).get(p.stem)) for p in sorted(place.glob("*.json"))}


def write(gold: Gold, folder: Path, text: str | None = None) -> Path:
    """Check and write one file beside its place, then rename it; gives the path."""
    path = path_of(folder, gold.pass_, gold.article_id)
    check(gold, text, where=str(path))
    write_text(to_json(gold), path)
    return path


# --- when cleaning changes ------------------------------------------------------------------------------------------------


def move(gold: Gold, span: Callable[[tuple[int, int], tuple[int, int]], tuple[tuple[int, int], tuple[int, int]]], text_sha256: str) -> Gold:
    """The same rows with each pair of clean and raw span replaced by what `span` gives for it."""
    mentions = []
    for m in gold.mentions:
        (start, end), (raw_start, raw_end) = span((m.start, m.end), (m.raw_start, m.raw_end))
        mentions.append(m.model_copy(update={"start": start, "end": end, "raw_start": raw_start, "raw_end": raw_end}))
    attributions = []
    for a in gold.attributions:
        cue, raw_cue = span(a.cue, a.raw.cue)
        source, raw_source = span(a.source, a.raw.source) if a.source is not None and a.raw.source is not None else (None, None)
        content = [span(c, r) for c, r in zip(a.content, a.raw.content, strict=True)]
        raw = RawAttribution(cue=raw_cue, source=raw_source, content=tuple(r for _, r in content))
        attributions.append(a.model_copy(update={"cue": cue, "source": source, "content": tuple(c for c, _ in content), "raw": raw}))
    stances = []
    for s in gold.stances:
        evidence, raw_evidence = span(s.evidence, s.raw.evidence)
        stances.append(s.model_copy(update={"evidence": evidence, "raw": RawStance(evidence=raw_evidence)}))
    notes = []
    for n in gold.notes:
        at, raw_at = span(n.at, n.raw.at)
        notes.append(n.model_copy(update={"at": at, "raw": RawNote(at=raw_at)}))
    return make(
        gold.article_id,
        gold.pass_,
        raw_sha256=gold.raw_sha256,
        text_sha256=text_sha256,
        mentions=mentions,
        attributions=attributions,
        stances=stances,
        notes=notes,
    )


def reanchor(gold: Gold, clean: Clean, raw_sha256: str | None = None) -> Gold:
    """The gold with offsets into `clean`, taken again from the raw ones, which never move.

    Args:
        gold: rows taken from an earlier clean text of the same file.
        clean: the file's clean text of today.
        raw_sha256: hash of the file, if at hand.

    Raises:
        MawaqifError: Another file (both hashes are named); a span of which cleaning now leaves nothing.
    """
    if raw_sha256 is not None and raw_sha256 != gold.raw_sha256:
        raise MawaqifError(
            f"{gold.article_id}: the rows belong to another file: their raw_sha256 is {gold.raw_sha256}, the file here has {raw_sha256}. "
            "Put the file in its place from which they were taken."
        )
    text_sha256 = sha256(clean.text)
    if text_sha256 == gold.text_sha256:
        return gold

    def again(_: tuple[int, int], raw: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
        start, end = _trim(clean.text, *clean.alignment.to_clean(*raw))
        if start >= end:
            raise MawaqifError(
                f"{gold.article_id}: cleaning now drops all of the raw span {raw[0]}:{raw[1]}. Take the row away or keep the text."
            )
        return (start, end), raw

    return check(move(gold, again, text_sha256), clean.text)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def raw_span(alignment: Alignment, span: tuple[int, int]) -> tuple[int, int]:
    """Raw offsets of a clean span; `Alignment.to_raw` under the name that rows use."""
    return alignment.to_raw(*span)
