"""The lexicon as a database of CAMeL Tools: its analyser reads words as our own look-up does, without a network."""

import hashlib
import json
import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from mawaqif import corpus
from mawaqif.document import prepare
from mawaqif.errors import MawaqifError
from mawaqif.folding import fold
from mawaqif.lexicon import camel
from mawaqif.lexicon.camel import Reading
from mawaqif.lexicon.compile import load_lexicon
from mawaqif.lexicon.words import PRONOUNS, Index

ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]+")  # CAMeL's analyser looks no other word up
PREFIXES = ["", "ب", "ل", "ك", "س", "ال", "بال", "كال", "لل", "لال", "سال", "للل"]  # the last three are no Arabic, but print has them


@pytest.fixture(scope="module")
def index() -> Index:
    return load_lexicon().index


@pytest.fixture(scope="module")
def folder(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("camel")
    camel.write(folder, index)
    return folder


@pytest.fixture(scope="module")
def analyzer(folder: Path):
    return camel.analyzer(camel.database(folder))


@pytest.fixture(scope="module")
def first_words(index: Index) -> dict[int, str]:
    return {id(node): word for word, node in index.root.items()}


def both(index: Index, analyzer, first_words: dict[int, str], word: str) -> tuple[set[tuple], set[tuple]]:
    """Readings by our look-up and by CAMeL's analyser, stems folded."""
    ours = {(a.proclitics, a.article, a.pronoun, first_words[id(a.node)]) for a in index.look_up(fold(word)) if a.fits}
    return ours, {(*r[:3], fold(r.stem)) for r in camel.readings(analyzer, word)}


def test_all_words_of_the_open_corpus_are_read_alike(index: Index, analyzer, first_words: dict[int, str]) -> None:
    articles, _ = corpus.read_raw(["open"])
    words = sorted({w for article in articles for w in prepare(article.draft()).forms if ARABIC.fullmatch(w)})
    assert len(words) > 2000, "the open collection is not there: make data"
    differing = {w: (ours, theirs) for w in words for ours, theirs in [both(index, analyzer, first_words, w)] if ours != theirs}
    assert differing == {}


def test_stacks_of_clitics_are_read_alike(index: Index, analyzer, first_words: dict[int, str]) -> None:
    stems = [w for w in sorted(index.root) if ARABIC.fullmatch(w)]
    chosen = [w for w in stems if len(w) == 1] + [w for w in stems if len(w) == 2][::16] + [w for w in stems if len(w) > 2][::1000]
    chosen += ["العراق", "الجزاير", "اللجنه", "لجنه", "لبنان", "روسي", "قال", "يقول", "التقي", "التزام", "الفيتو", "قوات", "الله"]
    for stem, conjunction, prefix, pronoun in product(chosen, ("", "و", "ف"), PREFIXES, ("", *PRONOUNS)):
        words = [conjunction + prefix + stem + pronoun]
        if stem.startswith("ال") and prefix == "ل":
            words += [conjunction + "ل" + stem[1:] + pronoun, conjunction + "ل" + stem[2:] + pronoun]
        for word in words:
            ours, theirs = both(index, analyzer, first_words, word)
            assert ours == theirs, word


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("والأسد", Reading("و", False, "", "الأسد")),
        ("بروسيا", Reading("ب", False, "", "روسيا")),
        ("فلروسيا", Reading("فل", False, "", "روسيا")),
        ("للعراق", Reading("ل", False, "", "العراق")),
        ("وللعراق", Reading("ول", False, "", "العراق")),
        ("بالعراق", Reading("ب", False, "", "العراق")),
        ("الروسية", Reading("", True, "", "روسية")),
        ("وبالروسي", Reading("وب", True, "", "روسي")),
        ("للروس", Reading("ل", True, "", "روس")),
        ("للجنة", Reading("ل", True, "", "لجنة")),
        ("سيقول", Reading("س", False, "", "يقول")),
        ("فسيقول", Reading("فس", False, "", "يقول")),
        ("واتهمته", Reading("و", False, "ه", "اتهمت")),
        ("وبلادها", Reading("و", False, "ها", "بلاد")),
        ("الرد", Reading("", True, "", "رد")),
        ("ايران", Reading("", False, "", "إيران")),
    ],
)
def test_clitics_are_taken_off(analyzer, word: str, reading: Reading) -> None:
    assert reading in camel.readings(analyzer, word)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("سروسيا", "no name takes س"),
        ("سقال", "no perfect takes س"),
        ("بيقول", "no verb takes ب"),
        ("اليقول", "no verb takes the article"),
        ("للمانيا", "the ال of «ألمانيا» is no article"),
        ("الروسيةها", "no pronoun behind an article"),
        ("NATO", "no Arabic letters"),
        ("2016", "digits"),
        ("", "nothing"),
    ],
)
def test_what_no_form_takes_is_not_read(analyzer, word: str, why: str) -> None:
    assert camel.readings(analyzer, word) == (), why


