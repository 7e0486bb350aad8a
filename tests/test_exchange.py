"""Exchange with other tools: the same rows come back, offsets are counted as the format counts, another text is refused."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gold_examples import COMPACT, TEXT, gold, text_of
from mawaqif.cleaning import clean
from mawaqif.errors import MawaqifError
from mawaqif.gold import exchange, store
from mawaqif.gold.exchange import brat, conll, inception, label_studio, model, web_annotation
from mawaqif.gold.texts import Text

FORMATS = sorted(exchange.FORMATS)
CLEAN = TEXT.clean.text
SUFFIX = {
    "label-studio": "json", "inception-xmi": "xmi", "inception-json": "json", "brat": "ann", "web-annotation": "jsonld", "conll": "conllup",
}  # fmt: skip


def there_and_back(folder, format, rows=None):
    store.write(rows or gold(), folder / "gold")
    exchange.export("a", format, folder / "out", gold=folder / "gold", text_of=text_of)
    exchange.import_(format, folder / "out", "b", gold=folder / "gold", text_of=text_of)
    return (folder / "gold/a/tiny-1.json").read_text(), (folder / "gold/b/tiny-1.json").read_text()


@pytest.mark.parametrize("format", FORMATS)
def test_export_and_import_give_the_same_rows_byte_for_byte(tmp_path, format):
    before, after = there_and_back(tmp_path, format)
    assert after.replace('"pass": "b"', '"pass": "a"') == before


@pytest.mark.parametrize("format", FORMATS)
def test_an_article_without_rows_comes_back(tmp_path, format):
    before, after = there_and_back(tmp_path, format, gold("article_id: tiny-1\n"))
    assert after.replace('"pass": "b"', '"pass": "a"') == before


@pytest.mark.parametrize("format", FORMATS)
def test_raw_spans_that_the_alignment_would_not_give_come_back(tmp_path, format):
    wider = (
        gold().mentions[1].model_copy(update={"raw_end": gold().mentions[1].raw_end + 1})
    )  # the line break behind it, dropped in cleaning
    rows = gold().model_copy(update={"mentions": (gold().mentions[0], wider, *gold().mentions[2:])})
    assert TEXT.clean.alignment.to_raw(wider.start, wider.end)[1] == wider.raw_end - 1
    before, after = there_and_back(tmp_path, format, rows)
    assert after.replace('"pass": "b"', '"pass": "a"') == before


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_rows_give_the_same_bytes(tmp_path, format):
    store.write(gold(), tmp_path / "gold")
    for name in ("one", "two"):
        exchange.export("a", format, tmp_path / name, gold=tmp_path / "gold", text_of=text_of)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize("format", FORMATS)
def test_import_of_another_text_is_refused_with_both_hashes(tmp_path, format):
    there_and_back(tmp_path, format)
    other = Text(clean(CLEAN.replace("دعمها", "عونها")), "0" * 64)
    with pytest.raises(MawaqifError) as e:
        exchange.import_(format, tmp_path / "out", "c", gold=tmp_path / "gold", text_of=lambda _: other)
    assert store.sha256(CLEAN) in str(e.value)
    assert store.sha256(other.clean.text) in str(e.value)
    assert not (tmp_path / "gold/c").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_an_absent_text_is_skipped_and_said(tmp_path, format):
    store.write(gold(), tmp_path / "gold")
    store.write(gold().model_copy(update={"article_id": "restricted-1"}), tmp_path / "gold")
    done = exchange.export("a", format, tmp_path / "out", gold=tmp_path / "gold", text_of=text_of)
    assert done.articles == ["tiny-1"]
    assert "its text is not here" in done.skipped["restricted-1"]
    assert "restricted-1: its text is not here" in (tmp_path / "out/LOST.md").read_text()


@pytest.mark.parametrize("format", FORMATS)
def test_a_folder_without_files_is_refused(tmp_path, format):
    with pytest.raises(MawaqifError, match=r"no file in the format|not there"):
        exchange.import_(format, tmp_path, "b", gold=tmp_path / "gold", text_of=text_of)


def test_an_unknown_format_is_named_with_the_known_ones(tmp_path):
    with pytest.raises(MawaqifError, match="unknown format 'ann'; known: label-studio"):
        exchange.export("a", "ann", tmp_path, gold=tmp_path, text_of=text_of)


# --- offsets --------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_utf16_offsets_are_those_of_the_encoded_text(text):
    offsets = model.utf16_offsets(text.encode("utf-16", "replace").decode("utf-16"))
    text = text.encode("utf-16", "replace").decode("utf-16")
    assert offsets == [len(text[:i].encode("utf-16-le")) // 2 for i in range(len(text) + 1)]
    assert model.from_utf16(text) == {unit: point for point, unit in enumerate(offsets)}


def document():
    return model.to_document(gold(), TEXT.clean)


def test_inception_counts_utf16_units_and_the_others_code_points(tmp_path):
    """Two flags of two units each and 📰 stand before «وزير», so that it begins 3 units later than it has code points."""
    at = CLEAN.index("وزير")
    units = len(CLEAN[:at].encode("utf-16-le")) // 2
    assert units == at + 3
    inception.write_xmi([document()], tmp_path)
    xmi = ElementTree.parse(tmp_path / "tiny-1.xmi").getroot()
    offices = [e for e in xmi.iter() if e.tag.endswith("}Mention") and e.get("form") == "office"]
    assert [(int(e.get("begin")), int(e.get("end"))) for e in offices] == [(units, units + 20)]
    inception.write_json([document()], tmp_path)
    written = json.loads((tmp_path / "tiny-1.json").read_text())
    assert units in [fs.get("begin") for fs in written["%FEATURE_STRUCTURES"] if fs.get("form") == "office"]
    brat.write([document()], tmp_path)
    assert f"Mention {at} {at + 20}\tوزير الخارجية الروسي\n" in (tmp_path / "tiny-1.ann").read_text()
    web_annotation.write([document()], tmp_path)
    page = json.loads((tmp_path / "tiny-1.jsonld").read_text())
    assert {"type": "TextPositionSelector", "start": at, "end": at + 20} in [a["target"]["selector"][0] for a in page["items"]]


def test_the_quotation_tells_what_a_tool_counted():
    text = "😀 موسكو"
    assert model.settle(text, 2, 7, "موسكو", where="x") == (2, 7)
    assert model.settle(text, 3, 8, "موسكو", where="x") == (2, 7)
    with pytest.raises(MawaqifError, match="not «موسكو»"):
        model.settle(text, 4, 9, "موسكو", where="x")


# --- what each format looks like -------------------------------------------------------------------------------------------


def test_label_studio_shows_arabic_from_right_to_left_and_every_feature():
    config = ElementTree.fromstring(label_studio.config())
    assert any("direction: rtl" in view.get("style", "") for view in config.iter("View"))
    named = {e.get("name") for e in config.iter() if e.get("perRegion")}
    assert named == {f"{layer.lower()}_{feature}" for layer, features in model.LAYERS.items() for feature in features}


def test_label_studio_offsets_in_utf16_units_are_understood(tmp_path):
    tasks = label_studio.tasks([document()])
    units = model.utf16_offsets(CLEAN)
    for result in tasks[0]["annotations"][0]["result"]:
        if "value" in result:
            result["value"] |= {k: units[result["value"][k]] for k in ("start", "end")}
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    assert model.from_document(label_studio.read(tmp_path)[0], TEXT, pass_name="a", where="x") == gold()


def test_what_label_studio_makes_itself_is_read(tmp_path):
    """A region drawn there has a random id, and an attribution no id of its own."""
    tasks = label_studio.tasks([document()])
    result = tasks[0]["annotations"][0]["result"]
    tasks[0]["annotations"][0]["result"] = [r for r in result if r.get("from_name") != "cue_id"]
    (tmp_path / "export.json").write_text(json.dumps(tasks).replace('"cue1"', '"x7Kq_-2a"'))
    read = model.from_document(label_studio.read(tmp_path)[0], TEXT, pass_name="a", where="x")
    assert sorted(a.id for a in read.attributions) == ["a1", "a2", "a3", "a4", "a5"]


def test_two_annotations_of_a_task_are_refused(tmp_path):
    tasks = label_studio.tasks([document()])
    tasks[0]["annotations"] *= 2
    (tmp_path / "tasks.json").write_text(json.dumps(tasks))
    with pytest.raises(MawaqifError, match="2 annotations; there must be one"):
        label_studio.read(tmp_path)


def test_the_type_system_names_all_layers_and_the_chain():
    names = {t.name for t in inception.type_system().get_types()}
    assert {f"mawaqif.{n}" for n in ("Mention", "Attribution", "Source", "Content", "Chain", "Stance", "Note")} <= names


def test_a_brat_span_over_two_paragraphs_is_two_fragments(tmp_path):
    brat.write([document()], tmp_path)
    lines = (tmp_path / "tiny-1.ann").read_text().splitlines()
    assert any(re.match(r"T\d+\tStance \d+ \d+;\d+ \d+\t", line) for line in lines)
    assert not any(" \n" in line or "\n " in line for line in lines)


def test_brat_knows_every_value_that_occurs(tmp_path):
    brat.write([document()], tmp_path)
    conf = (tmp_path / "annotation.conf").read_text()
    for line in (tmp_path / "tiny-1.ann").read_text().splitlines():
        if line.startswith("A"):
            name, _, value = line.split("\t")[1].split(" ")
            declared = next(c for c in conf.splitlines() if c.startswith(f"{name}\t"))
            assert value in declared.split("Value:")[1].split("|")


def test_conll_cuts_proclitics_off_and_gives_the_text_back(tmp_path):
    conll.write([document()], tmp_path)
    lines = (tmp_path / "tiny-1.conllup").read_text().splitlines()
    tokens = [line.split("\t") for line in lines if line and not line.startswith("#")]
    lam = next(i for i, t in enumerate(tokens) if t[1] == "ل")
    assert tokens[lam][2] == "SpaceAfter=No"
    assert tokens[lam + 1][1] == "دمشق"
    assert tokens[lam + 1][3] == "B-state"
    assert [t[1] for t in tokens if t[3] != "O" and "government" in t[3]] == ["وزير", "الخارجية", "الروسي"]
    assert conll.read(tmp_path)[0].text == CLEAN


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"links": ()}, "belongs to 0 cues|has no content"),
        ({"items": "kind"}, r"has no kind \(one of state"),
        ({"items": "end"}, "lies outside the text"),
        ({"links": "role"}, "must join"),
    ],
)
def test_rows_that_an_annotator_left_unfinished_are_named(change, message):
    d = document()
    if change == {"links": ()}:
        d = replace(d, links=())
    elif change == {"links": "role"}:
        d = replace(d, links=(model.Link("voice", d.items[0].key, d.items[1].key), *d.links))
    elif change == {"items": "kind"}:
        d = replace(d, items=(replace(d.items[0], features={"form": "name"}), *d.items[1:]))
    else:
        d = replace(d, items=(replace(d.items[0], end=999), *d.items[1:]))
    with pytest.raises(MawaqifError, match=message):
        model.from_document(d, TEXT, pass_name="b", where="x")


def test_the_fixture_has_what_makes_exchange_hard():
    assert "😀" in CLEAN and "🇷🇺" in CLEAN and "\n" in CLEAN
    assert "parent" in COMPACT
