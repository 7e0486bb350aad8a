"""How often each rule for stances is right on gold: the score of its rows.

    python -m mawaqif.gold.calibration        # reads the last run and the adjudicated work articles, writes data/manual/calibration.yaml

A rule's score is the share of its rows that gold has, shrunk towards the share of all rules by `PRIOR` rows, so that a rule seen
twice is not called certain. Only *work* articles are used: the held ones judge what comes out.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import yaml

from mawaqif import paths, schemas
from mawaqif.errors import MawaqifError
from mawaqif.gold import evaluation, scoring, store

PRIOR = 4.0  # rows
HEAD = """# Score of each rule for stances: the share of its rows that the adjudicated work articles have, shrunk towards the share of all
# rules. Made by `python -m mawaqif.gold.calibration`; make it again when rules or gold change. `default` is for rules not seen.
"""


def rates(predicted: Mapping[str, scoring.Rows], gold: Mapping[str, store.Gold]) -> dict[str, tuple[int, int]]:
    """Rule → right rows, all rows, over the articles of `gold`."""
    counts: dict[str, list[int]] = {}
    for article_id, rows in gold.items():
        tally = scoring.compare(predicted.get(article_id, scoring.Rows()), scoring.rows_of_gold(rows))
        for (table, rule), (right, n) in tally.rules.items():
            if table == "stances":
                seen = counts.setdefault(rule, [0, 0])
                seen[0] += right
                seen[1] += n
    return {rule: (right, n) for rule, (right, n) in sorted(counts.items())}


def calibrate(counted: Mapping[str, tuple[int, int]], *, prior: float = PRIOR) -> dict[str, float]:
    """Rule → score in [0, 1], and `default`, the share of all rules.

    Raises:
        MawaqifError: There are no rows to learn from.
    """
    right, n = (sum(c[k] for c in counted.values()) for k in (0, 1))
    if n == 0:
        raise MawaqifError("no stances in the work articles with adjudicated gold; run `dvc repro` and adjudicate some first.")
    default = right / n
    scores = {rule: round((r + prior * default) / (m + prior), 3) for rule, (r, m) in counted.items()}
    return {"default": round(default, 3), **scores}


def main() -> int:
    """Write `data/manual/calibration.yaml` from the last run."""
    articles = schemas.read(schemas.ARTICLES, paths.ARTICLES)
    mentions = schemas.read(schemas.MENTIONS, paths.MENTIONS)
    attributions = schemas.read(schemas.ATTRIBUTIONS, paths.ATTRIBUTIONS)
    methods = schemas.read(schemas.METHODS, paths.METHODS)  # the rules' own rows, whatever method is in force
    stances: pd.DataFrame = methods[methods["method"] == "rules"].assign(counted=True)
    passes = evaluation.read_passes(articles, mentions)
    work = set(articles.loc[articles["split"] == "work", "article_id"])
    gold = {k: v for k, v in passes.gold.items() if k in work}
    scores = calibrate(rates(scoring.rows_of_tables(mentions, attributions, stances), gold))
    path = paths.MANUAL / "calibration.yaml"
    schemas.write_text(HEAD + yaml.safe_dump(scores, sort_keys=False), path)
    print(f"wrote {len(scores) - 1} rules from {len(gold)} articles to {path.relative_to(paths.ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
