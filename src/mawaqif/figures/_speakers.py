"""Who gets to speak, in own words or reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mawaqif.figures import style, text
from mawaqif.figures.canvas import DataFigure, Sheet, drawn
from mawaqif.figures.tallies import count_interval, n_of, name_of, period, rows, source_line
from mawaqif.figures.words import counted_noun, say

if TYPE_CHECKING:
    from mawaqif.lexicon.compile import Lexicon

_ROW, _SHIFT = 0.3, 0.068
_OPEN = ("unlinked", "anonymous", "unknown")


@drawn
def speakers(attributions: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, *, language: str = "en", top: int = 12) -> DataFigure:
    """Statements of the actors who speak most, those with words in quotation marks against those only reported.

    Sources without a known actor stand below, apart. Intervals draw stories with replacement.

    Args:
        attributions: schemas.ATTRIBUTIONS.
        articles: schemas.ARTICLES.
        top: actors drawn.
    """
    data = _counts(attributions, articles, lexicon, top)
    others = int(data.attrs["others"])
    if language == "ar":
        title = "من يُعطى الكلام"
        how = (
            "عدد الأقوال: النقطة الممتلئة لما فيه كلام بين علامتي تنصيص، والمفرغة للمنقول بالمعنى وحده. والخط مدى ٩٥٪ عند إعادة سحب القصص."
        )
    else:
        title = "Who gets to speak"
        how = "Statements: filled dots have words in quotation marks, hollow ones are only reported. Lines are 95% intervals over stories."
    rest = ""
    if others:
        rest = (
            f"ولم تُرسم {counted_noun(others, 'actor', 'ar')}"
            if language == "ar"
            else f"not drawn: {counted_noun(others, 'actor', 'en')} who speak less"
        )
    n = n_of(counted_noun(len(attributions), "statement", language), language)
    named, apart = data[~data["speaker"].isin(_OPEN)], data[data["speaker"].isin(_OPEN)]
    floor = 0.05 + len(named) * _ROW
    height = floor + 0.42 + (0.12 + len(apart) * 0.2 if len(apart) else 0.0)
    sheet = Sheet(title, how, source_line([n, period(articles, language), rest], language), height=height, data=data, language=language)
    names = {s: say(s, language) if s in _OPEN else name_of(s, lexicon, language) for s in data["speaker"]}
    start = min(max((sheet.room(x, 8) for x in names.values()), default=1.0), 2.6) + 0.14
    most = max(float(named[["quoted_high", "reported_high", "quoted", "reported"]].max().max()) if len(named) else 1.0, 1.0)
    unit = (sheet.width - start - 0.15) / most
    ticks = _ticks(most)
    sheet.rules([start + t * unit for t in ticks], 0, floor)
    for t in ticks:
        sheet.text(start + t * unit, floor + 0.11, sheet.number(t), at="center", points=7, color=style.MUTED)
    sheet.text(sheet.width, floor + 0.27, say("statements", language), at="end", points=7, color=style.MUTED)
    first = _labelled(sheet, named, unit)
    for k, row in enumerate(rows(named)):
        y = 0.05 + (k + 0.5) * _ROW
        sheet.text(start - 0.1, y, sheet.fit(names[row.speaker], start - 0.1, 8, most=1), at="end", points=8)
        apart_by = _SHIFT if row.quoted and row.reported else 0.0
        _dot(sheet, row.speaker, "quoted", (row.quoted, row.quoted_low, row.quoted_high), start, y - apart_by, unit)
        _dot(sheet, row.speaker, "reported", (row.reported, row.reported_low, row.reported_high), start, y + apart_by, unit)
        if k == first:
            sheet.text(start + row.quoted_high * unit + 0.06, y - _SHIFT, say("in_quotes", language), points=6.8, color=style.MUTED)
            sheet.text(
                start + row.reported_low * unit - 0.06, y + _SHIFT, say("reported", language), at="end", points=6.8, color=style.MUTED
            )
    for k, row in enumerate(rows(apart)):
        y = floor + 0.52 + k * 0.2
        sheet.text(start - 0.1, y, names[row.speaker], at="end", points=8, color=style.MUTED)
        both = counted_noun(row.quoted + row.reported, "statement", language)
        of = (
            f"، منها {sheet.number(row.quoted)} بين علامتي تنصيص"
            if language == "ar"
            else f", {sheet.number(row.quoted)} of them in quotation marks"
        )
        sheet.text(start, y, both + of, points=8, color=style.MUTED, gid=f"speaker.{row.speaker}")
    return sheet.figure


def _labelled(sheet: Sheet, named: pd.DataFrame, unit: float) -> int | None:
    """The first row beside whose two marks there is room for their labels."""
    before, behind = (sheet.room(say(word, sheet.language), 6.8) + 0.1 for word in ("reported", "in_quotes"))
    for k, row in enumerate(rows(named)):
        ends = row.quoted_high * unit + behind
        if row.quoted and row.reported_low * unit > before and ends < float(named["reported_high"].max()) * unit:
            return k
    return None


def _dot(sheet: Sheet, speaker: str, how: str, values: tuple[float, float, float], start: float, y: float, unit: float) -> None:
    value, low, high = values
    if value:
        sheet.line([(start + low * unit, y), (start + high * unit, y)], width=0.9)
        sheet.dot(start + value * unit, y, color=style.INK, hollow=how == "reported", points=5, gid=f"speaker.{speaker}.{how}")


def _counts(attributions: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon, top: int) -> pd.DataFrame:
    story = dict(zip(articles["article_id"], articles["story_id"], strict=True))
    place = {s: k for k, s in enumerate(sorted(set(story.values())))}
    told = pd.DataFrame(
        {
            "speaker": [_group(s, k, lexicon) for s, k in zip(attributions["speaker_id"], attributions["source_kind"], strict=True)],
            "quoted": attributions["mode"].isin(["direct", "mixed"]).to_numpy(),
            "story": [place[story[a]] for a in attributions["article_id"]],
        }
    )
    totals = told["speaker"].value_counts()
    named = sorted((s for s in totals.index if s not in _OPEN), key=lambda s: (-totals[s], s))
    found = []
    for speaker in [*named[:top], *(s for s in _OPEN if s in totals.index)]:
        part = told[told["speaker"] == speaker]
        row: dict[str, Any] = {"speaker": speaker}
        for name, mine in (("quoted", part[part["quoted"]]), ("reported", part[~part["quoted"]])):
            by_story = np.bincount(mine["story"].to_numpy(int), minlength=len(place)).astype(float)
            row[name] = len(mine)
            row[f"{name}_low"], row[f"{name}_high"] = count_interval(by_story)
        found.append(row)
    columns = ["speaker", "quoted", "quoted_low", "quoted_high", "reported", "reported_low", "reported_high"]
    data = pd.DataFrame(found, columns=columns)
    data.attrs["others"] = len(named) - min(top, len(named))
    return data


def _group(speaker_id: Any, kind: str, lexicon: Lexicon) -> str:
    if not text.missing(speaker_id) and lexicon.knows(str(speaker_id)):
        return str(speaker_id)
    return kind if kind in ("anonymous", "unknown") else "unlinked"


def _ticks(most: float) -> list[int]:
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000) if most / s <= 7), 100000)
    return list(range(0, int(most) + 1, step))
