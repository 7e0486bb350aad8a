"""CoNLL-U Plus: `<article_id>.conllup`, one token a line, spans in the bracket notation of CorefUD.

Columns: `ID FORM MISC NER MENTION ATTRIBUTION STANCE NOTE`. Tokens are cut wherever a span begins or ends, so that a name
behind a proclitic is a token of its own (`SpaceAfter=No`), and MISC keeps the white space, so that the text can be put together
again to the character. `NER` is IOB2 by kind of the outermost mentions, for learners; it is not read back. In the other
columns `(key` opens a span, `key)` closes it and `(key)` is a token by itself. What the spans carry, and the links between
them, stand as JSON in comments at the head.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from mawaqif.errors import MawaqifError
from mawaqif.gold.exchange.model import LAYERS, Document, Item, Link
from mawaqif.schemas import write_text
from mawaqif.segmentation import sentences

LOST: tuple[str, ...] = ()

_COLUMN = {
    "Mention": "MENTION",
    "Cue": "ATTRIBUTION",
    "Source": "ATTRIBUTION",
    "Content": "ATTRIBUTION",
    "Stance": "STANCE",
    "Note": "NOTE",
}
_SPANS = ("MENTION", "ATTRIBUTION", "STANCE", "NOTE")
COLUMNS = ("ID", "FORM", "MISC", "NER", *(f"MAWAQIF:{c}" for c in _SPANS))
_WHITE = {" ": "\\s", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", "|": "\\p"}
_BLACK = {v: k for k, v in _WHITE.items()}


def write(documents: Sequence[Document], folder: Path) -> list[Path]:
    """One file an article; gives the paths written."""
    made = []
    for document in documents:
        made.append(folder / f"{document.article_id}.conllup")
        write_text(_text(document), made[-1])
    return made


def _text(document: Document) -> str:
    lines = [f"# global.columns = {' '.join(COLUMNS)}", f"# newdoc id = {document.article_id}"]
    lines += [f"# mawaqif.span = {_json([i.key, i.layer, dict(i.features)])}" for i in document.items]
    lines += [f"# mawaqif.link = {_json([r.role, r.from_key, r.to_key])}" for r in document.links]
    tokens, marks, ner = _tokens(document), _marks(document), _ner(document)
    if tokens and tokens[0][0] > 0:
        lines.append(f"# mawaqif.before = {_escape(document.text[: tokens[0][0]])}")
    starts = {s.start: n for n, s in enumerate(sentences(document.text), 1)}
    number = 0
    for i, (start, end) in enumerate(tokens):
        if start in starts or i == 0:
            lines += ([""] if number else []) + [f"# sent_id = {document.article_id}.s{starts.get(start, 1)}"]
            number = 0
        number += 1
        after = document.text[end : tokens[i + 1][0] if i + 1 < len(tokens) else len(document.text)]
        misc = {"": "SpaceAfter=No", " ": "_"}.get(after) or f"SpacesAfter={_escape(after)}"
        spans = [marks[column, start, end] or "_" for column in _SPANS]
        lines.append("\t".join([str(number), document.text[start:end], misc, ner.get(start, "O"), *spans]))
    return "\n".join(lines) + "\n\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _escape(white: str) -> str:
    return "".join(_WHITE.get(c, c) for c in white)


def _tokens(document: Document) -> list[tuple[int, int]]:
    """Words and signs, cut at every edge of a span; white space is between tokens."""
    edges = {e for item in document.items for e in (item.start, item.end)}
    edges |= {s.start for s in sentences(document.text)}
    tokens = []
    for m in re.finditer(r"\w+|[^\w\s]", document.text):
        cuts = [m.start(), *sorted(e for e in edges if m.start() < e < m.end()), m.end()] if m.end() - m.start() > 1 else [*m.span()]
        tokens += list(pairwise(cuts))
    return tokens


def _marks(document: Document) -> dict[tuple[str, int, int], str]:
    """Column, start and end of a token → its brackets; outer spans open first and close last."""
    by_start = {start: (start, end) for start, end in _tokens(document)}
    by_end = {end: (start, end) for start, end in by_start.values()}
    opening: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    closing: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    single: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for item in sorted(document.items, key=lambda i: (i.start, -i.end)):
        first, last, column = by_start[item.start], by_end[item.end], _COLUMN[item.layer]
        if first == last:
            single[column, *first].append(f"({item.key})")
        else:
            opening[column, *first].append(f"({item.key}")
            closing[column, *last].insert(0, f"{item.key})")
    return defaultdict(str, {k: "|".join(closing[k] + opening[k] + single[k]) for k in {*opening, *closing, *single}})


def _ner(document: Document) -> dict[int, str]:
    """Start of a token → IOB2 tag of the outermost mention that holds it."""
    tags: dict[int, str] = {}
    reached = 0
    tokens = _tokens(document)
    for item in sorted((i for i in document.items if i.layer == "Mention"), key=lambda i: (i.start, -i.end)):
        if item.start < reached:
            continue
        reached = item.end
        inside = [start for start, _ in tokens if item.start <= start < item.end]
        tags |= {start: f"{'I' if n else 'B'}-{item.features['kind']}" for n, start in enumerate(inside)}
    return tags


def read(folder: Path) -> list[Document]:
    """All `.conllup` files of a folder.

    Raises:
        MawaqifError: Columns that are not those of `COLUMNS`, a bracket without its other half or without its comment.
    """
    return [_document(path) for path in sorted(folder.glob("*.conllup"))]


def _document(path: Path) -> Document:
    layers: dict[str, tuple[str, dict[str, str]]] = {}
    links: list[Link] = []
    text = ""
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    for n, line in enumerate(lines, 1):
        where = f"{path}:{n}"
        if line.startswith("#"):
            name, _, value = line[1:].strip().partition(" = ")
            if name == "mawaqif.span":
                key, layer, features = _load(value, where)
                layers[key] = (layer, features)
            elif name == "mawaqif.link":
                links.append(Link(*_load(value, where)))
            elif name == "mawaqif.before":
                text = _unescape(value)
            elif name == "global.columns" and tuple(value.split()) != COLUMNS:
                raise MawaqifError(f"{where}: columns {value!r}; they must be {' '.join(COLUMNS)}. Put them in that order.")
        elif line:
            cells = line.split("\t")
            if len(cells) != len(COLUMNS):
                raise MawaqifError(f"{where}: {len(cells)} columns; there must be {len(COLUMNS)}, with tabs between. Correct the line.")
            start = len(text)
            text += cells[1]
            for mark in (m for cell in cells[4:] if cell != "_" for m in cell.split("|")):
                if mark.startswith("("):
                    starts[mark.strip("()")] = start
                if mark.endswith(")"):
                    ends[mark.strip("()")] = len(text)
            text += _after(cells[2])
    if not set(starts) == set(ends) == set(layers):
        odd = sorted((set(starts) ^ set(ends)) | (set(starts) ^ set(layers)))
        raise MawaqifError(f"{path}: {odd} lack a bracket or a comment `# mawaqif.span`. Each span needs both brackets and one comment.")
    items = [Item(key, layer, starts[key], ends[key], features) for key, (layer, features) in layers.items()]
    if unknown := sorted({i.layer for i in items} - set(LAYERS)):
        raise MawaqifError(f"{path}: unknown layer {unknown}; known: {', '.join(LAYERS)}. Correct the comment.")
    return Document(path.stem, text, tuple(items), tuple(links))


def _load(value: str, where: str) -> Any:
    try:
        loaded = json.loads(value)
    except json.JSONDecodeError:
        loaded = None
    if not isinstance(loaded, list) or len(loaded) != 3:
        raise MawaqifError(f"{where}: {value!r} is no JSON list of three. Correct the comment.")
    return loaded


def _after(misc: str) -> str:
    for field in misc.split("|"):
        if field == "SpaceAfter=No":
            return ""
        if field.startswith("SpacesAfter="):
            return _unescape(field.removeprefix("SpacesAfter="))
    return " "


def _unescape(white: str) -> str:
    return re.sub(r"\\.", lambda m: _BLACK.get(m[0], m[0]), white)
