"""Finds and links every naming of an actor: document and lexicon in, mentions out.

The reader goes through the words once. At each word it tries every way to begin a noun phrase that names an actor (a name, an
office, a title, an organ, an adjective of state, a head noun, an unnamed source), lets each take what belongs to it, and keeps the
longest. What was named earlier in the article binds short names, acronyms and generic nouns after it. Rules follow
`data/manual/codebook.md`, section 1; language knowledge is in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mawaqif.document import Document
from mawaqif.folding import fold
from mawaqif.lexicon.compile import Lexicon
from mawaqif.lexicon.units import (
    Ally,
    Body,
    Condition,
    Country,
    Crowd,
    CueForm,
    Generic,
    Leader,
    LightForm,
    Name,
    Nisba,
    OrganHead,
    Post,
    PredicateForm,
    Speaks,
    TitleWord,
    Unnamed,
)
from mawaqif.lexicon.words import Hit, joined
from mawaqif.romanize import slug
from mawaqif.rows import Mention

_BRACKET = re.compile(r"\s?[(]\s?([^\W\d_]{2,12}(?:[ .][^\W\d_]{1,12}){0,2})\s?[)]")
_QUOTED = re.compile(r"\s?«([^«»\n]{2,40})»")
_LATIN = re.compile(r"[ «(]{1,2}([A-Za-z][A-Za-z0-9.&'-]*(?: [A-Z][A-Za-z0-9.&'-]*){0,3})")
_DATELINE = re.compile(
    r"^([^\W\d_]+(?: [^\W\d_]+)?(?:[ ]?[/،] ?[^\W\d_]+(?: [^\W\d_]+)?){0,2})[ ]?(?:\([^()\n]{2,60}\))?[ ]?[-–—]{1,2} ", re.M
)


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase that names an actor: words first:last, and what it was read as."""

    first: int
    last: int
    proclitics: str
    actor_id: str | None
    kind: str
    form: str
    rule: str
    local_id: str | None = None
    state: str | None = None
    reason: str = ""
    priority: int = 0  # of two equally long readings the higher one stands
    place: bool = False  # may be a place: a state or its capital

    @property
    def who(self) -> str | None:
        return self.actor_id or self.local_id


def find(document: Document, lexicon: Lexicon, *, min_alias_chars: int = 2) -> list[Mention]:
    """All mentions of a document, in the order of the text.

    Args:
        document: a prepared article.
        lexicon: compiled; its index is scanned once.
        min_alias_chars: shorter one-word forms of the registry do not count (code points).

    Returns:
        Mentions without overlap. Pronouns are not resolved, duals («البلدان») are not mentions.
    """
    return _Reader(document, lexicon, min_alias_chars).read()


