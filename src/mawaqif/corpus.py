"""Reading anything in: the catalogue, and the raw articles it lists.

Takes folders (`data/manual/catalogue`, `data/raw`), gives articles with their decoded raw text, one at a time, and a list of
problems. Plain text, HTML, JSON lines, Parquet and WARC look the same to a reader. What cannot be read is left out with its
reason; a fault in the catalogue itself stops the run, since every row after it would be in doubt.

Raw text is the decoded file without its byte order mark; line ends stay as they are. Of a record with a title of its own (JSON
lines, Parquet) it is `title + "\\n\\n" + content`. Of a page it is the HTML source, and `extracted` holds what stands on it.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import html
import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, NamedTuple

import yaml
from charset_normalizer import from_bytes
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from mawaqif import paths
from mawaqif.alignment import Alignment, Draft
from mawaqif.errors import MawaqifError

MAX_BYTES = 50_000_000  # of a file or record; the longest news pages are a hundredth of it
MAX_TITLE = 300  # characters; a longer title is a paragraph in the wrong place
ARABIC_SHARE = 0.5  # of all letters; below it a text is not Arabic
SHARDS = (".jsonl", ".parquet", ".warc", ".warc.gz")  # files of many records
IGNORED = ("readme.md",)  # besides hidden files and `*.dvc`

Severity = Literal["left_out", "flagged"]

# reason → severity, what a person can do
REASONS: dict[str, tuple[Severity, str]] = {
    "absent_file": ("left_out", "Correct the name, put the file there (dvc pull), or take its row out of the catalogue."),
    "absent_record": ("left_out", "Correct `file` in the catalogue or take its row out."),
    "binary": ("left_out", "Put the text itself there: plain text, HTML, JSON lines, Parquet or WARC."),
    "broken_record": ("left_out", "Correct the record, or take it and its catalogue row out."),
    "directory": ("left_out", "Name a file."),
    "duplicate_id": ("left_out", "Give each record an id of its own; the first one was read."),
    "empty": ("left_out", "Put the text of the article into it, or take its row out of the catalogue."),
    "language": ("left_out", "The corpus is of Arabic articles: take it and its catalogue row out."),
    "long_title": ("flagged", "Correct the title in the catalogue; here it is cut."),
    "no_catalogue_row": ("left_out", "Add it with `mawaqif add FILE`, or remove the file."),
    "no_text": ("left_out", "Save the page of the article itself, with its text."),
    "other_hash": ("left_out", "Restore the file as received; if it is a new version, catalogue it as a new article."),
    "outside_collection": ("left_out", "Put the file itself into the collection's folder, not a link to another place."),
    "too_large": ("left_out", "Split it into articles, or raise the limit."),
    "undecodable": ("left_out", "Get the file again as UTF-8, UTF-16, windows-1256 or ISO-8859-6."),
    "unreadable": ("left_out", "Make the file readable for the user who runs the pipeline."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A row of `schemas.PROBLEMS`: what is wrong with a file or record, and what it costs."""

    file: str
    record: str
    article_id: str | None
    severity: str
    reason: str
    detail: str


class Refused(Exception):
    """A file or record that cannot be read: `reason` is a key of `REASONS`, `value` what was found."""

    def __init__(self, reason: str, value: str) -> None:
        super().__init__(f"{value}. {REASONS[reason][1]}")
        self.reason = reason
        self.value = value


# --- the catalogue -------------------------------------------------------------------------------------------------------


def _is_date(value: str) -> str:
    if value:
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value, re.A):
            raise ValueError("not a date")
        date.fromisoformat(f"{value}-01-01"[:10])
    return value


def _checked_path(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value or not path.parts or re.match(r"[A-Za-z]:", value):
        raise ValueError("leaves the collection")
    return value


Date = Annotated[str, AfterValidator(_is_date)]
_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=200)]


class CatalogueRow(BaseModel):
    """One article as catalogued. Dates are as precise as they are known: YYYY-MM-DD, YYYY-MM, YYYY, or empty.

    An empty title says that the text begins without one; only restricted collections have such rows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: _Id
    outlet_id: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]*$")]
    title: str
    author: str
    published: Date
    url: str
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    licence: Annotated[str, StringConstraints(min_length=1)]
    style: str
    story: Annotated[str, StringConstraints(min_length=1)]
    collected: Date
    file: Annotated[str, AfterValidator(_checked_path)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    split: Literal["work", "held"]
    basis: str


COLUMNS = tuple(CatalogueRow.model_fields)

_MENDS = {
    "article_id": "Give an id of Latin letters, digits, `-`, `_` and `.`.",
    "outlet_id": "Give the id of an outlet: upper-case Latin letters, digits and `-`.",
    "published": "Write YYYY-MM-DD, YYYY-MM, YYYY, or leave it empty.",
    "collected": "Write YYYY-MM-DD, YYYY-MM, YYYY, or leave it empty.",
    "language": "Write an ISO 639 code in lower case, as `ar`.",
    "licence": "Say under which licence the text may be used.",
    "story": "Give a short slug for the event; articles on the same event share it.",
    "file": "Write the path inside the collection's folder, without `..` and with `/`.",
    "sha256": "Write the 64 lower-case hexadecimal digits that `sha256sum FILE` prints.",
    "split": "Write `work` or `held` (mawaqif.corpus.split_of tells which).",
}


class Collection(BaseModel):
    """One collection: `open` texts are in the store, `restricted` ones only where somebody has added them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    kind: Literal["open", "restricted"]
    licence: str
    title_en: str
    title_ar: str
    note: str


