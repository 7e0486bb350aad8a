"""The lexicon as a morphology database of CAMeL Tools, and its analyser without any download.

`write` compiles an index into `morphology.db` (the ALMOR format that `camel_tools.morphology.database` reads) and the catalogue that
CAMeL Tools 1.6 looks for; `use` analyses with them, `database` opens another database by name or file. What the option is for, and how
to get CAMeL's own data: `docs/camel.md`.

    python -m mawaqif.lexicon.camel FOLDER

Stems are the first words of all phrases of the index, in printed letters; they are looked up folded (`mawaqif.folding`). Which clitics
a stem takes is `mawaqif.lexicon.units.TAKES`, the same table that `mawaqif.lexicon.words` marks its readings with.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mawaqif.errors import MawaqifError
from mawaqif.folding import FOLDS, fold
from mawaqif.lexicon.units import OWN, PRONOUN, TAKES, HedgeForm, Name, Unit, part_of
from mawaqif.lexicon.words import END, Index, Node, first_word

if TYPE_CHECKING:
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.morphology.database import MorphologyDB

NAME = "mawaqif"  # of the database in the catalogue
DATABASE = "morphology.db"
CATALOGUE = "catalogue.json"
VERSIONS = "versions.json"
PLACE = f"morphology_db/{NAME}"  # under the folder's `data`, where CAMeL Tools looks
PACKAGE = f"morphology-db-{NAME}"
VERSION = "1"  # of the format of the features below
ENVIRONMENT = "CAMELTOOLS_DATA"

_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]+")  # CAMeL calls words with other letters foreign and looks none of them up
_ARTICLE = "ال"
_CONJUNCTIONS = {"": "", "و": "wa_conj", "ف": "fa_conj"}
_PREPOSITIONS = {"": "", "ب": "bi_prep", "ل": "li_prep", "ك": "ka_prep", "س": "sa_fut"}
_PRONOUNS = {"ه": "3ms", "ها": "3fs", "هما": "3d", "هم": "3mp", "هن": "3fp", "نا": "1p"}
_OTHER_PRONOUNS = {"1s": "ي", "2ms": "ك", "2fs": "ك", "2d": "كما", "2mp": "كم", "2fp": "كن"}  # in CAMeL's own database
_LETTERS = {"wa": "و", "fa": "ف", "bi": "ب", "li": "ل", "la": "ل", "ka": "ك", "sa": "س"}

# values of the features, the order they are printed in; None for open classes
_FEATURES: dict[str, tuple[str, ...] | None] = {
    "diac": None,
    "lex": None,
    "pos": ("noun", "noun_prop", "adj", "verb", "phrase", "digit", "punc", "latin", "foreign"),
    "prc2": ("0", "na", *filter(None, _CONJUNCTIONS.values())),
    "prc1": ("0", "na", *filter(None, _PREPOSITIONS.values())),
    "prc0": ("0", "na", "Al_det", "Al_own"),
    "per": ("na", "1", "3"),
    "asp": ("na", "p", "i"),
    "vox": ("na", "a", "p"),
    "gen": ("na", "m", "f"),
    "num": ("na", "s", "d", "p"),
    "enc0": ("0", "na", *(f"{person}_{kind}" for kind in ("poss", "dobj") for person in _PRONOUNS.values())),
    "source": ("lex", "spvar", "digit", "punc", "foreign"),
    "lexicon": (NAME,),
}


class Reading(NamedTuple):
    """One way to read a printed word: its clitics, and the stem in printed letters (ال included where it is part of a name)."""

    proclitics: str
    article: bool
    pronoun: str
    stem: str


# --- the database -----------------------------------------------------------------------------------------------------------


class _Prefix(NamedTuple):
    """`before`: the key of `TAKES` it stands for; `lam`: «ل» whose second ل is the first of the stem («للجنة»)."""

    before: str
    conjunction: str
    lam: bool

    @property
    def category(self) -> str:
        return f"P-{_ascii(self.before)}{'-lam' if self.lam else ''}{'-conj' if self.conjunction else ''}"

    @property
    def written(self) -> str:
        before = "ل" if self.lam else OWN if self.before == "ل" + _ARTICLE else self.before
        return self.conjunction + before

    @property
    def features(self) -> str:
        own = self.before == OWN
        preposition = "ل" if own else self.before.removesuffix(_ARTICLE)
        article = "Al_own" if own else "Al_det" if self.before.endswith(_ARTICLE) else ""
        values = {"prc2": _CONJUNCTIONS[self.conjunction], "prc1": _PREPOSITIONS[preposition], "prc0": article}
        return _pairs({"diac": self.written, **{k: v for k, v in values.items() if v}})


class _Stem(NamedTuple):
    """What a category of stems says of its clitics."""

    part: str  # a key of TAKES, or OWN: a stem whose article is taken off, behind «لل»
    one_letter: bool
    lam: bool  # begins with ل

    @property
    def category(self) -> str:
        return "N-" + ("own" if self.part == OWN else self.part) + ("-one" if self.one_letter else "") + ("-lam" if self.lam else "")

    def takes(self, prefix: _Prefix) -> bool:
        if (prefix.lam and not self.lam) or (self.one_letter and (prefix.before or prefix.conjunction)):
            return False
        if OWN in (self.part, prefix.before):
            return self.part == prefix.before
        return prefix.before in TAKES[self.part]

    @property
    def suffixes(self) -> tuple[str, ...]:
        if self.one_letter or self.part == OWN or PRONOUN not in TAKES[self.part]:
            return ("S-none",)
        return ("S-none", "S-object" if self.part in ("past", "present") else "S-possessive")


def database_text(index: Index) -> str:
    """The text of `morphology.db`: the same for the same index.

    Phrases whose first word holds other than Arabic letters are left out: CAMeL's analyser looks no such word up.
    """
    prefixes = list(_prefixes())
    stems = sorted({(looked_up, stem, said) for printed, unit in _first_words(index) for looked_up, stem, said in _stems(printed, unit)})
    kinds = sorted({stem for _, stem, _ in stems})
    sections: list[tuple[str, Iterable[str]]] = [
        ("DEFINES", (f"DEFINE {k} " + " ".join(f"{k}:{v}" for v in values or ("*open*",)) for k, values in _FEATURES.items())),
        ("DEFAULTS", (_default(pos) for pos in _FEATURES["pos"] or ())),
        ("ORDER", ["ORDER " + " ".join(_FEATURES)]),
        ("TOKENIZATIONS", []),
        ("STEMBACKOFF", []),
        ("PREFIXES", (f"{p.written}\t{p.category}\t{p.features}" for p in prefixes)),
        ("SUFFIXES", _suffix_lines()),
        ("STEMS", (f"{looked_up}\t{stem.category}\t{said}" for looked_up, stem, said in stems)),
        ("TABLE AB", sorted({f"{p.category} {stem.category}" for p in prefixes for stem in kinds if stem.takes(p)})),
        ("TABLE BC", sorted(f"{stem.category} {suffix}" for stem in kinds for suffix in stem.suffixes)),
        ("TABLE AC", sorted({f"{p.category} {s}" for p in prefixes for s in _behind(p)})),
    ]
    return "".join(f"###{name}###\n" + "".join(f"{line}\n" for line in body) for name, body in sections)


def _first_words(index: Index) -> Iterator[tuple[str, Unit]]:
    """Each phrase's first word in printed letters, with the phrase's unit."""

    def below(node: Node) -> Iterator[tuple[str, Unit]]:
        for word, value in node.items():
            yield from ((phrase, unit) for phrase, unit, _ in value) if word == END else below(value)

    for folded, node in index.root.items():
        if _ARABIC.fullmatch(folded):
            for phrase, unit in below(node):
                yield first_word(phrase), unit


def _stems(printed: str, unit: Unit) -> Iterator[tuple[str, _Stem, str]]:
    """(folded letters, kind of stem, features); twice for a form with an article of its own, which ل is written into."""
    part = part_of(unit, printed)
    features = _features(printed, part, unit)
    folded = fold(printed)
    yield folded, _Stem(part, len(printed) == 1, folded.startswith("ل")), _pairs(features)
    if OWN in TAKES[part]:
        rest = printed.removeprefix(_ARTICLE)
        yield fold(rest), _Stem(OWN, False, rest.startswith("ل")), _pairs(features | {"diac": rest})


def _features(printed: str, part: str, unit: Unit) -> dict[str, str]:
    """Features of a stem; `na` where the phrase does not tell, or may be either."""
    said: Any = getattr(unit, "features", unit)
    verb = part in ("past", "present")
    if verb:
        pos = "verb"
    elif isinstance(unit, HedgeForm) or part == "phrase" or getattr(said, "part", "") == "phrase":
        pos = "phrase"
    elif isinstance(unit, Name):
        pos = "noun_prop"
    else:
        pos = "adj" if part == "adjective" or getattr(said, "part", "") in ("active", "passive", "adjective") else "noun"
    gender, number = getattr(said, "gender", ""), getattr(said, "number", "")
    return {
        "diac": printed,
        "lex": printed,
        "pos": pos,
        "prc2": "0",
        "prc1": "0",
        "prc0": "0",
        "per": str(said.person) if verb else "na",
        "asp": {"past": "p", "present": "i"}.get(part, "na"),
        "vox": said.voice[0] if verb else "na",
        "gen": gender or "na",
        "num": number or "na",
        "enc0": "0",
        "source": "lex",
    }


def _prefixes() -> Iterator[_Prefix]:
    shapes = sorted({shape for takes in TAKES.values() for shape in takes if not shape.endswith(PRONOUN)})
    for before, conjunction in product(shapes, _CONJUNCTIONS):
        yield _Prefix(before, conjunction, False)
        if before in (OWN, "ل" + _ARTICLE):
            yield _Prefix(before, conjunction, True)


def _behind(prefix: _Prefix) -> tuple[str, ...]:
    """Suffixes beside a prefix: no pronoun behind an article."""
    pronoun = any(prefix.before + PRONOUN in takes for takes in TAKES.values())
    return ("S-none", "S-object", "S-possessive") if pronoun else ("S-none",)


def _suffix_lines() -> Iterator[str]:
    yield "\tS-none\tdiac:"
    for category, kind in (("S-object", "dobj"), ("S-possessive", "poss")):
        for letters, person in _PRONOUNS.items():
            yield f"{letters}\t{category}\t" + _pairs({"diac": letters, "enc0": f"{person}_{kind}"})


def _default(pos: str) -> str:
    values = {"pos": pos, "diac": "*", "lex": "*", **{k: "na" for k, v in _FEATURES.items() if v and "na" in v}, "source": "*"}
    return "DEFAULT " + _pairs(values)


def _pairs(features: dict[str, str]) -> str:
    return " ".join(f"{k}:{v}" for k, v in features.items())


def _ascii(before: str) -> str:
    """Name of a shape before a stem: «بال» → bi-Al."""
    if before == OWN:
        return "li-own"
    preposition = before.removesuffix(_ARTICLE)
    names = [_PREPOSITIONS[preposition].partition("_")[0], "Al" if before.endswith(_ARTICLE) else ""]
    return "-".join(filter(None, names)) or "none"


# --- the folder -------------------------------------------------------------------------------------------------------------


def write(folder: Path, index: Index) -> Path:
    """Write the database and its catalogue into a folder for `CAMELTOOLS_DATA`; the same bytes for the same index.

    Each file is put in place when it is whole, the catalogue last.

    Returns:
        The path of `morphology.db`.

    Raises:
        MawaqifError: The folder holds another catalogue of CAMeL Tools, or cannot be written.
    """
    catalogue = folder / CATALOGUE
    if catalogue.exists() and NAME not in _datasets(catalogue):
        raise MawaqifError(f"{catalogue}: holds other data of CAMeL Tools, not the database {NAME}. Name another folder.")
    data = database_text(index).encode("utf-8")
    place = folder / "data" / PLACE / DATABASE
    try:
        _put(data, place)
        _put(_json({PACKAGE: VERSION}), folder / VERSIONS)
        _put(_json(_catalogue(data)), catalogue)
    except OSError as e:
        raise MawaqifError(f"{folder}: cannot be written ({e}). Name a folder that may be written.") from e
    return place


def _catalogue(data: bytes) -> dict[str, Any]:
    """The catalogue of CAMeL Tools 1.6 with one package; it has no address to be fetched from, its one file is in its place."""
    digest = hashlib.sha256(data).hexdigest()
    package = {
        "description": "Actors, cues and predicates of data/manual as a morphology database",
        "size": len(data),
        "version": VERSION,
        "license": "CC BY 4.0",
        "package_type": "http",
        "url": None,
        "destination": PLACE,
        "dependencies": [],
        "files": [{"path": DATABASE, "sha256": digest, "size": len(data)}],
        "private": False,
        "sha256": digest,
    }
    datasets = {NAME: {"path": PLACE}}
    return {"version": "1.6.0", "packages": {PACKAGE: package}, "components": {"MorphologyDB": {"default": NAME, "datasets": datasets}}}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _put(data: bytes, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as beside:
        path = Path(beside.name)
        try:
            beside.write(data)
            beside.close()
            path.chmod(0o644)
            path.replace(place)
        finally:
            path.unlink(missing_ok=True)


def _datasets(catalogue: Path) -> dict[str, str]:
    """Morphology databases of a catalogue: name → place under `data`.

    Raises:
        MawaqifError: The file is no catalogue.
    """
    try:
        loaded = json.loads(catalogue.read_text(encoding="utf-8"))
        return {str(k): str(v["path"]) for k, v in loaded["components"].get("MorphologyDB", {"datasets": {}})["datasets"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise MawaqifError(f"{catalogue}: is no catalogue of CAMeL Tools ({e!r}). Remove the file, or name another folder.") from e


# --- the analyser -----------------------------------------------------------------------------------------------------------


def use(folder: Path) -> Analyzer:
    """Make a folder of `write` the data of CAMeL Tools in this process, and analyse with it; nothing is downloaded.

    Sets `CAMELTOOLS_DATA`, which CAMeL Tools reads once, when `camel_tools.morphology` is imported.

    Raises:
        MawaqifError: The folder holds no database, or CAMeL Tools was imported with other data before.
    """
    folder = folder.expanduser().absolute()
    if not (folder / CATALOGUE).is_file() or NAME not in _datasets(folder / CATALOGUE):
        raise MawaqifError(f"{folder}: holds no database {NAME}. Write it: python -m mawaqif.lexicon.camel {folder}")
    if (loaded := _loaded_from()) is not None and loaded != folder:
        raise MawaqifError(
            f"{folder}: CAMeL Tools was imported with the data of {loaded} already. Call camel.use first, or open the file: "
            f"camel.analyzer(camel.database({str(folder / 'data' / PLACE / DATABASE)!r}))"
        )
    os.environ[ENVIRONMENT] = str(folder)
    return analyzer(database(NAME))


def database(name_or_path: str | Path) -> MorphologyDB:
    """A morphology database: by name, of the data folder in force or that of `camel_data`, or by the path of a `morphology.db`.

    Raises:
        MawaqifError: It is not there, or not in the format of CAMeL Tools 1.6.
    """
    path = _path_of(name_or_path)
    with path.open(encoding="utf-8", errors="replace") as lines:
        if not any(line.strip() == "###TOKENIZATIONS###" for line in lines):
            raise MawaqifError(
                f"{path}: has no line ###TOKENIZATIONS###, which CAMeL Tools 1.6 expects before ###STEMBACKOFF###. Add it to a copy: "
                "docs/camel.md says how."
            )
    try:
        with _importable():
            from camel_tools.morphology.database import MorphologyDB
            from camel_tools.morphology.errors import DatabaseParseError
    except OSError as e:  # it makes ~/.camel_tools, whatever CAMELTOOLS_DATA says
        raise MawaqifError(f"CAMeL Tools cannot be imported ({e}). Let HOME name a folder that may be written.") from e
    try:
        return MorphologyDB(str(path), "a")
    except (DatabaseParseError, KeyError, IndexError, UnicodeDecodeError) as e:
        raise MawaqifError(f"{path}: is no morphology database of CAMeL Tools 1.6 ({e}). Get it again: docs/camel.md says how.") from e


def analyzer(db: MorphologyDB) -> Analyzer:
    """The analyser of a database: words folded as `mawaqif.folding` does for ours, by CAMeL's own map for another."""
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.utils.charmap import CharMapper

    return Analyzer(db, norm_map=CharMapper(FOLDS) if "lexicon" in db.all_feats() else None)