class _Reader:
    """Goes through one document; remembers what was named so far."""

    def __init__(self, document: Document, lexicon: Lexicon, min_alias_chars: int) -> None:
        self.document = document
        self.lexicon = lexicon
        self.min_alias_chars = min_alias_chars
        self.forms = document.forms
        self.hits = lexicon.index.scan(document)
        self.closed = lexicon.words
        self.named: list[Noun] = []  # so far, in order
        self.ids: set[str] = set()
        self.bound: dict[str, tuple[str | None, str | None, str, str]] = {}  # folded word → actor_id, local_id, kind, form
        self._sentence_words: dict[int, frozenset[str]] = {}
        self._story_state: str | None = None
        self._datelines: list[tuple[int, int]] | None = None
        self.anywhere = self._full_names()

    def _full_names(self) -> frozenset[str]:
        """Persons whose full name stands anywhere in the text: a headline has the surname before it."""
        return frozenset(
            hit.unit.actor_id
            for hits in self.hits.values()
            for hit in hits
            if isinstance(hit.unit, Name) and hit.unit.kind == "person" and hit.last > hit.first + 1 and not hit.unit.surname
        )

    def _in_dateline(self, noun: Noun) -> bool:
        """Whether a place stands in the line's «موسكو/واشنطن (الوكالة) - »."""
        if self._datelines is None:
            self._datelines = [m.span(1) for m in _DATELINE.finditer(self.document.text)]
        start = self.document.starts[noun.first]
        return any(a <= start < b for a, b in self._datelines)

    def read(self) -> list[Mention]:
        found: list[Noun] = []
        i, n = 0, len(self.forms)
        while i < n:
            nouns = self._at(i)
            if not nouns:
                i += 1
                continue
            nouns = [self._apposed(noun) for noun in nouns]
            last = max(noun.last for noun in nouns)
            for noun in nouns:
                self._remember(noun)
                if not (noun.place and (self._in_dateline(noun) or self._is_place(noun))):
                    found.append(noun)
            i = max(last, i + 1)
        return [self._mention(noun) for noun in found]

    def _apposed(self, noun: Noun) -> Noun:
        """An office without a known holder, right behind a person and a comma, is that person («رياض درار، الرئيس المشترك»)."""
        if noun.rule != "office" or noun.proclitics:
            return noun
        named = self._before_comma(noun.first)
        if named is None:
            return noun
        return replace(noun, actor_id=named.actor_id, local_id=named.local_id, kind="person", reason="", rule="office_apposed")

    def _before_comma(self, i: int) -> Noun | None:
        """The person named, not by an office alone, right before the comma that word i follows."""
        if not self.named:
            return None
        last = self.named[-1]
        between = self.document.text[self.document.ends[last.last - 1] : self.document.starts[i]]
        return last if last.kind == "person" and last.form != "office" and between == "، " else None

    # --- one noun ------------------------------------------------------------------------------------------------------

    def _at(self, i: int) -> list[Noun]:
        """The noun that begins at word i, or the nouns of a shared head («وزيرا الخارجية الروسي والتركي»); [] if none."""
        best = self._best(i)
        if best is None:
            return []
        if best.rule == "shared_head":
            return self._shared(best)
        if best.rule == "organ_of_state" and self.forms[best.first][len(best.proclitics) :] in self.closed["shared_heads"]:
            return self._governments(best)
        return [best]

    def _best(self, i: int, *, inner: bool = False) -> Noun | None:
        candidates = [noun for hit in self.hits.get(i, ()) if (noun := self._read(hit)) is not None]
        if (bound := self._bound(i)) is not None:
            candidates.append(bound)
        if inner:
            candidates = [c for c in candidates if not c.proclitics and c.kind not in ("anonymous",)]
        listed = [c for c in candidates if c.rule == "name" and c.last > c.first + 1]
        if listed and "«" not in self.document.text[self.document.starts[i] : self.document.ends[listed[0].last - 1]]:
            candidates = [c for c in candidates if not c.rule.endswith(("outside_person", "outside_body"))]
        if not candidates:
            return None
        return max(candidates, key=lambda c: (c.last, c.priority, -len(c.proclitics)))

    def _read(self, hit: Hit) -> Noun | None:
        unit = hit.unit
        if hit.analysis.preposition == "س":
            return None
        if isinstance(unit, Name):
            return self._name(hit, unit)
        if isinstance(unit, OrganHead):
            return self._organ(hit, unit)
        if isinstance(unit, Post):
            return self._post(hit, unit)
        if isinstance(unit, Nisba):
            return self._nisba(hit, unit)
        if isinstance(unit, TitleWord):
            return self._title(hit, unit)
        if isinstance(unit, Generic):
            return self._generic(hit, unit)
        if isinstance(unit, Unnamed):
            return self._unnamed(hit, unit)
        if isinstance(unit, Speaks):
            return self._speaks(hit, unit)
        if isinstance(unit, Body):
            return self._body(hit, unit)
        if isinstance(unit, Leader):
            return self._leader(hit)
        if isinstance(unit, Ally):
            return self._ally(hit)
        if isinstance(unit, Crowd):
            return self._crowd(hit, unit)
        if isinstance(unit, Country):
            return self._country(hit)
        return None

    def _name(self, hit: Hit, unit: Name) -> Noun | None:
        if hit.analysis.article or hit.analysis.pronoun or not self._holds(hit, unit.condition):
            return None
        if unit.surname and unit.actor_id not in self.ids and unit.actor_id not in self.anywhere:
            return None
        if hit.last == hit.first + 1 and unit.form != "acronym" and len(self.forms[hit.first]) - hit.analysis.offset < self.min_alias_chars:
            return None
        raw = self.document.text[self.document.starts[hit.first] : self.document.ends[hit.first]]
        if raw == "على" and any(isinstance(h.unit, Name) and h.last >= hit.last for h in self.hits.get(hit.first + 1, ())):
            return None  # «على أكبر هاشمي»: the preposition
        last = hit.last
        place = unit.kind == "state" or unit.form == "metonym" or unit.actor_id == "UN"
        if unit.kind == "outlet":
            last = self._behind_outlet(last)
        rule = "metonym" if unit.form == "metonym" else "name"
        listed = (
            unit.kind in ("government", "military") and unit.form == "name" and hit.last > hit.first + 1
        )  # the registry goes before the kind of organ
        noun = Noun(
            hit.first, last, hit.analysis.proclitics, unit.actor_id, unit.kind, unit.form, rule, priority=7 if listed else 5, place=place
        )
        if unit.kind == "person" and (after := self._name_goes_on(last)) is not None:
            return replace(noun, last=after)
        return noun

    def _ally(self, hit: Hit) -> Noun | None:
        """«حليفتها دمشق», «جارته تركيا»: the name takes the noun before it."""
        if hit.analysis.article or not self._owned_noun(hit) or not joined(self.document, hit.last - 1):
            return None
        known = self._name_at(hit.last)
        if known is None or known.kind not in ("state", "armed_group", "party", "person", "organisation"):
            return None
        return replace(known, first=hit.first, proclitics=hit.analysis.proclitics, rule="ally_and_name", priority=6, place=False)

    def _behind_outlet(self, i: int) -> int:
        """Behind the adjectives of an outlet («وكالة إنترفاكس الروسية», «قناة «الإخبارية» الرسمية»)."""
        while i < len(self.forms) and joined(self.document, i - 1):
            if (adjective := self._adjective(i)) is not None:
                i = adjective[1]
            elif self.forms[i] in self.closed["of_outlets"]:
                i += 1
            else:
                break
        return i

    def _name_goes_on(self, i: int) -> int | None:
        """Behind «سيرغي لافروف» nothing; the hook keeps a bound second surname («الأسد» after «بشار») inside the name."""
        if i < len(self.forms) and joined(self.document, i - 1) and self.forms[i] in self.bound:
            actor_id = self.bound[self.forms[i]][0]
            for hit in self.hits.get(i - 1, ()):
                if isinstance(hit.unit, Name) and hit.unit.actor_id == actor_id and actor_id is not None:
                    return i + 1
        return None

    def _organ(self, hit: Hit, unit: OrganHead) -> Noun | None:
        a = hit.analysis
        if a.article or not self._holds(hit, unit.condition):
            return None
        at = hit.last
        if unit.construct:
            if a.pronoun or unit.owned:
                return self._owned(hit, unit)
            owner = self._name_at(at)
            if owner is not None and owner.actor_id is not None and (owner.kind in ("state", "person")) and joined(self.document, at - 1):
                state = self.lexicon.state_of(owner.actor_id)
                if state is not None and (owner.kind == "state" or unit.organ in ("GOV", "MIL", "PRES")):
                    last = self._posted(owner.last) if self.forms[hit.first].endswith(fold("بعثة")) else owner.last
                    return Noun(hit.first, last, a.proclitics, f"{state}-{unit.organ}", unit.kind, "name", "organ_of_state", priority=6)
            if unit.organ in ("MIL", "GOV") and joined(self.document, at - 1):
                return self._of_organ(hit, unit)
            return None
        if a.pronoun:
            return None
        if (adjective := self._adjective(at)) is not None and not (unit.after and self._form(adjective[1]) not in unit.after):
            return Noun(
                hit.first, adjective[1], a.proclitics, f"{adjective[0]}-{unit.organ}", unit.kind, "name", "organ_adjective", priority=6
            )
        if unit.bare == "after_state" and not self._definite_follows(at):
            return self._bare_organ(hit, unit)
        return None

    def _of_organ(self, hit: Hit, unit: OrganHead) -> Noun | None:
        """«قوات النظام», «طائرات الحكومة السورية», «قوات بلاده»: what the government or the country has."""
        for h in self.hits.get(hit.last, ()):
            if h.analysis.proclitics:
                continue
            owner = None
            if isinstance(h.unit, OrganHead) and h.unit.organ == "GOV" and unit.organ != "GOV":
                owner = self._organ(h, h.unit)
            elif isinstance(h.unit, Country):
                owner = self._country(h)
            state = self.lexicon.state_of(owner.actor_id) if owner is not None and owner.actor_id else None
            if owner is not None and state is not None:
                return Noun(
                    hit.first,
                    owner.last,
                    hit.analysis.proclitics,
                    f"{state}-{unit.organ}",
                    unit.kind,
                    "description",
                    "organ_of_organ",
                    priority=6,
                )
        return None

    def _bare_organ(self, hit: Hit, unit: OrganHead) -> Noun | None:
        """«الحكومة», «الجيش»: the last actor named that is this organ; «النظام»: the last one so called, else that of Syria if spoken of."""
        regime = self.forms[hit.last - 1].endswith("نظام")
        found = None
        for noun in reversed(self.named):
            if noun.actor_id and noun.actor_id.endswith(f"-{unit.organ}"):
                called = any("نظام" in self.forms[w] for w in range(noun.first, noun.last))
                if called or not regime:
                    found = noun.actor_id
                    break
        if found is not None:
            return Noun(hit.first, hit.last, hit.analysis.proclitics, found, unit.kind, "description", "organ_again", priority=2)
        if regime and self._speaks_of("SYR"):
            return Noun(
                hit.first, hit.last, hit.analysis.proclitics, f"SYR-{unit.organ}", unit.kind, "description", "the_regime", priority=2
            )
        return None

    def _owned(self, hit: Hit, unit: OrganHead) -> Noun | None:
        """«قواته», «حكومته», «جيشه»: the organ of the state of the actor in focus, if it is clear."""
        if unit.owned and any(isinstance(h.unit, PredicateForm) and h.unit.features.part == "masdar" for h in self.hits.get(hit.first, ())):
            return None  # «معارضته لفلان» is a deed
        state = self._owner_state(hit, unit.owned)
        if state is None:
            return None
        return Noun(
            hit.first, hit.last, hit.analysis.proclitics, f"{state}-{unit.organ}", unit.kind, "description", "owned_organ", priority=2
        )

    def _owner_state(self, hit: Hit, pronoun: str = "", *, person: bool = False) -> str | None:
        """The state of the actor in focus that an attached pronoun means: the last one named that agrees, two sentences back at most."""
        if not pronoun and not self._owned_noun(hit):
            return None
        gender = {"ه": "m", "ها": "f"}.get(pronoun or hit.analysis.pronoun)
        if gender is None:
            return None
        if person and (state := self._speaker_state(hit, gender)) is not None:
            return state
        sentence = self.document.sentence_of(self.document.starts[hit.first])
        for noun in reversed(self.named[-8:]):
            if sentence - self.document.sentence_of(self.document.starts[noun.first]) > 2:
                return None
            owner = noun.actor_id or noun.state
            if owner is None or noun.form == "demonym" or self._gender(noun) != gender:
                continue
            state = self.lexicon.state_of(owner)
            if state is not None:
                return state
        return None

    def _speaker_state(self, hit: Hit, gender: str) -> str | None:
        """The state of the person named behind the last verb of speech of the sentence («وقال المندوب … إن بلاده»)."""
        sentence = self.document.sentence_of(self.document.starts[hit.first])
        for noun in reversed(self.named[-8:]):
            if self.document.sentence_of(self.document.starts[noun.first]) != sentence:
                return None
            if noun.kind != "person" and noun.form != "office":
                continue
            before = noun.first - 1
            if before < 0 or not any(isinstance(h.unit, CueForm) for h in self.hits.get(before, ())):
                continue
            owner = noun.actor_id or noun.state
            if owner is None or self._gender(noun) != gender:
                continue
            return noun.state or self.lexicon.state_of(owner)
        return None

    def _owned_noun(self, hit: Hit) -> bool:
        """Whether a noun carries a pronoun; «حليفة» folds like «حليفه»."""
        return bool(hit.analysis.pronoun) and self.document.text[self.document.ends[hit.first] - 1] != "ة"

    def _country(self, hit: Hit) -> Noun | None:
        """«بلاده», «بلادها»: the state of the actor in focus."""
        state = self._owner_state(hit, person=True) if hit.analysis.pronoun and not hit.analysis.article else None
        if state is None:
            return None
        return Noun(hit.first, hit.last, hit.analysis.proclitics, state, "state", "description", "owned_country", priority=3, place=True)

    def _post(self, hit: Hit, unit: Post) -> Noun | None:
        a = hit.analysis
        if a.article or a.pronoun:
            return None
        at, state = hit.last, unit.actor_id
        if state is None and unit.number != "s":
            return self._several(hit, unit) if unit.construct else self._dual_post(hit, unit)
        if unit.owned:
            state = self._owner_state(hit, unit.owned)
        elif state is None and unit.construct:
            owner = self._name_at(at)
            if owner is None or owner.kind != "state" or not joined(self.document, at - 1):
                return None
            state, at = owner.actor_id, owner.last
        elif state is None and (adjective := self._adjective(at)) is not None:
            state, at = adjective
        elif unit.after and self._form(at) not in unit.after:
            return None
        at, former = self._inside_title(at)
        if state is None:
            adjective = self._adjective(at)
            if adjective is not None:
                state, at = adjective
                at, again = self._inside_title(at)
                former = former or again
        if unit.office in _ACCREDITED:
            at = self._posted(at)
        while (title := self._title_word(at)) is not None:
            at = title
        person = self._person(at) or self._person_beyond(at)
        if person is not None:
            return replace(
                person, first=hit.first, proclitics=a.proclitics, rule="office_and_" + person.rule, state=state, priority=7, place=False
            )
        if state is None:
            return None if unit.owned else self._bare_post(hit, unit)
        office = unit.office if unit.actor_id else f"{state}:{unit.office}"
        organ = unit.organ if unit.actor_id else f"{state}-{unit.organ}"
        holder = None if former else self.lexicon.holder(office, self.document.published)
        if holder is not None:
            return Noun(hit.first, at, a.proclitics, holder, "person", "office", "office_by_date", state=state, priority=6)
        known = organ if self.lexicon.knows(organ) and not former else None
        kind = (self.lexicon.kind_of(organ) or "government") if known else "person"
        reason = "" if known else ("former holder" if former else "holder unknown")
        return Noun(hit.first, at, a.proclitics, known, kind, "office", "office", state=state, reason=reason, priority=6)

    def _posted(self, i: int) -> int:
        """Behind the state or body to which an envoy is sent («السفير الروسي | في أنقرة | فلان»); i if none follows."""
        if i + 1 < len(self.forms) and joined(self.document, i - 1) and joined(self.document, i) and self.forms[i] in self.closed["posted"]:
            known = self._name_at(i + 1)
            if known is not None and (known.kind == "state" or known.form == "metonym" or known.kind == "organisation"):
                return known.last
        return i

    def _several(self, hit: Hit, unit: Post) -> Noun | None:
        """The first of «رؤساء إيران وروسيا وتركيا»; `state` and `reason` carry office and organ to the others."""
        owner = self._name_at(hit.last)
        if owner is None or owner.kind != "state" or owner.actor_id is None or not joined(self.document, hit.last - 1):
            return None
        noun = self._holder_or_name(hit.first, (owner.actor_id, owner.last), hit.analysis.proclitics, unit.office, unit.organ)
        return replace(noun, state=unit.office, reason=unit.organ, priority=6)

    def _bare_post(self, hit: Hit, unit: Post) -> Noun | None:
        """«الرئيس», «الوزير» alone: the last person named who holds such an office."""
        day = self.document.published
        for noun in reversed(self.named):
            if noun.kind != "person" or noun.actor_id is None or noun.actor_id not in self.lexicon.actors:
                continue
            for held in self.lexicon.actors[noun.actor_id].offices:
                if held.office.partition(":")[2] == unit.office and (day is None or self.lexicon.holder(held.office, day) == noun.actor_id):
                    return Noun(hit.first, hit.last, hit.analysis.proclitics, noun.actor_id, "person", "office", "office_again", priority=1)
        return None

    def _dual_post(self, hit: Hit, unit: Post) -> Noun | None:
        """The first of «وزيرا الخارجية الروسي والتركي»; `state` and `reason` carry office and organ to the others."""
        if (adjective := self._adjective(hit.last)) is None:
            return None
        noun = self._holder_or_name(hit.first, adjective, hit.analysis.proclitics, unit.office, unit.organ)
        return replace(noun, state=unit.office, reason=unit.organ, priority=6)

    def _holder_or_name(self, first: int, adjective: tuple[str, int], proclitics: str, office: str, organ: str) -> Noun:
        state, last = adjective
        person = self._person(last)
        if person is not None:
            return replace(person, first=first, proclitics=proclitics, rule="shared_head")
        holder = self.lexicon.holder(f"{state}:{office}", self.document.published)
        kind = "person" if holder else (self.lexicon.kind_of(f"{state}-{organ}") or "government")
        return Noun(first, last, proclitics, holder or f"{state}-{organ}", kind, "office", "shared_head")

    def _shared(self, head: Noun) -> list[Noun]:
        """The adjectives joined by و to a shared head, each an actor of its own."""
        office, organ = head.state or "", head.reason
        nouns = [replace(head, state=None, reason="", rule="shared_head")]
        at = head.last
        while joined(self.document, at - 1):
            another = self._adjective(at, conjunction="و") or self._another_state(at)
            if another is None:
                break
            noun = self._holder_or_name(at, another, "و", office, organ)
            nouns.append(noun)
            at = noun.last
        return nouns

    def _another_state(self, i: int) -> tuple[str, int] | None:
        """State and end of a name of a state behind و at word i."""
        for hit in self.hits.get(i, ()):
            if isinstance(hit.unit, Name) and hit.unit.kind == "state" and hit.analysis.proclitics == "و" and not hit.analysis.pronoun:
                return hit.unit.actor_id, hit.last
        return None

    def _governments(self, head: Noun) -> list[Noun]:
        """«حكومات فرنسا وألمانيا»: each state behind و is its government."""
        organ = (head.actor_id or "").partition("-")[2]
        nouns, at = [head], head.last
        while at < len(self.forms) and joined(self.document, at - 1) and (another := self._another_state(at)) is not None:
            nouns.append(replace(head, first=at, last=another[1], proclitics="و", actor_id=f"{another[0]}-{organ}"))
            at = another[1]
        return nouns

    def _title(self, hit: Hit, unit: TitleWord) -> Noun | None:
        """«اللواء», «الناشط السياسي», «زعيم حزب الله»: a title takes the person behind it."""
        a = hit.analysis
        if a.article or a.pronoun:
            return None
        at = hit.last
        if (adjective := self._adjective(at)) is not None:
            at = adjective[1]
        at, _ = self._inside_title(at)
        while (title := self._title_word(at)) is not None:
            at = title
        person = self._person(at, unknown=unit.number == "s") or self._person_beyond(at)
        if person is not None:
            return replace(person, first=hit.first, proclitics=a.proclitics, rule="title_and_" + person.rule, priority=6)
        return None

    def _leader(self, hit: Hit) -> Noun | None:
        """«زعيم حزب الله», «رأس النظام السوري بشار الأسد», «مدير المرصد …»: who leads a body, with the name behind it if there is one."""
        a = hit.analysis
        if a.article or not joined(self.document, hit.last - 1):
            return None
        if a.pronoun:  # «مندوبها مارك ليال غرانت», «نظيره الروسي سيرغي لافروف»
            return self._colleague(hit)
        body = self._best(hit.last, inner=True)
        if body is None or body.kind in ("person", "state") or body.rule in ("nationals", "free_adjective", "outside_body"):
            return None
        at, former = self._inside_title(body.last)
        while (title := self._title_word(at)) is not None:
            at = title
        if (person := self._person(at)) is not None:
            return replace(person, first=hit.first, proclitics=a.proclitics, rule="leader_and_" + person.rule, priority=8)
        heads = {
            h.person
            for office, holders in self.lexicon.holders.items()
            if office.startswith(f"{body.actor_id}:")
            for h in holders
            if self.lexicon.holder(office, self.document.published) == h.person
        }
        if len(heads) == 1 and not former and self.forms[hit.first][a.offset :] in self.closed["heads_of"]:
            return Noun(hit.first, at, a.proclitics, heads.pop(), "person", "office", "leader_by_date", priority=7)
        if not a.proclitics and (named := self._before_comma(hit.first)) is not None:  # «هادي البحرة، عضو الائتلاف»
            return Noun(hit.first, at, "", named.actor_id, "person", "office", "office_apposed", local_id=named.local_id, priority=7)
        return None

    def _colleague(self, hit: Hit) -> Noun | None:
        """«نظيره الروسي سيرغي لافروف»; without a name the holder of the same office in the other state, by the date."""
        a, at = hit.analysis, hit.last
        adjective = self._adjective(at)
        if adjective is not None:
            at = adjective[1]
        at, _ = self._inside_title(at)
        person = self._person(at)
        if person is not None:
            return replace(person, first=hit.first, proclitics=a.proclitics, rule="colleague_and_" + person.rule, priority=6)
        if adjective is None or not isinstance(hit.unit, Leader) or not hit.unit.noun.startswith(fold("نظير")):
            return None
        day = self.document.published
        for noun in reversed(self.named):
            actor = self.lexicon.actors.get(noun.actor_id or "")
            if actor is None or actor.kind != "person":
                continue
            for held in actor.offices:
                if self.lexicon.holder(held.office, day) == actor.actor_id:
                    office = f"{adjective[0]}:{held.office.partition(':')[2]}"
                    holder = self.lexicon.holder(office, day)
                    if holder is not None:
                        return Noun(hit.first, at, a.proclitics, holder, "person", "office", "colleague_by_date", priority=6)
            return None
        return None

    def _title_word(self, i: int) -> int | None:
        """Behind a further title at word i («الخارجية الروسي | السيد | …»), or None."""
        if i >= len(self.forms) or not joined(self.document, i - 1):
            return None
        for hit in self.hits.get(i, ()):
            if isinstance(hit.unit, TitleWord) and not hit.analysis.proclitics and not hit.analysis.article and not hit.analysis.pronoun:
                return hit.last
        return None

    def _generic(self, hit: Hit, unit: Generic) -> Noun | None:
        """«الصحيفة», «التنظيم»: the last actor of this type, if nothing follows that makes it another one."""
        a = hit.analysis
        if (
            a.article
            or a.pronoun
            or self._definite_follows(hit.last)
            or _QUOTED.match(self.document.text, self.document.ends[hit.last - 1])
        ):
            return None
        ids = self.lexicon.types[unit.noun]
        for noun in reversed(self.named):
            if (noun.actor_id in ids) or (noun.local_id is not None and noun.reason == "outside:" + unit.noun):
                return Noun(
                    hit.first,
                    hit.last,
                    a.proclitics,
                    noun.actor_id,
                    noun.kind,
                    "description",
                    "type_again",
                    local_id=noun.local_id,
                    priority=3,
                )
        return self._of_focus(hit, unit, ids)

    def _of_focus(self, hit: Hit, unit: Generic, ids: frozenset[str]) -> Noun | None:
        """«التلفزيون الرسمي»: the outlet of this type that the state in focus has."""
        if " " not in unit.noun:
            return None
        sentence = self.document.sentence_of(self.document.starts[hit.first])
        for noun in reversed(self.named[-8:]):
            if sentence - self.document.sentence_of(self.document.starts[noun.first]) > 1:
                return None
            owner = noun.actor_id or noun.state
            state = self.lexicon.state_of(owner) if owner else None
            if state is not None:
                fits = [i for i in ids if self.lexicon.state_of(i) == state]
                if len(fits) == 1:
                    actor_id = fits[0]
                    return Noun(
                        hit.first, hit.last, hit.analysis.proclitics, actor_id, "outlet", "description", "outlet_of_state", priority=5
                    )
                return None
        return None

    def _nisba(self, hit: Hit, unit: Nisba) -> Noun | None:
        """A free adjective of state: «الروس», «الجانب الروسي», «الغارات الروسية»."""
        a = hit.analysis
        if a.pronoun or not self._holds(hit, unit.condition):
            return None
        before = hit.first - 1
        beside = before >= 0 and joined(self.document, before)
        previous = self.forms[before] if beside else ""
        bare_previous = _bare(previous)
        if (not a.preposition and beside and previous in self.closed["sides"]) or (
            beside and not a.proclitics and bare_previous in _stripped(self.closed["sides"])
        ):
            return None  # the head takes it: see _side
        if unit.plural and a.article and unit.nationals:
            modifies = (
                beside and not a.proclitics and previous.startswith(("ال", "وال", "بال", "لل", "فال", "كال")) and not self._verb(before)
            )
            if not modifies:
                people = f"{unit.state}-PEOPLE"
                if f"{unit.state}-GOV" in self.ids and self.lexicon.knows(people):  # set apart from who rules them
                    return Noun(hit.first, hit.last, a.proclitics, people, "people", "demonym", "nationals", priority=4)
                return Noun(hit.first, hit.last, a.proclitics, unit.state, "state", "demonym", "nationals", priority=4)
            return None
        if a.preposition or (a.conjunction and not self._after_nisba(before)):
            return None
        if not beside:
            return None
        if a.conjunction or self._of_a_side(before, a.article):
            return Noun(hit.first, hit.last, a.proclitics, unit.state, "state", "demonym", "free_adjective", priority=4)
        return None

    def _after_nisba(self, i: int) -> bool:
        """Whether the word before was itself taken as an adjective of state («الروسي والإيراني»)."""
        return bool(self.named) and self.named[-1].last == i + 1 and self.named[-1].form == "demonym"

    def _of_a_side(self, i: int, article: bool) -> bool:
        """Whether an adjective modifies a noun, and that is no place, topic or person at large.

        Adjectives between the noun and the adjective of state are passed over; both agree in the article.
        """
        others = _stripped(self.closed["no_side"])
        for back in range(3):
            at = i - back
            if at < 0 or (back and not joined(self.document, at)):
                return False
            word = self.forms[at]
            if not back and self.named and self.named[-1].last == at + 1:
                return self.named[-1].form == "demonym"  # «تسوية أميركية روسية»
            if any(
                isinstance(h.unit, Name | OrganHead | Post)
                and not (isinstance(h.unit, OrganHead) and h.unit.construct)
                and not h.analysis.pronoun
                and h.analysis.fits
                for h in self.hits.get(at, ())
            ):
                return False
            if word in self.closed["stop"] or word in self.closed["place"] or self._only_verb(at) or not word.isalpha():
                return False
            bare, definite = _noun(word)
            if {bare, _unowned(bare), _bare(word), word, word[1:]} & others:
                return False
            if definite != article and definite is not None:
                return False
            if back < 2 and bare.endswith(("ي", "يه", "يين", "يون", "يتان", "يان")) and self._before_is_noun(at, article):
                continue  # «الحشد العسكري الروسي»
            return len(bare) > 2
        return False

    def _before_is_noun(self, i: int, article: bool) -> bool:
        """Whether the word before word i may be the noun that word i describes: both have the article, or neither has."""
        if i == 0 or not joined(self.document, i - 1) or self._only_verb(i - 1):
            return False
        word = self.forms[i - 1]
        return word not in self.closed["stop"] and word not in self.closed["place"] and _noun(word)[1] in (article, None)

    def _unnamed(self, hit: Hit, unit: Unnamed) -> Noun | None:
        """«مصدر عسكري سوري», «ناشطون»: to the end of its adjectives. A document is no actor; a bare noun counts only beside a cue."""
        a = hit.analysis
        if a.pronoun or a.article or unit.source_kind == "document" or not self._holds(hit, unit.condition):
            return None
        if unit.source_kind == "report" and hit.first and self.forms[hit.first - 1] == fold("في"):
            return None  # «أعلن في تسجيل»
        at, state = hit.last, None
        cut = next((w for w in range(hit.first + 1, at) if self.forms[w] in self.closed["source_cut"]), at)
        at = cut  # «مصدر | في …», «مصادر | لم تسمها»
        definite = self.forms[hit.first][a.offset :].startswith("ال")
        single = at == hit.first + 1
        if single and not self._beside_cue(hit.first) and (unit.source_kind != "anonymous" or not definite or unit.number == "p"):
            return None
        if single and definite and self._modifies(hit.first):
            return None
        if unit.source_kind in ("anonymous", "outlet") and not self._near_cue(hit.first, at):
            return None  # who neither speaks nor is asked
        for _ in range(3):
            adjective = self._adjective(at, article=None)
            if adjective is not None and adjective[1] == at + 1 and self.forms[at].startswith("ال") == definite:
                state, at = adjective
            elif self._describes(at, definite):
                at += 1
            else:
                break
        if (
            single
            and at == hit.first + 1
            and not definite
            and at < len(self.forms)
            and joined(self.document, at - 1)
            and self._definite_noun(at)
        ):
            at += 1  # «سائق الحافلة», «أهالي البلدة»
        kind = "outlet" if unit.source_kind == "outlet" else "anonymous"
        return Noun(hit.first, at, a.proclitics, None, kind, "description", "unnamed_source", state=state, priority=4)

    def _near_cue(self, first: int, last: int) -> bool:
        """Whether a cue stands right before a noun phrase, up to four words before it, or up to six behind it, in the sentence."""
        words = self.document.words_of(self.document.sentence_of(self.document.starts[first]))
        if self._beside_cue(first):
            return True
        for i in (*range(max(words.start, first - 4), first), *range(last, min(words.stop, last + 6))):
            if any(isinstance(h.unit, CueForm) for h in self.hits.get(i, ())):
                return True
        return False

    def _crowd(self, hit: Hit, unit: Crowd) -> Noun | None:
        """«المدنيون», «المتظاهرون»: people of the state that the story is about, outside the registry."""
        a = hit.analysis
        if a.article or a.pronoun or self.story_state is None or self._definite_follows(hit.last) or self._modified(hit.first):
            return None
        local_id = f"{self.story_state}-{unit.name}"
        return Noun(hit.first, hit.last, a.proclitics, None, "people", "description", "crowd", local_id=local_id, priority=1)

    def _modified(self, i: int) -> bool:
        """Whether the word before is a noun with the article that word i describes («الضحايا المدنيين»)."""
        if i == 0 or not joined(self.document, i - 1):
            return False
        return self.forms[i - 1].startswith(("ال", "وال", "بال", "لل", "فال")) and not self.hits.get(i - 1)

    def _modifies(self, i: int) -> bool:
        """Whether a word that may name a speaker is the adjective of the noun before it («العلاقات الدبلوماسية»)."""
        if i == 0 or not joined(self.document, i - 1) or not self.forms[i].endswith("يه"):
            return False
        return self.forms[i - 1].startswith(("ال", "وال", "بال", "لل")) or self.forms[i - 1].endswith(("ها", "هما"))

    def _describes(self, i: int, definite: bool) -> bool:
        """Whether word i is a further adjective of an unnamed source («رسمية», «سابق», «رفيع»)."""
        if i >= len(self.forms) or not joined(self.document, i - 1):
            return False
        word = self.forms[i]
        if word.startswith("ال") != definite:
            return False
        return _bare(word) in self.closed["describing"] or word in self.closed["describing"]

    def _definite_noun(self, i: int) -> bool:
        word = self.forms[i]
        return word.startswith("ال") and word not in self.closed["relative"] and not self.hits.get(i)

    def _speaks(self, hit: Hit, unit: Speaks) -> Noun | None:
        """«المتحدث باسم الكرملين دميتري بيسكوف», «المتحدث باسمها العقيد …»; without a name the office of the body."""
        if hit.analysis.article or hit.analysis.pronoun:
            return None
        body, at = None, hit.last
        if not unit.owned:
            body = self._best(at, inner=True)
            if body is None or not joined(self.document, at - 1):
                return None
            at = body.last
            if self._form(at) == fold("بقيادة") and (leader := self._name_at(at + 1)) is not None and self._person(leader.last):
                at = leader.last  # «باسم التحالف العربي بقيادة السعودية العقيد فلان»
        while (title := self._title_word(at)) is not None:
            at = title
        if (person := self._person(at)) is not None:
            return replace(person, first=hit.first, proclitics=hit.analysis.proclitics, rule="spokes_and_" + person.rule, priority=8)
        if body is None:
            return None
        rule = "spokes" if unit.named else "spokes_unnamed"
        return replace(body, first=hit.first, proclitics=hit.analysis.proclitics, form="office", rule=rule, priority=7, place=False)

    def _body(self, hit: Hit, unit: Body) -> Noun | None:
        """«موقع “…”», «حركة النهضة»: a body outside the registry behind its head noun; in the registry, the head joins its name."""
        a = hit.analysis
        if a.pronoun or a.article or unit.number == "d":
            return None
        document, at = self.document, hit.last
        if unit.kind == "state":
            if self.forms[hit.first][a.offset :] in self.closed["sides"] or document.forms[hit.first].endswith(fold("لجانب")):
                adjective = self._adjective(at)
                if adjective is not None:
                    return Noun(hit.first, adjective[1], a.proclitics, adjective[0], "state", "description", "side_of_state", priority=6)
            return None
        known = self._name_at(at)
        if known is not None and known.kind not in ("state", "person") and self._same_kind(known, unit.kind):
            last = self._behind_outlet(known.last) if known.kind == "outlet" else known.last
            return replace(known, first=hit.first, last=last, proclitics=a.proclitics, rule="head_and_name", priority=4, place=False)
        if at >= len(self.forms) or self.forms[hit.first][a.offset :].startswith("ال"):
            return None
        end = document.ends[at - 1]
        if (m := _QUOTED.match(document.text, end)) or (m := _LATIN.match(document.text, end)):
            last = document.word_at(m.end() - 1)
            last = last + 1 if last < len(document.starts) and document.starts[last] < m.end() else last
            name = m.group(1)
        elif unit.kind in ("outlet", "armed_group", "party", "organisation") and joined(document, at - 1) and not self._name_at(hit.first):
            last = at
            while last < len(self.forms) and last < at + 3 and self.forms[last].startswith("ال") and joined(document, last - 1):
                last += 1
            words = self.forms[at:last]
            if (
                not words
                or any(w in self.closed["stop"] or _verbal(w) for w in words)
                or unit.kind not in ("outlet", "armed_group", "party")
            ):
                return None
            name = document.text[document.starts[at] : document.ends[last - 1]]
        else:
            return None
        if unit.kind == "outlet":
            last = self._behind_outlet(last)
        head = fold("ال") + fold(self.forms[hit.first][a.offset :])
        return Noun(
            hit.first,
            last,
            a.proclitics,
            None,
            unit.kind,
            "name",
            "outside_body",
            local_id="ORG-" + slug(name),
            reason="outside:" + head,
            priority=3,
        )

    def _same_kind(self, noun: Noun, kind: str) -> bool:
        return noun.kind == kind or {noun.kind, kind} <= {"armed_group", "military", "party", "organisation", "people"}

    # --- parts -----------------------------------------------------------------------------------------------------------

    def _name_at(self, i: int) -> Noun | None:
        """The longest name of the registry at word i, without proclitics, not conditioned on what was named before."""
        if i >= len(self.forms):
            return None
        best: Noun | None = None
        for hit in self.hits.get(i, ()):
            unit = hit.unit
            if isinstance(unit, Name) and not hit.analysis.proclitics and not hit.analysis.pronoun and not hit.analysis.article:
                if unit.condition.when in ("context", "after_name") and not self._holds(hit, unit.condition) and unit.kind != "person":
                    continue
                if best is None or hit.last > best.last:
                    best = Noun(hit.first, hit.last, "", unit.actor_id, unit.kind, unit.form, "name")
        return best

    def _person(self, i: int, *, unknown: bool = True) -> Noun | None:
        """A person's name at word i: of the registry, bound before, or (behind a title) unknown."""
        if i >= len(self.forms) or i == 0 or not joined(self.document, i - 1):
            return None
        known = self._name_at(i)
        if known is not None and known.kind == "person":
            return known
        bound = self._bound(i)
        if bound is not None and bound.kind == "person" and not bound.proclitics:
            return bound
        return self._unknown_person(i) if unknown and known is None else None

    def _person_beyond(self, i: int) -> Noun | None:
        """A known person behind «في طهران», «لدى الأمم المتحدة», «للشؤون الخارجية» inside a title («السفير الروسي في طهران فلان»)."""
        if i >= len(self.forms) or not joined(self.document, i - 1):
            return None
        word = self.forms[i]
        if word not in (fold("في"), fold("لدى"), fold("إلى")) and not word.startswith("لل"):
            return None
        for at in range(i + 1, min(len(self.forms), i + 6)):
            if not joined(self.document, at - 1) or self._verb(at) or self.forms[at] in _PARTICLES_BEFORE:
                return None
            known = self._name_at(at)
            if known is not None and known.kind == "person":
                return known
        return None

    def _unknown_person(self, i: int) -> Noun | None:
        document, last = self.document, i
        particles = 0
        while last < len(self.forms) and last - i - particles < 3 and (last == i or joined(document, last - 1)):
            word = self.forms[last]
            if not word.isalpha() or len(word) < 2 or word in self.closed["stop"] or word in self.closed["former"]:
                break
            if last == i and (word.startswith("ال") or _verbal(word)):
                break
            if last > i and (_verbal(word) or (word[0] in "وفبلك" and _bare(word[1:]) in self.closed["stop"])):
                break
            if any(
                isinstance(h.unit, Name | OrganHead | Post | Nisba | CueForm | PredicateForm | LightForm)
                and not (last == i + 1 and isinstance(h.unit, PredicateForm | LightForm) and self._boundary(last + 1))
                and not (last > i and word.startswith("ال") and isinstance(h.unit, PredicateForm))
                for h in self.hits.get(last, ())
                if not h.analysis.pronoun
            ):
                break
            if last - i - particles == 2 and not word.startswith("ال") and not self._boundary(last + 1):
                break
            particles += word in _PARTICLES
            last += 1
        while last > i and self.forms[last - 1] in _PARTICLES:
            last -= 1
        if last - i < 2:
            return None
        name = document.text[document.starts[i] : document.ends[last - 1]]
        return Noun(i, last, "", None, "person", "name", "outside_person", local_id="PERSON-" + slug(name))

    def _boundary(self, i: int) -> bool:
        """Whether nothing of a name can stand at word i: a sign before it, or a word that introduces a clause."""
        return (
            i >= len(self.forms)
            or not joined(self.document, i - 1)
            or self.forms[i] in self.closed["that"]
            or self.forms[i] in _PARTICLES_BEFORE
        )

    def _adjective(self, i: int, *, article: bool | None = True, conjunction: str = "") -> tuple[str, int] | None:
        """State and end of an adjective of state at word i, joined to the word before; None if there is none."""
        if i == 0 or i >= len(self.forms) or not joined(self.document, i - 1):
            return None
        for hit in sorted(self.hits.get(i, ()), key=lambda h: -h.last):  # «السوداني الجنوبي» before «السوداني»
            a = hit.analysis
            if (
                isinstance(hit.unit, Nisba)
                and self._holds(hit, hit.unit.condition)
                and a.conjunction == conjunction
                and not a.preposition
                and not a.pronoun
                and (article is None or a.article == article)
            ):
                return hit.unit.state, hit.last
        return None

    def _inside_title(self, i: int) -> tuple[int, bool]:
        """Behind adjectives inside a title («الحالي», «السابق») at word i, and whether one says that the post is no longer held."""
        former = False
        while i < len(self.forms) and joined(self.document, i - 1):
            if self.forms[i] in self.closed["former"]:
                former = True
            elif self.forms[i] not in self.closed["inside_title"]:
                break
            i += 1
        return i, former

    def _bound(self, i: int) -> Noun | None:
        """A short name or acronym that an earlier naming in this article bound."""
        word = self.forms[i]
        for proclitics in (
            "",
            word[:1] if word[:1] in ("و", "ف", "ل", "ب", "ك") else None,
            word[:2] if word[:1] in ("و", "ف") and word[1:2] in ("ل", "ب", "ك") else None,
        ):
            if proclitics is None:
                continue
            rest = word[len(proclitics) :]
            if proclitics.endswith("ل") and rest.startswith("ل"):
                rest = "ا" + rest
            if rest in self.bound:
                actor_id, local_id, kind, form = self.bound[rest]
                return Noun(i, i + 1, proclitics, actor_id, kind, form, "bound", local_id=local_id, priority=4)
        return None

    def _remember(self, noun: Noun) -> None:
        self.named.append(noun)
        if noun.actor_id is not None:
            self.ids.add(noun.actor_id)
        document = self.document
        if noun.kind == "person" and noun.rule.endswith("outside_person"):
            words = self.forms[noun.first : noun.last]
            if words[-1] not in self.bound and len(words[-1]) > 2:
                self.bound[words[-1]] = (None, noun.local_id, "person", "alias")
            joined_name = words[-2] + words[-1] if len(words) > 1 else ""
            if joined_name:
                self.bound.setdefault(joined_name, (None, noun.local_id, "person", "alias"))
        if noun.kind not in ("anonymous",) and noun.who is not None and noun.form in ("name", "alias"):
            m = _BRACKET.match(document.text, document.ends[noun.last - 1])
            if m:
                word = fold(m.group(1))
                first = document.word_at(m.start(1))
                if " " not in word and "." not in word and not any(isinstance(h.unit, Name) for h in self.hits.get(first, ())):
                    self.bound[word] = (noun.actor_id, noun.local_id, noun.kind, "acronym")

    def _speaks_of(self, state: str) -> bool:
        """Whether the text names the state, its people or something of it anywhere."""
        return any(
            (isinstance(hit.unit, Nisba) and hit.unit.state == state)
            or (isinstance(hit.unit, Name) and hit.unit.actor_id == state and not hit.analysis.pronoun)
            for hits in self.hits.values()
            for hit in hits
        )

    # --- conditions -------------------------------------------------------------------------------------------------------

    def _holds(self, hit: Hit, condition: Condition) -> bool:
        if condition.when == "always" and not (condition.not_near or condition.not_before or condition.not_after):
            return True
        if (
            condition.not_before
            and hit.last < len(self.forms)
            and joined(self.document, hit.last - 1)
            and self.forms[hit.last] in condition.not_before
        ):
            return False
        if condition.not_after and hit.first and joined(self.document, hit.first - 1) and self.forms[hit.first - 1] in condition.not_after:
            return False
        if condition.near or condition.not_near:
            words = self._words_near(hit.first)
            if condition.not_near and words & condition.not_near:
                return False
            if condition.when == "context" and condition.near and not words & condition.near:
                return isinstance(hit.unit, Name) and (hit.unit.actor_id in self.ids or self._in_story(hit.unit))
        if condition.when in ("title", "after_name"):
            return isinstance(hit.unit, Name) and (hit.unit.actor_id in self.ids or hit.unit.actor_id in self.anywhere)
        return True

    def _in_story(self, unit: Name) -> bool:
        """Whether a camp or party is of the state that the text names most often."""
        return unit.kind in ("people", "party", "armed_group") and self.lexicon.state_of(unit.actor_id) == self.story_state

    @property
    def story_state(self) -> str | None:
        """The state that the text names most often, by name, adjective or capital; None if it names none twice."""
        if self._story_state is None:
            counts: dict[str, int] = {}
            for hits in self.hits.values():
                for state in {
                    h.unit.state if isinstance(h.unit, Nisba) else h.unit.actor_id
                    for h in hits
                    if isinstance(h.unit, Nisba) or (isinstance(h.unit, Name) and h.unit.kind == "state" and not h.analysis.pronoun)
                }:
                    counts[state] = counts.get(state, 0) + 1
            best = max(counts, key=lambda k: counts[k], default="")
            self._story_state = best if counts.get(best, 0) > 1 else ""
        return self._story_state or None

    def _words_near(self, i: int) -> frozenset[str]:
        """Words of the sentence of word i, also without conjunction, preposition and article."""
        sentence = self.document.sentence_of(self.document.starts[i])
        found = self._sentence_words.get(sentence)
        if found is None:
            words = set()
            for j in self.document.words_of(sentence):
                word = self.forms[j]
                words |= {word, _bare(word)}
                if word[0] in "وفبلك" and len(word) > 3:
                    words |= {word[1:], _bare(word[1:])}
            found = self._sentence_words[sentence] = frozenset(words)
        return found

    def _is_place(self, noun: Noun) -> bool:
        """Whether a state or its capital is only where something happens."""
        preposition = noun.proclitics.lstrip("وف")
        if preposition == "ب":
            return not self._asks_for(noun.first, "ب")
        if preposition in ("ل", "ك"):
            return False
        before = noun.first - 1
        beside = before >= 0 and joined(self.document, before)
        previous = self.forms[before] if beside else ""
        if self.named[:-1] and self.named[-2].last == noun.first and self.named[-2].last > self.named[-2].first + 1:
            previous = ""  # the end of another name («أطباء بلا حدود»)
        if noun.proclitics in ("و", "ف") and self.named[:-1] and beside:
            earlier = self.named[-2]
            if earlier.last == noun.first and earlier.place:
                return self._is_place_at.get(earlier.first, False)
        result = self._place_by_words(noun, previous, before)
        self._is_place_at[noun.first] = result
        return result

    @property
    def _is_place_at(self) -> dict[int, bool]:
        if not hasattr(self, "_places"):
            self._places: dict[int, bool] = {}
        return self._places

    def _place_by_words(self, noun: Noun, previous: str, before: int) -> bool:
        """A place preposition or noun right before; «من», «إلى» and the like only where no predicate asks for them."""
        if previous in self.closed["place"] or (previous[:1] in ("و", "ف", "ب", "ل") and previous[1:] in self.closed["place"]):
            return True
        if previous in ("من", "الي", "علي", "عن"):
            return not self._governed(before, previous)
        label = self.document.text[self.document.ends[noun.last - 1] :][:1] == ":" and noun.last < len(self.forms) and self._verb(noun.last)
        if label:
            return True  # «• بغداد: اعتبر المتحدث …»
        return noun.form == "metonym" and previous in self.closed["venue"]

    def _governed(self, i: int, preposition: str) -> bool:
        """Whether the preposition at word i is the one that a predicate or cue shortly before asks for."""
        for at in self._back(i):
            for hit in self.hits.get(at, ()):
                unit = hit.unit
                if isinstance(unit, PredicateForm):
                    p = unit.predicate
                    asked = [*p.target, *p.masdar_target, *p.passive_holder, *p.masdar_holder, *p.active_target, *p.holder]
                    if any(fold(t).split(" ")[0] == preposition for t in asked):
                        return True
                if isinstance(unit, CueForm) and preposition == "عن":
                    return True
                if isinstance(unit, LightForm) and unit.light.subject == "target" and preposition == "من":
                    return True  # «تلقت كييف مساعدات من مينسك»
        return preposition == "عن"

    def _back(self, i: int) -> list[int]:
        """Up to four words before word i, nearest first; a name is as near as a word."""
        inside = {w for noun in self.named for w in range(noun.first + 1, noun.last)}
        return [at for at in range(i - 1, max(-1, i - 16), -1) if at not in inside][:4]

    def _asks_for(self, i: int, proclitic: str) -> bool:
        """Whether a predicate shortly before word i takes its target behind that proclitic («نددت الصين بإسرائيل»)."""
        for at in self._back(i):
            if not joined(self.document, at) or (at < i - 1 and self.forms[at].startswith("بال")):
                return False
            for hit in self.hits.get(at, ()):
                unit = hit.unit
                if isinstance(unit, PredicateForm) and proclitic in (unit.predicate.target + unit.predicate.masdar_target):
                    return True
        return False

    def _verb(self, i: int) -> bool:
        return any(
            isinstance(h.unit, CueForm | PredicateForm | LightForm)
            and h.unit.features.part in ("past", "present")
            and not h.analysis.article
            for h in self.hits.get(i, ())
        )

    def _only_verb(self, i: int) -> bool:
        """Whether a word is a verb and no noun of the same letters («غزو» is both)."""
        return self._verb(i) and not any(
            isinstance(h.unit, PredicateForm | CueForm) and h.unit.features.part in ("masdar", "noun") and not h.analysis.pronoun
            for h in self.hits.get(i, ())
        )

    def _relation(self, i: int) -> bool:
        return any(isinstance(h.unit, PredicateForm | CueForm) for h in self.hits.get(i, ())) or _bare(self.forms[i]) in _stripped(
            self.closed["side"]
        )

    def _beside_cue(self, i: int) -> bool:
        if i == 0 or not joined(self.document, i - 1):
            return False
        return self.forms[i - 1] in ("عن", "من", "ان") or any(isinstance(h.unit, CueForm) for h in self.hits.get(i - 1, ()))

    def _definite_follows(self, i: int) -> bool:
        """Whether an adjective with the article follows, which would make the noun before it another one."""
        if i >= len(self.forms) or not joined(self.document, i - 1):
            return False
        word = self.forms[i]
        adjective = word.startswith("ال") and word.endswith(("ي", "يه", "يين", "يون", "مه", "له", "ده", "ره", "ام"))
        if word.endswith("ه") and self.forms[i - 1] in self.closed["masculine_heads"]:
            return False  # «أعلن النظام السيطرة على …»
        ours = word in self.closed["inside_title"] or word in self.closed["relative"]
        return adjective and not ours and not self._starts_name(i)

    def _starts_name(self, i: int) -> bool:
        return any(isinstance(h.unit, Name | OrganHead | Post | Body | Generic) and not h.analysis.article for h in self.hits.get(i, ()))

    def _form(self, i: int) -> str:
        return self.forms[i] if i < len(self.forms) else ""

    def _gender(self, noun: Noun) -> str:
        actor = self.lexicon.actors.get(noun.actor_id or "")
        if actor is not None and actor.gender:
            return actor.gender
        if noun.kind == "state":
            return "f" if noun.actor_id not in _MASCULINE_STATES else "m"
        return "m" if noun.kind == "person" else "f" if self.forms[noun.first].endswith("ه") else "m"

    def _mention(self, noun: Noun) -> Mention:
        start = self.document.starts[noun.first] + len(noun.proclitics)
        end = self.document.ends[noun.last - 1]
        reason = "" if noun.reason.startswith("outside:") else noun.reason
        return Mention(
            start,
            end,
            noun.actor_id,
            noun.kind,
            noun.form,
            noun.proclitics,
            noun.rule,
            self.document.sentence_of(start),
            local_id=noun.local_id,
            reason=reason or ("outside the registry" if noun.actor_id is None and noun.kind != "anonymous" else ""),
            state=noun.state,
        )


