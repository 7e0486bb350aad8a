"""Figures of the project: tables in, a matplotlib figure out, in English or Arabic, at print size.

A figure (`canvas.DataFigure`) carries its title, source line, alternative text, the rows it draws (`data`) and their digest
(`sha256`); marks have ids (`gid`) by what they show: `actor.RUS`, `pair.IRN.RUS`, `edge.IRN.RUS.1`, `speaker.RUS.quoted`,
`year.IRN.RUS.2016.1`, `article.<article_id>`, `risk.held`. `save` writes it as SVG, PDF and PNG. In a notebook it is shown once, with or
without a semicolon behind the call.
"""

from mawaqif.figures._actors import actors
from mawaqif.figures._chains import chains
from mawaqif.figures._matrix import matrix
from mawaqif.figures._network import network
from mawaqif.figures._over_time import over_time
from mawaqif.figures._risk_coverage import risk_coverage
from mawaqif.figures._scores import scores
from mawaqif.figures._speakers import speakers
from mawaqif.figures._specification_curve import specification_curve
from mawaqif.figures._timeline import timeline
from mawaqif.figures.canvas import DataFigure
from mawaqif.figures.saving import save

__all__ = [
    "DataFigure",
    "actors",
    "chains",
    "matrix",
    "network",
    "over_time",
    "risk_coverage",
    "save",
    "scores",
    "speakers",
    "specification_curve",
    "timeline",
]
