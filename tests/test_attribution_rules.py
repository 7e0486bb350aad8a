"""Each rule that finds who says what is needed: a sentence gives its row with it, and another one or none without it."""

import pytest

from mawaqif import actors, load_lexicon
from mawaqif.attribution import RULES, find
from mawaqif.document import prepare
from mawaqif.rows import Attribution

# rule → sentence, cue, source (None: unsaid), content
SENTENCES: dict[str, tuple[str, str, str | None, list[str]]] = {
    "verb_that": ("قال سيرغي لافروف إن موسكو لن تغير موقفها.", "قال", "سيرغي لافروف", ["موسكو لن تغير موقفها"]),
    "verb_direct": ("قال سيرغي لافروف «لن نغير موقفنا في هذا الملف».", "قال", "سيرغي لافروف", ["لن نغير موقفنا في هذا الملف"]),
    "verb_colon": ("وقال سيرغي لافروف للصحافيين: لن نغير موقفنا.", "قال", "سيرغي لافروف", ["لن نغير موقفنا"]),
    "verb_oblique": ("طالبت واشنطن موسكو بوقف القصف.", "طالبت", "واشنطن", ["وقف القصف"]),
    "verb_noun": ("أكدت طهران دعمها للحكومة السورية.", "أكدت", "طهران", ["دعمها للحكومة السورية"]),
    "verb_relays": ("نقلت وكالة تاس عن سيرغي لافروف أن موسكو لن تغير موقفها.", "نقلت", "وكالة تاس", ["موسكو لن تغير موقفها"]),
    "verb_postposed": ("«لن نغير موقفنا في هذا الملف»، يقول سيرغي لافروف.", "يقول", "سيرغي لافروف", ["لن نغير موقفنا في هذا الملف"]),
    "verb_as_said": ("رفضت موسكو مشروع القرار، كما ذكرت رويترز.", "ذكرت", "رويترز", ["رفضت موسكو مشروع القرار"]),
    "participle_that": ("والتقى سيرغي لافروف نظيره التركي، مؤكدا أن الهدنة صامدة.", "مؤكدا", None, ["الهدنة صامدة"]),
    "participle_direct": ("ورد سيرغي لافروف على السؤال قائلا «لن نغير موقفنا في هذا الملف».", "قائلا", None, ["لن نغير موقفنا في هذا الملف"]),
    "participle_colon": ("ورد سيرغي لافروف على السؤال قائلا: لن نغير موقفنا.", "قائلا", None, ["لن نغير موقفنا"]),
    "participle_oblique": ("وغادر سيرغي لافروف القاعة، مهددا بوقف القصف.", "مهددا", None, ["وقف القصف"]),
    "participle_noun": ("والتقى سيرغي لافروف نظيره التركي، نافيا وجود خلاف بينهما.", "نافيا", None, ["وجود خلاف بينهما"]),
    "noun_that": ("جاءت الزيارة بعد تصريحات سيرغي لافروف بأن الهدنة صامدة.", "تصريحات", "سيرغي لافروف", ["الهدنة صامدة"]),
    "noun_direct": ("جاءت الزيارة بعد تصريح سيرغي لافروف «لن نغير موقفنا في هذا الملف».", "تصريح", "سيرغي لافروف", ["لن نغير موقفنا في هذا الملف"]),
    "noun_colon": ("جاء في الصحيفة تصريح سيرغي لافروف: لن نغير موقفنا.", "تصريح", "سيرغي لافروف", ["لن نغير موقفنا"]),
    "noun_oblique": ("أثار اتهام واشنطن لموسكو بقصف المستشفى جدلا.", "اتهام", "واشنطن", ["موسكو بقصف المستشفى جدلا"]),
    "noun_noun": ("جاءت الزيارة بعد إعلان سيرغي لافروف وقف القصف.", "إعلان", "سيرغي لافروف", ["وقف القصف"]),
    "relayed_that": ("نقلت وكالة تاس عن سيرغي لافروف أن موسكو لن تغير موقفها.", "عن", "سيرغي لافروف", ["موسكو لن تغير موقفها"]),
    "relayed_direct": ("نقلت وكالة تاس عن سيرغي لافروف قوله «لن نغير موقفنا في هذا الملف».", "قوله", "سيرغي لافروف", ["لن نغير موقفنا في هذا الملف"]),
    "relayed_colon": ("نقلت وكالة تاس عن سيرغي لافروف قوله: لن نغير موقفنا.", "قوله", "سيرغي لافروف", ["لن نغير موقفنا"]),
    "relayed_oblique": ("نقلت وكالة تاس عن سيرغي لافروف دعوته إلى وقف القصف.", "دعوته", "سيرغي لافروف", ["وقف القصف"]),
    "relayed_noun": ("نقلت وكالة تاس عن سيرغي لافروف نفيه أي صلة بالهجوم.", "نفيه", "سيرغي لافروف", ["أي صلة بالهجوم"]),
    "relay": ("ذكرت رويترز، نقلا عن مصدر دبلوماسي، أن موسكو رفضت مشروع القرار.", "نقلا عن", "مصدر دبلوماسي", ["موسكو رفضت مشروع القرار"]),
    "according_to": ("بحسب رويترز، رفضت موسكو مشروع القرار.", "بحسب", "رويترز", ["رفضت موسكو مشروع القرار"]),
    "headline": ("لافروف: لن نتخلى عن دمشق", ":", "لافروف", ["لن نتخلى عن دمشق"]),
}  # fmt: skip


def rows(text: str, *without: str) -> tuple[str, list[Attribution]]:
    lexicon = load_lexicon()
    document = prepare(text, lexicon.furniture)
    return document.text, find(document, actors.find(document, lexicon), lexicon, without=frozenset(without))


def said(text: str, *without: str) -> list[tuple[str, str, str | None, list[str]]]:
    """(rule, cue, source, content) of the rows of a text."""
    clean, found = rows(text, *without)
    return [
        (
            r.rule,
            clean[r.cue_start : r.cue_end],
            None if r.source_start is None or r.source_end is None else clean[r.source_start : r.source_end],
            [clean[a:b] for a, b in r.content],
        )
        for r in found
    ]


def test_every_rule_has_a_sentence() -> None:
    assert set(SENTENCES) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_row_and_nothing_else_does(rule: str) -> None:
    text, cue, source, content = SENTENCES[rule]
    row = (rule, cue, source, content)
    assert row in said(text)
    assert row[1:] not in [r[1:] for r in said(text, rule)]


def test_an_unknown_rule_is_refused() -> None:
    from mawaqif.attribution import _Row

    with pytest.raises(ValueError, match="not in RULES"):
        _Row(None, (0, 1), ":", "neutral", None, [(2, 3)], "indirect", "guess", 0)
