"""Phrases around a cue, in words: noun phrases, inserted phrases, quotations, clauses and where they end.

There is no parser: a phrase is read from its first word on, by closed tables (`data/manual/words/closed.yaml`), the mentions, the
article and the signs of punctuation. `mawaqif.attribution` asks for the parts of a cue's frame.
"""

from __future__ import annotations

import re

from mawaqif.document import Document
from mawaqif.folding import fold
from mawaqif.lexicon.compile import Lexicon
from mawaqif.lexicon.units import Body, CueForm, Leader, OrganHead, Post, PredicateForm, Speaks, Unnamed
from mawaqif.lexicon.words import Hit, joined
from mawaqif.rows import Mention, Span

COLON = re.compile(r"\s*:")
OPEN = re.compile(r"[\s:،,]*«")
_ACRONYM = re.compile(r" ?[(][^()\n]{2,20}[)]")
_BESIDE = re.compile(r"[ «»()\"/–-]*\Z")
_TANWIN = re.compile(r"\w{3,}ا\Z")
_BODIES = frozenset(("state", "government", "military", "armed_group", "party", "organisation"))
_LONGEST = 30  # words of a source, at the most
OBLIQUE = {"bi": "ب", "ila": "إلى", "min": "من", "ala": "على", "an_prep": "عن", "li": "ل"}


