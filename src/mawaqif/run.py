"""The tables of a run, as the pipeline wrote them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mawaqif import paths, schemas


@dataclass(frozen=True, slots=True)
class Corpus:
    """All tables of a run; columns in `mawaqif.schemas`."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    attributions: pd.DataFrame
    stances: pd.DataFrame


def read_corpus() -> Corpus:
    """The tables that `dvc repro` made.

    Raises:
        MawaqifError: A table is not there yet.
    """
    return Corpus(
        schemas.read(schemas.ARTICLES, paths.ARTICLES),
        schemas.read(schemas.SENTENCES, paths.SENTENCES),
        schemas.read(schemas.MENTIONS, paths.MENTIONS),
        schemas.read(schemas.ATTRIBUTIONS, paths.ATTRIBUTIONS),
        schemas.read(schemas.STANCES, paths.STANCES),
    )
