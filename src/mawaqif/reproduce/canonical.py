"""Executed notebook in, canonical notebook out: the same content gives the same bytes on every machine.

Kept: sources, tags, parameters, outputs. Left out: times and durations, widget state, metadata of tools. Replaced in outputs:
absolute paths, host names, memory addresses, random ids, the patch version of Python. Outputs that a notebook computes from
the clock are not known here; a notebook prints none.
"""

from __future__ import annotations

import html
import json
import platform
import re
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode, from_dict

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
CELL_METADATA = ("jupyter", "tags")
WIDGET = "application/vnd.jupyter.widget-view+json"
BINARY = ("image/png", "image/jpeg", "image/gif", "application/pdf")  # base64; nothing in them is a path
SYSTEM = {"/", "/usr", "/usr/local", "/opt", "/tmp", "/var"}  # folders too general to stand for this environment

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{7,16}\b")
_CELL_FILE = re.compile(r"[^\s'\"<>()]*ipykernel_\d+/\d+\.py")
_CLOCK_LINES = re.compile(r"^(?:CPU times: |Wall time: ).*\n?|^.*\d+%\|[^\n]*\[[^\]\n]*(?:it/s|s/it)[^\]\n]*\].*\n?", re.MULTILINE)
_SVG_DATE = re.compile(r"(<dc:date>)[^<]*(</dc:date>)")
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_STYLER = re.compile(r"\bT_[0-9a-f]{5}(?=_|\b)")  # pandas' Styler names each table at random
_OVERWRITTEN = re.compile(r"[^\n]*\r(?=[^\n])")  # a line that the terminal would have overwritten
_NOT_IN_ID = re.compile(r"[^a-zA-Z0-9_-]")

Scrub = Callable[[str], str]


