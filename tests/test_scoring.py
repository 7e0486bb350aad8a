"""Scores of the program's rows against gold: each mistake shows in its own score, with its text and rule."""

import json
import time

import pandas as pd
import pytest

from gold_examples import COMPACT, TEXT, gold
from mawaqif.errors import MawaqifError
from mawaqif.gold import scoring, store
from mawaqif.gold.spans import Words

CLEAN = TEXT.clean.text


def tables(golds):
    """The tables a program would give that found exactly these rows."""
    mentions, attributions, stances = [], [], []
    for i, g in golds.items():
        mentions += [
            {"article_id": i, "start": m.start, "end": m.end, "actor_id": m.actor_id, "kind": m.kind, "form": m.form, "rule": "names"}
            for m in g.mentions
        ]
        attributions += [
            {
                "article_id": i, "attribution_id": f"{i}.{a.id}", "cue_start": a.cue[0], "cue_end": a.cue[1],
                "source_start": a.source and a.source[0], "source_end": a.source and a.source[1], "speaker_id": a.speaker_id,
                "source_kind": a.source_kind, "mode": a.mode, "content": [{"start": s, "end": e} for s, e in a.content],
                "inherited": a.inherited, "parent_id": a.parent and f"{i}.{a.parent}", "distance": a.distance, "rule": "cues",
            }
            for a in g.attributions
        ]  # fmt: skip
        stances += [
            {
                "article_id": i, "holder_id": s.holder_id, "target_id": s.target_id, "polarity": s.polarity, "basis": s.basis,
                "event_type": s.event_type, "factuality": s.factuality, "certainty": s.certainty,
                "attribution_id": s.voice and f"{i}.{s.voice}", "evidence_start": s.evidence[0], "evidence_end": s.evidence[1],
                "rule": "verbs", "counted": True,
            }
            for s in g.stances
        ]  # fmt: skip
    columns = [list(row[0]) for row in (mentions, attributions, stances)]
    return [pd.DataFrame(rows, columns=names) for rows, names in zip((mentions, attributions, stances), columns, strict=True)]


def articles(ids, splits=("work", "held")):
    return pd.DataFrame(
        [
            {"article_id": i, "story_id": i, "split": splits[k % len(splits)], "style": ("agency", "live")[k % 2], "text": CLEAN}
            for k, i in enumerate(ids)
        ]
    )


def corpus(n=4, **changes):
    return {f"x{k}": gold(changes.get(f"x{k}", COMPACT)).model_copy(update={"article_id": f"x{k}"}) for k in range(n)}


def scored(found, **options):
    return scoring.score(articles(found), *tables(found), corpus(len(found)), n_draws=200, **options)


def test_gold_itself_has_full_scores_and_no_errors():
    result = scored(corpus())
    for split in scoring.SPLITS:
        assert {name: row["f1"] for name, row in result.scores[split]["found"].items()} == dict.fromkeys(scoring.FOUND, 1.0)
        assert {row["share"] for row in result.scores[split]["labels"].values()} == {1.0}
        assert result.scores[split]["found"]["stances"]["macro_f1"] == 1.0
    assert result.errors.empty
    assert result.scores["rules"]["stances"] == {"verbs": {"rows": 12, "wrong": 0}}


@pytest.mark.parametrize(
    ("old", "new", "lower", "error", "text"),
    [
        ("[واشنطن, 2, USA,", "[واشنطن, 2, IRN,", {"links"}, "wrong actor_id", "واشنطن"),
        ("[وزير الخارجية الروسي, RUS", "[الخارجية الروسي, RUS", {"mentions_exact"}, "wrong span", "وزير الخارجية الروسي"),
        ("speaker: USA, source_kind: body, mode: indirect", "speaker: RUS, source_kind: body, mode: indirect", {"speakers", "chains"},
         "wrong speaker_id", "قالت"),
        ("inherited: true, parent: a1", "inherited: true", {"chains"}, "wrong chain", "أضاف"),
        ("content: [موسكو تقصف المدنيين]", "content: [موسكو تقصف]", {"contents"}, "wrong content", "موسكو تقصف المدنيين"),
        ("source: [واشنطن, 2], speaker: USA, source_kind: body, mode: indirect", "speaker: USA, source_kind: body, mode: indirect",
         {"sources"}, "wrong source", "قالت"),
        ("polarity: 1", "polarity: -1", {"stances"}, "wrong polarity", "بلاده تدعم دمشق"),
        ("{holder: RUS, target: SYR", "{holder: SYR, target: RUS", {"stances", "pairs"}, "wrong direction", "بلاده تدعم دمشق"),
    ],
)  # fmt: skip
def test_each_mistake_lowers_its_own_score_and_is_listed(old, new, lower, error, text):
    assert old in COMPACT
    result = scored(corpus(2, x0=COMPACT.replace(old, new)))
    found = result.scores["work"]["found"]
    assert {name for name in scoring.FOUND if found[name]["f1"] < 1} == lower
    assert {name for name in scoring.FOUND if result.scores["held"]["found"][name]["f1"] < 1} == set()
    listed = result.errors[result.errors["error"] == error]
    assert listed[["article_id", "split", "style", "text"]].values.tolist() == [["x0", "work", "agency", text]]
    assert text in listed["sentence"].iloc[0]


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("factuality: denied", "factuality: planned", "factuality"),
        ("certainty: hedged", "certainty: certain", "certainty"),
        ("basis: act", "basis: speech", "basis"),
        ("event_type: SUPPORT", "event_type: AID", "event_type"),
        ("voice: a2", "voice: a1", "voice"),
    ],
)
def test_an_axis_is_judged_on_rows_that_both_have(old, new, label):
    result = scored(corpus(2, x0=COMPACT.replace(old, new)))
    shares = {name: row["share"] for name, row in result.scores["work"]["labels"].items()}
    assert [name for name, value in shares.items() if value < 1] == [f"stances.{label}"]
    assert shares[f"stances.{label}"] == pytest.approx(2 / 3, abs=1e-4)
    assert result.scores["work"]["found"]["stances"]["f1"] == 1


