"""What a reader meets: the report in a browser, in both languages, on a phone and on a desk, by day and by night; and JupyterLab.

The pages are those of a small corpus, made by the same functions as the report; the report itself is read too where it is there.
Pictures of them go to `data/logs/screenshots`. Nothing is asked of any host.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mawaqif import paths
from mawaqif.report import page as pages
from mawaqif.report import site
from mawaqif.report.wording import FOLDER, Wording
from test_report import LANGUAGES, NOTEBOOK, written

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -r requirements.lock")

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
)
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
SCHEMES = ("light", "dark")
VIEWS = [(size, scheme) for size in SIZES for scheme in SCHEMES]
EACH_ONCE = [("phone", "dark"), ("desk", "light")]  # for what takes seconds: both sizes, both schemes
SCREENSHOTS = paths.LOGS / "screenshots"
SEVERE = ("serious", "critical")


@dataclass
class Visit:
    """A page that is open, what its console said and what it asked for."""

    page: Any
    address: str
    said: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def look(self, size: str, scheme: str) -> None:
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)

    def in_sight(self, selector: str) -> bool:
        """Whether the first element so selected is drawn and its top stands in the window."""
        box = self.page.locator(selector).first.bounding_box()
        return box is not None and box["height"] > 0 and -1 <= box["y"] < self.page.viewport_size["height"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a page in a context of its own; a page that was opened before stays as the last test left it."""
    contexts: list[Any] = []

    def go(address: str, **options: Any) -> Visit:
        contexts.append(browser.new_context(locale="en-GB", timezone_id="UTC", reduced_motion="reduce", **options))
        visit = Visit(contexts[-1].new_page(), address)
        visit.page.on("console", lambda m: visit.said.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
        visit.page.on("pageerror", lambda e: visit.said.append(str(e)))
        visit.page.on("request", lambda r: visit.asked.add(r.url.split("#")[0]))
        visit.page.set_default_timeout(15_000)
        visit.page.goto(address)
        return visit

    yield go
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a small corpus in both languages, with a notebook and the index around it."""
    folder = tmp_path_factory.mktemp("small")
    for language in LANGUAGES:
        written(language, folder)
    (folder / "notebooks").mkdir()
    wide = {"output_type": "stream", "text": ["a line that is wider than a phone " * 9]}
    told = {"output_type": "display_data", "data": {"text/html": ['<p class="mwq-s" dir="rtl" lang="ar">قالت إيران</p>']}}
    notebook = {"cells": [*NOTEBOOK["cells"], {"cell_type": "code", "source": ["show(1)"], "outputs": [wide, told]}]}
    (folder / "notebooks" / "02-actors.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    site.make(folder)
    return folder


def whole() -> Path:
    """The folder of the report itself; skips where it is not there or was made with other templates."""
    now = pages.policy((FOLDER / "page.js").read_text(encoding="utf-8"), pages.sheet()).replace("'", "&#39;")
    for language in LANGUAGES:
        report = paths.REPORT / f"report.{language}.html"
        if not report.exists():
            pytest.skip(f"{report.name} has not been made: dvc repro")
        if now not in report.read_text(encoding="utf-8")[:4000]:
            pytest.skip(f"{report.name} was made with other templates: dvc repro")
    return paths.REPORT


@pytest.fixture(scope="module", params=[(corpus, language) for language in LANGUAGES for corpus in ("small", "whole")], ids="-".join)
def report(request: pytest.FixtureRequest, visit: Callable[..., Visit]) -> Visit:
    corpus, language = request.param
    folder = whole() if corpus == "whole" else request.getfixturevalue("small")
    opened = visit((folder / f"report.{language}.html").as_uri())
    opened.page.name = f"report.{language}.{corpus}"
    return opened


@pytest.fixture
def at_rest(report: Visit) -> Visit:
    """The report on a desk, at its top, all evidence closed and nothing filtered."""
    report.look("desk", "light")
    report.page.evaluate(
        "() => { history.replaceState(null, '', location.pathname); document.querySelectorAll('details').forEach(d => d.open = false);"
        " scrollTo(0, 0); }"
    )
    report.page.fill("#filter", "")
    report.page.wait_for_function("() => !document.querySelector('#evidence [hidden]')")
    return report


def test_it_fits_the_screen_and_says_its_language(report: Visit) -> None:
    language = report.page.name.split(".")[1]
    root = report.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, Wording(language).direction)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    backgrounds = set()
    for size, scheme in VIEWS:
        report.look(size, scheme)
        assert report.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], (size, scheme)
        backgrounds.add((scheme, report.page.evaluate("getComputedStyle(document.body).backgroundColor")))
        report.page.screenshot(path=SCREENSHOTS / f"{report.page.name}.{size}.{scheme}.png")
    assert len(backgrounds) == len(SCHEMES)
    start = report.page.evaluate("getComputedStyle(document.querySelector('h1')).direction")
    assert start == Wording(language).direction


def test_its_arabic_is_set_in_its_own_font(report: Visit) -> None:
    assert report.page.evaluate("document.fonts.load('16px Amiri', 'ق').then(f => f.length > 0 && f.every(x => x.status === 'loaded'))")
    families = report.page.evaluate("[...document.querySelectorAll('.mwq-s')].slice(0, 9).map(s => getComputedStyle(s).fontFamily)")
    assert families and all(f.startswith("Amiri") for f in families)


def test_every_figure_leads_to_its_evidence_in_one_click(at_rest: Visit) -> None:
    page = at_rest.page
    figures = page.eval_on_selector_all("figure", "f => f.map(x => x.id)")
    assert len(figures) >= 6
    for name in figures:
        link = page.locator(f"[id='{name}'] figcaption a[href^='#']").first
        target = str(link.get_attribute("href"))[1:]
        link.click()
        page.wait_for_function("id => location.hash === '#' + id", arg=target)
        assert at_rest.in_sight(f"[id='{target}']"), (name, target)


def test_a_mark_of_a_figure_opens_its_sentences_in_one_click(at_rest: Visit) -> None:
    page = at_rest.page
    marked = page.evaluate(
        "[...document.querySelectorAll('figure')].flatMap(f => { const a = f.querySelector('svg a[href*=\".\"]');"
        " return a ? [[f.id, a.getAttribute('href').slice(1)]] : []; })"
    )
    assert len(marked) >= 5
    for name, target in marked:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
        mark = page.locator(f"[id='{name}'] svg a[href='#{target}']").first
        mark.scroll_into_view_if_needed()
        mark.dispatch_event("click")  # a thin ring has nothing in its middle to point at
        page.wait_for_function("id => location.hash === '#' + encodeURIComponent(id) || location.hash === '#' + id", arg=target)
        group = f"[id='{target}']"
        page.wait_for_function("s => document.querySelector(s).open", arg=group)
        assert at_rest.in_sight(group), (name, target)
        assert page.locator(f"{group} .row").first.is_visible() or page.locator(f"{group} .note").first.is_visible()


def test_a_square_of_the_matrix_can_be_pointed_at(at_rest: Visit) -> None:
    square = at_rest.page.locator("[id='figure.matrix'] svg a").first
    target = str(square.get_attribute("href"))[1:]
    square.click()
    at_rest.page.wait_for_function("id => document.getElementById(id).open", arg=target)
    assert at_rest.in_sight(f"[id='{target}']")


ROWS = "document.querySelectorAll('#evidence .row')"


def test_the_filter_finds_rows_by_their_words_however_they_are_spelled(at_rest: Visit) -> None:
    page = at_rest.page
    every = page.evaluate(f"{ROWS}.length")
    page.fill("#filter", "ايران")  # without its hamza
    page.wait_for_function("() => document.getElementById('shown').textContent !== ''")
    kept = page.evaluate(f"[...{ROWS}].filter(r => !r.hidden).map(r => r.textContent)")
    assert 0 < len(kept) < every
    assert all(re.search("[اإ]يران", text) for text in kept)  # texts too spell it both ways
    assert any("إيران" in text for text in kept)
    told = page.inner_text("#shown").replace(",", "").replace("\u066c", "")
    assert int(told) == len(kept)
    assert bool(re.search("[\u0660-\u0669]", told)) == (page.get_attribute("html", "lang") == "ar")
    empty = "[...document.querySelectorAll('#evidence .group')].filter(g => !g.hidden && !g.querySelector('.row:not([hidden])')).length"
    assert page.evaluate(empty) == 0
    page.fill("#filter", "")
    page.wait_for_function(f"() => [...{ROWS}].every(r => !r.hidden)")


def test_a_mark_shows_its_sentences_though_they_were_filtered_out(at_rest: Visit) -> None:
    page = at_rest.page
    page.fill("#filter", "no such word")
    page.wait_for_function(f"() => [...{ROWS}].every(r => r.hidden)")
    link = page.locator("[id='figure.matrix'] svg a").first
    target = str(link.get_attribute("href"))[1:]
    link.dispatch_event("click")
    page.wait_for_function("id => document.getElementById(id).open", arg=target)
    assert page.input_value("#filter") == ""
    assert at_rest.in_sight(f"[id='{target}']")


def test_it_said_nothing_to_the_console_and_asked_for_nothing_but_itself(report: Visit) -> None:
    """After all that was done with it above."""
    assert report.said == []
    assert report.asked == {report.address}


def test_without_scripts_it_reads_and_a_mark_still_leads_to_its_sentences(small: Path, visit: Callable[..., Visit]) -> None:
    opened = visit((small / "report.ar.html").as_uri(), java_script_enabled=False)
    assert not opened.page.locator(".filter").is_visible()
    assert opened.page.locator("#text p").first.is_visible()
    target = str(opened.page.locator("[id='figure.matrix'] svg a").first.get_attribute("href"))
    opened.page.goto(opened.address + target)
    assert opened.page.locator(f"[id='{target[1:]}'] .row").first.is_visible()


@pytest.mark.parametrize("name", ["index.html", "notebooks/02-actors.html"])
class TestSite:
    def test_it_fits_the_screen_and_asks_for_nothing(self, name: str, small: Path, visit: Callable[..., Visit]) -> None:
        opened = visit((small / name).as_uri())
        for size, scheme in VIEWS:
            opened.look(size, scheme)
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], (size, scheme)
        assert (opened.said, opened.asked) == ([], {opened.address})
        arabic = opened.page.evaluate("[...document.querySelectorAll('[lang=ar]')].map(e => getComputedStyle(e).direction)")
        assert arabic and set(arabic) == {"rtl"}


def test_the_links_of_the_index_lead_somewhere(small: Path, visit: Callable[..., Visit]) -> None:
    opened = visit((small / "index.html").as_uri())
    links = opened.page.eval_on_selector_all("a[href]", "a => a.map(x => x.getAttribute('href'))")
    assert len(links) > 10
    assert [link for link in links if not link.startswith(("#", "http")) and not (small / link).exists()] == []


def faults(opened: Visit) -> list[str]:
    """What axe finds serious or critical, with all evidence open, in each size and scheme."""
    carrier = pytest.importorskip(
        "axe_playwright_python", reason="axe-playwright-python is not installed: pip install -r requirements.lock"
    )
    opened.page.evaluate((Path(carrier.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = []
    for size, scheme in EACH_ONCE:
        opened.look(size, scheme)
        for fault in opened.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)"):
            where = f"{fault['nodes'][0]['target']} ({len(fault['nodes'])})"
            if fault["impact"] in SEVERE:
                found.append(f"{size} {scheme}: {fault['id']}, {fault['impact']}, {where}: {fault['nodes'][0]['failureSummary']}")
    return found


@pytest.mark.parametrize("name", ["report.en.html", "report.ar.html", "index.html", "notebooks/02-actors.html"])
def test_axe_finds_nothing_serious(name: str, small: Path, visit: Callable[..., Visit]) -> None:
    opened = visit((small / name).as_uri(), bypass_csp=True)  # the page's policy allows its own script alone
    assert faults(opened) == []


@pytest.mark.slow  # half a minute a look: thousands of rows
@pytest.mark.parametrize("name", ["report.en.html", "report.ar.html", "index.html", *(f"notebooks/{s}.html" for s in site.STAGES)])
def test_axe_finds_nothing_serious_in_the_whole_report(name: str, visit: Callable[..., Visit]) -> None:
    opened = visit((whole() / name).as_uri(), bypass_csp=True)
    assert faults(opened) == []
