"""What lies around the reports: executed notebooks as pages, and an index with the data dictionary and the codebook.

    python -m mawaqif.report.site

Code is folded but there; outputs are those of the executed notebook. The pages run no script and ask no host for anything.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from mawaqif import paths, schemas
from mawaqif.report import page
from mawaqif.report.exports import COLUMNS
from mawaqif.report.wording import FOLDER, Wording

STAGES = ("01-clean", "02-actors", "03-attribution", "04-stances", "05-evaluate", "06-robustness")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"


def title_of(notebook: dict[str, Any], language: str) -> str:
    """The half of the first heading that is of the language: «# 2. Who is named?  |  من المذكور؟»."""
    first = str("".join(notebook["cells"][0]["source"]).splitlines()[0]).lstrip("# ")
    english, _, arabic = first.partition("|")
    return (arabic if language == "ar" and arabic else english).strip()


def cells_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Markdown as HTML, code as text, outputs as they are shown: HTML and images made by our functions, else text."""
    markdown = MarkdownIt("commonmark").enable("table")
    made: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            made.append({"kind": "markdown", "html": Markup(markdown.render(source))})
        elif cell["cell_type"] == "code" and source.strip():
            outputs = [shown for output in cell["outputs"] if (shown := _output(output))]
            made.append({"kind": "code", "first": source.strip().splitlines()[0], "source": source, "outputs": outputs})
    return made


def _output(output: dict[str, Any]) -> Markup:
    data = output.get("data", {})
    if html := data.get("text/html"):
        return Markup("".join(html))
    if image := data.get("image/png"):
        alt = "".join(data.get("text/plain", ""))
        return Markup('<img style="max-width:100%" src="data:image/png;base64,{}" alt="{}">').format("".join(image).replace("\n", ""), alt)
    return Markup("<pre>{}</pre>").format("".join(output.get("text", data.get("text/plain", ""))))


def make(folder: Path | None = None, codebook: Path | None = None) -> list[Path]:
    """Write `notebooks/<stage>.html` for each executed notebook and `index.html`.

    Args:
        folder: default `paths.REPORT`.
        codebook: default `data/manual/codebook.md`.
    """
    folder, codebook = folder or paths.REPORT, codebook or paths.MANUAL / "codebook.md"
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    en, ar = Wording("en"), Wording("ar")
    common: dict[str, Any] = {"en": en, "ar": ar, "css": Markup(page.sheet()), "policy": POLICY}
    titles: dict[str, list[tuple[str, str]]] = {"en": [], "ar": []}
    written = []
    for stage in STAGES:
        source = folder / "notebooks" / f"{stage}.ipynb"
        if not source.exists():
            continue
        notebook = json.loads(source.read_text(encoding="utf-8"))
        for language, listed in titles.items():
            listed.append((stage, title_of(notebook, language)))
        html = environment.get_template("notebook.html.j2").render(title=title_of(notebook, "en"), cells=cells_of(notebook), **common)
        written.append(source.with_suffix(".html"))
        schemas.write_text(html, written[-1])
    text = codebook.read_text(encoding="utf-8") if codebook.exists() else ""
    index = environment.get_template("index.html.j2").render(
        notebooks=titles,
        downloads=sorted(f"{name}.{kind}" for name in COLUMNS for kind in ("csv", "parquet")),
        dictionary=schemas.dictionary(),
        codebook=Markup(MarkdownIt("commonmark").enable("table").render(text)),
        **common,
    )
    written.append(folder / "index.html")
    schemas.write_text(index, written[-1])
    return written


if __name__ == "__main__":
    print("wrote", ", ".join(path.name for path in make()))
