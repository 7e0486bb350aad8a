"""Methods beside one another: all keep the contract, the classifier never sees who the actors are, and no article is judged by its own gold."""

from functools import cache
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from mawaqif import classifier, load_lexicon, methods, records, schemas
from mawaqif.alignment import Alignment
from mawaqif.errors import MawaqifError
from mawaqif.gold import comparison, store
from mawaqif.rows import UNDER_THRESHOLD
from mawaqif.stances import Reading

LEXICON = load_lexicon()
LEARNT = ("rules", "classifier", "union")
STATES = {"RUS": "روسيا", "IRN": "إيران", "TUR": "تركيا", "FRA": "فرنسا", "CHN": "الصين"}
TOLD = (  # a sentence, and on which side its first actor stands; the last is no stance
    ("دعمت {} أمس {} في مجلس الأمن.", 1),
    ("أدانت {} أمس {} في مجلس الأمن.", -1),
    ("تجاور {} منذ القدم {} على الخريطة.", None),
)


def text_of(pair: tuple[str, str]) -> str:
    return "\n".join(sentence.format(*(STATES[a] for a in pair)) for sentence, _ in TOLD)


@cache
def corpus() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, store.Gold]]:
    """Twenty articles of three sentences, each its own story, every fifth held; gold says what the sentences say."""
    rows, gold = [], {}
    for n, pair in enumerate(permutations(STATES, 2)):
        article_id, text = f"x{n:02d}", text_of(pair)
        rows.append(
            {
                "article_id": article_id, "collection": "open", "outlet_id": "OPEN-AGENCY", "title": "", "language": "ar", "text": text,
                "raw_sha256": "0" * 64, "story_id": article_id, "split": "held" if n % 5 == 4 else "work", "present": True, "flags": [],
                "alignment": Alignment.identity(len(text)).to_flat(),
            }
        )  # fmt: skip
        stances, at = [], 0
        for (_, side), line in zip(TOLD, text.split("\n"), strict=True):
            if side is not None:
                stances.append(
                    store.Stance(
                        holder_id=pair[0], target_id=pair[1], polarity=side, basis="act", event_type="SUPPORT",
                        factuality="asserted", certainty="certain", voice=None, evidence=(at, at + len(line)),
                        raw=store.RawStance(evidence=(at, at + len(line))),
                    )
                )  # fmt: skip
            at += len(line) + 1
        gold[article_id] = store.make(article_id, "adjudicated", raw_sha256="0" * 64, text_sha256=store.sha256(text), stances=stances)
    articles = schemas.frame(rows, schemas.ARTICLES)
    mentions = records.find_mentions(articles, LEXICON)
    return articles, mentions, records.find_attributions(articles, mentions, LEXICON), gold


@cache
def found() -> methods.Found:
    articles, mentions, attributions, gold = corpus()
    return methods.find(articles, mentions, attributions, LEXICON, gold, score_threshold=0.5)


def pairs_of(text: str) -> list[classifier.Candidate]:
    articles = corpus()[0].head(1).assign(text=text, alignment=[Alignment.identity(len(text)).to_flat()])
    mentions = records.find_mentions(articles, LEXICON)
    rows = records.mentions_of(mentions)
    ((_, document),) = records.documents(articles)
    said = records.attributions_of(records.find_attributions(articles, mentions, LEXICON))
    return classifier.candidates(document, rows, said, LEXICON, Reading(document, rows, said, LEXICON))


def test_every_method_gives_the_table_of_stances() -> None:
    assert tuple(found().stances) == LEARNT
    for table in found().stances.values():
        schemas.check(table, schemas.STANCES)
        assert table["score"].between(0, 1).all()
        assert set(table.loc[~table["counted"], "reason"]) <= {UNDER_THRESHOLD}
        assert ((table["score"] >= 0.5) == table["counted"]).all()
    learnt = found().of("classifier")
    assert set(learnt["rule"]) == {classifier.RULE}
    assert (learnt["predicate_start"] < learnt["predicate_end"]).all()
    assert (learnt["evidence_start"] <= learnt["predicate_start"]).all()


def test_the_rules_among_the_methods_are_the_rules_alone() -> None:
    articles, mentions, attributions, _ = corpus()
    alone = records.find_stances(articles, mentions, attributions, LEXICON, score_threshold=0.5)
    pd.testing.assert_frame_equal(found().of("rules"), alone)


def test_the_classifier_learns_what_gold_says() -> None:
    articles, _, _, gold = corpus()
    held = articles.loc[articles["split"] == "held", "article_id"]
    learnt = found().of("classifier")
    sure = learnt[learnt["article_id"].isin(held) & learnt["counted"]]
    told = {(i, s.holder_id, s.target_id, s.polarity) for i in held for s in gold[i].stances}
    assert set(zip(sure["article_id"], sure["holder_id"], sure["target_id"], sure["polarity"], strict=True)) == told


