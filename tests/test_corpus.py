"""Anything can be read in; what cannot is named with its reason; the catalogue is checked; adding writes all or nothing."""

import codecs
import csv
import gzip
import io
import json
import re
import tracemalloc
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mawaqif import adding, corpus, paths
from mawaqif.cleaning import clean
from mawaqif.corpus import COLUMNS, Refused, decode, extract_html, language_of, read_catalogue, read_raw, sha256_of, split_of
from mawaqif.errors import MawaqifError

NEWS = "موسكو تنتقد العقوبات الجديدة\n\nقالت وزارة الخارجية الروسية إن العقوبات لن تغير موقف موسكو.\nوأضافت أن روسيا ستواصل دعم دمشق.\n"
OTHER = "أنقرة تدعو إلى هدنة\n\nدعت تركيا الأطراف إلى هدنة في شمال البلاد، بحسب بيان نشرته الرئاسة.\n"
PERSIAN = (
    "وزیر امور خارجه ایران گفت که این کشور از سوریه پشتیبانی می کند و با روسیه در این باره گفتگو کرده است. این دیدار در تهران برگزار شد.\n"
)
ENGLISH = "The foreign ministry said on Monday that the sanctions would not change the position of the government.\n"


class Project:
    """A tiny project folder: collections `open` and `closed` (restricted), and a catalogue to which rows are added."""

    def __init__(self, root: Path) -> None:
        self.raw, self.catalogue = root / "data/raw", root / "data/manual/catalogue"
        self.raw.mkdir(parents=True)
        self.catalogue.mkdir(parents=True)
        mapping = "- {{collection: {}, kind: {}, licence: test, title_en: t, title_ar: ت, note: n}}\n"
        (self.catalogue / "collections.yaml").write_text(mapping.format("open", "open") + mapping.format("closed", "restricted"))
        self.rows: dict[str, list[dict[str, str]]] = {}

    def file(self, name: str, data: bytes | str, collection: str = "open") -> bytes:
        data = data.encode() if isinstance(data, str) else data
        path = self.raw / collection / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return data

    def row(self, article_id: str, file: str, data: bytes = b"", collection: str = "open", **values: str) -> None:
        row = {
            "article_id": article_id, "outlet_id": "OPEN-AGENCY", "title": "عنوان", "author": "", "published": "2016-03-15", "url": "",
            "language": "ar", "licence": "test", "style": "agency", "story": article_id, "collected": "", "file": file,
            "sha256": sha256_of(data), "split": split_of(article_id), "basis": "",
        }  # fmt: skip
        self.rows.setdefault(collection, []).append(row | values)
        with (self.catalogue / f"{collection}.csv").open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, COLUMNS)
            table.writeheader()
            table.writerows(self.rows[collection])

    def article(self, article_id: str, data: bytes | str, name: str = "", **values: str) -> None:
        name = name or f"{article_id}.txt"
        self.row(article_id, name, self.file(name, data), **values)

    def read(self, **options):
        articles, problems = read_raw(raw=self.raw, catalogue=self.catalogue, **options)
        return list(articles), problems

    def add(self, file: Path, **options):
        return adding.add(file, raw=self.raw, catalogue=self.catalogue, **options)

    def tree(self) -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in sorted(self.raw.parent.rglob("*")) if p.is_file()}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


# --- encodings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NEWS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + NEWS.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be"), "utf-16-be"),
        (NEWS.encode("utf-16-le"), "utf-16-le"),
        (NEWS.encode("utf-16-be"), "utf-16-be"),
        (NEWS.encode("cp1256"), "windows-1256"),
        (NEWS.encode("iso8859_6"), "iso-8859-6"),
    ],
)
def test_each_encoding_is_found_and_reported(data, encoding):
    assert decode(data) == (NEWS, encoding)


