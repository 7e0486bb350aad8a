"""Who stands for or against whom, on four axes, with the words that show it: document, mentions, attributions and lexicon in, stances out.

Each predicate of the lexicon looks for its holder and its target in the frame it has: a verb its subject and object, a verbal noun its
genitive and its preposition, a participle the noun it modifies, a noun of relation the two it ties. Coordination, pronouns and duals
stand for the actors they mean. Four axes are then read independently: polarity (the predicate's, flipped only where negation flips
it), factuality, certainty, and voice (the innermost attribution that holds the evidence). Rules follow `data/manual/codebook.md`,
section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from mawaqif.document import Document
from mawaqif.folding import fold as _fold
from mawaqif.lexicon.compile import Lexicon
from mawaqif.lexicon.models import Predicate
from mawaqif.lexicon.units import CueForm, HedgeForm, LightForm, PredicateForm
from mawaqif.lexicon.words import Hit, joined
from mawaqif.rows import Attribution, Mention, Stance

fold = lru_cache(maxsize=4096)(_fold)  # of words of the lexicon, asked for again and again
REACH = 14  # words between a predicate and its target, at the most
_PREPOSITIONS = frozenset(
    map(
        fold,
        (
            "في",
            "من",
            "إلى",
            "على",
            "عن",
            "مع",
            "ضد",
            "بين",
            "لدى",
            "عند",
            "تجاه",
            "حول",
            "بعد",
            "قبل",
            "خلال",
            "عبر",
            "منذ",
            "ضمن",
            "دون",
            "نحو",
            "بشأن",
            "إزاء",
            "حتى",
            "سوى",
            "رغم",
            "وسط",
            "فوق",
            "تحت",
            "أمام",
            "وراء",
            "خلف",
            "داخل",
            "خارج",
            "قرب",
        ),
    )
)
_NISBA = ("ي", "يه", "يا", "يين", "يتين")
_SPEECH = frozenset({"ACCUSE", "THREATEN"})
_OF_DEEDS = frozenset({"REJECT", "SUPPORT", "ACCUSE", "AGREE", "PROTEST"})
_DEEDS = ("deeds_of_arms", "decisions", "proposals")
_SAID = frozenset({"ACCUSE", "THREATEN", "REQUEST"})


@dataclass(slots=True)
class _Actor:
    """One or several actors in one place of the sentence: a mention with those joined to it by و, or what a pronoun means."""

    ids: list[str]
    first: int  # word
    last: int  # word, half open
    spans: list[tuple[int, int]]
    meant: bool = False  # by a pronoun, a dual or a dropped subject
    gender: str = ""
    kinds: list[str] = field(default_factory=list)
    form: str = ""  # of its first mention


@dataclass(slots=True)
class _Found:
    """A predicate with its arguments."""

    hit: Hit
    predicate: Predicate
    holder: _Actor
    target: _Actor
    rule: str
    factuality: str | None = None
    reciprocal: bool = False


def find(document: Document, mentions: list[Mention], attributions: list[Attribution], lexicon: Lexicon) -> list[Stance]:
    """All stances of a document, in the order of their predicates.

    Only pairs of two different known actors (of the registry or with a local id). Where two readings of an argument fit equally, no
    row is given.
    """
    return _Reader(document, mentions, attributions, lexicon).rows()


class _Reader:
    def __init__(self, document: Document, mentions: list[Mention], attributions: list[Attribution], lexicon: Lexicon) -> None:
        self.document, self.lexicon, self.attributions = document, lexicon, attributions
        self.forms, self.closed = document.forms, lexicon.words
        self.hits = lexicon.index.scan(document)
        self.at: dict[int, _Actor] = {}  # first word → actor
        self.covered: dict[int, int] = {}  # word → first word of its mention
        self.proclitics: dict[int, str] = {}
        for m in mentions:
            first, last = document.word_at(m.start), document.word_at(m.end - 1) + 1
            for w in range(first, last):
                self.covered[w] = first
            self.proclitics[first] = m.proclitics
            if m.who is not None:
                self.at[first] = _Actor(
                    [m.who], first, last, [(m.start, m.end)], gender=self._gender(m, first), kinds=[m.kind], form=m.form
                )
        self.end = 0
        self.start = 0
        self.chosen: dict[int, list[Hit]] = {}
        self.deed_nouns: dict[str, tuple[str, str] | None] = {}
        self.used_deed: tuple[int, _Actor] | None = None  # word of the deed last spoken of, and who did it
        self.deeds: dict[str, _Actor] = {}  # noun of a deed, or its table → who did it, as last said

    def rows(self) -> list[Stance]:
        found: list[Stance] = []
        self.topic: _Actor | None = None  # who the sentence before was about
        for sentence in range(len(self.document.sentences)):
            words = self.document.words_of(sentence)
            self.start, self.end = words.start, words.stop
            self.chosen = {}
            self.subjects: dict[int, _Actor] = {}
            self.last_masdar: _Actor | None = None
            rows: list[Stance] = []
            for i in words:
                self._remember_deed(i)
                # the best reading that finds its arguments («تسلح»: she arms, he armed himself)
                frames = next((fs for hit in self._readable(i) if (fs := list(self._frames(i, hit)))), [])
                for f in frames:
                    self.last_masdar = f.holder if f.rule.startswith("masdar") else self.last_masdar
                    if f.rule.startswith("verb"):
                        self.last_masdar = f.holder
                    if f.predicate.event_type == "ASSAULT" and not f.reciprocal:
                        self.deeds["deeds_of_arms"] = f.holder
                    rows += self._stances(f, sentence)
            found += _distinct(rows)
            self.topic = self._main_subject(sentence) or self.topic
        return found

    def _main_subject(self, sentence: int) -> _Actor | None:
        """Who a sentence is about: its first speaker, else the subject of its first frame, else its first free actor; one actor only."""
        for a in self.attributions:
            if a.sentence == sentence and a.parent is None and a.speaker_id is not None:
                return _Actor([a.speaker_id], self.start, self.start, [], True, self._gender_of_id(a.speaker_id))
        if self.subjects:
            s = self.subjects[min(self.subjects)]
            return _Actor(s.ids, s.first, s.last, [], True, s.gender, s.kinds)
        for j in range(self.start, min(self.end, self.start + 8)):
            if j in self.at and not self._governed(j) and not self._adjectival(self.at[j]):
                group = self._group(j)
                return _Actor(group.ids, group.first, group.last, [], True, group.gender, group.kinds)
        return None

    def _gender_of_id(self, actor_id: str) -> str:
        actor = self.lexicon.actors.get(actor_id)
        if actor is None:
            return ""
        return actor.gender or ("f" if actor.kind == "state" else "m" if actor.kind == "person" else "")

    # --- predicates ----------------------------------------------------------------------------------------------------

    def _predicate(self, i: int) -> Hit | None:
        """The best of `_predicates`."""
        return next(iter(self._predicates(i)), None)

    def _predicates(self, i: int) -> list[Hit]:
        """The predicates at word i whose conditions hold, best first: the longest, then one whose needed word stands in the clause."""
        if i not in self.chosen:
            self.chosen[i] = []  # while they are looked for, neighbours that ask see none
            self.chosen[i] = self._fitting(i)
        return self.chosen[i]

    def _readable(self, i: int) -> list[Hit]:
        """`_predicates`, but no verb where a verbal noun of the same letters stands as an object («جددت الصين رفضها»)."""
        hits = self._predicates(i)
        if len({h.unit.features.number == "d" for h in hits if h.unit.features.part not in ("past", "present")}) > 1:
            hits = [h for h in hits if h.unit.features.number != "d"]  # «العدوان» is seldom two enemies
        if not hits or hits[0].unit.features.part != "masdar" or any(isinstance(h.unit, HedgeForm) for h in self.hits.get(i - 1, ())):
            return hits
        if self._nominal_place(i, hits[0]):
            return [h for h in hits if h.unit.features.part not in ("past", "present")]
        return hits

    def _fitting(self, i: int) -> list[Hit]:
        if i in self.covered:
            return []
        fits: list[tuple[tuple[int, ...], Hit]] = []
        for hit in self.hits.get(i, ()):
            unit = hit.unit
            if not isinstance(unit, PredicateForm) or hit.analysis.preposition == "ك":
                continue
            if hit.analysis.pronoun == "ه" and self.document.text[self.document.ends[hit.last - 1] - 1] == "ة":
                continue  # «هجومية» is no «هجومه»
            part, p, c = unit.features.part, unit.predicate, unit.condition
            verb = part in ("past", "present")
            if verb and (hit.analysis.article or hit.analysis.preposition == "ب" or (part == "past" and hit.analysis.preposition)):
                continue
            if not verb and hit.analysis.preposition == "س":
                continue
            before = self.forms[i - 1] if i else ""
            if self._phrase_stands(hit.last, c.not_before) or before in c.not_after:
                continue
            if c.when == "context" and c.near and not self._near(i, c.near):
                continue
            if p.needs and not self._needed(p, hit):
                continue
            if unit.features.person != 3 and not self._in_quotes(i):
                continue
            fitting = verb != self._nominal_place(i, hit)
            masdar = part == "masdar" and not hit.analysis.article  # «أوقف مهاجمة فلان»
            rank = (hit.last - hit.first, bool(p.needs), fitting, -len(hit.analysis.pronoun), -len(hit.analysis.proclitics), verb, masdar)
            fits.append((rank, hit))
        return [hit for _, hit in sorted(fits, key=lambda f: f[0], reverse=True)]

    def _nominal_place(self, i: int, hit: Hit) -> bool:
        """Whether a form that may be a verb or a verbal noun («دعم») stands where a noun does."""
        a = hit.analysis
        if a.article or a.preposition in ("ب", "ك") or (a.preposition == "ل" and hit.unit.features.part != "present"):
            return True
        word = self.forms[i]
        if word.endswith("ا") and not a.pronoun and not word.endswith("وا"):
            return True
        if any(a.rule == "verb_noun" and a.content and a.content[0][0] == self.document.starts[i] for a in self.attributions):
            return True
        if i == self.start or not joined(self.document, i - 1):
            return False
        before = self.forms[i - 1]
        if before in self.closed["verb_after"] or before in self.closed["relative"]:
            return False
        if before in _PREPOSITIONS or before in self.closed["noun_after"] or before[1:] in self.closed["noun_after"]:
            return True
        if a.conjunction:
            return False
        if (first := self.covered.get(i - 1)) is not None:
            return (first > self.start and self._verb_at(first - 1)) or self._governed_twice(first)
        return before not in self.closed["time"]

    def _governed_twice(self, first: int) -> bool:
        """«أبلغ أردوغان زيلينسكي دعم تركيا»: behind a verb, its subject and its object no second verb stands without a joint."""
        before = self.covered.get(first - 1)
        return (
            before is not None
            and before > self.start
            and self.proclitics.get(first, "") == ""
            and joined(self.document, first - 1)
            and self._may_act(before - 1)
        )

    def _phrase_stands(self, at: int, phrases: frozenset[str]) -> bool:
        if not phrases or at >= len(self.forms) or not joined(self.document, at - 1) or at in self.covered:
            return False
        word = self.forms[at]
        return any(word == p or (" " in p and self.forms[at : at + p.count(" ") + 1] == p.split(" ")) for p in phrases)

    def _near(self, i: int, words: frozenset[str]) -> bool:
        return any(
            candidate in words
            for j in range(self.start, self.end)
            for candidate in (self.forms[j], self.forms[j][1:], self.forms[j][2:], self.forms[j][3:])
        )

    def _needed(self, p: Predicate, hit: Hit) -> bool:
        wanted = {fold(w) for w in p.needs}
        reach, behind = 8 if len(p.target) == 1 and p.target[0] == "object" else 6, hit.last
        for j in range(hit.last, min(self.end, hit.last + 16)):
            if j < behind:
                continue
            if (reach := reach - 1) < 0:
                return False
            word = self.forms[j]
            if word in wanted or word[1:] in wanted or word[2:] in wanted or word[3:] in wanted:
                return True
            for pronoun in ("ها", "ه", "هم", "هما"):
                if word.endswith(pronoun) and word[: -len(pronoun)] in wanted:
                    return True
            if not joined(self.document, j):
                behind = self._past_insert(j + 1)
                if behind == j + 1:
                    return False
        return False

    def _in_quotes(self, i: int) -> bool:
        at = self.document.starts[i]
        return any(q.start < at < q.end for q in self.document.quotations)

    # --- frames -------------------------------------------------------------------------------------------------------------

    def _frames(self, i: int, hit: Hit) -> Iterator[_Found]:
        p, part = hit.unit.predicate, hit.unit.features.part
        if "speaker" in p.holder:
            yield from self._judgement(i, hit, p)
        elif part in ("past", "present"):
            yield from self._verb(i, hit, p)
        elif part == "active":
            yield from self._active(i, hit, p)
        elif part == "passive":
            yield from self._passive_participle(i, hit, p)
        elif part == "masdar":
            yield from self._masdar(i, hit, p)
        else:
            yield from self._noun(i, hit, p)

    def _verb(self, i: int, hit: Hit, p: Predicate) -> Iterator[_Found]:
        features = hit.unit.features
        if "object" not in p.target and not p.needs and not p.reciprocal and self._lends(hit):
            return
        # «قُصفت البلدة من قبل الطيران الروسي»: the agent behind من قبل
        agent = self._behind(hit.last, p.passive_holder or ["من قبل", "من جانب"], reach=8) if "object" in p.target else None
        if agent is not None and self._agent_phrase(agent):
            target = self._plain(hit.last, gap=3) or self._subject_before(i, features.gender)
            if target is not None and target.first != agent.first:
                yield _Found(hit, p, agent, target, "verb_passive")
            return
        excepted = hit.last + 1 < self.end and self.forms[hit.last] in self.closed["but_for"]
        subject, at, rule = (None if p.reciprocal else self._speaking(i, hit)) or self._subject(i, hit, p)
        if excepted:
            subject, rule = self._plain(hit.last + 1, gap=1), "verb_but_for"
            at = subject.last if subject is not None else at
        if p.reciprocal:
            yield from self._reciprocal(hit, p, subject, at, "verb_reciprocal")
            return
        if subject is None:
            return
        target = None
        if hit.analysis.pronoun and "object" in p.target:
            if self._of_a_thing(i, subject):
                return
            target = (
                self._relative_before(i)
                or self._deed_meant(i, hit.analysis.pronoun, p, subject)
                or self._meant(hit.analysis.pronoun, i, subject)
                or self._meant_before(hit, i, subject)
            )
        if target is None:
            target = self._target(p.target, at, subject, needs=p.needs)
        if target is None and (target := self._deed(p, p.target, at, subject)) is not None:
            rule += "_deed"
        if target is not None:
            self.subjects[i] = subject
            yield _Found(hit, p, subject, target, rule)

    def _subject(self, i: int, hit: Hit, p: Predicate) -> tuple[_Actor | None, int, str]:
        """Subject of a verb, the word behind it, and how it was found."""
        features = hit.unit.features
        before = self._subject_before(i, "" if features.number == "p" else features.gender)
        behind = self._plain(hit.last, gap=2)
        if before is not None and before.last == i and not before.meant:
            return before, hit.last, "verb_subject_before"
        if before is None and (after_as_for := self._as_for(i, hit)) is not None:
            return after_as_for, hit.last, "verb_subject_before"
        before_word = self._before_particles(i)
        if "object" in p.target and before_word in self.closed["that"] and before_word.endswith(("ها", "ه", "هم", "هما")):
            meant = self._dropped(i, features.gender, features.number)
            if meant is not None:
                return meant, hit.last, "verb_dropped_subject"
        if before is None and (owner := self._owner_before(i)) is not None:
            return owner, hit.last, "verb_owned_subject"
        relative = self._relative_before(i)
        if hit.analysis.pronoun and behind is not None and self._agrees(features.gender, behind):
            return behind, behind.last, "verb_subject_behind"  # «الذي تقوده واشنطن», «رعته موسكو»
        if relative is not None:
            own = behind is not None and self._agrees(features.gender, behind) and self._second_plain(behind) is not None
            if own and behind is not None:
                return behind, behind.last, "verb_subject_behind"  # «الذي تدعم بلاده الرئيس»
            return relative, hit.last, "verb_relative"
        if (
            behind is not None
            and self._agrees(features.gender, behind)
            and not (before is not None and "object" in p.target and self._second_plain(behind) is None and not self._prepositional_only(p))
        ):
            return behind, behind.last, "verb_subject_behind"
        if before is not None:
            return before, hit.last, "verb_subject_before"
        if (
            behind is not None
            and self._agrees(features.gender, behind)
            and (self._second_plain(behind) is not None or "object" not in p.target or hit.analysis.pronoun)
        ):
            return behind, behind.last, "verb_subject_behind"
        if (hit.analysis.pronoun and self._unnamed_subject(hit.last)) or (i > self.start and self._describes(i)):
            return None, hit.last, "verb"
        meant = self._dropped(i, features.gender, features.number)
        return meant, hit.last, "verb_dropped_subject"

    def _unnamed_subject(self, at: int) -> bool:
        """«وعارضته ثماني دول»: whether a noun that is no actor stands right behind a verb that has its object."""
        if at >= self.end or not joined(self.document, at - 1) or at in self.covered:
            return False
        word = self.forms[at]
        return not (
            word in _PREPOSITIONS
            or word in self.closed["that"]
            or word in self.closed["time"]
            or word in self.closed["clause"]
            or word in _OWN_PRONOUNS
            or word[0] in "وفبل"
            or word.endswith("ا")
            or self._verb_at(at)
        )

    def _of_a_thing(self, i: int, subject: _Actor) -> bool:
        """«التحالف الذي تقوده بلاده», «أرضا تحتلها إسرائيل»: the pronoun of the verb means a noun before it that is no actor."""
        if i <= self.start or subject.first < i:
            return False
        before = self.forms[i - 1]
        if before in self.closed["relative"]:
            return self._relative_before(i) is None
        accusative = before.endswith("ا") and len(before) > 3 and joined(self.document, i - 1) and i - 1 not in self.covered
        return accusative or self._describes(i)

    def _owner_before(self, i: int) -> _Actor | None:
        """«إن قواته هاجمت», «أن طائراتها دمرت»: whose forces act, for the verb right behind them."""
        at = i - 1
        while at > self.start and self.forms[at] in self.closed["auxiliary"]:
            at -= 1
        if at < self.start or at in self.covered or not joined(self.document, at):
            return None
        for pronoun in ("ها", "هم", "ه"):
            noun = self.forms[at].removesuffix(pronoun)
            if noun != self.forms[at] and self.document.text[self.document.ends[at] - 1] != "ة":
                if noun not in self.closed["forces"]:
                    return None
                gender = {"ه": "m", "ها": "f"}.get(pronoun, "")
                speaker = self._speaker_at(at) if self.forms[at - 1] in self.closed["that"] else None
                return speaker if speaker is not None and self._agrees(gender, speaker) else self._meant(pronoun, at, None)
        return None

    def _as_for(self, i: int, hit: Hit) -> _Actor | None:
        """«أما روسيا، التي …، فانتقدت»: who the sentence turns to, for the verb that its ف brings."""
        if hit.analysis.conjunction != "ف" or self.start + 1 >= self.end or self.forms[self.start].lstrip("و") != fold("أما"):
            return None
        topic = self._plain(self.start + 1, gap=2)
        return topic if topic is not None and topic.last <= i and self._agrees(hit.unit.features.gender, topic) else None

    def _speaking(self, i: int, hit: Hit) -> tuple[_Actor, int, str] | None:
        """The speaker of the attribution whose cue the verb is, with the word behind him."""
        own = next((a for a in self.attributions if a.cue_start == self.document.starts[i] + hit.analysis.offset), None)
        if own is None or own.speaker_id is None or hit.analysis.pronoun:
            return None
        behind = self._plain(hit.last, gap=2)
        if own.source_start is None and behind is not None and behind.meant and self._second_plain(behind) is not None:
            return None  # «دعا القادة الثلاثة واشنطن»
        at = hit.last
        if own.source_end is not None and own.source_start is not None and own.source_start >= self.document.ends[hit.last - 1]:
            at = self.document.word_at(own.source_end - 1) + 1
        span = [(own.source_start, own.source_end)] if own.source_start is not None and own.source_end is not None else []
        return _Actor([own.speaker_id], i, i, span, not span, self._gender_of_id(own.speaker_id)), at, "verb_speaker"

    def _relative_before(self, i: int) -> _Actor | None:
        """The antecedent of «التي» right before a verb, auxiliaries passed over («التي كانت قد دعمت»)."""
        at = i - 1
        while at > self.start and self.forms[at] in self.closed["auxiliary"]:
            at -= 1
        if at <= self.start or self.forms[at] not in self.closed["relative"]:
            return None
        return self._ending(at)

    def _prepositional_only(self, p: Predicate) -> bool:
        return "object" not in p.target

    def _second_plain(self, subject: _Actor) -> _Actor | None:
        return self._plain(subject.last, gap=3)

    def _reciprocal(self, hit: Hit, p: Predicate, subject: _Actor | None, at: int, rule: str) -> Iterator[_Found]:
        """«اتفق البلدان», «تحالف أ وب», «التقى أ ب», «بين أ وب», «مع»."""
        between = self._behind(hit.last, ["بين", "ما بين"], reach=10)
        if between is not None and len(between.ids) > 1:
            yield _Found(hit, p, between, between, rule + "_between", reciprocal=True)
            return
        other = (
            self._target([t for t in p.target if t not in ("بين",)] or ["مع"], at, subject, needs=p.needs) if subject is not None else None
        )
        if subject is not None and other is not None and set(other.ids) - set(subject.ids):
            yield _Found(hit, p, subject, other, rule, reciprocal=True)
        elif subject is not None and len(subject.ids) > 1 and (not subject.meant or len(subject.ids) > 2 or self._both_said(hit.last)):
            yield _Found(hit, p, subject, subject, rule + "_together", reciprocal=True)

    def _both_said(self, at: int) -> bool:
        """Whether «البلدان», «الطرفان» stands right by the verb."""
        return any(self.forms[j] in self.closed["both"] for j in range(max(self.start, at - 3), min(self.end, at + 2)))

    def _active(self, i: int, hit: Hit, p: Predicate) -> Iterator[_Found]:
        """«الفصائل الموالية لإيران», «داعما للأسد», «المناهضة للأسد»."""
        wanted = p.active_target or [t for t in p.target if t != "object"] or []
        if "object" in p.target:
            wanted = [*wanted, "ل", "genitive"]
        target = self._target(wanted, hit.last, None)
        if target is None:
            return
        holder = self._modified(i)
        rule = "active_participle"
        if holder is None:
            holder = self._subject_before(i, "") or self._dropped(i, "", "")
            rule = "active_participle_of_subject"
        if holder is not None:
            yield _Found(hit, p, holder, target, rule)

    def _passive_participle(self, i: int, hit: Hit, p: Predicate) -> Iterator[_Found]:
        """«المدعومة من تركيا»: the noun modified is the target."""
        holder = self._behind(hit.last, p.passive_holder or ["من", "من قبل", "من جانب"], reach=4)
        target = self._modified(i) or self._subject_before(i, "")
        if holder is not None and target is not None:
            yield _Found(hit, p, holder, target, "passive_participle")

    def _masdar(self, i: int, hit: Hit, p: Predicate) -> Iterator[_Found]:
        """«دعم روسيا للأسد», «الدعم الروسي للأسد», «دعما للأسد», «دعمها له»: verbal nouns and their light verbs."""
        effect = self._light(i)
        holder: _Actor | None = None
        at, rule = hit.last, "masdar"
        wanted = [t for t in (p.masdar_target or p.target) if t != "genitive"]
        wanted = ["ل" if t == "object" else t for t in wanted]
        genitive_target = "genitive" in (p.masdar_target or p.target) or ("object" in p.target and not p.masdar_target)
        if (doer := self._relative_doer(at)) is not None:
            places = ["على"] if p.event_type == "ASSAULT" else []
            target = self._target([*wanted, *places], doer.last, doer, reach=8)
            if target is not None:
                yield _Found(hit, p, doer, target, "masdar_relative", reciprocal=p.reciprocal, factuality=effect)
                return
        beside = self._plain(at, gap=1)
        receiver = self._receiver(i)
        if receiver is not None:
            own = beside is not None and beside.first == at and not hit.analysis.pronoun
            giver = beside if own else self._behind(at, ["من", "من قبل", "من جانب", "على يد"], reach=6)
            if giver is not None and not set(giver.ids) & set(receiver.ids):
                yield _Found(hit, p, giver, receiver, "masdar_received", factuality=effect)
            return
        indefinite_accusative = self.forms[i].endswith("ا") and not hit.analysis.article
        if p.reciprocal:
            between = self._behind(hit.last, ["بين", "ما بين"], reach=6)
            own = any(self.forms[j].endswith("هما") for j in range(hit.last, min(self.end, hit.last + 3)))
            if between is None and (own or hit.analysis.pronoun in ("هما", "هم")):
                between = self._pair(i)
            if between is not None and (other := self._other_side(between)) is not None:
                yield _Found(hit, p, between, other, "masdar_between_sides", reciprocal=True, factuality=effect)
                return
            if between is not None and len(between.ids) > 1:
                yield _Found(hit, p, between, between, "masdar_between", reciprocal=True, factuality=effect)
                return
            if beside is not None and len(beside.ids) > 1:
                yield _Found(hit, p, beside, beside, "masdar_of_both", reciprocal=True, factuality=effect)
                return
        if beside is not None and beside.first == at and self._adjectival(beside):
            holder, at, rule = beside, beside.last, "masdar_adjective"
            genitive_target = False
        elif hit.analysis.pronoun:
            holder = self._own(i, hit.analysis.pronoun) or self._meant(hit.analysis.pronoun, i, None)
            rule = "masdar_pronoun"
        elif beside is not None and beside.first == at and not indefinite_accusative:
            after = self._target(wanted, beside.last, beside, reach=8)
            if after is None and "object" in p.target:
                after = obj = self._plain(beside.last, gap=3)  # «إسقاط سوريا طائرة تركية»
                if obj is not None and not set(obj.ids) & set(beside.ids):
                    yield _Found(hit, p, beside, obj, "masdar_object", factuality=effect)
                    return
            if after is None and "ل" in wanted and self._for_a_thing(beside.last):
                return  # «دعم تركيا لوحدة …»
            if after is not None or not genitive_target or not self._light_subject(i):
                holder, at = beside, beside.last
                rule = "masdar_genitive"
        target = self._target(wanted, at, holder, reach=10)
        if target is None and genitive_target and beside is not None:
            target, (holder2, how) = beside, self._agent_of_masdar(i, beside)
            holder = holder2 if rule == "masdar_genitive" or holder is None else holder
            rule = "masdar_of_target" if how == "subject" else f"masdar_of_{how}"
        if target is None and not hit.analysis.article:
            target = self._deed(p, [*wanted, "object"] if genitive_target else wanted, at, holder)
            rule += "_deed" if target is not None else ""
        if target is None and rule == "masdar_pronoun" and "object" in p.target and p.event_type not in _SAID:
            subject = self._subject_of_clause(i)
            target = self._meant(hit.analysis.pronoun, i, subject)
            if target is not None and subject is not None and not set(target.ids) & set(subject.ids):
                yield _Found(hit, p, subject, target, "masdar_of_pronoun", factuality=effect)
            return
        if target is None and rule == "masdar_adjective" and holder is not None:
            target, rule = self._headline_doer(i, p, holder), "masdar_headline"
        if target is None:
            return
        if (
            holder is None
            and (
                from_ := self._behind(
                    hit.last,
                    [*p.masdar_holder, "من", "من قبل", "من جانب"] if "genitive" not in p.masdar_holder else ["من", "من قبل", "من جانب"],
                    reach=8,
                )
            )
            is not None
            and from_.first != target.first
        ):
            holder, rule = from_, "masdar_from"
        if holder is None:
            holder, how = self._agent_of_masdar(i, target)
            rule = f"masdar_of_{how}"
        if holder is None:
            return
        against = self._rejecting(i) if p.polarity >= 0 and rule.startswith("masdar_of") else None
        if against is not None:
            yield _Found(hit, against, holder, target, "masdar_rejected", factuality=effect)
        else:
            yield _Found(hit, p, holder, target, rule, reciprocal=p.reciprocal, factuality=effect)

    def _own(self, i: int, pronoun: str) -> _Actor | None:
        """«أعلنت باريس دعمها», «أعرب عن قلقه»: the subject of the verb of speech, or light verb, that has the verbal noun for object."""
        for j in range(i - 1, max(self.start - 1, i - 7), -1):
            if j not in self.covered and any(
                isinstance(h.unit, CueForm | LightForm) and h.unit.features.part in ("past", "present") and not h.analysis.pronoun
                for h in self.hits.get(j, ())
            ):
                if (hit := self._predicate(j)) is not None and hit.unit.features.part in ("past", "present"):
                    return None  # «انتقدت باريس دعمه»: not her own
                subject = self._subject_of_clause(i)
                gender = {"ه": "m", "ها": "f"}.get(pronoun, "")
                return subject if subject is not None and self._agrees(gender, subject) else None
            if self.forms[j] in self.closed["that"] or (j < i - 1 and not joined(self.document, j)):
                return None
        return None

    def _rejecting(self, i: int) -> Predicate | None:
        """«رفض أي مصالحة مع النظام»: the predicate of rejection that has the verbal noun for its object."""
        for j in range(i - 1, max(self.start - 1, i - 9), -1):
            if not joined(self.document, j):
                return None
            if j in self.covered or self.forms[j] in self.closed["any"]:
                continue
            hit = self._predicate(j)
            if hit is None or hit.unit.features.part not in ("past", "present", "masdar"):
                return None
            predicate: Predicate = hit.unit.predicate
            return predicate if predicate.event_type == "REJECT" else None
        return None

    def _other_side(self, one: _Actor) -> _Actor | None:
        """«بين روسيا والصين من جهة والدول الغربية»: those behind «من جهة»."""
        at = one.last
        if at + 2 >= self.end or self.forms[at] != "من" or self.forms[at + 1] not in (fold("جهة"), fold("ناحية")):
            return None
        actor = self.at.get(at + 2)
        return self._group(at + 2) if actor is not None and self.proclitics.get(at + 2) == "و" else None

    def _receiver(self, i: int) -> _Actor | None:
        """«تلقت كييف دعما من», «تعرضت ليبيا لهجوم من»: the subject of a light verb shortly before that undergoes the deed."""
        for j in range(i - 1, max(self.start - 1, i - 6), -1):
            for h in self.hits.get(j, ()) if j not in self.covered else ():
                if not isinstance(h.unit, LightForm) or h.unit.light.subject != "target" or h.unit.features.part not in ("past", "present"):
                    continue
                if "object" not in h.unit.light.takes and not any(self.forms[i].startswith(t) for t in h.unit.light.takes if len(t) == 1):
                    continue
                behind = self._plain(h.last, gap=2)
                if behind is not None and behind.last <= i and self._agrees(h.unit.features.gender, behind):
                    return behind
                return self._subject_before(j, h.unit.features.gender)
        return None

    def _lends(self, hit: Hit) -> bool:
        """Whether the verb only lends itself to a verbal noun behind («علقت هجومها على»), whose preposition is not the verb's."""
        if not any(isinstance(h.unit, LightForm) for h in self.hits.get(hit.first, ())):
            return False
        for j in range(hit.last, min(self.end, hit.last + 5)):
            if not joined(self.document, j - 1) or self.forms[j] in _PREPOSITIONS:
                return False
            if j not in self.covered and any(
                isinstance(h.unit, PredicateForm) and h.unit.features.part == "masdar" and not h.analysis.preposition
                for h in self.hits.get(j, ())
            ):
                return True
        return False

    def _relative_doer(self, at: int) -> _Actor | None:
        """«الضربات التي شنتها واشنطن», «الاتفاق الذي أبرمته إيران»: the subject of the relative clause right behind a deed."""
        if at + 2 >= self.end or self.forms[at] not in self.closed["relative"] or not self.forms[at + 1].endswith(("ه", "ها", "هما")):
            return None
        return self._plain(at + 2, gap=1)

    def _agent_of_masdar(self, i: int, target: _Actor) -> tuple[_Actor | None, str]:
        """Who does what a verbal noun names, if it has no holder of its own, and how that is known.

        Returns:
            The actor or None, and `joined` (by و to a verbal noun before), `plan`, `accused` or `subject` (of the clause).
        """
        if (accused := self._accused(i)) is not None and self.forms[i].startswith("وب") and not set(accused.ids) & set(target.ids):
            return accused, "accused"  # «اتهمت … روسيا بالسعي إلى … وبدعم …»
        if self.forms[i][0] == "و" and self.last_masdar is not None and not set(self.last_masdar.ids) & set(target.ids):
            return self.last_masdar, "joined"
        planner = self._planner(i)
        if planner is not None and not set(planner.ids) & set(target.ids):
            return planner, "plan"
        if accused is not None and accused.ids != target.ids:
            return accused, "accused"
        subject = self._subject_of_clause(i)
        if self._said_of_state(i) and (subject := self._speaker_at(i) or subject) is not None:
            subject = self._in_office(subject)  # «أكد شمخاني أن التعاون مع روسيا استراتيجي»: it is his state that cooperates
        if subject is not None and not set(subject.ids) & set(target.ids):
            return subject, "subject"
        return None, "subject"

    def _said_of_state(self, i: int) -> bool:
        """Whether the verbal noun opens what «أن» brings: no verb of the speaker has it for its object."""
        return i > self.start and self.forms[i - 1] in self.closed["that"]

    def _planner(self, i: int) -> _Actor | None:
        """«خطة إيرانية لبدء استهداف …»: the adjective of state of the noun that the verbal noun hangs on with ل."""
        for at in range(i, max(self.start, i - 3), -1):
            if self.forms[at][0] == "ل" and at - 1 in self.covered and joined(self.document, at - 1):
                return self.at.get(self.covered[at - 1])
        return None

    def _accused(self, i: int) -> _Actor | None:
        """«اتهم … موسكو بدعم …»: the one accused does the deed behind ب."""
        if not self.forms[i].startswith(("ب", "وب")) and self.forms[i - 1] not in (fold("إلى"), fold("في")):
            return None
        for a in self.attributions:
            if a.distance == "claim" and a.content and a.content[0][0] <= self.document.starts[i] <= a.content[-1][1]:
                first = self.document.word_at(a.content[0][0])
                if first in self.at:
                    return self._group(first)
        return None

    def _noun(self, i: int, hit: Hit, p: Predicate) -> Iterator[_Found]:
        """«حليف موسكو», «خصوم واشنطن، إيران وروسيا», «عقوبات أميركية على», «موال لإيران», «إلى جانب»."""
        at = hit.last
        holders = p.holder or ["subject"]
        targets = p.target
        if (doer := self._relative_doer(at)) is not None:
            target = self._target(targets, doer.last, doer, reach=8)
            if target is not None:
                yield _Found(hit, p, doer, target, "noun_relative", reciprocal=p.reciprocal)
            return
        if p.reciprocal:
            between = self._behind(at, ["بين", "ما بين"], reach=6)
            if between is not None and len(between.ids) > 1:
                yield _Found(hit, p, between, between, "noun_between", reciprocal=True)
                return
        holder: _Actor | None = None
        rule = "noun"
        if "adjective" in holders and (adjective := self._nisba(at)) is not None:
            holder, at, rule = adjective, adjective.last, "noun_adjective"
        if holder is None and "genitive" in holders and "genitive" not in targets:
            beside = self._plain(at, gap=0)
            if beside is not None:
                holder, at, rule = beside, beside.last, "noun_genitive"
        if "subject" in targets:
            yield from self._on_subject(i, hit, p, holder, at)
            return
        target = self._target(targets, at, holder, reach=8) if "modified" not in targets else self._modified(i)
        if target is None and hit.analysis.pronoun and "genitive" in targets:
            target = self._meant(hit.analysis.pronoun, i, None)
            rule = "noun_pronoun"
            named = self._plain(hit.last, gap=1)
            if target is not None and named is not None and not set(named.ids) & set(target.ids):
                yield _Found(hit, p, named, target, "noun_pronoun_apposition")
                return
        if target is None:
            return
        if holder is None and hit.unit.features.number == "d" and (pair := self._both(i, but=tuple(target.ids))) is not None:
            yield _Found(hit, p, pair, target, "noun_dual", reciprocal=p.reciprocal)
            return
        if holder is None and "من" in holders:
            holder = self._behind(at, ["من", "من قبل"], reach=6)
        if holder is None:
            apposed = self._apposed(target)
            if apposed is not None and apposed.ids != target.ids and "subject" in holders:
                yield _Found(hit, p, apposed, target, "noun_apposition")
                return
            if p.pos == "noun" and "subject" in holders:
                holder = self._before_comma(i)
            if holder is None and p.pos == "phrase" and "modified" not in holders:
                holder = self._allied(i) or self._topic(i)
            if holder is None:
                holder = self._modified(i) if "subject" in holders or "modified" in holders else None
            if holder is None or set(holder.ids) & set(target.ids):
                holder = self._subject_of_clause(i)
            rule = "noun_of_subject" if p.pos == "noun" else f"{p.pos}_of_subject"
        if holder is not None:
            yield _Found(hit, p, holder, target, rule, reciprocal=p.reciprocal)

    def _judgement(self, i: int, hit: Hit, p: Predicate) -> Iterator[_Found]:
        """«قال لافروف إن الوجود الأميركي غير شرعي»: the speaker stands for or against whom his clause is about."""
        if (
            hit.analysis.article
            or hit.analysis.preposition
            or hit.analysis.pronoun
            or (i > self.start and self.forms[i - 1] in self.closed["relative"])
        ):
            return
        speaker = self._speaker_at(i)
        about = self._about(i) if speaker is not None else None
        if speaker is not None and about is not None and not set(about.ids) & set(speaker.ids):
            yield _Found(hit, p, speaker, about, "judgement_of_speaker")

    def _about(self, i: int) -> _Actor | None:
        """Who a clause is about: the actor that opens it, by name, by an adjective of state or by a deed of his."""
        begin = i
        while begin > self.start and joined(self.document, begin - 1) and self.forms[begin - 1] not in self.closed["that"]:
            begin -= 1
            if self.document.ends[begin] in (a.content[0][0] for a in self.attributions if a.content):
                break
        if begin < i and self.forms[begin] == "علي":
            begin += 1  # «أن على الأسد أن يرحل»
        for j in range(begin, min(i, begin + 4)):
            if j in self.at:
                return self._group(j) if self.proclitics.get(j, "").lstrip("وف") == "" else None
            if j in self.covered or self.forms[j] in _PREPOSITIONS or self._verb_at(j):
                return None
            if (
                (found := self._deed_at(j)) is not None
                and j == begin
                and self.forms[j].startswith("ال")
                and j + 1 not in self.at
                and j + 2 not in self.at
            ):
                actor = self.deeds.get(found[0]) or self.deeds.get(found[1])
                return self._in_office(actor) if actor is not None else None
        return None

    def _on_subject(self, i: int, hit: Hit, p: Predicate, holder: _Actor | None, at: int) -> Iterator[_Found]:
        """«اتفق البلدان بوساطة صينية», «تقصف روسيا بطلب من الأسد»: the subject of the clause is the target."""
        if holder is None and "من" in p.holder:
            holder = self._behind(at, ["من"], reach=3)
        if holder is None and "genitive" in p.holder:
            holder = self._plain(at, gap=1)
        if holder is None:
            return
        target = self._ending(i) or self._topic(i) or self._subject_of_clause(i) or self._doer_before(i)
        if target is not None and not set(target.ids) & set(holder.ids):
            yield _Found(hit, p, holder, target, f"{p.pos}_on_subject")

    def _doer_before(self, i: int) -> _Actor | None:
        """«التدخل الروسي جاء بناء على طلب»: the adjective of state of the deed that opens the clause."""
        return next(
            (self.at[j] for j in range(i - 1, max(self.start - 1, i - 5), -1) if j in self.at and self._adjectival(self.at[j])), None
        )

    # --- deeds that stand for who did them ---

    def _deed_at(self, j: int) -> tuple[str, str] | None:
        """The noun of a deed at word j and its table, proclitics and article left out («بالقرار» → قرار)."""
        word = self.forms[j]
        if word not in self.deed_nouns:
            self.deed_nouns[word] = self._deed_noun(word)
        return self.deed_nouns[word]

    def _deed_noun(self, word: str) -> tuple[str, str] | None:
        for begin in range(min(4, len(word) - 2)):
            bare = word[begin:]
            if begin and word[:begin] not in _BEFORE_DEED:
                continue
            for table in _DEEDS:
                if bare in self.closed[table]:
                    return bare, table
        return None

    def _remember_deed(self, i: int) -> None:
        """«القرار الأميركي», «غارات روسيا»: whose deed it is, for where it is only called «القرار» later."""
        found = self._deed_at(i)
        if found is None or i + 1 >= self.end or not joined(self.document, i):
            return
        for j in (i + 1, i + 2):
            actor = self.at.get(j)
            if actor is not None and self.proclitics.get(j, "") == "" and (j == i + 1 or actor.form == "demonym"):
                self.deeds[found[0]] = self.deeds[found[1]] = self._group(j)
                return
            if j in self.covered or not joined(self.document, j):
                break
        if (doer := self._relative_doer(i + 1)) is not None:
            self.deeds[found[0]] = self.deeds[found[1]] = doer  # «الضربات التي شنتها واشنطن»
            return
        if (
            self.forms[i] == found[0]
            and (self._light_subject(i) or self._launched(i))
            and (subject := self._subject_of_clause(i)) is not None
        ):
            self.deeds[found[0]] = self.deeds[found[1]] = subject  # «شنت واشنطن غارات»

    def _deed_meant(self, i: int, pronoun: str, p: Predicate, subject: _Actor) -> _Actor | None:
        """«أعلنت الرياض دعمها للعملية، وأيدتها لندن»: the deed that the pronoun of a verb means, spoken of shortly before."""
        if self.used_deed is None or p.event_type not in _OF_DEEDS or not self.start <= self.used_deed[0] < i <= self.used_deed[0] + 8:
            return None
        actor, word = self.used_deed[1], self.forms[self.used_deed[0]]
        if (pronoun == "ها") != word.endswith(("ه", "ات")):
            return None
        return None if set(actor.ids) & set(subject.ids) else actor

    def _in_office(self, actor: _Actor) -> _Actor:
        """What one decides in office, his state decides: «أعلن ترامب انسحاب بلاده … رحب نتنياهو بالقرار»."""
        state = self.lexicon.state_of(actor.ids[0]) if len(actor.ids) == 1 and self.at_kind(actor.ids[0]) == "person" else None
        if state is None or self.at_kind(state) != "state":
            return actor
        return _Actor([state], actor.first, actor.last, actor.spans, True, "f", ["state"])

    def _headline_doer(self, i: int, p: Predicate, holder: _Actor) -> _Actor | None:
        """«الانسحاب الأميركي من الاتفاق: تأييد إسرائيلي وأسف أوروبي»: whose deed stands before the colon."""
        if p.event_type not in _OF_DEEDS:
            return None
        colon = next(
            (j for j in range(self.start, i) if ":" in self.document.text[self.document.ends[j] : self.document.starts[j + 1]]), None
        )
        if colon is None or any(self._verb_at(j) for j in range(colon + 1, i)):
            return None
        for j in range(self.start, colon + 1):
            if j in self.at and (self._adjectival(self.at[j]) or not self._governed(j)):
                return None if set(self.at[j].ids) & set(holder.ids) else self._group(j)
        return None

    def _launched(self, i: int) -> bool:
        """Whether the noun of a deed at word i is what a verb of the lexicon needs («تشن أنقرة عملية»)."""
        return any(
            isinstance(h.unit, PredicateForm) and h.unit.predicate.needs and h.unit.features.part in ("past", "present")
            for j in range(max(self.start, i - 4), i)
            for h in self.hits.get(j, ())
        )

    def _deed(self, p: Predicate, wanted: list[str], at: int, holder: _Actor | None) -> _Actor | None:
        """Who did the deed that a predicate has for its target: «رحبت السعودية بالقرار», «أدانت دمشق الهجوم»."""
        if p.event_type not in _OF_DEEDS:
            return None
        past = self._past_insert(at)
        return self._deed_behind(wanted, at, holder) or (self._deed_behind(wanted, past, holder) if past > at else None)

    def _deed_behind(self, wanted: list[str], at: int, holder: _Actor | None) -> _Actor | None:
        for j in range(at, min(self.end, at + 3)):
            if j > at and not joined(self.document, j - 1):
                return None
            word, found = self.forms[j], self._deed_at(j)
            if found is not None and ("ال" in word[:4] or word.startswith("لل")):
                marker = word[0] if word[0] in "بل" and not word.startswith("ال") else "object"
                before = self.forms[j - 1] if marker == "object" and j > at else ""
                if not (marker in wanted or (marker == "object" and any(fold(w) == before for w in wanted))):
                    return None
                actor = self.deeds.get(found[0]) or self.deeds.get(found[1])
                actor = self._in_office(actor) if actor is not None else None
                if actor is None or (holder is not None and set(actor.ids) & set(holder.ids)):
                    return None
                if self.forms[j + 1 : j + 2] == ["علي"]:
                    return None  # «الهجوم على البعثتين» is another than the one spoken of
                span = (self.document.starts[j], self.document.ends[j])
                self.used_deed = (j, _Actor(actor.ids, j, j + 1, [span], True, actor.gender, actor.kinds))
                return self.used_deed[1]
            if j in self.covered or self._verb_at(j):
                return None
        return None

    # --- arguments ------------------------------------------------------------------------------------------------------------

    def _group(self, first: int, *, governed: bool = False) -> _Actor:
        """The actor at a word with those joined to it by و («إيران وروسيا»).

        Args:
            governed: behind a preposition, where an actor before a verb begins the next clause («بطلب من الأسد وواشنطن تشكك»).
        """
        actor = self.at[first]
        ids, spans, last, kinds = list(actor.ids), list(actor.spans), actor.last, list(actor.kinds)
        while last < self.end:
            nxt = self.at.get(last)
            if nxt is None or self.proclitics.get(last) not in ("و",):
                if last + 1 in self.at and self.forms[last] == "و" and joined(self.document, last - 1):
                    nxt = self.at[last + 1]
                else:
                    break
            elif not joined(self.document, last - 1):
                gap = self.document.text[self.document.ends[last - 1] : self.document.starts[last]]
                if gap.strip() not in ("،", "»", "»،"):
                    break
            if (governed or not joined(self.document, nxt.first - 1)) and (self._verb_at(nxt.last) or self._present_at(nxt.last)):
                break
            ids += [x for x in nxt.ids if x not in ids]
            spans += nxt.spans
            kinds += nxt.kinds
            last = nxt.last
        return _Actor(ids, actor.first, last, spans, gender="" if len(ids) > 1 else actor.gender, kinds=kinds, form=actor.form)

    def _plain(self, at: int, *, gap: int) -> _Actor | None:
        """The actor at word `at` without a preposition, at most `gap` nouns before it («طائرات روسية»)."""
        for j in range(at, min(self.end, at + gap + 1)):
            if j > at and not joined(self.document, j - 1):
                return None
            if j == at and j > self.start and not joined(self.document, j - 1) and not self._after_insert(j):
                return None
            if j in self.at:
                return self._group(j) if self.proclitics.get(j, "") == "" else None
            if j in self.covered:
                return None
            if self.forms[j] in self.closed["both"]:
                return self._both(j)
            if (three := self._three(j)) is not None:
                return three
            if (
                self.forms[j] in _PREPOSITIONS
                or self.forms[j] in self.closed["that"]
                or self.forms[j] in self.closed["relative"]
                or self._verb_at(j)
                or self._attached_preposition(j)
                or self.forms[j][0] == "و"
            ):
                return None
        return None

    def _target(
        self, wanted: list[str], at: int, holder: _Actor | None, *, reach: int = REACH, needs: list[str] | None = None
    ) -> _Actor | None:
        for t in wanted:
            if t == "object":
                found = self._plain(at, gap=3) or self._plain(self._past_insert(at), gap=3)
                if found is not None and self._suffers(at, found):
                    found = None
            elif t == "genitive":
                found = self._plain(at, gap=2)
            else:
                continue
            if found is not None and (holder is None or set(found.ids) - set(holder.ids)):
                return found
        prepositions = [t for t in wanted if t not in ("object", "genitive", "modified", "subject")]
        found = self._behind(at, prepositions, reach=reach) if prepositions else None
        if found is None and prepositions and (past := self._past_next_insert(at)) is not None:
            found = self._behind(past, prepositions, reach=4)
        if found is not None and holder is not None and not set(found.ids) - set(holder.ids):
            return None
        return found

    def _after_insert(self, j: int) -> bool:
        """Whether word j follows an inserted phrase between two commas."""
        if "،" not in self.document.text[self.document.ends[j - 1] : self.document.starts[j]]:
            return False
        return any(
            "،" in self.document.text[self.document.ends[k - 1] : self.document.starts[k]] for k in range(max(self.start + 1, j - 8), j)
        )

    def _past_insert(self, at: int) -> int:
        """Behind an inserted «، الخميس،» at word `at`, if one begins there; else `at`."""
        if at >= self.end or at == 0 or "،" not in self.document.text[self.document.ends[at - 1] : self.document.starts[at]]:
            return at
        for j in range(at + 1, min(self.end, at + 9)):
            if "،" in self.document.text[self.document.ends[j - 1] : self.document.starts[j]]:
                return j
        return at

    def _past_next_insert(self, at: int) -> int | None:
        """Behind a phrase between two commas that begins within three words of word `at`; None if there is none."""
        for j in range(at, min(self.end, at + 4)):
            if j and "،" in self.document.text[self.document.ends[j - 1] : self.document.starts[j]]:
                past = self._past_insert(j)
                return past if past > j and not any(self._verb_at(k) for k in range(j, past)) else None
        return None

    def _suffers(self, at: int, found: _Actor) -> bool:
        """«أدانت قصف القنصلية»: what is condemned is a deed against the actor, not the actor; «الهجوم الإيراني» is the actor's."""
        if found.first == at or self._adjectival(found):
            return False
        return any(
            isinstance(h.unit, PredicateForm) and h.unit.features.part in ("masdar", "noun") and h.unit.predicate.polarity == -1
            for j in range(at, found.first)
            for h in self.hits.get(j, ())
        )

    def _adjectival(self, actor: _Actor) -> bool:
        """Whether the actor stands there as an adjective of state («الإيراني»)."""
        return bool(actor.spans) and actor.form == "demonym" and self.forms[actor.last - 1].endswith(_NISBA)

    def _behind(self, at: int, prepositions: list[str], *, reach: int) -> _Actor | None:
        """The actor behind one of the prepositions, the first one within reach in the clause."""
        singles = {fold(p) for p in prepositions if len(p) == 1}
        words = [fold(p).split(" ") for p in prepositions if len(p) > 1]
        for j in range(at, min(self.end, at + reach)):
            if j > at and self._breaks(j):
                return None
            if singles and j in self.at and self.proclitics.get(j, "").lstrip("وف") in singles:
                return self._group(j, governed=True)
            if singles and self.forms[j] == "بما" and "ب" in singles and j + 1 < self.end and self.forms[j + 1] in self.closed["so_called"]:
                return self._plain(j + 2, gap=2)  # «ندد بما سماه العدوان الروسي»
            if singles and j not in self.covered and self.forms[j][0] in singles and (self._attached_preposition(j) or self._may_attach(j)):
                inner = self._after_preposition(j, j + 1)
                if inner is not None:
                    return inner
                pronoun = self._pronoun_of(j)
                if pronoun is not None:
                    return self._meant(pronoun, j, None)
            for w in words:
                if self.forms[j : j + len(w)] == w or (self.forms[j] == "و" + w[0] and len(w) == 1):
                    inner = self._after_preposition(j, j + len(w))
                    if inner is not None:
                        return inner
            for w in words:
                if (
                    len(w) == 1
                    and self.forms[j].startswith(w[0][:-1] if w[0].endswith("ي") else w[0])
                    and self.forms[j] in _with_pronouns(w[0])
                ):
                    return self._meant(_with_pronouns(w[0])[self.forms[j]], j, None)
            if self.forms[j] in self.closed["that"]:
                return None
        return None

    def _after_preposition(self, preposition: int, at: int) -> _Actor | None:
        """The actor that a preposition governs: right behind it, or up to three nouns on («على قواعد للقوات الأميركية»)."""
        for j in range(at, min(self.end, at + 4)):
            if not joined(self.document, j - 1):
                return None
            if j in self.at:
                both = self.forms[preposition].endswith("بين")
                return self._group(j, governed=not both) if j == at or self.proclitics.get(j, "") in ("", "ل") else None
            if j in self.covered:
                return None
            if self.forms[j] in self.closed["both"]:
                return self._both(j)
            if (
                self.forms[j] in _PREPOSITIONS
                or self.forms[j] in self.closed["that"]
                or self._verb_at(j)
                or self.forms[j] in self.closed["relative"]
            ):
                return None
        return None

    def _breaks(self, j: int) -> bool:
        """Whether a clause ends before word j: a comma with a verb or conjunction behind it, a semicolon, a full stop."""
        gap = self.document.text[self.document.ends[j - 1] : self.document.starts[j]]
        if any(c in gap for c in "؛.:؟!"):
            return True
        if "،" in gap:
            return True
        return self._verb_at(j) and self.forms[j][0] == "و"

    def _subject_before(self, i: int, gender: str) -> _Actor | None:
        """The actor group that ends right before word i, or the nearest one in the clause that no preposition governs."""
        if i <= self.start:
            return None
        ending = self._ending(i)
        if ending is not None and joined(self.document, i - 1) and not self._governed(ending.first) and self._agrees(gender, ending):
            return ending
        if self._describes(i):
            return None
        continues = self.forms[i][0] == "و"
        at = i - 1
        steps = 0
        while at >= self.start and steps < 12:
            if at + 1 < i and any(c in self.document.text[self.document.ends[at] : self.document.starts[at + 1]] for c in "؛.؟!:"):
                return None
            if self.forms[at] in self.closed["that"] and not (at > self.start and self.forms[at - 1] in self.closed["auxiliary"]):
                return None
            if self.forms[at] in self.closed["clause"] and not joined(self.document, at - 1 if at > self.start else at):
                return None
            if at < i - 1 and not continues and self._verb_at(at) and self.forms[at] not in self.closed["auxiliary"]:
                return None
            first = self.covered.get(at)
            if first is not None and first in self.at:
                whole = self._whole(first)
                if (
                    not self._modifies_governed(whole)
                    and not self._governed(whole.first)
                    and self._agrees(gender, whole)
                    and not self._object_of_earlier(whole)
                ):
                    return whole
                at = whole.first - 1
            else:
                at -= 1
            steps += 1
        return None

    def _describes(self, i: int) -> bool:
        """«حملة إرهاب تهدد», «فصائل تقاتلها»: a present tense right behind an indefinite noun that is no actor says something of it."""
        word = self.forms[i - 1]
        return (
            self.forms[i][0] in "يت"
            and joined(self.document, i - 1)
            and i - 1 not in self.covered
            and len(word) > 2
            and not word.startswith(("ال", "وال", "بال", "لل", "فال"))
            and not word.endswith(("ا", "ها", "هم", "هما"))
            and word not in _PREPOSITIONS
            and not any(word in self.closed[t] for t in ("that", "time", "clause", "auxiliary", "relative", "verb_after", "both"))
            and not any(isinstance(h.unit, HedgeForm) for h in self.hits.get(i - 1, ()))
            and not self._verb_at(i - 1)
            and self.document.text[self.document.ends[i - 1] - 1] != "ه"
        )

    def _modifies_governed(self, actor: _Actor) -> bool:
        """Whether the actor is only an adjective of a noun that a preposition governs («تجاه الوجود الأميركي»)."""
        if actor.kinds != ["state"] or actor.gender or not self.forms[actor.first].endswith(("ي", "يه")):
            return False
        at = actor.first - 2
        if at < self.start:
            return False
        head = self.forms[actor.first - 1]
        return self.forms[at] in _PREPOSITIONS or head.startswith(("بال", "لل", "كال"))

    def _object_of_earlier(self, actor: _Actor) -> bool:
        """Whether an earlier verb of this sentence has the actor as its object: then it is no subject of a later one."""
        return any(s.first < actor.first and j < actor.first for j, s in self.subjects.items())

    def _whole(self, first: int) -> _Actor:
        """The group that an actor belongs to, found from any of its members."""
        at = first
        while self.proclitics.get(at) == "و":
            previous = self.covered.get(at - 1)
            if previous is None or previous not in self.at:
                break
            at = previous
        return self._group(at)

    def _ending(self, i: int) -> _Actor | None:
        """The actor group whose last word is i - 1."""
        first = self.covered.get(i - 1)
        if first is None or first not in self.at:
            return self._both(i - 1) if i - 1 >= self.start and self.forms[i - 1] in self.closed["both"] else None
        return self._whole(first)

    def _governed(self, first: int) -> bool:
        """Whether a preposition, a noun in construct or a verb right before governs the actor at word `first`."""
        if self.proclitics.get(first, "").lstrip("وف") in ("ب", "ل", "ك"):
            return True
        if first == self.start or not joined(self.document, first - 1):
            return False
        before = self.forms[first - 1]
        if before in _PREPOSITIONS or before[1:] in _PREPOSITIONS:
            return True
        if any(a.rule == "according_to" and a.source_start == self.document.starts[first] for a in self.attributions):
            return True
        return any(
            isinstance(h.unit, PredicateForm)
            and h.unit.features.part in ("masdar", "noun")
            and not (h.analysis.pronoun and self._acts(first - 1))
            for h in self.hits.get(first - 1, ())
        )

    def _acts(self, j: int) -> bool:
        """Whether the predicate at word j is a verb there."""
        hit = self._predicate(j)
        return hit is not None and hit.unit.features.part in ("past", "present")

    def _before_comma(self, i: int) -> _Actor | None:
        """«إيران، حليفة دمشق»: the one named right before a comma and a noun of relation."""
        if i <= self.start:
            return None
        gap = self.document.text[self.document.ends[i - 1] : self.document.starts[i]]
        first = self.covered.get(i - 1)
        return self.at.get(first) if "،" in gap and first is not None else None

    def _allied(self, i: int) -> _Actor | None:
        """Those of «… بين موسكو وطهران» right before a phrase («دعما للأسد») that says what they join for."""
        group = self._ending(i)
        if group is None or len(group.ids) < 2 or group.first - 1 < self.start or not joined(self.document, i - 1):
            return None
        return group if self.forms[group.first - 1] == "بين" else None

    def _topic(self, i: int) -> _Actor | None:
        """The subject of the clause for a phrase that hangs on its verb («قاتل … ضد»): behind the verb, else the first free actor."""
        verb = None
        for j in range(i - 1, max(self.start - 1, i - 12), -1):
            if self._verb_at(j):
                verb = j
                break
            if self.forms[j] in self.closed["that"] and self._named_between(j + 1, i):
                break  # «أكد أن أنقرة مستعدة …»: the clause behind «أن» has its own subject
        if verb is not None:
            behind = self._plain(verb + 1, gap=2)
            if behind is not None and behind.last <= i:
                return behind
            return self._subject_before(verb, "")
        begin = i
        while begin > self.start and joined(self.document, begin - 1) and self.forms[begin - 1] not in self.closed["that"]:
            begin -= 1
        for j in range(begin, i):
            if j in self.at and not self._governed(j) and not self._modifies_governed(self.at[j]):
                return self._group(j)
        return None

    def _that_between(self, first: int, last: int) -> bool:
        return any(self.forms[j] in self.closed["that"] for j in range(first, last))

    def _named_between(self, first: int, last: int) -> bool:
        return any(j in self.at and not self._governed(j) for j in range(first, last))

    def _subject_of_clause(self, i: int) -> _Actor | None:
        """The subject of the nearest verb before word i, else the nearest free actor before it, else a dropped one."""
        for j in range(i - 1, max(self.start - 1, i - 12), -1):
            if j in self.covered:
                continue
            hits = [
                h
                for h in self.hits.get(j, ())
                if isinstance(h.unit, PredicateForm | LightForm | CueForm)
                and h.unit.features.part in ("past", "present")
                and not h.analysis.article
                and not self._nominal_place(j, h)
            ]
            if hits:
                features = hits[0].unit.features
                behind = self._plain(hits[0].last, gap=2)
                if behind is not None and behind.last <= i and self._agrees(features.gender, behind):
                    told = self._second_plain(behind) if self._that_between(behind.last, i) else None
                    return told if told is not None and told.last < i else behind  # «حذر فلان طهران من أن التواطؤ مع»
                before = self._subject_before(j, features.gender)
                if before is not None:
                    return before
                return self._dropped(j, features.gender, features.number)
        return self._subject_before(i, "")

    def _dropped(self, i: int, gender: str, number: str) -> _Actor | None:
        """Who a verb without a subject means: the speaker behind «أنها», the last subject of the sentence, or the dual meant."""
        before = self._before_particles(i)
        if before in self.closed["that"] and before.endswith(("ها", "ه", "هم", "هما")) and not before.endswith("له"):
            speaker = self._speaker_at(i)
            if speaker is not None:
                return speaker
        for subject in self._subjects_before(i):
            if self._agrees(gender, subject):
                return _Actor(subject.ids, subject.first, subject.last, subject.spans, True, subject.gender, subject.kinds)
        if number == "d":
            return self._both(i)
        if self.topic is not None and self._agrees(gender, self.topic) and i - self.start < 6 and (not self.topic.ids[1:] or number != "s"):
            return self.topic
        return None

    def _subjects_before(self, i: int) -> list[_Actor]:
        """Subjects of verbs before word i in the sentence, the nearest first; behind و and ف speakers of cues too."""
        found = {j: s for j, s in self.subjects.items() if j < i}
        for a in self.attributions if self.forms[i][0] in "وف" else ():
            cue = self.document.word_at(a.cue_start)
            if a.speaker_id is not None and self.start <= cue < i and cue not in found and a.rule.startswith("verb"):
                found[cue] = _Actor([a.speaker_id], cue, cue, [], True, self._gender_of_id(a.speaker_id))
        return [found[j] for j in sorted(found, reverse=True)]

    def _before_particles(self, i: int) -> str:
        """The word before a verb, its negation and the like passed over («أنها لا تدعم»)."""
        at = i - 1
        while at > self.start and self.forms[at] in ("لا", "لم", "لن", "قد", "سوف"):
            at -= 1
        return self.forms[at] if at >= self.start else ""

    def _speaker_at(self, i: int) -> _Actor | None:
        at = self.document.starts[i]
        inner = self._voice(at, at + 1)
        if inner is None:
            return None
        a = self.attributions[inner]
        if a.speaker_id is None:
            return None
        return _Actor([a.speaker_id], i, i, [], True)

    def _both(self, i: int, *, but: tuple[str, ...] = ()) -> _Actor | None:
        """The last two different states (or other single actors) named before word i."""
        around = self.forms[max(self.start, i - 1) : i + 2]
        persons = any(w.startswith((fold("الوزير"), fold("الرئيس"))) for w in around if w in self.closed["both"])
        wanted = ("person",) if persons else ("state", "government", "armed_group", "party")
        ids: list[str] = []
        for first in sorted((f for f in self.at if f < i), reverse=True):
            actor = self.at[first]
            if actor.kinds[0] in wanted and actor.ids[0] not in (*ids, *but):
                if ids and not persons and actor.kinds[0] != "state" and self.at_kind(ids[0]) == "state":
                    continue
                ids.append(actor.ids[0])
            if len(ids) == 2:
                return _Actor(sorted(ids), i, i + 1, [], True)
        return None

    def _three(self, j: int) -> _Actor | None:
        """«الدول الثلاث»: the three joined by و that were last named together."""
        if j + 1 >= self.end or self.forms[j + 1] not in self.closed["three"] or not joined(self.document, j):
            return None
        for first in sorted((f for f in self.at if f < j), reverse=True):
            whole = self._whole(first)
            if len(whole.ids) == 3:
                return _Actor(whole.ids, j, j + 2, [(self.document.starts[j], self.document.ends[j + 1])], True, "", whole.kinds)
        return None

    def _pair(self, i: int) -> _Actor | None:
        """The nearest group of two or more before word i in the sentence («إيران وروسيا … تعاونهما»), else the last two named."""
        for first in sorted((f for f in self.at if self.start <= f < i), reverse=True):
            whole = self._whole(first)
            if len(whole.ids) > 1:
                return whole
        return self._both(i)

    def at_kind(self, actor_id: str) -> str | None:
        return self.lexicon.kind_of(actor_id)

    def _meant(self, pronoun: str, i: int, subject: _Actor | None) -> _Actor | None:
        """Who an attached pronoun means: the nearest actor before it that fits, the subject of its own verb left out."""
        if pronoun not in ("ه", "ها", "هم", "هما"):
            return None
        if pronoun == "ه" and self.document.text[self.document.ends[i] - 1] == "ة":
            return None
        gender = {"ه": "m", "ها": "f"}.get(pronoun, "")
        if pronoun == "هما":
            return self._pair(i)
        for first in sorted((f for f in self.at if self.start <= f < i), reverse=True):
            actor = self._whole(first)
            if subject is not None and set(actor.ids) & set(subject.ids):
                continue
            if (pronoun == "هم") != (len(actor.ids) > 1 or actor.kinds[0] in ("people", "armed_group")) and not (
                pronoun == "ه" and actor.kinds[0] == "armed_group"
            ):
                if pronoun == "هم" and self.document.text[actor.spans[0][0] : actor.spans[0][1]].endswith(("ون", "ين", "وس")):
                    return actor
                continue
            if gender and actor.gender and gender != actor.gender:
                continue
            return actor
        return None

    def _meant_before(self, hit: Hit, i: int, subject: _Actor) -> _Actor | None:
        """«وناقضها لافروف» at the head of a sentence: who the sentence before was about."""
        topic = self.topic
        gender = {"ه": "m", "ها": "f"}.get(hit.analysis.pronoun, "")
        if i - self.start > 1 or topic is None or not gender or len(topic.ids) > 1 or set(topic.ids) & set(subject.ids):
            return None
        return topic if topic.gender == gender else None

    def _modified(self, i: int) -> _Actor | None:
        """The noun that an adjective or participle at word i modifies: the actor right before, adjectives between passed over."""
        at = i - 1
        steps = 0
        while at >= self.start and steps < 3 and joined(self.document, at):
            first = self.covered.get(at)
            if first is not None:
                many = self.forms[i].endswith(("ين", "ان", "ون")) and first in self.at
                return self._whole(first) if many else self.at.get(first)  # «قطر والصومال، القريبتين من أنقرة»
            at -= 1
            steps += 1
        return None

    def _nisba(self, at: int) -> _Actor | None:
        """An adjective of state right behind a noun of deed."""
        if (
            at < self.end
            and at in self.at
            and joined(self.document, at - 1)
            and self.proclitics.get(at) == ""
            and self.document.folded[self.document.starts[at] :][:2]
        ):
            actor = self.at[at]
            word = self.forms[at]
            if actor.last == at + 1 and word.endswith(("ي", "يه", "يين", "يون")):
                return self._group(at)
        return None

    def _apposed(self, target: _Actor) -> _Actor | None:
        """«خصوم واشنطن، إيران وروسيا»: the actors behind a comma right after."""
        if target.meant or target.last >= self.end or target.last not in self.at:
            return None
        gap = self.document.text[self.document.ends[target.last - 1] : self.document.starts[target.last]]
        if gap.strip() in ("،", ":") and self.proclitics.get(target.last) == "":
            return self._group(target.last)
        return None

    def _agent_phrase(self, agent: _Actor) -> bool:
        before = self.forms[agent.first - 1] if agent.first else ""
        return before in (fold("قبل"), fold("جانب")) or self.forms[max(0, agent.first - 2)] in (fold("قبل"), fold("جانب"))

    def _light(self, i: int) -> str | None:
        """Effect of a light verb shortly before a verbal noun («أوقفت دعمها»: ended)."""
        for j in range(i - 1, max(self.start - 1, i - 6), -1):
            for h in self.hits.get(j, ()):
                if isinstance(h.unit, LightForm) and h.unit.features.part in ("past", "present", "masdar") and j not in self.covered:
                    effect = h.unit.light.effect
                    if effect == "ended" and j > self.start and self.forms[j - 1] in ("لا", "لم", "لن"):
                        return None  # «لن تتوقف عن محاربة»
                    return None if effect in ("asserted", "hedged") else effect
            if "،" in self.document.text[self.document.ends[j] : self.document.starts[j + 1]]:
                return None
        return None

    def _light_subject(self, i: int) -> bool:
        return any(
            isinstance(h.unit, LightForm | CueForm) and h.unit.features.part in ("past", "present")
            for j in range(max(self.start, i - 5), i)
            for h in self.hits.get(j, ())
        )

    def _verb_at(self, j: int) -> bool:
        return j not in self.covered and (self._acts(j) or self._may_act(j))

    def _present_at(self, j: int) -> bool:
        """Whether word j, right behind an actor, has the letters of a present tense («وموسكو تعرض الوساطة»)."""
        return (
            j < self.end
            and j not in self.covered
            and self.forms[j][0] in "يت"
            and any(
                isinstance(h.unit, PredicateForm | CueForm | LightForm) and h.unit.features.part == "present" and not h.analysis.proclitics
                for h in self.hits.get(j, ())
            )
        )

    def _may_act(self, j: int) -> bool:
        return any(
            isinstance(h.unit, PredicateForm | CueForm | LightForm)
            and h.unit.features.part in ("past", "present")
            and not h.analysis.article
            and not h.analysis.pronoun
            and h.analysis.preposition in ("", "س", "ل")
            and not any(
                isinstance(o.unit, PredicateForm | CueForm)
                and o.unit.features.part in ("masdar", "noun")
                and o.analysis.offset <= h.analysis.offset
                for o in self.hits.get(j, ())
            )
            for h in self.hits.get(j, ())
        )

    def _attached_preposition(self, j: int) -> bool:
        word = self.forms[j]
        if word.startswith(("بال", "لل", "كال", "وبال", "ولل")):
            return True
        return (
            any(h.analysis.preposition in ("ب", "ل", "ك") for h in self.hits.get(j, ()))
            and not any(not h.analysis.proclitics for h in self.hits.get(j, ()))
        ) or word in _OWN_PRONOUNS

    def _may_attach(self, j: int) -> bool:
        """Whether a word that no form of the lexicon explains may be ب and a noun («بدخول»)."""
        word = self.forms[j]
        return (
            word[0] == "ب"
            and len(word) > 3
            and word not in _PREPOSITIONS
            and not any(not h.analysis.proclitics for h in self.hits.get(j, ()))
        )

    def _for_a_thing(self, j: int) -> bool:
        """Whether word j, joined to the one before, may be ل and a noun."""
        if j >= self.end or self.forms[j][0] != "ل" or not joined(self.document, j - 1):
            return False
        return self.forms[j].startswith("لل") or (
            len(self.forms[j]) > 3 and not any(not h.analysis.proclitics for h in self.hits.get(j, ()))
        )

    def _pronoun_of(self, j: int) -> str | None:
        return _OWN_PRONOUNS.get(self.forms[j])

    def _agrees(self, gender: str, actor: _Actor) -> bool:
        return not gender or not actor.gender or gender == actor.gender

    def _gender(self, m: Mention, first: int) -> str:
        actor = self.lexicon.actors.get(m.actor_id or "")
        word = self.document.text[m.start : m.end].split(" ")[0]
        if m.kind == "state" and m.form == "metonym":
            return "f"  # a capital, whatever its state («بغداد تدعم»)
        if m.kind == "state" and m.form in ("name", "alias"):
            return actor.gender if actor is not None and actor.gender else "f"
        if m.form == "demonym":
            return ""
        if m.kind == "person":
            return actor.gender if actor is not None and actor.gender else "m"
        if m.kind == "people" and actor is not None and actor.gender:
            return actor.gender
        if word.endswith(("ة", "ات")) or word in ("الخارجية", "القوات"):
            return "f"
        if m.rule.startswith(("organ", "type", "head", "the_regime")):
            return "m"
        return actor.gender if actor is not None and actor.gender else ""

    # --- axes -----------------------------------------------------------------------------------------------------------------

    def _stances(self, f: _Found, sentence: int) -> Iterator[Stance]:
        document, p, hit = self.document, f.predicate, f.hit
        start, end = document.starts[hit.first] + hit.analysis.offset, document.ends[hit.last - 1]
        negated, certainty, factuality = self._scope(hit.first, f)
        negated &= f.rule != "verb_but_for"  # «لم يؤيدها سوى الصين»
        polarity = p.polarity
        if negated and p.negation == "flips":
            polarity, negated = -polarity, False
        if p.factuality is not None and factuality == "asserted":
            factuality = p.factuality
        if f.factuality is not None:
            factuality = f.factuality
        if negated:
            factuality = "denied"
            if p.negation == "weakens":
                certainty = "hedged" if certainty == "hedged" else certainty
        spans = [*f.holder.spans, *f.target.spans]
        inside = [s for s in spans if document.sentences[sentence].start <= s[0] < document.sentences[sentence].end]
        first = min([start, *(a for a, _ in inside)])
        last = max([end, *(b for _, b in inside)])
        voice = self._voice(start, end)
        if voice is not None and self.attributions[voice].cue_start == start:
            voice = self.attributions[voice].parent
        if (
            voice is not None
            and self.attributions[voice].distance == "deny"
            and not self.attributions[voice].negated
            and factuality == "asserted"
        ):
            factuality = "denied"
        basis = "speech" if p.event_type in _SPEECH or "speaker" in p.holder else "act"
        if p.event_type == "THREATEN" and factuality == "asserted":
            factuality = "planned"
        own = next((a for a in self.attributions if a.cue_start == start), None)
        if own is not None and not f.reciprocal and p.event_type in _SAID:
            if own.speaker_id is None:
                return  # who accuses or demands is not known: nobody is guessed
            if own.speaker_id not in f.holder.ids:
                f.holder = _Actor(
                    [own.speaker_id],
                    hit.first,
                    hit.first,
                    [(own.source_start, own.source_end)] if own.source_start is not None and own.source_end is not None else [],
                    True,
                )
        pairs = [
            (h, t)
            for h in f.holder.ids
            for t in f.target.ids
            if h != t and self.at_kind(t) != "outlet" and (self.at_kind(h) != "outlet" or f.rule in ("active_participle", "adjective"))
        ]
        if f.rule.startswith("verb_speaker"):
            pairs = [
                (h, t) for h, t in pairs if self.lexicon.state_of(t) != h
            ]  # a state accuses no organ of its own: the speaker is another
        if f.reciprocal:
            pairs += [(t, h) for h, t in pairs if (t, h) not in pairs]
        for holder, target in pairs:
            yield Stance(
                sentence,
                holder,
                target,
                polarity,
                basis,
                p.event_type,
                factuality,
                certainty,
                first,
                last,
                p.predicate,
                start,
                end,
                f.rule,
                attribution=voice,
                score=self.lexicon.scores.get(f.rule, self.lexicon.scores["default"]),
                holder_span=_span_of(f.holder, holder),
                target_span=_span_of(f.target, target),
            )

    def _scope(self, i: int, f: _Found) -> tuple[bool, str, str]:
        """Negation, certainty and factuality of the predicate at word i, from the words before it in its clause."""
        negated, certainty, factuality = False, "certain", "asserted"
        if f.hit.analysis.preposition == "س":
            factuality = "planned"
        begin = max(self.start, i - 12)
        for j in range(i - 1, begin - 1, -1):
            gap = self.document.text[self.document.ends[j] : self.document.starts[j + 1]]
            if any(c in gap for c in "؛.؟!"):
                break
            stop = "،" in gap
            if j not in self.covered:
                for h in self.hits.get(j, ()):
                    if not isinstance(h.unit, HedgeForm) or h.analysis.pronoun or h.last > i:
                        continue
                    hedge = h.unit.hedge
                    if hedge.before is not None and not self._kind_follows(h.last, hedge.before):
                        continue
                    if hedge.scope != "clause" and any(self._verb_at(k) for k in range(h.last, i)):
                        continue
                    if hedge.scope == "next_noun" and any(self.forms[k] not in self.closed["any"] for k in range(h.last, i)):
                        continue
                    if (
                        hedge.scope == "next_verb"
                        and f.hit.unit.features.part not in ("past", "present", "masdar", "active")
                        and i - h.last > 2
                    ):
                        continue
                    if hedge.effect == "negated":
                        negated = not negated
                    elif hedge.effect == "hedged":
                        certainty = "hedged"
                    elif factuality == "asserted":
                        factuality = hedge.effect
                    break
            if stop or self.forms[j] in self.closed["that"]:
                # what stands before «أن» hedges or plans the whole clause («يُعتقد أن», «من غير الواضح أن»)
                if self.forms[j] in self.closed["that"]:
                    for k in range(max(self.start, j - 4), j):
                        for h in self.hits.get(k, ()):
                            if not isinstance(h.unit, HedgeForm) or h.last not in (j, j + 1):
                                continue
                            if h.unit.hedge.effect == "hedged":
                                certainty = "hedged"
                            elif h.unit.hedge.effect in ("planned", "conditional") and factuality == "asserted":
                                factuality = h.unit.hedge.effect
                break
        behind = self._behind_clause(f)
        if "hedged" in behind:
            certainty = "hedged"
        if "conditional" in behind and not negated and factuality in ("asserted", "planned"):
            factuality = "conditional"
        return negated, certainty, factuality

    def _behind_clause(self, f: _Found) -> set[str]:
        """What a condition or a hedge behind the arguments makes of the deed («ستدعمها إذا …», «… على الأرجح»)."""
        effects: set[str] = set()
        at = max([f.hit.last, *(a.last for a in (f.holder, f.target) if not a.meant and self.start <= a.first < self.end)])
        for j in range(f.hit.last, at):
            if j in self.covered:
                continue
            noun = f.hit.unit.features.part in ("masdar", "noun")
            doubted = noun and self.forms[j].removeprefix("ال") in self.closed["doubting"]  # «الدعم المزعوم»
            hedges = any(isinstance(h.unit, HedgeForm) and self._alone(h) for h in self.hits.get(j, ()))
            if doubted or (hedges and not joined(self.document, j - 1)):
                effects.add("hedged")
        for j in range(at, min(self.end, at + 10)):
            if j in self.covered:
                continue
            if j > at and "،" in self.document.text[self.document.ends[j - 1] : self.document.starts[j]]:
                break
            phrases = [h for h in self.hits.get(j, ()) if isinstance(h.unit, HedgeForm) and not h.analysis.pronoun]
            if not joined(self.document, j - 1) and not any(self._alone(h) for h in phrases):
                break
            for h in phrases:
                if h.unit.hedge.effect == "conditional" and self.forms[j] in self.closed["condition_behind"]:
                    effects.add("conditional")
                elif h.unit.hedge.effect == "hedged" and self._alone(h):
                    effects.add("hedged")
            if (
                effects
                or self._verb_at(j)
                or self.forms[j] == "حتي"
                or self.forms[j] in self.closed["that"]
                or self.forms[j] in self.closed["relative"]
            ):
                break
        return effects

    def _alone(self, h: Hit) -> bool:
        """Whether nothing of its clause follows a hedge: it closes what stands before it."""
        hedge = h.unit.hedge if isinstance(h.unit, HedgeForm) else None
        return hedge is not None and hedge.effect == "hedged" and (h.last >= self.end or not joined(self.document, h.last - 1))

    def _kind_follows(self, at: int, kind: str) -> bool:
        if at >= len(self.forms):
            return False
        word = self.forms[at]
        parts = {h.unit.features.part for h in self.hits.get(at, ()) if isinstance(h.unit, PredicateForm | CueForm | LightForm)}
        if kind == "present":
            return "present" in parts or word[0] in "يتن"
        if kind in ("past", "verb"):
            return bool({"past", "present"} & parts) or word[0] in "يتن"
        return not ({"past", "present"} & parts)

    def _voice(self, start: int, end: int) -> int | None:
        """Index of the innermost attribution whose content holds the span."""
        best, size = None, None
        for n, a in enumerate(self.attributions):
            for x, y in a.content:
                if x <= start and end <= y:
                    depth = (y - x, -self._depth(n))
                    if size is None or depth < size:
                        best, size = n, depth
        return best

    def _depth(self, n: int) -> int:
        depth, at = 0, self.attributions[n].parent
        while at is not None:
            depth, at = depth + 1, self.attributions[at].parent
        return depth