def test_precision_and_recall_worked_by_hand():
    """Gold has eight mentions; the program leaves one out and finds seven: 7 of 7 right, 7 of 8 found, F1 14 / 15."""
    result = scored(corpus(2, x0=COMPACT.replace("  - [الوكالة, null, outlet, description, ORG-AGENCY]\n", "")))
    row = result.scores["work"]["found"]["mentions_exact"]
    assert (row["precision"], row["recall"], row["f1"]) == (1.0, 0.875, 0.9333)
    assert (row["predicted"], row["gold"]) == (7, 8)
    assert row["by"]["outlet"]["recall"] == 0
    assert result.errors[["error", "gold", "rule"]].values.tolist() == [["missed", "outlet", ""]]


def test_macro_f1_is_the_mean_over_sides():
    """One support found, of two oppositions one is turned into support: support 2·1/(2+1) = 0.6667, oppose 2·1/(1+2) = 0.6667."""
    result = scored(corpus(2, x0=COMPACT.replace("polarity: -1", "polarity: 1", 1)))
    stances = result.scores["work"]["found"]["stances"]
    assert (stances["by"]["support"]["f1"], stances["by"]["oppose"]["f1"], stances["macro_f1"]) == (0.6667, 0.6667, 0.6667)


def test_human_agreement_stands_beside_each_score():
    golds = corpus()
    other = corpus(4, x0=COMPACT.replace("polarity: 1", "polarity: -1"))
    result = scored(golds, passes=(golds, other))
    stances = result.scores["work"]["found"]["stances"]
    assert stances["f1"] == 1 > stances["human"]["f1"]
    assert result.scores["work"]["labels"]["stances.polarity"]["human"]["share"] < 1
    assert "human" in result.scores["held"]["found"]["mentions_exact"]


def test_rows_that_are_not_counted_do_not_take_part():
    golds = corpus(2)
    mentions, attributions, stances = tables(golds)
    stances["counted"] = stances["polarity"] > 0
    result = scoring.score(articles(golds), mentions, attributions, stances, golds, n_draws=50)
    assert result.scores["work"]["found"]["stances"]["predicted"] == 1


def test_a_program_that_finds_nothing_has_no_precision_and_no_recall():
    golds = corpus(2)
    empty = [t.iloc[:0] for t in tables(golds)]
    result = scoring.score(articles(golds), *empty, golds, n_draws=50)
    row = result.scores["work"]["found"]["mentions_exact"]
    assert (row["precision"], row["recall"], row["f1"]) == (None, 0.0, 0.0)
    assert set(result.errors["error"]) == {"missed"}


def test_the_order_of_articles_and_rows_changes_nothing():
    golds = corpus(4, x1=COMPACT.replace("polarity: 1", "polarity: -1"))
    one = scoring.score(articles(golds), *tables(golds), corpus(), n_draws=100)
    turned = [t.iloc[::-1] for t in (articles(golds), *tables(golds))]
    two = scoring.score(*turned, dict(reversed(corpus().items())), n_draws=100)
    assert json.dumps(one.scores) == json.dumps(two.scores)
    assert one.errors.equals(two.errors)


def test_gold_of_another_text_is_refused_with_both_hashes():
    golds = corpus(2)
    with pytest.raises(MawaqifError, match=f"{store.sha256(CLEAN)}.*{store.sha256('نص آخر')}"):
        scoring.score(articles(golds).assign(text="نص آخر"), *tables(golds), golds)


def test_without_gold_there_are_no_scores():
    with pytest.raises(MawaqifError, match="no article of the tables has gold"):
        scoring.score(articles(["x0"]), *tables(corpus(1)), {})


def test_words_that_two_spans_share_are_counted_by_the_longer_one():
    words = Words("موسكو تقصف المدنيين في حلب")
    assert words.shared([(0, 22)], [(0, 26)]) == pytest.approx(4 / 5)
    assert words.shared([(0, 5)], [(11, 20)]) == 0
    assert words.shared([(2, 4)], [(0, 5)]) == 1  # a part of a word is the word


def test_sixty_articles_are_scored_in_seconds():
    golds = corpus(60)
    began = time.perf_counter()
    scoring.score(articles(golds), *tables(golds), golds, n_draws=1000)
    assert time.perf_counter() - began < 10
