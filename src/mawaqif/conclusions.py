"""The conclusions that the report states, as data: a question, what is claimed, and a function of a table of stances that answers it.

A conclusion is a share: of all that takes a side between the actors it names, how much is on the side it claims. It holds where that
share is above one half, in each of its parts. Here too: how the choices of `mawaqif.robustness` are called in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

HALF = 0.5  # a share must be above it
FOLDED = "+"  # behind an id: with its organs («SYR+»); no id has it, so that Syria as named is not Syria with its organs


@dataclass(frozen=True, slots=True)
class Side:
    """An actor of a conclusion.

    Attributes:
        actor_id: the state or camp into which its members are folded (`side_of`).
        named: ids that count for it where actors are taken as named.
    """

    actor_id: str
    named: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What stands for it in `holder_side` and `target_side`."""
        return (self.actor_id + FOLDED, *self.named)


@dataclass(frozen=True, slots=True)
class Part:
    """One share: of the stances of `holder` towards `target` that take a side, those with `polarity`. None: anybody."""

    holder: Side | None
    target: Side | None
    polarity: int
    both_ways: bool = False

    def whole(self, rows: pd.DataFrame) -> pd.Series[bool]:
        """Which rows of a frame of `with_sides` take a side between holder and target."""
        between = _between(rows, self.holder, self.target)
        if self.both_ways:
            between |= _between(rows, self.target, self.holder)
        return between & (rows["polarity"] != 0) & (rows["holder_side"] != rows["target_side"])

    def part(self, rows: pd.DataFrame) -> pd.Series[bool]:
        """Which rows are on the side that is claimed."""
        return rows["polarity"] == self.polarity


def anything(rows: pd.DataFrame) -> pd.Series[bool]:
    """All rows."""
    return pd.Series(True, index=rows.index)


def _between(rows: pd.DataFrame, holder: Side | None, target: Side | None) -> pd.Series[bool]:
    return _is(rows, "holder", holder) & _is(rows, "target", target)


def _is(rows: pd.DataFrame, role: str, side: Side | None) -> pd.Series[bool]:
    return anything(rows) if side is None else rows[f"{role}_side"].isin(side.values)


