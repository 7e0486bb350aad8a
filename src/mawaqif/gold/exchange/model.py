"""The form between gold and every other format: labelled spans with features, and links between them.

Takes `store.Gold` with its clean text, gives a `Document`, and back. A format module only has to write and read documents:
six layers of spans (`LAYERS`), each feature a string or absent, and four roles of links (`ROLES`). Offsets are code points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from mawaqif import rows
from mawaqif.cleaning import Clean
from mawaqif.errors import MawaqifError
from mawaqif.gold import store
from mawaqif.gold.texts import Text
from mawaqif.rows import Span

OPEN: tuple[str, ...] = ()  # a feature with any value
LAYERS: dict[str, dict[str, tuple[str, ...]]] = {
    "Mention": {"kind": rows.KINDS, "form": rows.FORMS, "actor_id": OPEN, "local_id": OPEN},
    "Cue": {
        "source_kind": rows.SOURCE_KINDS, "mode": rows.MODES, "distance": rows.DISTANCES, "inherited": ("true", "false"),
        "speaker_id": OPEN, "id": OPEN,
    },
    "Source": {},
    "Content": {},
    "Stance": {
        "holder_id": OPEN, "target_id": OPEN, "polarity": tuple(map(str, rows.POLARITIES)), "basis": rows.BASES,
        "event_type": rows.EVENT_TYPES, "factuality": rows.FACTUALITIES, "certainty": rows.CERTAINTIES,
    },
    "Note": {"note": OPEN},
}  # fmt: skip
RAW = "raw"  # a feature of every layer, only where the raw span is not the one that the alignment gives
ROLES = {"source": ("Cue", "Source"), "content": ("Cue", "Content"), "parent": ("Cue", "Cue"), "voice": ("Stance", "Cue")}


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled span: `key` is unique in the document, `features` hold only what is there."""

    key: str
    layer: str
    start: int
    end: int
    features: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a role of `ROLES`, from one item's key to another's."""

    role: str
    from_key: str
    to_key: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article: its clean text, its items and its links."""

    article_id: str
    text: str
    items: tuple[Item, ...]
    links: tuple[Link, ...]


class _Items:
    def __init__(self, clean: Clean) -> None:
        self.clean = clean
        self.items: list[Item] = []
        self.links: list[Link] = []
        self._count: dict[str, int] = defaultdict(int)

    def add(self, layer: str, span: Span, raw: Span, features: Mapping[str, str | None]) -> str:
        self._count[layer] += 1
        key = f"{layer.lower()}{self._count[layer]}"
        there = {k: v for k, v in features.items() if v is not None}
        if self.clean.alignment.to_raw(*span) != tuple(raw):
            there[RAW] = f"{raw[0]}:{raw[1]}"
        self.items.append(Item(key, layer, span[0], span[1], there))
        return key


def to_document(gold: store.Gold, clean: Clean) -> Document:
    """The items and links of an article's gold.

    Raises:
        MawaqifError: The gold belongs to another text.
    """
    store.check(gold, clean.text)
    out = _Items(clean)
    for m in gold.mentions:
        features = {"kind": m.kind, "form": m.form, "actor_id": m.actor_id, "local_id": m.local_id}
        out.add("Mention", (m.start, m.end), (m.raw_start, m.raw_end), features)
    cues = {}
    for a in gold.attributions:
        features = {"source_kind": a.source_kind, "mode": a.mode, "distance": a.distance, "speaker_id": a.speaker_id, "id": a.id}
        cues[a.id] = out.add("Cue", a.cue, a.raw.cue, {**features, "inherited": str(a.inherited).lower()})
        if a.source is not None and a.raw.source is not None:
            out.links.append(Link("source", cues[a.id], out.add("Source", a.source, a.raw.source, {})))
        for span, raw in zip(a.content, a.raw.content, strict=True):
            out.links.append(Link("content", cues[a.id], out.add("Content", span, raw, {})))
    out.links.extend(Link("parent", cues[a.id], cues[a.parent]) for a in gold.attributions if a.parent is not None)
    for s in gold.stances:
        labels = {k: str(getattr(s, k)) for k in LAYERS["Stance"]}
        key = out.add("Stance", s.evidence, s.raw.evidence, labels)
        if s.voice is not None:
            out.links.append(Link("voice", key, cues[s.voice]))
    for n in gold.notes:
        out.add("Note", n.at, n.raw.at, {"note": n.note})
    return Document(gold.article_id, clean.text, tuple(out.items), tuple(out.links))