def read_collections(folder: Path = paths.CATALOGUE) -> dict[str, Collection]:
    """Collections by name, sorted, from `collections.yaml`.

    Raises:
        MawaqifError: The file is not there, or a mapping in it is malformed or stands there twice.
    """
    path = folder / paths.COLLECTIONS.name
    if not path.is_file():
        raise MawaqifError(f"{path}: not there. It lists the collections, one mapping each; see docs/architecture.md.")
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        found = [Collection.model_validate(c) for c in table]
    except yaml.YAMLError as e:
        raise MawaqifError(f"{path}: not YAML: {' '.join(str(e).split())}. Correct the file.") from e
    except ValidationError as e:
        raise MawaqifError(f"{path}: {_faults(e, {})}") from e
    except TypeError as e:
        raise MawaqifError(f"{path}: must be a list of mappings, one a collection.") from e
    names = [c.collection for c in found]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise MawaqifError(f"{path}: collection {twice} stands there twice. Take one out.")
    return {c.collection: c for c in sorted(found, key=lambda c: c.collection)}


def read_catalogue(folder: Path = paths.CATALOGUE) -> dict[str, list[CatalogueRow]]:
    """Catalogue rows of each collection, in the order of the files; a collection without a table has none.

    Raises:
        MawaqifError: An unknown collection, a malformed row, an id or file that stands there twice: names file, line, field and mend.
    """
    collections = read_collections(folder)
    tables = {p.stem: p for p in sorted(folder.glob("*.csv"))}
    if unknown := sorted(set(tables) - set(collections)):
        raise MawaqifError(
            f"{tables[unknown[0]]}: unknown collection {unknown[0]!r}; known: {list(collections)}. "
            f"Add it to {folder / paths.COLLECTIONS.name} or rename the file."
        )
    catalogue: dict[str, list[CatalogueRow]] = {}
    ids: dict[str, str] = {}
    for name, collection in collections.items():
        files: dict[str, str] = {}
        catalogue[name] = []
        for place, row in _rows(tables[name]) if name in tables else ():
            _once(ids, row.article_id, place, "article_id", "Give one of them another id.")
            _once(files, row.file, place, "file", "One file or record is one article: correct one of them.")
            if not row.title and collection.kind == "open":
                raise MawaqifError(f"{place}: title is empty. Give the title as it will read when clean.")
            catalogue[name].append(row)
    return catalogue


def _once(seen: dict[str, str], value: str, place: str, field: str, mend: str) -> None:
    if value in seen:
        raise MawaqifError(f"{place}: {field} {value!r} stands at {seen[value]} already. {mend}")
    seen[value] = place