def readings(analyzer: Analyzer, word: str) -> tuple[Reading, ...]:
    """The readings of a printed word, each once, in order; none for unknown words, digits, and letters that are not Arabic.

    Vowel signs of another database's stems are taken off.
    """
    from camel_tools.utils.dediac import dediac_ar

    found = set()
    for a in analyzer.analyze(word):
        if a.get("source") in ("digit", "punc", "foreign"):
            continue
        own = a.get("prc0") == "Al_own"
        proclitics = _letter(a.get("prc2")) + _letter(a.get("prc1"))
        found.add(Reading(proclitics, a.get("prc0") == "Al_det", _pronoun(a.get("enc0")), _ARTICLE * own + dediac_ar(a["stem"])))
    return tuple(sorted(found))


def _letter(value: str | None) -> str:
    return _LETTERS.get((value or "").partition("_")[0], "")


_PERSONS = {person: letters for letters, person in _PRONOUNS.items()} | _OTHER_PRONOUNS


def _pronoun(value: str | None) -> str:
    return _PERSONS.get((value or "").partition("_")[0], "")


def _path_of(name_or_path: str | Path) -> Path:
    """The file of a database; text without a folder and without `.db` is a name."""
    given = Path(name_or_path).expanduser()
    if isinstance(name_or_path, Path) or given.suffix == ".db" or len(given.parts) != 1:
        path = given / "data" / PLACE / DATABASE if (given / CATALOGUE).is_file() else given
        if path.is_file():
            return path
        raise MawaqifError(f"{path}: there is no such morphology database. Name its file, or a database that camel_data installed.")
    tried = _folders()
    known: set[str] = set()
    for folder in tried:
        datasets = _datasets(folder / CATALOGUE) if (folder / CATALOGUE).is_file() else {}
        path = folder / "data" / datasets.get(str(given), f"morphology_db/{given}") / DATABASE
        if path.is_file():
            return path
        known |= {name for name, place in datasets.items() if (folder / "data" / place / DATABASE).is_file()}
    raise MawaqifError(
        f"CAMeL database {str(given)!r} is not installed in {' or '.join(map(str, tried))}; there: {', '.join(sorted(known)) or 'none'}. "
        f"Install CAMeL's own: camel_data -i light (docs/camel.md), or write ours: python -m mawaqif.lexicon.camel FOLDER"
    )


