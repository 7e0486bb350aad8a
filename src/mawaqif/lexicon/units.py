"""What a phrase of the lexicon can be; the index of `mawaqif.lexicon.words` hangs these at their phrases."""

from __future__ import annotations

from dataclasses import dataclass

from mawaqif.lexicon.models import Cue, Hedge, Light, Predicate
from mawaqif.lexicon.paradigms import Features


@dataclass(frozen=True, slots=True)
class Condition:
    """When a form counts: `when` of the tables, words that must or must not stand in the same sentence, beside it, or dates.

    Words are folded. Dates are ISO prefixes, None for open.
    """

    when: str = "always"
    near: frozenset[str] = frozenset()
    not_near: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    from_: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A form of an actor of the registry. `surname`: counts only after the full name or a title."""

    actor_id: str
    kind: str
    form: str
    condition: Condition
    surname: bool = False


@dataclass(frozen=True, slots=True)
class OrganHead:
    """«وزارة الخارجية» before an adjective of state, or (`construct`) «خارجية» before the name of a state or an attached pronoun."""

    organ: str
    kind: str
    adjective: str  # m, f, any
    construct: bool
    bare: str  # never, after_state
    condition: Condition
    after: frozenset[str] = frozenset()
    owned: str = ""  # the pronoun behind its last word: «وزارة خارجيتها»


@dataclass(frozen=True, slots=True)
class Post:
    """A title of an office, before an adjective of state or (`construct`) the name of a state; complete in itself if `actor_id`."""

    office: str  # full id if actor_id, else the type
    organ: str
    gender: str
    number: str  # s, d, p
    adjective: str
    construct: bool
    actor_id: str | None = None
    after: frozenset[str] = frozenset()
    owned: str = ""  # the pronoun behind its last word: «وزير خارجيتها»


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A word or phrase that stands before the name of a person."""

    kind: str
    gender: str
    number: str
    when: str


@dataclass(frozen=True, slots=True)
class Nisba:
    """An adjective of state."""

    state: str
    gender: str
    number: str
    plural: bool  # a plural that may stand for the state («الروس»)
    nationals: bool
    condition: Condition


@dataclass(frozen=True, slots=True)
class Body:
    """A head noun of bodies outside the registry."""

    kind: str
    number: str
    when: str


@dataclass(frozen=True, slots=True)
class Generic:
    """A generic noun («الصحيفة», «التنظيم») that refers back to the last actor of its type."""

    noun: str  # folded


@dataclass(frozen=True, slots=True)
class Country:
    """«بلاد» with a pronoun: the state of the actor in focus."""


@dataclass(frozen=True, slots=True)
class Ally:
    """A noun with a pronoun before the name it describes («حليفتها دمشق»)."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """People at large who suffer or act as one side («المدنيون»); `name` ends their local id."""

    name: str


@dataclass(frozen=True, slots=True)
class Leader:
    """A noun that stands before the body somebody leads or speaks for («زعيم», «رأس»)."""

    noun: str  # folded


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An unnamed source."""

    source_kind: str
    number: str
    gender: str
    state: bool
    condition: Condition


@dataclass(frozen=True, slots=True)
class Speaks:
    """«المتحدث باسم», before a body; `owned`: «المتحدث باسمها». `named` is false for the indefinite «متحدث باسم»."""

    gender: str
    number: str
    named: bool
    owned: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CueForm:
    """A form of a cue. `attached`: the preposition that the next word must carry («وفقا | لوكالة»)."""

    cue: Cue
    features: Features
    condition: Condition
    attached: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PredicateForm:
    """A form of a predicate."""

    predicate: Predicate
    features: Features
    condition: Condition


@dataclass(frozen=True, slots=True, eq=False)
class LightForm:
    """A form of a light verb."""

    light: Light
    features: Features
    condition: Condition


@dataclass(frozen=True, slots=True, eq=False)
class HedgeForm:
    """A word of hedging, negation, condition or plan."""

    hedge: Hedge


Unit = (
    Ally
    | Country
    | Crowd
    | Generic
    | Leader
    | Name
    | OrganHead
    | Post
    | TitleWord
    | Nisba
    | Body
    | Unnamed
    | Speaks
    | CueForm
    | PredicateForm
    | LightForm
    | HedgeForm
)
ACTOR_UNITS = (Ally, Country, Crowd, Generic, Leader, Name, OrganHead, Post, TitleWord, Nisba, Body, Unnamed, Speaks)

# What may stand before a form, by its part: nothing, a preposition, the article, both, or (OWN) ل written into the form's own article.
# PRONOUN behind it says that an attached pronoun may follow too. Conjunctions (و ف) stand before all of them.
PRONOUN = "…"
OWN = "لل"
_NOMINAL = ("", "ب", "ل", "ك")
_ARTICLE = ("ال", "بال", "لال", "كال")
TAKES: dict[str, frozenset[str]] = {
    "name": frozenset(_NOMINAL),
    "definite": frozenset((*_NOMINAL, OWN)),  # «الجزائر», «الرئيس»; ل also before «الكسندر», whose ال is no article
    "noun": frozenset((*_NOMINAL, *_ARTICLE, *(b + PRONOUN for b in _NOMINAL))),
    "al_noun": frozenset((*_NOMINAL, OWN, *_ARTICLE, *(b + PRONOUN for b in _NOMINAL))),  # ال may be the article or not: «الفيتو», «التزام»
    "adjective": frozenset((*_NOMINAL, *_ARTICLE)),
    "past": frozenset(("", "ل", PRONOUN, "ل" + PRONOUN)),
    "present": frozenset(("", "س", "ل", PRONOUN, "س" + PRONOUN, "ل" + PRONOUN)),
    "phrase": frozenset((*_NOMINAL, "س", *_ARTICLE, *(b + PRONOUN for b in (*_NOMINAL, "س")))),  # its first word may be anything
}


def part_of(unit: object, printed: str) -> str:
    """What a phrase that begins with the word `printed` is to clitics: a key of `TAKES`."""
    features = getattr(unit, "features", None)
    part = features.part if features is not None else ""
    if part in ("past", "present"):
        return part
    if printed.startswith("ال") and len(printed) > 3:
        return "definite" if part in ("", "phrase") else "al_noun"
    if part == "phrase" or isinstance(unit, HedgeForm):
        return "phrase"
    if isinstance(unit, Name):
        return "name"
    return "adjective" if isinstance(unit, Nisba) else "noun"