def _rows(path: Path) -> Iterator[tuple[str, CatalogueRow]]:
    """Checked rows of one table, each with its place «file:line»."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            header = next(reader, [])
            if tuple(header) != COLUMNS:
                raise MawaqifError(f"{path}:1: columns are {header}, must be {list(COLUMNS)}. Correct the first line.")
            for cells in reader:
                place = f"{path}:{reader.line_num}"
                if len(cells) != len(COLUMNS):
                    raise MawaqifError(
                        f"{place}: {len(cells)} cells, must be {len(COLUMNS)}. Put values with a comma into quotation marks."
                    )
                yield place, catalogue_row(dict(zip(COLUMNS, cells, strict=True)), place=place)
        except csv.Error as e:
            raise MawaqifError(f"{path}:{reader.line_num}: not CSV: {e}. Correct the quotation marks of the line.") from e
        except UnicodeDecodeError as e:
            raise MawaqifError(f"{path}: not UTF-8 at byte {e.start}. Save the table as UTF-8.") from e


def catalogue_row(values: Mapping[str, str], *, place: str) -> CatalogueRow:
    """A checked row.

    Raises:
        MawaqifError: Names the place, each field that is malformed, and its mend.
    """
    try:
        return CatalogueRow.model_validate(values)
    except ValidationError as e:
        raise MawaqifError(f"{place}: {_faults(e, _MENDS)}") from e


def _faults(error: ValidationError, mends: Mapping[str, str]) -> str:
    """«field 'value': what is wrong. Mend» for each fault of a row."""
    parts = []
    for fault in error.errors():
        field = str(fault["loc"][-1]) if fault["loc"] else "row"
        message = fault["msg"].removeprefix("Value error, ")
        parts.append(f"{field} {str(fault['input'])[:120]!r}: {message}. {mends.get(field, 'Correct it.')}")
    return " ".join(parts)


def split_of(story: str, held_share: float = 0.4) -> Literal["work", "held"]:
    """The split of a declared story: fixed by its name alone, before any rule is written.

    Args:
        story: the `story` column of the catalogue, so that all articles on one event fall on one side.
        held_share: share of stories kept from whoever writes rules, in [0, 1].
    """
    digest = hashlib.sha256(f"mawaqif-split-1:{story}".encode()).digest()
    return "held" if int.from_bytes(digest[:8], "big") / 2**64 < held_share else "work"


# --- from bytes to text --------------------------------------------------------------------------------------------------

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_LEGACY = {"cp1256": "windows-1256", "iso8859_6": "iso-8859-6"}
_CONTROL = bytes((*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_CONTROL_SHARE = 0.01  # of the bytes; old editors leave one or two, binary files are full of them
_ARABIC = re.compile(r"[\u0620-\u06ff\ufb50-\ufefc]")


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, str]:
    """Text of `data` without its byte order mark, and the encoding it was read with.

    A mark decides; else strict UTF-8; else UTF-16 (told by its bytes); else windows-1256 or ISO-8859-6, whichever
    charset-normalizer finds more like Arabic. `utf-8-sig` is UTF-8 with its mark.

    Args:
        data: the bytes as received.
        declared: what a page or server says; taken only if it is one of these and fits.

    Raises:
        Refused: `empty`, `binary` or `undecodable`.
    """
    if not data.strip():
        raise Refused("empty", f"{len(data)} bytes without a letter")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise Refused("binary", f"begins as {what}")
    text, encoding = _decoded(data, declared)
    if not text.strip():
        raise Refused("empty", f"{len(data)} bytes without a letter")
    if encoding.startswith("utf-16") and _is_binary(text.encode("utf-8")):
        raise Refused("binary", f"full of control characters when read as {encoding}")
    return text, encoding


def _is_binary(data: bytes) -> bool:
    return len(data) - len(data.translate(None, _CONTROL)) > max(2, _CONTROL_SHARE * len(data))


def _decoded(data: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding.removesuffix("-sig")), encoding
            except UnicodeDecodeError as e:
                raise Refused("undecodable", f"begins with the mark of {encoding}, which breaks at byte {len(mark) + e.start}") from e
    if _is_binary(data):
        return _utf16(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as e:
        return _legacy(data, declared, e.start)


def _utf16(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: nearly all of its code units are letters, spaces and signs of the Arabic and Latin blocks."""
    for encoding, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) % 2 == 0 and sum(high.count(b) for b in (0x00, 0x06, 0x20)) >= 0.9 * len(high):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    raise Refused("binary", "full of bytes that no text has")


def _legacy(data: bytes, declared: str | None, broken_at: int) -> tuple[str, str]:
    lenient = data.decode("utf-8", "replace")
    if lenient.count("\ufffd") < 0.05 * len(lenient) and _ARABIC.search(lenient):
        raise Refused("undecodable", f"UTF-8 that breaks at byte {broken_at}")
    try:
        codec = codecs.lookup(declared).name.replace("-", "_") if declared else ""
    except LookupError:
        codec = ""
    if codec not in _LEGACY:
        best = from_bytes(data, cp_isolation=list(_LEGACY), enable_fallback=False).best()
        codec = best.encoding if best is not None else ""
    try:
        text = data.decode(codec) if codec in _LEGACY else ""
    except UnicodeDecodeError:
        text = ""
    if not _ARABIC.search(text):
        raise Refused("undecodable", f"not UTF-8 (byte {broken_at}), nor like Arabic in windows-1256 or ISO-8859-6")
    return text, _LEGACY[codec]


# --- the language of a text ----------------------------------------------------------------------------------------------

# letters and commonest function words that Arabic does not have, of languages in Arabic script
_FOREIGN_LETTERS = "\u067e\u0686\u0698\u06af\u06a9\u06cc\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2\u0695\u06b5\u06c6\u06ce"
_FUNCTION_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "ar": "في من على إلى الى أن ان إن التي الذي عن مع هذا هذه كان قال ما لا بين بعد لم أو وقد كما",
        "fa": "که از است را این با برای می آن شد در های كه اين براي مي هاي شده بود کرد",
        "ur": "ہے کے میں کی سے کا کو اور نے ہیں پر اس کہ",
        "ckb": "لە بۆ کە ئەو ئەم بە و لەگەڵ هەروەها دەکات",
        "en": "the of and to in that is was for on with by said as from",
    }.items()
}