def _folders() -> list[Path]:
    """Where databases may be installed: the folder in force, then that of `camel_data`."""
    default = Path.home() / ("AppData/Roaming/camel_tools" if sys.platform == "win32" else ".camel_tools")
    named = os.environ.get(ENVIRONMENT)
    return [Path(named).expanduser().absolute(), default] if named else [default]


def _loaded_from() -> Path | None:
    """The data folder CAMeL Tools was imported with; None before."""
    module = sys.modules.get("camel_tools.data")
    return Path(module.CT_DATA_DIR) if module is not None else None


@contextmanager
def _importable() -> Iterator[None]:
    """Lets `camel_tools.morphology` be imported without a download: an empty catalogue for it where no folder holds one."""
    if _loaded_from() is not None or (_folders()[0] / CATALOGUE).is_file():
        yield
        return
    before = os.environ.get(ENVIRONMENT)
    with tempfile.TemporaryDirectory() as empty:
        _put(
            _json({"version": "1.6.0", "packages": {}, "components": {"MorphologyDB": {"default": NAME, "datasets": {}}}}),
            Path(empty) / CATALOGUE,
        )
        os.environ[ENVIRONMENT] = empty
        try:
            yield
        finally:
            if before is None:
                del os.environ[ENVIRONMENT]
            else:
                os.environ[ENVIRONMENT] = before


def main(arguments: list[str] | None = None) -> int:
    """`python -m mawaqif.lexicon.camel FOLDER`; status 2 for a fault that a person can mend."""
    from mawaqif.lexicon.compile import load_lexicon

    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if len(arguments) != 1 or arguments[0].startswith("-"):
            raise MawaqifError("Usage: python -m mawaqif.lexicon.camel FOLDER (the folder to write the database and its catalogue into)")
        path = write(Path(arguments[0]), load_lexicon().index)
    except MawaqifError as e:
        print(e, file=sys.stderr)
        return 2
    print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
