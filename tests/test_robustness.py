"""The same question under many choices: shared work gives what plain counting gives, the choice that decides comes first."""

import inspect
import json
import random
import time
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from mawaqif import load_lexicon, records, robustness, schemas, voices
from mawaqif.conclusions import CONCLUSIONS, FOLDED, IRAN, RUSSIA, SYRIA, Conclusion, Part
from mawaqif.robustness import Filter

LEXICON = load_lexicon()
BY_NAME = {c.name: c for c in CONCLUSIONS}
RUSSIA_SUPPORTS = Conclusion("russia", {"en": "?", "ar": "؟"}, {"en": "yes", "ar": "نعم"}, (Part(RUSSIA, SYRIA, 1),))


def articles(*stories: str, present: bool = True, published: str = "2016-05-01", split: str = "held") -> pd.DataFrame:
    """One article a story, with the story's name."""
    rows = [
        {"article_id": s, "story_id": s, "outlet_id": "OPEN-AGENCY", "collection": "open", "title": s, "published": published, "text": "نص"}
        | {"raw_sha256": "0", "split": split, "present": present, "flags": [], "alignment": []}
        for s in stories
    ]
    return schemas.frame(rows, schemas.ARTICLES)


def stances(*rows: tuple[str, str, str, int] | tuple[str, str, str, int, Mapping[str, Any]]) -> pd.DataFrame:
    """(article, holder, target, polarity[, other columns])."""
    found = []
    for n, (article_id, holder, target, polarity, *other) in enumerate(rows):
        row = {"stance_id": f"t{n}", "article_id": article_id, "sentence_id": f"{article_id}.s1", "holder_id": holder, "target_id": target}
        row |= {"polarity": polarity, "basis": "act", "event_type": "SUPPORT", "factuality": "asserted", "certainty": "certain"}
        row |= dict.fromkeys(("evidence_start", "evidence_raw_start", "predicate_start", "predicate_raw_start"), 0)
        row |= dict.fromkeys(("evidence_end", "evidence_raw_end", "predicate_end", "predicate_raw_end"), 1)
        found.append(
            row | {"predicate": "دعم", "score": 0.9, "rule": "r", "counted": True, "reason": ""} | (dict(other[0]) if other else {})
        )
    return schemas.frame(found, schemas.STANCES)


def attributions(*rows: tuple[str, str, str | None, str]) -> pd.DataFrame:
    """(id, article, speaker, kind of source)."""
    offsets = dict.fromkeys(("cue_start", "cue_raw_start"), 0) | dict.fromkeys(("cue_end", "cue_raw_end"), 1)
    found = [
        {"attribution_id": i, "article_id": a, "sentence_id": f"{a}.s1", "cue": "قال", "speaker_id": who, "source_kind": kind, **offsets}
        | {"mode": "indirect", "content": [], "distance": "neutral", "rule": "r", "reason": ""}
        for i, a, who, kind in rows
    ]
    return schemas.frame(found, schemas.ATTRIBUTIONS)


def ask(rows: pd.DataFrame, table: pd.DataFrame, said: pd.DataFrame | None = None, **options: Any) -> pd.DataFrame:
    said = attributions() if said is None else said
    return robustness.specifications(rows, said, table, LEXICON, n_draws=50, **{"conclusions": [RUSSIA_SUPPORTS], **options})


def one(frame: pd.DataFrame, **chosen: str) -> Any:
    """The row of the main specification with some other options."""
    wanted = robustness.main_specification(frame) | chosen
    found = frame
    for choice, option in wanted.items():
        found = found[found[choice] == option]
    assert len(found) == 1
    return found.iloc[0]


# --- what is asked --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor_id", "day", "side"),
    [
        ("RUS", "2016-05-01", "RUS+"),
        ("RUS-MFA", None, "RUS+"),
        ("IRN-QUDS", "2016-05-01", "IRN+"),
        ("PERSON-SERGEI-LAVROV", "2016-05-01", "RUS+"),
        ("PERSON-BASHAR-ASSAD", "2016-05-01", "SYR+"),
        ("PERSON-BASHAR-ASSAD", "2024-12-20", "PERSON-BASHAR-ASSAD"),
        ("PERSON-BASHAR-ASSAD", None, "PERSON-BASHAR-ASSAD"),
        ("SYR-OPPOSITION", "2016-05-01", "SYR-OPPOSITION"),
        ("SYR-INTERIM-GOV", "2016-05-01", "SYR-INTERIM-GOV"),
        ("YPG", "2016-05-01", "AANES+"),
        ("ISIS", "2016-05-01", "ISIS"),
        ("PERSON-UNKNOWN-TO-ALL", "2016-05-01", "PERSON-UNKNOWN-TO-ALL"),
    ],
)
def test_organs_and_those_in_office_stand_for_their_state_and_others_for_themselves(actor_id: str, day: str | None, side: str) -> None:
    assert robustness.side_of(actor_id, day, LEXICON) == side


