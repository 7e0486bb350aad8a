"""Quality has a floor: on gold that no rule was written against, F1 does not fall unnoticed."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mawaqif import corpus, load_lexicon, paths, records, tables
from mawaqif.gold import scoring, store
from mawaqif.params import read_params

FLOORS: dict[str, float] = yaml.safe_load((Path(__file__).parent / "data" / "floors.yaml").read_text(encoding="utf-8"))


@cache
def held() -> dict[str, Any]:
    """Scores of the held articles, computed anew from the raw texts."""
    raw, problems = corpus.read_raw(["open"])
    lexicon, choices = load_lexicon(), read_params()
    articles = tables.clean_corpus(raw, problems, threshold=0.5, days=3, seed=20, furniture=lexicon.furniture).articles
    articles = articles[articles["split"] == "held"].reset_index(drop=True)
    if articles.empty:
        pytest.skip("the raw articles are not here: dvc pull data/raw/open.dvc")
    mentions = records.find_mentions(articles, lexicon, min_alias_chars=choices.actors.min_alias_chars)
    attributions = records.find_attributions(articles, mentions, lexicon)
    stances = records.find_stances(articles, mentions, attributions, lexicon, score_threshold=choices.stances.score_threshold)
    gold = {k: g for k, g in store.read_pass(paths.GOLD, "adjudicated").items() if k in set(articles["article_id"])}
    scores: dict[str, Any] = scoring.score(articles, mentions, attributions, stances, gold, n_draws=10).scores
    found: dict[str, Any] = scores["held"]["found"]
    return found


@pytest.mark.parametrize("layer", sorted(FLOORS))
def test_f1_on_held_gold_does_not_fall_under_its_floor(layer: str) -> None:
    assert held()[layer]["f1"] >= FLOORS[layer]


def test_gold_is_of_the_texts_that_are_here() -> None:
    assert len(store.read_pass(paths.GOLD, "adjudicated")) >= 61
