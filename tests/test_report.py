"""The report: every mark leads to its sentences, articles stay text, nothing is asked of any host, and two runs give the same bytes."""

import json
import re
import shutil
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mawaqif import load_lexicon, records, report, schemas
from mawaqif.alignment import Alignment
from mawaqif.document import from_clean
from mawaqif.errors import MawaqifError
from mawaqif.report import evidence, exports, findings, fonts, page, pdf, pictures, site, wording
from mawaqif.report.tables import Tables

LANGUAGES = ("en", "ar")
HOSTILE = "قالت إيران إن روسيا تدعم الحكومة السورية <img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} #panic() \u202eأبجد\u2069."
ARTICLES = (
    (
        "tiny-one",
        "2015-10-01",
        "موسكو تؤكد دعمها لدمشق",
        "قالت وزارة الخارجية الروسية إن روسيا تدعم إيران. وأدانت روسيا الغارات الأميركية.",
    ),
    ("tiny-two", "2018-03-01", "خلاف", "قالت تركيا إن روسيا تعارض إيران. ولم تدعم تركيا إيران."),
    ("tiny-bad", "2020", "<script>alert('عنوان')</script>", HOSTILE),
)
ABSENT = "tiny-absent"


@cache
def tables(*, empty: bool = False) -> Tables:
    """Three articles through the annotators and one of released rows; or none at all."""
    lexicon = load_lexicon()
    rows: list[dict[str, Any]] = []
    split: list[dict[str, Any]] = []
    for article_id, day, title, text in () if empty else ARTICLES:
        document = from_clean(text, Alignment.identity(len(text)), published=None, outlet="OPEN-AGENCY")
        rows.append(_article(article_id, day, title, text, Alignment.identity(len(text)).to_flat(), "open"))
        split += records.sentence_records(article_id, document)
    articles = schemas.frame(rows, schemas.ARTICLES)
    mentions = records.find_mentions(articles, lexicon)
    said = records.find_attributions(articles, mentions, lexicon)
    stances = records.find_stances(articles, mentions, said, lexicon)
    if not empty:  # the released rows of a text that is not here: those of the first article under another name
        articles = schemas.frame([*rows, _article(ABSENT, "2023-07", "", "", [], "sy24", present=False)], schemas.ARTICLES)
        mentions, said, stances = (
            schemas.frame([*_rows(f), *_renamed(f, t)], t)
            for f, t in ((mentions, schemas.MENTIONS), (said, schemas.ATTRIBUTIONS), (stances, schemas.STANCES))
        )
    sentences, problems = schemas.frame(split, schemas.SENTENCES), schemas.frame([], schemas.PROBLEMS)
    return Tables(articles, sentences, problems, mentions, said, stances, lexicon, digests={"articles.parquet": "0" * 64})


def _article(
    article_id: str, day: str, title: str, text: str, alignment: list[int], collection: str, *, present: bool = True
) -> dict[str, Any]:
    return {
        "article_id": article_id, "collection": collection, "outlet_id": "OPEN-AGENCY", "title": title, "published": day, "language": "ar",
        "style": "agency", "text": text, "raw_sha256": "0" * 64, "story_id": article_id, "split": "work", "present": present, "flags": [],
        "alignment": alignment,
    }  # fmt: skip


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in r.items()} for r in frame.to_dict("records")]


def _renamed(frame: pd.DataFrame, table: schemas.Table) -> list[dict[str, Any]]:
    own = [r for r in frame.to_dict("records") if r["article_id"] == "tiny-one"]
    made = json.loads(json.dumps(own, default=str).replace("tiny-one", ABSENT).replace('"<NA>"', "null").replace("NaN", "null"))
    return [{**r, **({"text": "", "proclitics": ""} if table is schemas.MENTIONS else {})} for r in made]


