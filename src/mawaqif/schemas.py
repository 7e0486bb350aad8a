"""The tables between the stages: their columns, their checks, and how they are read and written.

One definition serves the Parquet types, the checks (pandera) and the data dictionary. A table is written beside its place
and then renamed, so that a killed run leaves the old one or none, never half of one. Same rows, same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mawaqif import rows
from mawaqif.errors import MawaqifError

if TYPE_CHECKING:
    import pandera.pandas as pandera

SPANS = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("raw_start", pa.int32()), ("raw_end", pa.int32())]))
STRINGS = pa.list_(pa.string())


@dataclass(frozen=True)
class Column:
    """A column: its Parquet type, what it means, whether it may be null, and the closed set of its values, if it has one."""

    type: pa.DataType
    means: str
    nullable: bool = False
    values: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Table:
    """A table: its name, its columns in order, and the column that identifies a row."""

    name: str
    key: str | None
    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def arrow(self) -> pa.Schema:
        return pa.schema([pa.field(name, c.type) for name, c in self.columns.items()])


def _text(means: str, *, nullable: bool = False, values: tuple[str, ...] | None = None) -> Column:
    return Column(pa.string(), means, nullable, values)


def _offset(means: str, *, nullable: bool = False) -> Column:
    return Column(pa.int32(), means, nullable)


def _flag(means: str, *, nullable: bool = False) -> Column:
    return Column(pa.bool_(), means, nullable)


def _number(means: str, *, nullable: bool = False) -> Column:
    return Column(pa.float64(), means, nullable)


def _span(prefix: str, of: str, *, nullable: bool = False) -> dict[str, Column]:
    return {
        f"{prefix}start": _offset(f"first code point of {of} in the clean text", nullable=nullable),
        f"{prefix}end": _offset(f"code point behind {of} in the clean text", nullable=nullable),
        f"{prefix}raw_start": _offset(f"first code point of {of} in the decoded raw text", nullable=nullable),
        f"{prefix}raw_end": _offset(f"code point behind {of} in the decoded raw text", nullable=nullable),
    }


ARTICLES = Table(
    "articles",
    "article_id",
    {
        "article_id": _text("id of the article"),
        "collection": _text("collection it belongs to (data/manual/catalogue/collections.yaml)"),
        "outlet_id": _text("who published it: an actor of kind outlet"),
        "title": _text("title as catalogued"),
        "published": _text("date of publication, YYYY-MM-DD", nullable=True),
        "language": _text("ISO 639-1 code", nullable=True),
        "style": _text("style of writing (agency, newspaper, …)", nullable=True),
        "text": _text("clean text; empty where only released rows stand for it"),
        "raw_sha256": _text("SHA-256 of the file or record as received"),
        "story_id": _text("articles with one story_id are copies or near copies; the id is that of the earliest"),
        "split": _text("work or held: whether rules may be written against its gold", values=("work", "held")),
        "present": _flag("whether the text is there; else its released rows stand for it"),
        "flags": Column(STRINGS, "what a reader should know: mixed_language, no_date, unbalanced_quotes, …"),
        "alignment": Column(pa.list_(pa.int32()), "clean ↔ raw, four numbers a block (mawaqif.alignment)"),
    },
)
SENTENCES = Table(
    "sentences",
    "sentence_id",
    {
        "sentence_id": _text("article_id.s<number>"),
        "article_id": _text("its article"),
        "start": _offset("first code point in the clean text"),
        "end": _offset("code point behind it in the clean text"),
        "paragraph": _offset("number of its paragraph; 0 is the first"),
    },
)
PROBLEMS = Table(
    "problems",
    None,
    {
        "file": _text("file, from the project's root"),
        "record": _text("record in the file, or empty"),
        "article_id": _text("id of the article, if it got that far", nullable=True),
        "severity": _text("left_out: not in the tables; flagged: in, with a flag", values=("left_out", "flagged")),
        "reason": _text("what is wrong, one word with underscores"),
        "detail": _text("the value and the mend"),
    },
)
CHANGES = Table(
    "changes",
    None,
    {
        "article_id": _text("its article"),
        "step": _text("name of the cleaning step"),
        "count": _offset("places the step changed"),
    },
)
DATES = Table(
    "dates",
    "date_id",
    {
        "date_id": _text("article_id.d<number>"),
        "article_id": _text("its article"),
        **_span("", "the date"),
        "value": _text("ISO 8601: YYYY, YYYY-MM, YYYY-MM-DD, or a range with /; always Gregorian"),
        "precision": _text("year, month, day or range", values=("year", "month", "day", "range")),
        "calendar": _text("calendar in which the text gives it", values=("gregorian", "hijri")),
        "relative": _flag("counted from the date of publication («أمس»)"),
        "flags": Column(STRINGS, "year_inferred, weekday_conflict, week, early, mid, late"),
    },
)
MENTIONS = Table(
    "mentions",
    "mention_id",
    {
        "mention_id": _text("article_id.m<number>"),
        "article_id": _text("its article"),
        "sentence_id": _text("its sentence"),
        **_span("", "the name"),
        "text": _text("the name as printed, without proclitics; empty in released rows"),
        "actor_id": _text("actor of the registry; null: named but not in the registry", nullable=True),
        "kind": _text("what the actor is", values=rows.KINDS),
        "form": _text("how it is named", values=rows.FORMS),
        "proclitics": _text("letters before the name in its word"),
        "rule": _text("rule that found it"),
        "local_id": _text("stable id of an actor outside the registry", nullable=True),
        "reason": _text("why it is not linked, or empty"),
        "state": _text("state an office or an unnamed source belongs to", nullable=True),
    },
)
ATTRIBUTIONS = Table(
    "attributions",
    "attribution_id",
    {
        "attribution_id": _text("article_id.a<number>"),
        "article_id": _text("its article"),
        "sentence_id": _text("sentence of the cue"),
        **_span("cue_", "the cue"),
        "cue": _text("lemma of the cue"),
        **_span("source_", "the source", nullable=True),
        "speaker_id": _text("who speaks: an actor, a local id, or null", nullable=True),
        "source_kind": _text("what the source is", values=rows.SOURCE_KINDS),
        "mode": _text("direct: all in quotation marks; mixed: a part; indirect: none", values=rows.MODES),
        "content": Column(SPANS, "what is said: one or several spans"),
        "inherited": _flag("the speaker was carried from an earlier sentence"),
        "parent_id": _text("attribution of the outer source", nullable=True),
        "distance": _text("how far the cue stands from what is said", values=rows.DISTANCES),
        "rule": _text("rule that found it"),
        "negated": _flag("the cue is negated («لم يؤكد»)"),
        "hedged": _flag("the cue is hedged («من المتوقع أن يقول»)"),
        "reason": _text("why it abstains, or empty"),
    },
)
STANCES = Table(
    "stances",
    "stance_id",
    {
        "stance_id": _text("article_id.t<number>"),
        "article_id": _text("its article"),
        "sentence_id": _text("sentence of the evidence"),
        "holder_id": _text("who holds the stance"),
        "target_id": _text("towards whom"),
        "polarity": Column(pa.int8(), "-1 opposes, 0 in contact without a side, +1 supports", values=rows.POLARITIES),
        "basis": _text("act: a reported deed; speech: what the speaker says of the target", values=rows.BASES),
        "event_type": _text("PLOVER type", values=rows.EVENT_TYPES),
        "factuality": _text("asserted, denied, conditional, planned or ended", values=rows.FACTUALITIES),
        "certainty": _text("certain or hedged", values=rows.CERTAINTIES),
        "attribution_id": _text("whose voice; null is the article's own", nullable=True),
        **_span("evidence_", "the evidence"),
        "predicate": _text("lemma of the predicate"),
        **_span("predicate_", "the predicate"),
        "holder_start": _offset("where the holder is named, if in reach", nullable=True),
        "holder_end": _offset("behind the holder", nullable=True),
        "target_start": _offset("where the target is named, if in reach", nullable=True),
        "target_end": _offset("behind the target", nullable=True),
        "score": Column(pa.float64(), "calibrated share of right rows, in [0, 1]"),
        "rule": _text("rule that found it"),
        "counted": _flag("whether shares and figures count it"),
        "reason": _text("why it is not counted, or empty"),
    },
)
METHODS = Table(
    "methods",
    None,
    {"method": _text("method that found it (mawaqif.methods); otherwise as in stances"), **STANCES.columns},
)
ERRORS = Table(
    "errors",
    None,
    {
        "article_id": _text("its article"),
        "split": _text("work or held: held ones are counted, and not shown to those who write rules", values=("work", "held")),
        "style": _text("style of writing of the article", nullable=True),
        "table": _text("table of the row that is wrong", values=("mentions", "attributions", "stances")),
        "error": _text("missed: gold only; false: the program only; wrong <label>"),
        "start": _offset("first code point of the place in the clean text"),
        "end": _offset("code point behind it in the clean text"),
        "text": _text("what stands there; empty where the text is absent"),
        "sentence": _text("its sentence; empty where the text is absent"),
        "gold": _text("what gold says"),
        "predicted": _text("what the program says"),
        "rule": _text("rule that found the row; empty where it is missed"),
    },
)
ROBUSTNESS = Table(
    "robustness",
    None,
    {
        "conclusion": _text("name of the conclusion (mawaqif.conclusions.CONCLUSIONS); its first row is the main specification"),
        "unit": _text("what counts once", values=("statements", "stories", "origins")),
        "actors": _text("folded: organs and holders of office stand for their state; named: as named", values=("folded", "named")),
        "hedged": _text("whether hedged stances are in", values=("in", "out")),
        "denied": _text("whether denied stances are in", values=("out", "in")),
        "planned": _text("whether planned and conditional stances are in", values=("in", "out")),
        "basis": _text("all, or reported deeds only", values=("all", "act")),
        "voices": _text("all, the outlet's own, or only those of others", values=("all", "outlet", "attributed")),
        "score": _text("least score that counts: in force (as the stage stances counts), or a number in [0, 1]"),
        "released": _text("whether articles without their text are in, by their released rows", values=("in", "out")),
        "estimate": _number(
            "share on the side that is claimed, in [0, 1]; the smallest of its parts; null: too little is left", nullable=True
        ),
        "n": _offset("statements, stories or origins that were counted"),
        "low": _number("lower end of the interval over stories; null: too few stories", nullable=True),
        "high": _number("upper end of the interval over stories; null: too few stories", nullable=True),
        "holds": _flag("whether the estimate is above one half; null: too little is left", nullable=True),
    },
)
_ALL = (ARTICLES, SENTENCES, PROBLEMS, CHANGES, DATES, MENTIONS, ATTRIBUTIONS, STANCES, METHODS, ERRORS, ROBUSTNESS)
TABLES = {t.name: t for t in _ALL}


@lru_cache
def _checks(name: str) -> pandera.DataFrameSchema:
    import pandera.pandas as pandera

    table = TABLES[name]
    columns = {}
    for column, c in table.columns.items():
        checks = [pandera.Check.isin(list(c.values))] if c.values is not None else []
        columns[column] = pandera.Column(None, checks, nullable=c.nullable, unique=column == table.key)
    return pandera.DataFrameSchema(columns, strict=True, ordered=True)


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame, if it keeps the table's contract.

    Raises:
        MawaqifError: Names the table, the failing column, value and row.
    """
    import pandera.errors

    try:
        return _checks(table.name).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as e:
        worst = e.failure_cases.head(5)[["column", "check", "failure_case", "index"]].to_string(index=False)
        raise MawaqifError(f"{table.name}: {len(e.failure_cases)} values break the table's contract (mawaqif.schemas):\n{worst}") from e