def test_no_id_of_the_registry_looks_like_a_folded_side() -> None:
    assert [i for i in LEXICON.actors if i.endswith(FOLDED)] == []


def test_every_id_of_the_conclusions_is_in_the_registry() -> None:
    sides = [s for c in CONCLUSIONS for p in c.parts for s in (p.holder, p.target) if s is not None]
    assert [i for s in sides for i in (s.actor_id, *s.named) if not LEXICON.knows(i)] == []


def test_both_allies_must_support_not_only_the_one_with_more_evidence() -> None:
    rows = stances(
        *[("a", "RUS", "SYR-GOV", 1)] * 8, ("a", "IRN", "SYR-GOV", 1), ("b", "IRN-MFA", "SYR-GOV", -1), ("b", "IRN", "SYR-GOV", -1)
    )
    sided = robustness.with_sides(rows, articles("a", "b"), LEXICON)
    assert BY_NAME["allies"].ask(sided) == (pytest.approx(1 / 3, abs=1e-4), 11, False)


def test_neutral_contact_and_quarrels_within_a_state_take_no_side() -> None:
    rows = stances(("a", "RUS", "SYR-GOV", 0), ("a", "RUS-MFA", "RUS-MOD", -1), ("a", "RUS", "USA", -1))
    sided = robustness.with_sides(rows, articles("a"), LEXICON)
    assert BY_NAME["conflict"].ask(sided) == (1.0, 1, True)


def test_one_half_does_not_bear_a_conclusion_out() -> None:
    rows = stances(("a", "RUS", "SYR-GOV", 1), ("a", "RUS", "SYR-GOV", -1))
    assert RUSSIA_SUPPORTS.ask(robustness.with_sides(rows, articles("a"), LEXICON)) == (0.5, 2, False)


def test_iran_and_russia_are_asked_both_ways() -> None:
    rows = stances(("a", "RUS", "IRN", 1), ("a", "IRN", "RUS", 1), ("a", "IRN", "RUS", -1), ("a", "IRN", "USA", -1))
    assert BY_NAME["partners"].ask(robustness.with_sides(rows, articles("a"), LEXICON)).n == 3


# --- the choices ----------------------------------------------------------------------------------------------------------

TWO = articles("a", "b")
SUPPORT = ("a", "RUS", "SYR-GOV", 1)


@pytest.mark.parametrize(
    ("row", "chosen", "n"),
    [
        ({"certainty": "hedged"}, {"hedged": "out"}, 3),
        ({"factuality": "denied"}, {"denied": "in"}, 4),
        ({"factuality": "planned"}, {"planned": "out"}, 3),
        ({"factuality": "conditional"}, {"planned": "out"}, 3),
        ({"factuality": "ended"}, {"planned": "out"}, 4),
        ({"basis": "speech"}, {"basis": "act"}, 3),
        ({"attribution_id": "x"}, {"voices": "outlet"}, 3),
        ({"counted": False, "reason": robustness.UNDER_THRESHOLD, "score": 0.3}, {}, 3),
        ({"counted": False, "reason": robustness.UNDER_THRESHOLD, "score": 0.3}, {"score": "0.0"}, 4),
        ({"counted": False, "reason": "two readings", "score": 0.9}, {"score": "0.0"}, 3),
        ({"score": 0.7}, {"score": "0.8"}, 3),
    ],
)
def test_an_option_leaves_out_what_it_says(row: dict[str, Any], chosen: dict[str, str], n: int) -> None:
    rows = stances(SUPPORT, SUPPORT, SUPPORT, (*SUPPORT, row))
    said = attributions(("x", "a", "RUS-MFA", "official"))
    assert one(ask(rows, TWO, said, score_thresholds=[0.0, 0.8]), **chosen)["n"] == n


def test_released_rows_can_be_left_out() -> None:
    table = pd.concat([articles("a"), articles("b", present=False)], ignore_index=True)
    frame = ask(stances(SUPPORT, SUPPORT, SUPPORT, ("b", "RUS", "SYR-GOV", -1)), table)
    assert (one(frame)["n"], one(frame, released="out")["n"]) == (4, 3)


def test_the_score_threshold_undone_is_the_one_of_the_stage() -> None:
    assert "UNDER_THRESHOLD" in inspect.getsource(records.under)