# first bytes of letters in UTF-8: Arabic blocks; Latin, Greek, Cyrillic, Hebrew and the scripts of three bytes but signs (E2)
_ARABIC_BYTES = bytes((*range(0xD8, 0xDC), 0xEF))
_OTHER_BYTES = bytes((*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC3, 0xD8), *range(0xDC, 0xE2), *range(0xE3, 0xEF)))


def arabic_share(text: str) -> float:
    """Share of letters in Arabic script among all letters, in [0, 1]; 0 where there is none.

    Counted by their first bytes in UTF-8, several times faster than letter by letter; Arabic commas and digits count as letters.
    """
    data = text.encode("utf-8", "surrogatepass")
    arabic = len(data) - len(data.translate(None, _ARABIC_BYTES))
    other = len(data) - len(data.translate(None, _OTHER_BYTES))
    return arabic / (arabic + other) if arabic else 0.0


def language_of(text: str) -> str:
    """ISO 639 code: `ar`, `fa`, `ur`, `ckb`, `en`, or `und` where none can be told.

    Arabic is told by its share of letters (`ARABIC_SHARE`); another language in Arabic script by letters that Arabic lacks and
    by more function words than Arabic has there. Persian keyboards in Arabic text («ایران», «کوباني») alone do not make it Persian.
    """
    if arabic_share(text) < ARABIC_SHARE:
        words = text.lower().split()
        return "en" if sum(w in _FUNCTION_WORDS["en"] for w in words) >= 0.05 * len(words) > 0 else "und"
    if sum(map(text.count, _FOREIGN_LETTERS)) <= 0.005 * len(text):
        return "ar"
    words = text.split()
    counts = {code: sum(w in known for w in words) for code, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda code: (counts[code], code == "ar"))
    return best if counts[best] > counts["ar"] else "ar"


# --- from a page to its text ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extracted:
    """What stands on a page: the article's text (title, empty line, paragraphs), its way back to the source, and metadata.

    Attributes:
        metadata: title, author, date, sitename, url, as far as the page tells them.
    """

    text: str
    alignment: Alignment
    metadata: Mapping[str, str]

    def draft(self) -> Draft:
        return Draft.over(self.text, self.alignment)


_HTML = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.I)
# what is never closed reaches to the end, as in a browser; so the search stays linear on any input
_NOT_SEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|svg)\b[^>]*>.*?(?:</\1\s*>|\Z)"
    r"|<[!?/A-Za-z](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|<[!?/A-Za-z][^<>]*>",
    re.I | re.S,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_BLANK = re.compile(r"[\s\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff\x00-\x1f\x7f-\x9f]+")
_ANCHOR = 20  # characters; a line this long is taken to stand on a page once
_NEAR = 400  # characters; a single word is looked for no further
_METADATA = ("title", "author", "date", "sitename", "url")


def extract_html(source: str) -> Extracted:
    """The article on a page, as trafilatura finds it, with the place of each of its characters in the source.

    Lines, then runs of words are looked for from front to back in the source without its tags; words that cannot be placed
    stand for the stretch between their neighbours.

    Raises:
        Refused: `no_text`: there is no article on the page.
    """
    from trafilatura import bare_extraction

    # max_date: htmldate's own upper limit is today, and the same page must give the same date tomorrow
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    page = bare_extraction(source, include_comments=False, include_tables=False, with_metadata=True, date_extraction_params=dates)
    found: dict[str, Any] = page.as_dict() if page is not None and not isinstance(page, dict) else (page or {})
    body = (found.get("text") or "").strip()
    if not body:
        raise Refused("no_text", "no article was found on the page")
    metadata = {k: str(found[k]) for k in _METADATA if found.get(k)}
    title = metadata.get("title", "")
    lines = body.split("\n")
    if title and _BLANK.sub("", lines[0]) == _BLANK.sub("", title):
        lines = lines[1:]
    text = "\n".join([title, "", *lines] if title else lines)
    return Extracted(text, Alignment.of_spans(_places(text, source)), metadata)


def _compact(text: str) -> Draft:
    """A draft of what the eye sees of a source: no tags, entities as characters, no white space."""
    draft = Draft(text)
    draft.edit([(m.start(), m.end(), "") for m in _NOT_SEEN.finditer(draft.text)])
    draft.edit([(m.start(), m.end(), put) for m in _ENTITY.finditer(draft.text) if (put := html.unescape(m.group())) != m.group()])
    draft.edit([(m.start(), m.end(), "") for m in _BLANK.finditer(draft.text)])
    return draft


