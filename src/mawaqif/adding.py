"""Putting an article in its place, and saying what is there.

Takes a file and what is known of it, gives a small result; the command line prints it. A refused file leaves nothing behind: checks
come first, and each file is written beside its place and then renamed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mawaqif import paths
from mawaqif.cleaning import clean
from mawaqif.corpus import (
    COLUMNS,
    MAX_BYTES,
    MAX_TITLE,
    CatalogueRow,
    Collection,
    Record,
    Refused,
    arabic_share,
    catalogue_row,
    files_of,
    is_inside,
    language_of,
    parse,
    place_of,
    read_bytes,
    read_catalogue,
    read_collections,
    sha256_of,
    shard_kind,
    split_of,
)
from mawaqif.errors import MawaqifError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did.

    Attributes:
        article_id, collection: of the article.
        path: where its file is now.
        change: `recognised`: a catalogued text was put in its place; `new`: it was catalogued; `nothing`: it was there already.
        message: what was done and what the next `dvc repro` will do, for a person.
    """

    article_id: str
    collection: str
    path: Path
    change: str
    message: str


@dataclass(frozen=True, slots=True)
class CollectionStatus:
    """One collection: what its catalogue lists, and which of it is there.

    Attributes:
        articles: catalogued.
        present: of them, those whose file is there.
        absent: ids of those whose file is not.
        new: ids of those which the last run has not read, or read with another hash.
        uncatalogued: files that no row lists.
    """

    collection: str
    kind: str
    articles: int
    present: int
    absent: tuple[str, ...]
    new: tuple[str, ...]
    uncatalogued: tuple[str, ...]


def add(
    file: Path,
    *,
    collection: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    licence: str | None = None,
    title: str | None = None,
    author: str = "",
    url: str = "",
    style: str = "",
    story: str | None = None,
    collected: str = "",
    basis: str = "",
    article_id: str | None = None,
    raw: Path = paths.RAW,
    catalogue: Path = paths.CATALOGUE,
    max_bytes: int = MAX_BYTES,
) -> Added:
    """Put an article into its collection; catalogue it if it is new.

    A file whose SHA-256 is catalogued is recognised whatever its name; nothing else needs to be said of it. A new one needs
    collection, outlet, published and licence. Its title is the page's own, or else its first line; its story, if none is
    declared, is its own; both can be corrected in the catalogue.

    Raises:
        MawaqifError: The file cannot be read as an Arabic article, is another version of a catalogued one, or something that is
            needed is missing or malformed. Nothing is written then.
    """
    collections = read_collections(catalogue)
    if collection is not None and collection not in collections:
        raise MawaqifError(
            f"{file}: unknown collection {collection!r}; known: {list(collections)}. Add it to {paths.COLLECTIONS.name} first."
        )
    rows = read_catalogue(catalogue)
    if shard_kind(file.name) and file.is_file():
        raise MawaqifError(
            f"{file}: a file of many articles needs a catalogue row for each, with `{file.name}#<record id>` as its file. "
            "Put it into data/raw/<collection>/ and add the rows to data/manual/catalogue/<collection>.csv."
        )
    data = _checked(file, lambda: read_bytes(file, max_bytes=max_bytes))
    digest = sha256_of(data)
    for name, catalogued in rows.items():
        for row in catalogued:
            if row.sha256 == digest and not place_of(row)[1]:  # of a record, the hash is not that of a file
                return _recognised(file, data, row, collections[name], raw)
    _refuse_other_version(file, digest, rows, collection)
    given = {"--collection": collection, "--outlet": outlet, "--published": published, "--licence": licence}
    if missing := [option for option, value in given.items() if not value]:
        raise MawaqifError(f"{file}: not in any catalogue (SHA-256 {digest}); a new article needs {', '.join(missing)}.")
    record = _checked(file, lambda: parse(data, name=file.name))
    text = record.extracted.text if record.extracted is not None else record.raw
    if (language := language_of(text)) != "ar":
        raise MawaqifError(f"{file}: {Refused('language', f'not Arabic (found: {language}; {arabic_share(text):.0%} Arabic letters)')}")
    home = str(collection)
    identity = article_id or _id_for(home, str(published), file)
    if taken := next((n for n, known in rows.items() if any(r.article_id == identity for r in known)), None):
        raise MawaqifError(f"{file}: article_id {identity!r} stands in {taken}.csv already. Give another one with --id.")
    row = catalogue_row(
        {
            "article_id": identity,
            "outlet_id": str(outlet),
            "title": title or _title_of(record),
            "author": author or (record.extracted.metadata.get("author", "") if record.extracted else ""),
            "published": str(published),
            "url": url or (record.extracted.metadata.get("url", "") if record.extracted else ""),
            "language": "ar",
            "licence": str(licence),
            "style": style,
            "story": story or identity,
            "collected": collected,
            "file": file.name,
            "sha256": digest,
            "split": split_of(story or identity),
            "basis": basis,
        },
        place=str(file),
    )
    return _new(file, data, row, collections[home], raw, catalogue)