def _span_of(actor: _Actor, actor_id: str) -> tuple[int, int] | None:
    """Where a member of a group is named; None if it is only meant."""
    if not actor.spans or actor_id not in actor.ids:
        return None
    return actor.spans[min(actor.ids.index(actor_id), len(actor.spans) - 1)]


def _distinct(rows: list[Stance]) -> list[Stance]:
    """One row for each pair and predicate place; a phrase («ضد») adds none where a word has said the same of the pair."""
    said = [r for r in rows if not r.rule.startswith("phrase")]
    rows = [
        r
        for r in rows
        if not r.rule.startswith("phrase")
        or not any(
            (r.target_id, r.polarity) == (s.target_id, s.polarity)
            and (s.holder_id == r.holder_id or s.predicate_start <= r.predicate_start <= s.evidence_end)
            for s in said
        )
    ]
    seen: set[tuple[str, str, int]] = set()
    kept: list[Stance] = []
    for row in rows:
        if any(
            k.holder_id == row.holder_id
            and k.target_id == row.target_id
            and k.polarity == row.polarity
            and k.event_type == row.event_type
            and k.rule.startswith("verb")
            and row.rule.startswith("noun")
            and row.evidence_start >= k.evidence_start
            and row.evidence_end <= k.evidence_end
            for k in kept
        ):
            continue  # «فرضت عقوبات على»: the noun belongs to the phrase
        key = (row.holder_id, row.target_id, row.predicate_start)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