def frame(records: list[dict[str, Any]], table: Table) -> pd.DataFrame:
    """A frame of `records` with the table's columns in order, also when there are none.

    Shape (n_records, n_columns); nullable integers are pandas `Int32`, text is `str`, lists are Python lists.
    """
    data: dict[str, Any] = {}
    for name, c in table.columns.items():
        values = [r.get(name) for r in records]
        if pa.types.is_integer(c.type):
            data[name] = pd.array(values, dtype="Int32" if c.nullable else "int32")
        elif pa.types.is_floating(c.type):
            data[name] = pd.array(values, dtype="float64")
        elif pa.types.is_boolean(c.type):
            data[name] = pd.array(values, dtype="boolean") if c.nullable else pd.array([bool(v) for v in values], dtype="bool")
        elif pa.types.is_string(c.type):
            data[name] = pd.array(values, dtype="str")
        else:
            data[name] = pd.Series(values, dtype="object")
    return pd.DataFrame(data, columns=list(table.columns))


def write(rows_: pd.DataFrame, table: Table, path: Path) -> None:
    """Check a table and write it as Parquet; the old file stays until the new one is whole."""
    check(rows_, table)
    arrow = pa.Table.from_pydict({n: _plain(rows_[n], c) for n, c in table.columns.items()}, schema=table.arrow)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    pq.write_table(arrow, beside, compression="zstd")
    beside.replace(path)


