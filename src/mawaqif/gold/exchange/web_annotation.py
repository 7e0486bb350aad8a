"""W3C Web Annotation (JSON-LD): `<article_id>.jsonld`, an annotation page, beside `<article_id>.txt`.

Each span is an annotation whose target has a TextPositionSelector (code points, as the recommendation says) and a
TextQuoteSelector; its body carries layer, features and, by the ids of other annotations, links.

Source: https://www.w3.org/TR/annotation-model/, sections 4.2.4 and 4.2.5.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mawaqif.errors import MawaqifError
from mawaqif.gold.exchange.model import LAYERS, ROLES, Document, Item, Link, settle
from mawaqif.schemas import write_text

LOST: tuple[str, ...] = ()

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"mawaqif": "urn:mawaqif:"}]
_MOTIVATION = {"Mention": "identifying", "Note": "commenting"}
_AROUND = 24  # characters of prefix and suffix


def write(documents: Sequence[Document], folder: Path) -> list[Path]:
    """One page and one text an article; gives the paths written."""
    made = []
    for document in documents:
        made += [folder / f"{document.article_id}.txt", folder / f"{document.article_id}.jsonld"]
        write_text(document.text, made[-2])
        write_text(json.dumps(_page(document), ensure_ascii=False, indent=1) + "\n", made[-1])
    return made


def _page(document: Document) -> dict[str, Any]:
    base = f"urn:mawaqif:{document.article_id}:"
    links = defaultdict(list)
    for link in document.links:
        links[link.from_key, link.role].append(base + link.to_key)
    items = []
    for item in document.items:
        body: dict[str, Any] = {"type": f"mawaqif:{item.layer}"}
        body |= {f"mawaqif:{k}": v for k, v in item.features.items()}
        body |= {f"mawaqif:{role}": [{"id": i} for i in links[item.key, role]] for role in ROLES if links[item.key, role]}
        quote = {
            "type": "TextQuoteSelector",
            "exact": document.text[item.start : item.end],
            "prefix": document.text[max(0, item.start - _AROUND) : item.start],
            "suffix": document.text[item.end : item.end + _AROUND],
        }
        items.append(
            {
                "id": base + item.key,
                "type": "Annotation",
                "motivation": _MOTIVATION.get(item.layer, "classifying"),
                "body": body,
                "target": {
                    "source": f"{document.article_id}.txt",
                    "selector": [{"type": "TextPositionSelector", "start": item.start, "end": item.end}, quote],
                },
            }
        )
    return {"@context": _CONTEXT, "id": base + "page", "type": "AnnotationPage", "items": items}


def read(folder: Path) -> list[Document]:
    """All annotation pages of a folder.

    Raises:
        MawaqifError: No JSON, a text that is absent, an annotation without layer or position.
    """
    return [_document(path) for path in sorted(folder.glob("*.jsonld"))]


def _document(path: Path) -> Document:
    beside = path.with_suffix(".txt")
    if not beside.exists():
        raise MawaqifError(f"{beside}: not there. Put the text beside {path.name}.")
    with beside.open(encoding="utf-8", newline="") as file:
        text = file.read()
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as e:
        raise MawaqifError(f"{path}: no JSON: {e}. Export it again.") from None
    items, links = [], []
    for n, annotation in enumerate(page.get("items", []), 1):
        where = f"{path}: annotation {n} ({annotation.get('id')})"
        item, own = _item(annotation, text, where)
        items.append(item)
        links += own
    return Document(path.stem, text, tuple(items), tuple(links))


def _item(annotation: dict[str, Any], text: str, where: str) -> tuple[Item, list[Link]]:
    body, target = annotation.get("body"), annotation.get("target")
    body = body[0] if isinstance(body, list) and body else body
    selectors = target.get("selector") if isinstance(target, dict) else None
    listed = selectors if isinstance(selectors, list) else [selectors]
    by_type = {s.get("type"): s for s in listed if isinstance(s, dict)}
    position = by_type.get("TextPositionSelector")
    layer = str(body.get("type")).removeprefix("mawaqif:") if isinstance(body, dict) else ""
    if layer not in LAYERS or position is None or not isinstance(annotation.get("id"), str) or not isinstance(body, dict):
        raise MawaqifError(f"{where}: needs an id, a TextPositionSelector and a body of type mawaqif:{{{','.join(LAYERS)}}}. Correct it.")
    start, end = settle(text, position["start"], position["end"], by_type.get("TextQuoteSelector", {}).get("exact"), where=where)
    own = {k.removeprefix("mawaqif:"): v for k, v in body.items() if k.startswith("mawaqif:")}
    links = []
    for role in ROLES:
        ends = own.get(role, []) if layer == ROLES[role][0] else []
        links += [Link(role, annotation["id"], e["id"]) for e in (ends if isinstance(ends, list) else [ends])]
    return Item(annotation["id"], layer, start, end, {k: v for k, v in own.items() if isinstance(v, str)}), links