class Answer(NamedTuple):
    """`estimate`: the smallest share of the parts; None where a part has fewer than `min_statements`. `n`: what was counted."""

    estimate: float | None
    n: int
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A finding that the report states, as a question that a table of stances answers.

    Attributes:
        name: stable, of one word.
        question: language → the question; `answer`: language → what is claimed.
        parts: it holds where each of them does.
    """

    name: str
    question: Mapping[str, str]
    answer: Mapping[str, str]
    parts: tuple[Part, ...]

    def ask(self, rows: pd.DataFrame, *, min_statements: int = 1) -> Answer:
        """The answer of a frame of `with_sides`, each row counted once."""
        shares, counts = [], []
        for part in self.parts:
            inside = rows[part.whole(rows)]
            counts.append(len(inside))
            shares.append(part.part(inside).mean() if len(inside) else np.nan)
        return judge(shares, counts, min_statements)


def judge(shares: Sequence[float], counts: Sequence[int], least: int) -> Answer:
    if min(counts) < max(least, 1):
        return Answer(None, sum(counts), None)
    value = round(float(min(shares)), 4)  # as files hold it
    return Answer(value, sum(counts), value > HALF)


IRAN, RUSSIA, USA, TURKEY = (Side(state, (state, f"{state}-GOV", f"{state}-PRES")) for state in ("IRN", "RUS", "USA", "TUR"))
SYRIA = Side("SYR", ("SYR-GOV", "SYR-PRES", "PERSON-BASHAR-ASSAD"))
SDF = Side("AANES", ("SDF", "YPG"))  # the Autonomous Administration is the parent of both in the registry
CAMPS = (SDF.actor_id,)

CONCLUSIONS = (
    Conclusion(
        "allies",
        {
            "en": "Do both Iran and Russia support the Syrian government or president?",
            "ar": "هل تدعم كل من إيران وروسيا الحكومة السورية أو الرئيس السوري؟",
        },
        {
            "en": "Iran and Russia each support the Syrian government or president more than they oppose them",
            "ar": "تدعم كل من إيران وروسيا الحكومة السورية أو الرئيس السوري أكثر مما تعارضهما",
        },
        (Part(IRAN, SYRIA, 1), Part(RUSSIA, SYRIA, 1)),
    ),
    Conclusion(
        "washington",
        {
            "en": "Does the United States oppose the Syrian government or president?",
            "ar": "هل تعارض الولايات المتحدة الحكومة السورية أو الرئيس السوري؟",
        },
        {
            "en": "The United States opposes the Syrian government or president more than it supports them",
            "ar": "تعارض الولايات المتحدة الحكومة السورية أو الرئيس السوري أكثر مما تدعمهما",
        },
        (Part(USA, SYRIA, -1),),
    ),
    Conclusion(
        "partners",
        {
            "en": "Do Iran and Russia cooperate more than they are at odds?",
            "ar": "هل تتعاون إيران وروسيا أكثر مما تختلفان؟",
        },
        {
            "en": "Iran and Russia stand together more often than against each other",
            "ar": "تقف إيران وروسيا معا أكثر مما تقف إحداهما ضد الأخرى",
        },
        (Part(IRAN, RUSSIA, 1, both_ways=True),),
    ),
    Conclusion(
        "ankara",
        {
            "en": "Does Turkey oppose the YPG and the Syrian Democratic Forces?",
            "ar": "هل تعارض تركيا وحدات حماية الشعب وقوات سوريا الديمقراطية؟",
        },
        {
            "en": "Turkey opposes the YPG and the Syrian Democratic Forces more than it supports them",
            "ar": "تعارض تركيا وحدات حماية الشعب وقوات سوريا الديمقراطية أكثر مما تدعمها",
        },
        (Part(TURKEY, SDF, -1),),
    ),
    Conclusion(
        "conflict",
        {
            "en": "Is there more opposition than support in the corpus?",
            "ar": "هل في المدونة معارضة أكثر من الدعم؟",
        },
        {
            "en": "The corpus holds more opposition than support",
            "ar": "في المدونة معارضة أكثر من الدعم",
        },
        (Part(None, None, -1),),
    ),
)

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "unit": {
        "": ("what counts once", "ما يُحتسب مرة واحدة"),
        "statements": ("statements", "العبارات"),
        "stories": ("stories", "القصص"),
        "origins": ("origins", "المصادر الأولى"),
    },
    "actors": {
        "": ("actors", "الجهات"),
        "folded": ("organs with their state", "الأجهزة مع دولها"),
        "named": ("as named", "كما سُمّيت"),
    },
    "hedged": {"": ("hedged", "غير المؤكد"), "in": ("in", "يُحتسب"), "out": ("out", "لا يُحتسب")},
    "denied": {"": ("denied", "المنفي"), "out": ("out", "لا يُحتسب"), "in": ("in", "يُحتسب")},
    "planned": {"": ("planned or conditional", "المخطط له والمشروط"), "in": ("in", "يُحتسب"), "out": ("out", "لا يُحتسب")},
    "basis": {"": ("basis", "الأساس"), "all": ("deeds and words", "الأفعال والأقوال"), "act": ("deeds only", "الأفعال فقط")},
    "voices": {
        "": ("voices", "الأصوات"),
        "all": ("all", "جميعها"),
        "outlet": ("the outlet's own", "صوت الوسيلة نفسها"),
        "attributed": ("others' only", "أصوات غيرها فقط"),
    },
    "score": {"": ("least score", "أدنى درجة"), "in force": ("as counted", "كما احتُسبت")},
    "released": {
        "": ("articles without their text", "المقالات الغائبة نصوصها"),
        "in": ("in", "تُحتسب"),
        "out": ("out", "لا تُحتسب"),
    },
}  # choice → option → English, Arabic; "" is the choice itself


def label(choice: str, option: str = "", language: str = "en") -> str:
    """How a choice or one of its options is printed; a number or an unknown name stands for itself."""
    english, arabic = LABELS.get(choice, {}).get(option, (option or choice, option or choice))
    return arabic if language == "ar" else english
