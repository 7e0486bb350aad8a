"""Label Studio: `tasks.json` (tasks with their annotations) and `config.xml` (the labelling interface, right to left).

Make a project with the configuration, then import the tasks; what Label Studio exports as JSON is read back. Each span is a
region with a label of its layer; its features are choices or text of that region, its links relations. Label Studio counts
code points since 2022 and counted UTF-16 units before: the text it keeps with each region tells which.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from mawaqif.errors import MawaqifError
from mawaqif.gold.exchange.model import LAYERS, RAW, ROLES, Document, Item, Link, settle
from mawaqif.schemas import write_text

LOST: tuple[str, ...] = ()

_COLOURS = {"Mention": "#3b82c4", "Cue": "#e08a1e", "Source": "#c9a800", "Content": "#8a8a8a", "Stance": "#3f9b4f", "Note": "#c2458a"}


def config() -> str:
    """The labelling interface: a label a layer, choices or a text field a feature, relations; the text from right to left."""
    view = ElementTree.Element("View")
    labels = ElementTree.SubElement(view, "Labels", name="layer", toName="text")
    for layer, colour in _COLOURS.items():
        ElementTree.SubElement(labels, "Label", value=layer, background=colour)
    relations = ElementTree.SubElement(view, "Relations")
    for role in ROLES:
        ElementTree.SubElement(relations, "Relation", value=role)
    page = ElementTree.SubElement(view, "View", style="direction: rtl; text-align: right; line-height: 2")
    ElementTree.SubElement(page, "Text", name="text", value="$text", granularity="symbol")
    for layer, features in LAYERS.items():
        when = {"visibleWhen": "region-selected", "whenTagName": "layer", "whenLabelValue": layer}
        for feature, values in features.items():
            part = ElementTree.SubElement(view, "View", when)
            ElementTree.SubElement(part, "Header", value=feature, size="6")
            name = {"name": _name(layer, feature), "toName": "text", "perRegion": "true"}
            if values:
                choices = ElementTree.SubElement(part, "Choices", {**name, "choice": "single", "showInline": "true"})
                for value in values:
                    ElementTree.SubElement(choices, "Choice", value=value)
            else:
                ElementTree.SubElement(part, "TextArea", {**name, "maxSubmissions": "1", "editable": "true"})
    ElementTree.indent(view, " ")
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _name(layer: str, feature: str) -> str:
    return f"{layer.lower()}_{feature}"


def tasks(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """One task an article, with its rows as an annotation that can be changed."""
    return [
        {"data": {"article_id": d.article_id, "text": d.text}, "annotations": [{"result": list(_result(d)), "was_cancelled": False}]}
        for d in documents
    ]


def _result(document: Document) -> Iterator[dict[str, Any]]:
    for item in document.items:
        place = {"start": item.start, "end": item.end}
        region: dict[str, Any] = {"id": item.key, "to_name": "text", "origin": "manual"}
        value = {**place, "text": document.text[item.start : item.end], "labels": [item.layer]}
        meta = {"meta": {"text": [f"{RAW} {item.features[RAW]}"]}} if RAW in item.features else {}
        yield {**region, "from_name": "layer", "type": "labels", "value": value, **meta}
        for feature, text in item.features.items():
            if feature != RAW:
                closed = bool(LAYERS[item.layer][feature])
                kind, key = ("choices", "choices") if closed else ("textarea", "text")
                yield {**region, "from_name": _name(item.layer, feature), "type": kind, "value": {**place, key: [text]}}
    for link in document.links:
        yield {"type": "relation", "from_id": link.from_key, "to_id": link.to_key, "direction": "right", "labels": [link.role]}


def write(documents: Sequence[Document], folder: Path) -> list[Path]:
    """Tasks and configuration; gives the paths written."""
    write_text(json.dumps(tasks(documents), ensure_ascii=False, indent=1) + "\n", folder / "tasks.json")
    write_text(config(), folder / "config.xml")
    return [folder / "tasks.json", folder / "config.xml"]


def read(folder: Path) -> list[Document]:
    """All tasks of a folder's JSON files, as exported by Label Studio ("JSON").

    Raises:
        MawaqifError: No JSON, a task without article_id and text, several annotations of one task, an unknown label.
    """
    documents = []
    for path in sorted(folder.glob("*.json")):
        try:
            listed = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as e:
            raise MawaqifError(f"{path}: no JSON: {e}. Export it again as JSON.") from None
        for n, task in enumerate(listed if isinstance(listed, list) else [listed], 1):
            documents.append(_document(task, f"{path}: task {n}"))
    return documents


def _document(task: Any, where: str) -> Document:
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict) or not {"article_id", "text"} <= set(data):
        raise MawaqifError(f"{where}: has no data.article_id and data.text. Export the project as JSON, not as JSON-MIN.")
    given = [a for a in task.get("annotations", []) if not a.get("was_cancelled")]
    if len(given) != 1:
        raise MawaqifError(
            f"{where} ({data['article_id']}): {len(given)} annotations; there must be one. Export one annotator's work at a time."
        )
    regions: dict[str, tuple[str, int, int]] = {}
    features: dict[str, dict[str, str]] = {}
    links = []
    for result in given[0]["result"]:
        kind, value = result["type"], result.get("value", {})
        row = f"{where} ({data['article_id']}), region {result.get('id')}"
        if kind == "relation":
            links += [Link(role, *_direction(result)) for role in result.get("labels", [])]
            continue
        own = features.setdefault(result["id"], {})
        if kind == "labels":
            if len(value["labels"]) != 1 or value["labels"][0] not in LAYERS:
                raise MawaqifError(f"{row}: labels {value['labels']}; there must be one of {', '.join(LAYERS)}. Correct the region.")
            span = settle(data["text"], value["start"], value["end"], value.get("text"), where=row)
            regions[result["id"]] = (value["labels"][0], *span)
            notes = [t.removeprefix(f"{RAW} ") for t in result.get("meta", {}).get("text", []) if t.startswith(f"{RAW} ")]
            own |= {RAW: notes[0]} if notes else {}
        elif kind in ("choices", "textarea"):
            given_text = value["choices"] if kind == "choices" else value["text"]
            own[result["from_name"].split("_", 1)[1]] = given_text if isinstance(given_text, str) else "\n".join(given_text)
    items = tuple(Item(key, *regions[key], features[key]) for key in regions)
    return Document(str(data["article_id"]), data["text"], items, tuple(links))


def _direction(result: dict[str, Any]) -> tuple[str, str]:
    ends = result["from_id"], result["to_id"]
    return (ends[1], ends[0]) if result.get("direction") == "left" else ends