# --- and back -------------------------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, document: Document, clean: Clean, where: str) -> None:
        self.where, self.clean = where, clean
        self.items = {i.key: i for i in document.items}
        if len(self.items) != len(document.items):
            raise MawaqifError(f"{where}: two spans carry the same id. Give each its own.")
        self.to: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for link in document.links:
            if link.role not in ROLES or not {link.from_key, link.to_key} <= set(self.items):
                raise MawaqifError(
                    f"{where}: link {link.role!r} from {link.from_key!r} to {link.to_key!r} has an unknown role or end. Mend it."
                )
            ends = (self.items[link.from_key].layer, self.items[link.to_key].layer)
            if ends != ROLES[link.role]:
                raise MawaqifError(f"{where}: link {link.role!r} joins {ends}; it must join {ROLES[link.role]}. Draw it again.")
            self.to[link.role, link.from_key].append(self.items[link.to_key])
        for role, layer in (("source", "Source"), ("content", "Content")):
            held = [link.to_key for link in document.links if link.role == role]
            for item in document.items:
                if item.layer == layer and held.count(item.key) != 1:
                    raise MawaqifError(
                        f"{where}: {self.name(item)} belongs to {held.count(item.key)} cues. Link it to one cue by {role!r}."
                    )

    def name(self, item: Item) -> str:
        return f"{item.layer} {item.key} «{self.clean.text[item.start : item.end]}»"

    def of(self, layer: str) -> list[Item]:
        return [i for i in self.items.values() if i.layer == layer]

    def get(self, item: Item, feature: str) -> str:
        value = item.features.get(feature)
        if value is None:
            values = LAYERS[item.layer][feature]
            known = f" (one of {', '.join(values)})" if values else ""
            raise MawaqifError(f"{self.where}: {self.name(item)} has no {feature}{known}. Add it.")
        return value

    def linked(self, role: str, item: Item, most: int | None = 1) -> list[Item]:
        found = self.to[role, item.key]
        if most is not None and len(found) > most:
            raise MawaqifError(f"{self.where}: {self.name(item)} has {len(found)} links {role!r}; at most {most} may be. Take one away.")
        return sorted(found, key=lambda i: (i.start, i.end))

    def raw(self, item: Item) -> Span:
        """The raw span: the one carried along if it still leads to the same clean span, else the alignment's."""
        carried = item.features.get(RAW, "").split(":")
        if len(carried) == 2 and all(c.isdecimal() for c in carried):
            raw = int(carried[0]), int(carried[1])
            start, end = self.clean.alignment.to_clean(*raw)
            if self.clean.text[start:end].strip() == self.clean.text[item.start : item.end] and start <= item.start:
                return raw
        return self.clean.alignment.to_raw(item.start, item.end)


def from_document(document: Document, text: Text, *, pass_name: str, where: str) -> store.Gold:
    """Gold from items and links; raw offsets are taken from the alignment.

    Args:
        document: as read from another format.
        text: the project's text of the same article.
        pass_name: the pass it becomes.
        where: file name, for messages.

    Raises:
        MawaqifError: The document's text is another one (both hashes are named); a span outside it; a feature or link that
            is missing, unknown or of the wrong layer.
    """
    theirs, ours = store.sha256(document.text), store.sha256(text.clean.text)
    if theirs != ours:
        raise MawaqifError(
            f"{where}: the annotations belong to another text: theirs has SHA-256 {theirs}, the clean text of "
            f"{document.article_id} here has {ours}. Export again and annotate that text."
        )
    for item in document.items:
        if not 0 <= item.start < item.end <= len(document.text):
            raise MawaqifError(f"{where}: {item.layer} {item.key}: span {item.start}:{item.end} lies outside the text. Correct it.")
    read = _Reader(document, text.clean, where)
    try:
        gold = _rows(read, document.article_id, text.raw_sha256, ours, pass_name)
    except ValidationError as e:
        fault = e.errors()[0]
        raise MawaqifError(
            f"{where}: {'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}. Correct it."
        ) from None
    return store.check(gold, text.clean.text, where=where)