class Phrases:
    """Phrases of one document; positions are words, ends half open."""

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
        text, starts = document.text, document.starts
        self.gaps = ["\n", *(text[a:b] for a, b in zip(document.ends, starts[1:], strict=False)), "\n"]
        self.commas = [("،" in gap or "," in gap) if len(gap) > 1 else False for gap in self.gaps]

    # --- words -----------------------------------------------------------------------------------------------------------

    def gap(self, j: int) -> str:
        """The signs between word j and the word before it."""
        return self.gaps[j]

    def beside(self, j: int) -> bool:
        """Whether word j follows the one before without a stop: spaces, quotation marks and brackets only."""
        gap = self.gaps[j]
        return gap == " " or _BESIDE.match(gap) is not None

    def comma(self, j: int) -> bool:
        return self.commas[j]

    def that(self, i: int) -> bool:
        return i < len(self.forms) and self.forms[i] in self.closed["that"]

    def word_in(self, j: int, table: str) -> bool:
        """Whether word j, or what it is without و or ف, stands in a closed table."""
        word = self.forms[j]
        return word in self.closed[table] or (word[0] in "وف" and len(word) > 2 and word[1:] in self.closed[table])

    def cue(self, i: int) -> Hit | None:
        """The cue at word i, if its conditions hold; a verb before a noun that is printed alike."""
        if i in self._cues:
            return self._cues[i]
        found = None if i in self.inside or i not in self.hits else self._cue_hit(i)
        self._cues[i] = found
        return found

    def no_cue(self, i: int) -> None:
        """Word i is part of another cue's frame and opens none."""
        self._cues[i] = None

    def _cue_hit(self, i: int) -> Hit | None:
        hits = [h for h in self.hits[i] if isinstance(h.unit, CueForm)]
        if not hits:
            return None
        for hit in sorted(hits, key=lambda h: (-h.last, len(h.analysis.pronoun), h.unit.features.part not in ("past", "present"))):
            if self._may_be_cue(i, hit):
                return hit
        return None

    def _may_be_cue(self, i: int, hit: Hit) -> bool:
        unit, analysis = hit.unit, hit.analysis
        features, condition, cue = unit.features, unit.condition, unit.cue
        if analysis.preposition == "ك" or features.person != 3:
            return False
        if features.part in ("past", "present"):
            if analysis.article or analysis.preposition == "ب" or (features.part == "past" and analysis.preposition):
                return False
            if analysis.pronoun and not self._takes_pronoun(i, hit):
                return False
            if self._is_dual_alike(i, hit) or self._noun_alike(i, hit):
                return False
            last_letter = self.document.text[self.document.ends[hit.last - 1] - 1]
            if features.part == "past" and cue.past and cue.past.endswith("ى") and last_letter == "ي":
                return False
            if i and self.forms[i - 1] == fold("هل"):
                return False
        after = self.forms[hit.last] if hit.last < len(self.forms) else ""
        if after in condition.not_before or (i and self.forms[i - 1] in condition.not_after and joined(self.document, i - 1)):
            return False
        return not (condition.when == "context" and condition.near and not self._near(i, condition.near))

    def _takes_pronoun(self, i: int, hit: Hit) -> bool:
        """«اتهمه», «تعتبرها», «وهو ما نفته»: an object that is part of what is said; «في بيان نشرته» says nothing itself."""
        cue = hit.unit.cue
        if "object" in cue.addressee or "object" in cue.takes or "pair" in cue.takes:
            return True
        return "noun" in cue.takes and bool(i) and (self.forms[i - 1] in self.closed["what"] or (cue.distance == "deny"))

    def noun_cue(self, i: int) -> Hit | None:
        """The noun of speech at word i («نفيها», «قوله»), where a verb may be printed alike."""
        hit = self.cue(i)
        if hit is not None and hit.unit.features.part in ("noun", "masdar"):
            return hit
        hits = (h for h in self.hits.get(i, ()) if isinstance(h.unit, CueForm) and h.unit.features.part in ("noun", "masdar"))
        return next((h for h in hits if not h.analysis.proclitics and h.analysis.pronoun), None)

    def _is_dual_alike(self, i: int, hit: Hit) -> bool:
        """«ردا على», «نفيا قاطعا»: a verbal noun in the accusative, printed like the dual of the past, whose subject stands before it."""
        features = hit.unit.features
        if features.part != "past" or features.number != "d" or hit.analysis.pronoun or features.gender == "f":
            return False
        return not hit.analysis.conjunction and not self.that(hit.last)

    def _noun_alike(self, i: int, hit: Hit) -> bool:
        """«عدم ذكر اسمه», «على طلب الرئيس»: a noun by what stands before it; «طلب عدم ذكر اسمه»: no claim but a name withheld."""
        if hit.last + 1 < len(self.forms) and self.forms[hit.last] == fold("عدم") and self.forms[hit.last + 1] in self.closed["withheld"]:
            return True
        if hit.unit.features.part != "past" or hit.analysis.conjunction or not i or not joined(self.document, i - 1):
            return False
        before = self.forms[i - 1]
        if i - 1 in self.inside:
            return False
        if before in self.closed["before_noun"]:
            return True
        return before in self.closed["before_genitive"] and (before != fold("من") or self.masdar(i))

    def _near(self, i: int, words: frozenset[str]) -> bool:
        for j in self.document.words_of(self.document.sentence_of(self.document.starts[i])):
            word = self.forms[j]
            if word in words or word[1:] in words or word[2:] in words or word[3:] in words:
                return True
        return False

    def verb_cue(self, i: int) -> bool:
        hit = self.cue(i)
        return hit is not None and hit.unit.features.part in ("past", "present") and "verb" not in hit.unit.cue.takes

    def is_verb(self, i: int) -> bool:
        return (
            i not in self.mention_from
            and not self.forms[i].startswith("ال")
            and not self._heads_name(i)
            and any(
                isinstance(h.unit, CueForm | PredicateForm)
                and h.unit.features.part in ("past", "present")
                and not h.analysis.article
                and h.analysis.preposition in ("", "س", "ل")
                and h.unit.condition.when == "always"
                and not self._is_dual_alike(i, h)
                for h in self.hits.get(i, ())
            )
        )

    def _heads_name(self, i: int) -> bool:
        """«وزارة» is no «و + زار + ها»: a noun that heads a name, as printed."""
        return any(
            isinstance(h.unit, Body | OrganHead | Post) and not h.analysis.proclitics and not h.analysis.pronoun
            for h in self.hits.get(i, ())
        )

    def masdar(self, i: int) -> bool:
        return self.forms[i] in self.closed["deeds"] or any(
            isinstance(h.unit, PredicateForm | CueForm) and h.unit.features.part in ("masdar", "noun") and not h.analysis.preposition
            for h in self.hits.get(i, ())
        )

    def unnamed_at(self, i: int) -> bool:
        if i in self.mention_from and self.mention_from[i][0].kind != "anonymous":
            return False
        return any(isinstance(h.unit, Unnamed) for h in self.hits.get(i, ()))

    def document_at(self, i: int) -> bool:
        """Whether a document begins here, which speaks and is no actor («كشفت الوثائق عن»)."""
        return any(isinstance(h.unit, Unnamed) and h.unit.source_kind in ("document", "report") for h in self.hits.get(i, ()))

    def leads_name(self, i: int) -> bool:
        """A noun that a body's name and then a person's may follow: «رأس», «رئيس», «المتحدث باسم»."""
        return any(isinstance(h.unit, Leader | Speaks) for h in self.hits.get(i, ())) or self.word_in(i, "spokesmen")

    def body_at(self, i: int) -> bool:
        return any(isinstance(h.unit, Body) for h in self.hits.get(i, ()))

    def prepositional(self, i: int) -> bool:
        """A word that begins with ل or ب as a preposition: an addressee («لمنصة»), a place or means («ببيروت»)."""
        word = self.forms[i]
        mention = self.mention_from.get(i)
        if mention is not None:
            return mention[0].proclitics in ("ل", "ب", "ك", "ول", "وب")
        return word.startswith(("لل", "بال", "كال", "ولل", "وبال")) and len(word) > 4

    def preposition(self, i: int) -> bool:
        return self.forms[i] in self.closed["prepositions"] and i not in self.mention_from

    def attached(self, j: int, preposition: str) -> bool:
        """Whether the first letter of word j is a preposition and not part of the word: a known noun without it, or ال behind it."""
        rest = self.forms[j][1:]
        if rest.startswith("ال") or (preposition == "ل" and rest.startswith("ل")):
            return True
        known = self.hits.get(j, ())
        if any(h.analysis.preposition == preposition for h in known):
            return True
        if len(self.forms[j]) < 3 or any(not h.analysis.proclitics for h in known):
            return False
        return rest in self.lexicon.index.root or len(rest) >= 4

    def plain_noun(self, i: int) -> bool:
        """A word that may be the object of a verb: no preposition, no clause, no verb."""
        word = self.forms[i]
        return len(word) > 1 and not (
            word in self.closed["source_end"]
            or word in self.closed["that"]
            or self.preposition(i)
            or self.prepositional(i)
            or self.is_verb(i)
            or (word[0] in "بلوف" and len(word) > 3 and not self.masdar(i))
        )

    # --- noun phrases -----------------------------------------------------------------------------------------------------

    def noun_phrase(
        self,
        first: int,
        limit: int,
        *,
        takes: tuple[str, ...] = (),
        object_follows: bool = False,
        to_clause: bool = False,
        greedy: bool = False,
    ) -> int:
        """Behind the last word of the noun phrase that begins at word `first`.

        Args:
            takes: of the cue whose subject it is; before a cue that takes a noun, a verbal noun ends it.
            object_follows: another noun may follow that is the object («اتهمت موسكو واشنطن بـ…»).
            greedy: what it is for («النتائج الأولية للتحقيق») belongs to it, as no addressee can stand here.
            to_clause: an indefinite noun may have a clause of its own («ناشط رافق القوافل»), up to what is said.
        """
        noun = self.mention_from.get(first)
        complete = noun is not None and noun[0].kind != "anonymous"
        indefinite = noun is None or noun[0].kind == "anonymous"
        if indefinite and self._definite(first):
            indefinite = False
        open_ = noun is None and indefinite  # an indefinite noun that waits for its genitive
        last = noun[1] if noun else first + 1
        headed = self.leads_name(first)
        while last < min(limit, first + _LONGEST) and self.beside(last):
            word, inner = self.forms[last], self.mention_from.get(last)
            if "(" in self.gap(last):
                closing = self._bracket(last, limit)
                if closing is None:
                    break
                last = closing
                continue
            if "«" in self.gap(last) and (open_ or self.unnamed_at(first)) and (quoted := self._short_quote(last, limit)) is not None:
                last, open_, indefinite = quoted, False, False
                continue
            if inner is not None and inner[0].proclitics == "":
                mention = inner[0]
                if (
                    open_
                    or self.forms[last - 1] in self.closed["within"]
                    or (
                        mention.kind == "person"
                        and mention.form != "demonym"
                        and not self._person_in(first, last)
                        and (headed or not object_follows)
                        and (headed or not complete or noun is None or noun[0].kind != "state")
                    )
                ):  # «مصدر مقرب من دمشق»
                    pass
                else:
                    break
                open_ = indefinite = False
                complete = True
                last = inner[1]
                continue
            if (
                greedy
                and last + 1 < limit
                and (self.preposition(last) or (inner is not None and inner[0].proclitics in ("ب", "ل")) or self.prepositional(last))
            ):
                open_ = False
                last = self.noun_phrase(last + 1, limit) if self.preposition(last) else inner[1] if inner is not None else last + 1
                continue
            if (
                noun is not None
                and noun[0].kind == "person"
                and last == noun[1]
                and not self.hits.get(last)
                and self._bare(last)
                and self._ends_name(last + 1, limit)
            ):
                last += 1  # a surname that no table knows
                continue
            if inner is not None and inner[0].proclitics == "و":
                open_ = indefinite = False
                last = inner[1]
                continue
            beyond = self._beyond(first, last, limit, indefinite=indefinite, complete=complete, greedy=greedy, takes=takes)
            if beyond is not None:
                open_ = False
                last = beyond
                continue
            if word in self.closed["spokesmen_of"] and headed and last + 1 < limit:
                of = self.mention_from.get(last + 1)
                last = of[1] if of else last + 2
                open_ = of is None and not self.forms[last - 1].endswith(("ها", "هم", "ه"))
                continue
            if (
                inner is not None
                or self.that(last)
                or word in self.closed["source_end"]
                or self.preposition(last)
                or self.prepositional(last)
            ):
                break
            if word in self.closed["emphatic"]:
                last += 1
                continue
            cue = self.cue(last)
            if (
                cue is not None
                and (not open_ or self.verb_cue(last) or "noun" in takes or cue.unit.features.part == "active")
                and not cue.analysis.article
            ):
                break
            if self.is_verb(last) and not (open_ and self.masdar(last) and "noun" not in takes):
                break
            if headed and not open_ and not self._person_in(first, last) and (name := self._unknown_name(last, limit)) is not None:
                last = name
                complete = True
                continue
            if word.startswith("ال"):
                if open_:
                    open_ = False
                    if self._adjective(last - 1) and last - 1 > first and object_follows:
                        break
                    indefinite = False
                elif object_follows and not (self._adjective(last) or word in self.closed["inside_title"] or self._agrees_with(last)):
                    break
                last += 1
                continue
            if word.startswith("وال") or (word[0] == "و" and open_ and len(word) > 3 and self._adjective(last)):
                last += 1
                continue
            if (
                word[0] == "و"
                and len(word) > 4
                and any(word.endswith(p) for p in ("ه", "ها", "هم"))
                and not self.is_verb(last)
                and not ("noun" in takes and self.masdar(last))
            ):
                last += 1  # «النظام وحلفاؤه»
                indefinite = False
                continue
            if indefinite and word[0] == "و" and any(isinstance(h.unit, Body | Unnamed) for h in self.hits.get(last, ())):
                last += 1
                continue
            if not open_ and not (indefinite and not word.startswith("و") and (self._adjective(last) or word in self.closed["describing"])):
                break
            if "noun" in takes and self.masdar(last):
                break
            if word[0] in "وفبل" and len(word) > 3 and not any(not h.analysis.proclitics for h in self.hits.get(last, ())):
                break
            open_ = open_ and word not in self.closed["of_it"] and not self._possessed(last)
            last += 1
        if to_clause and indefinite and last < limit and self.beside(last):
            last = self._own_clause(last, limit)
        return last

    def _unknown_name(self, at: int, limit: int) -> int | None:
        """Behind a name of two or three words that no table knows, after a post («عضو المجلس فلان الفلاني»), right before what follows."""
        j = at
        while j < min(limit, at + 3) and self.beside(j) and not self.hits.get(j) and j not in self.inside and self._bare(j):
            j += 1
        return j if j - at > 1 and self._ends_name(j, limit) else None

    def _ends_name(self, j: int, limit: int) -> bool:
        if j >= min(limit, len(self.forms)) or not self.beside(j):
            return True
        return self.that(j) or self.preposition(j) or self.prepositional(j) or self.verb_cue(j) or self.forms[j] in self.closed["time"]

    def _bare(self, j: int) -> bool:
        word = self.forms[j]
        return not (
            self.that(j)
            or word in self.closed["stop"]
            or word in self.closed["source_end"]
            or self.preposition(j)
            or word[0] == "و"
            or (word.startswith("ال") and self._adjective(j))
        )

    def _definite(self, first: int) -> bool:
        return self.forms[first].startswith("ال") or self._possessed(first)

    def _possessed(self, i: int) -> bool:
        """A noun with an attached pronoun: «وزارته», «نظيرها»; teh marbuta is none."""
        word = self.document.text[self.document.starts[i] : self.document.ends[i]]
        return len(word) > 4 and word.endswith(("ه", "ها", "هم", "هما")) and not word.endswith("اه") and i not in self.inside

    def _agrees_with(self, i: int) -> bool:
        """«القيادة العامة»: a definite word in the same feminine ending as the one before."""
        text, ends = self.document.text, self.document.ends
        return text[ends[i] - 1] == "ة" and text[ends[i - 1] - 1] == "ة" and i not in self.inside

    def _adjective(self, i: int) -> bool:
        """A relative adjective by its ending: «خليجي», «الروسية», «الغربيون»."""
        word = self.forms[i].removeprefix("ال")
        return (
            (len(word) > 3 and word.endswith(("ي", "يه", "يون", "يين")))
            or self.forms[i] in self.closed["three"]
            or word in self.closed["describing"]
        )

    def _person_in(self, first: int, last: int) -> bool:
        """Whether the words hold a person by name."""
        return any(
            j in self.mention_from and self.mention_from[j][0].kind == "person" and self.mention_from[j][0].form != "office"
            for j in range(first, last)
        )

    def _short_quote(self, j: int, limit: int) -> int | None:
        """Behind a name in quotation marks that opens before word j: «مصادر «الشرق الأوسط»»."""
        opening = self.document.text.index("«", self.document.ends[j - 1])
        closing = self.document.text.find("»", opening, opening + 40)
        behind = self.document.word_at(closing) if closing > 0 else limit + 1
        return behind if behind <= min(limit, j + 5) else None

    def _bracket(self, j: int, limit: int) -> int | None:
        """Behind a short bracket that opens before word j: «(سانا)», «(الوحدات)»."""
        text, document = self.document.text, self.document
        at = text.index("(", document.ends[j - 1])
        closing = text.find(")", at, at + 40)
        if closing < 0 or "\n" in text[at:closing]:
            return None
        behind = document.word_at(closing)
        return behind if behind <= limit else None

    def _beyond(
        self, first: int, at: int, limit: int, *, indefinite: bool, complete: bool, greedy: bool, takes: tuple[str, ...]
    ) -> int | None:
        """Behind a preposition that belongs to the noun: «مصدر في البنتاغون», «السفير الروسي في طهران فلان», «بيان لوزارة الخارجية»."""
        inner = self.mention_from.get(at)
        if inner is not None and inner[0].proclitics == "ل":
            if self.document_at(first) and indefinite:
                return inner[1]
            body = self.body_at(first) or self.forms[first].endswith("ه")
            if greedy or (inner[0].kind in _BODIES and first not in self.mention_from and body and not self.unnamed_at(first)):
                return inner[1]
            behind = self.mention_from.get(inner[1])
            named = behind is not None and behind[0].kind == "person" and behind[0].proclitics == "" and self.beside(inner[1])
            return behind[1] if named and behind is not None and not self._person_in(first, at) else None
        word = self.forms[at]
        if self.forms[at - 1] in self.closed["belonging"] and (
            (self.prepositional(at) and not word.startswith("ب")) or word == fold("من")
        ):  # «الموالية للنظام», «القريبة من السلطات»
            return self.noun_phrase(at + 1 if word == fold("من") else at, limit)
        if (
            inner is None
            and self.prepositional(at)
            and not word.startswith(("ب", "وب"))
            and not complete
            and self.forms[first] not in self.closed["addressed"]
        ):
            j = self._to_person(first, at, limit)
            if j is not None:
                return j
            if greedy:
                return self.noun_phrase(at, limit)
            if self.document_at(first) or (not self.unnamed_at(first) and self._adjective(at - 1) and self.body_at(at)):
                return at + 1
            return None
        if word not in self.closed["within"] or at + 1 >= limit:
            return None
        if not self._person_in(first, at):
            j = self._to_person(first, at, limit)
            if j is not None:
                return j
        if self.forms[at] == fold("بين") and not self.unnamed_at(first):
            return self.noun_phrase(at + 1, limit)
        target = self.mention_from.get(at + 1)
        if (target is None and indefinite and self.unnamed_at(first)) or (target is None and not complete and not self._definite(first)):
            if self.that(at + 1) or self.forms[at + 1] in self.closed["source_end"]:
                return None
            return self.noun_phrase(at + 1, limit, takes=takes)
        if target is None and self.body_at(at + 1):
            return self.noun_phrase(at + 1, limit, object_follows=True)
        if target is not None and (self.unnamed_at(first) or word == fold("لدى") or target[0].kind in _BODIES - {"state"}):
            return target[1]
        return None

    def _to_person(self, first: int, at: int, limit: int) -> int | None:
        """Behind the person's name that closes «السفير الروسي في طهران فلان», if it follows without a stop."""
        if self.unnamed_at(first) and not self._definite(first):
            return None
        for j in range(at + 1, min(limit, at + 9)):
            if (
                not self.beside(j)
                or self.that(j)
                or self.verb_cue(j)
                or self.forms[j] in self.closed["relative"]
                or self.forms[j] == fold("عن")
            ):
                return None
            found = self.mention_from.get(j)
            if found is not None and found[0].kind == "person" and found[0].form not in ("office", "demonym") and found[0].proclitics == "":
                return found[1] if j > at + 1 or found[0].form == "name" else None
        return None

    def _own_clause(self, at: int, limit: int) -> int:
        """Behind the clause of an indefinite noun, up to what is said; `at` where there is none."""
        if (
            self.that(at)
            or self.preposition(at)
            or self.prepositional(at)
            or self.forms[at] in self.closed["source_end"]
            or self.forms[at] in self.closed["time"]
        ):
            return at
        if not (self.is_verb(at) or self.forms[at] in self.closed["of_it"] or self._may_be_verb(at)):
            return at
        for j in range(at + 1, min(limit, at + 14)):
            gap = self.gap(j)
            if "،" in gap or "," in gap or "\n" in gap or "." in gap or ":" in gap:
                return j
            if self.that(j):
                return j - 1 if self.preposition(j - 1) else j
        return limit if limit < at + 14 else at

    def _may_be_verb(self, i: int) -> bool:
        """A word that no table has as a noun and that has neither article nor preposition nor the ending of an adjective or noun."""
        word = self.forms[i]
        if self.hits.get(i) or self._adjective(i) or (word.endswith(("ه", "ه", "ا", "ات", "ين", "ون")) and not word.endswith(("وا", "ون"))):
            return False
        return not word.startswith(("ال", "و", "ب", "ل")) and len(word) > 2

    def with_acronym(self, end: int) -> int:
        """Behind «(سانا)», if it stands right there: the short name belongs to the source as printed."""
        m = _ACRONYM.match(self.document.text, end)
        return m.end() if m else end

    def source_span(self, first: int, last: int) -> Span:
        """The words of a source as a span, without proclitic, with a short name in brackets behind it."""
        noun = self.mention_from.get(first)
        start = noun[0].start if noun else self.document.starts[first]
        end = self.document.ends[last - 1]
        text = self.document.text
        if text[end : end + 1] == "»" and text.count("«", start, end) > text.count("»", start, end):
            end += 1
        return start, self.with_acronym(end)

    # --- quotations -------------------------------------------------------------------------------------------------------

    def quote_at(self, offset: int) -> list[Span] | None:
        """The quotation that opens right at `offset` (white space and signs before it passed over), over reopened paragraphs."""
        m = OPEN.match(self.document.text, offset)
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
                return [self.trim(a, b) for a, b in spans]
        return None

    def long_quote(self, at: int) -> bool:
        """More than a name: at least four words."""
        for q in self.document.quotations:
            if q.start == at:
                return self.document.word_at(q.end - 1) - self.document.word_at(q.start + 1) >= 4
        return False

    def mode(self, spans: list[Span]) -> str:
        for a, b in spans:
            for q in self.document.quotations:
                if a <= q.start and q.end <= b and self.document.word_at(q.end - 1) - self.document.word_at(q.start + 1) >= 2:
                    return "mixed"
        return "indirect"

    def trim(self, start: int, end: int) -> Span:
        """Without blanks and signs at the ends, and without marks around all of it."""
        text = self.document.text
        while start < end and text[start] in " ،,:؛\n":
            start += 1
        while end > start and text[end - 1] in " ،,.:؛!؟\n":
            end -= 1
        if end - start > 1 and text[start] == "«" and text[end - 1] == "»" and text.find("»", start, end) == end - 1:
            return start + 1, end - 1
        return start, end