def test_stories_and_origins_count_once() -> None:
    """Three sentences of one story by one speaker, who says it again in another story: 4 statements, 2 stories, 1 origin."""
    said = attributions(("x", "a", "RUS-MFA", "official"), ("y", "b", "RUS-MFA", "official"))
    by_x, by_y = {"attribution_id": "x"}, {"attribution_id": "y"}
    rows = stances((*SUPPORT, by_x), (*SUPPORT, by_x), (*SUPPORT, by_x), ("b", "RUS", "SYR-GOV", 1, by_y), ("b", "RUS", "SYR-GOV", -1))
    frame = ask(rows, TWO, said, min_statements=1)
    assert {u: (one(frame, unit=u)["n"], one(frame, unit=u)["estimate"]) for u in robustness.UNITS} == {
        "statements": (5, 0.8),
        "stories": (3, 0.6667),
        "origins": (2, 0.5),
    }


def mixed(seed: int, n: int = 60, *, stories: int = 12) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Stances of every kind, drawn at random."""
    draw = random.Random(seed)
    names = [f"story{k:02d}" for k in range(stories)]
    said = attributions(*((f"{s}.a1", s, draw.choice(["RUS-MFA", "USA", None]), draw.choice(["official", "anonymous"])) for s in names))
    rows = []
    for _ in range(n):
        s = draw.choice(names)
        other = {
            "certainty": draw.choice(["certain", "certain", "hedged"]),
            "factuality": draw.choice(["asserted", "asserted", "denied", "planned"]),
            "basis": draw.choice(["act", "speech"]),
            "attribution_id": draw.choice([None, f"{s}.a1"]),
            "score": draw.choice([0.4, 0.7, 0.9]),
        }
        holder, target = draw.choice(["RUS", "RUS-MFA", "IRN", "USA"]), draw.choice(["SYR-GOV", "SYR", "RUS", "YPG"])
        if holder != target:
            rows.append((s, holder, target, draw.choice([1, 1, -1, 0]), other))
    half = articles(*names[: stories // 2])
    return stances(*rows), said, pd.concat([half, articles(*names[stories // 2 :], present=False)], ignore_index=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_shared_work_gives_what_plain_counting_gives(seed: int) -> None:
    rows, said, table = mixed(seed)
    frame = ask(rows, table, said, min_statements=1, conclusions=[BY_NAME["allies"], BY_NAME["conflict"]])
    kept = robustness.filters([0.0, 0.8])
    key = {"statements": ["stance_id"], "stories": ["story_id"], "origins": ["origin"]}
    origins = robustness.origins_of(rows, said, table)
    sided = {a: robustness.with_sides(rows, table, LEXICON, actors=a).assign(origin=origins) for a in robustness.ACTORS}
    for row in frame.sample(100, random_state=seed).to_dict("records"):
        plain = sided[row["actors"]]
        for choice, options in kept.items():
            plain = plain[options[row[choice]](plain)]
        plain = plain.drop_duplicates(["holder_side", "target_side", "polarity", *key[row["unit"]]])
        answer = BY_NAME[row["conclusion"]].ask(plain)
        assert row["n"] == answer.n
        assert (None if pd.isna(row["estimate"]) else row["estimate"]) == answer.estimate
        assert (None if pd.isna(row["holds"]) else bool(row["holds"])) == answer.holds


def test_origins_are_those_of_the_voices() -> None:
    rows, said, table = mixed(7)
    counted = voices.origins(rows, said, table)
    ours = rows.assign(origin=robustness.origins_of(rows, said, table)).groupby(["holder_id", "target_id", "polarity"])["origin"].nunique()
    assert ours.tolist() == counted["origins"].tolist()


# --- the table ------------------------------------------------------------------------------------------------------------


def test_five_conclusions_in_at_least_96_specifications_are_quick() -> None:
    rows, said, table = mixed(4, 1500, stories=200)
    begun = time.process_time()
    frame = robustness.specifications(rows, said, table, LEXICON, n_draws=1000)
    assert time.process_time() - begun < 60
    assert frame["conclusion"].nunique() >= 5
    assert frame.groupby("conclusion").size().min() >= 96
    assert not frame.duplicated(["conclusion", *robustness.choices_of(frame)]).any()
    schemas.check(frame, schemas.ROBUSTNESS)


def test_intervals_hold_their_estimate() -> None:
    rows, said, table = mixed(5, 400)
    answered = ask(rows, table, said, conclusions=CONCLUSIONS[-1:]).dropna(subset=["estimate", "low", "high"])
    assert len(answered) > 96
    assert (answered["low"] <= answered["high"]).all()
    assert ((answered["low"] <= answered["estimate"]) & (answered["estimate"] <= answered["high"])).mean() > 0.95


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows, said, table = mixed(6)
    turned = ask(rows.iloc[::-1].reset_index(drop=True), table.iloc[::-1].reset_index(drop=True), said)
    pd.testing.assert_frame_equal(turned, ask(rows, table, said))


def test_too_little_is_no_answer_and_is_not_counted() -> None:
    frame = ask(stances(SUPPORT, SUPPORT, (*SUPPORT, {"certainty": "hedged"})), TWO, min_statements=3)
    assert pd.isna(one(frame, hedged="out")[["estimate", "low", "high", "holds"]]).all()
    (share,) = robustness.share_of_specifications(frame).to_dict("records")
    assert share["answered"] == frame["holds"].notna().sum() < share["specifications"]
    assert (share["holds"], share["share"]) == (share["answered"], 1.0)


def test_a_corpus_without_stances_has_answers_to_nothing() -> None:
    frame = ask(stances(), TWO, conclusions=CONCLUSIONS)
    schemas.check(frame, schemas.ROBUSTNESS)
    assert frame["holds"].isna().all()
    assert robustness.share_of_specifications(frame)["share"].isna().all()
    assert (robustness.which_choice_matters(frame)["explained"] == 0).all()


# --- which choice matters -------------------------------------------------------------------------------------------------


def planted() -> pd.DataFrame:
    """Deeds support and words oppose: `decisive` leaves out most of one kind, others a few rows, `irrelevant` none."""
    rows, said, table = mixed(8, 300)
    rows = rows[rows["polarity"] != 0].reset_index(drop=True)
    rows["polarity"] = [1 if b == "act" else -1 for b in rows["basis"]]
    choices: dict[str, dict[str, Filter]] = {
        "irrelevant": {"one": lambda r: r["score"] > 0, "other": lambda r: r["score"] > 0.1},
        "slight": {"all": lambda r: r["score"] > 0, "some": lambda r: r["certainty"] == "certain"},
        "decisive": {
            "deeds": lambda r: (r["basis"] == "act") | (r["score"] == 0.7),
            "words": lambda r: (r["basis"] == "speech") | (r["score"] == 0.7),
        },
    }
    return ask(rows, table, said, choices=choices)


def test_a_planted_decisive_choice_comes_first_and_an_irrelevant_one_last() -> None:
    matters = robustness.which_choice_matters(planted())
    assert matters["choice"].iloc[0] == "decisive"
    assert (matters["lowest"].iloc[0], matters["highest"].iloc[0]) == ("words", "deeds")
    assert matters["explained"].iloc[0] > 0.5
    assert matters["choice"].iloc[-1] == "irrelevant"
    assert matters["explained"].iloc[-1] == 0 < matters["explained"].iloc[-2]


def test_what_the_choices_explain_alone_is_never_more_than_all() -> None:
    matters = robustness.which_choice_matters(planted())
    assert matters["explained"].between(0, 1).all()


def test_few_stories_have_no_interval() -> None:
    few = one(ask(stances(SUPPORT, SUPPORT, SUPPORT), TWO))
    assert (few["estimate"], few["holds"]) == (1.0, True)
    assert pd.isna(few["low"]) and pd.isna(few["high"])


# --- what the report reads ------------------------------------------------------------------------------------------------


def test_the_conclusions_are_plain_json_with_names_in_both_languages() -> None:
    rows, said, table = mixed(9, 200)
    frame = ask(rows, table, said, conclusions=CONCLUSIONS)
    told = robustness.conclusions(frame, rows, table, LEXICON, {}, n_draws=50)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told["conclusions"]) == [c.name for c in CONCLUSIONS]
    for choice in told["choices"].values():
        assert all(names["en"] and names["ar"] for names in (choice, *choice["options"].values()))
    assert len(robustness.told_in_three(told)) == sum(len(c.parts) for c in CONCLUSIONS)


def test_the_number_of_the_main_specification_is_the_one_as_counted() -> None:
    rows, said, table = mixed(10, 200)
    frame = ask(rows, table, said, conclusions=CONCLUSIONS, min_statements=1)
    told = robustness.conclusions(frame, rows, table, LEXICON, {}, n_draws=50)["conclusions"]
    for conclusion in told.values():
        assert conclusion["estimate"] == min(part["counted"]["value"] for part in conclusion["parts"])
        assert conclusion["n"] == sum(part["rows"] for part in conclusion["parts"])


def test_without_gold_a_correction_says_why_it_is_not_there() -> None:
    (part,) = robustness.three_numbers(RUSSIA_SUPPORTS, stances(SUPPORT), TWO, LEXICON, {}, n_draws=50)
    assert (part["ppi"], part["dsl"]) == (None, None)
    assert part["reason"].startswith("gold is too small for this share: 0 rows in 0 stories")
    assert (part["holder"], part["target"]) == (RUSSIA.actor_id, SYRIA.actor_id)


def test_conclusions_have_their_own_names() -> None:
    assert len(BY_NAME) == len(CONCLUSIONS) >= 5
    assert IRAN in {p.holder for p in BY_NAME["allies"].parts}