def _places(text: str, source: str) -> list[tuple[int, int]]:
    """For each character of `text` its span in the source; neither starts nor ends run backwards."""
    draft = _compact(source)
    spans = _Spans(draft.alignment())
    placed: list[tuple[int, int] | None] = [None] * len(text)
    for start, at, length in _matches(text, draft.text):
        letters = (i for i in range(start, len(text)) if not _BLANK.match(text[i]))
        for i, span in zip(letters, spans.of(at, length), strict=False):
            placed[i] = span
    after: list[int] = [0] * len(text)
    following = len(source)
    for i in range(len(text) - 1, -1, -1):
        after[i] = following
        if (known := placed[i]) is not None:
            following = known[0]
    spans_of_text: list[tuple[int, int]] = []
    last = 0
    for here, following in zip(placed, after, strict=True):
        spans_of_text.append(here if here is not None else (last, max(last, following)))
        last = here[1] if here is not None else last
    return spans_of_text


class _Spans:
    """Raw spans of the characters of a compact source, read off its blocks."""

    def __init__(self, alignment: Alignment) -> None:
        self._blocks = alignment.blocks
        self._starts = [b[0] for b in alignment.blocks]

    def of(self, at: int, length: int) -> Iterator[tuple[int, int]]:
        i = bisect_right(self._starts, at) - 1
        for c in range(at, at + length):
            if c >= self._blocks[i][1]:
                i += 1
            c0, c1, r0, r1 = self._blocks[i]
            yield (r0 + c - c0, r0 + c - c0 + 1) if c1 - c0 == r1 - r0 else (r0, r1)


def _matches(text: str, seen: str) -> Iterator[tuple[int, int, int]]:
    """(start in `text`, start in `seen`, characters without white space), front to back: long lines first, the rest between them."""
    lines = [(m.start(), _BLANK.sub("", m.group())) for m in re.finditer(r"[^\n]+", text)]
    anchors: list[int | None] = []
    at = 0
    for _, line in lines:
        found = seen.find(line, at) if len(line) >= _ANCHOR else -1
        anchors.append(found if found >= 0 else None)
        at = found + len(line) if found >= 0 else at
    at = 0
    for i, (start, line) in enumerate(lines):
        anchor = anchors[i]
        if anchor is not None:
            yield start, anchor, len(line)
            at = anchor + len(line)
        elif line:
            limit = next((a for a in anchors[i + 1 :] if a is not None), len(seen))
            for match in _word_matches(text, start, seen, at, limit):
                yield match
                at = match[1] + match[2]


def _word_matches(text: str, start: int, seen: str, at: int, limit: int) -> Iterator[tuple[int, int, int]]:
    """The same for one line that does not stand in `seen` as a whole: the longest runs of its words within `at:limit`."""
    end = text.find("\n", start)
    words = [(m.start(), _BLANK.sub("", m.group())) for m in re.finditer(r"\S+", text[start : end if end >= 0 else len(text)])]
    i = 0
    while i < len(words):
        for n in (len(words) - i, 16, 8, 4, 2, 1):
            run = "".join(w for _, w in words[i : i + n])
            found = seen.find(run, at, limit if n > 1 else min(limit, at + _NEAR)) if run else -1
            if found >= 0:
                yield start + words[i][0], found, len(run)
                at = found + len(run)
                break
        i += n if found >= 0 else 1


# --- from a file to its records ------------------------------------------------------------------------------------------


class Record(NamedTuple):
    """One article as it came: `id` in its file (empty for a file of its own), hash of its bytes, decoded text."""

    id: str
    sha256: str
    raw: str
    encoding: str
    title: str
    extracted: Extracted | None

    def draft(self) -> Draft:
        """What cleaning starts from."""
        return self.extracted.draft() if self.extracted is not None else Draft(self.raw)


