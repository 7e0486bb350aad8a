"""The rows of the hand-made tables, as pydantic models; the formats are in `docs/data-formats.md`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Kind = Literal["state", "government", "military", "armed_group", "party", "organisation", "person", "people", "outlet"]
MentionForm = Literal["name", "alias", "demonym", "metonym", "office", "acronym", "description"]
When = Literal["always", "acts", "after_name", "context", "title", "before_name"]
Gender = Literal["m", "f"]
Number = Literal["singular", "dual", "plural"]
Distance = Literal["neutral", "endorse", "concede", "claim", "deny", "predict", "order", "pledge"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip


def _as_date(value: Any) -> Any:
    return value if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Day = Annotated[Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None, BeforeValidator(_as_date)]
Words = Annotated[list[Text], BeforeValidator(_as_list)]


class Row(BaseModel):
    """A row of a table; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Dated(Row):
    """Something true from a day until a day (None: still, or unknown), with the record it rests on."""

    from_: Day = Field(None, alias="from")
    until: Day = None
    source: Text


class Form(Row):
    text: Text
    form: MentionForm = "alias"
    when: When = "always"
    near: Words = []
    not_near: Words = []
    not_before: Words = []
    not_after: Words = []
    gender: Gender | None = None
    note: str = ""
    from_: Day = Field(None, alias="from")
    until: Day = None
    source: str = ""


class DatedName(Dated):
    text: Text


class Affiliation(Dated):
    actor_id: Text
    role: str = ""
    source: str = ""


class HeldOffice(Dated):
    office: Text
    note: str = ""


class Demonym(Row):
    m: Text
    f: Text
    plural: Words = []
    nationals: bool = True
    when: When = "always"
    near: Words = []
    not_near: Words = []
    note: str = ""


def _as_forms(value: Any) -> Any:
    return [{"text": v} if isinstance(v, str) else v for v in value]


class Actor(Row):
    actor_id: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]
    kind: Kind
    name_ar: Text
    name_en: Text
    parent: str | None = None
    gender: Gender | None = None
    type_ar: Words = []
    forms: Annotated[list[Form], BeforeValidator(_as_forms)] = []
    names: list[DatedName] = []
    succeeds: Words = []
    affiliations: list[Affiliation] = []
    capital: Annotated[list[Form], BeforeValidator(lambda v: _as_forms(_as_list(v)))] = []
    demonym: Annotated[list[Demonym], BeforeValidator(_as_list)] = []
    offices: list[HeldOffice] = []
    kunya: Words = []
    surname: Words = []
    state: str | None = None
    when: When = "always"
    near: Words = []
    not_near: Words = []
    note: str = ""


class Head(Row):
    text: Text
    adjective: Literal["m", "f", "any"] | None = None
    bare: Literal["never", "after_state"] | None = None
    not_before: Words = []
    not_after: Words = []
    after: Words = []


class Organ(Row):
    organ: Text
    kind: Kind
    name_ar: Text
    name_en: Text
    gender: Gender
    heads: Annotated[list[Head], BeforeValidator(_as_forms)]
    construct_: Words = Field([], alias="construct")
    adjective: Literal["m", "f", "any"]
    bare: Literal["never", "after_state"] = "never"
    after: Words = []
    note: str = ""


class Titles(Row):
    m: Words = []
    f: Words = []


class Office(Row):
    office: Text
    organ: Text
    titles: Titles
    construct_: Titles = Field(Titles(), alias="construct")
    dual: str | None = None
    plural: str | None = None
    adjective: Literal["m", "f", "any"] | None = None
    after: Words = []
    single: bool
    note: str = ""


class Title(Row):
    text: Text
    kind: Literal["office", "rank", "role", "honorific"]
    f: str | None = None
    dual: str | None = None
    plural: str | None = None
    gender: Gender | None = None
    when: When = "always"
    note: str = ""


class BodyHead(Row):
    text: Text
    kind: Kind
    plural: str | None = None
    dual: str | None = None
    f: str | None = None
    gender: Gender | None = None
    also: Words = []
    when: When = "always"
    note: str = ""


class Anonymous(Row):
    text: Text
    number: Number
    gender: Gender
    source_kind: Literal["anonymous", "report", "document", "outlet", "official", "body"]
    oblique: str | None = None
    state: bool = False
    when: When = "always"
    near: Words = []
    not_near: Words = []
    not_before: Words = []
    not_after: Words = []
    note: str = ""


class Spokes(Row):
    text: Text
    gender: Gender = "m"
    number: Number = "singular"
    oblique: str | None = None
    named: bool = True
    note: str = ""


class Verb(Row):
    """What verbs of cues, predicates and light verbs share: the stems that cannot be told from the lemma."""

    past: str | None = None
    present: str | None = None
    jussive: str | None = None
    past_fem: str | None = None
    past_plural: str | None = None
    passive_past: str | None = None
    passive_present: str | None = None
    text: Words = []
    not_before: Words = []
    not_after: Words = []
    when: When = "always"
    near: Words = []
    not_near: Words = []
    note: str = ""


class Cue(Verb):
    cue: Text
    pos: Literal["verb", "noun", "preposition", "phrase"]
    distance: Distance
    masdar: Words = []
    participle: Words = []
    takes: Words = []
    holder: Words = []
    addressee: Words = []
    person: Literal["any", "both", "people", "text"] = "any"
    continues: bool = False
    relay: bool = False
    marker: bool = False


class Predicate(Verb):
    predicate: Text
    pos: Literal["verb", "noun", "adjective", "phrase"]
    event_type: EventType
    polarity: Literal[-1, 0, 1]
    masdar: Words = []
    active: Words = []
    passive: Words = []
    target: Words = []
    holder: Words = []
    masdar_target: Words = []
    masdar_holder: Words = []
    active_target: Words = []
    passive_holder: Words = []
    passive_target: Words = []
    needs: Words = []
    reciprocal: bool = False
    adverbial: bool = False
    negation: Literal["flips", "denies", "weakens"] = "denies"
    factuality: Literal["asserted", "denied", "conditional", "planned", "ended"] | None = None
    certainty: Literal["certain", "hedged"] | None = None


class Light(Verb):
    predicate: Text
    effect: Literal["asserted", "ended", "planned", "denied", "conditional", "hedged"]
    pos: str = "verb"
    subject: Literal["holder", "target"] = "holder"
    reciprocal: bool = False
    needs: Words = []
    takes: Words = []
    target: Words = []
    masdar: Words = []
    active: Words = []


class Hedge(Row):
    text: Text
    effect: Literal["hedged", "planned", "conditional", "denied", "negated"]
    scope: Literal["clause", "next_verb", "next_noun"] = "clause"
    before: Literal["past", "present", "verb", "noun"] | None = None  # counts only before a word of this kind
    not_before: Words = []
    not_after: Words = []
    note: str = ""
