"""The four tables of the clean stage keep their contracts, whatever came in and in whatever order."""

import pytest

from mawaqif import paths, schemas
from mawaqif.alignment import Alignment
from mawaqif.corpus import Problem, RawArticle, extract_html
from mawaqif.furniture import load_furniture
from mawaqif.tables import clean_corpus

FURNITURE = load_furniture(paths.MANUAL / "furniture.yaml")
NEWS = (
    "موسكو تنتقد العقوبات الجديدة\n\nموسكو (رويترز) -- قالت وزارة الخارجية الروسيّة إن العقوبات لن تغير موقف موسكو. "
    "وأضافت أن روسيا ستواصل دعم دمشق في مواجهة خصومها.\nشارك على فيسبوك تويتر\n"
)


def article(article_id: str, raw: str = NEWS, **values: object) -> RawArticle:
    known: dict[str, object] = {
        "article_id": article_id, "collection": "open", "outlet_id": "OPEN-AGENCY", "title": "عنوان", "author": "",
        "published": "2016-03-15", "url": "", "language": "ar", "licence": "test", "style": "agency", "story": article_id, "split": "work",
        "basis": "", "file": f"data/raw/open/{article_id}.txt", "sha256": "0" * 64, "raw": raw, "encoding": "utf-8",
    }  # fmt: skip
    return RawArticle(**(known | values))


def tables(*articles: RawArticle, problems: tuple[Problem, ...] = ()):
    made = clean_corpus(iter(articles), list(problems), threshold=0.5, days=3, seed=1, furniture=FURNITURE)
    for frame, table in zip(made, (schemas.ARTICLES, schemas.SENTENCES, schemas.PROBLEMS, schemas.CHANGES), strict=True):
        schemas.check(frame, table)
    return made


def flags(made, article_id: str) -> list[str]:
    return made.articles.set_index("article_id")["flags"][article_id]


def test_an_article_becomes_a_row_with_sentences_and_changes():
    made = tables(article("a"))
    row = made.articles.iloc[0]
    assert row["text"].split("\n") == [
        "موسكو تنتقد العقوبات الجديدة",
        "قالت وزارة الخارجية الروسية إن العقوبات لن تغير موقف موسكو. وأضافت أن روسيا ستواصل دعم دمشق في مواجهة خصومها.",
    ]
    texts = [row["text"][s.start : s.end] for s in made.sentences.itertuples()]
    assert [t.split()[0] for t in texts] == ["موسكو", "قالت", "وأضافت"]
    assert list(made.sentences["sentence_id"]) == ["a.s1", "a.s2", "a.s3"] and list(made.sentences["paragraph"]) == [0, 1, 1]
    changes = dict(zip(made.changes["step"], made.changes["count"], strict=True))
    assert changes["dateline"] == 1 and changes["share"] == 1 and changes["vowels"] == 1
    alignment = Alignment.from_flat(row["alignment"])
    at = row["text"].index("الروسية")
    start, end = alignment.to_raw(at, at + len("الروسية"))
    assert NEWS[start:end] == "الروسيّة"


def test_copies_share_a_story_and_rows_stand_in_the_order_of_ids():
    made = tables(article("c"), article("b", published="2016-03-14"), article("a", "دعت تركيا الأطراف إلى هدنة في شمال البلاد."))
    assert list(zip(made.articles["article_id"], made.articles["story_id"], strict=True)) == [("a", "a"), ("b", "b"), ("c", "b")]
    assert made.sentences["article_id"].is_monotonic_increasing


def test_the_order_of_reading_changes_nothing():
    three = [article("a"), article("b", "دعت تركيا إلى هدنة. ورحبت إيران."), article("c", present=False, raw="")]
    problems = (Problem("f2", "", None, "left_out", "empty", "d"), Problem("f1", "", None, "left_out", "empty", "d"))
    for one, other in zip(tables(*three, problems=problems), tables(*reversed(three), problems=problems[::-1]), strict=True):
        assert one.to_dict() == other.to_dict()


@pytest.mark.parametrize(
    ("values", "flag"),
    [
        ({"published": ""}, "no_date"),
        ({"published": "2016-03"}, "date_not_to_the_day"),
        ({"encoding": "windows-1256"}, "encoding:windows-1256"),
        ({"title_cut": True}, "long_title"),
        ({"raw": "قال إن «موسكو تدعم دمشق."}, "unbalanced_quotes"),
        ({"raw": "قال إن موسكو» تدعم دمشق."}, "unbalanced_quotes"),
        ({"raw": "قالت موسكو إنها تدعم دمشق. Moscow said that it supports"}, "mixed_language"),
        ({"raw": "شارك على فيسبوك تويتر"}, "no_text_left"),
    ],
)
def test_what_a_reader_should_know_is_flagged(values, flag):
    assert flag in flags(tables(article("a", **values)), "a")


def test_a_plain_article_has_no_flag():
    assert flags(tables(article("a", "قال إن «موسكو تدعم دمشق».")), "a") == []


def test_a_missing_date_is_null():
    assert tables(article("a", published="")).articles["published"].isna().all()


def test_a_page_is_flagged_and_leads_back_to_its_source():
    source = "<html><body><p>قالت <b>موسكو</b> إنها &quot;تدعم&quot; دمشق.</p></body></html>"
    made = tables(article("a", source, extracted=extract_html(source)))
    assert flags(made, "a") == ["html"]
    row = made.articles.iloc[0]
    assert row["text"] == "قالت موسكو إنها «تدعم» دمشق."
    start, end = Alignment.from_flat(row["alignment"]).to_raw(0, len("قالت موسكو"))
    assert source[start:end] == "قالت <b>موسكو"


def test_an_absent_article_has_a_row_without_text():
    made = tables(article("a", "", present=False, published="2016-03", collection="closed"), article("b"))
    row = made.articles.iloc[0]
    assert (row["present"], row["text"], row["alignment"], row["story_id"]) == (False, "", [], "a")
    assert row["flags"] == ["date_not_to_the_day"]
    assert "a" not in set(made.sentences["article_id"])


def test_problems_are_read_after_the_articles_were_taken():
    problems: list[Problem] = []

    def articles():
        yield article("a")
        problems.append(Problem("data/raw/open/b.txt", "", "b", "left_out", "empty", "0 bytes"))

    made = clean_corpus(articles(), problems, threshold=0.5, days=3, seed=1)
    assert list(made.problems["reason"]) == ["empty"]


def test_nothing_gives_empty_tables():
    assert [len(frame) for frame in tables()] == [0, 0, 0, 0]


def test_the_tables_survive_writing(tmp_path):
    made = tables(article("a"), article("b", "", present=False))
    schemas.write(made.articles, schemas.ARTICLES, tmp_path / "articles.parquet")
    assert schemas.read(schemas.ARTICLES, tmp_path / "articles.parquet").to_dict() == made.articles.to_dict()
