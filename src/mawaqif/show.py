"""Tables and sentences as they stand in a notebook: Arabic right to left, everything from an article as text and nothing else.

Articles are untrusted: all their text is escaped, and marks that turn the direction of text are shown as what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from IPython.display import HTML

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CONTROLS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f]")
_STYLE = (
    "<style>.mwq{border-collapse:collapse;font-size:14px}.mwq td,.mwq th{padding:4px 10px;border-bottom:1px solid #8884;text-align:start;"
    "vertical-align:top}.mwq td.ar,.mwq-s{direction:rtl;text-align:right;font-family:Amiri,'Noto Naskh Arabic',serif;font-size:17px;"
    "line-height:1.85;unicode-bidi:isolate}.mwq td.n{text-align:end;font-variant-numeric:tabular-nums}.mwq-s mark{background:none;"
    "color:inherit;text-decoration:underline;text-decoration-thickness:3px;text-underline-offset:.35em;text-decoration-skip-ink:none}"
    ".mwq-s .holder{text-decoration-color:#0072B2}.mwq-s .target{text-decoration-color:#D55E00}"
    ".mwq-s .predicate{text-decoration-color:#009E73}.mwq-s .cue{text-decoration-color:#8A8F98;text-decoration-style:dashed}</style>"
)


def text(value: Any) -> str:
    """Any value as safe HTML text; control characters that turn direction become visible code points."""
    if value is None or str(value) in ("<NA>", "nan", "None"):
        return "–"
    shown = _CONTROLS.sub(lambda m: f"[U+{ord(m.group()):04X}]", str(value))
    return escape(shown)


def table(frame: pd.DataFrame, *, most: int = 20, caption: str = "") -> HTML:
    """A frame as a table; cells that hold Arabic run from the right.

    Args:
        frame: any; its index is not shown.
        most: rows shown; the rest are counted under the table.
        caption: one line above it.
    """
    from IPython.display import HTML

    head = "".join(f'<th scope="col">{text(c)}</th>' for c in frame.columns)
    body = "".join("<tr>" + "".join(_cell(v) for v in row) + "</tr>" for row in frame.head(most).itertuples(index=False, name=None))
    title = f"<caption>{text(caption)}</caption>" if caption else ""
    rest = f"<p>… and {len(frame) - most:,} more rows.</p>" if len(frame) > most else ""
    return HTML(f'{_STYLE}<table class="mwq">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}')


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return f"<td>{'yes' if value else 'no'}</td>"
    if isinstance(value, int | float) and value == value:
        return f'<td class="n">{value:,}</td>' if isinstance(value, int) else f'<td class="n">{value:,.2f}</td>'
    shown = text(value)
    return f'<td class="ar" dir="rtl" lang="ar">{shown}</td>' if _ARABIC.search(shown) else f"<td>{shown}</td>"


def sentence(clean_text: str, start: int, end: int, marks: Iterable[tuple[int, int, str]] = ()) -> HTML:
    """A stretch of clean text, right to left, with holder, target, predicate and cue underlined so that letters stay joined.

    Args:
        clean_text: of the article.
        start, end: the stretch.
        marks: (start, end, class), class one of holder, target, predicate, cue; offsets in the clean text. Where two overlap the
            first one stands.
    """
    from IPython.display import HTML

    return HTML(_STYLE + marked(clean_text, start, end, list(marks)))


def marked(clean_text: str, start: int, end: int, marks: Sequence[tuple[int, int, str]]) -> str:
    """`sentence` as a string, without the style sheet."""
    parts, at = [], start
    for a, b, kind in sorted(m for m in marks if start <= m[0] < m[1] <= end):
        if a < at:
            continue
        parts.append(text(clean_text[at:a]) if a > at else "")
        parts.append(f'<mark class="{escape(kind)}">{text(clean_text[a:b])}</mark>')
        at = b
    parts.append(text(clean_text[at:end]) if end > at else "")
    return f'<p class="mwq-s" dir="rtl" lang="ar">{"".join(parts)}</p>'
