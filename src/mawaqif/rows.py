"""The rows that annotators give: plain objects, without ids, files or tables.

Offsets are code points of the clean text, half open. `mawaqif.tables` numbers rows and makes tables of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("state", "government", "military", "armed_group", "party", "organisation", "person", "people", "outlet", "anonymous")
FORMS = ("name", "alias", "demonym", "metonym", "office", "acronym", "pronoun", "description")
SOURCE_KINDS = ("person", "official", "body", "outlet", "document", "anonymous", "report", "unknown")
MODES = ("direct", "indirect", "mixed")
DISTANCES = ("neutral", "endorse", "concede", "claim", "deny", "predict", "order", "pledge")
POLARITIES = (-1, 0, 1)
BASES = ("act", "speech")
EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
FACTUALITIES = ("asserted", "denied", "conditional", "planned", "ended")
CERTAINTIES = ("certain", "hedged")
UNDER_THRESHOLD = "score under the threshold"  # the one reason of `counted` that another threshold undoes

Span = tuple[int, int]


@dataclass(slots=True)
class Mention:
    """A stretch of text that names an actor.

    Attributes:
        start, end: without proclitics.
        actor_id: id of the registry; None for a named actor that is not in it.
        kind, form: of `KINDS`, `FORMS`.
        proclitics: the letters before it in the same word («و», «ول»), without the article.
        rule: name of the rule that found it.
        sentence: index of its sentence.
        local_id: stable id of an actor outside the registry (`PERSON-…`, `ORG-…`), else None.
        reason: why it is not linked, where two readings fit; else "".
        state: the state an unnamed source or an office belongs to, if said; else None.
    """

    start: int
    end: int
    actor_id: str | None
    kind: str
    form: str
    proclitics: str
    rule: str
    sentence: int
    local_id: str | None = None
    reason: str = ""
    state: str | None = None

    @property
    def who(self) -> str | None:
        """The id to use as holder, target or speaker."""
        return self.actor_id or self.local_id


@dataclass(slots=True)
class Attribution:
    """Who says what: a cue, its source and its content.

    Attributes:
        cue_start, cue_end: without proclitics.
        cue: the lemma of the cue in the lexicon.
        source_start, source_end: None where the verb stands alone.
        speaker_id: an actor; None where unknown or where two fit.
        content: spans, at least one.
        inherited: the speaker was carried from an earlier sentence.
        parent: index of the row whose content or source holds this one; None at the top.
        negated, hedged: of the cue itself («لم يؤكد», «من المتوقع أن يقول»).
        reason: why it abstains; "" if it does not.
    """

    cue_start: int
    cue_end: int
    cue: str
    source_start: int | None
    source_end: int | None
    speaker_id: str | None
    source_kind: str
    mode: str
    content: list[Span]
    inherited: bool
    distance: str
    rule: str
    sentence: int
    parent: int | None = None
    negated: bool = False
    hedged: bool = False
    reason: str = ""


@dataclass(slots=True)
class Stance:
    """A holder's position on a target, in somebody's voice.

    Attributes:
        attribution: index of the attribution whose content holds the evidence; None is the article's own voice.
        predicate: lemma of the predicate; predicate_start, predicate_end: where it stands.
        score: in [0, 1]; the share of right rows among gold rows found by the same rule, as last calibrated.
        counted: False where the score is under the threshold or the row abstains.
    """

    sentence: int
    holder_id: str
    target_id: str
    polarity: int
    basis: str
    event_type: str
    factuality: str
    certainty: str
    evidence_start: int
    evidence_end: int
    predicate: str
    predicate_start: int
    predicate_end: int
    rule: str
    attribution: int | None = None
    score: float = 0.5
    counted: bool = True
    reason: str = ""
    holder_span: Span | None = field(default=None)
    target_span: Span | None = field(default=None)