@pytest.mark.parametrize("text", [NEWS, OTHER, OTHER.split("\n")[0]], ids=["news", "other", "one line"])
@pytest.mark.parametrize(("codec", "encoding"), [("cp1256", "windows-1256"), ("iso8859_6", "iso-8859-6")])
def test_the_two_old_encodings_are_told_apart(text, codec, encoding):
    assert decode(text.encode(codec)) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (codecs.BOM_UTF8, "undecodable or empty"),
        (b"PK\x03\x04" + NEWS.encode(), "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "binary"),
        (NEWS.encode()[:40] + b"\xff" + NEWS.encode()[40:], "undecodable"),
        (codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le") + b"\x01", "undecodable"),
        (codecs.BOM_UTF8 + b"\xff\xfe", "undecodable"),
        ("Zürich und Genève".encode("latin-1"), "undecodable"),
    ],
)
def test_what_is_no_text_is_refused(data, reason):
    with pytest.raises(Refused) as refused:
        decode(data)
    assert refused.value.reason in reason


def test_a_broken_byte_is_named_by_its_place():
    before, after = NEWS[:20].encode(), NEWS[20:].encode()
    with pytest.raises(Refused, match=f"breaks at byte {len(before)}\\."):
        decode(before + b"\xff" + after)


def test_one_stray_control_character_does_not_make_a_text_binary():
    assert decode(("\x00" + NEWS).encode())[0] == "\x00" + NEWS


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        text, _ = decode(data)
    except Refused as e:
        assert e.reason in corpus.REASONS
    else:
        assert text.strip()
        text.encode()


# --- language ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (NEWS, "ar"),
        (NEWS.replace("ي", "ی").replace("ك", "ک"), "ar"),  # Arabic from a Persian keyboard
        ("قال موقع CNN إن شركة BP تبيع النفط", "ar"),
        (PERSIAN, "fa"),
        (PERSIAN.replace("ی", "ي").replace("ک", "ك"), "fa"),  # Persian from an Arabic keyboard
        ("پاکستان کے وزیر خارجہ نے کہا ہے کہ ایران اور سعودی عرب کے تعلقات میں بہتری آئی ہے", "ur"),
        (ENGLISH, "en"),
        ("12 34 --", "und"),
        ("", "und"),
    ],
)
def test_languages_are_told_apart(text, language):
    assert language_of(text) == language