def test_the_look_up_keeps_but_marks_readings_that_no_listed_form_takes(index: Index) -> None:
    assert [a.fits for a in index.look_up("بقال")] == [False]
    assert [a.fits for a in index.look_up("لقال")] == [True]


def test_analyses_say_part_and_inflection(analyzer) -> None:
    said = [a for a in analyzer.analyze("سيقولون") if a["lex"] == "يقولون"]
    assert {(a["pos"], a["asp"], a["per"], a["gen"], a["num"], a["prc1"]) for a in said} == {("verb", "i", "3", "m", "p", "sa_fut")}
    said = [a for a in analyzer.analyze("للعراق") if a["pos"] == "noun_prop"]
    assert [(a["diac"], a["lex"], a["prc1"], a["prc0"]) for a in said] == [("للعراق", "العراق", "li_prep", "Al_own")]


def test_the_same_index_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    code = """
import hashlib
from mawaqif.lexicon.camel import database_text
from mawaqif.lexicon.units import Condition, Leader, Name, Nisba
from mawaqif.lexicon.words import Index
index = Index()
for phrase in ("العراق", "الأمم المتحدة", "لجنة", "روسيا", "روسي", "أ"):
    index.add(phrase, Name("A", "state", "name", Condition()))
    index.add(phrase, Nisba("A", "m", "s", False, True, Condition()))
    index.add(phrase, Leader(phrase))
print(hashlib.sha256(database_text(index).encode()).hexdigest())
"""
    said = [
        subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]


def test_the_command_writes_the_same_files_again(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert camel.main([str(tmp_path / "again")]) == 0
    assert "morphology.db" in capsys.readouterr().out
    written = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert {p.relative_to(tmp_path / "again"): p.read_bytes() for p in (tmp_path / "again").rglob("*") if p.is_file()} == written
    assert sorted(p.name for p in written) == ["catalogue.json", "morphology.db", "versions.json"]


def test_the_catalogue_names_the_file_with_its_hash_and_size(folder: Path) -> None:
    (package,) = json.loads((folder / "catalogue.json").read_text("utf-8"))["packages"].values()
    data = (folder / "data" / package["destination"] / package["files"][0]["path"]).read_bytes()
    assert (package["files"][0]["sha256"], package["size"]) == (hashlib.sha256(data).hexdigest(), len(data))


OFFLINE = """
import socket
from pathlib import Path

class Blocked(socket.socket):
    def __init__(self, *args, **kwargs):
        raise AssertionError("the network was asked for")

def blocked(*args, **kwargs):
    raise AssertionError("the network was asked for")

socket.socket, socket.create_connection, socket.getaddrinfo = Blocked, blocked, blocked
"""


def offline(code: str, home: Path, **environment: str) -> str:
    """What a fresh Python without sockets prints."""
    kept = {k: v for k, v in os.environ.items() if k != "CAMELTOOLS_DATA"}
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE + code], env=kept | {"HOME": str(home)} | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_everything_works_without_a_network(folder: Path, tmp_path: Path) -> None:
    said = offline(
        f"""
from mawaqif.lexicon import camel
analyzer = camel.use(Path({str(folder)!r}))
from camel_tools.data import CATALOGUE
from camel_tools.morphology.analyzer import Analyzer
from camel_tools.morphology.database import MorphologyDB
print([d.name for d in MorphologyDB.list_builtin_dbs()], [p.name for p in CATALOGUE.get_public_packages()])
print(len(Analyzer(MorphologyDB.builtin_db()).analyze("بروسيا")) > 0, camel.readings(analyzer, "بروسيا")[0].stem)
CATALOGUE.download_package("morphology-db-mawaqif", print_status=True)
try:
    camel.use(Path({str(tmp_path)!r}))
except camel.MawaqifError as e:
    print("holds no database" in str(e))
""",
        tmp_path,
    )
    assert said.splitlines() == ["['mawaqif'] ['morphology-db-mawaqif']", "True روسيا", "No new packages will be installed.", "True"]


def test_a_file_opens_without_a_network_where_no_catalogue_is(folder: Path, tmp_path: Path) -> None:
    file = folder / "data" / camel.PLACE / camel.DATABASE
    said = offline(
        f"""
import os
from mawaqif.lexicon import camel
print(camel.readings(camel.analyzer(camel.database({str(file)!r})), "بروسيا")[0].stem, os.environ.get("CAMELTOOLS_DATA"))
try:
    camel.use(Path({str(folder)!r}))
except camel.MawaqifError as e:
    print("Call camel.use first" in str(e))
""",
        tmp_path,
    )
    assert said.splitlines() == ["روسيا None", "True"]


