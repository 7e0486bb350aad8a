"""The shares of the whole corpus: a program that reads as people do needs no correction, one that misses quotations does."""

import pandas as pd
import pytest

from gold_examples import gold
from mawaqif import estimate, load_lexicon, shares

LEXICON = load_lexicon()
N, HELD = 80, 40
IDS = [f"tiny-{k:02}" for k in range(N)]
GOLD = {i: gold().model_copy(update={"article_id": i}) for i in IDS}
ARTICLES = pd.DataFrame({"article_id": IDS, "story_id": IDS, "split": ["held"] * HELD + ["work"] * (N - HELD)})


def three(attributions, stances, known=GOLD):
    return shares.of_corpus(attributions, stances, ARTICLES, LEXICON, known, n_draws=100)


def tables():
    """What a program without an error writes."""
    return estimate.gold_statements(GOLD), estimate.gold_stances(GOLD).assign(counted=True)


# of five statements two have words in quotation marks, two hang on another, none is nameless; of three stances one is denied
TRUE = {"quoted": 2 / 5, "through": 2 / 5, "unnamed": 0.0, "support": 1 / 2}


def test_a_program_that_reads_as_people_do_needs_no_correction():
    found = three(*tables())
    assert {k: s["counted"]["value"] for k, s in found.items()} == pytest.approx(TRUE)
    assert {k: s["ppi"]["value"] for k, s in found.items()} == pytest.approx(TRUE)
    assert {k: s["dsl"]["value"] for k, s in found.items()} == pytest.approx(TRUE)
    assert [(s["gold_stories"], s["gold_rows"]) for s in found.values()] == [(HELD, 5 * HELD)] * 3 + [(HELD, 2 * HELD)]


def test_a_program_that_takes_quotations_for_reported_speech_is_corrected():
    said, stances = tables()
    blind = said.assign(mode=said["mode"].replace({"direct": "indirect", "mixed": "indirect"}))
    found = three(blind, stances)["quoted"]
    assert found["counted"]["value"] == 0
    assert found["ppi"]["value"] == pytest.approx(2 / 5)
    assert found["dsl"]["value"] == pytest.approx(2 / 5)


def test_gold_that_rules_were_written_against_corrects_nothing():
    found = three(*tables(), known={i: GOLD[i] for i in IDS[HELD:]})
    assert {(s["ppi"], s["dsl"], s["gold_rows"]) for s in found.values()} == {(None, None, 0)}
    assert all("too small" in s["reason"] for s in found.values())
