"""Who says what, through whom: document, mentions and lexicon in, attributions out.

Each cue of the lexicon is given its parts by the frame it takes: a verb its subject behind or before it and the clause, the direct
speech or the complement that it introduces; a preposition («بحسب») its noun and the clause around it; a noun («اتهام») its holder and
its complement; a colon behind a name. Verbs without a subject take the last speaker that fits. A row lies inside the row whose content
holds its cue: following `parent` gives the chain. Rules follow `data/manual/codebook.md`, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mawaqif.document import Document
from mawaqif.folding import fold
from mawaqif.frames import Frames
from mawaqif.lexicon.compile import Lexicon
from mawaqif.lexicon.units import HedgeForm, Unnamed
from mawaqif.lexicon.words import Hit, joined
from mawaqif.phrases import COLON, OPEN
from mawaqif.rows import Attribution, Mention, Span

FRAMES = ("direct", "colon", "that", "oblique", "noun")
RULES = (
    *(f"{part}_{frame}" for part in ("verb", "participle", "noun", "relayed") for frame in FRAMES),
    "verb_relays",
    "verb_postposed",
    "verb_as_said",
    "relay",
    "according_to",
    "headline",
)
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
    relative: bool = False  # a verb in a relative clause («الوزير، الذي قال إن»): its speaker does not lead the sentence
    speaker: Mention | None = None
    speaker_id: str | None = None
    source_kind: str = "unknown"
    reason: str = ""
    parent: int | None = field(default=None)

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"rule {self.rule!r} is not in RULES")


def find(document: Document, mentions: list[Mention], lexicon: Lexicon, *, without: frozenset[str] = frozenset()) -> list[Attribution]:
    """All attributions of a document, in the order of their cues; `parent` is an index into the list.

    A row without a known speaker is kept with its reason («two speakers fit»); nothing is guessed.

    Args:
        without: names of rules (`RULES`) that are switched off, to see what they are for.
    """
    reader = _Reader(document, mentions, lexicon)
    rows = reader.rows(without)
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


class _Reader(Frames):
    def __init__(self, document: Document, mentions: list[Mention], lexicon: Lexicon) -> None:
        super().__init__(document, mentions, lexicon)
        self.claimed: set[int] = set()
        self.relayed: list[_Row] = []

    def rows(self, without: frozenset[str] = frozenset()) -> list[_Row]:
        found: list[_Row] = []
        for sentence in range(len(self.document.sentences)):
            found += [row for row in self._sentence(sentence) if row.rule not in without]
        found.sort(key=lambda r: (r.cue_span, r.rule))
        found = self._distinct(found)
        self._speakers(found)
        self._parents(found)
        self._inherit(found)
        self._denials(found)
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
        cues = [(i, hit) for i in words if (hit := self.cue(i)) is not None]
        # verbs first: they claim their clause; then participles, nouns, prepositions
        order = {"past": 0, "present": 0, "active": 1, "noun": 2, "masdar": 2, "phrase": 3}
        for i, hit in sorted(cues, key=lambda c: (order.get(c[1].unit.features.part, 4), c[0])):
            if self.cue(i) is None:
                continue  # taken by a verb that relays
            row = self._row(i, hit, sentence, found)
            if row is not None:
                found.append(row)
        found += self.relayed
        self.relayed = []
        return found

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
        """A verb with its subject, before or behind it, and what it introduces."""
        cue, features = hit.unit.cue, hit.unit.features
        end = self.document.first_word[sentence + 1]
        if "an_prep" in cue.takes and (relayed := self._relayed(i, hit, sentence)) is not None:
            return relayed
        passive = features.voice == "passive" and self._only_passive(hit)
        source, at = (None, hit.last) if passive else self._subject(i, hit, sentence)
        postposed = self._postposed(i, hit, sentence, source) or self._as_said(i, hit, sentence, source)
        if postposed is not None:
            return postposed
        frame = self.complement(cue.takes, at, hit, end, sentence, subject=source is not None)
        if frame is None:
            return None
        content, mode, rule = frame
        if source is not None and rule == "that" and source[0] > self.document.starts[i]:
            source = self._widened(source, content[0][0])
        negated = i > 0 and self.forms[i - 1] in _NEGATORS and joined(self.document, i - 1)
        if rule in ("noun", "oblique") and cue.distance != "deny" and (negated or self._without(i)):
            return None  # «لم تعلن مسؤوليتها»: nothing is said
        row = _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, source, content, mode, f"verb_{rule}", sentence)
        row.impersonal = passive or (source is None and (features.voice == "passive" or self._believed(i, hit)))
        row.inherited = source is None and not row.impersonal
        row.gender, row.number = features.gender, features.number
        row.negated, row.relative = negated, self._in_relative(i, sentence)
        row.hedged = self._hedged(i)
        return row

    def _widened(self, source: Span, said: int) -> Span:
        """With the words between a subject and its clause that nothing else explains («رئيس اتحاد الكرة فلان أن»)."""
        j = last = self.document.word_at(source[1] - 1) + 1
        while j < len(self.forms) and self.document.ends[j] <= said and self.beside(j) and not self.that(j):
            word = self.forms[j]
            if self.preposition(j) or word in self.closed["source_end"] or word in self.closed["time"] or word in self.closed["addressed"]:
                break
            if self.is_verb(j) or self.verb_cue(j) or word in self.closed["adverbial"] or len(word) == 1:
                break
            if j in self.mention_from and self.mention_from[j][0].proclitics in ("ل", "ب"):
                break
            j += 1
        return source if j == last else (source[0], self.document.ends[j - 1])

    def _as_said(self, i: int, hit: Hit, sentence: int, source: Span | None) -> _Row | None:
        """«…، كما زعم فلان», «…، وهو ما نفاه فلان»: what stands before it is what is said, unless a clause follows."""
        document, first = self.document, self.document.first_word[sentence]
        before = self.forms[i - 1] if i - 1 > first else ""
        which = before == fold("ما") and self.forms[i - 2] in self.closed["which"]
        if source is None or not (which or before in self.closed["as"]):
            return None
        last = document.word_at(source[1] - 1) + 1
        end = document.first_word[sentence + 1]
        if any(self.that(k) for k in range(last, min(end, last + 6))) or (not which and last < end and not self.comma(last)):
            return None
        opens = i - 2 if which else i - 1
        begin = self._clause_begin(opens, sentence, [])
        for j in range(opens - 1, first, -1):
            if self.that(j - 1) or (self.comma(j) and self.forms[j][0] == "و"):
                begin = document.starts[j]
                break
        content = [self.trim(begin, document.ends[opens - 1])]
        if content[0][0] >= content[0][1]:
            return None
        cue = hit.unit.cue
        return _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, source, content, self.mode(content), "verb_as_said", sentence)

    def _believed(self, i: int, hit: Hit) -> bool:
        """«يعتقد أن», «ويرجح أن»: a present of belief without a subject, right before its clause, is a passive."""
        cue, features = hit.unit.cue, hit.unit.features
        if not cue.passive_present or features.part != "present" or features.gender != "m" or not self.that(hit.last):
            return False
        before = self.forms[i - 1] if i else ""
        bound = self.that(i - 1) or before in _NEGATORS or before in self.closed["auxiliary"] or before in self.closed["relative"]
        return cue.cue in self.closed["belief"] and not (bound and joined(self.document, i - 1))

    def _in_relative(self, i: int, sentence: int) -> bool:
        at = i - 1
        while at > self.document.first_word[sentence] and (self.word_in(at, "auxiliary") or self.word_in(at, "was")):
            at -= 1
        return self.forms[at] in self.closed["relative"]

    def _without(self, i: int) -> bool:
        """«من دون أن يذكروا»."""
        return i > 1 and self.that(i - 1) and self.forms[i - 2] in _NEGATORS

    def _subject(self, i: int, hit: Hit, sentence: int) -> tuple[Span | None, int]:
        """The subject of a verb as a span, and the word behind which its frame goes on."""
        cue, analysis = hit.unit.cue, hit.analysis
        end = self.document.first_word[sentence + 1]
        takes_object = "object" in cue.addressee or "object" in cue.takes
        if i and self._by_pronoun(i - 1):
            return None, hit.last
        before = None if analysis.conjunction == "و" else self.subject_before(i, sentence, hit)
        behind = self.subject_behind(hit.last, end, hit, object_follows=(takes_object and not analysis.pronoun) or "noun" in cue.takes)
        if before is not None and behind is not None and not self._inverts(i, hit, behind, takes_object):
            return before, hit.last
        if behind is None:
            return before, hit.last
        first, last = behind
        if takes_object and not analysis.pronoun and self._is_object(i, hit, first, last, end):
            return before, hit.last
        return self.source_span(first, last), max(last, self.document.word_at(self.source_span(first, last)[1] - 1) + 1)

    def _by_pronoun(self, i: int) -> bool:
        """«لكنه», «أنها»: the subject of the verb behind it is its pronoun."""
        word = self.forms[i]
        return word.endswith(("ه", "ها", "هم", "هما")) and (self.that(i) or word in self.closed["but"]) and joined(self.document, i)

    def _inverts(self, i: int, hit: Hit, behind: tuple[int, int], takes_object: bool) -> bool:
        """Whether the noun behind the verb is its subject though one may stand before: «المكالمة التي قال الكرملين إنها», «ما أعلنته دمشق»."""
        first = behind[0]
        noun = self.mention_from.get(first)
        if hit.analysis.pronoun:
            return noun is not None
        relative = self.forms[i - 1] in self.closed["relative"] or self.forms[i - 1] in self.closed["what"]
        return relative if "noun" in hit.unit.cue.takes and not takes_object else not takes_object

    def _is_object(self, i: int, hit: Hit, first: int, last: int, end: int) -> bool:
        """«واتهمت موسكو بقصف»: whether the one noun behind a verb with an object is its object, and the subject goes unsaid.

        Two nouns behind it are subject and object. One is the object if it does not agree with the verb, stands in the oblique
        plural, or if the verb with و goes on with an earlier subject.
        """
        noun = self.mention_from.get(first)
        second = last
        if last < end and self.comma(last):
            second = self._closing(last, end) or end  # «ووصفت البعثة، في رسالتها، القرار بأنه»
        if second < end and (self.beside(second) or second > last):
            follower = self.mention_from.get(second)
            asked = hit.unit.cue
            said = "object" in asked.addressee and "noun" in asked.takes and self.masdar(second) and hit.analysis.conjunction == "و"
            plain = (
                follower is None
                and self.plain_noun(second)
                and second not in self.inside
                and not said
                and self.forms[second] not in self.closed["time"]
            )
            if (follower is not None and follower[0].proclitics == "") or plain:
                return False
        verb = hit.unit.features
        if verb.number == "p":
            return True  # behind a verb in the plural no subject stands
        head = self.forms[first]
        if head.endswith("ين") and head.startswith("ال") and (noun is None or noun[0].kind != "person"):
            return True
        gender = self.gender_of(noun[0]) if noun is not None else ""
        if verb.gender and gender and verb.gender != gender:
            return True
        if noun is None and last == first + 1 and head.endswith(("يه", "يها", "يهم")) and "direct" not in hit.unit.cue.takes:
            return True  # «طالب شريكيه»
        if noun is None and not self.document_at(first) and not self.unnamed_at(first):
            return hit.analysis.conjunction == "و" and self._mid_sentence(i)
        asks = {"bi", "bi_anna"} & set(hit.unit.cue.takes) and hit.unit.cue.distance in ("claim", "neutral")
        if hit.analysis.conjunction != "و":
            return False
        return bool(asks) or self._mid_sentence(i)

    def _mid_sentence(self, i: int) -> bool:
        """Whether a verb stands before word i in its sentence, whose subject a verb with و may share."""
        first = self.document.first_word[self.document.sentence_of(self.document.starts[i])]
        return any(self.verb_cue(j) or self.is_verb(j) for j in range(first, i))

    def _relayed(self, i: int, hit: Hit, sentence: int) -> _Row | None:
        """«نقلت الوكالة عن مصدر قوله إن …»: the outer row; the inner one, with its own source, is kept for the sentence.

        The inner cue is the noun of speech behind the inner source («قوله», «تحذيرات من»), or «عن» itself before a clause.
        """
        document, end, cue = self.document, self.document.first_word[sentence + 1], hit.unit.cue
        source, at = self._subject(i, hit, sentence)
        of = next((j for j in range(at, min(end, at + 6)) if self.forms[j] == fold("عن")), None)
        if of is None or of + 1 >= end or self.that(of + 1):
            return None
        if any(self.verb_cue(j) or self.that(j) for j in range(at, of)):
            return None
        inner = self.genitive(of + 1, end, 0, takes=("noun",))
        if inner is None:
            return None
        behind = document.word_at(inner[1] - 1) + 1
        noun = self.noun_cue(behind) if behind < end and self.beside(behind) else None
        if noun is not None:
            takes = [t for t in noun.unit.cue.takes if t != "noun"] if noun.analysis.pronoun else list(noun.unit.cue.takes)
            frame = self.complement([*takes, "inna", "anna"], noun.last, noun, end, sentence)
            if frame is None and noun.last < end and self.beside(noun.last):  # «نفيها أي صلة بالهجوم»
                stop = self.clause_end(noun.last, end)
                frame = [self.trim(document.starts[noun.last], document.ends[stop - 1])], "indirect", "noun"
            lemma, span, distance = noun.unit.cue.cue, self._cue_span(behind, noun), noun.unit.cue.distance
        else:
            frame = self.complement(["anna", "inna", "bi_anna", "direct", "colon"], behind, hit, end, sentence)
            lemma, span, distance = "عن", (document.starts[of], document.ends[of]), "neutral"
        if frame is None:
            return None
        content, mode, rule = frame
        row = _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, source, content, mode, "verb_relays", sentence)
        row.inherited = source is None
        row.gender, row.number = hit.unit.features.gender, hit.unit.features.number
        told = _Row(noun, span, lemma, distance, inner, list(content), mode, f"relayed_{rule}", sentence)
        self.relayed.append(told)
        if noun is not None:
            self.no_cue(behind)
        return row

    def _only_passive(self, hit: Hit) -> bool:
        """Whether no active form of the same cue is printed alike («قيل», «يقال»); else syntax decides."""
        cue = hit.unit.cue
        word = self.forms[hit.first]
        actives = {fold(t) for t in (cue.past, cue.present) if t}
        return not any(word.endswith(a) for a in actives) or self.forms[hit.last : hit.last + 1] == [] or self.that(hit.last)

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
            if q.level == 0
            and q.closed
            and document.sentences[sentence].start <= q.start
            and q.end <= start
            and document.text[q.end : start].strip(" ،,") == ""
            and (self.long_quote(q.start) or q.start == document.sentences[sentence].start)
        ]
        if not before or source is None or hit.analysis.conjunction:
            return None
        content = [(before[-1].start + 1, before[-1].end - 1)]
        after = source[1]
        m = OPEN.match(document.text, after)
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
        frame = self.complement(cue.takes, hit.last, hit, end, sentence)
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
        own = hit.analysis.pronoun in ("ه", "ها", "هم", "هما")
        holder = self.mention_from.get(hit.last) if not own and hit.last < end and self.beside(hit.last) else None
        source: Span | None = None
        at = hit.last
        if holder is not None:
            mention, last = holder
            genitive = mention.proclitics in ("", "ل") and not hit.analysis.article
            if genitive or mention.form == "demonym":
                source, at = (mention.start, mention.end), last
        accused = self.mention_from.get(at) if at < end and self.beside(at) else None
        frame = None
        if source is not None and "masdar" in cue.takes:  # «إعلان الوزير، أمس، إدراج …»
            frame = self.complement(["noun", "anna"], at, hit, end, sentence, subject=False)
        if cue.distance == "claim" and "bi" in cue.takes and accused is not None and accused[0].proclitics == "ل":
            frame = self.complement(["bi", "bi_anna"], accused[1], hit, min(end, accused[1] + 8), sentence, near=True)
            if frame is not None:
                frame = [(accused[0].start, frame[0][0][1])], frame[1], frame[2]
        if frame is None:
            frame = self.complement(takes, at, hit, min(end, at + 7), sentence, near=True)
        if frame is None:
            return None
        content, mode, rule = frame
        row = _Row(hit, self._cue_span(i, hit), cue.cue, cue.distance, source, content, mode, f"noun_{rule}", sentence)
        if source is None:
            if own:  # «نقلت الوكالة عن مصدر قوله إن»: the noun before is the source
                row.source = self._before_own(i, sentence)
                row.inherited = row.source is None
                row.gender = {"ه": "m", "ها": "f"}.get(hit.analysis.pronoun, "")
            elif rule == "oblique" or self._verb_of_speech_before(i, sentence):
                return None
            else:
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

    def _verb_of_speech_before(self, i: int, sentence: int) -> bool:
        start = max(self.document.first_word[sentence], i - 12)
        return any((h := self.cue(j)) is not None and h.unit.features.part in ("past", "present") for j in range(start, i))

    # --- prepositions -------------------------------------------------------------------------------------------------------

    def _preposition(self, i: int, hit: Hit, sentence: int, found: list[_Row]) -> _Row | None:
        """«بحسب X، …», «…، وفقا لـX», «نقلا عن X», «كما ذكرت X»: the noun behind is the source, the clause around it the content."""
        document, cue = self.document, hit.unit.cue
        end = document.first_word[sentence + 1]
        at = hit.last
        if at >= end or not joined(document, at - 1):
            return None
        if hit.unit.attached and not self.forms[at].startswith(hit.unit.attached):
            return None
        span = self._cue_span(i, hit)
        if self.forms[at] in (fold("ما"), fold("لما")) and at + 1 < end:
            at += 1
        verb = self.cue(at)
        if verb is not None and verb.unit.features.part not in ("past", "present"):
            verb = None
        if "genitive" not in cue.takes and verb is None:
            return None
        if verb is not None:
            behind = self.subject_behind(verb.last, end, verb)
            source = self.source_span(*behind) if behind is not None else None
            span = self._cue_span(at, verb)
            self.no_cue(at)
        else:
            source = self.genitive(at, end, len(hit.unit.attached))
        if source is None or self.document.text[source[0] : source[1]].endswith("نا"):
            return None  # «في تقدير مركزنا»: the outlet's own voice
        s_last = document.word_at(source[1] - 1) + 1
        row = _Row(hit, span, cue.cue, cue.distance, source, [], "indirect", "relay" if cue.relay else "according_to", sentence)
        if verb is not None:
            row.lemma, row.distance = verb.unit.cue.cue, verb.unit.cue.distance
        self._around(row, i, s_last, sentence, found)
        return row if row.content else None

    def _around(self, row: _Row, i: int, s_last: int, sentence: int, found: list[_Row]) -> None:
        """Content of a preposition at word i whose source ends at word s_last: the clause behind, before or around it."""
        document = self.document
        starts, ends = document.starts, document.ends
        first, end = document.first_word[sentence], document.first_word[sentence + 1]
        for other in found:  # inside the frame of a verb: between the verb and its clause
            if (
                other.sentence == sentence
                and other.hit is not None
                and other.cue_span[1] <= starts[i] < other.content[0][0]
                and row.cue_span != other.cue_span
            ):
                row.content, row.mode = list(other.content), other.mode
                if row.rule == "according_to":
                    row.content.insert(0, self.trim(other.cue_span[0], ends[i - 1]))
                return
        lead = i == first or all(w in self.closed["outlet_again"] or w in ("و",) for w in self.forms[first:i])
        if lead:
            if s_last < end and self.comma(s_last) and (closing := self._relay_between(s_last, end)) is not None:
                s_last = closing
            start = s_last + 1 if s_last < end and self.that(s_last) else s_last
            if start >= end:
                return
            stop = self._sentence_end(start, end)
            row.content = [self.trim(starts[start], ends[stop - 1])]
        else:
            begin = self._clause_begin(i, sentence, found)
            content = [self.trim(begin, ends[i - 1])] if begin < starts[i] else []
            if s_last < end and self.comma(s_last) and not self._new_clause(s_last):
                stop = self.clause_end(s_last, end, clause=True)
                content.append(self.trim(starts[s_last], ends[stop - 1]))
            elif s_last < end and self.that(s_last):
                stop = self.clause_end(s_last + 1, end, clause=True)
                content = [self.trim(starts[s_last + 1], ends[stop - 1])] if s_last + 1 < end else content
            row.content = [c for c in content if c[0] < c[1]]
        row.mode = self.mode(row.content)

    def _relay_between(self, j: int, end: int) -> int | None:
        """Behind «، نقلا عن ناشطين،» that follows the source at once."""
        hit = self.cue(j)
        return self._closing(j, end) if hit is not None and hit.unit.cue.relay else None

    def _sentence_end(self, start: int, end: int) -> int:
        """The content of «بحسب X، …» goes to the end of the sentence, but for a semicolon or another «بحسب»."""
        for j in range(start + 1, end):
            gap = self.gap(j)
            hit = self.cue(j)
            if "؛" in gap or ". " in gap or "؟" in gap:
                return j
            if (
                hit is not None
                and "genitive" in hit.unit.cue.takes
                and not hit.unit.cue.marker
                and self.comma(j)
                and not hit.unit.cue.relay
            ):
                return j
            if self.comma(j) and (
                self.forms[j] in self.closed["outlet_again"]
                or f"{self.forms[j]} {self.forms[j + 1] if j + 1 < end else ''}" in self.closed["clause_over"]
            ):
                return j
        return end

    def _new_clause(self, j: int) -> bool:
        return (
            self.forms[j][:1] == "و"
            or self.forms[j] in self.closed["outlet_again"]
            or self.forms[j] in self.closed["but"]
            or self.forms[j] in self.closed["relative"]
            or self._participle_at(j)
            or (j + 1 < len(self.forms) and f"{self.forms[j]} {self.forms[j + 1]}" in self.closed["clause_over"])
        )

    def genitive(self, at: int, end: int, skip: int, *, takes: tuple[str, ...] = ()) -> Span | None:
        """The noun phrase that begins at word `at`, its attached preposition of `skip` letters left out."""
        if at >= end:
            return None
        noun = self.mention_from.get(at)
        if noun is None and (self.that(at) or (self.forms[at] in self.closed["stop"] and self.forms[at] not in self.closed["quantity"])):
            return None
        last = self.noun_phrase(at, end, takes=takes, to_clause=True)
        start = noun[0].start if noun else self.document.starts[at] + skip
        return start, self.with_acronym(self.document.ends[last - 1])

    def _clause_begin(self, i: int, sentence: int, found: list[_Row]) -> int:
        """Where the clause before a postposed «بحسب» begins: the content of the row that holds it, a conjunction, else the sentence."""
        document = self.document
        first = document.first_word[sentence]
        begin = document.sentences[sentence].start
        for other in found:
            for a, b in other.content:
                if other.sentence == sentence and a <= document.starts[i] <= b + 2 and a > begin:
                    begin = a
        for j in range(i - 1, first, -1):
            if document.starts[j] <= begin:
                break
            if self.comma(j) and (self.word_in(j, "subordinate") or self.forms[j - 1] in self.closed["subordinate"]):
                return document.starts[j + 1] if j + 1 < i else document.starts[j]
        if begin == document.sentences[sentence].start:
            word = document.text[document.starts[first]]
            if word == "و" and (any(h.analysis.conjunction == "و" for h in self.hits.get(first, ())) or first in self.inside):
                begin = document.starts[first] + 1
        return begin

    # --- headlines and speech without a cue ---------------------------------------------------------------------------------

    def _headline(self, sentence: int) -> _Row | None:
        """«لافروف: لن نتخلى عن دمشق»: a name, a colon, what is said."""
        document = self.document
        words = document.words_of(sentence)
        noun = self.mention_from.get(words[0])
        if noun is None or noun[1] >= words[-1] + 1 or noun[0].proclitics:
            return None
        m = COLON.match(document.text, noun[0].end)
        if m is None or (noun[0].kind == "state" and document.sentences[sentence].paragraph > 0):
            return None
        colon = m.end() - 1
        start, end = document.starts[noun[1]], document.ends[words[-1]]
        quote = self.quote_at(colon + 1)
        content = quote if quote is not None and quote[-1][1] >= end - 2 else [self.trim(start, end)]
        mode = "direct" if quote is not None and content is quote else self.mode(content)
        return _Row(None, (colon, colon + 1), ":", "neutral", (noun[0].start, noun[0].end), content, mode, "headline", sentence)

    def _denials(self, found: list[_Row]) -> None:
        """«نفى ذلك»: a denial without content of its own takes what is denied, if it stands right before."""
        for n, row in enumerate(found):
            if row.distance != "deny" or len(row.content) != 1:
                continue
            said = self.document.text[slice(*row.content[0])]
            if said not in ("ذلك", "هذا", "الأمر", "الاتهام", "الاتهامات", "هذه الاتهامات"):
                continue
            before = next((o for o in reversed(found[:n]) if row.sentence - o.sentence <= 1 and o.speaker_id != row.speaker_id), None)
            if before is not None:
                row.content, row.mode = list(before.content), before.mode

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
            row.speaker = self._speaker_in(row.source)
            if row.speaker is not None:
                row.speaker_id = row.speaker.who
            row.source_kind = self._source_kind(row)

    def _speaker_in(self, source: Span) -> Mention | None:
        """The mention that speaks: the first of the source, but a person's name behind his post, in apposition too («المتحدث، فلان،»)."""
        start, end = source
        document = self.document
        inside = [m for m in self.mentions if start <= m.start < end]
        first = document.word_at(start)
        chosen = inside[0] if inside else None
        if chosen is not None and (chosen.kind == "person" and chosen.form != "office" and chosen.who is not None):
            return chosen
        if self.forms[first] in self.closed["spokesmen"]:  # «متحدث باسم الوزارة»: the body, if he has no name
            named = [m for m in inside if m.kind == "person" and m.form not in ("demonym", "office")]
            last = document.word_at(end - 1) + 1
            apposed = self.mention_from.get(last) if last < len(self.forms) and self.comma(last) else None
            if apposed is not None and apposed[0].kind == "person" and not apposed[0].proclitics and apposed[0].form != "demonym":
                return apposed[0]
            bodies = [m for m in inside if m.kind != "anonymous"]
            return named[-1] if named and named[-1].end == end else bodies[0] if bodies else chosen
        if self.document_at(first):
            return next((m for m in inside if m.kind != "anonymous"), chosen)
        if self._indefinite(first):
            return chosen if chosen is not None and chosen.kind == "anonymous" else None
        if self.body_at(first) or (first not in self.mention_from and self.document_at(first)):
            return chosen
        for mention in inside[1:]:
            if (
                mention.kind == "person"
                and mention.form not in ("demonym", "office")
                and mention.proclitics == ""
                and (self.leads_name(first) or first in self.mention_from)
            ):
                return mention
        post = chosen is None or chosen.who is None or chosen.form == "office" or chosen.start > start
        last = document.word_at(end - 1) + 1
        if post and last < len(self.forms) and self.comma(last) and not self._indefinite(first):
            apposed = self.mention_from.get(last)
            if apposed is not None and apposed[0].kind == "person" and apposed[0].proclitics == "" and apposed[0].form != "demonym":
                return apposed[0]
        return chosen

    def _indefinite(self, first: int) -> bool:
        """«مصدر …», «ضابطا روسيا»: nobody by name."""
        if first in self.mention_from and self.mention_from[first][0].kind != "anonymous":
            return False
        bare = not self.forms[first].startswith("ال") and not self.leads_name(first)
        return bare and (
            self.unnamed_at(first) or (len(self.forms[first]) > 3 and self.forms[first].endswith("ا") and not self.body_at(first))
        )

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
                whole = (
                    [(other.content[0][0], other.content[-1][1])]
                    if len(other.content) > 1 and other.rule.startswith("verb")
                    else other.content
                )
                for a, b in whole:
                    if (
                        a <= row.cue_span[0]
                        and row.cue_span[1] <= b
                        and (size is None or b - a < size or (b - a == size and other.rule.startswith("relayed")))
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
            inside = other.cue_span[1] <= row.cue_span[0] < other.content[0][0]
            behind = row.rule == "according_to" and other.rule.startswith("verb") and row.cue_span[0] >= other.content[-1][1]
            if m != n and other.sentence == row.sentence and (inside or behind) and other.content == row.content:
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
            if (subject := self._clause_subject(row, found) or self._sentence_subject(row, found, n)) is not None:
                row.speaker, row.speaker_id = subject, subject.who
                row.source_kind = self._kind_of_mention(subject)
                continue
            fitting: list[_Row] = []
            for other in reversed(found[:n]):
                if row.sentence - other.sentence > 4 or (fitting and other.sentence != fitting[0].sentence):
                    break
                if other.source_kind == "unknown" or other.parent == n:
                    continue
                if other.sentence == row.sentence and (
                    other.rule == "relay" or (other.relative and row.hit is not None and row.hit.analysis.conjunction)
                ):
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
            chosen = self._foremost(found, row, fitting)
            others = [o for o in fitting[1:] if self._key(o) != self._key(chosen) and o.parent is None and chosen.parent is None]
            if others and not row.rule.startswith("participle") and row.sentence != chosen.sentence:
                row.source_kind, row.reason = "unknown", "two speakers fit"
                continue
            row.speaker_id, row.source_kind, row.speaker = chosen.speaker_id, chosen.source_kind, chosen.speaker
            transmitted = chosen.parent is not None and (row.sentence != chosen.sentence or found[chosen.parent].sentence != row.sentence)
            if row.parent is None and chosen.parent is not None and transmitted:
                row.parent = chosen.parent if not self._below(found, chosen.parent, n) else None

    def _foremost(self, found: list[_Row], row: _Row, fitting: list[_Row]) -> _Row:
        """Of the rows of an earlier sentence the last that no other of them holds; of a relay the one whose words it relays."""
        if fitting[0].sentence == row.sentence:
            return fitting[0]
        for other in fitting:
            held = other.parent is not None and any(found[other.parent] is f for f in fitting)
            if not held or (other.parent is not None and found[other.parent].rule in ("verb_relays", "according_to")):
                if (
                    other.rule == "verb_relays"
                    and other.source_kind in ("outlet", "unknown", "anonymous")
                    and other is not fitting[-1]
                    and self._relayed_of(found, other, fitting) is not None
                ):
                    continue
                return other
        return fitting[0]

    def _relayed_of(self, found: list[_Row], outer: _Row, fitting: list[_Row]) -> _Row | None:
        return next((f for f in fitting if f.parent is not None and found[f.parent] is outer), None)

    def _sentence_subject(self, row: _Row, found: list[_Row], n: int) -> Mention | None:
        """The subject of an earlier verb of the same sentence that is no verb of speech («ورحب فلان بالقرار، واصفا …»).

        Only where no statement of this sentence with a source of its own stands before; that one is nearer.
        """
        first = self.document.first_word[row.sentence]
        cue = row.cue_span[0]
        nearer = (o for o in found[:n] if o.sentence == row.sentence and o.source is not None and o.cue_span[0] < cue)
        if any(not o.relative and o.rule not in ("relay", "according_to", "headline") for o in nearer):
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
            if any(sign in self.gap(self.mention_from[at][1]) for sign in "/(:–-"):
                continue  # a place in a dateline
            leads = at == first or (
                joined(self.document, at - 1) and (self.is_verb(at - 1) or before in self.closed["auxiliary"] or at - first <= 1)
            )
            leads |= (
                mention.kind == "person"
                and self.forms[first] in self.closed["opens_clause"]
                and at < self.noun_phrase(first + 1, len(self.forms))
            )
            if leads and before not in self.closed["prepositions"] and before not in self.closed["place"]:
                gender = self.gender_of(mention)
                if not (row.gender and gender and row.gender != gender):
                    return mention
                if before not in self.closed["auxiliary"] and not self.is_verb(at - 1):
                    continue
                return None
        return None

    def _clause_subject(self, row: _Row, found: list[_Row]) -> Mention | None:
        """The subject of the clause that holds the row: «أن كييف أغلقت السفارة وأمرت بـ…», «أنه أبلغ الرئيس أن»."""
        if row.parent is None or not row.rule.startswith("verb"):
            return None
        holder = found[row.parent]
        start = holder.content[0][0]
        if holder.sentence != row.sentence or not start <= row.cue_span[0]:
            return None
        first = self.document.word_at(start)
        if self.document.starts[first] < start:  # a pronoun: who speaks
            fits = holder.speaker is not None and not (row.gender and (g := self.gender_of(holder.speaker)) and g != row.gender)
            return holder.speaker if fits else None
        mention = self.mention_from[first][0] if first in self.mention_from else None
        if mention is None or mention.who is None or mention.form == "demonym" or mention.proclitics:
            return None
        gender = self.gender_of(mention)
        return mention if not (row.gender and gender and row.gender != gender) else None

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

    def _hedged(self, i: int) -> bool:
        return any(
            isinstance(h.unit, HedgeForm) and h.unit.hedge.effect in ("hedged", "planned")
            for j in range(max(0, i - 3), i)
            for h in self.hits.get(j, ())
        )