def _plain(column: pd.Series[Any], c: Column) -> list[Any]:
    values = column.tolist()
    if pa.types.is_nested(c.type):
        return [list(v) for v in values]
    return [None if v is None or v is pd.NA or v != v else v for v in values]


def read(table: Table, path: Path) -> pd.DataFrame:
    """A table as written by `write`.

    Raises:
        MawaqifError: The file is not there or has other columns.
    """
    if not path.exists():
        raise MawaqifError(f"{path}: not there. Run `dvc repro`, which makes the table of {table.name}.")
    arrow = pq.read_table(path)
    if arrow.schema.names != list(table.columns):
        raise MawaqifError(f"{path}: columns {arrow.schema.names} are not those of {table.name}: {list(table.columns)}. Run `dvc repro`.")
    return frame(arrow.to_pylist(), table)


def write_text(text: str, path: Path) -> None:
    """Write a text file beside its place, then rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


def dictionary() -> pd.DataFrame:
    """The data dictionary: one row a column of each table, with type and meaning."""
    return pd.DataFrame(
        [
            {
                "table": t.name,
                "column": n,
                "type": str(c.type),
                "null": c.nullable,
                "values": ", ".join(map(str, c.values or ())),
                "means": c.means,
            }
            for t in TABLES.values()
            for n, c in t.columns.items()
        ]
    )