@cache
def written(language: str, folder: Path, *, empty: bool = False) -> Path:
    found = findings.find(tables(empty=empty))
    telling = report.Telling(tables(empty=empty), found, report.Wording(language))
    report.make(telling, report.Album(tables(empty=empty), language, top=8), folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(params=LANGUAGES)
def html(request: pytest.FixtureRequest, folder: Path) -> str:
    return (written(request.param, folder) / f"report.{request.param}.html").read_text(encoding="utf-8")


class Page(HTMLParser):
    """Elements, ids and links of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def ids(self) -> list[str]:
        return [str(a["id"]) for _, a in self.elements if "id" in a]

    @property
    def links(self) -> list[str]:
        return [str(a["href"]) for t, a in self.elements if t in ("a", "use") and a.get("href")]


class TestPage:
    def test_it_says_its_language_and_direction(self, html: str) -> None:
        (root,) = [a for t, a in Page(html).elements if t == "html"]
        assert (root["lang"], root["dir"]) in (("en", "ltr"), ("ar", "rtl"))

    def test_every_link_within_it_leads_somewhere(self, html: str) -> None:
        made = Page(html)
        assert [link for link in made.links if link.startswith("#") and link[1:] not in set(made.ids)] == []

    def test_no_id_stands_twice(self, html: str) -> None:
        ids = Page(html).ids
        assert sorted({i for i in ids if ids.count(i) > 1}) == []

    def test_marks_of_figures_lead_to_their_sentences(self, html: str) -> None:
        marks = [a["href"] for t, a in Page(html).elements if t == "a" and a.get("aria-hidden") == "true"]
        assert {"#pair.RUS.IRN", "#actor.RUS", "#article.tiny-one"} <= set(marks)

    def test_it_asks_no_host_for_anything(self, html: str) -> None:
        loaded = [a.get("src") or a.get("href") for t, a in Page(html).elements if t in ("img", "script", "link", "iframe", "use", "image")]
        assert [u for u in loaded if u and not u.startswith(("#", "data:"))] == []
        assert re.findall(r"url\(\s*['\"]?(?!data:|#)[^)]*\)", html) == []
        assert "@import" not in html

    def test_its_policy_allows_its_own_script_alone(self, html: str) -> None:
        (policy,) = [str(a["content"]) for t, a in Page(html).elements if a.get("http-equiv") == "Content-Security-Policy"]
        (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        (sheet,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
        assert policy == page.policy(script, sheet)
        assert "default-src 'none'" in policy and "script-src 'sha256-" in policy and "'unsafe-eval'" not in policy

    def test_articles_stay_text(self, html: str) -> None:
        made = Page(html)
        assert [t for t, a in made.elements if t == "img" or any(k.startswith("on") for k in a)] == []
        assert html.count("<script") == 1
        shown = "".join(made.text)
        assert "<img src=x onerror=alert(1)>" in shown and "{{ 7*7 }}" in shown and "{% raw %}" in shown and "<script>alert(" in shown

    def test_marks_that_turn_the_direction_are_shown_not_obeyed(self, html: str) -> None:
        assert re.findall("[\u202a-\u202e\u2066-\u2069]", html) == []
        assert "[U+202E]" in html

    def test_arabic_sentences_run_from_the_right(self, html: str) -> None:
        sentences = [a for t, a in Page(html).elements if t == "p" and a.get("class") == "mwq-s"]
        assert sentences and all((a["dir"], a["lang"]) == ("rtl", "ar") for a in sentences)

    def test_released_rows_are_marked_and_have_no_sentence(self, html: str) -> None:
        rows = re.findall(rf'<article class="row" id="row\.{ABSENT}.*?</article>', html, re.DOTALL)
        assert rows and all("mwq-s" not in r for r in rows)
        assert all(any(wording.Wording(x)("evidence.released") in r for x in LANGUAGES) for r in rows)

    def test_drawings_say_what_they_show(self, html: str) -> None:
        assert all(a.get("aria-label") for t, a in Page(html).elements if t == "svg" or a.get("role") in ("region", "img"))


def test_the_arabic_page_has_arabic_figures_only(folder: Path) -> None:
    html = (written("ar", folder) / "report.ar.html").read_text(encoding="utf-8")
    prose = re.sub(r"<(style|script|svg|code|bdi|pre|ul)\b.*?</\1>|<section id=\"evidence\".*", " ", html, flags=re.DOTALL)
    assert re.findall(r"(?<![A-Za-z0-9-])[0-9]+", re.sub(r"<[^>]*>", " ", prose)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_runs_give_the_same_bytes(language: str, folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    first = written(language, folder)
    written(language, again)
    names = [f"report.{language}.html", f"report.{language}.pdf"]
    names += [p.relative_to(again).as_posix() for p in sorted(again.rglob("*")) if p.is_file() and language in p.parts]
    assert len(names) > 20
    assert [n for n in names if (first / n).read_bytes() != (again / n).read_bytes()] == []
    shutil.rmtree(again)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_no_rows_the_report_says_what_is_absent(language: str, tmp_path: Path) -> None:
    made = written(language, tmp_path, empty=True)
    html = (made / f"report.{language}.html").read_text(encoding="utf-8")
    words = wording.Wording(language)
    for key in ("stands.none", "voices.none", "named.none", "sure.no_scores", "article.absent", "figure.missing"):
        assert words(key).split("،")[0] in html, key
    assert (made / f"report.{language}.pdf").read_bytes().startswith(b"%PDF")


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    def places(value: Any, at: str = "") -> dict[str, set[str]]:
        if isinstance(value, dict):
            return {k: v for name, inner in value.items() for k, v in places(inner, f"{at}.{name}").items()}
        return {at: set(re.findall(r"\{(\w+)\}", str(value)))}

    en, ar = (places(wording._words(x)) for x in LANGUAGES)
    assert sorted(en) == sorted(ar)
    same_number = {".title.pair"}  # English has the bare number for the second of the two
    assert [k for k in en if en[k] != ar[k] and k not in same_number] == []


def test_an_unknown_language_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(MawaqifError, match="'fr' is not there; known: en, ar"):
        wording.Wording("fr")


def test_days_are_written_as_the_language_has_them() -> None:
    en, ar = wording.Wording("en"), wording.Wording("ar")
    assert [en.day(d) for d in ("2015-10-01", "2023-07", "2020", None)] == ["1 October 2015", "July 2023", "2020", "–"]
    assert [ar.day(d) for d in ("2015-10-01", "2023-07", "2020", None)] == ["١ تشرين الأول/أكتوبر ٢٠١٥", "تموز/يوليو ٢٠٢٣", "٢٠٢٠", "–"]


class TestFindings:
    def test_denied_stances_stand_on_neither_side(self) -> None:
        found = findings.find(tables())
        assert found.denied >= 1
        assert found.support.part + found.oppose.part + found.neutral == found.counted

    def test_the_title_names_the_pair_the_project_began_from(self) -> None:
        found = findings.find(tables())
        assert found.featured is not None
        assert (found.featured.together, found.featured.apart) == (2, 1)  # the first article, its released copy; the second article

    def test_an_interval_needs_three_stories(self) -> None:
        assert findings.share([True, False], ["a", "b"]).low is None
        three = findings.share([True, False, True], ["a", "b", "c"])
        assert three.low is not None and three.high is not None and three.low <= three.value <= three.high

    def test_a_pair_of_which_one_article_says_both_is_torn(self) -> None:
        lines = [findings.Line("RUS", "IRN", s, ("x.t1",), (None,)) for s in (1, -1)] + [
            findings.Line("USA", "IRN", -1, ("x.t2",), (None,))
        ]
        assert findings.torn_pairs(lines) == [("IRN", "RUS")]

    def test_a_balance_that_changes_sign_has_turned(self) -> None:
        told = pd.DataFrame(
            {"article_id": ["a"] * 3 + ["b"] * 3, "holder_id": "RUS", "target_id": "IRN", "polarity": [1, 1, 1, -1, -1, -1]}
        )
        articles = pd.DataFrame({"article_id": ["a", "b"], "published": ["2012", "2020-01-01"]})
        assert findings.turned(told, articles) == (("RUS", "IRN"),)


@pytest.mark.parametrize(
    ("gid", "anchor"),
    [
        ("pair.IRN.RUS", "pair.IRN.RUS"),
        ("edge.IRN.RUS.-1", "pair.IRN.RUS"),
        ("year.IRN.SYR-GOV.2016.1", "pair.IRN.SYR-GOV"),
        ("actor.RUS", "actor.RUS"),
        ("speaker.RUS.quoted", "speaker.RUS"),
        ("article.open-20151001-strikes", "article.open-20151001-strikes"),
        ("chain.0.outlet.1", "outlet.SY24"),
        ("chain.1.direct.0", "relay.direct"),
        ("chain.2.official.3", "kind.official"),
        ("score.links.held", "scores"),
        ("risk.held.in_force", "scores"),
        ("figure_1", None),
    ],
)
def test_a_mark_leads_to_the_evidence_of_what_it_shows(gid: str, anchor: str | None) -> None:
    assert pictures.anchor_of(gid, ["SANA", "SY24"]) == anchor


def test_the_chain_of_a_voice_begins_with_the_outlet_and_names_a_speaker_once() -> None:
    reader = evidence.Reader(tables(), wording.Wording("en"))
    row = tables().attributions.iloc[0]
    chain = reader.chain(row["attribution_id"], row["article_id"])
    assert len(chain) == 2 and "Russia" in chain[1]


def test_at_most_200_rows_are_listed_of_a_cell() -> None:
    many = pd.concat([tables().stances.iloc[[0]]] * 250, ignore_index=True)
    reader = evidence.Reader(tables(), wording.Wording("en"))
    (group,) = evidence._pairs(reader, many, dict.fromkeys(many["article_id"], ""))
    assert (len(group.rows), group.total) == (200, 250)


class TestExports:
    def test_cells_that_a_spreadsheet_would_run_are_made_safe(self) -> None:
        frame = pd.DataFrame({"text": ["=1+1", "+1", "-1", "@a", "fine"], "n": [-1, 2, 3, 4, 5]})
        assert list(exports.safe(frame)["text"]) == ["'=1+1", "'+1", "'-1", "'@a", "fine"]
        assert list(exports.safe(frame)["n"]) == [-1, 2, 3, 4, 5]

    def test_sentences_of_restricted_collections_stay_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Tables, "restricted", property(lambda _: ("open",)))
        made = exports.frames(tables(), findings.find(tables()), wording.Wording("en"))
        assert set(made["stances"]["sentence"]) == {""} and set(made["statements"]["sentence"]) == {""}

    def test_every_stance_and_statement_is_in_the_tables(self, folder: Path) -> None:
        made = pd.read_parquet(written("en", folder) / "tables" / "en" / "stances.parquet")
        assert list(made["stance_id"]) == list(tables().stances["stance_id"])
        assert set(made.loc[made["released"], "sentence"]) == {""}


def test_the_pdf_gets_articles_as_text_with_visible_marks(folder: Path) -> None:
    found = findings.find(tables())
    telling = report.Telling(tables(), found, wording.Wording("en"))
    told = json.dumps(pdf.content(telling, {}, evidence.gather(tables(), telling.w)), ensure_ascii=False)
    assert "[U+202E]" in told and "\u202e" not in told and "#panic()" in told
    assert (written("en", folder) / "report.en.pdf").read_bytes().startswith(b"%PDF")


NOTEBOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "source": ["# 2. Who is named?  |  من المذكور؟\n", "\n", "Reads articles."]},
        {"cell_type": "code", "source": ["print('<b>')"], "outputs": [{"output_type": "stream", "text": ["<script>alert(1)</script>"]}]},
    ]
}


class TestSite:
    def test_an_executed_notebook_becomes_a_page_with_its_output_as_text(self, tmp_path: Path) -> None:
        (tmp_path / "notebooks").mkdir()
        (tmp_path / "notebooks" / "02-actors.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        made = site.make(tmp_path, tmp_path / "no-codebook.md")
        assert [p.relative_to(tmp_path).as_posix() for p in made] == ["notebooks/02-actors.html", "index.html"]
        html = made[0].read_text(encoding="utf-8")
        assert "<script" not in html and "&lt;script&gt;alert(1)" in html
        (policy,) = [str(a["content"]) for _, a in Page(html).elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "script-src" not in policy
        assert "notebooks/02-actors.html" in Page(made[1].read_text(encoding="utf-8")).links

    def test_a_title_is_said_in_both_languages(self) -> None:
        assert (site.title_of(NOTEBOOK, "en"), site.title_of(NOTEBOOK, "ar")) == ("2. Who is named?", "من المذكور؟")


@pytest.mark.slow
def test_the_cut_fonts_are_those_of_the_packages() -> None:
    for name, path in fonts.sources().items():
        assert (fonts.CUT / name).read_bytes() == fonts.cut(path), f"cut {name} again: mawaqif.report.fonts.refresh()"
