"""brat stand-off: `<article_id>.txt`, `<article_id>.ann`, and the configuration that a brat server needs.

Offsets are code points, as here. A span over several paragraphs becomes fragments, one a paragraph, since brat allows no
line break inside one. Attribute values hold no white space: it is percent-encoded. Spans are T, features A, links R, notes
and the rare raw spans #.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote

from mawaqif.errors import MawaqifError
from mawaqif.gold.exchange.model import LAYERS, RAW, ROLES, Document, Item, Link, settle
from mawaqif.schemas import write_text

LOST: tuple[str, ...] = ()

_SAFE = "".join(c for c in map(chr, range(33, 127)) if c != "%")


def write(documents: Sequence[Document], folder: Path) -> list[Path]:
    """Text, annotations and configuration; gives the paths written."""
    made = []
    for document in documents:
        made += [folder / f"{document.article_id}.txt", folder / f"{document.article_id}.ann"]
        write_text(document.text, made[-2])
        write_text(_ann(document), made[-1])
    for name, text in (("annotation.conf", _conf(documents)), ("visual.conf", _VISUAL)):
        write_text(text, folder / name)
        made.append(folder / name)
    return made


def _ann(document: Document) -> str:
    ids = {item.key: f"T{n}" for n, item in enumerate(document.items, 1)}
    spans: list[str] = []
    attributes: list[str] = []
    notes: list[str] = []
    for item in document.items:
        fragments = [(m.start() + item.start, m.end() + item.start) for m in re.finditer("[^\n]+", document.text[item.start : item.end])]
        place = ";".join(f"{a} {b}" for a, b in fragments)
        spans.append(f"{ids[item.key]}\t{item.layer} {place}\t{' '.join(document.text[a:b] for a, b in fragments)}")
        for feature, value in item.features.items():
            if feature in ("note", RAW):
                kind = "AnnotatorNotes" if feature == "note" else "RawSpan"
                notes.append(f"#{len(notes) + 1}\t{kind} {ids[item.key]}\t{_escape(value)}")
            else:
                attributes.append(f"A{len(attributes) + 1}\t{_name(item.layer, feature)} {ids[item.key]} {_encode(value)}")
    links = [f"R{n}\t{r.role} Arg1:{ids[r.from_key]} Arg2:{ids[r.to_key]}" for n, r in enumerate(document.links, 1)]
    return "".join(line + "\n" for line in [*spans, *attributes, *links, *notes])


def _name(layer: str, feature: str) -> str:
    return f"{layer}_{feature}"


def _encode(value: str) -> str:
    return "".join(c if c.isalnum() or c in _SAFE else quote(c, safe="") for c in value)


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _unescape(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), value)


def _conf(documents: Sequence[Document]) -> str:
    """`annotation.conf`: layers, links, and each feature with its values (open ones: those that occur)."""
    seen: dict[tuple[str, str], set[str]] = {}
    for document in documents:
        for item in document.items:
            for feature, value in item.features.items():
                seen.setdefault((item.layer, feature), set()).add(_encode(value))
    relations = [f"{role}\tArg1:{a}, Arg2:{b}" for role, (a, b) in ROLES.items()]
    attributes = []
    for layer, features in LAYERS.items():
        for feature, closed in features.items():
            values = closed or tuple(sorted(seen.get((layer, feature), ())))
            if feature != "note" and values:
                attributes.append(f"{_name(layer, feature)}\tArg:{layer}, Value:{'|'.join(values)}")
    overlap = ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"]
    sections = {"entities": list(LAYERS), "relations": overlap + relations, "events": [], "attributes": attributes}
    return "".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) + "\n" for name, lines in sections.items())


_VISUAL = """[labels]
Mention | ذكر | Mention
Cue | فعل القول | Cue
Source | المصدر | Source
Content | المقول | Content
Stance | الموقف | Stance
Note | ملاحظة | Note

[drawing]
Mention\tbgColor:#cfe3f5
Cue\tbgColor:#f7d9b0
Source\tbgColor:#f3ebc1
Content\tbgColor:#e9e9e9
Stance\tbgColor:#cdeac0
Note\tbgColor:#f2c6de
"""


def read(folder: Path) -> list[Document]:
    """All articles of a folder with `.ann` and `.txt` files.

    Raises:
        MawaqifError: A line that is no annotation, an end that is missing, a text that is absent.
    """
    return [_document(path) for path in sorted(folder.glob("*.ann"))]


def _document(path: Path) -> Document:
    beside = path.with_suffix(".txt")
    if not beside.exists():
        raise MawaqifError(f"{beside}: not there. Put the text beside {path.name}.")
    with beside.open(encoding="utf-8", newline="") as file:
        text = file.read()
    spans: dict[str, tuple[str, int, int]] = {}
    features: dict[str, dict[str, str]] = {}
    links = []
    for n, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        where = f"{path}:{n}"
        parts = line.split("\t")
        if not line.strip():
            continue
        try:
            if line[0] == "T":
                spans[parts[0]] = _span(parts, text, where)
                features.setdefault(parts[0], {})
            elif line[0] in "AM":
                name, key, value = parts[1].split(" ")
                features.setdefault(key, {})[name.split("_", 1)[1]] = unquote(value)
            elif line[0] == "R":
                role, arg1, arg2 = parts[1].split(" ")
                links.append(Link(role, arg1.removeprefix("Arg1:"), arg2.removeprefix("Arg2:")))
            elif line[0] == "#":
                kind, key = parts[1].split(" ")
                if kind in ("AnnotatorNotes", "RawSpan"):
                    features.setdefault(key, {})["note" if kind == "AnnotatorNotes" else RAW] = _unescape(parts[2])
            else:
                raise ValueError
        except (ValueError, IndexError):
            raise MawaqifError(f"{where}: {line!r} is no line of brat's stand-off that is read here (T, A, M, R, #). Correct it.") from None
    items = []
    for key, (layer, start, end) in spans.items():
        # a remark that an annotator pinned to another layer is no feature of it
        known = {k: v for k, v in features[key].items() if k in LAYERS.get(layer, {}) or k == RAW}
        items.append(Item(key, layer, start, end, known))
    return Document(path.stem, text, tuple(items), tuple(links))


def _span(parts: list[str], text: str, where: str) -> tuple[str, int, int]:
    layer, _, place = parts[1].partition(" ")
    if layer not in LAYERS:
        raise MawaqifError(f"{where}: unknown type {layer!r}; known: {', '.join(LAYERS)}. Correct it.")
    fragments = [tuple(map(int, f.split(" "))) for f in place.split(";")]
    start, end = fragments[0][0], fragments[-1][1]
    if any(text[a:b].strip() for (_, a), (b, _) in pairwise(fragments)):
        raise MawaqifError(f"{where}: the fragments {place} leave words out; a span here is continuous. Mark two spans.")
    return (layer, *settle(text, start, end, parts[2], where=where))
