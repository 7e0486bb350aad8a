"""Gold in the formats of other tools, and back: Label Studio, INCEpTION, brat, W3C Web Annotation, CoNLL-U Plus.

`export` writes the articles of a pass whose text is here, and a file `LOST.md` that says what was left out; `import_` reads
them back as a pass. Every format carries the clean text; on import its hash must be that of the project's text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.gold import store, texts
from mawaqif.gold.exchange import brat, conll, inception, label_studio, web_annotation
from mawaqif.gold.exchange.model import Document, from_document, to_document
from mawaqif.schemas import write_text


class Writer(Protocol):
    """Writes documents into a folder and gives the paths."""

    def __call__(self, documents: Sequence[Document], folder: Path) -> list[Path]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how documents are written and read, and what of a row it cannot hold."""

    write: Writer
    read: Callable[[Path], list[Document]]
    lost: tuple[str, ...]


FORMATS = {
    "label-studio": Format(label_studio.write, label_studio.read, label_studio.LOST),
    "inception-xmi": Format(inception.write_xmi, inception.read_xmi, inception.LOST),
    "inception-json": Format(inception.write_json, inception.read_json, inception.LOST),
    "brat": Format(brat.write, brat.read, brat.LOST),
    "web-annotation": Format(web_annotation.write, web_annotation.read, web_annotation.LOST),
    "conll": Format(conll.write, conll.read, conll.LOST),
}

TextOf = Callable[[str], texts.Text | None]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an export or import did.

    Attributes:
        files: paths written.
        articles: ids exported or imported.
        skipped: id → why it was left out.
        lost: what the format cannot hold.
    """

    files: list[Path]
    articles: list[str]
    skipped: dict[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


def _format(name: str) -> Format:
    key = name.replace("_", "-")
    key = "inception-xmi" if key == "inception" else key
    if key not in FORMATS:
        raise MawaqifError(f"unknown format {name!r}; known: {', '.join(FORMATS)}. Name one of them.")
    return FORMATS[key]


def export(pass_name: str, format: str, folder: Path, *, gold: Path | None = None, text_of: TextOf = texts.load) -> Exchange:
    """Write a pass in another format.

    Args:
        pass_name: `a`, `b`, `adjudicated` or an imported one.
        format: a key of `FORMATS`.
        folder: where the files go; made if it is not there.
        gold: the gold folder; default `paths.GOLD`.
        text_of: article id → its text, or None where it is absent; such an article is skipped and said.

    Raises:
        MawaqifError: An unknown format or pass; gold that belongs to another text.
    """
    chosen = _format(format)
    documents, skipped = [], {}
    for article_id, rows in store.read_pass(gold or paths.GOLD, pass_name).items():
        text = text_of(article_id)
        if text is None:
            skipped[article_id] = f"its text is not here (SHA-256 of the file {rows.raw_sha256})"
        else:
            documents.append(to_document(rows, text.clean))
    folder.mkdir(parents=True, exist_ok=True)
    files = chosen.write(documents, folder)
    done = Exchange(files, [d.article_id for d in documents], skipped, chosen.lost)
    write_text(_lost(done, pass_name, format), folder / "LOST.md")
    return done


def _lost(done: Exchange, pass_name: str, format: str) -> str:
    lines = [f"# What is not in these files: pass {pass_name} as {format}", ""]
    lines += [f"- {what}" for what in done.lost] or ["- Nothing of the rows: importing them again gives the same rows."]
    lines += ["- The name of the pass and the hash of the raw file: both are given again on import."]
    lines += [f"- {article_id}: {why}." for article_id, why in done.skipped.items()]
    return "\n".join(lines) + "\n"


def import_(format: str, folder: Path, pass_name: str, *, gold: Path | None = None, text_of: TextOf = texts.load) -> Exchange:
    """Read a folder in another format and write it as a pass; nothing is written if a file has a fault.

    Args:
        format: a key of `FORMATS`.
        folder: as exported, or as saved by the tool.
        pass_name: the pass to write.
        gold: the gold folder; default `paths.GOLD`.
        text_of: article id → its text.

    Raises:
        MawaqifError: No files; a text that is absent or has another hash (both are named); faults of the rows.
    """
    chosen = _format(format)
    if not folder.is_dir():
        raise MawaqifError(f"{folder}: not there. Name the folder that holds the files.")
    documents = chosen.read(folder)
    if not documents:
        raise MawaqifError(f"{folder}: no file in the format {format}. Name the folder that holds the files.")
    if not pass_name or Path(pass_name).name != pass_name or pass_name.startswith("."):
        raise MawaqifError(f"{pass_name!r} is no name for a pass. Use letters, digits and hyphens.")
    golds: dict[str, tuple[store.Gold, str]] = {}
    for document in documents:
        where = f"{folder}: {document.article_id}"
        text = text_of(document.article_id)
        if text is None:
            raise MawaqifError(
                f"{where}: the project has no text of this article, so that its offsets cannot be checked. Put the text in its place."
            )
        if document.article_id in golds:
            raise MawaqifError(f"{where}: is there twice. Take one away.")
        golds[document.article_id] = from_document(document, text, pass_name=pass_name, where=where), text.clean.text
    files = [store.write(rows, gold or paths.GOLD, text) for rows, text in golds.values()]
    return Exchange(files, sorted(golds), lost=chosen.lost)
