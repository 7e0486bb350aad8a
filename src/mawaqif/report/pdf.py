"""The report as PDF, set by typst with the fonts of packages: the same sentences and numbers as the page.

Text goes to typst as JSON, never as markup, so that nothing an article holds is read as typst.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import typst
import yaml

from mawaqif.report import fonts
from mawaqif.report.evidence import ARROW, Evidence, Group, Row
from mawaqif.report.pictures import Picture
from mawaqif.report.telling import Small, Telling
from mawaqif.report.wording import FOLDER, FSI, PDI

SAMPLE = 2  # rows of evidence printed of a pair, those of the featured pair and of the pairs with most evidence
PAIRS = 8

_CONTROLS = str.maketrans({c: f"[U+{ord(c):04X}]" for c in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"})


def render(telling: Telling, pictures: dict[str, Picture], svgs: dict[str, Path], evidence: Evidence) -> bytes:
    """The PDF.

    Args:
        svgs: the saved drawing of each picture.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("report.typ", "references.yml"):
            shutil.copy(FOLDER / file, folder)
        for key in pictures:
            shutil.copy(svgs[key], folder / f"{key}.svg")
        (folder / "data.json").write_text(json.dumps(content(telling, pictures, evidence), ensure_ascii=False), encoding="utf-8")
        made: bytes = typst.compile(
            str(folder / "report.typ"), root=str(folder), font_paths=[str(fonts.amiri_folder())], ignore_system_fonts=True
        )  # fmt: skip
    return made


def content(telling: Telling, pictures: dict[str, Picture], evidence: Evidence) -> dict[str, Any]:
    """What the template prints, as plain JSON."""
    w, said = telling.w, telling.sentences()
    article = telling.article()
    conclusions = [line for c in telling.conclusions() for line in (f"{c['answer']}. {c['holds']}", *c["lines"])]

    def section(
        name: str, told: list[str], *, figures: tuple[str, ...] = (), tables: tuple[Any, ...] = (), lines: tuple[str, ...] = ()
    ) -> Any:
        note = w(f"{name}.not") if name not in ("asked", "out", "made") else ""
        head = w(f"{name}.head") if name != "picture" else w("picture.head")
        return {
            "head": head, "said": told, "note": note, "lines": [x for x in lines if x], "tables": [_table(t) for t in tables if t.rows],
            "figures": [
                {"file": f"{f}.svg", "alt": pictures[f].figure.alt, "caption": w(f"captions.{f}")} for f in figures if f in pictures
            ],
        }  # fmt: skip

    return {
        "language": w.language, "title": telling.title.replace(FSI, "").replace(PDI, ""), "author": "The mawaqif maintainers", "brand": w("brand"),
        "digest": telling.tables.digest[:12], "figure": w("figure.name"), "standfirst": telling.standfirst,
        "sections": [
            section("asked", [w("asked.text")]),
            section("corpus", said["corpus"]),
            section("stands", said["stands"], figures=("matrix", "network"), lines=(said["stands_line"],)),
            section("named", said["named"], figures=("actors",)),
            section("voices", said["voices"], figures=("speakers", "chains"), lines=(said["voices_line"],)),
            section("changed", said["changed"], figures=("over_time", "timeline")),
            section("disagree", said["disagree"], tables=(telling.torn(),)),
            section("article", article["said"], tables=tuple(article["blocks"])),
            section("sure", [*said["sure"], *said["curve"]], figures=("scores", "risk_coverage", "specification_curve"), tables=(telling.scores(),),
                    lines=tuple(conclusions)),
            section("out", said["out"], tables=(telling.reasons(),)),
            section("made", [w("made.steps"), telling.cite], tables=(telling.hashes(),)),
        ],
        "references": w("made.references"), "keys": sorted(yaml.safe_load((FOLDER / "references.yml").read_text(encoding="utf-8"))),
        "evidence-head": w("evidence.head"), "evidence-note": w("evidence.sample"), "evidence": [_group(g, telling) for g in _sample(evidence)],
    }  # fmt: skip


def _table(table: Any) -> dict[str, Any]:
    """Columns get room by their longest cell."""
    rows = [[c.text for c in row] for row in table.rows]
    labels = [c.label for c in table.columns]
    widths = [max(6, min(40, max(len(r[k]) for r in [labels, *rows]))) for k in range(len(labels))]
    return {"head": "" if isinstance(table, Small) else table.head, "columns": labels, "rows": rows, "widths": widths}


def _sample(evidence: Evidence) -> list[Group]:
    return [g for g in evidence.sections.get("pairs", ()) if g.rows][:PAIRS]


def _group(group: Group, telling: Telling) -> dict[str, Any]:
    chosen: list[Row] = []
    for side in (1, -1, 0):  # a row of each side first
        chosen += [r for r in group.rows if r.polarity == side][:1]
    chosen += [r for r in group.rows if r not in chosen]
    rows = [{"parts": _parts(r), "said": _said(r, telling)} for r in chosen[: max(SAMPLE, len({r.polarity for r in group.rows}))]]
    return {"name": telling.arrow.join(group.names), "rows": rows}


def _said(row: Row, telling: Telling) -> str:
    w = telling.w
    parts = [
        ARROW.join(row.voices),
        *row.said,
        row.title,
        row.day,
        f"{w('evidence.rule')} {row.rule}",
        f"{w('evidence.score')} {row.score}",
        *row.notes,
    ]
    return " · ".join(parts)


def _parts(row: Row) -> list[dict[str, str]]:
    """The sentence cut at its marks."""
    parts, at = [], row.start
    for start, end, kind in sorted(row.marks):
        if start < at:
            continue
        parts += [{"text": _shown(row.text[at:start]), "kind": ""}, {"text": _shown(row.text[start:end]), "kind": kind}]
        at = end
    return [p for p in [*parts, {"text": _shown(row.text[at : row.end]), "kind": ""}] if p["text"]]


def _shown(value: str) -> str:
    """Marks that turn direction become visible code points, as in `show.text`."""
    return value.translate(_CONTROLS)