class Fault(NamedTuple):
    """A record that cannot be read."""

    id: str
    refused: Refused


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def parse(data: bytes, *, name: str, record: str = "", declared: str | None = None) -> Record:
    """One article from the bytes of a file or of a crawled page.

    Args:
        data: the bytes as received.
        name: the file's name; `.html`, `.htm`, `.xhtml` are pages, as is anything that begins like one.
        record: its id in a file of many.
        declared: the encoding a server gave with it.

    Raises:
        Refused: It is no text, or no article stands on the page.
    """
    is_page = name.lower().endswith((".html", ".htm", ".xhtml"))
    if (is_page or data[:1024].lstrip()[:1] == b"<") and not declared and (m := _CHARSET.search(data[:4096])):
        declared = m.group(1).decode("ascii")
    text, encoding = decode(data, declared=declared)
    extracted = extract_html(text) if is_page or _HTML.match(text) else None
    title = extracted.metadata.get("title", "") if extracted else ""
    return Record(record, sha256_of(data), text, encoding, title, extracted)


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Bytes of a file of its own; a larger one is refused before it is read.

    Raises:
        Refused: `directory`, `absent_file`, `too_large` or `unreadable`.
    """
    if path.is_dir():
        raise Refused("directory", "a directory, not a file")
    if not path.is_file():
        raise Refused("absent_file", "not there")
    size = path.stat().st_size
    if size > max_bytes:
        raise Refused("too_large", f"{size:,} bytes, more than {max_bytes:,}")
    try:
        return path.read_bytes()
    except OSError as e:
        raise Refused("unreadable", f"cannot be read: {e.strerror}") from e


_TITLES = ("title", "headline")
_CONTENTS = ("content", "text", "body")
_IDS = ("id", "article_id", "docno")


def _field(values: Mapping[str, Any], names: tuple[str, ...], record: str) -> str:
    for name in names:
        value = values.get(name)
        if value is not None:
            if not isinstance(value, str | int):
                raise Refused("broken_record", f"record {record}: `{name}` is {type(value).__name__}, not text")
            return str(value)
    return ""


def record_of(values: object, *, sha256: str, number: int) -> Record | Fault:
    """An article from the fields of a JSON line or Parquet row.

    Args:
        values: `content` (or `text`, `body`), and if there are any `title` (or `headline`) and `id` (or `article_id`, `docno`).
        sha256: of the record as received.
        number: its place in the file, from 1; its id where it has none (`L1`).
    """
    record = f"L{number}"
    try:
        if not isinstance(values, dict):
            raise Refused("broken_record", f"record {record} is {type(values).__name__}, not an object")
        record = _field(values, _IDS, record) or record
        title, content = _field(values, _TITLES, record), _field(values, _CONTENTS, record)
        if not content.strip():
            raise Refused("empty", f"record {record} has no text in any of {list(_CONTENTS)}")
        raw = f"{title}\n\n{content}" if title else content
        try:
            raw.encode("utf-8")
        except UnicodeEncodeError as e:
            raise Refused("undecodable", f"record {record} holds half of a surrogate pair at character {e.start}") from e
    except Refused as e:
        return Fault(record, e)
    return Record(record, sha256, raw, "utf-8", title, None)


def _jsonl(path: Path, max_bytes: int) -> Iterator[Record | Fault]:
    with path.open("rb") as lines:
        for number, line in enumerate(_bounded_lines(lines, max_bytes), 1):
            if line is None:
                yield Fault(f"L{number}", Refused("too_large", f"line {number} is longer than {max_bytes:,} bytes"))
                continue
            line = line.rstrip(b"\r\n")
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if not line.strip():
                continue
            try:
                values = json.loads(line.decode("utf-8"))
            except UnicodeDecodeError as e:
                yield Fault(f"L{number}", Refused("undecodable", f"line {number} is not UTF-8 at byte {e.start}"))
            except (ValueError, RecursionError) as e:
                yield Fault(f"L{number}", Refused("broken_record", f"line {number} is not JSON: {e}"))
            else:
                yield record_of(values, sha256=sha256_of(line), number=number)


def _bounded_lines(lines: Any, max_bytes: int) -> Iterator[bytes | None]:
    """Lines of a binary file; None for one that is longer than `max_bytes`, which never stands in memory whole."""
    while line := lines.readline(max_bytes + 1):
        if len(line) <= max_bytes or line.endswith(b"\n"):
            yield line
            continue
        while (rest := lines.readline(max_bytes)) and not rest.endswith(b"\n"):
            pass
        yield None


def _parquet(path: Path, max_bytes: int) -> Iterator[Record | Fault]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as table:
            wanted = [c for c in (*_IDS, *_TITLES, *_CONTENTS) if c in table.schema_arrow.names]
            for batch in table.iter_batches(batch_size=256, columns=wanted):
                for values in batch.to_pylist():
                    number += 1
                    line = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
                    if len(line) > max_bytes:
                        yield Fault(f"L{number}", Refused("too_large", f"row {number} has more than {max_bytes:,} bytes"))
                    else:
                        yield record_of(values, sha256=sha256_of(line), number=number)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        yield Fault(f"L{number + 1}", Refused("broken_record", f"not Parquet from row {number + 1} on: {str(e).splitlines()[0][:200]}"))


def _warc(path: Path, max_bytes: int) -> Iterator[Record | Fault]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as stream:
        try:
            for response in ArchiveIterator(stream, record_types=WarcRecordType.response):
                url = str(response.headers.get("WARC-Target-URI") or response.record_id)
                if (response.http_content_type or "text/html") not in ("text/html", "application/xhtml+xml", "text/plain"):
                    continue
                data = response.reader.read(max_bytes + 1)
                if len(data) > max_bytes:
                    yield Fault(url, Refused("too_large", f"{url} has more than {max_bytes:,} bytes"))
                    continue
                try:
                    yield parse(data, name="", record=url, declared=response.http_charset)
                except Refused as e:
                    yield Fault(url, e)
        except (OSError, ValueError) as e:
            yield Fault("", Refused("broken_record", f"not WARC from here on: {e}"))


_READERS = {".jsonl": _jsonl, ".parquet": _parquet, ".warc": _warc, ".warc.gz": _warc}


def records(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Record | Fault]:
    """All records of a file, one at a time, in its order."""
    kind = shard_kind(path.name)
    if kind is None or path.is_dir() or not path.is_file():
        try:
            yield parse(read_bytes(path, max_bytes=max_bytes), name=path.name)
        except Refused as e:
            yield Fault("", e)
        return
    if path.stat().st_size == 0:
        yield Fault("", Refused("empty", "0 bytes"))
        return
    try:
        yield from _READERS[kind](path, max_bytes)
    except PermissionError as e:
        yield Fault("", Refused("unreadable", f"cannot be read: {e.strerror}"))


def shard_kind(name: str) -> str | None:
    """The suffix of a file of many records, or None."""
    return next((s for s in SHARDS if name.lower().endswith(s)), None)


# --- from a collection to its articles -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as received, with what the catalogue says of it.

    Attributes:
        raw: the decoded text (see the module's head); empty where it is not there.
        encoding: what it was read with (`utf-8`, `utf-8-sig`, `utf-16-le`, `utf-16-be`, `windows-1256`, `iso-8859-6`).
        sha256: of the bytes as received; the catalogue's where they are not there.
        file: from the project's root, with `#record` for a record of many.
        present: whether its text is there; only articles of restricted collections may be absent.
        extracted: the text of a page, over `raw` as its source.
        title: as catalogued, cut at `MAX_TITLE` characters (`title_cut`); a page's or record's own where the catalogue has none.
    """

    article_id: str
    collection: str
    outlet_id: str
    title: str
    author: str
    published: str
    url: str
    language: str
    licence: str
    style: str
    story: str
    split: str
    basis: str
    file: str
    sha256: str
    raw: str
    encoding: str
    present: bool = True
    extracted: Extracted | None = None
    title_cut: bool = False

    def draft(self) -> Draft:
        """What cleaning starts from."""
        return self.extracted.draft() if self.extracted is not None else Draft(self.raw)