_ACCREDITED = ("ambassador", "un_representative", "deputy_un_representative")
_PARTICLES = frozenset(map(fold, ("عبد", "أبو", "أبي", "بن", "ابن", "آل", "ال", "أم", "بو")))
_PARTICLES_BEFORE = frozenset(
    map(
        fold,
        (
            "أن",
            "إن",
            "بأن",
            "لأن",
            "لكن",
            "ولكن",
            "بين",
            "مع",
            "ضد",
            "قبل",
            "جانب",
            "تجاه",
            "كانت",
            "كما",
            "فيما",
            "بينما",
            "حيث",
            "أما",
            "وأن",
            "وإن",
            "قد",
            "مثل",
            "لدى",
            "عند",
        ),
    )
)
_MASCULINE_STATES = frozenset({"LBN", "IRQ", "YEM", "JOR", "SDN", "MAR", "KWT"})


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _noun(word: str) -> tuple[str, bool | None]:
    """A noun without conjunction, preposition and article, and whether it has the article (None: an attached pronoun stands for it)."""
    for before in ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل"):
        rest = word[len(before) :]
        if word.startswith(before) and len(rest) > 4 and (rest.startswith("ال") or (before.endswith("ل") and rest.startswith("ل"))):
            return (rest[2:] if rest.startswith("ال") else rest[1:]), True
    return word, None if word.endswith(("ها", "هم", "نا")) else False