def test_the_same_articles_give_the_same_rows_in_any_order() -> None:
    articles, mentions, attributions, gold = corpus()
    turned = methods.find(articles[::-1], mentions, attributions, LEXICON, dict(reversed(gold.items())), score_threshold=0.5)
    for method in LEARNT:
        one, other = (f.of(method).sort_values("stance_id", ignore_index=True) for f in (found(), turned))
        pd.testing.assert_frame_equal(one, other, atol=0.002)


def test_who_they_are_is_not_seen() -> None:
    one, other = (pairs_of(text_of(pair)) for pair in (("RUS", "IRN"), ("TUR", "FRA")))
    assert [c.features for c in one] == [c.features for c in other] != []
    names = {name for c in one for name in c.features}
    assert not [n for n in names if any(a in n for a in (*STATES, *STATES.values()))]


def test_a_work_article_is_judged_by_a_model_that_has_not_seen_its_story() -> None:
    articles, mentions, attributions, gold = corpus()
    work = articles.loc[articles["split"] == "work", "article_id"].tolist()
    turned = [s.model_copy(update={"polarity": -s.polarity}) for s in gold[work[0]].stances]
    other = gold | {work[0]: gold[work[0]].model_copy(update={"stances": tuple(turned)})}
    one, two = (f.of("classifier") for f in (found(), methods.find(articles, mentions, attributions, LEXICON, other, score_threshold=0.5)))
    own = ["holder_id", "target_id", "polarity", "score"]
    pd.testing.assert_frame_equal(one.loc[one["article_id"] == work[0], own], two.loc[two["article_id"] == work[0], own])
    fitted = found().fitted
    assert fitted is not None and sorted(fitted.unseen) == sorted(work)


def test_gold_of_held_articles_changes_nothing() -> None:
    articles, mentions, attributions, gold = corpus()
    work = set(articles.loc[articles["split"] == "work", "article_id"])
    without = methods.find(articles, mentions, attributions, LEXICON, {i: g for i, g in gold.items() if i in work}, score_threshold=0.5)
    for method in LEARNT:
        pd.testing.assert_frame_equal(found().of(method), without.of(method))


def test_the_union_holds_all_rows_of_the_rules_and_no_pair_twice_from_the_classifier() -> None:
    ruled, both = found().of("rules"), found().of("union")
    key = ["article_id", "sentence_id", "holder_id", "target_id"]
    assert set(map(tuple, ruled[key].to_numpy())) <= set(map(tuple, both[key].to_numpy()))
    added = both[both["rule"] == classifier.RULE]
    assert not set(map(tuple, ruled[key].to_numpy())) & set(map(tuple, added[key].to_numpy()))
    assert len(both) == len(ruled) + len(added)


def test_a_name_that_is_not_there_and_too_little_gold_say_what_to_do() -> None:
    with pytest.raises(MawaqifError, match=r"'oracle'.*rules, classifier, union, transformer.*params\.yaml"):
        found().of("oracle")
    articles, mentions, attributions, _ = corpus()
    bare = methods.find(articles, mentions, attributions, LEXICON, {})
    assert tuple(bare.stances) == ("rules",)
    with pytest.raises(MawaqifError, match=r"stances\.method: rules"):
        bare.of("union")


def test_probabilities_sum_to_one_and_coefficients_have_names() -> None:
    fitted = found().fitted
    assert fitted is not None
    chances = fitted.whole.probabilities([c.features for c in pairs_of(text_of(("RUS", "IRN")))])
    assert np.allclose(chances.sum(axis=1), 1) and (chances >= 0).all()
    shown = fitted.whole.coefficients(3)
    assert list(dict.fromkeys(shown["question"])) == ["related", "oppose", "support"]
    assert shown["weight"].notna().all()


def test_methods_are_compared_on_the_same_gold() -> None:
    articles, mentions, _, gold = corpus()
    beside = methods.beside(found(), articles)
    schemas.check(beside, schemas.METHODS)
    told = comparison.compare(articles, mentions, beside, gold, n_draws=50)
    assert sorted(told) == ["held", "work"]
    for by in told.values():
        assert tuple(by) == LEARNT
        assert by["rules"]["counted"]["gain"] is None
        mine, first = by["classifier"]["all"]["stances"]["f1"], by["rules"]["all"]["stances"]["f1"]
        assert by["classifier"]["all"]["gain"]["f1"] == pytest.approx(mine - first, abs=2e-4)
    shown = comparison.table({"methods": told})
    assert len(shown) == 12 and set(shown["rows"]) == {"counted", "all"}
    assert methods.counted(found())["method"].tolist() == list(LEARNT)
    assert comparison.table({}).empty
