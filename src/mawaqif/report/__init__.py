"""The report: tables in, one page and one PDF a language, with every number led back to its sentences.

`make` does all of it; in between: `tables.read`, `findings.find` (numbers), `telling.Telling` (sentences), `pictures` (figures with links),
`evidence.gather`, `page.render`, `pdf.render`, `exports.write`. No number is typed: sentences stand in `templates/<language>.yaml` with
places for what was counted.
"""

from __future__ import annotations

from pathlib import Path

from mawaqif import paths, schemas
from mawaqif.report import evidence, exports, page, pdf, pictures
from mawaqif.report.findings import Findings, find
from mawaqif.report.page import said
from mawaqif.report.pictures import Album
from mawaqif.report.tables import Tables, read
from mawaqif.report.telling import Telling
from mawaqif.report.wording import Wording

__all__ = ["Album", "Findings", "Tables", "Telling", "Wording", "find", "make", "read", "said"]


def make(telling: Telling, album: Album, folder: Path | None = None) -> list[Path]:
    """Write the report of one language: `report.<language>.html` and `.pdf`, `figures/<language>/`, `tables/<language>/`.

    Args:
        album: the figures of the same tables and language.
        folder: default `paths.REPORT`.

    Returns:
        The page and the PDF.
    """
    folder = folder or paths.REPORT
    tables, words, drawn = telling.tables, telling.w, album.all()
    svgs = {name: pictures.save(figure, folder / "figures" / words.language, name) for name, figure in drawn.items()}
    linked = {name: pictures.picture(name, figure, svgs[name].read_text(encoding="utf-8"), tables) for name, figure in drawn.items()}
    gathered = evidence.gather(tables, words, wanted={a for p in linked.values() for a in p.anchors.values()})
    downloads = exports.write(exports.frames(tables, telling.found, words), folder / "tables" / words.language)
    html, paper = folder / f"report.{words.language}.html", folder / f"report.{words.language}.pdf"
    schemas.write_text(page.render(telling, linked, gathered, downloads=downloads), html)
    beside = paper.with_name(f".{paper.name}.part")
    beside.write_bytes(pdf.render(telling, linked, svgs, gathered))
    beside.replace(paper)
    return [html, paper]
