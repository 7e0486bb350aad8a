"""The texts that gold is about: from an article's id to its clean text, by the same way as stage 01-clean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mawaqif import corpus, paths
from mawaqif.cleaning import STEPS, Clean, clean
from mawaqif.errors import MawaqifError
from mawaqif.furniture import Furniture, load_furniture
from mawaqif.params import read_params


@dataclass(frozen=True, slots=True)
class Text:
    """Clean text with its alignment, and the SHA-256 of the file or record as received."""

    clean: Clean
    raw_sha256: str


@lru_cache(maxsize=1)
def _cleaning() -> tuple[tuple[str, ...], Furniture]:
    off = {name.strip() for name in read_params().clean.steps_off.split(",")} if paths.PARAMS.exists() else set()
    return tuple(step for step in STEPS if step not in off), load_furniture(paths.MANUAL / "furniture.yaml")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, tuple[Path, corpus.CatalogueRow]]:
    """Article id → its file and catalogue row, over all collections."""
    return {
        row.article_id: (paths.RAW / name / corpus.place_of(row)[0], row) for name, rows in corpus.read_catalogue().items() for row in rows
    }


def stories() -> dict[str, str]:
    """Article id → story, as the catalogue declares it."""
    return {article_id: row.story for article_id, (_, row) in catalogue().items()}


def from_file(path: Path, record: str = "") -> Text:
    """The text of one file, or of one record of a file of many.

    Raises:
        MawaqifError: The file cannot be read or has no such record.
    """
    steps, furniture = _cleaning()
    for found in corpus.records(path):
        if isinstance(found, corpus.Fault):
            if found.id in ("", record):
                raise MawaqifError(f"{path}: {found.refused}")
        elif found.id == record or corpus.shard_kind(path.name) is None:
            draft = found.extracted.draft() if found.extracted is not None else found.raw
            return Text(clean(draft, steps=steps, furniture=furniture), found.sha256)
    raise MawaqifError(f"{path}: no record {record!r}. Correct `file` in the catalogue.")


def load(article_id: str) -> Text | None:
    """The text of a catalogued article; None where it is absent (a restricted text that is not here).

    Raises:
        MawaqifError: The catalogue does not list the article, or the file has another hash than the catalogue (both are named).
    """
    if article_id not in catalogue():
        raise MawaqifError(f"{article_id}: the catalogue does not list it. Correct the id, or add the article with `mawaqif add FILE`.")
    path, row = catalogue()[article_id]
    if not path.is_file():
        return None
    text = from_file(path, corpus.place_of(row)[1])
    if text.raw_sha256 != row.sha256:
        raise MawaqifError(f"{path}: SHA-256 is {text.raw_sha256}, the catalogue has {row.sha256}. Restore the file as received.")
    return text