def _rows(read: _Reader, article_id: str, raw_sha256: str, text_sha256: str, pass_name: str) -> store.Gold:
    mentions = []
    for i in read.of("Mention"):
        raw = read.raw(i)
        mentions.append(
            store.Mention(
                start=i.start,
                end=i.end,
                raw_start=raw[0],
                raw_end=raw[1],
                actor_id=i.features.get("actor_id"),
                local_id=i.features.get("local_id"),
                kind=read.get(i, "kind"),
                form=read.get(i, "form"),
            )
        )
    cues = read.of("Cue")
    names = _names(cues)
    attributions = []
    for i in cues:
        source = next(iter(read.linked("source", i)), None)
        content = read.linked("content", i, most=None)
        if not content:
            raise MawaqifError(f"{read.where}: {read.name(i)} has no content. Link it to at least one span of Content.")
        parent = next(iter(read.linked("parent", i)), None)
        raw_spans = store.RawAttribution(
            cue=read.raw(i), source=read.raw(source) if source else None, content=tuple(read.raw(c) for c in content)
        )
        attributions.append(
            store.Attribution(
                id=names[i.key],
                cue=(i.start, i.end),
                source=(source.start, source.end) if source else None,
                speaker_id=i.features.get("speaker_id"),
                inherited=i.features.get("inherited") == "true",
                parent=names[parent.key] if parent else None,
                content=tuple((c.start, c.end) for c in content),
                raw=raw_spans,
                **{k: read.get(i, k) for k in ("source_kind", "mode", "distance")},
            )
        )
    stances = []
    for i in read.of("Stance"):
        voice = next(iter(read.linked("voice", i)), None)
        labels = {k: read.get(i, k) for k in LAYERS["Stance"] if k != "polarity"}
        if (polarity := read.get(i, "polarity")) not in LAYERS["Stance"]["polarity"]:
            raise MawaqifError(f"{read.where}: {read.name(i)}: unknown polarity {polarity!r}; known: -1, 0, 1. Correct it.")
        evidence = store.RawStance(evidence=read.raw(i))
        stances.append(
            store.Stance(
                polarity=int(polarity), voice=names[voice.key] if voice else None, evidence=(i.start, i.end), raw=evidence, **labels
            )
        )
    notes = [store.Note(at=(i.start, i.end), note=read.get(i, "note"), raw=store.RawNote(at=read.raw(i))) for i in read.of("Note")]
    return store.make(
        article_id,
        pass_name,
        raw_sha256=raw_sha256,
        text_sha256=text_sha256,
        mentions=mentions,
        attributions=attributions,
        stances=stances,
        notes=notes,
    )


def _names(cues: Iterable[Item]) -> dict[str, str]:
    """Ids of attributions by key of their cue; cues made in another tool get the next free `a<number>`."""
    cues = sorted(cues, key=lambda i: (i.start, i.end, i.key))
    names = {i.key: i.features["id"] for i in cues if i.features.get("id")}
    taken, n = set(names.values()), 0
    for i in cues:
        while i.key not in names:
            n += 1
            if f"a{n}" not in taken:
                names[i.key] = f"a{n}"
    return names


# --- offsets --------------------------------------------------------------------------------------------------------------


def utf16_offsets(text: str) -> list[int]:
    """Offset in UTF-16 code units of each code point of `text`, and of its end; n_characters + 1 numbers."""
    offsets, at = [0], 0
    for char in text:
        at += 2 if ord(char) > 0xFFFF else 1
        offsets.append(at)
    return offsets


def from_utf16(text: str) -> dict[int, int]:
    """UTF-16 offset → code point offset; an offset inside a surrogate pair has no entry."""
    return {unit: point for point, unit in enumerate(utf16_offsets(text))}


def settle(text: str, start: int, end: int, quote: str | None, *, where: str) -> Span:
    """The span in code points that a tool means by `start:end` and the quotation beside it.

    Tools differ in what they count (code points or UTF-16 units), and have changed it between versions; the quotation decides.

    Raises:
        MawaqifError: The quotation stands at neither place.
    """
    if quote is None or _same(text[start:end], quote):
        return start, end
    points = from_utf16(text)
    if start in points and end in points and _same(text[points[start] : points[end]], quote):
        return points[start], points[end]
    raise MawaqifError(
        f"{where}: at {start}:{end} stands «{text[start:end]}», not «{quote}». The text or the offsets were changed; export again."
    )


def _same(text: str, quote: str) -> bool:
    return " ".join(text.split()) == " ".join(quote.replace("\\n", "\n").split())