def _unowned(word: str) -> str:
    """A noun without an attached pronoun («شريكهم» → شريك)."""
    for pronoun in ("هما", "ها", "هم", "ه"):
        if word.endswith(pronoun) and len(word) - len(pronoun) >= 3:
            return word[: -len(pronoun)]
    return word


def _stripped(words: frozenset[str]) -> frozenset[str]:
    found = _STRIPPED.get(words)
    if found is None:
        found = _STRIPPED[words] = frozenset(_bare(w) for w in words)
    return found


_STRIPPED: dict[frozenset[str], frozenset[str]] = {}


def _verbal(word: str) -> bool:
    """Whether a word looks like an imperfect verb: ي or ت and three letters more; only used to stop unknown names and find acts."""
    return len(word) >= 4 and word[0] in "يت" and not word.endswith("ه") and word not in _NAMES_LIKE_VERBS


_NAMES_LIKE_VERBS = frozenset(
    map(
        fold,
        (
            "يوسف",
            "يحيى",
            "ياسر",
            "ياسين",
            "يونس",
            "يعقوب",
            "تيسير",
            "توفيق",
            "تركي",
            "تميم",
            "تامر",
            "يفغيني",
            "يوري",
            "يان",
            "تيريزا",
            "توني",
            "تشارلز",
        ),
    )
)


def iterate(mentions: list[Mention]) -> Iterator[tuple[Mention, str]]:
    """Mentions with the id to use as holder, target or speaker; those without one are left out."""
    for mention in mentions:
        if mention.who is not None:
            yield mention, mention.who