# --- pages ---------------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="ar"><head><meta charset="utf-8"><title>موسكو تنتقد العقوبات الجديدة | موقع</title>
<meta property="og:title" content="موسكو تنتقد العقوبات الجديدة"><meta property="article:published_time" content="2016-03-15T10:00:00Z">
<style>p { color: red }</style><script>var teaser = "<p>قالت وزارة الخارجية الروسية إن كذا</p>"; if (1 < 2) { run(); }</script></head>
<body><nav><a href="/">الرئيسية</a> <a href="/news">أخبار</a></nav>
<article><h1>موسكو تنتقد العقوبات الجديدة</h1>
<!-- <p>وأضافت أن شيئا لم يكن</p> -->
<p>قالت وزارة <b>الخارجية</b> <a href="/r" title="a > b">الروسية</a> إن العقوبات
&quot;لن تغير&quot; موقف&nbsp;موسكو &amp; حلفائها، وذلك في بيان نشرته أمس.</p>
<p>وأضافت أن روسيا ستواصل دعم دمشق، وأنها تنسق مع طهران في هذا الشأن.</p></article>
<footer>جميع الحقوق محفوظة</footer></body></html>
"""


def test_a_page_gives_its_article_and_its_metadata():
    page = extract_html(PAGE)
    assert page.metadata == {"title": "موسكو تنتقد العقوبات الجديدة", "date": "2016-03-15"}
    assert page.text.split("\n")[:2] == ["موسكو تنتقد العقوبات الجديدة", ""]
    assert "teaser" not in page.text and "شيئا لم يكن" not in page.text and "الرئيسية" not in page.text


def test_each_word_of_a_page_leads_to_its_source_through_cleaning():
    cleaned = clean(extract_html(PAGE).draft())
    assert "إن العقوبات «لن تغير» موقف موسكو & حلفائها" in cleaned.text
    last = 0
    for word in re.finditer(r"\w+", cleaned.text):
        start, end = cleaned.alignment.to_raw(*word.span())
        assert PAGE[start:end] == word.group()
        assert start >= last
        last = end
    quoted = cleaned.text.index("«لن تغير»")
    start, end = cleaned.alignment.to_raw(quoted, quoted + len("«لن تغير»"))
    assert PAGE[start:end] == "&quot;لن تغير&quot;"
    start, _ = cleaned.alignment.to_raw(cleaned.text.index("وأضافت"), cleaned.text.index("وأضافت") + 6)
    assert start > PAGE.index("-->")


def test_words_that_a_page_does_not_show_stand_for_the_stretch_between_their_neighbours():
    source = "<p>قالت موسكو إنها تدعم دمشق</p>"
    spans = corpus._places("قالت موسكو علنا إنها تدعم دمشق", source)
    start, end = spans[len("قالت موسكو ")]
    assert source[: start + 1].endswith("موسكو ") or source[:start].endswith("موسكو")
    assert source[end:].startswith("إنها")


MARKUP = ("<p>", "</p>", "<div class='x'>", "</div>", "<b>", "</b>", "<br/>", "<!--", "-->", "<script>", "</script>", '<a title="', '">')
SIGNS = ("&quot;", "&#1571;", "&nbsp;", "<", ">", "&", " ", "\n", "\u200f", "«", "٣")
WORDS = ("قالت موسكو إنها تدعم دمشق في مواجهة خصومها. ", "وأضافت", "روسيا", "قال", "Syria")
pieces = st.sampled_from(MARKUP + SIGNS + WORDS)


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, max_size=40).map("".join))
def test_the_way_back_to_a_source_never_runs_backwards(inner):
    source = f"<html><body><article><p>{inner}</p></article></body></html>"
    try:
        page = extract_html(source)
    except Refused:
        return
    last = (0, 0)
    for i in range(len(page.text)):
        span = page.alignment.to_raw(i, i + 1)
        assert 0 <= span[0] <= span[1] <= len(source)
        assert last[0] <= span[0] and last[1] <= span[1]
        last = span
    cleaned = clean(page.draft())
    assert cleaned.alignment.to_raw(0, len(cleaned.text))[1] <= len(source)


@pytest.mark.parametrize("source", ["<html><body></body></html>", "<html><script>var x = 'قالت موسكو'</script></html>"])
def test_a_page_without_an_article_is_refused(source):
    with pytest.raises(Refused, match="no article"):
        extract_html(source)


# --- the catalogue -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"published": "15/03/2016"}, ["published '15/03/2016'", "YYYY-MM-DD"]),
        ({"published": "2016-02-30"}, ["published '2016-02-30'"]),
        ({"file": "../closed/x.txt"}, ["file '../closed/x.txt'", "leaves the collection"]),
        ({"file": "/etc/passwd"}, ["file '/etc/passwd'", "leaves the collection"]),
        ({"file": ""}, ["file ''"]),
        ({"sha256": "ABC"}, ["sha256 'ABC'", "64"]),
        ({"split": "test"}, ["split 'test'", "`work` or `held`"]),
        ({"outlet_id": "an outlet"}, ["outlet_id 'an outlet'"]),
        ({"language": "Arabic"}, ["language 'Arabic'", "`ar`"]),
        ({"licence": ""}, ["licence ''"]),
        ({"title": ""}, ["title is empty"]),
        ({"article_id": "a1"}, ["article_id 'a1' stands at", "open.csv:2"]),
        ({"file": "a1.txt"}, ["file 'a1.txt' stands at", "open.csv:2"]),
    ],
)
def test_a_malformed_row_is_named_by_file_line_field_and_mend(project, values, said):
    project.row("a1", "a1.txt")
    project.row(**({"article_id": "a2", "file": "a2.txt"} | values))
    with pytest.raises(MawaqifError) as error:
        read_catalogue(project.catalogue)
    for part in ("open.csv:3", *said):
        assert part in str(error.value)


@pytest.mark.parametrize("published", ["", "2016", "2016-03", "2016-03-15"])
def test_a_date_is_as_precise_as_it_is_known(project, published):
    project.row("a1", "a1.txt", published=published)
    assert read_catalogue(project.catalogue)["open"][0].published == published


def test_a_restricted_article_may_have_no_title(project):
    project.row("c1", "c1.txt", collection="closed", title="")
    assert read_catalogue(project.catalogue)["closed"][0].title == ""


def test_a_line_with_too_many_cells_is_named(project):
    project.row("a1", "a1.txt")
    with (project.catalogue / "open.csv").open("a") as out:
        out.write("a2,b\n")
    with pytest.raises(MawaqifError, match=r"open.csv:3: 2 cells, must be 15"):
        read_catalogue(project.catalogue)


def test_other_columns_are_named(project):
    (project.catalogue / "open.csv").write_text("article_id,title\n")
    with pytest.raises(MawaqifError, match=r"open.csv:1: columns are"):
        read_catalogue(project.catalogue)


def test_a_table_of_an_unknown_collection_is_refused(project):
    project.row("x1", "x1.txt", collection="elsewhere")
    with pytest.raises(MawaqifError, match=r"unknown collection 'elsewhere'; known: \['closed', 'open'\]"):
        read_catalogue(project.catalogue)


def test_an_unknown_collection_of_a_run_is_refused(project):
    with pytest.raises(MawaqifError, match="unknown collection"):
        read_raw(["elsewhere"], raw=project.raw, catalogue=project.catalogue)


def test_a_collection_twice_is_refused(project):
    path = project.catalogue / "collections.yaml"
    path.write_text(path.read_text() * 2)
    with pytest.raises(MawaqifError, match="twice"):
        read_catalogue(project.catalogue)


def test_the_split_is_fixed_by_the_story_alone():
    assert [split_of(s) for s in ("a", "b", "c", "d", "e", "f")] == [split_of(s) for s in ("a", "b", "c", "d", "e", "f")]
    assert {split_of("any", 0.0)} == {"work"} and {split_of("any", 1.0)} == {"held"}
    held = sum(split_of(f"story-{i}") == "held" for i in range(5000))
    assert 0.37 < held / 5000 < 0.43


def test_the_shipped_catalogue_is_whole():
    catalogue = read_catalogue(paths.CATALOGUE)
    assert len(catalogue["open"]) == 60
    assert [r.article_id for r in catalogue["sy24"]] == ["sy24-000-34a71a1e4d9f3049"]
    for row in (*catalogue["open"], *catalogue["sy24"]):
        assert row.split == split_of(row.story)
        assert row.basis


@pytest.mark.skipif(not (paths.RAW / "open").is_dir(), reason="the raw articles are not pulled (dvc pull)")
def test_the_shipped_articles_are_read_without_a_problem():
    articles, problems = read_raw(["open"])
    found = list(articles)
    assert (len(found), problems) == (60, [])
    assert {a.encoding for a in found} == {"utf-8", "utf-8-sig", "utf-16-le", "windows-1256"}


# --- files and records ---------------------------------------------------------------------------------------------------


def test_every_format_reads_alike(project):
    title, content = NEWS.split("\n\n", 1)
    record = {"id": "r1", "title": title, "content": content}
    project.article("a-txt", NEWS)
    project.article("a-html", PAGE, "a.html")
    line = json.dumps(record, ensure_ascii=False).encode()
    project.file("2016-03.jsonl", json.dumps({"id": "r0", "content": OTHER}).encode() + b"\n" + line + b"\n")
    project.row("a-jsonl", "2016-03.jsonl#r1", line)
    project.file("2016-04.parquet", b"")
    pq.write_table(pa.Table.from_pylist([record]), project.raw / "open/2016-04.parquet")
    project.row("a-parquet", "2016-04.parquet#r1", json.dumps(record, ensure_ascii=False, sort_keys=True).encode())
    page = PAGE.encode()
    project.file("crawl.warc.gz", warc("https://example.org/a", page))
    project.row("a-warc", "crawl.warc.gz#https://example.org/a", page)
    articles, problems = project.read()
    assert {a.article_id for a in articles} == {"a-txt", "a-html", "a-jsonl", "a-parquet", "a-warc"}
    assert {clean(a.draft()).text.split("\n")[0] for a in articles} == {title}
    assert [(p.reason, p.record) for p in problems] == [("no_catalogue_row", "r0")]
    assert all(a.present and a.raw for a in articles)
    assert next(a for a in articles if a.article_id == "a-html").raw == PAGE
    assert next(a for a in articles if a.article_id == "a-jsonl").file == "data/raw/open/2016-03.jsonl#r1"


def warc(url: str, page: bytes) -> bytes:
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2016-03-15T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + response + b"\r\n\r\n", mtime=0)


def test_a_page_says_its_own_encoding(project):
    data = PAGE.replace('charset="utf-8"', 'charset="windows-1256"').encode("cp1256")
    project.article("a1", data, "a1.html")
    articles, _ = project.read()
    assert articles[0].encoding == "windows-1256" and "وأضافت أن روسيا" in articles[0].extracted.text


def test_a_page_posing_as_plain_text_is_read_as_a_page(project):
    project.article("a1", PAGE)
    assert project.read()[0][0].extracted is not None


def zip_bytes() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", NEWS)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "b.txt", "empty"),
        (NEWS.encode()[:60] + b"\xff\xfe" + NEWS.encode()[60:], "b.txt", "undecodable"),
        (zip_bytes(), "b.txt", "binary"),
        (bytes(range(256)) * 8, "b.txt", "binary"),
        (b"<html><body><script>run()</script></body></html>", "b.html", "no_text"),
        (PERSIAN.encode(), "b.txt", "language"),
        (ENGLISH.encode(), "b.txt", "language"),
        (NEWS.encode() * 40, "b.txt", "too_large"),
    ],
)
def test_a_bad_file_is_left_out_with_its_reason_and_the_rest_is_read(project, data, name, reason):
    project.article("a", OTHER)
    project.article("b", data, name)
    project.article("c", NEWS)
    articles, problems = project.read(max_bytes=4000)
    assert [a.article_id for a in articles] == ["a", "c"]
    assert [(p.article_id, p.severity, p.reason, p.file) for p in problems] == [("b", "left_out", reason, f"data/raw/open/{name}")]
    assert problems[0].detail.count(". ") >= 1, "the value, then the mend"


def test_a_directory_a_missing_file_another_hash_and_a_stranger_are_named(project):
    (project.raw / "open/d.txt").mkdir(parents=True)
    project.row("d", "d.txt")
    project.row("m", "m.txt")
    project.article("h", NEWS, sha256="0" * 64)
    project.file("stranger.txt", OTHER)
    articles, problems = project.read()
    assert articles == []
    assert {(p.article_id, p.reason) for p in problems} == {
        ("d", "directory"), ("m", "absent_file"), ("h", "other_hash"), (None, "no_catalogue_row")
    }  # fmt: skip
    other_hash = next(p for p in problems if p.reason == "other_hash")
    assert "0" * 64 in other_hash.detail and sha256_of(NEWS.encode()) in other_hash.detail


def test_a_link_out_of_the_collection_is_left_out(project, tmp_path):
    (tmp_path / "secret.txt").write_text(NEWS)
    (project.raw / "open").mkdir()
    (project.raw / "open/a.txt").symlink_to(tmp_path / "secret.txt")
    project.row("a", "a.txt", NEWS.encode())
    articles, problems = project.read()
    assert articles == [] and [p.reason for p in problems] == ["outside_collection"]


def test_a_long_title_is_cut_and_flagged_but_the_text_stays(project):
    project.article("a", NEWS, title="خبر " * 2500)
    articles, problems = project.read()
    assert len(articles[0].title) == corpus.MAX_TITLE and articles[0].raw == NEWS and articles[0].title_cut
    assert [(p.severity, p.reason) for p in problems] == [("flagged", "long_title")]


def test_a_restricted_article_without_its_text_is_absent_and_no_problem(project):
    project.row("c", "c.txt", NEWS.encode(), collection="closed", title="")
    articles, problems = project.read()
    assert [(a.article_id, a.present, a.raw, a.sha256) for a in articles] == [("c", False, "", sha256_of(NEWS.encode()))]
    assert problems == []


def test_bad_records_of_a_shard_are_named_and_the_rest_is_read(project):
    good = json.dumps({"id": "g", "content": NEWS}).encode()
    lines = [
        good,
        b'{"id": "broken", ',
        b"[1, 2]",
        b'{"id": "e", "content": " "}',
        b'{"id": "l", "content": {"a": 1}}',
        b'{"id": "s", "content": "\\ud800 text"}',
        b'{"id": "u", "content": "\xff"}',
        b'{"id": "big", "content": "' + b"x" * 3000 + b'"}',
        good,
    ]
    project.file("2016-03.jsonl", b"\n".join(lines))
    project.row("g", "2016-03.jsonl#g", good)
    project.row("e", "2016-03.jsonl#e", lines[3])
    articles, problems = project.read(max_bytes=2000)
    assert [a.article_id for a in articles] == ["g"]
    assert {(p.record, p.article_id, p.reason) for p in problems} == {
        ("L2", None, "broken_record"), ("L3", None, "broken_record"), ("e", "e", "empty"), ("l", None, "broken_record"),
        ("s", None, "undecodable"), ("L7", None, "undecodable"), ("L8", None, "too_large"), ("g", "g", "duplicate_id"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["x.parquet", "x.warc", "x.warc.gz"])
def test_a_broken_shard_is_a_problem_not_a_crash(project, name):
    project.file(name, zip_bytes())
    project.row("a", f"{name}#1")
    articles, problems = project.read()
    assert articles == [] and {p.reason for p in problems} == {"broken_record", "absent_record"}


def test_memory_stays_flat_in_the_number_of_articles(project):
    def peak(n: int) -> int:
        lines = [json.dumps({"id": str(i), "content": NEWS * 20 + str(i)}).encode() for i in range(n)]
        project.rows.clear()
        project.file("2016-03.jsonl", b"\n".join(lines))
        project.row("a", "2016-03.jsonl#0", lines[0])
        del lines
        tracemalloc.start()
        articles, _ = read_raw(raw=project.raw, catalogue=project.catalogue)
        for _ in articles:
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(800) < 1.5 * peak(100)


# --- adding --------------------------------------------------------------------------------------------------------------

NEW = {"collection": "open", "outlet": "OPEN-DAILY", "published": "2016-03-15", "licence": "CC BY 4.0"}


def test_a_catalogued_text_is_recognised_by_its_hash_whatever_its_name(project, tmp_path):
    project.row("c", "c.txt", NEWS.encode(), collection="closed", title="")
    (tmp_path / "renamed.txt").write_bytes(NEWS.encode())
    added = project.add(tmp_path / "renamed.txt")
    assert (added.article_id, added.change) == ("c", "recognised") and "dvc repro" in added.message
    assert (project.raw / "closed/c.txt").read_bytes() == NEWS.encode()
    assert [a.present for a in project.read()[0]] == [True]
    assert project.add(tmp_path / "renamed.txt").change == "nothing"


def test_another_version_of_a_catalogued_file_is_refused_with_both_hashes(project, tmp_path):
    project.row("c", "c.txt", NEWS.encode(), collection="closed")
    (tmp_path / "c.txt").write_text(OTHER)
    before = project.tree()
    with pytest.raises(MawaqifError) as error:
        project.add(tmp_path / "c.txt")
    assert sha256_of(OTHER.encode()) in str(error.value) and sha256_of(NEWS.encode()) in str(error.value)
    assert project.tree() == before


def test_a_new_article_gets_its_row_and_its_file(project, tmp_path):
    project.article("a", OTHER)
    (tmp_path / "New Article.txt").write_text(NEWS)
    added = project.add(tmp_path / "New Article.txt", **NEW, basis="statement of 15 March 2016")
    assert (added.change, added.article_id) == ("new", "open-20160315-new-article")
    row = read_catalogue(project.catalogue)["open"][-1]
    assert (row.title, row.outlet_id, row.story, row.split) == (
        "موسكو تنتقد العقوبات الجديدة", "OPEN-DAILY", "open-20160315-new-article", split_of("open-20160315-new-article")
    )  # fmt: skip
    articles, problems = project.read()
    assert [a.article_id for a in articles] == ["open-20160315-new-article", "a"] and problems == []


def test_a_first_article_makes_the_table_of_its_collection(project, tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    project.add(tmp_path / "page.html", **NEW)
    assert [r.title for r in read_catalogue(project.catalogue)["open"]] == ["موسكو تنتقد العقوبات الجديدة"]


@pytest.mark.parametrize(
    ("data", "options", "said"),
    [
        (NEWS, {}, "--collection, --outlet, --published, --licence"),
        (NEWS, NEW | {"outlet": None}, "needs --outlet"),
        (NEWS, NEW | {"collection": "elsewhere"}, "unknown collection 'elsewhere'; known: ['closed', 'open']"),
        (NEWS, NEW | {"published": "last week"}, "published 'last week'"),
        (NEWS, NEW | {"outlet": "my outlet"}, "outlet_id 'my outlet'"),
        (NEWS, NEW | {"article_id": "a"}, "article_id 'a' stands in open.csv already"),
        ("", NEW, "0 bytes"),
        (zip_bytes(), NEW, "zip archive"),
        (PERSIAN, NEW, "not Arabic (found: fa"),
        (NEWS * 40, NEW | {"max_bytes": 4000}, "more than 4,000"),
        (None, NEW, "a directory, not a file"),
    ],
)
def test_what_cannot_be_added_leaves_nothing_behind(project, tmp_path, data, options, said):
    project.article("a", OTHER)
    file = tmp_path / "n.txt"
    if data is None:
        file.mkdir()
    else:
        file.write_bytes(data.encode() if isinstance(data, str) else data)
    before = project.tree()
    with pytest.raises(MawaqifError) as error:
        project.add(file, **options)
    assert said in str(error.value) and "n.txt" in str(error.value)
    assert project.tree() == before


def test_a_file_that_is_not_there_is_named(project, tmp_path):
    with pytest.raises(MawaqifError, match=r"nowhere.txt: not there"):
        project.add(tmp_path / "nowhere.txt", **NEW)


def test_a_shard_is_not_one_article(project, tmp_path):
    (tmp_path / "2016-03.jsonl").write_text("{}")
    with pytest.raises(MawaqifError, match="a catalogue row for each"):
        project.add(tmp_path / "2016-03.jsonl", **NEW)


def test_status_says_what_is_there_what_is_not_and_what_is_new(project):
    project.article("a", NEWS)
    project.row("b", "b.txt")
    project.row("c", "c.txt", collection="closed")
    project.file("stranger.txt", OTHER)
    closed, opened = adding.status(raw=project.raw, catalogue=project.catalogue, articles=project.raw / "none.parquet")
    assert (opened.articles, opened.present, opened.absent, opened.new, opened.uncatalogued) == (2, 1, ("b",), ("a",), ("stranger.txt",))
    assert (closed.kind, closed.present, closed.absent, closed.new) == ("restricted", 0, ("c",), ())
    read = pa.table({"article_id": ["a"], "raw_sha256": [sha256_of(NEWS.encode())], "present": [True]})
    pq.write_table(read, project.raw / "articles.parquet")
    assert adding.status(raw=project.raw, catalogue=project.catalogue, articles=project.raw / "articles.parquet")[1].new == ()
