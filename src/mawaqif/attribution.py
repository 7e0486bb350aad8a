"""Who says what, through whom: document, mentions and lexicon in, attributions out.

Each cue of the lexicon is given its parts by the frame it takes: a verb its subject behind or before it and the clause, the direct
speech or the complement that it introduces; a preposition («بحسب») its noun and the clause around it; a noun («اتهام») its holder and
its complement; a colon behind a name. Verbs without a subject take the last speaker that fits. A row lies inside the row whose content
holds its cue: following `parent` gives the chain. Rules follow `data/manual/codebook.md`, section 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mawaqif.document import Document
from mawaqif.folding import fold
from mawaqif.lexicon.compile import Lexicon
from mawaqif.lexicon.units import CueForm, HedgeForm, PredicateForm, Unnamed
from mawaqif.lexicon.words import Hit, joined
from mawaqif.rows import Attribution, Mention, Span

_COLON = re.compile(r"\s*:")
_ACRONYM = re.compile(r" ?[(][^()\n]{2,20}[)]")
_OPEN = re.compile(r"[\s:،,]*«")
_FAR = 60  # words between a verb and its clause, at the most
_NEGATORS = frozenset(map(fold, ("لم", "لا", "لن", "ما", "ولم", "ولا", "ولن", "فلم", "دون", "ليس", "ليست")))


@dataclass(slots=True)
class _Row:
    """An attribution under construction, in words; `first_word` is the cue."""

    hit: Hit | None
    cue_span: Span
    lemma: str
    distance: str
    source: Span | None
    content: list[Span]
    mode: str
    rule: str
    sentence: int
    inherited: bool = False
    impersonal: bool = False
    gender: str = ""
    number: str = ""
    negated: bool = False
    hedged: bool = False
    speaker: Mention | None = None
    speaker_id: str | None = None
    source_kind: str = "unknown"
    reason: str = ""
    parent: int | None = field(default=None)


def find(document: Document, mentions: list[Mention], lexicon: Lexicon) -> list[Attribution]:
    """All attributions of a document, in the order of their cues; `parent` is an index into the list.

    A row without a known speaker is kept with its reason («two speakers fit»); nothing is guessed.
    """
    reader = _Reader(document, mentions, lexicon)
    rows = reader.rows()
    return [
        Attribution(
            r.cue_span[0],
            r.cue_span[1],
            r.lemma,
            r.source[0] if r.source else None,
            r.source[1] if r.source else None,
            r.speaker_id,
            r.source_kind,
            r.mode,
            r.content,
            r.inherited,
            r.distance,
            r.rule,
            r.sentence,
            r.parent,
            r.negated,
            r.hedged,
            r.reason,
        )
        for r in rows
    ]


class _Reader:
    def __init__(self, document: Document, mentions: list[Mention], lexicon: Lexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self.forms = document.forms
        self.closed = lexicon.words
        self.hits = lexicon.index.scan(document)
        self.mentions = mentions
        self.mention_from: dict[int, tuple[Mention, int]] = {}  # first word → mention, last word (half open)
        self.inside: set[int] = set()
        self.mention_of: dict[int, int] = {}  # word → first word of its mention
        for mention in mentions:
            first, last = document.word_at(mention.start), document.word_at(mention.end - 1) + 1
            self.mention_from[first] = (mention, last)
            self.inside.update(range(first, last))
            self.mention_of.update(dict.fromkeys(range(first, last), first))
        self._cues: dict[int, Hit | None] = {}
        self.relayed: list[_Row] = []
        self.claimed: set[int] = set()  # words that introduce a clause and belong to a cue

    def rows(self) -> list[_Row]:
        found: list[_Row] = []
        document = self.document
        for sentence in range(len(document.sentences)):
            found += self._sentence(sentence)
        found.sort(key=lambda r: (r.cue_span, r.rule))
        found = self._distinct(found)
        self._speakers(found)
        self._parents(found)
        self._inherit(found)
        return found

    # --- cues of a sentence ---------------------------------------------------------------------------------------------

    def _sentence(self, sentence: int) -> list[_Row]:
        words = self.document.words_of(sentence)
        if not words:
            return []
        found: list[_Row] = []
        colon = self._headline(sentence)
        if colon is not None:
            found.append(colon)
        cues = [(i, hit) for i in words if (hit := self._cue(i)) is not None]
        # verbs first: they claim their clause; then participles, nouns, prepositions
        order = {"past": 0, "present": 0, "active": 1, "noun": 2, "masdar": 2, "phrase": 3}
        for i, hit in sorted(cues, key=lambda c: (order.get(c[1].unit.features.part, 4), c[0])):
            if self._cues.get(i, hit) is None:
                continue  # taken by a verb that relays
            row = self._row(i, hit, sentence, found)
            if row is not None:
                found.append(row)
        found += self.relayed
        self.relayed = []
        return found

    def _cue(self, i: int) -> Hit | None:
        """The cue at word i, if its conditions hold; a verb before a noun that is printed alike."""
        if i in self._cues:
            return self._cues[i]
        found = None if i in self.inside else self._cue_hit(i)
        self._cues[i] = found
        return found

    def _cue_hit(self, i: int) -> Hit | None:
        hits = [h for h in self.hits.get(i, ()) if isinstance(h.unit, CueForm)]
        for hit in sorted(hits, key=lambda h: (-h.last, len(h.analysis.pronoun), h.unit.features.part not in ("past", "present"))):
            unit = hit.unit
            if hit.analysis.preposition == "ك":
                continue
            c, part = unit.condition, unit.features.part
            verb = part in ("past", "present")
            if verb and (
                hit.analysis.article or hit.analysis.preposition in ("ب",) or (hit.analysis.preposition == "س" and part == "past")
            ):
                continue
            if part == "past" and hit.analysis.preposition:
                continue
            if verb and hit.analysis.pronoun and "object" not in unit.cue.addressee and "noun" not in unit.cue.takes:
                continue
            if (
                verb
                and unit.cue.past
                and unit.cue.past.endswith("ى")
                and self.document.text[self.document.ends[hit.last - 1] - 1] == "ي"
                and part == "past"
            ):
                continue
            if unit.features.person != 3:
                continue
            after = self.forms[hit.last] if hit.last < len(self.forms) else ""
            before = self.forms[i - 1] if i else ""
            if after in c.not_before or (before in c.not_after and joined(self.document, i - 1)):
                continue
            if c.when == "context" and c.near and not self._near(i, c.near):
                continue
            return hit
        return None

    def _near(self, i: int, words: frozenset[str]) -> bool:
        sentence = self.document.sentence_of(self.document.starts[i])
        for j in self.document.words_of(sentence):
            word = self.forms[j]
            for candidate in (word, word[1:], word[2:], word[3:]):
                if candidate in words:
                    return True
        return False

    def _row(self, i: int, hit: Hit, sentence: int, found: list[_Row]) -> _Row | None:
        cue = hit.unit.cue
        part = hit.unit.features.part
        if cue.marker:
            return None
        if cue.pos == "verb" and part in ("past", "present"):
            return self._verb(i, hit, sentence)
        if part == "active":
            return self._participle(i, hit, sentence)
        if cue.pos == "noun" or part == "masdar":
            return self._noun(i, hit, sentence)
        if "genitive" in cue.takes or (cue.pos == "preposition" and "verb" in cue.takes):
            return self._preposition(i, hit, sentence, found)
        return None

    # --- verbs -----------------------------------------------------------------------------------------------------------

    def _verb(self, i: int, hit: Hit, sentence: int) -> _Row | None:
        cue, features = hit.unit.cue, hit.unit.features
        end = self.document.first_word[sentence + 1]
        if "an_prep" in cue.takes and (relayed := self._relayed(i, hit, sentence)) is not None:
            return relayed
        passive = features.voice == "passive" and self._only_passive(hit)
        source = None if passive else self._subject_behind(hit.last, end, sentence, cue.takes)
        led = None if passive or hit.analysis.conjunction == "و" else self._leading(i, sentence)
        if led is not None:
            at = hit.last
            frame = self._complement(cue.takes, at, hit, end, sentence)
            if frame is not None:
                content, mode, rule = frame
                row = _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, led, content, mode, f"verb_{rule}", sentence)
                row.gender, row.number = features.gender, features.number
                row.negated, row.hedged = i > 0 and self.forms[i - 1] in _NEGATORS, self._hedged(i)
                return row
        if source is not None and "object" in cue.addressee:
            source = self._not_object(i, hit, source, end)
        at = self._after_source(hit.last, source)
        frame = self._complement(cue.takes, at, hit, end, sentence)
        if frame is None:
            return self._postposed(i, hit, sentence, source)
        content, mode, rule = frame
        if source is None and not passive and hit.analysis.conjunction != "و":
            source = self._subject_before(i, sentence)
        span = self._cue_span(i, hit)
        row = _Row(hit, span, cue.cue, cue.distance, source, content, mode, f"verb_{rule}", sentence)
        row.impersonal = passive or (source is None and self._impersonal(i, hit))
        row.inherited = source is None and not row.impersonal
        row.gender, row.number = features.gender, features.number
        row.negated = i > 0 and self.forms[i - 1] in _NEGATORS and joined(self.document, i - 1)
        row.hedged = self._hedged(i)
        return row

    def _not_object(self, i: int, hit: Hit, source: Span, end: int) -> Span | None:
        """«اتهمت موسكو بقصف»: of one noun behind a verb with an object, whether it is the subject or the object.

        Two nouns behind it are subject and object; one is the object if a subject stands before the verb, if it does not agree with the
        verb, or if it is no actor («دعت جميع الأطراف»).
        """
        document = self.document
        first = document.word_at(source[0])
        noun = self.mention_from.get(first)
        if noun is None:
            return source if self._document_at(first) else None
        mention, last = noun
        follower = self.mention_from.get(last)
        second = (follower is not None and follower[0].proclitics == "" and joined(document, last - 1)) or (
            last < end and joined(document, last - 1) and self._plain_noun(last)
        )
        if second:
            return mention.start, self._with_acronym(mention.end)
        if hit.analysis.pronoun:
            return source
        gender = self._gender_of(mention)
        verb = hit.unit.features
        if verb.number == "s" and verb.gender and gender and verb.gender != gender:
            return None
        if self._subject_before(i, document.sentence_of(document.starts[i])) is not None:
            return None
        needs_object = {"bi", "bi_anna"} & set(hit.unit.cue.takes) and hit.unit.cue.distance in ("claim", "neutral")
        calls = "ila" in hit.unit.cue.takes and follower is not None
        return None if (needs_object or calls) and verb.part != "phrase" and hit.analysis.conjunction == "و" else source

    def _plain_noun(self, i: int) -> bool:
        """A word that may be the object of a verb: no preposition, no clause, no verb."""
        word = self.forms[i]
        return not (
            word in self.closed["source_end"]
            or word in self.closed["that"]
            or word in _PREPOSITIONS
            or self._prepositional(i)
            or self._is_verb(i)
            or (word[0] in "بلوف" and len(word) > 3)
        )

    def _gender_of(self, mention: Mention) -> str:
        actor = self.lexicon.actors.get(mention.actor_id or "")
        word = self.document.text[mention.start : mention.end].split(" ")[0]
        if mention.kind == "state":
            return actor.gender if actor is not None and actor.gender and mention.form != "metonym" else "f"
        if mention.kind == "person":
            if mention.form == "office" or mention.rule.startswith(("title", "office", "spokes")):
                return "f" if word.endswith("ة") else "m"
            return actor.gender if actor is not None and actor.gender else "m"
        return "f" if word.endswith(("ة", "ات", "اء")) else ""

    def _relayed(self, i: int, hit: Hit, sentence: int) -> _Row | None:
        """«نقلت الوكالة عن مصدر قوله إن …»: the outer row; the inner one, with its own source, is kept for the sentence.

        The inner cue is the noun of speech behind the inner source («قوله», «تحذيرات من»), or «عن» itself before a clause.
        """
        document, end, cue = self.document, self.document.first_word[sentence + 1], hit.unit.cue
        source = self._subject_behind(hit.last, end, sentence, cue.takes)
        at = self._after_source(hit.last, source)
        of = next((j for j in range(at, min(end, at + 6)) if self.forms[j] == "عن" and (j == at or joined(document, j - 1))), None)
        if of is None or of + 1 >= end:
            return None
        inner = self._genitive(of + 1, end, 0)
        if inner is None:
            return None
        behind = document.word_at(inner[1] - 1) + 1
        noun = self._cue(behind) if behind < end and joined(document, behind - 1) else None
        if noun is not None and noun.unit.features.part in ("noun", "masdar"):
            takes = [t for t in noun.unit.cue.takes if t != "noun"] if noun.analysis.pronoun else noun.unit.cue.takes
            frame = self._complement([*takes, "inna", "anna"], noun.last, noun, end, sentence)
            if frame is None and noun.last < end and joined(document, noun.last - 1):  # «نفيها أي صلة بالهجوم»
                stop = self._clause_end(noun.last, end)
                frame = [self._trim(document.starts[noun.last], document.ends[stop - 1])], "indirect", "noun"
            lemma, span, distance = noun.unit.cue.cue, self._cue_span(behind, noun), noun.unit.cue.distance
        else:
            frame = self._complement(["anna", "inna", "bi_anna", "direct", "colon"], behind, hit, end, sentence)
            lemma, span, distance = "عن", (document.starts[of], document.ends[of]), "neutral"
        if frame is None:
            return None
        content, mode, rule = frame
        row = _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, source, content, mode, "verb_relays", sentence)
        row.inherited = source is None
        row.gender, row.number = hit.unit.features.gender, hit.unit.features.number
        if source is None and hit.analysis.conjunction != "و":
            row.source = self._subject_before(i, sentence)
            row.inherited = row.source is None
        told = _Row(noun, span, lemma, distance, inner, list(content), mode, f"relayed_{rule}", sentence)
        self.relayed.append(told)
        if noun is not None:
            self._cues[behind] = None
        return row

    def _only_passive(self, hit: Hit) -> bool:
        """Whether no active form of the same cue is printed alike («قيل», «يقال»); else syntax decides."""
        cue = hit.unit.cue
        word = self.forms[hit.first]
        actives = {fold(t) for t in (cue.past, cue.present) if t}
        return not any(word.endswith(a) for a in actives) or self.forms[hit.last : hit.last + 1] == [] or self._that(hit.last)

    def _impersonal(self, i: int, hit: Hit) -> bool:
        """A third person masculine verb right before أن without a source in reach: «يعتقد أن», «ذكر أن» when nobody spoke before."""
        cue = hit.unit.cue
        return bool(cue.passive_past or cue.passive_present) and hit.unit.features.voice == "passive"

    def _subject_behind(self, at: int, end: int, sentence: int, takes: list[str]) -> Span | None:
        """The noun phrase right behind the verb: from its first word to a comma, the clause, or a word that no source holds."""
        document = self.document
        # «قال، في بيان، إن»: an inserted phrase first; «قال أمس الوزير»: an adverb first
        steps = 0
        while (
            at < end
            and steps < 3
            and (
                self.forms[at] in self.closed["time"]
                or self.forms[at]
                in (
                    "له",
                    "لها",
                    "لهم",
                    "لنا",
                    "فيه",
                    "فيها",
                    "ايضا",
                    "كذلك",
                    "من",
                    "بدوره",
                    "بدورها",
                    "لاحقا",
                    "بعد",
                    "جانبه",
                    "جانبها",
                    "جهته",
                    "جهتها",
                    "ذلك",
                )
            )
        ):
            if not joined(document, at - 1):
                return None
            at += 1
            steps += 1
        if at >= end or not joined(document, at - 1):
            return None
        first = at
        word = self.forms[first]
        if (
            self._that(first)
            or word in self.closed["source_end"]
            or self.document.text[document.ends[first - 1] : document.starts[first]].strip() == "«"
        ):
            return None
        noun = self.mention_from.get(first)
        if noun is None:
            if word in self.closed["stop"] or self._prepositional(first) or self._is_verb(first):
                return None
            if self._masdar(first) and "noun" in takes and not self._document_at(first):
                return None
        elif noun[0].proclitics:
            return None
        if noun is None and word[0] == "ب" and self._attached(first, "ب") and not self._unnamed_at(first):
            return None
        last = noun[1] if noun else first + 1
        limit = min(end, first + 30)
        while last < limit and joined(document, last - 1):
            word = self.forms[last]
            inner = self.mention_from.get(last)
            if inner is not None and inner[0].proclitics in ("", "و"):
                if inner[0].proclitics == "" and not self._apposition(last, first):
                    break
                last = inner[1]
                continue
            if inner is not None:
                break
            beyond = self._beyond_place(first, last, limit)
            if beyond is not None:
                last = beyond
                continue
            if word in self.closed["source_end"] or word in self.closed["that"] or self._prepositional(last) or word == fold("في"):
                break
            if self._is_verb(last) or self._cue(last) is not None:
                break
            if noun is not None and not word.startswith(("ال", "وال")) and last >= noun[1]:
                break
            last += 1
        return document.starts[first], self._with_acronym(document.ends[last - 1])

    def _beyond_place(self, first: int, at: int, limit: int) -> int | None:
        """Behind «في …», «لدى …», «من …» inside a source: «مصدر في البنتاغون», «مقيمة في حي السكري», «السفير الروسي في طهران فلان»."""
        if self.forms[at] not in (fold("في"), fold("لدى"), fold("من"), fold("بـ")) or at + 1 >= limit:
            return None
        if at + 1 in self.mention_from and (self._unnamed_at(first) or self.forms[at] == fold("لدى")):
            return self.mention_from[at + 1][1]
        j = at + 1
        while j < limit and j < at + 4 and joined(self.document, j - 1):
            if j in self.mention_from and self.mention_from[j][0].kind == "person" and j > at + 1:
                return self.mention_from[j][1]
            if j in self.inside or self._that(j) or self.forms[j] in self.closed["source_end"] or self._prepositional(j):
                break
            j += 1
        named = self.mention_from.get(first)
        if (named is None or named[0].kind == "anonymous") and j > at + 1:
            return j
        return None

    def _apposition(self, i: int, first: int) -> bool:
        """A name right behind an office or a title that has no name yet belongs to the source."""
        previous = self.mention_from.get(first)
        return previous is None or previous[0].kind != "state"

    def _after_source(self, at: int, source: Span | None) -> int:
        return at if source is None else max(at, self.document.word_at(source[1] - 1) + 1)

    def _subject_before(self, i: int, sentence: int) -> Span | None:
        """A mention before the verb: «موسكو أكدت», «أما الكرملين فقال», «وكان الوزير قد قال», «الذي قال», over an inserted «، … ،»."""
        document = self.document
        start = document.first_word[sentence]
        at = i - 1
        while at >= start and self.forms[at] in self.closed["auxiliary"] and self._mention_ending(at) is None:
            at -= 1
        if at < start:
            return None
        relative = self.forms[at] in self.closed["relative"]
        if relative:
            at -= 1
        gap = document.text[document.ends[at] : document.starts[at + 1]] if at >= start else ""
        if at >= start and "،" in gap and not relative and self._speaker_ending(at) is None:
            if self.forms[i][:1] == "و":
                return None
            while at > start and joined(document, at - 1) and self._speaker_ending(at) is None:
                at -= 1  # back over the inserted phrase to the comma that opens it
            if self._speaker_ending(at) is None:
                at -= 1
                while at > start and not self._comma(at) and self._speaker_ending(at) is None:
                    at -= 1
        mention = self._speaker_ending(at) if at >= start else None
        if mention is None or mention.proclitics.strip("وف"):
            return None
        first = document.word_at(mention.start)
        before = self.forms[first - 1] if first > start and joined(document, first - 1) else ""
        if before in self.closed["place"] or before in _PREPOSITIONS:
            return None
        if before and self._is_verb(first - 1) and not relative and before not in self.closed["auxiliary"]:
            return None
        return mention.start, self._with_acronym(mention.end)

    def _speaker_ending(self, at: int) -> Mention | None:
        """The mention that ends at word `at`, but for the adjective of a deed («الذي شبه التدخل الروسي …، قال»)."""
        mention = self._mention_ending(at)
        return None if mention is not None and mention.rule == "free_adjective" else mention

    def _leading(self, i: int, sentence: int) -> Span | None:
        """The subject right before the verb, only auxiliaries between: «وكان الوزير قد قال», «أما الكرملين فقال», «موسكو أكدت»."""
        at = i - 1
        start = self.document.first_word[sentence]
        while at > start and self.forms[at] in self.closed["auxiliary"] and self._mention_ending(at) is None:
            at -= 1
        mention = self._mention_ending(at) if at >= start else None
        if mention is None:
            return None
        gender, verb = self._gender_of(mention), self._cue(i)
        if verb is not None and verb.unit.features.gender and gender and verb.unit.features.gender != gender:
            return None
        return self._subject_before(i, sentence)

    def _mention_ending(self, at: int) -> Mention | None:
        """The mention whose last word is `at`."""
        first = self.mention_of.get(at)
        if first is None:
            return None
        mention, last = self.mention_from[first]
        return mention if last == at + 1 else None

    def _comma(self, at: int) -> bool:
        return "،" in self.document.text[self.document.ends[at] : self.document.starts[at + 1]] if at + 1 < len(self.forms) else False

    def _with_acronym(self, end: int) -> int:
        """Behind «(سانا)», if it stands right there: the short name belongs to the source as printed."""
        m = _ACRONYM.match(self.document.text, end)
        return m.end() if m else end

    def _postposed(self, i: int, hit: Hit, sentence: int, source: Span | None) -> _Row | None:
        """«"لن ننسحب"، يقول القائد، "قبل الاتفاق"»: the speech before the verb, and behind its subject."""
        cue = hit.unit.cue
        if "direct" not in cue.takes and "colon" not in cue.takes:
            return None
        document = self.document
        start = document.starts[i]
        before = [
            q
            for q in document.quotations
            if q.level == 0 and q.closed and q.end <= start and document.text[q.end : start].strip(" ،,.!؟\n") == ""
        ]
        if not before or source is None:
            return None
        content = [(before[-1].start + 1, before[-1].end - 1)]
        after = source[1]
        m = _OPEN.match(document.text, after)
        if m:
            content += [(q.start + 1, q.end - 1) for q in document.quotations if q.start == m.end() - 1 and q.closed]
        return _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, source, content, "direct", "verb_postposed", sentence)

    # --- participles, nouns ------------------------------------------------------------------------------------------------

    def _participle(self, i: int, hit: Hit, sentence: int) -> _Row | None:
        """«مؤكدا أن», «قائلة»: an adverbial participle, its speaker the subject of the clause before."""
        if hit.analysis.article or hit.analysis.preposition:
            return None
        cue = hit.unit.cue
        end = self.document.first_word[sentence + 1]
        frame = self._complement(cue.takes, hit.last, hit, end, sentence)
        if frame is None:
            return None
        content, mode, rule = frame
        if rule not in ("that", "direct", "colon") and not self.forms[i].endswith(("ا", "ه")):
            return None
        row = _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, None, content, mode, f"participle_{rule}", sentence, inherited=True)
        row.gender = "f" if self.document.text[self.document.ends[hit.last - 1] - 1] in "ة" else "m"
        return row

    def _noun(self, i: int, hit: Hit, sentence: int) -> _Row | None:
        """«اتهام واشنطن لموسكو بقصف», «تصريحات لافروف بأن», «قوله إن»: a noun with its holder and what is said."""
        cue, document = hit.unit.cue, self.document
        end = document.first_word[sentence + 1]
        takes = [t for t in cue.takes if t not in ("noun", "masdar", "an")]
        holder = self.mention_from.get(hit.last) if hit.last < end and joined(document, hit.last - 1) else None
        source: Span | None = None
        at = hit.last
        if holder is not None:
            mention, last = holder
            genitive = mention.proclitics in ("", "ل") and not hit.analysis.article
            if genitive or mention.form == "demonym":
                source, at = (mention.start, mention.end), last
        accused = self.mention_from.get(at) if at < end and joined(document, at - 1) else None
        frame = None
        accusation = cue.distance == "claim" and "bi" in cue.takes
        if accusation and accused is not None and accused[0].proclitics == "ل":
            frame = self._oblique("ب", accused[1], end, sentence, start_at=accused[0].start)
        if frame is None:
            frame = self._complement(takes, at, hit, min(end, at + 7), sentence, near=True)
        if frame is None:
            return None
        content, mode, rule = frame
        own = hit.analysis.pronoun in ("ه", "ها", "هم")
        row = _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, source, content, mode, f"noun_{rule}", sentence)
        if source is None:
            if own:  # «نقلت الوكالة عن مصدر قوله إن»: the noun before is the source
                row.source = self._before_own(i, sentence)
                row.inherited = row.source is None
            elif self._verb_of_speech_before(i, sentence):
                return None
            else:
                row.inherited = False
                row.impersonal = True
        return row

    def _before_own(self, i: int, sentence: int) -> Span | None:
        document = self.document
        if i > document.first_word[sentence] and joined(document, i - 1):
            for _first, (mention, last) in self.mention_from.items():
                if last == i:
                    return mention.start, mention.end
            for first in range(max(document.first_word[sentence], i - 3), i):
                if any(h.last == i and isinstance(h.unit, Unnamed) for h in self.hits.get(first, ())):
                    return document.starts[first], document.ends[i - 1]
        return None

    def _document_at(self, i: int) -> bool:
        """Whether a document begins here, which speaks and is no actor («كشفت الوثائق عن»)."""
        return any(isinstance(h.unit, Unnamed) and h.unit.source_kind == "document" for h in self.hits.get(i, ()))

    def _verb_of_speech_before(self, i: int, sentence: int) -> bool:
        start = max(self.document.first_word[sentence], i - 12)
        return any((h := self._cue(j)) is not None and h.unit.features.part in ("past", "present") for j in range(start, i))

    # --- prepositions -------------------------------------------------------------------------------------------------------

    def _preposition(self, i: int, hit: Hit, sentence: int, found: list[_Row]) -> _Row | None:
        """«بحسب X، …», «…، وفقا لـX», «نقلا عن X»: the noun behind is the source, the clause around it the content."""
        document, cue = self.document, hit.unit.cue
        end = document.first_word[sentence + 1]
        at = hit.last
        if at >= end or not joined(document, at - 1):
            return None
        if hit.unit.attached and not self.forms[at].startswith(hit.unit.attached):
            return None
        if self.forms[at] in (fold("ما"), fold("لما")) and at + 1 < end:
            at += 1
        inner = self._cue(at)
        verb_follows = inner is not None and inner.unit.features.part in ("past", "present")
        if "genitive" not in cue.takes and not verb_follows:
            return None
        noun_at = inner.last if verb_follows and inner is not None else at
        if verb_follows and noun_at < end and self.forms[noun_at] in ("عنه", "عنها", "عنهم"):
            noun_at += 1
        source = self._genitive(noun_at, end, 0 if verb_follows else len(hit.unit.attached))
        if source is None:
            return None
        s_first, s_last = document.word_at(source[0]), document.word_at(source[1] - 1) + 1
        starts, ends = document.starts, document.ends
        span = self._cue_span(i, hit)
        if verb_follows:
            self.claimed.add(at)
        row = _Row(hit, span, cue.cue, cue.distance, source, [], "indirect", "relay" if cue.relay else "according_to", sentence)
        # inside the frame of a verb: between the verb and its clause
        for other in found:
            if (
                other.sentence == sentence
                and other.hit is not None
                and other.cue_span[1] <= span[0]
                and other.content
                and span[0] < other.content[0][0]
            ):
                row.content, row.mode = list(other.content), other.mode
                return row
        first = document.first_word[sentence]
        lead = i == first or all(w in self.closed["outlet_again"] or w in ("و",) for w in self.forms[first:i])
        gap = document.text[ends[s_last - 1] : starts[s_last]] if s_last < end else ""
        if lead:
            start = s_last
            if start < end and self._that(start):
                start += 1
            if start >= end:
                return None
            stop = self._clause_end(start, end)
            row.content = [self._trim(starts[start], ends[stop - 1])]
        else:
            begin = self._clause_begin(i, sentence, found)
            content = [self._trim(begin, ends[i - 1])] if begin < starts[i] else []
            if s_last < end and "،" in gap and not self._starts_clause(s_last):
                stop = self._clause_end(s_last, end)
                content.append(self._trim(starts[s_last], ends[stop - 1]))
            elif s_last < end and self._that(s_last):
                stop = self._clause_end(s_last + 1, end)
                content = [self._trim(starts[s_last + 1], ends[stop - 1])] if s_last + 1 < end else content
            row.content = [c for c in content if c[0] < c[1]]
        if not row.content or s_first >= end:
            return None
        row.mode = self._mode(row.content)
        return row

    def _genitive(self, at: int, end: int, skip: int) -> Span | None:
        """The noun phrase that begins at word `at`, its attached preposition of `skip` letters left out."""
        document = self.document
        if at >= end:
            return None
        noun = self.mention_from.get(at)
        if noun is None and (self._that(at) or self.forms[at] in self.closed["stop"]):
            return None
        last = noun[1] if noun else at + 1
        limit = min(end, at + 14)
        while last < limit and joined(document, last - 1):
            inner = self.mention_from.get(last)
            if inner is not None and inner[0].proclitics in ("", "و"):
                last = inner[1]
                continue
            word = self.forms[last]
            if word == fold("في") and self._unnamed_at(at) and last + 1 in self.mention_from:
                last = self.mention_from[last + 1][1]
                continue
            if (
                word in self.closed["source_end"]
                or self._prepositional(last)
                or word == fold("في")
                or self._is_verb(last)
                or self._that(last)
            ):
                break
            if noun is not None and not word.startswith(("ال", "وال")):
                break
            last += 1
        start = noun[0].start if noun else document.starts[at] + skip
        return start, self._with_acronym(document.ends[last - 1])

    def _clause_begin(self, i: int, sentence: int, found: list[_Row]) -> int:
        """Where the clause before a postposed «بحسب» begins: the content of the row that holds it, else the sentence."""
        document = self.document
        begin = document.sentences[sentence].start
        for other in found:
            for a, b in other.content:
                if other.sentence == sentence and a <= document.starts[i] <= b + 2 and a > begin:
                    begin = a
        return begin

    # --- what is said --------------------------------------------------------------------------------------------------------

    def _complement(
        self, takes: list[str], at: int, hit: Hit, end: int, sentence: int, *, near: bool = False
    ) -> tuple[list[Span], str, str] | None:
        """What a cue introduces, from word `at`: spans, mode, and the name of the frame; None if nothing fits."""
        document = self.document
        limit = min(end, at + (8 if near else _FAR))
        text_at = document.ends[at - 1]
        clause = {"anna", "inna", "bi_anna", "direct", "colon", "verb"} & set(takes)
        # direct speech right behind the cue or its source
        if {"direct", "colon", "inna"} & set(takes):
            quote = self._quote_at(text_at)
            colon = _COLON.match(document.text, text_at)
            if quote is not None:
                return quote, "direct", "direct"
            if colon is not None and at < end:
                inner = self._quote_at(colon.end())
                if inner is not None:
                    return inner, "direct", "colon"
                return [self._trim(document.starts[at], document.ends[end - 1])], "indirect", "colon"
        oblique = next((p for t, p in _OBLIQUE.items() if t in takes), None)
        accusation = hit.unit.cue.distance == "claim" and "bi" in takes
        for j in range(at, limit):
            if self._that(j) and j not in self.claimed and clause | ({"an"} & set(takes)):
                if not self._reach(at, j):
                    break
                self.claimed.add(j)
                first = j + 1
                if first >= end:
                    return None
                begin = self._accused(at, j) if accusation else None
                if begin is None and j > at and self.forms[j].startswith("بان") and self.forms[j] != "بان" and joined(document, at - 1):
                    begin = document.starts[self._behind_comma(at, j)]  # «وصف الضربة بأنها عدوان»: what is described is part of it
                return self._said(first, document.first_word[sentence + 1], start=begin)
            if self._stops(j, at):
                break
            if not near and {"direct", "colon"} & set(takes) and j > at:
                gap = document.text[document.ends[j - 1] : document.starts[j]]
                if ":" in gap and self._reach(at, j):
                    inner = self._quote_at(document.text.index(":", document.ends[j - 1]) + 1)
                    if inner is not None:
                        return inner, "direct", "colon"
                    stop = self._clause_end(j, end)
                    return [self._trim(document.starts[j], document.ends[stop - 1])], "indirect", "colon"
                if "«" in gap and self._reach(at, j) and self._long_quote(document.text.index("«", document.ends[j - 1])):
                    inner = self._quote_at(document.ends[j - 1])
                    if inner is not None:
                        return inner, "direct", "direct"
        if oblique is not None:
            found = self._oblique(oblique, at, min(limit, at + 14), sentence, start_at=self._accused_start(at) if accusation else None)
            if found is not None:
                return found
        if "noun" in takes and (noun := self._noun_said(at, min(limit, at + 24), has_subject=at > hit.last)) is not None:
            stop = self._clause_end(noun, end)
            span = self._trim(document.starts[noun], document.ends[stop - 1])
            return [span], self._mode([span]), "noun"
        return None

    def _behind_comma(self, at: int, j: int) -> int:
        """The word behind the last comma before word j, from word `at` on («وصفت البعثة، في رسالتها، القرار بأنه»)."""
        for k in range(j - 1, at, -1):
            if "،" in self.document.text[self.document.ends[k - 1] : self.document.starts[k]]:
                return k
        return at

    def _noun_said(self, at: int, limit: int, *, has_subject: bool) -> int | None:
        """The first word of a noun phrase that is what is said: «أكدت موسكو دعمها», «أعلن، في كلمة أمس، انسحاب بلاده»."""
        document = self.document
        for j in range(at, limit):
            here = j == at or "،" in document.text[document.ends[j - 1] : document.starts[j]] or self._behind_place(j, at)
            if j > at and self._stops(j, at):
                return None
            if not here or j in self.inside or self._that(j) or (self._is_verb(j) and not self._masdar(j)):
                continue
            if self._masdar(j) or (has_subject and j == at and joined(document, j - 1) and self._plain_noun(j)):
                return j
        return None

    def _behind_place(self, j: int, at: int) -> bool:
        """Right behind «من موسكو», «في نيويورك» after the source."""
        return j - at in (2, 3) and self.forms[at] in _PREPOSITIONS and joined(self.document, j - 1)

    def _reach(self, at: int, j: int) -> bool:
        """Whether nothing between word `at` and the clause at `j` belongs to another verb of speech."""
        return not any(
            (h := self._cue(k)) is not None
            and h.unit.features.part in ("past", "present")
            and "verb" not in h.unit.cue.takes
            and not self._relative(k)
            for k in range(at, j)
        )

    def _relative(self, i: int) -> bool:
        return i > 0 and (self.forms[i - 1] in _RELATIVES or self.forms[i - 1] in (fold("ما"), fold("حسبما"), fold("كما")))

    def _stops(self, j: int, at: int) -> bool:
        """A sign between words that no frame crosses: a semicolon, or a comma behind which a new clause with و and a verb begins."""
        if j == at:
            return False
        gap = self.document.text[self.document.ends[j - 1] : self.document.starts[j]]
        return "؛" in gap or "." in gap or ("،" in gap and self.forms[j][:1] == "و" and self._is_verb(j))

    def _accused(self, at: int, j: int) -> int | None:
        mention = self.mention_from.get(at)
        return mention[0].start if mention is not None and mention[1] <= j else None

    def _accused_start(self, at: int) -> int | None:
        mention = self.mention_from.get(at)
        return mention[0].start if mention is not None else None

    def _said(self, first: int, end: int, *, start: int | None = None) -> tuple[list[Span], str, str]:
        """A clause from word `first` to its end; all in quotation marks is direct."""
        document = self.document
        gap_start = document.ends[first - 1]
        quote = self._quote_at(gap_start)
        stop = self._clause_end(first, end, clause=True)
        last = document.ends[stop - 1]
        if quote is not None and start is None:
            q_end = quote[-1][1]
            if q_end + 1 >= last or last <= q_end + 3:
                return quote, "direct", "that"
            return [self._trim(quote[0][0], last)], "mixed", "that"
        if start is None:
            that = self.forms[first - 1]
            pronoun = next((p for p in ("هما", "ها", "هم", "نا", "ه") if that.endswith(p) and len(that) - len(p) >= 2), "")
            start = (
                document.starts[first - 1]
                if that in ("الا", "بالا")
                else document.ends[first - 1] - len(pronoun)
                if pronoun
                else document.starts[first]
            )
        span = self._trim(start, last)
        return [span], self._mode([span]), "that"

    def _oblique(
        self, preposition: str, at: int, limit: int, sentence: int, *, start_at: int | None = None
    ) -> tuple[list[Span], str, str] | None:
        """A complement with a preposition: «طالب بوقف القصف», «دعا إلى الحوار», «اتهم موسكو بقصف …»."""
        document = self.document
        end = document.first_word[sentence + 1]
        for j in range(at, limit):
            word = self.forms[j]
            if j > at and not joined(document, j - 1):
                if "،" not in document.text[document.ends[j - 1] : document.starts[j]]:
                    return None
                if start_at is None:
                    continue
            mention = self.mention_from.get(j)
            first = None
            if len(preposition) == 1:
                if (
                    word.startswith(preposition)
                    and len(word) > 3
                    and (mention is None or mention[0].proclitics == preposition)
                    and self._attached(j, preposition)
                ):
                    first = document.starts[j] + len(preposition)
            elif word == fold(preposition) and j + 1 < end:
                first = document.starts[j + 1]
            if first is None:
                if self._that(j) or (self._is_verb(j) and j > at):
                    return None
                continue
            stop = self._clause_end(j + 1 if len(preposition) > 1 else j, end)
            span = self._trim(start_at if start_at is not None else first, document.ends[stop - 1])
            return [span], self._mode([span]), "oblique"
        return None

    def _attached(self, j: int, preposition: str) -> bool:
        """Whether the first letter of word j is a preposition and not part of the word: a known noun without it, or ال behind it."""
        rest = self.forms[j][1:]
        if rest.startswith("ال") or (preposition == "ل" and rest.startswith("ل")):
            return True
        known = self.hits.get(j, ())
        if any(h.analysis.preposition == preposition for h in known):
            return True
        if len(self.forms[j]) < 4:
            return False
        if any(not h.analysis.proclitics for h in known):
            return False
        return rest in self.lexicon.index.root or len(rest) >= 4

    # --- quotations and clause ends ---------------------------------------------------------------------------------------

    def _quote_at(self, offset: int) -> list[Span] | None:
        """The quotation that opens right at `offset` (white space and signs before it passed over), over reopened paragraphs."""
        m = _OPEN.match(self.document.text, offset)
        if m is None:
            return None
        at = m.end() - 1
        spans: list[Span] = []
        quotations = self.document.quotations
        for n, q in enumerate(quotations):
            if q.start == at and q.level == 0:
                spans.append((q.start + 1, q.end - (1 if q.closed else 0)))
                while q.continues:
                    q = next(x for x in quotations[n + 1 :] if x.level == 0)
                    n = quotations.index(q)
                    spans.append((q.start + 1, q.end - (1 if q.closed else 0)))
                return [self._trim(a, b) for a, b in spans]
        return None

    def _long_quote(self, at: int) -> bool:
        """More than a name: at least four words."""
        for q in self.document.quotations:
            if q.start == at:
                return self.document.word_at(q.end - 1) - self.document.word_at(q.start + 1) >= 4
        return False

    def _clause_end(self, first: int, end: int, *, clause: bool = False) -> int:
        """Behind the last word of what is said from word `first`: the end of the sentence, or where another voice begins.

        Inside a clause with «أن» a verb with و goes on with it («أن كييف أغلقت … وأمرت»), unless it introduces a statement itself.
        """
        document = self.document
        inside = [(q.start, q.end) for q in document.quotations if q.start >= document.ends[first - 1] if first] if first else []
        for j in range(first + 1, end):
            here = document.starts[j]
            if any(a < here < b for a, b in inside):
                continue
            gap = document.text[document.ends[j - 1] : here]
            if "؛" in gap or ". " in gap or "؟" in gap or "! " in gap:
                return j
            comma = "،" in gap or "," in gap
            hit = self._cue(j)
            if hit is not None:
                part, cue = hit.unit.features.part, hit.unit.cue
                if "genitive" in cue.takes and not cue.marker and (comma or cue.pos != "noun"):
                    return j
                adverbial = part == "active" and cue.pos == "verb" and not hit.analysis.article and not hit.analysis.preposition
                if adverbial and ((comma and self.forms[j].endswith(("ا", "ه"))) or self._introduces(j, hit, end)):
                    return j
                if (
                    part == "past"
                    and hit.analysis.conjunction == "و"
                    and (cue.continues or self._attributes(j, hit, end) or (comma and not clause))
                ):
                    return j
                if (
                    part in ("past", "present")
                    and comma
                    and "verb" not in cue.takes
                    and joined(document, j)
                    and self._attributes(j, hit, end)
                ):
                    return j
            if (
                comma
                and self.forms[j] in self.closed["but"]
                and any(
                    (h := self._cue(k)) is not None and h.unit.features.part in ("past", "present") for k in range(j + 1, min(end, j + 8))
                )
            ):
                return j
            if comma and self.forms[j] in self.closed["outlet_again"]:
                return j
        return end

    def _introduces(self, j: int, hit: Hit, end: int) -> bool:
        return (
            any(self._that(k) for k in range(hit.last, min(end, hit.last + 4)))
            or _OPEN.match(self.document.text, self.document.ends[hit.last - 1]) is not None
            or _COLON.match(self.document.text, self.document.ends[hit.last - 1]) is not None
        )

    def _attributes(self, j: int, hit: Hit, end: int) -> bool:
        return any(self._that(k) for k in range(hit.last, min(end, hit.last + 12)))

    def _starts_clause(self, j: int) -> bool:
        return self.forms[j][:1] == "و" or self.forms[j] in self.closed["outlet_again"]

    def _mode(self, spans: list[Span]) -> str:
        for a, b in spans:
            for q in self.document.quotations:
                if a <= q.start and q.end <= b and self.document.word_at(q.end - 1) - self.document.word_at(q.start + 1) >= 2:
                    return "mixed"
        return "indirect"

    def _trim(self, start: int, end: int) -> Span:
        text = self.document.text
        while start < end and text[start] in " ،,:؛\n":
            start += 1
        while end > start and text[end - 1] in " ،,.:؛!؟\n":
            end -= 1
        if end - start > 1 and text[start] == "«" and text[end - 1] == "»" and text.find("»", start, end) == end - 1:
            return start + 1, end - 1
        return start, end

    # --- headlines and speech without a cue ---------------------------------------------------------------------------------

    def _headline(self, sentence: int) -> _Row | None:
        """«لافروف: لن نتخلى عن دمشق»: a name, a colon, what is said."""
        document = self.document
        words = document.words_of(sentence)
        noun = self.mention_from.get(words[0])
        if noun is None or noun[1] >= words[-1] + 1 or noun[0].proclitics:
            return None
        m = _COLON.match(document.text, noun[0].end)
        if m is None or (noun[0].kind == "state" and document.sentences[sentence].paragraph > 0):
            return None
        colon = m.end() - 1
        start, end = document.starts[noun[1]], document.ends[words[-1]]
        quote = self._quote_at(colon + 1)
        content = quote if quote is not None and quote[-1][1] >= end - 2 else [self._trim(start, end)]
        mode = "direct" if quote is not None and content is quote else self._mode(content)
        return _Row(None, (colon, colon + 1), ":", "neutral", (noun[0].start, noun[0].end), content, mode, "headline", sentence)

    def _distinct(self, found: list[_Row]) -> list[_Row]:
        """One row a cue; a cue behind which nothing is said makes none."""
        kept: list[_Row] = []
        for row in found:
            row.content = [c for c in row.content if c[0] < c[1]]
            if not row.content:
                continue
            if any(row.cue_span[0] < k.cue_span[1] and k.cue_span[0] < row.cue_span[1] for k in kept):
                continue
            kept.append(row)
        return kept

    # --- speakers ------------------------------------------------------------------------------------------------------------

    def _speakers(self, found: list[_Row]) -> None:
        for row in found:
            if row.source is None:
                continue
            start, end = row.source
            inside = [m for m in self.mentions if start <= m.start < end]
            row.speaker = inside[0] if inside else None
            if row.speaker is not None:
                row.speaker_id = row.speaker.who
            row.source_kind = self._source_kind(row)

    def _source_kind(self, row: _Row) -> str:
        assert row.source is not None
        mention = row.speaker
        first = self.document.word_at(row.source[0])
        if mention is None or mention.kind == "anonymous":
            for hit in self.hits.get(first, ()):
                if isinstance(hit.unit, Unnamed):
                    return hit.unit.source_kind
            return "anonymous"
        return self._kind_of_mention(mention)

    def _parents(self, found: list[_Row]) -> None:
        """A row lies in the smallest content that holds its cue; relays and transmitters are tied to the row they serve."""
        for n, row in enumerate(found):
            best: int | None = None
            size = None
            for m, other in enumerate(found):
                if m == n:
                    continue
                for a, b in other.content:
                    if (
                        a <= row.cue_span[0]
                        and row.cue_span[1] <= b
                        and (size is None or b - a < size)
                        and not self._holds_back(found, m, n)
                    ):
                        best, size = m, b - a
            row.parent = best
        for n, row in enumerate(found):
            if row.rule in ("relay", "according_to"):
                frame = self._frame_of(found, n)
                if frame is None:
                    continue
                if row.rule == "relay":
                    if row.parent is None or not self._leads(found, frame, n):
                        row.parent = frame
                elif found[frame].parent is None and frame != n:
                    found[frame].parent = n
            elif row.rule.startswith(("noun", "relayed")) and row.source is not None:
                frame = self._same_content(found, n)
                if frame is not None:
                    row.parent = frame
        for n in range(len(found)):  # no row is its own ancestor
            seen = {n}
            at = found[n].parent
            while at is not None:
                if at in seen:
                    found[n].parent = None
                    break
                seen.add(at)
                at = found[at].parent

    def _holds_back(self, found: list[_Row], m: int, n: int) -> bool:
        return (
            any(a <= found[m].cue_span[0] and found[m].cue_span[1] <= b for a, b in found[n].content)
            and found[n].cue_span[0] < found[m].cue_span[0]
        )

    def _frame_of(self, found: list[_Row], n: int) -> int | None:
        """The verb whose frame (between cue and content) holds the preposition of row n."""
        row = found[n]
        for m, other in enumerate(found):
            if (
                m != n
                and other.sentence == row.sentence
                and other.cue_span[1] <= row.cue_span[0]
                and other.content
                and row.cue_span[0] < other.content[0][0]
                and other.content == row.content
            ):
                return m
        return None

    def _same_content(self, found: list[_Row], n: int) -> int | None:
        row = found[n]
        for m, other in enumerate(found):
            if (
                m != n
                and other.sentence == row.sentence
                and other.cue_span[1] <= row.cue_span[0]
                and other.content
                and other.content[0][0] <= row.content[0][0]
                and row.content[-1][1] <= other.content[-1][1] + 1
            ):
                return m
        return None

    def _leads(self, found: list[_Row], ancestor: int, n: int) -> bool:
        at = found[n].parent
        while at is not None:
            if at == ancestor:
                return True
            at = found[at].parent
        return False

    def _inherit(self, found: list[_Row]) -> None:
        """Verbs without a subject take the last speaker that fits in gender and number; where two of one sentence fit, none."""
        for n, row in enumerate(found):
            if row.impersonal:
                row.source_kind = "unknown"
                continue
            if not row.inherited:
                continue
            if (subject := self._sentence_subject(row, found, n)) is not None:
                row.speaker, row.speaker_id = subject, subject.who
                row.source_kind = self._kind_of_mention(subject)
                continue
            fitting: list[_Row] = []
            for other in reversed(found[:n]):
                if row.sentence - other.sentence > 4 or (fitting and other.sentence != fitting[0].sentence):
                    break
                if other.source_kind == "unknown" or other.parent == n:
                    continue
                if (
                    row.parent is not None
                    and other.parent != row.parent
                    and found.index(other) != row.parent
                    and row.sentence == other.sentence
                ):
                    continue
                if self._fits(row, other):
                    fitting.append(other)
            if not fitting:
                row.source_kind, row.reason = "unknown", "no earlier speaker fits"
                continue
            chosen = fitting[0]
            others = [o for o in fitting[1:] if self._key(o) != self._key(chosen) and o.parent is None and chosen.parent is None]
            if others and not row.rule.startswith("participle") and row.sentence != chosen.sentence:
                row.source_kind, row.reason = "unknown", "two speakers fit"
                continue
            row.speaker_id, row.source_kind, row.speaker = chosen.speaker_id, chosen.source_kind, chosen.speaker
            if row.parent is None and chosen.parent is not None and row.sentence != chosen.sentence:
                row.parent = chosen.parent if not self._below(found, chosen.parent, n) else None

    def _sentence_subject(self, row: _Row, found: list[_Row], n: int) -> Mention | None:
        """The subject of an earlier verb of the same sentence that is no verb of speech («ورحب فلان بالقرار، واصفا …»).

        Only where no statement of this sentence with a source of its own stands before; that one is nearer.
        """
        first = self.document.first_word[row.sentence]
        cue = row.cue_span[0]
        if any(o.sentence == row.sentence and o.source is not None and o.cue_span[0] < cue for o in found[:n]):
            return None
        if row.cue_span[0] <= self.document.ends[first]:
            return None
        for at in range(first, self.document.word_at(cue)):
            if at not in self.mention_from:
                continue
            mention = self.mention_from[at][0]
            if mention.who is None or mention.proclitics.strip("وف") or mention.kind == "outlet" or mention.form == "demonym":
                continue
            before = self.forms[at - 1] if at > first else ""
            leads = at == first or (
                joined(self.document, at - 1) and (self._is_verb(at - 1) or before in self.closed["auxiliary"] or at - first <= 1)
            )
            if leads and before not in _PREPOSITIONS and before not in self.closed["place"]:
                gender = self._gender_of(mention)
                fits = not (row.gender and gender and row.gender != gender)
                return mention if fits else None
        return None

    def _kind_of_mention(self, mention: Mention) -> str:
        if mention.kind == "outlet":
            return "outlet"
        if mention.kind == "person":
            actor = self.lexicon.actors.get(mention.actor_id or "")
            official = (
                mention.form == "office" or mention.rule.startswith(("office", "spokes")) or (actor is not None and bool(actor.offices))
            )
            return "official" if official else "person"
        return "official" if mention.form == "office" else "body"

    def _below(self, found: list[_Row], at: int | None, n: int) -> bool:
        while at is not None:
            if at == n:
                return True
            at = found[at].parent
        return False

    def _key(self, row: _Row) -> object:
        return row.speaker_id or (row.source and self.document.text[row.source[0] : row.source[1]]) or row.source_kind

    def _fits(self, row: _Row, other: _Row) -> bool:
        gender, number = self._agreement(other)
        if row.number == "p" and number == "s":
            return False
        if row.number == "s" and number == "p" and other.speaker is not None and other.speaker.kind == "anonymous" and gender == "m":
            return False
        return not (row.gender and gender and row.gender != gender)

    def _agreement(self, row: _Row) -> tuple[str, str]:
        """Gender and number in which the speaker of a row asks a verb behind it to agree."""
        mention = row.speaker
        if mention is None:
            if row.source is None:
                return row.gender, row.number
            word = self.document.text[row.source[0] : row.source[1]].split(" ")[0]
            return ("f" if word.endswith(("ة", "ات")) else "m"), "s"
        first = self.document.word_at(mention.start)
        if mention.kind == "anonymous":
            for hit in self.hits.get(first, ()):
                if isinstance(hit.unit, Unnamed):
                    return hit.unit.gender, "p" if hit.unit.number == "p" and hit.unit.gender == "m" else "s"
            return "", ""
        actor = self.lexicon.actors.get(mention.actor_id or "")
        if mention.kind == "person":
            if mention.form == "office" or mention.rule.startswith(("title", "office", "spokes")):
                word = self.document.text[mention.start : mention.end].split(" ")[0]
                return ("f" if word.endswith("ة") else "m"), "s"
            return (actor.gender if actor is not None and actor.gender else "m"), "s"
        word = self.document.text[mention.start : mention.end].split(" ")[0]
        if word.endswith("ة") or mention.kind == "state":
            return "f", "s"
        if mention.rule.startswith("organ") or mention.rule == "head_and_name" or mention.form == "description":
            return ("f" if word.endswith(("ة", "ات", "اء")) or word in ("الخارجية", "القوات") else "m"), "s"
        return (actor.gender if actor is not None and actor.gender else ""), "s"

    # --- words ----------------------------------------------------------------------------------------------------------------

    def _cue_span(self, i: int, hit: Hit) -> Span:
        return self.document.starts[i] + hit.analysis.offset, self.document.ends[hit.last - 1]

    def _that(self, i: int) -> bool:
        return i < len(self.forms) and self.forms[i] in self.closed["that"]

    def _is_verb(self, i: int) -> bool:
        return (
            any(
                isinstance(h.unit, CueForm | PredicateForm)
                and h.unit.features.part in ("past", "present")
                and not h.analysis.article
                and h.analysis.preposition in ("", "س", "ل")
                and h.unit.condition.when == "always"
                for h in self.hits.get(i, ())
            )
            and not self.forms[i].startswith("ال")
            and i not in self.mention_from
        )

    def _masdar(self, i: int) -> bool:
        return any(
            isinstance(h.unit, PredicateForm | CueForm) and h.unit.features.part in ("masdar", "noun") and not h.analysis.preposition
            for h in self.hits.get(i, ())
        )

    def _prepositional(self, i: int) -> bool:
        """A word that begins with ل or ب as a preposition: an addressee («لمنصة»), a place or means («ببيروت»)."""
        word = self.forms[i]
        mention = self.mention_from.get(i)
        if mention is not None:
            return mention[0].proclitics in ("ل", "ب", "ك", "ول", "وب")
        return word.startswith(("لل", "بال", "كال")) and len(word) > 4

    def _unnamed_at(self, i: int) -> bool:
        return any(isinstance(h.unit, Unnamed) for h in self.hits.get(i, ()))

    def _hedged(self, i: int) -> bool:
        return any(
            isinstance(h.unit, HedgeForm) and h.unit.hedge.effect in ("hedged", "planned")
            for j in range(max(0, i - 3), i)
            for h in self.hits.get(j, ())
        )


_OBLIQUE = {"bi": "ب", "ila": "إلى", "min": "من", "ala": "على", "an_prep": "عن", "li": "ل"}
_PREPOSITIONS = frozenset(map(fold, ("في", "من", "إلى", "على", "عن", "مع", "ضد", "بين", "لدى", "عند", "تجاه")))
_RELATIVES = frozenset(map(fold, ("الذي", "التي", "الذين", "اللذين", "اللتين", "اللواتي")))
