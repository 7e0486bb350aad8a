"""Figures to files: SVG, PDF and PNG with title and digest of the data, the same bytes in two runs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patheffects import Normal
from matplotlib.text import Text

from mawaqif.errors import MawaqifError
from mawaqif.figures import style
from mawaqif.figures.canvas import DataFigure

FORMATS = ("svg", "pdf", "png")


def save(figure: Figure, folder: Path, name: str) -> dict[str, Path]:
    """Write `<folder>/<name>.svg`, `.pdf` and `.png`; each holds the title and the SHA-256 of the data drawn.

    Returns:
        Format → path.

    Raises:
        MawaqifError: A figure that was not made here and so has no data.
    """
    if not isinstance(figure, DataFigure):
        raise MawaqifError(f"{folder / name}: a figure without its data cannot be saved. Make it with a function of mawaqif.figures.")
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for kind in FORMATS:
        path = folder / f"{name}.{kind}"
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(rendered(figure, kind))
        beside.replace(path)
        written[kind] = path
    return written


def rendered(figure: DataFigure, kind: str) -> bytes:
    """The figure in one of `FORMATS`."""
    if kind == "png":
        return figure.png(dpi=220)
    made = io.BytesIO()
    with style.styled():
        outlined = _outline(figure) if kind == "pdf" else []
        try:
            figure.savefig(made, format=kind, metadata=_metadata(figure, kind))
        finally:
            for label, effects in outlined:
                label.set_path_effects(effects)
    return made.getvalue()


def _metadata(figure: DataFigure, kind: str) -> dict[str, Any]:
    data = f"sha256:{figure.sha256}"
    if kind == "pdf":
        return {"CreationDate": None, "Title": figure.title, "Subject": figure.alt, "Keywords": data}
    return {
        "Date": None, "Creator": "mawaqif", "Title": figure.title, "Description": figure.alt, "Identifier": data,
        "Language": figure.language,
    }  # fmt: skip


def _outline(figure: DataFigure) -> list[tuple[Text, Any]]:
    """Letters as outlines: as text, matplotlib 3.11 sets the blanks between runs of two directions at the wrong end in PDF."""
    labels = [(label, label.get_path_effects()) for label in figure.findobj(Text) if not label.get_path_effects()]
    for label, _ in labels:
        label.set_path_effects([Normal()])
    return labels
