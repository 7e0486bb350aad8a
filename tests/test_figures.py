"""Figures: Arabic is joined and runs right to left, both languages show the same data, files are the same bytes in two runs."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Text

from mawaqif import figures, schemas
from mawaqif.errors import MawaqifError
from mawaqif.figures import style, text
from mawaqif.figures._network import spread
from mawaqif.figures.canvas import DataFigure, digest
from mawaqif.figures.tallies import pairs, seriated, standing
from mawaqif.figures.words import counted_noun

NAMES = {
    "IRN": ("Iran", "إيران"),
    "RUS": ("Russia", "روسيا"),
    "USA": ("United States", "الولايات المتحدة"),
    "SYR-GOV": ("Syria: Government", "الحكومة (سوريا)"),
    "TUR": ("Türkiye", "تركيا"),
    "SANA": ("SANA", "سانا SANA"),
}


class Names:
    """What figures ask of a lexicon."""

    def knows(self, actor_id: str) -> bool:
        return actor_id in NAMES

    def name_of(self, actor_id: str, language: str = "en") -> str:
        return NAMES[actor_id][language == "ar"] if actor_id in NAMES else actor_id


LEXICON: Any = Names()


def table(rows: list[dict[str, Any]], of: schemas.Table, defaults: dict[str, Any]) -> pd.DataFrame:
    return schemas.frame([{**defaults, **row} for row in rows], of)


def make_articles(n: int = 6) -> pd.DataFrame:
    rows = [{"article_id": f"a{k}", "story_id": f"a{k // 2 * 2}", "published": f"{2015 + k}-03-0{k + 1}"} for k in range(n)]
    rows.append({"article_id": "month", "story_id": "month", "published": "2023-07", "present": False})
    rows.append({"article_id": "none", "story_id": "none", "published": None})
    defaults = {
        "collection": "open",
        "outlet_id": "SANA",
        "title": "",
        "text": "",
        "raw_sha256": "",
        "split": "work",
        "present": True,
        "flags": [],
        "alignment": [],
    }
    return table(rows, schemas.ARTICLES, defaults)


def make_stances() -> pd.DataFrame:
    told = [
        ("IRN", "SYR-GOV", 1), ("RUS", "SYR-GOV", 1), ("USA", "SYR-GOV", -1), ("RUS", "USA", -1), ("USA", "RUS", -1), ("IRN", "RUS", 1),
        ("RUS", "IRN", 1), ("RUS", "IRN", -1), ("TUR", "RUS", 0), ("PERSON-X", "RUS", 1), ("IRN", "IRN", 1),
    ]  # fmt: skip
    rows = [
        {"stance_id": f"a{a}.t{n}", "article_id": f"a{a}", "holder_id": h, "target_id": t, "polarity": p}
        for n, (h, t, p) in enumerate(told)
        for a in range(4)
    ]
    rows.append({"stance_id": "a5.t1", "article_id": "a5", "holder_id": "USA", "target_id": "IRN", "polarity": 1, "factuality": "denied"})
    rows.append({"stance_id": "a5.t2", "article_id": "a5", "holder_id": "USA", "target_id": "IRN", "polarity": 1, "counted": False})
    numbers = {c: 0 for c in schemas.STANCES.columns if c.endswith(("start", "end"))}
    defaults = {
        **numbers, "sentence_id": "", "basis": "act", "event_type": "SUPPORT", "factuality": "asserted", "certainty": "certain",
        "predicate": "", "score": 0.9, "rule": "", "counted": True, "reason": "",
    }  # fmt: skip
    return table(rows, schemas.STANCES, defaults)


def make_attributions() -> pd.DataFrame:
    said = [
        ("RUS", "body", "direct"),
        ("RUS", "body", "indirect"),
        ("IRN", "body", "indirect"),
        (None, "anonymous", "indirect"),
        (None, "unknown", "mixed"),
        ("PERSON-X", "official", "direct"),
    ]
    rows = [
        {"attribution_id": f"a{a}.a{n}", "article_id": f"a{a}", "speaker_id": s, "source_kind": k, "mode": m}
        for n, (s, k, m) in enumerate(said)
        for a in range(5)
    ]
    defaults = {
        "sentence_id": "",
        "cue_start": 0,
        "cue_end": 1,
        "cue_raw_start": 0,
        "cue_raw_end": 1,
        "cue": "قال",
        "content": [],
        "distance": "neutral",
        "rule": "",
        "reason": "",
    }
    return table(rows, schemas.ATTRIBUTIONS, defaults)


def make_mentions() -> pd.DataFrame:
    rows = [
        {"mention_id": f"a{a}.m{n}", "article_id": f"a{a}", "actor_id": i}
        for n, i in enumerate(["RUS", "RUS", "IRN", None])
        for a in range(3 if i == "IRN" else 6)
    ]
    defaults = {
        "sentence_id": "",
        "start": 0,
        "end": 1,
        "raw_start": 0,
        "raw_end": 1,
        "text": "",
        "kind": "state",
        "form": "name",
        "proclitics": "",
        "rule": "",
        "reason": "",
    }
    return table(rows, schemas.MENTIONS, defaults)


def make_chains(language: str) -> pd.DataFrame:
    outlet, tass, iran = ("وكالة مواقف", "وكالة تاس", "إيران") if language == "ar" else ("Mawaqif Agency", "TASS", "Iran")
    direct = {"chain": f"{outlet} › {iran}", "steps": [(iran, "body")], "depth": 1, "origin_id": "IRN", "origin_kind": "body"}
    over = {
        "chain": f"{outlet} › {tass} › x",
        "steps": [(tass, "outlet"), ("مصدر", "anonymous")],
        "depth": 2,
        "origin_id": None,
        "origin_kind": "anonymous",
    }
    rows = [
        {**(direct if n % 3 else over), "attribution_id": f"a{n}.a1", "article_id": f"a{n}", "story_id": f"a{n}", "outlet_id": "X"}
        for n in range(12)
    ]
    return pd.DataFrame(rows)


def make_scores() -> dict[str, Any]:
    row = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "low": 0.4, "high": 0.6, "predicted": 9, "gold": 9}
    found = {
        "mentions_exact": {**row, "human": {"f1": 0.8}},
        "stances": {**row, "macro_f1": 0.4, "macro_low": None, "macro_high": None},
        "chains": {**row, "f1": None},
    }
    curve = [
        {"threshold": 0.9, "coverage": 0.0, "risk": None, "low": None, "high": None, "rows": 0, "wrong": 0, "in_force": False},
        {"threshold": 0.8, "coverage": 0.4, "risk": 0.25, "low": None, "high": None, "rows": 4, "wrong": 1, "in_force": False},
        {"threshold": 0.5, "coverage": 0.8, "risk": 0.375, "low": 0.2, "high": 0.6, "rows": 8, "wrong": 3, "in_force": True},
        {"threshold": 0.1, "coverage": 1.0, "risk": 0.5, "low": 0.3, "high": 0.7, "rows": 10, "wrong": 5, "in_force": False},
    ]
    parts = {s: {"articles": n, "stories": n, "found": found} for s, n in (("work", 4), ("held", 2))}
    return {**parts, "rules": {}, "risk": {"work": curve, "held": curve}}


def make_robustness(n: int = 40) -> pd.DataFrame:
    rows = [
        {"conclusion": "allies", "unit": ("statements", "stories")[k % 2], "score": ("in force", "0.8")[k // 2 % 2],
         "estimate": None if k == 7 else k / n, "n": k, "low": k / n - 0.1, "high": k / n + 0.1, "holds": None if k == 7 else k / n > 0.5}
        for k in range(n)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@lru_cache
def drawing(name: str, language: str) -> DataFigure:
    return draw(name, language)


def draw(name: str, language: str, *, empty: bool = False) -> DataFigure:
    def cut(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.head(0) if empty else frame

    articles = cut(make_articles())
    made = {
        "timeline": lambda: figures.timeline(articles, language=language),
        "actors": lambda: figures.actors(cut(make_mentions()), articles, LEXICON, language=language),
        "speakers": lambda: figures.speakers(cut(make_attributions()), articles, LEXICON, language=language),
        "chains": lambda: figures.chains(cut(make_chains(language)), language=language),
        "matrix": lambda: figures.matrix(cut(make_stances()), LEXICON, language=language),
        "network": lambda: figures.network(cut(make_stances()), LEXICON, language=language),
        "over_time": lambda: figures.over_time(cut(make_stances()), articles, LEXICON, language=language),
        "scores": lambda: figures.scores({} if empty else make_scores(), language=language),
        "risk_coverage": lambda: figures.risk_coverage({} if empty else make_scores(), language=language),
        "specification_curve": lambda: figures.specification_curve(cut(make_robustness()), language=language),
    }
    return made[name]()


ALL = ["timeline", "actors", "speakers", "chains", "matrix", "network", "over_time", "scores", "risk_coverage", "specification_curve"]
both = pytest.mark.parametrize("language", ["en", "ar"])
each = pytest.mark.parametrize("name", ALL)


# --- Arabic, as it is printed ---------------------------------------------------------------------------------------------


def ink(value: str, family: tuple[str, ...] = style.LABELS) -> np.ndarray[Any, Any]:
    """Where a line is printed: rows × columns, true where there is ink, cut to it."""
    made = io.BytesIO()
    with style.styled():
        figure = Figure(figsize=(6, 1), dpi=150)
        figure.text(0.5, 0.4, value, ha="center", fontsize=30, family=list(family))
        figure.savefig(made, format="png")
    made.seek(0)
    dark = imread(made)[:, :, 0] < 0.5
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def pieces(value: str, family: tuple[str, ...] = style.LABELS) -> int:
    """Runs of columns with ink: letters that are joined make one."""
    inked = ink(value, family).any(axis=0)
    return int((inked[1:] > inked[:-1]).sum()) + 1


@pytest.mark.parametrize("family", [style.LABELS, style.TITLES])
def test_arabic_letters_are_joined(family: tuple[str, ...]) -> None:
    assert pieces("بسطته", family) == 1
    assert pieces("\u200c".join("سسسس"), family) == 4  # a joiner that parts them: what unjoined letters look like


@pytest.mark.parametrize("family", [style.LABELS, style.TITLES])
def test_the_first_letter_stands_at_the_right(family: tuple[str, ...]) -> None:
    tall = ink("ا سس", family).any(axis=0)
    alef = ink("ا", family).shape[1]
    assert not tall[-alef - 3]  # a gap right behind the slim first letter, which is the rightmost
    reversed_ = ink("سس ا", family).any(axis=0)
    assert reversed_[-alef - 3]


def same(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    """Whether two prints have like columns, but for the rounding of places."""
    width = min(a.shape[1], b.shape[1])
    one, other = a[:, :width].sum(axis=0), b[:, :width].sum(axis=0)
    return abs(a.shape[1] - b.shape[1]) <= 3 and bool(np.corrcoef(one, other)[0, 1] > 0.8)


def test_latin_within_arabic_stands_in_its_place_and_keeps_its_direction() -> None:
    whole, latin, arabic = ink("وكالة SANA"), ink("SANA"), ink("وكالة")
    assert same(whole[:, : latin.shape[1]], latin)
    assert same(whole[:, -arabic.shape[1] :], arabic)
    assert not same(ink("ANAS"), latin)


def test_numbers_within_arabic_run_from_the_left() -> None:
    number = ink("٣٨١")
    assert same(ink("مواقف ٣٨١")[:, : number.shape[1]], number)
    assert not same(ink("١٨٣"), number)


def test_a_latin_name_at_the_beginning_does_not_turn_an_arabic_line() -> None:
    latin = ink("SANA")
    assert same(ink(text.line("SANA وكالة", "ar"))[:, -latin.shape[1] :], latin)


def test_fonts_come_from_packages_whatever_the_machine_has() -> None:
    from matplotlib import font_manager

    style.register_fonts()
    for family in ("Amiri", "Noto Sans Arabic", "DejaVu Sans"):
        assert re.search(r"fontpkg|matplotlib/mpl-data", font_manager.findfont(family, fallback_to_default=False))


def test_labels_in_pdf_are_outlines_so_that_blanks_stay_where_they_are(tmp_path: Path) -> None:
    figure = draw("matrix", "ar")
    assert b"/Type /Font\n" not in figures.save(figure, tmp_path, "m")["pdf"].read_bytes()
    assert not any(label.get_path_effects() for label in figure.findobj(Text))


# --- all figures ----------------------------------------------------------------------------------------------------------


@each
@both
@pytest.mark.filterwarnings("error")
def test_nothing_reaches_over_the_edge_and_every_letter_has_a_glyph(name: str, language: str) -> None:
    figure = drawing(name, language)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    figure.png(50)
    width, height = figure.bbox.width, figure.bbox.height
    for label in figure.findobj(Text):
        if label.get_text():
            box = label.get_window_extent(renderer)
            assert box.x0 >= -2 and box.x1 <= width + 2 and box.y0 >= -6 and box.y1 <= height + 6, label.get_text()


@each
@both
def test_a_figure_of_no_rows_can_be_drawn(name: str, language: str) -> None:
    assert draw(name, language, empty=True).png(20)


@each
def test_both_languages_show_the_same_data(name: str) -> None:
    english, arabic = drawing(name, "en"), drawing(name, "ar")
    if name == "chains":  # names are part of its input
        assert english.data["statements"].tolist() == arabic.data["statements"].tolist()
    else:
        assert english.sha256 == arabic.sha256 == digest(english.data)
    assert english.title != arabic.title and text.is_arabic(arabic.alt) and not text.is_arabic(english.alt)


@each
@both
def test_a_figure_stands_alone(name: str, language: str) -> None:
    figure = drawing(name, language)
    printed = " ".join(label.get_text() for label in figure.findobj(Text))
    assert figure.title.split()[0] in printed
    assert figure.sha256[:8] in printed
    assert ("ن =" if language == "ar" else "n =") in printed


@each
@both
def test_one_kind_of_digits_a_figure(name: str, language: str) -> None:
    labels = [label.get_text() for label in drawing(name, language).findobj(Text)]
    labels = [re.sub(r"(data|البيانات) [0-9a-f]{8}|F1", "", label) for label in labels]
    assert not any(re.search("[0-9]" if language == "ar" else "[٠-٩]", label) for label in labels)


@pytest.mark.parametrize("name", ["matrix", "chains"])
def test_files_are_the_same_bytes_in_two_runs_and_say_what_they_hold(name: str, tmp_path: Path) -> None:
    one, two = figures.save(draw(name, "ar"), tmp_path / "one", "figure"), figures.save(draw(name, "ar"), tmp_path / "two", "figure")
    assert sorted(one) == ["pdf", "png", "svg"]
    for kind, path in one.items():
        assert path.read_bytes() == two[kind].read_bytes()
    svg = one["svg"].read_text(encoding="utf-8")
    figure = draw(name, "ar")
    assert figure.title in svg and f"sha256:{figure.sha256}" in svg and "<dc:date>" not in svg
    assert f"sha256:{figure.sha256}".encode() in one["png"].read_bytes()
    assert b"/CreationDate" not in one["pdf"].read_bytes()


def test_saving_twice_in_any_order_gives_the_same_bytes(tmp_path: Path) -> None:
    figure = draw("network", "en")
    first = {k: p.read_bytes() for k, p in figures.save(figure, tmp_path, "a").items()}
    assert {k: p.read_bytes() for k, p in figures.save(figure, tmp_path, "b").items()} == first


def test_a_figure_without_data_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(MawaqifError, match=r"mawaqif\.figures"):
        figures.save(Figure(), tmp_path, "bare")


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match=r"'fr'.*ar, en"):
        figures.timeline(make_articles(), language="fr")


def test_what_the_session_has_set_changes_nothing() -> None:
    import matplotlib as mpl

    plain = draw("actors", "en").png(60)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "lines.linewidth": 9, "text.color": "blue"}):
        assert draw("actors", "en").png(60) == plain


@pytest.mark.parametrize("name", ["$\\frac{1}{0}$", "\u202eRUS", "<script>alert(1)</script>", "a\nb\x07"])
def test_a_hostile_name_is_drawn_as_text(name: str) -> None:
    frame = make_chains("en").assign(chain=f"{name} › Iran")
    printed = "".join(label.get_text() for label in figures.chains(frame).findobj(Text))
    assert "\u202e" not in printed and "\x07" not in printed
    figure = figures.chains(frame)
    assert figure.png(60)
    assert b"<script>" not in _svg(figure)


def _svg(figure: DataFigure) -> bytes:
    from mawaqif.figures.saving import rendered

    return rendered(figure, "svg")


# --- what is counted ------------------------------------------------------------------------------------------------------


def test_stances_stand_if_counted_not_denied_and_of_two_known_actors() -> None:
    told = standing(make_stances(), LEXICON)
    assert "PERSON-X" not in set(told["holder_id"])
    assert (told["holder_id"] != told["target_id"]).all()
    assert told["counted"].all() and not (told["factuality"] == "denied").any()


def test_a_pair_of_whom_nothing_is_said_has_no_square() -> None:
    ids = {artist.get_gid() for artist in drawing("matrix", "en").findobj() if artist.get_gid()}
    assert "pair.RUS.SYR-GOV" in ids and "pair.TUR.SYR-GOV" not in ids


def test_balance_and_interval_of_a_pair() -> None:
    table_ = pairs(standing(make_stances(), LEXICON)).set_index(["holder_id", "target_id"])
    assert table_.loc[("RUS", "IRN"), ["support", "opposition", "n", "balance"]].tolist() == [4, 4, 8, 0.0]
    assert table_.loc[("USA", "SYR-GOV"), ["low", "high"]].tolist() == [-1.0, -1.0]


def test_those_who_stand_together_are_side_by_side() -> None:
    order = seriated(pairs(standing(make_stances(), LEXICON)), ["RUS", "IRN", "USA", "SYR-GOV", "TUR"])
    place = {i: k for k, i in enumerate(order)}
    assert abs(place["IRN"] - place["SYR-GOV"]) < abs(place["USA"] - place["SYR-GOV"])
    assert sorted(order) == sorted(["RUS", "IRN", "USA", "SYR-GOV", "TUR"])


def test_the_network_has_the_same_places_in_both_languages_and_for_one_seed() -> None:
    def places(figure: DataFigure) -> dict[str, list[float]]:
        found = [a for a in figure.findobj() if str(a.get_gid()).startswith("actor.")]
        return {a.get_gid(): [float(a.get_xdata()[0]), float(a.get_ydata()[0])] for a in found}  # type: ignore[attr-defined]

    assert places(drawing("network", "en")) == places(drawing("network", "ar")) != {}


def test_both_signs_of_a_pair_are_drawn() -> None:
    ids = {str(a.get_gid()) for a in drawing("network", "en").findobj()}
    assert {"edge.RUS.IRN.1", "edge.RUS.IRN.-1"} <= ids


def test_labels_of_the_network_do_not_cover_one_another() -> None:
    for language in ("en", "ar"):
        figure = drawing("network", language)
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        names = list(figure.axes[0].texts)
        boxes = [a.get_window_extent(renderer) for a in names]
        assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.1, 4.9), max_size=12).map(sorted))
def test_labels_keep_their_distance(wanted: list[float]) -> None:
    at = spread(wanted, 0.27, 0.1, 4.9)
    assert all(b - a >= 0.27 - 1e-9 for a, b in pairwise(at))
    assert all(a <= 4.9 + 1e-9 for a in at)


def test_the_pairs_of_the_question_are_always_there() -> None:
    drawn_ = {
        a.split(".")[1] + "→" + a.split(".")[2]
        for a in (str(x.get_gid()) for x in drawing("over_time", "en").findobj())
        if a.startswith("year.")
    }
    assert {"IRN→RUS", "RUS→IRN", "RUS→SYR-GOV", "IRN→SYR-GOV", "USA→SYR-GOV"} <= drawn_


def test_time_and_rows_run_from_the_right_in_arabic_only() -> None:
    assert drawing("timeline", "ar").axes[0].xaxis_inverted() and not drawing("timeline", "en").axes[0].xaxis_inverted()


def test_unnamed_sources_are_counted_apart() -> None:
    data = drawing("speakers", "en").data.set_index("speaker")
    assert data.loc["anonymous", "reported"] == 5 and data.loc["unlinked", "quoted"] == 5 and data.loc["RUS", "quoted"] == 5


def test_an_article_is_counted_once_for_an_actor() -> None:
    assert drawing("actors", "en").data.set_index("actor_id")["articles"].to_dict() == {"RUS": 6, "IRN": 3}


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, "مقال واحد"), (2, "مقالان"), (3, "٣ مقالات"), (11, "١١ مقالًا"), (100, "١٠٠ مقال"), (1103, "١٬١٠٣ مقالات")],
)
def test_arabic_numbers_agree_with_their_nouns(n: int, expected: str) -> None:
    assert counted_noun(n, "article", "ar") == expected


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_plain_text_is_one_line_without_marks_of_direction(value: str) -> None:
    assert not re.search(r"[\n\r\t\u202a-\u202e\u2066-\u2069\u200e\u200f]", text.plain(value))


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="ابجد abc", min_size=1, max_size=60), st.floats(0.4, 3.0))
def test_wrapped_lines_fit(value: str, room: float) -> None:
    assert all(text.width(one, 9) <= room + 0.05 for one in text.wrapped(value, room, 9, "ar"))


def test_thresholds_that_count_nothing_have_no_risk_and_the_one_in_force_is_marked() -> None:
    figure = drawing("risk_coverage", "en")
    assert figure.data["threshold"].tolist() == [0.8, 0.5, 0.1] * 2
    assert {"risk.held.in_force", "risk.work.in_force"} <= {str(a.get_gid()) for a in figure.findobj()}


# --- notebooks ------------------------------------------------------------------------------------------------------------


class Shell:
    """A notebook's shell, as far as figures know it."""

    def __init__(self) -> None:
        self.kernel, self.events, self.hooks = object(), self, list[Any]()

    def register(self, event: str, hook: Any) -> None:
        assert event == "post_execute"
        self.hooks.append(hook)


@pytest.mark.parametrize("shown_by_the_cell", [True, False], ids=["without semicolon", "with semicolon"])
def test_a_notebook_shows_a_figure_once(monkeypatch: pytest.MonkeyPatch, shown_by_the_cell: bool) -> None:
    import IPython
    import IPython.display

    shell, shown = Shell(), []
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(IPython.display, "display", lambda data, **more: shown.append((data, more)))
    figure = draw("timeline", "en")
    if shown_by_the_cell:
        figure._ipython_display_()
    for _ in range(2):
        shell.hooks[0]()
    assert len(shown) == 1
    assert shown[0][0]["text/plain"] == figure.alt and shown[0][1]["metadata"]["image/png"]["alt"] == figure.alt
