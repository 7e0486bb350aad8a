"""The checker finds what a tired person writes; the registry reaches what it is meant to reach."""

import shutil
from pathlib import Path

import pytest

from mawaqif import annotate, paths
from mawaqif.errors import MawaqifError
from mawaqif.lexicon import checker
from mawaqif.lexicon import compile as compiling
from mawaqif.lexicon.compile import Lexicon, compile_tables, load_lexicon
from mawaqif.lexicon.load import read_tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small tables, with an empty registry."""
    target = tmp_path / "manual"
    for name in ("organs.yaml", "offices.yaml", "furniture.yaml"):
        target.mkdir(exist_ok=True)
        shutil.copy(paths.MANUAL / name, target)
    shutil.copytree(paths.MANUAL / "words", target / "words")
    (target / "actors").mkdir()
    (target / "actors" / "states.yaml").write_text(
        "- {actor_id: RUS, kind: state, name_ar: روسيا, name_en: Russia, capital: موسكو, demonym: {m: روسي, f: روسية, plural: [روس]}}\n",
        "utf-8",
    )
    return target


def add(folder: Path, rows: str) -> list[str]:
    (folder / "actors" / "zz.yaml").write_text(rows, encoding="utf-8")
    return checker.check(folder)[0]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("- {actor_id: RUS, kind: state, name_ar: روسيا الاتحادية, name_en: R}", "zz.yaml:1: actor RUS is also at actors/states.yaml:1"),
        ("- {actor_id: ONE, kind: party, name_ar: حزب, name_en: A, parent: NOBODY}", "parent NOBODY is not in the registry"),
        ("- {actor_id: ONE, kind: party, name_ar: روسيا, name_en: A}", "also names RUS"),
        ("- {actor_id: ONE, kind: colour, name_ar: حزب, name_en: A}", "zz.yaml:1: kind"),
        ("- {actor_id: ONE, kind: party, name_ar: حزب, name_en: A, colour: red}", "colour"),
        ("- {actor_id: ONE, kind: party, name_ar: الحزبُ, name_en: A}", "vowel signs"),
        ("- {actor_id: ONE, kind: party, name_ar: حزب, name_en: A, forms: [وروسيا, الحزب, والحزب]}", "stuck to it"),
        (
            "- {actor_id: ONE, kind: party, name_ar: حزب, name_en: A, names: [{text: ب, from: 2016, until: 2014, source: s}]}",
            "ends before it begins",
        ),
        (
            "- {actor_id: PERSON-A, kind: person, name_ar: أ ب, name_en: A, offices: [{office: 'RUS:tsar', from: 2000, source: s}]}",
            "office RUS:tsar is not in offices.yaml",
        ),
        (
            "- {actor_id: PERSON-A, kind: person, name_ar: أ ب, name_en: A, offices: [{office: 'RUS:president', from: 2000, until: 2008, source: s}]}\n"
            "- {actor_id: PERSON-B, kind: person, name_ar: ج د, name_en: B, offices: [{office: 'RUS:president', from: 2007, until: 2012, source: s}]}",
            "One holder at a time",
        ),
        ("- actor_id: [", "not YAML"),
    ],
    ids=["twice", "parent", "form", "kind", "key", "vowels", "clitic", "dates", "office", "two holders", "yaml"],
)
def test_a_fault_names_file_line_and_mend(folder: Path, rows: str, says: str) -> None:
    faults = add(folder, rows)
    assert any(says in fault for fault in faults), faults


def test_a_circle_of_parents_is_found(folder: Path) -> None:
    faults = add(
        folder,
        "- {actor_id: ONE, kind: party, name_ar: أول, name_en: A, parent: TWO}\n- {actor_id: TWO, kind: party, name_ar: ثان, name_en: B, parent: ONE}",
    )
    assert any("run in a circle" in fault for fault in faults)


def test_an_actor_twice_stops_the_lexicon(folder: Path) -> None:
    from mawaqif.furniture import load_furniture

    add(folder, "- {actor_id: RUS, kind: state, name_ar: روسيا الاتحادية, name_en: R}")
    with pytest.raises(MawaqifError, match="RUS is also at"):
        compile_tables(read_tables(folder), load_furniture(folder / "furniture.yaml"), {})


def test_the_registry_has_what_it_promises() -> None:
    faults, counts = checker.check()
    assert faults == []
    assert counts["actors"] >= 400 and counts["Arabic forms"] >= 2000
    assert counts["cues"] >= 150 and counts["predicates"] >= 500


class TestKept:
    """The compiled lexicon is kept between processes."""

    @pytest.fixture
    def cache(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(paths, "CACHE", tmp_path / "kept")
        return tmp_path / "kept"

    @staticmethod
    def fresh(folder: Path = paths.MANUAL) -> Lexicon:
        return load_lexicon.__wrapped__(folder)

    def test_what_is_kept_says_the_same(self, cache: Path) -> None:
        made, kept = self.fresh(), self.fresh()
        assert len(list(cache.iterdir())) == 1
        assert (kept.actors, kept.words, kept.scores) == (made.actors, made.words, made.scores)
        text = "قال وزير الخارجية الروسي سيرغي لافروف إن موسكو تدعم الأسد."
        by_kept, by_made = (annotate(text, lexicon, published="2016-08-22") for lexicon in (kept, made))
        assert by_kept.stance_rows == by_made.stance_rows
        assert by_kept.stance_rows and by_kept.mention_rows == by_made.mention_rows

    def test_a_changed_table_makes_another(self, cache: Path, tmp_path: Path) -> None:
        folder = tmp_path / "manual"
        shutil.copytree(paths.MANUAL, folder, ignore=shutil.ignore_patterns("gold", "released", "catalogue"))
        before = self.fresh(folder)
        words = folder / "words" / "closed.yaml"
        words.write_text(words.read_text(encoding="utf-8") + "\nnew_table: [كلمة]\n", encoding="utf-8")
        assert "new_table" not in before.words
        assert "new_table" in self.fresh(folder).words

    @pytest.mark.parametrize("broken", [b"no pickle", b"\x80\x05]\x94."])  # the second is an empty list
    def test_a_broken_one_is_made_anew(self, cache: Path, broken: bytes) -> None:
        cache.mkdir()
        (cache / f"lexicon-{compiling._made_of(paths.MANUAL)}.pickle").write_bytes(broken)
        assert self.fresh().actors

    def test_a_place_that_takes_no_file_does_no_harm(self, cache: Path) -> None:
        cache.write_text("a file where the folder would be")
        assert self.fresh().actors