def _checked(file: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except Refused as e:
        raise MawaqifError(f"{file}: {e}") from e


def _recognised(file: Path, data: bytes, row: CatalogueRow, collection: Collection, raw: Path) -> Added:
    place = _place(raw, collection, row)
    head = f"{file.name}: {row.article_id} of {collection.collection}, recognised by its SHA-256"
    if place.is_file() and place.read_bytes() == data:
        return Added(row.article_id, collection.collection, place, "nothing", f"{head}; it is in its place already, nothing to do.")
    _put(data, place)
    then = "computes its rows from the text, compares them with the released ones and shows its sentences as evidence"
    if collection.kind == "open":
        then = "reads it again"
    message = f"{head}; put at data/raw/{collection.collection}/{row.file}. The next `dvc repro` {then}."
    return Added(row.article_id, collection.collection, place, "recognised", message)


def _refuse_other_version(file: Path, digest: str, rows: dict[str, list[CatalogueRow]], collection: str | None) -> None:
    for name, catalogued in rows.items():
        if collection not in (None, name):
            continue
        for row in catalogued:
            if Path(row.file).name == file.name:
                raise MawaqifError(
                    f"{file}: SHA-256 is {digest}, but {row.article_id} of {name} is catalogued under this name with {row.sha256}. "
                    "Get the file as it was received, or rename it if it is another article."
                )


def _new(file: Path, data: bytes, row: CatalogueRow, collection: Collection, raw: Path, catalogue: Path) -> Added:
    place = _place(raw, collection, row)
    if place.exists() and (not place.is_file() or place.read_bytes() != data):
        there = sha256_of(place.read_bytes()) if place.is_file() else "a directory"
        raise MawaqifError(f"{file}: {place} is there already and is another one ({there}, this is {row.sha256}). Rename one of them.")
    table = _with_row(catalogue / f"{collection.collection}.csv", row)
    _put(data, place)
    _put(table, catalogue / f"{collection.collection}.csv")
    then = "`dvc repro` reads it and recomputes what depends on it"
    if (raw / f"{collection.collection}.dvc").exists():
        then = f"`dvc add data/raw/{collection.collection}` records it in the store; then {then}"
    message = f"{file.name}: catalogued as {row.article_id} of {collection.collection} (split: {row.split}). Next: {then}."
    return Added(row.article_id, collection.collection, place, "new", message)


def _place(raw: Path, collection: Collection, row: CatalogueRow) -> Path:
    folder = raw / collection.collection
    place = folder / row.file
    if not is_inside(place, folder):
        raise MawaqifError(f"{place}: {Refused('outside_collection', 'leads out of the collection')}")
    return place


def _with_row(path: Path, row: CatalogueRow) -> bytes:
    """The table with one row more; the other lines stay as they are."""
    old = path.read_bytes() if path.exists() else b""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    if not old:
        table.writeheader()
    table.writerow(row.model_dump())
    return old + (b"\n" if old and not old.endswith(b"\n") else b"") + out.getvalue().encode("utf-8")


def _put(data: bytes, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def _id_for(collection: str, published: str, file: Path) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", file.name.split(".")[0].lower()).strip("-")
    return "-".join(part for part in (collection, published.replace("-", ""), stem) if part)


def _title_of(record: Record) -> str:
    """The page's own title, or the first line of the clean text, as far as it may be one."""
    text = record.title or next((line for line in record.raw.split("\n") if line.strip()), "")
    return clean(text[: 4 * MAX_TITLE]).text[:MAX_TITLE].split("\n")[0]


def status(*, raw: Path = paths.RAW, catalogue: Path = paths.CATALOGUE, articles: Path = paths.ARTICLES) -> list[CollectionStatus]:
    """What each collection lists, what of it is there, and what the last run has not read yet; files are not hashed.

    Args:
        raw: the folder of the collections.
        catalogue: the folder of their catalogues.
        articles: the table of the last run; where it is not there, everything present is new.

    Raises:
        MawaqifError: A fault in the catalogue.
    """
    read = _read_by_last_run(articles)
    found = []
    catalogued = read_catalogue(catalogue)
    for name, collection in read_collections(catalogue).items():
        rows = catalogued[name]
        files = set(files_of(raw / name))
        present = [r for r in rows if place_of(r)[0] in files]
        listed = {place_of(r)[0] for r in rows}
        found.append(
            CollectionStatus(
                name,
                collection.kind,
                len(rows),
                len(present),
                tuple(sorted(r.article_id for r in rows if place_of(r)[0] not in files)),
                tuple(sorted(r.article_id for r in present if read.get(r.article_id) != r.sha256)),
                tuple(sorted(files - listed)),
            )
        )
    return found


def _read_by_last_run(articles: Path) -> dict[str, str]:
    """SHA-256 by article_id of the articles whose text the last run had."""
    if not articles.is_file():
        return {}
    import pyarrow.parquet as pq

    table = pq.read_table(articles, columns=["article_id", "raw_sha256", "present"])
    return {r["article_id"]: r["raw_sha256"] for r in table.to_pylist() if r["present"]}
