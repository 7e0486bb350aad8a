"""What the report reads: the tables of a run, and what is absent from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from mawaqif import paths, schemas
from mawaqif.corpus import Collection, read_collections
from mawaqif.errors import MawaqifError
from mawaqif.lexicon.compile import Lexicon, load_lexicon

_READ = (
    (schemas.ARTICLES, paths.ARTICLES),
    (schemas.SENTENCES, paths.SENTENCES),
    (schemas.PROBLEMS, paths.PROBLEMS),
    (schemas.MENTIONS, paths.MENTIONS),
    (schemas.ATTRIBUTIONS, paths.ATTRIBUTIONS),
    (schemas.STANCES, paths.STANCES),
)


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything the report is made from.

    Attributes:
        articles, sentences, problems, mentions, attributions, stances: as in mawaqif.schemas.
        scores, conclusions: of `scores.json` and `conclusions.json`; empty where the stage left nothing.
        robustness: schemas.ROBUSTNESS; None where it is not there.
        collections: name → its licence, title and kind.
        digests: file → SHA-256 of its bytes, for those that were read.
    """

    articles: pd.DataFrame
    sentences: pd.DataFrame
    problems: pd.DataFrame
    mentions: pd.DataFrame
    attributions: pd.DataFrame
    stances: pd.DataFrame
    lexicon: Lexicon
    scores: Mapping[str, Any] = field(default_factory=dict)
    conclusions: Mapping[str, Any] = field(default_factory=dict)
    robustness: pd.DataFrame | None = None
    collections: Mapping[str, Collection] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def restricted(self) -> tuple[str, ...]:
        """Collections whose texts may not be passed on."""
        return tuple(sorted(name for name, c in self.collections.items() if c.kind != "open"))

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of all tables: one name for the data of a report."""
        lines = "".join(f"{sha}  {name}\n" for name, sha in sorted(self.digests.items()))
        return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def read() -> Tables:
    """The tables of the last run.

    Raises:
        MawaqifError: A table is not there, or a JSON file of scores is broken. Scores, conclusions and the table of robustness may be absent.
    """
    frames = {t.name: schemas.read(t, path) for t, path in _READ}
    robustness = schemas.read(schemas.ROBUSTNESS, paths.ROBUSTNESS) if paths.ROBUSTNESS.exists() else None
    files = [*(path for _, path in _READ), paths.SCORES, paths.CONCLUSIONS, paths.ROBUSTNESS]
    digests = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files if p.exists()}
    return Tables(
        **frames, lexicon=load_lexicon(), scores=_json(paths.SCORES), conclusions=_json(paths.CONCLUSIONS), robustness=robustness,
        collections=read_collections(), digests=digests,
    )  # fmt: skip


def _json(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as e:
        raise MawaqifError(f"{path}: not JSON ({e}). Run `dvc repro`, which makes it again.") from e
    return loaded
