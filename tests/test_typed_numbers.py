"""No number is typed: what notebooks, templates and word lists say in prose holds no digit, Western or Arabic-Indic.

The rule. Prose is: markdown cells, what stands between the tags of HTML templates, strings of Jinja expressions, content blocks of typst
templates, and every value of the word lists. Free are: code (cells, spans in backticks, fenced blocks, style sheets, scripts), the
ordinal of a first heading («# 7. …»), identifiers and formulas whose digits hang on Latin letters (`SY24`, `F1`, `SHA-256`), and
bibliographic data. A number that belongs to the text is written as a word.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "src" / "mawaqif" / "report" / "templates"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WORDS = sorted(TEMPLATES.glob("??.yaml"))
PAGES = sorted(TEMPLATES.glob("*.html.j2"))

NUMBER = re.compile(r"(?<![A-Za-z\d])(?<![A-Za-z]-)[\d\u0660-\u0669\u06f0-\u06f9]+(?![A-Za-z])")
ORDINAL = re.compile(r"\A(\s*#\s*)\d+\.")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def typed(prose: str) -> list[str]:
    """The numbers in a piece of prose."""
    return [m.group() for m in NUMBER.finditer(CODE.sub(" ", prose))]


def typed_in_notebook(source: dict[str, Any]) -> list[str]:
    """«cell: number» of each number in a markdown cell."""
    return [
        f"{cell['id']}: {number}"
        for cell in source["cells"]
        if cell["cell_type"] == "markdown"
        for number in typed(ORDINAL.sub(r"\1", "".join(cell["source"])))
    ]


def typed_in_page(template: str) -> list[str]:
    """Numbers in the text of a template and in the strings of its expressions that are words and not keys."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", template, flags=re.DOTALL)
    expressions = re.findall(r"\{\{.*?\}\}", bare, flags=re.DOTALL)
    text = re.sub(
        r"<(style|script|pre|code)\b.*?</\1>|<!--.*?-->", " ", re.sub(r"\{\{.*?\}\}", " ", bare, flags=re.DOTALL), flags=re.DOTALL
    )
    spoken = re.findall(r"(?:alt|title|aria-label|placeholder|content)=\"([^\"]*)\"", text)
    spoken = [s for s in spoken if not s.startswith("width=")]
    strings = [s for e in expressions for s in re.findall(r"'([^']*)'|\"([^\"]*)\"", e) for s in s if " " in s]
    return [n for piece in (re.sub(r"<[^>]*>", " ", text), *spoken, *strings) for n in typed(piece)]


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    else:
        yield str(value)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_number_is_typed_in_a_notebook(path: Path) -> None:
    assert typed_in_notebook(json.loads(path.read_text(encoding="utf-8"))) == [], f"{path.name}: let a table say it, or write it as a word"


@pytest.mark.parametrize("path", WORDS, ids=lambda p: p.stem)
def test_no_number_is_typed_in_the_words_of_the_report(path: Path) -> None:
    assert [n for t in texts(yaml.safe_load(path.read_text(encoding="utf-8"))) for n in typed(t)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_no_number_is_typed_in_a_page(path: Path) -> None:
    assert typed_in_page(path.read_text(encoding="utf-8")) == []


def test_no_number_is_typed_in_the_sections_of_the_pdf() -> None:
    blocks = re.findall(r"(?m)^\s*(?:heading\([^)]*\)|note)\[([^\]]*)\]", (TEMPLATES / "report.typ").read_text(encoding="utf-8"))
    assert [n for b in blocks for n in typed(b)] == []


@pytest.mark.parametrize("prose", ["61 articles", "في ٦١ مقالا", "balance +0.62", "۵ روز", "by 50%", "(3)", "in 2015,", "x - 4"])
def test_the_linter_finds_typed_numbers(prose: str) -> None:
    assert typed(prose)


@pytest.mark.parametrize(
    "prose", ["the SY24 article", "F1 of each", "SHA-256", "`top = 15`", "```\nn = 3\n```", "no number", "{n} articles"]
)
def test_the_linter_leaves_names_and_code_alone(prose: str) -> None:
    assert typed(prose) == []


def test_the_linter_knows_what_is_prose_in_a_page() -> None:
    page = (
        "<style>a{top:3px}</style><h2 id='a1'>{{ w('x.y', n=3) }}</h2><p>about 40 {# 9 #}</p><img alt=\"5 bars\"><script>var a = 1</script>"
    )
    assert typed_in_page(page) == ["40", "5"]


def test_the_linter_knows_what_is_prose_in_a_notebook() -> None:
    cells = [
        {"id": "title", "cell_type": "markdown", "source": ["# 7. What?  |  ماذا؟\n", "we found ١٢ of them"]},
        {"id": "parameters", "cell_type": "code", "source": ["top: int = 15"]},
    ]
    assert typed_in_notebook({"cells": cells}) == ["title: ١٢"]