# A database of another maker, with vowel signs and stems under CAMeL's own folding («ة» as «ه», «ئ» kept)
OTHER = """###DEFINES###
DEFINE pos pos:noun pos:digit pos:punc pos:latin
DEFINE diac diac:*open*
DEFINE lex lex:*open*
DEFINE prc2 prc2:0 prc2:wa_conj
DEFINE prc1 prc1:0 prc1:bi_prep
DEFINE prc0 prc0:0 prc0:Al_det
DEFINE enc0 enc0:0 enc0:2mp_poss
###DEFAULTS###
DEFAULT pos:noun diac:* lex:*
###ORDER###
ORDER diac lex pos
###TOKENIZATIONS###
###STEMBACKOFF###
###PREFIXES###
\tP0\tdiac:
وبال\tPAl\tdiac:وَبِال prc2:wa_conj prc1:bi_prep prc0:Al_det
###SUFFIXES###
\tS0\tdiac:
كم\tSkm\tdiac:كُم enc0:2mp_poss
###STEMS###
رئيس\tN\tdiac:رَئِيس lex:رَئِيس_1 pos:noun prc2:0 prc1:0 prc0:0 enc0:0
###TABLE AB###
P0 N
PAl N
###TABLE BC###
N S0
N Skm
###TABLE AC###
P0 S0
P0 Skm
PAl S0
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder as `camel_data` leaves it."""
    place = tmp_path / "camel" / "data" / "morphology_db" / "calima-msa-r13"
    place.mkdir(parents=True)
    (place / "morphology.db").write_text(OTHER, "utf-8")
    datasets = {"calima-msa-r13": {"path": "morphology_db/calima-msa-r13"}, "calima-egy-r13": {"path": "morphology_db/calima-egy-r13"}}
    catalogue = {"version": "1.6.0", "packages": {}, "components": {"MorphologyDB": {"default": "calima-msa-r13", "datasets": datasets}}}
    (tmp_path / "camel" / "catalogue.json").write_text(json.dumps(catalogue), "utf-8")
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path / "camel"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return place / "morphology.db"


@pytest.mark.parametrize("by", ["name", "path", "text"])
def test_another_database_is_opened_by_name_or_path(installed: Path, folder: Path, by: str) -> None:
    camel.database(folder)  # CAMeL Tools may have been imported before
    analyzer = camel.analyzer(camel.database({"name": "calima-msa-r13", "path": installed, "text": str(installed)}[by]))
    assert camel.readings(analyzer, "وبالرئيس") == (Reading("وب", True, "", "رئيس"),)
    assert camel.readings(analyzer, "رئيسكم") == (Reading("", False, "كم", "رئيس"),)
    assert camel.readings(analyzer, "رييس") == ()  # our folding is for our database only


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("calima-egy-r13", "'calima-egy-r13' is not installed in .*there: calima-msa-r13. Install"),
        ("nowhere/morphology.db", "there is no such morphology database"),
        (Path("nowhere"), "there is no such morphology database"),
    ],
)
def test_a_missing_database_is_named_with_its_mend(installed: Path, name: str | Path, says: str) -> None:
    with pytest.raises(MawaqifError, match=says):
        camel.database(name)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (OTHER.replace("###TOKENIZATIONS###\n", ""), "has no line ###TOKENIZATIONS###.*docs/camel.md"),
        (OTHER.replace("P0 N\n", "P0\n", 1), "is no morphology database of CAMeL Tools 1.6"),
    ],
)
def test_a_database_of_another_format_is_refused(installed: Path, broken: str, says: str) -> None:
    installed.write_text(broken, "utf-8")
    with pytest.raises(MawaqifError, match=says):
        camel.database(installed)


def test_other_data_of_camel_tools_are_not_overwritten(installed: Path, index: Index) -> None:
    folder = installed.parents[3]
    before = (folder / "catalogue.json").read_bytes()
    with pytest.raises(MawaqifError, match="holds other data of CAMeL Tools"):
        camel.write(folder, index)
    assert (folder / "catalogue.json").read_bytes() == before


def test_a_write_that_fails_leaves_the_old_files_whole(folder: Path, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(MawaqifError, match="cannot be written"):
        camel.write(folder, index)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--help"]])
def test_the_command_says_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert camel.main(arguments) == 2
    assert "Usage" in capsys.readouterr().err
