"""The figures of the report: drawn, saved beside the page, and as SVG whose marks lead to their evidence."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mawaqif import figures, schemas, voices
from mawaqif.figures import saving, style
from mawaqif.figures.canvas import DataFigure
from mawaqif.report.tables import Tables
from mawaqif.report.wording import Wording

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_STEPS = {"pair": 3, "edge": 3, "year": 3, "actor": 2, "speaker": 2}  # parts of a gid that name what its evidence is of
_VARIABLES = {
    style.INK: "--ink",
    style.MARK: "--mark",
    style.MUTED: "--muted",
    style.FAINT: "--faint",
    style.PAPER: "--paper",
}
_USED = re.compile(r"#([A-Za-z][\w.:-]*)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its drawing; `anchors`: gid of a mark → the anchor of its evidence."""

    name: str
    figure: DataFigure
    svg: str
    anchors: dict[str, str]


class Album:
    """The figures of a report in one language, each drawn when it is first asked for.

    Args:
        tables: of the run.
        top: actors in the matrix and the network.
        seed: of the layout of the network.
    """

    def __init__(self, tables: Tables, language: str, *, top: int = 15, seed: int = 20) -> None:
        t = tables
        self.language = language
        self._drawn: dict[str, DataFigure] = {}
        makers: dict[str, tuple[bool, Callable[[], DataFigure]]] = {
            "matrix": (len(t.stances) > 0, lambda: figures.matrix(t.stances, t.lexicon, language=language, top=top)),
            "network": (len(t.stances) > 0, lambda: figures.network(t.stances, t.lexicon, language=language, top=top, seed=seed)),
            "timeline": (len(t.articles) > 0, lambda: figures.timeline(t.articles, language=language)),
            "actors": (
                bool(t.mentions["actor_id"].notna().any()),
                lambda: figures.actors(t.mentions, t.articles, t.lexicon, language=language, top=top),
            ),
            "speakers": (len(t.attributions) > 0, lambda: figures.speakers(t.attributions, t.articles, t.lexicon, language=language)),
            "chains": (len(t.attributions) > 0, lambda: figures.chains(_chained(t, language), language=language)),
            "over_time": (len(t.stances) > 0, lambda: figures.over_time(t.stances, t.articles, t.lexicon, language=language)),
            "scores": (any(s in t.scores for s in ("work", "held")), lambda: figures.scores(t.scores, language=language)),
            "risk_coverage": (bool(t.scores.get("risk")), lambda: figures.risk_coverage(t.scores, language=language)),
            "specification_curve": (_answered(t), lambda: figures.specification_curve(_framed(t), language=language)),
        }
        self._makers = {name: make for name, (there, make) in makers.items() if there}

    def draw(self, name: str) -> DataFigure:
        """A figure by its name."""
        if name not in self._drawn:
            self._drawn[name] = self._makers[name]()
        return self._drawn[name]

    def show(self, name: str) -> None:
        """Draw a figure, which a notebook then shows; print that it is absent where the tables hold nothing for it."""
        if name in self._makers:
            self.draw(name)
        else:
            print(Wording(self.language)("figure.missing"))

    def all(self) -> dict[str, DataFigure]:
        """All figures of which the tables hold something, by name."""
        return {name: self.draw(name) for name in self._makers}


def _chained(tables: Tables, language: str) -> pd.DataFrame:
    return voices.chains(tables.attributions, tables.articles, tables.lexicon, language=language)


def _answered(tables: Tables) -> bool:
    return tables.robustness is not None and bool(tables.robustness["holds"].notna().any())


def _framed(tables: Tables) -> pd.DataFrame:
    assert tables.robustness is not None
    return tables.robustness


def save(figure: DataFigure, folder: Path, name: str) -> Path:
    """The figure as SVG, PDF and PNG, and the rows it draws as CSV; gives the SVG."""
    from mawaqif.report.exports import safe

    written = saving.save(figure, folder, name)
    schemas.write_text(safe(figure.data).to_csv(index=False, lineterminator="\n", float_format="%.6g"), folder / f"{name}.csv")
    return written["svg"]


def picture(name: str, figure: DataFigure, svg: str, tables: Tables) -> Picture:
    """A saved figure as it stands on the page: ids of its own, colours by variable, a link around each mark that has evidence."""
    outlets = _outlets(figure, tables) if name == "chains" else []
    root = ET.fromstring(svg)
    for child in list(root):
        if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}title"):
            root.remove(child)
    for defs in root.iter(f"{{{SVG}}}defs"):
        for sheet in list(defs.findall(f"{{{SVG}}}style")):
            defs.remove(sheet)
    anchors: dict[str, str] = {}
    _link(root, anchors, outlets)
    _rename(root, name)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "graphics-document document")  # an image may hold no links
    root.set("aria-label", figure.alt)
    root.set("focusable", "false")
    ET.register_namespace("", SVG)
    drawn = ET.tostring(root, encoding="unicode")
    for color, variable in _VARIABLES.items():
        drawn = re.sub(rf"(?<=: ){color}(?=[;\"])", f"var({variable})", drawn, flags=re.IGNORECASE)
    return Picture(name, figure, re.sub(r"\s*\n\s*", " ", drawn), anchors)


def anchor_of(gid: str, outlets: list[str]) -> str | None:
    """The anchor of the evidence of a mark; None for what is no mark."""
    kind, *rest = gid.split(".")
    if kind in _STEPS and len(rest) >= _STEPS[kind] - 1:
        return ".".join(["pair" if kind in ("edge", "year") else kind, *rest[: _STEPS[kind] - 1]])
    if kind == "article" and rest:
        return gid
    if kind in ("score", "risk"):
        return "scores"
    if kind == "chain" and len(rest) == 3:
        column, source, place = rest
        if column == "0":
            return f"outlet.{outlets[int(place)]}" if int(place) < len(outlets) else None
        return f"{'relay' if column == '1' else 'kind'}.{source}"
    return None


def _outlets(figure: DataFigure, tables: Tables) -> list[str]:
    """Ids of the outlets in the order in which the figure of chains draws them: most statements first."""
    by_name = {tables.lexicon.name_of(str(i), figure.language): str(i) for i in sorted(set(tables.articles["outlet_id"]))}
    counts: Counter[str] = Counter()
    for name, n in zip(figure.data["outlet"], figure.data["statements"], strict=True):
        counts[str(name)] += int(n)
    return [by_name[n] for n in sorted(counts, key=lambda n: (not n, -counts[n], n)) if n in by_name]


def _link(parent: ET.Element, anchors: dict[str, str], outlets: list[str]) -> None:
    for place, child in enumerate(list(parent)):
        gid = child.get("id", "")
        anchor = anchor_of(gid, outlets) if gid else None
        if anchor is None:
            _link(child, anchors, outlets)
            continue
        anchors[gid] = anchor
        link = ET.Element(f"{{{SVG}}}a", {"href": f"#{anchor}", "tabindex": "-1", "aria-hidden": "true"})
        parent.remove(child)
        link.append(child)
        parent.insert(place, link)


def _rename(root: ET.Element, name: str) -> None:
    """Ids of a drawing apart from those of the others and of the page; only those that are used stay."""
    used = {m for e in root.iter() for k, v in e.attrib.items() if k != "style" or "url(" in v for m in _USED.findall(v)}
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own is not None and own in used and element.tag != f"{{{SVG}}}a":
            element.set("id", f"{name}-{own}")
        for key, value in list(element.attrib.items()):
            if key == f"{{{XLINK}}}href":
                del element.attrib[key]
                element.set("href", f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, value.replace("url(#", f"url(#{name}-"))
