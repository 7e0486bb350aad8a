"""One article through all four steps: what a reader of Arabic expects comes out, and nothing crashes on any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mawaqif import annotate, load_lexicon, schemas

LEXICON = load_lexicon()


def mentions(text, **options):
    a = annotate(text, LEXICON, **options)
    return [(a.text[m.start : m.end], m.actor_id) for m in a.mention_rows]


def stances(text, **options):
    return {(s.holder_id, s.target_id, s.polarity) for s in annotate(text, LEXICON, **options).stance_rows}


WORDS = """قال أكد إن أن موسكو و روسيا إيران وطهران تدعم دعما للأسد لم لن بحسب وفقا لوكالة تاس «نعم» مصدر مسؤول الذي التي
بأن المدعومة من تركيا ضد مع بين وزير الخارجية الروسي سيرغي لافروف : ، . « » اتهم بقصف الجيش السوري وأضاف نقلت عن قوله"""
words = st.sampled_from([*WORDS.split(), "\n"])
texts = st.one_of(st.text(max_size=60), st.lists(words, max_size=40).map(" ".join))


@settings(max_examples=400)
@given(texts)
def test_any_text_gives_rows_that_keep_the_contract(text):
    a = annotate(text, LEXICON, published="2016-08-22", outlet="SANA")
    for table in (schemas.SENTENCES, schemas.MENTIONS, schemas.ATTRIBUTIONS, schemas.STANCES):
        schemas.check(getattr(a, table.name), table)
    last = 0
    for m in a.mention_rows:
        assert last <= m.start < m.end <= len(a.text)
        last = m.end
    n = len(a.attribution_rows)
    for i, row in enumerate(a.attribution_rows):
        assert row.content and all(0 <= x < y <= len(a.text) for x, y in row.content)
        seen, at = {i}, row.parent
        while at is not None:
            assert at not in seen and at < n
            seen.add(at)
            at = a.attribution_rows[at].parent
    for s in a.stance_rows:
        assert s.holder_id != s.target_id
        assert a.text[s.evidence_start : s.evidence_end].strip()
    for chain in a.to_dict()["chains"]:
        assert chain["path"][0]["speaker_id"] == "SANA"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("رفضت موسكو المقترح", [("موسكو", "RUS")]),
        ("وصل الوفد إلى موسكو", []),
        ("الجيـــش الرُّوسيّ", [("الجيش الروسي", "RUS-MIL")]),
        ("وبروسيا", []),
        ("فلإيران", [("إيران", "IRN")]),
        ("وللولايات المتحدة", [("لولايات المتحدة", "USA")]),
        ("كإسرائيل", [("إسرائيل", "ISR")]),
        ("رفضت واشنطن ذلك", [("واشنطن", "USA")]),
        ("الخارجية الإيرانية", [("الخارجية الإيرانية", "IRN-MFA")]),
        ("القهوة التركية", []),
        ("النظام الإيراني", [("النظام الإيراني", "IRN-GOV")]),
        ("النظام الداخلي للحزب", []),
        ("الكرملين", [("الكرملين", "RUS-PRES")]),
    ],
)
def test_naming(text, expected):
    assert mentions(text) == expected


@pytest.mark.parametrize(
    ("published", "who"),
    [("2003-06-01", "PERSON-IGOR-IVANOV"), ("2016-06-01", "PERSON-SERGEI-LAVROV"), (None, "RUS-MFA")],
)
def test_an_office_is_its_holder_at_the_date(published, who):
    assert mentions("قال وزير الخارجية الروسي إن الهدنة صامدة", published=published) == [("وزير الخارجية الروسي", who)]


def test_two_ministers_under_one_head_are_two():
    assert mentions("التقى وزيرا الخارجية الروسي والتركي", published="2016-08-22") == [
        ("وزيرا الخارجية الروسي", "PERSON-SERGEI-LAVROV"),
        ("التركي", "PERSON-MEVLUT-CAVUSOGLU"),
    ]


def test_an_acronym_in_brackets_is_bound():
    found = mentions("سيطرت قوات سوريا الديمقراطية (قسد) على البلدة. وقالت قسد إنها باقية.")
    assert [who for _, who in found] == ["SDF", "SDF", "SDF"]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("إيران تدعم الحكومة السورية", ("IRN", "SYR-GOV", 1)),
        ("لن تتخلى موسكو عن الأسد", ("RUS", "PERSON-BASHAR-ASSAD", 1)),
        ("نفت طهران دعمها للحوثيين", ("IRN", "HOUTHIS", 1)),
        ("اتهام واشنطن لموسكو بقصف المشفى", ("USA", "RUS", -1)),
        ("تبادلت موسكو وواشنطن الاتهامات", ("RUS", "USA", -1)),
        ("قاتل حزب الله مع الجيش السوري ضد داعش", ("HEZBOLLAH", "ISIS", -1)),
        ("رسخ خصوم واشنطن، إيران وروسيا أنفسهم", ("IRN", "USA", -1)),
    ],
)
def test_stance(text, stance):
    assert stance in stances(text)


def test_a_denial_keeps_the_polarity_and_says_denied():
    (row,) = annotate("نفت طهران دعمها للحوثيين.", LEXICON).stance_rows
    assert (row.holder_id, row.target_id, row.polarity, row.factuality) == ("IRN", "HOUTHIS", 1, "denied")


def test_a_chain_of_voices():
    a = annotate("نقلت وكالة رويترز عن مسؤول إيراني قوله إن طهران تدعم دمشق.", LEXICON, outlet="SY24")
    longest = max(a.to_dict()["chains"], key=lambda c: c["depth"])
    assert [step["speaker_id"] or step["source_kind"] for step in longest["path"]] == ["SY24", "REUTERS", "anonymous"]
