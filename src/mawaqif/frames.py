"""The frame of a cue: where its subject stands, what it introduces, and where what is said ends. Positions are words, ends half open."""

from __future__ import annotations

from mawaqif.folding import fold
from mawaqif.lexicon.units import CueForm, PredicateForm
from mawaqif.lexicon.words import Hit, joined
from mawaqif.phrases import COLON, OBLIQUE, OPEN, Phrases
from mawaqif.rows import Mention, Span

_FAR = 60  # words between a verb and its clause, at the most
_CLAUSE = frozenset(("anna", "inna", "bi_anna", "direct", "colon", "verb"))
Said = tuple[list[Span], str, str]  # spans, mode, name of the frame


class Frames(Phrases):
    """Subjects, complements and clauses; `claimed` holds the words that introduce a clause and belong to a cue."""

    def clear(self) -> None:
        self.claimed: set[int] = set()

    # --- subjects ---------------------------------------------------------------------------------------------------------

    def subject_behind(self, at: int, end: int, hit: Hit, *, object_follows: bool = False) -> tuple[int, int] | None:
        """The noun phrase behind the verb that ends before word `at`: from its first word to a stop, the clause, or the object."""
        takes = tuple(hit.unit.cue.takes)
        # «قال له أمس الوزير»: to whom and when may stand before the subject
        steps = 0
        while at < end and steps < 4 and (self.forms[at] in self.closed["time"] or self.forms[at] in self.closed["addressed"]):
            if not joined(self.document, at - 1):
                return None
            at += 1
            steps += 1
        if at >= end or not self.beside(at) or self.that(at) or self.forms[at] in self.closed["source_end"]:
            return None
        noun = self.mention_from.get(at)
        if "«" in self.gap(at) and (noun is None or self.long_quote(self.document.text.index("«", self.document.ends[at - 1]))):
            return None
        if noun is None:
            word = self.forms[at]
            if word in self.closed["stop"] and word not in self.closed["quantity"]:
                return None
            if self.prepositional(at) or self.is_verb(at) or self.preposition(at):
                return None
            if self.masdar(at) and "noun" in takes and not self.document_at(at):
                return None
            surely = "bi" in takes or word.startswith("بال") or any(h.analysis.preposition == "ب" for h in self.hits.get(at, ()))
            if word[0] == "ب" and surely and self.attached(at, "ب") and not self.unnamed_at(at):
                return None
        elif noun[0].proclitics:
            return None
        return at, self.noun_phrase(at, end, takes=takes, object_follows=object_follows, to_clause=bool(_CLAUSE & set(takes)))

    def subject_before(self, i: int, sentence: int, hit: Hit | None = None) -> Span | None:
        """The subject before a verb: «موسكو أكدت», «أما الكرملين فقال», «وكان مصدر في الوزارة قد قال», «الذي قال», over an inserted «، … ،»."""
        start = self.document.first_word[sentence]
        at = i - 1
        while (
            at >= start
            and (self.word_in(at, "auxiliary") or self.word_in(at, "was"))
            and at not in self.mention_of
            and not self._opens_subject(at)
        ):
            at -= 1
        if at < start:
            return None
        if self.forms[at] in self.closed["relative"]:
            found = self._antecedent(at, start)
            return found and self.source_span(*found)
        if any(sign in self.gap(at + 1) for sign in "؛:-–"):
            return None
        inserted = self.comma(at + 1)
        if inserted and self.forms[i][:1] == "و":
            return None
        apposed: tuple[int, int] | None = None
        for first in self._openings(at, start):
            last = self._subject_from(first, at + 1)
            if last is None:
                continue
            if (
                inserted
                and last == at + 1
                and first > start
                and self.comma(first)
                and self.forms[first - 1] not in self.closed["opens_clause"]
            ):
                apposed = apposed or (first, last)  # «وكان فلان، عضو الائتلاف، قد قال»: the name before it, if there is one
                continue
            if last == at + 1 or (inserted and self.comma(last) and self._whole_insertion(last, at + 1)):
                return self.source_span(first, last) if self._agrees(first, hit) else None
        return (
            self.source_span(*apposed)
            if apposed is not None and apposed[0] in self.mention_from and self._agrees(apposed[0], hit)
            else None
        )

    def _opens_subject(self, at: int) -> bool:
        """«كان» and its like, which may stand between a subject and its verb or before both."""
        return (
            self.forms[at] in self.closed["was"]
            and at + 1 < len(self.forms)
            and not self.is_verb(at + 1)
            and self.forms[at + 1] not in self.closed["auxiliary"]
        )

    def _openings(self, at: int, start: int) -> list[int]:
        """First words of noun phrases that may be the subject of a clause whose verb follows word `at`, the nearest first."""
        found = []
        for j in range(at, max(start, at - 40) - 1, -1):
            mention = self.mention_from.get(j)
            if j in self.inside and mention is None:
                continue
            before = self.forms[j - 1] if j > start else ""
            opened = j == start or before in self.closed["opens_clause"] or self.that(j - 1) or before in self.closed["was"]
            if not opened and j > start:
                opened = self.comma(j) and (mention is not None and mention[0].proclitics == "و")
            if not opened and mention is not None and not mention[0].proclitics.strip("وف"):
                opened = (
                    mention[0].form != "demonym"
                    and not self.preposition(j - 1)
                    and before not in self.closed["place"]
                    and self._free(j, start)
                )
            if opened and not (j == start and self.forms[j] in self.closed["opens_clause"] | self.closed["was"]):
                found.append(j)
            if j < at and ("؛" in self.gap(j) or ":" in self.gap(j)):
                break
            if self.verb_cue(j) and not self._relative(j) and j < at and found:
                break
        return found

    def _free(self, j: int, start: int) -> bool:
        """Whether a name is no part of a construct or object: it opens a clause or stands behind a comma or a conjunction."""
        if self.mention_from[j][0].proclitics:
            return True
        if joined(self.document, j - 1):
            return self.forms[j - 1] in self.closed["time"]
        return self.gap(j).strip(" «") == "،"

    def _subject_from(self, first: int, limit: int) -> int | None:
        """Behind the noun phrase that begins at `first`; None if no noun begins there."""
        mention = self.mention_from.get(first)
        word = self.forms[first]
        if mention is None:
            if word in self.closed["stop"] and word not in self.closed["quantity"]:
                return None
            if self.preposition(first) or self.prepositional(first) or self.that(first) or self.is_verb(first) or self.verb_cue(first):
                return None
            if (
                word in self.closed["source_end"]
                or word[0] == "و"
                or self.word_in(first, "auxiliary")
                or word in self.closed["but"]
                or word in self.closed["time"]
            ):
                return None
            opened = (
                self.forms[first - 1] in self.closed["opens_clause"] or self.forms[first - 1] in self.closed["was"] or self.that(first - 1)
            )
            if not opened and not (self.unnamed_at(first) or limit - first > 1):
                return None
        elif mention[0].proclitics.strip("وف") or mention[0].rule == "free_adjective":
            return None
        return self.noun_phrase(first, limit, to_clause=limit - first < 12, greedy=True)

    def _whole_insertion(self, first: int, last: int) -> bool:
        """Whether the words between two commas are one inserted phrase: no statement of their own with «و»."""
        return not any(self.comma(j) and self.forms[j][0] == "و" and (self.is_verb(j) or self.verb_cue(j)) for j in range(first, last))

    def _antecedent(self, relative: int, start: int) -> tuple[int, int] | None:
        """The noun phrase before a relative pronoun."""
        for j in range(relative - 1, max(start, relative - 10) - 1, -1):
            mention = self.mention_from.get(j)
            if mention is not None and mention[1] <= relative and mention[0].rule != "free_adjective":
                if mention[1] < relative and self.noun_phrase(j, relative) != relative:
                    return None
                return (j, relative) if mention[1] < relative else (j, mention[1])
            if self.comma(j) and j < relative:
                return None
        return None

    def _agrees(self, first: int, hit: Hit | None) -> bool:
        """Whether the noun at `first` may be the subject of the verb by gender."""
        if hit is None or not hit.unit.features.gender:
            return True
        noun = self.mention_from.get(first)
        gender = self.gender_of(noun[0]) if noun is not None else ("f" if self.document.text[self.document.ends[first] - 1] == "ة" else "")
        verb = hit.unit.features
        return not gender or verb.gender == gender or verb.number == "p"

    def gender_of(self, mention: Mention) -> str:
        actor = self.lexicon.actors.get(mention.actor_id or "")
        word = self.document.text[mention.start : mention.end].split(" ")[0]
        if mention.kind == "state":
            if word in ("الجانب", "الطرف"):
                return "m"
            return actor.gender if actor is not None and actor.gender and mention.form != "metonym" else "f"
        if mention.kind == "person":
            if mention.form == "office" or mention.rule.startswith(("title", "office", "spokes")):
                return "f" if word.endswith("ة") else "m"
            return actor.gender if actor is not None and actor.gender else "m"
        return "f" if word.endswith(("ة", "ات", "اء")) else ""

    # --- what is said -----------------------------------------------------------------------------------------------------

    def complement(
        self, takes: list[str], at: int, hit: Hit, end: int, sentence: int, *, near: bool = False, subject: bool = False
    ) -> Said | None:
        """What a cue introduces, from word `at` on: spans, mode, and the name of the frame; None if nothing fits.

        The words are passed over phrase by phrase: adverbials, to whom it was said, phrases between commas, an object. The first
        phrase that the cue takes is what is said.
        """
        document = self.document
        limit = min(end, at + (8 if near else _FAR))
        text_at = document.ends[at - 1]
        asked = set(takes)
        if asked & {"direct", "colon", "inna"}:  # direct speech right behind the cue or its source
            quote, colon = self.quote_at(text_at), COLON.match(document.text, text_at)
            if quote is not None:
                return quote, "direct", "direct"
            if colon is not None and at < end:
                inner = self.quote_at(colon.end())
                if inner is None and self.that(at) and at + 1 < end:  # «وأضاف: إن …»
                    self.claimed.add(at)
                    return self.said(at + 1, end, hit)
                return (
                    (inner, "direct", "colon")
                    if inner is not None
                    else ([self.trim(document.starts[at], document.ends[end - 1])], "indirect", "colon")
                )
        passed = -1  # the word behind the last inserted phrase
        j, fresh, held = at, True, None  # held: the object that is part of what is said
        while j < limit:
            gap = self.gap(j)
            if j > at and ("؛" in gap or ". " in gap or "\n" in gap):
                return None
            if j > at and not near and asked & {"direct", "colon"} and (spoken := self._speech_at(j, end)) is not None:
                return spoken
            if self._clause_at(j, asked):
                return self._that_clause(j, hit, sentence, held if "object" in asked else None)
            first = self._oblique_at(j, asked)
            if self.comma(j) and j > at - 1:
                closing = self._closing(j, limit)
                resumes = j == passed and (self._resumes(j, asked, held, hit) or (closing is not None and self._says(j, closing, asked)))
                if not resumes and closing is not None and (first is None or self._clause_at(closing, asked)):
                    if not self._may_be_inserted(j, closing):
                        return None
                    j, fresh, passed = closing, True, closing
                    continue
                if self.forms[j][0] == "و" and (self.is_verb(j) or self.verb_cue(j)):
                    return None
                if self.word_in(j, "outlet_again") or self.forms[j] in self.closed["but"] or self._participle_at(j):
                    return None
            if first is not None and not (near and not joined(document, j - 1)):
                return self._with_oblique(j, first, hit, end, held)
            if self._participle_at(j) or (self.verb_cue(j) and not self._relative(j)):
                return None
            if self.that(j) and (j in self.claimed or self.forms[j - 1] in self.closed["not_said"]):
                return None
            noun = (
                fresh
                and "noun" in asked
                and not self._before_noun(hit, held)
                and self._noun_at(j, at, hit, subject=subject or at > hit.last)
            )
            if noun and (self.masdar(j) or not self._clause_ahead(j, limit, asked)):
                return self._noun_said(j, end, hit)
            j, fresh, held = self._pass_over(j, limit, hit, asked, held, fresh)
        return self._noun_said(held[0], end, hit) if held is not None and "noun" in asked and "object" in asked else None

    def _clause_ahead(self, j: int, limit: int, asked: set[str]) -> bool:
        """Whether «أن» follows a noun that only seemed to be what is said («يرى رئيس اتحاد الكرة فلان أن»)."""
        for k in range(j + 1, min(limit, j + 14)):
            if self.verb_cue(k) or (self.comma(k) and self.forms[k][0] == "و" and self.is_verb(k)):
                return False
            if self._clause_at(k, asked):
                return True
        return False

    def _before_noun(self, hit: Hit, held: tuple[int, int] | None) -> bool:
        """Whether an object has to be met before a noun can be what is said («أبلغ نظيره دعم بلاده», «وصف القرار بأنه»)."""
        cue = hit.unit.cue
        return "object" in cue.takes or ("object" in cue.addressee and held is None and not hit.analysis.pronoun)

    def _says(self, j: int, closing: int, asked: set[str]) -> bool:
        """Whether the words up to a comma hold «أن» that the cue may take, and no other verb of speech («للمرة الأولى بأنها …»)."""
        for k in range(j, closing):
            if self.verb_cue(k):
                return False
            if self._clause_at(k, asked):
                return True
        return False

    def _resumes(self, j: int, asked: set[str], held: tuple[int, int] | None, hit: Hit) -> bool:
        """Whether the frame goes on at word j, behind an inserted phrase, with a noun."""
        if self.forms[j] in self.closed["time"] or self.preposition(j) or self.prepositional(j):
            return False
        if ("object" in asked or "object" in hit.unit.cue.addressee) and held is None:
            return j in self.mention_from or self.plain_noun(j)
        return "noun" in asked and (self.masdar(j) or self.plain_noun(j))

    def _clause_at(self, j: int, asked: set[str]) -> bool:
        """Whether «أن» or its like stands at j, or behind a preposition at j that the cue takes, and opens what is said."""
        if j >= len(self.forms) or not asked & (_CLAUSE | {"an"}):
            return False
        if not self.that(j):
            return (
                j + 1 < len(self.forms)
                and self.forms[j] in self.closed["before_that"]
                and self.that(j + 1)
                and joined(self.document, j)
                and self._clause_at(j + 1, asked)
            )
        if j in self.claimed or not joined(self.document, j - 1):
            return j not in self.claimed
        return self.forms[j - 1] not in self.closed["not_said"] and (self.forms[j - 1] != fold("إلى") or "ila" in asked)

    def _that_clause(self, j: int, hit: Hit, sentence: int, held: tuple[int, int] | None) -> Said | None:
        if not self.that(j):
            j += 1
        self.claimed.add(j)
        end = self.document.first_word[sentence + 1]
        if j + 1 >= end:
            return [], "indirect", "that"
        if "an_clause" in hit.unit.cue.takes:  # «أعرب عن أمله في أن»
            for k in range(j - 1, hit.last - 1, -1):
                if self.comma(k + 1):
                    return None
                if self.forms[k] == fold("عن"):
                    said = self.said(j + 1, end, hit)
                    return [(self.document.starts[k + 1], said[0][-1][1])], said[1], said[2]
        return self.said(j + 1, end, hit, held=held)

    def _speech_at(self, j: int, end: int) -> Said | None:
        """Direct speech that opens before word j, behind a colon or a mark."""
        document, gap = self.document, self.gap(j)
        if ":" in gap:
            inner = self.quote_at(document.text.index(":", document.ends[j - 1]) + 1)
            if inner is not None:
                return inner, "direct", "colon"
            stop = self.clause_end(j, end)
            return [self.trim(document.starts[j], document.ends[stop - 1])], "indirect", "colon"
        if "«" in gap and self.long_quote(document.text.index("«", document.ends[j - 1])):
            inner = self.quote_at(document.ends[j - 1])
            if inner is not None:
                return inner, "direct", "direct"
        return None

    def _closing(self, j: int, limit: int) -> int | None:
        """The word behind the comma that closes a phrase inserted from word j on."""
        for k in range(j + 1, min(limit, j + 26)):
            gap = self.gap(k)
            if "؛" in gap or ". " in gap or "\n" in gap or ":" in gap:
                return None
            if self.comma(k):
                return k
        return None

    def _may_be_inserted(self, j: int, closing: int) -> bool:
        """No clause of its own with «و» and a verb, no contrast, no statement."""
        if self.forms[j][0] == "و" and (self.is_verb(j) or self.verb_cue(j)):
            return False
        if self.forms[j] in self.closed["but"] or self.forms[j] in self.closed["clause"]:
            return False
        hit = self.cue(j)
        if hit is not None and hit.unit.features.part in ("past", "present"):
            return False
        return not (self._participle_at(j) and any(self.that(k) and k not in self.claimed for k in range(j, closing)))

    def _participle_at(self, j: int) -> bool:
        """An adverbial participle of speech, «مؤكدا», which opens a statement of its own."""
        hit = self.cue(j)
        return (
            hit is not None
            and hit.unit.features.part == "active"
            and hit.unit.cue.pos == "verb"
            and not hit.analysis.article
            and not hit.analysis.proclitics
            and self.forms[j].endswith(("ا", "ه", "ين"))
            and j not in self.inside
            and fold("متحدثا") != self.forms[j]
        )

    def _oblique_at(self, j: int, asked: set[str]) -> int | None:
        """Offset of the noun behind a preposition at word j that the cue takes."""
        word = self.forms[j]
        mention = self.mention_from.get(j)
        if j in self.inside and mention is None:
            return None
        for name, printed in OBLIQUE.items():
            if name not in asked and not (f"{name}_deed" in asked and self._deed_behind(j, fold(printed))):
                continue
            preposition = fold(printed)
            if len(preposition) == 1:
                begins = word.startswith(preposition) and len(word) > 2 and (mention is None or mention[0].proclitics == preposition)
                if begins and word not in self.closed["adverbial"] and not self.that(j) and self.attached(j, preposition):
                    return self.document.starts[j] + 1
            elif word == preposition and j + 1 < len(self.forms) and not self.that(j + 1):
                return self.document.starts[j + 1]
        return None

    def _deed_behind(self, j: int, preposition: str) -> bool:
        """Whether a verbal noun stands behind the preposition («اعترف بقصف», «دعوة إلى وقف») and no name («اعترف بالدولة»)."""
        at = j if len(preposition) == 1 else j + 1
        if at >= len(self.forms) or at in self.inside:
            return False
        return (
            any(
                isinstance(h.unit, PredicateForm | CueForm) and h.unit.features.part in ("masdar", "noun") and not h.analysis.article
                for h in self.hits.get(at, ())
            )
            or self.forms[at].removeprefix(preposition if at == j else "") in self.closed["deeds"]
        )

    def _with_oblique(self, j: int, first: int, hit: Hit, end: int, held: tuple[int, int] | None) -> Said:
        document = self.document
        whole = self.document.starts[j] != first - 1  # the preposition is a word of its own
        stop = self.clause_end(j + 1 if whole else j, end, main=hit)
        last = document.ends[stop - 1]
        if held is None or "object" not in hit.unit.cue.takes:
            spans = [self.trim(first, last)]
        elif self.comma(j):
            spans = [self._span_of(held), self.trim(first, last)]
        else:
            spans = [self.trim(self._span_of(held)[0], last)]
        return spans, self.mode(spans), "oblique"

    def _span_of(self, words: tuple[int, int]) -> Span:
        noun = self.mention_from.get(words[0])
        return noun[0].start if noun else self.document.starts[words[0]], self.document.ends[words[1] - 1]

    def _noun_at(self, j: int, at: int, hit: Hit, *, subject: bool) -> bool:
        """Whether a noun that is what is said begins at word j: «أكدت موسكو دعمها», «أعلن، في كلمة أمس، انسحاب بلاده»."""
        if j in self.inside and j not in self.mention_from:
            return False
        mention = self.mention_from.get(j)
        if mention is not None:
            return subject and mention[0].proclitics == "" and mention[0].kind != "anonymous"
        if self.forms[j] in self.closed["addressed"] or self.forms[j] in self.closed["auxiliary"]:
            return False
        subject |= bool(hit.analysis.pronoun) or self.forms[j - 1] in self.closed["addressed"]  # «تعتبرها انتهاكا», «رأى فيه حبا»
        if self.that(j) or self.forms[j] in self.closed["time"] or (self.is_verb(j) and not self.masdar(j)):
            return False
        if self.forms[j].endswith("ا") and any(self.that(k) for k in range(j + 1, min(j + 4, len(self.forms)))) and not self.comma(j + 1):
            return False  # «أكد مجددا أن», «نفى نفيا قاطعا أن»
        return self.masdar(j) or (subject and self.plain_noun(j) and self.forms[j] not in self.closed["adverbial"])

    def _noun_said(self, j: int, end: int, hit: Hit) -> Said:
        noun = self.mention_from.get(j)
        stop = self.clause_end(j, end, main=hit)
        span = self.trim(noun[0].start if noun else self.document.starts[j], self.document.ends[stop - 1])
        return [span], self.mode([span]), "noun"

    def _pass_over(
        self, j: int, limit: int, hit: Hit, asked: set[str], held: tuple[int, int] | None, fresh: bool
    ) -> tuple[int, bool, tuple[int, int] | None]:
        """Behind the phrase at word j; whether a noun behind it may be what is said; the object that was met."""
        word, mention = self.forms[j], self.mention_from.get(j)
        if word == "ل" and j + 1 < limit:  # «أكد ل«الحياة» أن»
            return min(limit, self.noun_phrase(j + 1, limit)), fresh, held
        if word in self.closed["time"] or word in self.closed["addressed"] or word in self.closed["adverbial"]:
            return j + 1, fresh, held
        if self.preposition(j) and j + 1 < limit:
            if self.that(j + 1) or self.comma(j + 1) or self.forms[j + 1] in self.closed["source_end"]:
                return j + 1, False, held
            return min(limit, max(j + 1, self.noun_phrase(j + 1, limit))), fresh, held
        if mention is not None and mention[0].proclitics.strip("وف"):
            return min(limit, self.noun_phrase(j, limit)), fresh, held
        if mention is None and (self.prepositional(j) or (word[0] == "ل" and self.attached(j, "ل") and self.body_at(j))):
            return min(limit, self.noun_phrase(j, limit)), fresh, held
        if (
            ("object" in asked or "object" in hit.unit.cue.addressee)
            and held is None
            and (mention is not None or (fresh and self.plain_noun(j)))
        ):
            behind = self._object_end(j, limit, asked)
            return behind, "object" not in asked, (j, behind)
        if mention is not None:
            return mention[1], False, held
        return j + 1, False, held

    def _object_end(self, j: int, limit: int, asked: set[str]) -> int:
        """Behind the object: up to a comma, «أن», a preposition the cue may take, or another verb."""
        last = self.noun_phrase(j, limit)
        while last < limit and not self.comma(last) and not self.that(last):
            word = self.forms[last]
            if (word[0] == "ب" and self.attached(last, "ب")) or self._oblique_at(last, asked) is not None or self.verb_cue(last):
                break
            last += 1
        return last

    def _relative(self, i: int) -> bool:
        return i > 0 and (self.forms[i - 1] in self.closed["relative"] or self.forms[i - 1] in self.closed["what"])

    # --- clauses ----------------------------------------------------------------------------------------------------------

    def said(self, first: int, end: int, hit: Hit | None = None, *, held: tuple[int, int] | None = None) -> Said:
        """A clause from word `first` to its end; all in quotation marks is direct."""
        document = self.document
        quote = self.quote_at(document.ends[first - 1])
        stop = self.clause_end(first, end, clause=True, main=hit)
        last = document.ends[stop - 1]
        if quote is not None and held is None:
            if last <= quote[-1][1] + 3:
                return quote, "direct", "that"
            return [self.trim(quote[0][0], last)], "mixed", "that"
        start = self._said_from(first)
        if held is None:
            spans = self._without_source(first, stop, self.trim(start, last))
        elif self.comma(first - 1):
            spans = [self._span_of(held), self.trim(start, last)]
        else:
            spans = [self.trim(self._span_of(held)[0], last)]
        return spans, self.mode(spans), "that"

    def _said_from(self, first: int) -> int:
        """Offset of what is said behind «أن»: with its pronoun, and with «لا» that is written into it."""
        document = self.document
        that = self.forms[first - 1]
        if that in ("الا", "بالا"):
            return document.starts[first - 1]
        pronoun = next((p for p in ("هما", "ها", "هم", "نا", "ه") if that.endswith(p) and len(that) - len(p) >= 2), "")
        return document.ends[first - 1] - len(pronoun) if pronoun else document.starts[first]

    def _without_source(self, first: int, stop: int, span: Span) -> list[Span]:
        """«الهجوم، بحسب البيان، دفاع»: what names the source is not part of what is said."""
        document = self.document
        for j in range(first + 1, stop):
            if not self.comma(j):
                continue
            hit = self.cue(j)
            inserted = hit is not None and "genitive" in hit.unit.cue.takes and not hit.unit.cue.marker
            closing = self._closing(j, stop)
            if inserted and closing is not None and closing < stop:
                return [self.trim(span[0], document.ends[j - 1]), self.trim(document.starts[closing], span[1])]
        return [span]

    def clause_end(self, first: int, end: int, *, clause: bool = False, main: Hit | None = None) -> int:
        """Behind the last word of what is said from word `first`: the end of the sentence, or where another voice begins.

        Inside a clause with «أن» a verb with و may go on with it («أن كييف أغلقت … وأمرت»); a noun ends before such a verb.
        """
        document = self.document
        inside = [(q.start, q.end) for q in document.quotations if q.start >= document.ends[first - 1]] if first else []
        passed = first
        for j in range(first + 1, end):
            here = document.starts[j]
            if j < passed or any(a < here < b for a, b in inside):
                continue
            gap = self.gap(j)
            if "؛" in gap or ". " in gap or "؟" in gap or "! " in gap:
                return j
            comma = self.comma(j)
            hit = self.cue(j)
            if hit is not None and (ends := self._cue_ends(j, hit, first, end, comma, clause, main)) is not None:
                if ends <= j:
                    return j
                passed = ends
                continue
            if self._voice_begins(j, end):
                return j
            if not comma:
                if not clause and self.forms[j][0] == "و" and self._plainly_verb(j):
                    return j
                continue
            skip = self._comma_ends(j, first, end, clause)
            if skip == j:
                return j
            if skip is not None:
                passed = skip
        return end

    def _cue_ends(self, j: int, hit: Hit, first: int, end: int, comma: bool, clause: bool, main: Hit | None) -> int | None:
        """j where the cue at word j ends what is said; behind it where it is only inserted; None where it belongs to it."""
        part, cue = hit.unit.features.part, hit.unit.cue
        if "genitive" in cue.takes and not cue.marker and (comma or cue.pos == "preposition"):
            closing = self._closing(j, end) if comma and clause else None
            if closing is None or self.forms[closing][0] == "و" or self._participle_at(closing) or self.word_in(closing, "outlet_again"):
                return j
            return closing
        if "verb" in cue.takes and comma:
            return j
        if part == "active" and cue.pos == "verb" and not hit.analysis.article and not hit.analysis.preposition:
            return j if (comma and self.forms[j].endswith(("ا", "ه", "ين"))) or self._introduces(j, hit, end) else None
        if part not in ("past", "present") or "verb" in cue.takes:
            return None
        if part == "past" and hit.analysis.conjunction == "و":
            if cue.continues or (not clause) or ((comma or self.attributes(j, hit, end)) and not self._goes_on(first, j, hit, main)):
                return j
            return None
        if not clause and hit.analysis.conjunction == "و":
            return j
        if comma and hit.analysis.conjunction != "و" and joined(self.document, j) and self.attributes(j, hit, end):
            return j
        return None

    def _goes_on(self, first: int, j: int, hit: Hit, main: Hit | None) -> bool:
        """Whether the verb with و at word j goes on with the clause from word `first`, and not with the sentence of the main cue.

        It does if it cannot agree with the main verb, or if the clause has a subject that is a noun and a verb in the same form.
        """
        verb = hit.unit.features
        own = self.mention_from.get(hit.last)
        if self.comma(j) and own is not None and not own[0].proclitics and "object" not in hit.unit.cue.addressee:
            return False  # «…، ونقلت الوكالة عن»: a subject of its own
        takes = hit.unit.cue.takes
        if self.comma(j) and "an_prep" in takes and any(self.forms[k] == fold("عن") for k in range(j, min(len(self.forms), j + 9))):
            return False  # «…، ونقل المكتب عن …»
        if self.comma(j) and hit.unit.cue.distance != "order" and "anna" in takes and self.that(hit.last):
            return main is not None and main.unit.features.gender not in ("", verb.gender) and verb.gender != ""
        if (
            main is not None
            and main.unit.features.gender
            and verb.gender
            and (main.unit.features.gender, main.unit.features.number) != (verb.gender, verb.number)
        ):
            return True
        that = self.forms[first - 1]
        if that.endswith(("ه", "ها", "هم", "هما")) or hit.unit.cue.continues:
            return False
        if self.is_verb(first) or self.that(first):
            return False
        for k in range(first, j):
            if k in self.inside or (k and self.forms[k - 1] in self.closed["relative"]):
                continue
            if any(
                isinstance(h.unit, CueForm | PredicateForm)
                and h.unit.features.part == "past"
                and (h.unit.features.gender, h.unit.features.number) == (verb.gender, verb.number)
                and not h.analysis.proclitics
                and not h.analysis.article
                and not self._is_dual_alike(k, h)
                for h in self.hits.get(k, ())
            ):
                return True
            if (
                verb.gender == "f"
                and self.forms[k].endswith("ت")
                and not self.forms[k].endswith("ات")
                and not self.forms[k].startswith("ال")
                and len(self.forms[k]) > 3
                and not self.hits.get(k)
            ):
                return True
        return False

    def _plainly_verb(self, j: int) -> bool:
        """A present, or a past in the feminine or plural: no verbal noun is printed so."""
        return (
            self.is_verb(j)
            and not self.masdar(j)
            and any(
                isinstance(h.unit, CueForm | PredicateForm)
                and (
                    h.unit.features.part == "present"
                    or (h.unit.features.part == "past" and (h.unit.features.gender, h.unit.features.number) != ("m", "s"))
                )
                for h in self.hits.get(j, ())
            )
        )

    def _voice_begins(self, j: int, end: int) -> bool:
        """«… وموسكو تنفي»: a name with و and a verb right behind it, as in headlines."""
        noun = self.mention_from.get(j)
        if noun is None or noun[0].proclitics != "و" or noun[1] >= end or not self.beside(noun[1]):
            return False
        features = {h.unit.features.part for h in self.hits.get(noun[1], ()) if isinstance(h.unit, CueForm | PredicateForm)}
        return "present" in features and self.is_verb(noun[1]) and self.forms[noun[1]][0] != "و"

    def _comma_ends(self, j: int, first: int, end: int, clause: bool) -> int | None:
        """j where the comma before word j ends what is said; the word to go on with where something is inserted; else None."""
        word = self.forms[j]
        if word in self.closed["but"]:
            voice = any(self.verb_cue(k) and (not clause or self._states(k, end)) for k in range(j + 1, min(end, j + 8)))
            if voice or not clause:
                return j
        if word in self.closed["relative"]:
            closing = self._closing(j, end)
            if closing is None or any(self.is_verb(k) or self.verb_cue(k) for k in range(first, j)):
                return j
            goes_on = self._bare(closing) and not self.word_in(closing, "outlet_again") and self.forms[closing] not in self.closed["but"]
            goes_on &= (not self._participle_at(closing) and self.cue(closing) is None) or self.verb_cue(closing) or self.is_verb(closing)
            return closing if goes_on and (clause or self.forms[closing].endswith("ا")) and self.forms[closing][0] != "و" else j
        following = self.forms[j + 1] if j + 1 < end else ""
        if f"{word} {following}" in self.closed["clause_over"]:
            return j
        if word in self.closed["outlet_again"]:
            if clause and word == fold("بعد") and not self.that(j + 1):
                return None
            return j
        if (
            not clause
            and word[0] in "وف"
            and len(word) > 3
            and (self.is_verb(j) or (word[0] == "ف" and j not in self.inside and not self.hits.get(j)))
        ):
            return j
        if not clause and word.startswith("ال") and any(self.forms[k] in self.closed["relative"] for k in range(j + 1, min(end, j + 3))):
            return j
        if (
            clause
            and word == fold("وإن")
            and self.document.text[self.document.starts[first - 1]] != "إ"
            and (self.is_verb(j + 1) or self.verb_cue(j + 1))
        ):
            return j
        return None

    def _introduces(self, j: int, hit: Hit, end: int) -> bool:
        behind = self.document.ends[hit.last - 1]
        return (
            any(self.that(k) for k in range(hit.last, min(end, hit.last + 4)))
            or OPEN.match(self.document.text, behind) is not None
            or COLON.match(self.document.text, behind) is not None
        )

    def _states(self, j: int, end: int) -> bool:
        hit = self.cue(j)
        return hit is not None and self.attributes(j, hit, end)

    def attributes(self, j: int, hit: Hit, end: int) -> bool:
        return any(self.that(k) for k in range(hit.last, min(end, hit.last + 12)))
