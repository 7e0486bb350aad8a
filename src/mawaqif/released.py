"""Released rows: what may be passed on of a restricted article — ids, offsets and labels, without any of its text.

`data/manual/released/<collection>/<article_id>.json` holds them with the SHA-256 of the text they belong to. Where the text is absent
they take its place in the tables; where it is present everything is computed from it and compared with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from mawaqif import paths, schemas
from mawaqif.errors import MawaqifError
from mawaqif.schemas import Table

TABLES = (schemas.SENTENCES, schemas.MENTIONS, schemas.ATTRIBUTIONS, schemas.STANCES)
# what is, or holds, a word of the text: the surface of a mention, its letters before it
TEXT_COLUMNS: dict[str, dict[str, str]] = {"mentions": {"text": "", "proclitics": ""}, "attributions": {}, "stances": {}, "sentences": {}}


def path_of(collection: str, article_id: str, folder: Path = paths.RELEASED) -> Path:
    return folder / collection / f"{article_id}.json"


def release(article_id: str, raw_sha256: str, frames: dict[str, pd.DataFrame]) -> str:
    """The released rows of one article as JSON, one row a line; words of the text are left out.

    Args:
        frames: whole tables by name (schemas.SENTENCES, MENTIONS, ATTRIBUTIONS, STANCES).
    """
    lines = [f'"article_id": {json.dumps(article_id)},', f'"raw_sha256": {json.dumps(raw_sha256)},']
    for n, table in enumerate(TABLES):
        part = frames[table.name]
        part = part[part["article_id"] == article_id].assign(**TEXT_COLUMNS[table.name])
        rows = [json.dumps(_plain(r), ensure_ascii=False) for r in part.to_dict("records")]
        body = ",\n".join(f"  {r}" for r in rows)
        lines.append(f'"{table.name}": [\n{body}\n]' + ("," if n < len(TABLES) - 1 else ""))
    return "{\n" + "\n".join(lines) + "\n}\n"


def _plain(record: dict[Any, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in record.items():
        if value is None or value is pd.NA or (isinstance(value, float) and value != value):
            plain[str(key)] = None
        elif hasattr(value, "item"):
            plain[str(key)] = value.item()
        else:
            plain[str(key)] = value
    return plain


def read(articles: pd.DataFrame, table: Table, folder: Path = paths.RELEASED) -> pd.DataFrame:
    """Released rows of one table for the articles whose text is absent.

    Raises:
        MawaqifError: Rows that belong to another text than the catalogue names, or that break the table's contract.
    """
    return schemas.frame([r for a in articles.itertuples() if not a.present for r in _rows(a, table, folder)], table)


def _rows(article: Any, table: Table, folder: Path) -> list[dict[str, Any]]:
    path = path_of(article.collection, article.article_id, folder)
    if not path.exists():
        return []
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as e:
        raise MawaqifError(f"{path}: not JSON ({e}). Restore the file from git.") from e
    if loaded.get("raw_sha256") != article.raw_sha256:
        raise MawaqifError(
            f"{path}: released rows belong to the text {loaded.get('raw_sha256')}, the catalogue names {article.raw_sha256}. "
            "Restore both files from git, or release the rows again."
        )
    rows: list[dict[str, Any]] = loaded.get(table.name, [])
    return rows


def join(computed: pd.DataFrame, articles: pd.DataFrame, table: Table, folder: Path = paths.RELEASED) -> pd.DataFrame:
    """Computed rows with the released rows of absent articles, in the order of the articles."""
    released = read(articles, table, folder)
    both = [*computed.to_dict("records"), *released.to_dict("records")]
    order = {a: n for n, a in enumerate(articles["article_id"])}
    return schemas.frame(sorted(both, key=lambda r: order[r["article_id"]]), table)  # type: ignore[arg-type, misc]


def compare(articles: pd.DataFrame, frames: Iterable[tuple[Table, pd.DataFrame]], folder: Path = paths.RELEASED) -> pd.DataFrame:
    """What differs between released rows and those computed from the text, where the text is present.

    Returns:
        One row a difference: article_id, table, row_id, column, released, computed. Empty where all agree.
    """
    found: list[dict[str, Any]] = []
    for table, frame in frames:
        for article in articles.itertuples():
            if not article.present:
                continue
            released = _rows(article, table, folder)
            if not released:
                continue
            part = frame[frame["article_id"] == article.article_id].assign(**TEXT_COLUMNS[table.name])
            computed = [_plain(r) for r in part.to_dict("records")]
            key = table.key or ""
            by_id, said = {r[key]: r for r in computed}, {r[key]: r for r in released}
            for row_id in sorted({*by_id, *said}):
                if row_id not in by_id or row_id not in said:
                    found.append(
                        {"article_id": article.article_id, "table": table.name, "row_id": row_id, "column": key,
                         "released": str(row_id in said), "computed": str(row_id in by_id)}
                    )  # fmt: skip
                    continue
                for column in table.columns:
                    if by_id[row_id].get(column) != said[row_id].get(column):
                        found.append(
                            {"article_id": article.article_id, "table": table.name, "row_id": row_id, "column": column,
                             "released": str(said[row_id].get(column)), "computed": str(by_id[row_id].get(column))}
                        )  # fmt: skip
    return pd.DataFrame(found, columns=["article_id", "table", "row_id", "column", "released", "computed"])


def main(arguments: list[str]) -> int:
    """`python -m mawaqif.released ARTICLE_ID…`: release the rows of restricted articles whose text is here, from the last run's tables."""
    articles = schemas.read(schemas.ARTICLES, paths.ARTICLES)
    places = {"sentences": paths.SENTENCES, "mentions": paths.MENTIONS, "attributions": paths.ATTRIBUTIONS, "stances": paths.STANCES}
    frames = {t.name: schemas.read(t, places[t.name]) for t in TABLES}
    for article_id in arguments:
        found = articles[articles["article_id"] == article_id]
        if found.empty or not bool(found["present"].iloc[0]):
            raise MawaqifError(f"{article_id}: its text is not in the last run. Add it with `mawaqif add FILE` and run `dvc repro`.")
        row = found.iloc[0]
        path = path_of(str(row["collection"]), article_id)
        schemas.write_text(release(article_id, str(row["raw_sha256"]), frames), path)
        print(f"released {article_id}: {path.relative_to(paths.ROOT)}")
    return 0


if __name__ == "__main__":
    import sys

    try:
        raise SystemExit(main(sys.argv[1:]))
    except MawaqifError as error:
        print(f"mawaqif: {error}", file=sys.stderr)
        raise SystemExit(2) from error