def read_raw(
    collections: Iterable[str] | None = None,
    *,
    raw: Path = paths.RAW,
    catalogue: Path = paths.CATALOGUE,
    max_bytes: int = MAX_BYTES,
) -> tuple[Iterator[RawArticle], list[Problem]]:
    """Articles of the collections, one at a time, and the problems; the list fills while the articles are taken.

    The catalogue is read and checked at once, texts one by one: memory does not grow with the texts.

    Args:
        collections: names; None takes all.
        raw: the folder of the collections.
        catalogue: the folder of their catalogues.
        max_bytes: a larger file or record is left out.

    Raises:
        MawaqifError: An unknown collection or a fault in the catalogue.
    """
    known = read_collections(catalogue)
    names = sorted(set(known if collections is None else collections))
    if unknown := [n for n in names if n not in known]:
        raise MawaqifError(f"unknown collection {unknown}; known: {list(known)}. Correct `collections` in params.yaml.")
    rows = read_catalogue(catalogue)
    problems: list[Problem] = []

    def articles() -> Iterator[RawArticle]:
        for name in names:
            yield from read_collection(known[name], rows[name], raw / name, problems, max_bytes=max_bytes)

    return articles(), problems


def read_collection(
    collection: Collection, rows: Iterable[CatalogueRow], folder: Path, problems: list[Problem], *, max_bytes: int = MAX_BYTES
) -> Iterator[RawArticle]:
    """Articles of one collection, one at a time, file by file in the order of their names.

    Args:
        collection: its mapping.
        rows: its catalogue.
        folder: where its files lie; it need not be there if the collection is restricted.
        problems: what is wrong is appended here.
        max_bytes: a larger file or record is left out.
    """
    by_file: dict[str, dict[str, CatalogueRow]] = {}
    for row in rows:
        name, record = place_of(row)
        by_file.setdefault(name, {})[record] = row
    reader = _Reader(collection, folder, problems, max_bytes)
    for name in sorted(by_file):
        yield from reader.file(name, by_file[name])
    for name in files_of(folder):
        if name not in by_file:
            reader.problem(name, "", None, Refused("no_catalogue_row", "a file that the catalogue does not list"))