_OWN_PRONOUNS = {fold(p + s): s for p in ("ل", "ب") for s in ("ه", "ها", "هم", "هما")}


_BEFORE_DEED = frozenset({"ال", "بال", "لل", "وال", "و", "ب", "ل", "فال"})


def _with_pronouns(preposition: str) -> dict[str, str]:
    base = preposition[:-1] + "ي" if preposition.endswith(("ي", "ى")) else preposition
    return {fold(base + s): s for s in ("ه", "ها", "هم", "هما")}


# --- for other methods ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A predicate in its place with its axes, whoever its holder and target are.

    Attributes:
        first, last: words, half open; start, end: code points of the clean text.
        predicate: None where only the place is known; polarity is then 0.
        polarity, basis, factuality, certainty, voice: as a row of the rules would have them, negation applied.
    """

    first: int
    last: int
    start: int
    end: int
    predicate: Predicate | None
    part: str
    polarity: int
    basis: str
    factuality: str
    certainty: str
    voice: int | None


class Reading:
    """What the rules see of a document, for methods that judge otherwise: their rows, and the predicates of a sentence with their axes."""

    def __init__(self, document: Document, mentions: list[Mention], attributions: list[Attribution], lexicon: Lexicon) -> None:
        self._reader = _Reader(document, mentions, attributions, lexicon)
        self.rows = self._reader.rows()

    def predicates(self, sentence: int) -> list[Said]:
        """The predicates of a sentence, in the order of the text."""
        reader, nobody = self._reader, _Actor([], 0, 0, [])
        words = reader.document.words_of(sentence)
        reader.start, reader.end, reader.chosen = words.start, words.stop, {}
        found = []
        for i in words:
            hit = reader._predicate(i)
            if hit is None or not isinstance(hit.unit, PredicateForm):
                continue
            p = hit.unit.predicate
            negated, certainty, factuality = reader._scope(hit.first, _Found(hit, p, nobody, nobody, ""))
            flips = negated and p.negation == "flips"
            if p.factuality is not None and factuality == "asserted":
                factuality = p.factuality
            if negated and not flips:
                factuality = "denied"
            start, end = reader.document.starts[hit.first] + hit.analysis.offset, reader.document.ends[hit.last - 1]
            voice, factuality = self._in_voice(start, end, factuality)
            if p.event_type == "THREATEN" and factuality == "asserted":
                factuality = "planned"
            polarity, basis = -p.polarity if flips else p.polarity, "speech" if p.event_type in _SPEECH else "act"
            part = hit.unit.features.part
            found.append(Said(hit.first, hit.last, start, end, p, part, polarity, basis, factuality, certainty, voice))
        return found

    def bare(self, start: int, end: int) -> Said:
        """A place without a predicate: asserted, certain, in the voice of the attribution that holds it."""
        first, last = self._reader.document.word_at(start), self._reader.document.word_at(end - 1) + 1
        voice, factuality = self._in_voice(start, end, "asserted")
        return Said(first, last, start, end, None, "", 0, "act", factuality, "certain", voice)

    def _in_voice(self, start: int, end: int, factuality: str) -> tuple[int | None, str]:
        attributions, voice = self._reader.attributions, self._reader._voice(start, end)
        if voice is not None and attributions[voice].cue_start == start:
            voice = attributions[voice].parent
        denied = voice is not None and attributions[voice].distance == "deny" and factuality == "asserted"
        return voice, "denied" if denied else factuality