def notebook(nb: NotebookNode, *, root: Path, own_ids: Collection[str] = ()) -> NotebookNode:
    """The canonical copy of an executed notebook; `nb` is left as it is.

    Args:
        root: the project folder, which becomes `.`.
        own_ids: ids that cells have in the source; every other cell gets one by its tag and position.
    """
    scrub = scrubber(root)
    random_ids = _Renumbered()
    parameters = nb.metadata.get("papermill", {}).get("parameters", {})
    cells = [_cell(cell, i, scrub=scrub, random_ids=random_ids, own_ids=own_ids) for i, cell in enumerate(nb.cells)]
    made = {
        "cells": cells,
        "metadata": {"kernelspec": KERNELSPEC, "language_info": LANGUAGE, "papermill": {"parameters": _texts(parameters, scrub)}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    copy: NotebookNode = from_dict(made)  # type: ignore[no-untyped-call]
    return copy


def numbered(nb: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The code cells with the number that Jupyter shows beside them: `[1]` is the first that holds anything."""
    number = 0
    for cell in nb.cells:
        if cell.cell_type == "code" and cell.source.strip():
            number += 1
            yield number, cell


def first_line(cell: NotebookNode) -> str:
    return next((line.strip() for line in cell.source.splitlines() if line.strip()), "")


def scrubber(root: Path) -> Scrub:
    """A function that replaces in a text what differs from machine to machine."""
    folders = _folders(root)
    version = platform.python_version()
    hosts = sorted({h for h in (socket.gethostname(), platform.node(), socket.getfqdn()) if h and not h.startswith("localhost")}, key=len)
    patterns = [(re.compile(r"(?<![\w.])" + re.escape(path) + r"(?![\w-]|\.\w)"), name) for path, name in folders]
    host_patterns = [_host_pattern(h) for h in reversed(hosts)]
    patch = re.compile(rf"(?<![\w.]){re.escape(version)}(?![\w+]|\.\d)")
    minor = ".".join(version.split(".")[:2])

    def scrub(text: str) -> str:
        text = _CELL_FILE.sub("cell.py", text)
        for pattern, name in patterns:
            text = pattern.sub(name, text)
        for pattern in host_patterns:
            text = pattern.sub("host", text)
        text = _ADDRESS.sub("0x…", text)
        text = _SVG_DATE.sub(r"\1\2", text)
        return patch.sub(minor, text)

    return scrub


def _folders(root: Path) -> list[tuple[str, str]]:
    """Folders of this machine and what stands for them, longest first, in every way a text may write them."""
    base = sys.base_prefix
    named = {
        str(Path.home()): "~",
        str(tempfile.gettempdir()): "tmp",
        base: "python",
        str(Path(base).resolve()): "python",
        sys.prefix: "environment",
        sysconfig.get_path("stdlib"): "python",
        sysconfig.get_path("purelib"): "site-packages",
        sysconfig.get_path("platlib"): "site-packages",
        str(root): ".",
        str(root.resolve()): ".",
    }
    written = {}
    for path, name in named.items():
        if path in SYSTEM and name != "tmp":
            continue
        for form in (path, html.escape(path), quote(path), json.dumps(path)[1:-1]):
            written[form] = name
    return sorted(written.items(), key=lambda item: (-len(item[0]), item[0]))


def _host_pattern(host: str) -> re.Pattern[str]:
    """A host name anywhere; one that may be a word («vm») only alone on its line, quoted or not, or after @ or //."""
    name = re.escape(host)
    if re.fullmatch(r"[A-Za-z]+", host):
        return re.compile(rf"(?<=@){name}\b|(?<=//){name}\b|^{name}$|(?<=^'){name}(?='$)", re.MULTILINE)
    return re.compile(rf"(?<![\w.-]){name}(?![\w-])")


class _Renumbered:
    """Random ids get the number in which they first appear; the same id always gets the same number."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.seen.setdefault(text, len(self.seen) + 1)

    def __call__(self, text: str) -> str:
        text = _UUID.sub(lambda m: f"00000000-0000-0000-0000-{self.number(m[0]):012d}", text)
        return _STYLER.sub(lambda m: f"T_{self.number(m[0]):05d}", text)


def _cell(cell: NotebookNode, index: int, *, scrub: Scrub, random_ids: _Renumbered, own_ids: Collection[str]) -> dict[str, Any]:
    tags = list(cell.metadata.get("tags", []))
    name = _NOT_IN_ID.sub("-", tags[0] if tags else cell.cell_type)
    made: dict[str, Any] = {
        "id": cell["id"] if cell.get("id") in own_ids else f"{name}-{index}",
        "cell_type": cell.cell_type,
        "metadata": {k: cell.metadata[k] for k in CELL_METADATA if cell.metadata.get(k)},
        "source": scrub(cell.source) if "injected-parameters" in tags else cell.source,
    }
    if cell.get("attachments"):
        made["attachments"] = cell.attachments
    if cell.cell_type == "code":
        made["execution_count"] = cell.get("execution_count")
        made["outputs"] = [_output(o, lambda text: random_ids(scrub(text))) for o in _coalesced(cell.get("outputs", []))]
        made["outputs"] = [o for o in made["outputs"] if o]
    return made


def _coalesced(outputs: list[NotebookNode]) -> Iterator[dict[str, Any]]:
    """Outputs with neighbouring streams joined: first what was printed, then the warnings.

    In which pieces the two arrive, and in which order, is a race between the kernel's threads.
    """
    streams: dict[str, str] = {}

    def flushed() -> Iterator[dict[str, Any]]:
        for name in sorted(streams, reverse=True):
            text = _CLOCK_LINES.sub("", _OVERWRITTEN.sub("", streams[name]))
            if text:
                yield {"output_type": "stream", "name": name, "text": text}
        streams.clear()

    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + output["text"]
        else:
            yield from flushed()
            yield dict(output)
    yield from flushed()


def _output(output: dict[str, Any], scrub: Scrub) -> dict[str, Any]:
    """One output without what is volatile; empty where nothing stays."""
    kind = output["output_type"]
    if kind == "stream":
        return {**output, "text": scrub(output["text"])}
    if kind == "error":
        return {**output, "evalue": scrub(output["evalue"]), "traceback": [scrub(line) for line in output["traceback"]]}
    data = {m: v if m in BINARY else _texts(v, scrub) for m, v in output["data"].items() if m != WIDGET}
    if not data:
        return {}
    made = {"output_type": kind, "data": data, "metadata": _texts(output.get("metadata", {}), scrub)}
    if kind == "execute_result":
        made["execution_count"] = output.get("execution_count")
    return made


def _texts(value: Any, scrub: Scrub) -> Any:
    """The value with each text in it scrubbed."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {k: _texts(v, scrub) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_texts(v, scrub) for v in value]
    return value
