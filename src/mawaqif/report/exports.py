"""Full tables beside the page: as Parquet and as CSV that a spreadsheet takes as text.

Sentences of collections that may not be passed on are left out, also where the text is here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mawaqif import schemas
from mawaqif.report.evidence import ARROW, Reader, Row
from mawaqif.report.findings import Findings
from mawaqif.report.page import flat
from mawaqif.report.tables import Tables
from mawaqif.report.wording import Wording

STARTS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = {
    "stances": ("stance_id", "article_id", "outlet", "published", "holder_id", "holder", "target_id", "target", "polarity", "basis",
                "event_type", "factuality", "certainty", "chain", "counted", "reason", "rule", "score", "released", "sentence"),
    "statements": ("attribution_id", "article_id", "outlet", "published", "speaker_id", "source_kind", "mode", "distance", "cue", "chain",
                   "reason", "rule", "released", "sentence"),
    "pairs": ("holder_id", "holder", "target_id", "target", "support", "opposition", "neutral", "n", "articles", "balance", "low", "high"),
}  # fmt: skip


def safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with text that a spreadsheet would run made harmless: an apostrophe stands before it."""

    def cell(value: Any) -> Any:
        return f"'{value}" if isinstance(value, str) and value.startswith(STARTS) else value

    return frame.assign(**{str(c): frame[c].map(cell) for c in frame.columns if frame[c].dtype.kind not in "biuf"})


def frames(tables: Tables, found: Findings, words: Wording) -> dict[str, pd.DataFrame]:
    """Name → table: every stance, every statement, every pair, with names and chains in the language."""
    reader = Reader(tables, words)
    article = {str(a["article_id"]): a for a in tables.articles.to_dict("records")}

    def common(row: dict[Any, Any], shown: Row) -> dict[str, Any]:
        of = article[row["article_id"]]
        open_ = of["collection"] not in tables.restricted
        return {
            **row, "outlet": flat(reader.outlet(row["article_id"])), "published": of["published"], "chain": flat(ARROW.join(shown.voices)),
            "released": not of["present"], "sentence": shown.text[shown.start : shown.end] if open_ else "",
        }  # fmt: skip

    def named(row: dict[Any, Any]) -> dict[str, Any]:
        return {**row, "holder": flat(reader.name(row["holder_id"])), "target": flat(reader.name(row["target_id"]))}

    stances = [named(common(r, reader.stance(r))) for r in tables.stances.to_dict("records")]
    said = [common(r, reader.statement(str(r["attribution_id"]))) for r in tables.attributions.to_dict("records")]
    pairs = [named(r) for r in found.pairs.to_dict("records")]
    rows = {"stances": stances, "statements": said, "pairs": pairs}
    return {name: pd.DataFrame(rows[name], columns=list(columns)) for name, columns in COLUMNS.items()}


def write(made: dict[str, pd.DataFrame], folder: Path) -> list[str]:
    """Write each table as CSV and Parquet; gives the names of the files, sorted."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in made.items():
        schemas.write_text(safe(frame).to_csv(index=False, lineterminator="\n", float_format="%.6g"), folder / f"{name}.csv")
        beside = folder / f".{name}.parquet.part"
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None), beside, compression="zstd")
        beside.replace(folder / f"{name}.parquet")
    return names(made)


def names(made: dict[str, pd.DataFrame]) -> list[str]:
    return sorted(f"{name}.{kind}" for name in made for kind in ("csv", "parquet"))
