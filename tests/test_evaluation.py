"""Without gold there is no number but a reason; held errors are counted and not shown."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gold_examples import TEXT, gold
from mawaqif import schemas
from mawaqif.cleaning import clean
from mawaqif.errors import MawaqifError
from mawaqif.gold import evaluation, store

HELD = "tiny-2"


def article(article_id: str = "tiny-1", **other: Any) -> dict[str, Any]:
    row = {"article_id": article_id, "collection": "open", "outlet_id": "OPEN-AGENCY", "title": "عنوان", "style": "agency", "split": "work"}
    row |= {"text": TEXT.clean.text, "alignment": TEXT.clean.alignment.to_flat(), "raw_sha256": TEXT.raw_sha256, "present": True}
    return row | {"flags": [], "story_id": article_id} | other


def tables(*articles: dict[str, Any], named: bool = True) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Articles in which the program found the first and a false second name."""
    mentions = []
    for a in articles if named else ():
        base = {"article_id": a["article_id"], "sentence_id": f"{a['article_id']}.s1", "kind": "state", "form": "metonym", "proclitics": ""}
        for n, (start, end, actor_id) in enumerate([(0, 5, "RUS"), (6, 8, "ISIS")]):
            offsets = {"start": start, "end": end, "raw_start": start, "raw_end": end}
            mentions.append(
                base
                | offsets
                | {"mention_id": f"{a['article_id']}.m{n}", "text": "", "actor_id": actor_id, "rule": "metonym", "reason": ""}
            )
    return (
        schemas.frame(list(articles), schemas.ARTICLES),
        schemas.frame(mentions, schemas.MENTIONS),
        schemas.frame([], schemas.ATTRIBUTIONS),
        schemas.frame([], schemas.STANCES),
    )


def folder(tmp_path: Path, *names: str, ids: tuple[str, ...] = ("tiny-1",)) -> Path:
    for name in names:
        for article_id in ids:
            store.write(gold(pass_name=name).model_copy(update={"article_id": article_id}), tmp_path)
    return tmp_path


def run(tmp_path: Path, *articles: dict[str, Any], named: bool = True) -> evaluation.Evaluation:
    made = tables(*articles, named=named)
    return evaluation.evaluate(*made, evaluation.read_passes(made[0], made[1], folder=tmp_path), n_draws=20)


def reasons(made: evaluation.Evaluation) -> dict[str, str]:
    return dict(zip(made.absent["what"], made.absent["reason"], strict=True))


def test_without_any_gold_there_is_no_score_and_every_pass_is_said_to_be_absent(tmp_path: Path) -> None:
    made = run(tmp_path, article())
    assert list(made.scores) == ["absent"]
    assert list(reasons(made)) == ["pass adjudicated", "pass a", "pass b"]
    assert list(made.errors.columns) == list(schemas.ERRORS.columns)
    for table in (evaluation.layers, evaluation.axes, evaluation.classes, evaluation.styles, evaluation.rules, evaluation.alphas):
        assert table(made.scores).empty
    assert evaluation.counted(made.errors).empty and evaluation.to_show(made.errors).empty


def test_independent_passes_alone_give_agreement_and_no_score(tmp_path: Path) -> None:
    made = run(folder(tmp_path, "a", "b"), article())
    assert made.scores["agreement"]["alpha"]["mentions"]["value"] == 1.0
    assert "work" not in made.scores and "pass adjudicated" in reasons(made)


def test_scores_stand_beside_the_agreement_of_the_passes(tmp_path: Path) -> None:
    made = run(folder(tmp_path, "a", "b", "adjudicated"), article())
    exact = made.scores["work"]["found"]["mentions_exact"]
    assert (exact["precision"], exact["recall"], exact["human"]["f1"]) == (0.5, 0.125, 1.0)
    assert json.loads(json.dumps(made.scores, allow_nan=False)) == made.scores
    schemas.check(made.errors, schemas.ERRORS)


def test_an_absent_text_without_released_rows_is_not_scored_as_missed(tmp_path: Path) -> None:
    made = run(folder(tmp_path, "adjudicated"), article(text="", alignment=[], present=False), named=False)
    assert "work" not in made.scores
    assert "not scored" in reasons(made)["tiny-1"]


def test_an_absent_text_with_released_rows_is_scored_and_its_errors_have_no_text(tmp_path: Path) -> None:
    made = run(folder(tmp_path, "adjudicated"), article(text="", alignment=[], present=False))
    assert made.scores["work"]["found"]["mentions_exact"]["predicted"] == 2
    assert "scored by its released rows" in reasons(made)["tiny-1"]
    assert set(made.errors["text"]) == set(made.errors["sentence"]) == {""}


def test_gold_of_another_text_is_refused_with_both_hashes(tmp_path: Path) -> None:
    with pytest.raises(MawaqifError, match=f"tiny-1.*{TEXT.raw_sha256}.*{'0' * 64}"):
        run(folder(tmp_path, "adjudicated"), article(raw_sha256="0" * 64))


def test_gold_follows_when_cleaning_changes(tmp_path: Path) -> None:
    from gold_examples import RAW

    other = clean(RAW, steps=[])
    assert other.text != TEXT.clean.text
    made = tables(article(text=other.text, alignment=other.alignment.to_flat()))
    passes = evaluation.read_passes(made[0], made[1], folder=folder(tmp_path, "adjudicated"))
    moved = [other.text[m.start : m.end] for m in passes.gold["tiny-1"].mentions]
    assert moved[0] == "موسكو" and "واشنطن" in moved


def test_held_errors_are_counted_and_not_shown(tmp_path: Path) -> None:
    made = run(folder(tmp_path, "adjudicated", ids=("tiny-1", HELD)), article(), article(HELD, split="held"))
    counted, shown = evaluation.counted(made.errors), evaluation.to_show(made.errors)
    assert counted["held"].sum() == counted["work"].sum() == len(shown) > 0
    assert HELD not in set(shown["article_id"])


def test_the_most_frequent_kind_of_error_is_shown_first_and_each_kind_before_any_second(tmp_path: Path) -> None:
    shown = evaluation.to_show(run(folder(tmp_path, "adjudicated"), article()).errors)
    kinds = shown[["table", "error", "rule"]].drop_duplicates()
    assert kinds.index.tolist() == list(range(len(kinds)))
    assert shown["times"].iloc[0] == shown["times"].max()


def test_a_number_is_said_with_its_interval_and_a_dash_where_there_is_none() -> None:
    assert [evaluation.said(0.834, 0.7, 0.9), evaluation.said(0.5), evaluation.said(None)] == ["0.83 [0.70, 0.90]", "0.50", "–"]
