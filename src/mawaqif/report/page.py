"""The page: one HTML file a language that asks no host for anything and reads without scripts.

All text goes through Jinja2 with autoescape; what comes from articles also through `show.text`, which makes marks that turn the
direction of text visible. A content security policy allows the one script of the page by its hash and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mawaqif import show
from mawaqif.report import fonts
from mawaqif.report.evidence import Evidence, Row
from mawaqif.report.pictures import Picture
from mawaqif.report.telling import Telling, package_version, references
from mawaqif.report.wording import FOLDER, FSI, PDI, Wording

if TYPE_CHECKING:
    from IPython.display import HTML

SECTIONS = ("asked", "corpus", "picture", "named", "voices", "stands", "changed", "disagree", "article", "sure", "out", "made", "evidence")


def bdi(text: str) -> Markup:
    """Safe HTML in which isolates are `<bdi>`; isolates that do not pair stay text."""
    parts: list[str] = []
    depth = 0
    for piece in _pieces(text):
        if piece == FSI:
            depth += 1
            parts.append("<bdi>")
        elif piece == PDI and depth:
            depth -= 1
            parts.append("</bdi>")
        else:
            parts.append(show.text(piece))
    return Markup("".join(parts) + "</bdi>" * depth)


def _pieces(text: str) -> list[str]:
    spaced = text.replace(FSI, f"\0{FSI}\0").replace(PDI, f"\0{PDI}\0")
    return [p for p in spaced.split("\0") if p]


def flat(text: str) -> str:
    """Text without isolates, for places that hold no elements."""
    return text.replace(FSI, "").replace(PDI, "")


def said(sentences: list[str], words: Wording) -> HTML:
    """Sentences as they stand in a notebook."""
    from IPython.display import HTML

    paragraphs = "".join(f"<p>{bdi(s)}</p>" for s in sentences)
    return HTML(f'<div lang="{words.language}" dir="{words.direction}" style="max-width:66ch">{paragraphs}</div>')


def marked(row: Row) -> Markup:
    """The sentence of a row, right to left, with its marks."""
    return Markup(show.marked(row.text, row.start, row.end, row.marks))


def drawing(svg: str) -> Markup:
    """A drawing made by mawaqif.report.pictures, whose text is outlines: nothing of an article is in it as markup."""
    return Markup(svg)


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def policy(script: str, sheet: str) -> str:
    """Nothing is loaded or run but this script and this style sheet; drawings have style attributes."""
    rules = (
        "default-src 'none'", f"script-src 'sha256-{_hash(script)}'", f"style-src-elem 'sha256-{_hash(sheet)}'", "style-src-attr 'unsafe-inline'",
        "style-src 'unsafe-inline'", "img-src data:", "font-src data:", "base-uri 'none'", "form-action 'none'",
    )  # fmt: skip
    return "; ".join(rules)


def sheet() -> str:
    """The style sheet with the fonts in it."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;src:url(data:font/woff;base64,{data}) format("woff")}}\n'
        for family, weight, data in fonts.faces()
    )
    return faces + (FOLDER / "page.css").read_text(encoding="utf-8")


def render(telling: Telling, pictures: dict[str, Picture], evidence: Evidence, *, downloads: list[str]) -> str:
    """The whole page.

    Args:
        pictures: by name; a picture that is missing is said to be absent.
        downloads: names of the tables beside the page.
    """
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"bdi": bdi, "flat": flat, "marked": marked, "drawing": drawing}
    w, script, css = telling.w, (FOLDER / "page.js").read_text(encoding="utf-8"), sheet()
    known = evidence.anchors
    context: dict[str, Any] = {
        "w": w,
        "other": "en" if w.language == "ar" else "ar",
        "arrow": telling.arrow,
        "title": telling.title,
        "standfirst": telling.standfirst,
        "version": package_version(),
        "digest": telling.tables.digest,
        "sections": [(name, w(f"{name}.head")) for name in SECTIONS],
        "said": telling.sentences(),
        "pictures": pictures,
        "pairs": telling.pairs(pictures["matrix"].figure.data) if "matrix" in pictures else {"rows": ()},
        "torn": telling.torn(),
        "article": telling.article(),
        "scores": telling.scores(),
        "conclusions": telling.conclusions(),
        "reasons": telling.reasons(),
        "choices": telling.choices(),
        "hashes": telling.hashes(),
        "downloads": downloads,
        "cite": telling.cite,
        "references": references(),
        "evidence": evidence.sections,
        "css": Markup(css),
        "js": Markup(script),
        "policy": policy(script, css),
    }
    if lost := sorted({a for p in pictures.values() for a in p.anchors.values()} - known - {"scores"}):
        raise AssertionError(f"marks lead to evidence that is not on the page: {lost[:5]}")
    made: str = environment.get_template("page.html.j2").render(context)
    return made
