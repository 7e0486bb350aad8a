"""Where everything lies, counted from this file, so that a notebook runs from any folder.

Nothing here touches the disk. `MAWAQIF_ROOT` names another project folder (a tiny corpus in a test, a fresh copy in
`verify`); it must hold the same tree.
"""

import os
from pathlib import Path

ROOT = Path(os.environ.get("MAWAQIF_ROOT") or Path(__file__).resolve().parents[2])

PARAMS = ROOT / "params.yaml"
NOTEBOOKS = ROOT / "notebooks"

DATA = ROOT / "data"
RAW = DATA / "raw"  # as received, never edited
MANUAL = DATA / "manual"  # made by people, in git
INTERIM = DATA / "interim"  # cleaned
PROCESSED = DATA / "processed"  # mentions, attributions, stances, scores
REPORT = DATA / "report"  # executed notebooks, figures, the report
CACHE = ROOT / ".cache"  # what is made again where it is missing; untracked
LOGS = DATA / "logs"  # timings and the partial copies of failed notebooks; untracked

CATALOGUE = MANUAL / "catalogue"
COLLECTIONS = CATALOGUE / "collections.yaml"
GOLD = MANUAL / "gold"
RELEASED = MANUAL / "released"

ARTICLES = INTERIM / "articles.parquet"
SENTENCES = INTERIM / "sentences.parquet"
PROBLEMS = INTERIM / "problems.parquet"
CHANGES = INTERIM / "changes.parquet"  # what each cleaning step changed, per article
DATES = INTERIM / "dates.parquet"
MENTIONS = PROCESSED / "mentions.parquet"
ATTRIBUTIONS = PROCESSED / "attributions.parquet"
STANCES = PROCESSED / "stances.parquet"
SCORES = PROCESSED / "scores.json"
METHODS = PROCESSED / "methods.parquet"
ERRORS = PROCESSED / "errors.parquet"
ROBUSTNESS = PROCESSED / "robustness.parquet"
CONCLUSIONS = PROCESSED / "conclusions.json"
FIGURES = REPORT / "figures"