def place_of(row: CatalogueRow) -> tuple[str, str]:
    """(file, record) of a catalogue row; the record is empty for a file of its own."""
    name, _, record = row.file.partition("#")
    return (name, record) if record and shard_kind(name) else (row.file, "")


def is_inside(path: Path, folder: Path) -> bool:
    """Whether the file lies in its collection, links followed; a link into the DVC cache of the project counts as inside."""
    home = path.resolve()
    return home.is_relative_to(folder.resolve()) or home.is_relative_to((folder.parent.parent.parent / ".dvc").resolve())


def files_of(folder: Path) -> list[str]:
    """Files of a collection, sorted, as paths from its folder; hidden files and notes are no articles."""
    found = []
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in names:
            if not name.startswith(".") and not name.endswith(".dvc") and name.lower() not in IGNORED:
                found.append((Path(top) / name).relative_to(folder).as_posix())
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    collection: Collection
    folder: Path
    problems: list[Problem]
    max_bytes: int

    def shown(self, name: str) -> str:
        return f"data/raw/{self.collection.collection}/{name}"

    def problem(self, name: str, record: str, article_id: str | None, refused: Refused) -> None:
        severity, _ = REASONS[refused.reason]
        self.problems.append(Problem(self.shown(name), record, article_id, severity, refused.reason, str(refused)))

    def file(self, name: str, rows: dict[str, CatalogueRow]) -> Iterator[RawArticle]:
        path = self.folder / name
        left = dict(rows)
        if not is_inside(path, self.folder):
            for record, row in sorted(left.items()):
                self.problem(name, record, row.article_id, Refused("outside_collection", "leads out of the collection's folder"))
            return
        if path.exists() or path.is_symlink():
            yield from self._records(name, path, rows, left)
        for record, row in sorted(left.items()):
            if self.collection.kind == "restricted":
                yield self._article(row, name, None)
            elif path.exists():
                self.problem(name, record, row.article_id, Refused("absent_record", f"no record {record!r} in the file"))
            else:
                self.problem(name, record, row.article_id, Refused("absent_file", "not there"))

    def _records(self, name: str, path: Path, rows: dict[str, CatalogueRow], left: dict[str, CatalogueRow]) -> Iterator[RawArticle]:
        """Articles of the file's catalogued records; `left` keeps the rows that were not met."""
        others, first_other = 0, ""
        for record in records(path, max_bytes=self.max_bytes):
            row = rows.get(record.id)
            if row is None:
                if isinstance(record, Fault):
                    self.problem(name, record.id, None, record.refused)
                else:
                    others, first_other = others + 1, first_other or record.id
                continue
            if left.pop(record.id, None) is None:
                self.problem(name, record.id, row.article_id, Refused("duplicate_id", f"record {record.id!r} stands in the file twice"))
                continue
            if (refused := self._refused(record, row)) is not None:
                self.problem(name, record.id, row.article_id, refused)
                if self.collection.kind == "restricted":
                    yield self._article(row, name, None)  # its released rows still stand for it
            elif isinstance(record, Record):
                article = self._article(row, name, record)
                if article.title_cut:
                    length = len(row.title or record.title)
                    long_title = Refused("long_title", f"title of {length:,} characters, more than {MAX_TITLE}")
                    self.problem(name, record.id, row.article_id, long_title)
                yield article
        if others:
            value = f"{others:,} records that the catalogue does not list, the first is {first_other!r}"
            self.problem(name, first_other, None, Refused("no_catalogue_row", value))

    def _refused(self, record: Record | Fault, row: CatalogueRow) -> Refused | None:
        if isinstance(record, Fault):
            return record.refused
        if record.sha256 != row.sha256:
            return Refused("other_hash", f"SHA-256 is {record.sha256}, the catalogue has {row.sha256}")
        text = record.extracted.text if record.extracted is not None else record.raw
        if (language := language_of(text)) != "ar":
            return Refused("language", f"the text is not Arabic (found: {language}, {arabic_share(text):.0%} of its letters are Arabic)")
        return None

    def _article(self, row: CatalogueRow, name: str, record: Record | None) -> RawArticle:
        known = {f: getattr(row, f) for f in _CATALOGUED}
        title = row.title or (record.title if record is not None else "")
        known["title"] = title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
        return RawArticle(
            **known,
            collection=self.collection.collection,
            file=self.shown(row.file),
            sha256=row.sha256,
            raw=record.raw if record is not None else "",
            encoding=record.encoding if record is not None else "utf-8",
            present=record is not None,
            extracted=record.extracted if record is not None else None,
            title_cut=len(title) > MAX_TITLE,
        )


_CATALOGUED = (
    "article_id", "outlet_id", "author", "published", "url", "language", "licence", "style", "story", "split", "basis",
)  # fmt: skip
