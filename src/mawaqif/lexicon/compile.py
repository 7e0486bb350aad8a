"""Hand-made tables in, compiled lexicon out: registry, offices by date, and the index of all printed forms."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.folding import fold
from mawaqif.furniture import Furniture, load_furniture
from mawaqif.lexicon import paradigms
from mawaqif.lexicon.load import Place, Tables, read_tables
from mawaqif.lexicon.models import Actor, Form, Verb
from mawaqif.lexicon.paradigms import Features
from mawaqif.lexicon.units import (
    Ally,
    Body,
    Condition,
    Country,
    Crowd,
    CueForm,
    Generic,
    HedgeForm,
    Leader,
    LightForm,
    Name,
    Nisba,
    OrganHead,
    Post,
    PredicateForm,
    Speaks,
    TitleWord,
    Unnamed,
)
from mawaqif.lexicon.words import Index, split

NUMBERS = {"singular": "s", "dual": "d", "plural": "p"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who held an office, from a day until a day (ISO prefixes; None is open)."""

    person: str
    from_: str | None
    until: str | None


@dataclass(slots=True)
class Lexicon:
    """Everything the annotators know of the language and its actors.

    Attributes:
        actors: id → row of the registry; composed organs (`RUS-MFA`) are not rows, see `kind_of`.
        index: printed forms → units.
        holders: office id → its holders in order of time.
        furniture: what a page carries besides its article.
        words: folded words by the name of a closed table (stop words, place words, …).
        scores: rule for stances → score in [0, 1] (`mawaqif.gold.calibration`); `default` for rules not seen.
    """

    actors: dict[str, Actor]
    index: Index
    holders: dict[str, list[Holder]]
    furniture: Furniture
    organ_kinds: dict[str, str]
    organ_names: dict[str, tuple[str, str]]
    types: dict[str, frozenset[str]]  # folded generic noun with ال («الحركه») → actor ids it may stand for
    states: dict[str, str] = field(default_factory=dict)  # actor id → its state, where known
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=lambda: {"default": 0.5})

    def kind_of(self, actor_id: str) -> str | None:
        """Kind of an actor, also of a composed organ; None if the id is neither."""
        if (actor := self.actors.get(actor_id)) is not None:
            return actor.kind
        state, _, organ = actor_id.partition("-")
        return self.organ_kinds.get(organ) if state in self.actors and self.actors[state].kind == "state" else None

    def knows(self, actor_id: str) -> bool:
        return self.kind_of(actor_id) is not None

    def name_of(self, actor_id: str, language: str = "en") -> str:
        """A name to print: of the registry, or composed for an organ («Russia: Ministry of Foreign Affairs»); else the id."""
        if (actor := self.actors.get(actor_id)) is not None:
            return actor.name_ar if language == "ar" else actor.name_en
        state, _, organ = actor_id.partition("-")
        if state in self.actors and organ in self.organ_names:
            name_ar, name_en = self.organ_names[organ]
            return f"{name_ar} ({self.actors[state].name_ar})" if language == "ar" else f"{self.actors[state].name_en}: {name_en}"
        return actor_id

    def state_of(self, actor_id: str) -> str | None:
        """The state an actor belongs to: itself, its prefix, its `state`, or that of its parents."""
        return self.states.get(actor_id) or (
            actor_id.partition("-")[0] if actor_id.partition("-")[0] in self.states and "-" in actor_id else None
        )

    def holder(self, office: str, day: date | None) -> str | None:
        """Who held an office on a day; None if unknown, or if more than one did."""
        if day is None:
            return None
        iso = day.isoformat()
        fits = [h.person for h in self.holders.get(office, ()) if _holds(h, iso)]
        return fits[0] if len(set(fits)) == 1 else None


def _holds(h: Holder, iso: str) -> bool:
    return (h.from_ is None or h.from_ <= iso) and (h.until is None or iso[: len(h.until)] <= h.until)


_KEPT = 4  # compiled lexicons in `.cache`: of this tree, and of folders of tests


@lru_cache(maxsize=4)
def load_lexicon(folder: Path = paths.MANUAL) -> Lexicon:
    """The lexicon of `data/manual`, compiled; read once a process, and kept in `.cache` for the next one.

    Raises:
        MawaqifError: A row that breaks its form; with file, line and mend.
    """
    collects = gc.isenabled()
    gc.disable()  # nothing of it is garbage; to look for some takes half of the time
    try:
        kept = paths.CACHE / f"lexicon-{_made_of(folder)}.pickle"
        lexicon = _kept(kept)
        if lexicon is None:
            words = read_words(folder / "words" / "closed.yaml")
            lexicon = compile_tables(read_tables(folder), load_furniture(folder / "furniture.yaml"), words)
            lexicon.scores |= read_scores(folder / "calibration.yaml")
            _keep(lexicon, kept)
    finally:
        if collects:
            gc.enable()
    return lexicon


def _made_of(folder: Path) -> str:
    """One name for all a compiled lexicon depends on: its tables, this package's code, the version of Python."""
    made = hashlib.sha256(sys.version.encode())
    code = Path(__file__).parent
    for root, files in (
        (folder, folder.rglob("*.yaml")),
        (code.parent, [code.parent / "folding.py", code.parent / "furniture.py", *code.glob("*.py")]),
    ):
        for path in sorted(files):
            if "gold" not in path.parts and "catalogue" not in path.parts:
                made.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()[:32]


def _kept(path: Path) -> Lexicon | None:
    try:
        loaded = pickle.loads(path.read_bytes())  # ours: no file that came from elsewhere lies there
    except Exception:  # not there, or cut short by another hand: then it is made anew
        return None
    return loaded if isinstance(loaded, Lexicon) else None


def _keep(lexicon: Lexicon, path: Path) -> None:
    """Write it beside its place, then rename it; the ones before it go. A folder that takes no files keeps none."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        beside.write_bytes(pickle.dumps(lexicon, protocol=5))
        beside.replace(path)
        for old in sorted(path.parent.glob("lexicon-*.pickle"), key=lambda p: p.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def read_scores(path: Path) -> dict[str, float]:
    """Scores of the rules; none where the table is not there yet."""
    if not path.exists():
        return {}
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if bad := [f"{k}: {v!r}" for k, v in loaded.items() if not isinstance(v, int | float) or not 0 <= v <= 1]:
        raise MawaqifError(f"{path}: {bad[0]} is no score from 0 to 1. Make the file again: python -m mawaqif.gold.calibration.")
    return {str(k): float(v) for k, v in loaded.items()}


def read_words(path: Path) -> dict[str, frozenset[str]]:
    """Closed tables of function words, folded, by name."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {name: frozenset(fold(w) for w in words) for name, words in loaded.items()}


def compile_tables(tables: Tables, furniture: Furniture, words: Mapping[str, frozenset[str]]) -> Lexicon:
    """Rows in, lexicon out.

    Raises:
        MawaqifError: An actor twice; with both places.
    """
    places: dict[str, Place] = {}
    for actor, place in tables.actors:
        if actor.actor_id in places:
            raise MawaqifError(f"{place}: actor {actor.actor_id} is also at {places[actor.actor_id]}. Join the two rows or rename one.")
        places[actor.actor_id] = place
    actors = {actor.actor_id: actor for actor, _ in tables.actors}
    index = Index()
    lexicon = Lexicon(
        actors,
        index,
        _holders(actors),
        furniture,
        {o.organ: o.kind for o, _ in tables.organs},
        {o.organ: (o.name_ar, o.name_en) for o, _ in tables.organs},
        _types(actors) | _ministries(tables, actors),
        _states(actors),
        dict(words),
    )
    for actor in actors.values():
        for phrase, name in _names(actor):
            index.add(phrase, name)
        for demonym in actor.demonym:
            condition = Condition(demonym.when, _folded(demonym.near), _folded(demonym.not_near))
            for text, features in paradigms.relative(demonym.m, demonym.f, demonym.plural):
                plural = features.number == "p" and features.gender == "m"
                nisba = Nisba(actor.actor_id, features.gender, features.number, plural, demonym.nationals, condition)
                index.add(text, nisba)
                first, *others = text.split(" ")
                if others:  # «الكوري الجنوبي»: each word takes the article
                    index.add(" ".join([first, *("ال" + w.removeprefix("ال") for w in others)]), nisba)
    for noun in sorted(lexicon.types):
        index.add(noun, Generic(noun), spelled=False)
    for noun in sorted(lexicon.words.get("leaders", ())):
        for form in _before_pronoun(noun):
            index.add(form, Leader(form), spelled=False)
    for noun in sorted(lexicon.words.get("allies", ())):
        for form in _before_pronoun(noun):
            index.add(form, Ally(), spelled=False)
    for table, crowd in (("civilians", "CIVILIANS"), ("protesters", "PROTESTERS")):
        for noun in sorted(lexicon.words.get(table, ())):
            index.add(noun, Crowd(crowd), spelled=False)
    index.add("بلاد", Country())
    _add_organs(tables, index)
    _add_posts(tables, index)
    _add_words(tables, index)
    for cue, _ in tables.cues:
        condition = _condition(cue)
        for text, features in _inflect(
            cue, masdars=cue.masdar, participles=[("active", p) for p in cue.participle], nominal=cue.pos == "noun"
        ):
            bare = text.removesuffix(" ل")
            index.add(bare, CueForm(cue, features, condition, "ل" if bare != text else ""))
    for predicate, _ in tables.predicates:
        condition = _condition(predicate)
        participles = [("active", p) for p in predicate.active] + [("passive", p) for p in predicate.passive]
        for text, features in _inflect(predicate, masdars=predicate.masdar, participles=participles, nominal=predicate.pos == "noun"):
            index.add(text, PredicateForm(predicate, features, condition))
    for light, _ in tables.light:
        condition = _condition(light)
        for text, features in _inflect(light, masdars=light.masdar, participles=[("active", p) for p in light.active], nominal=False):
            index.add(text, LightForm(light, features, condition))
    for hedge, _ in tables.hedges:
        index.add(hedge.text, HedgeForm(hedge))
    return lexicon


def _before_pronoun(noun: str) -> list[str]:
    """A folded noun, and as it is before an attached pronoun if it ends in ة («نظيرة», «نظيرتها»)."""
    return [noun, noun[:-1] + "ت"] if noun.endswith("ه") else [noun]


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(w for text in words for w in split(fold(text)))


def _condition(row: Verb | Form) -> Condition:
    from_ = until = None
    if isinstance(row, Form):
        from_, until = row.from_, row.until
    return Condition(
        row.when,
        _folded(row.near),
        _folded(row.not_near),
        frozenset(fold(w) for w in row.not_before),
        frozenset(fold(w) for w in row.not_after),
        from_,
        until,
    )


def _names(actor: Actor) -> Iterator[tuple[str, Name]]:
    main = Condition(actor.when, _folded(actor.near), _folded(actor.not_near))
    yield actor.name_ar, Name(actor.actor_id, actor.kind, "name", main)
    if actor.kind == "outlet" and len(actor.name_en) > 3:
        yield actor.name_en, Name(actor.actor_id, actor.kind, "alias", main)  # «وكالة RIA Novosti»
    for dated in actor.names:
        yield dated.text, Name(actor.actor_id, actor.kind, "name", Condition())
    for form in actor.forms:
        kind = form.form
        yield form.text, Name(actor.actor_id, actor.kind, kind, _condition(form), form.when in ("title", "after_name"))
    for form in actor.capital:
        yield form.text, Name(actor.actor_id, actor.kind, "metonym", Condition("acts"))
    for kunya in actor.kunya:
        yield kunya, Name(actor.actor_id, actor.kind, "alias", Condition())
    for surname in actor.surname:
        yield surname, Name(actor.actor_id, actor.kind, "alias", Condition("title"), True)


def _holders(actors: Mapping[str, Actor]) -> dict[str, list[Holder]]:
    holders: dict[str, list[Holder]] = {}
    for actor in actors.values():
        for held in actor.offices:
            holders.setdefault(held.office, []).append(Holder(actor.actor_id, held.from_, held.until))
    for rows in holders.values():
        rows.sort(key=lambda h: (h.from_ or "", h.person))
    return holders


def _types(actors: Mapping[str, Actor]) -> dict[str, frozenset[str]]:
    types: dict[str, set[str]] = {}
    for actor in actors.values():
        for noun in actor.type_ar:
            types.setdefault(fold(noun), set()).add(actor.actor_id)
    return {noun: frozenset(ids) for noun, ids in types.items()}


def _ministries(tables: Tables, actors: Mapping[str, Actor]) -> dict[str, frozenset[str]]:
    """«الوزارة»: the composed ministries of all states."""
    organs = [organ.organ for organ, _ in tables.organs if organ.name_ar.startswith("وزارة")]
    return {fold("الوزارة"): frozenset(f"{a.actor_id}-{organ}" for a in actors.values() if a.kind == "state" for organ in organs)}


def _states(actors: Mapping[str, Actor]) -> dict[str, str]:
    def state(actor_id: str, seen: tuple[str, ...] = ()) -> str | None:
        actor = actors.get(actor_id)
        if actor is None:
            head = actor_id.partition("-")[0]
            return head if head in actors and actors[head].kind == "state" else None
        if actor.kind == "state":
            return actor_id
        if actor.state:
            return actor.state
        head = actor_id.partition("-")[0]
        if head != actor_id and head in actors and actors[head].kind == "state":
            return head
        if actor.parent and actor.parent not in seen:
            return state(actor.parent, (*seen, actor_id))
        return None

    return {actor_id: found for actor_id in actors if (found := state(actor_id)) is not None}


def _add_organs(tables: Tables, index: Index) -> None:
    for organ, _ in tables.organs:
        for head in organ.heads:
            condition = Condition(
                "always", frozenset(), frozenset(), frozenset(map(fold, head.not_before)), frozenset(map(fold, head.not_after))
            )
            bare = head.bare or organ.bare
            after = frozenset(map(fold, head.after or organ.after))
            index.add(head.text, OrganHead(organ.organ, organ.kind, head.adjective or organ.adjective, False, bare, condition, after))
        for text in organ.construct_:
            index.add(text, OrganHead(organ.organ, organ.kind, organ.adjective, True, "never", Condition()))
            if " " in text or text.endswith("ة"):  # of other single words the look-up takes the pronoun
                for owned, pronoun in _owned(text):
                    unit = OrganHead(organ.organ, organ.kind, organ.adjective, True, "never", Condition(), owned=pronoun)
                    index.add(owned, unit)


def _add_posts(tables: Tables, index: Index) -> None:
    for office, _ in tables.offices:
        actor_id = office.office.partition(":")[0] if ":" in office.office else None
        after = frozenset(map(fold, office.after))
        adjective = office.adjective or ""
        for construct, titles in ((False, office.titles), (True, office.construct_)):
            for gender, texts in (("m", titles.m), ("f", titles.f)):
                for text in texts:
                    index.add(text, Post(office.office, office.organ, gender, "s", adjective or gender, construct, actor_id, after))
                    if construct and " " in text:  # «رئيس وزرائها»; «ملكه» is also another word
                        for owned, pronoun in _owned(text):
                            unit = Post(office.office, office.organ, gender, "s", "any", True, actor_id, after, pronoun)
                            index.add(owned, unit)
        for number, nominative in (("d", office.dual), ("p", office.plural)):
            for text in _cases(nominative):
                index.add(text, Post(office.office, office.organ, "m", number, "any", False, actor_id, after))
                if text.startswith("ال") and " " not in text and number == "p":  # «رؤساء إيران وروسيا»
                    index.add(text[2:], Post(office.office, office.organ, "m", number, "any", True, actor_id, after))


def _owned(text: str) -> Iterator[tuple[str, str]]:
    """A construct with a pronoun behind it, and the pronoun («خارجيتها», «رئيس وزرائه»)."""
    stem = text[:-1] + "ت" if text.endswith("ة") else text[:-1] + "ئ" if text.endswith("اء") else text
    for pronoun in ("ه", "ها", "هم"):
        yield stem + pronoun, pronoun


def _cases(text: str | None) -> Iterator[str]:
    """A dual or sound plural in the nominative, and its oblique form («وزيرا الخارجية», «وزيري الخارجية»)."""
    if not text:
        return
    yield text
    first, space, rest = text.partition(" ")
    for ending, oblique in (("ان", "ين"), ("ون", "ين"), ("ا", "ي"), ("و", "ي")):
        if first.endswith(ending):
            yield first[: -len(ending)] + oblique + space + rest
            return


def _add_words(tables: Tables, index: Index) -> None:
    for title, _ in tables.titles:
        gender = title.gender or "m"
        index.add(title.text, TitleWord(title.kind, gender, "s", title.when))
        if title.f:
            index.add(title.f, TitleWord(title.kind, "f", "s", title.when))
        for number, text in (("d", title.dual), ("p", title.plural)):
            for form in _cases(text):
                index.add(form, TitleWord(title.kind, gender, number, title.when))
    for head, _ in tables.heads:
        index.add(head.text, Body(head.kind, "s", head.when))
        for number, text in (("d", head.dual), ("p", head.plural)):
            for form in _cases(text):
                index.add(form, Body(head.kind, number, head.when))
    for source, _ in tables.anonymous:
        condition = Condition(
            source.when,
            _folded(source.near),
            _folded(source.not_near),
            frozenset(map(fold, source.not_before)),
            frozenset(map(fold, source.not_after)),
        )
        unit = Unnamed(source.source_kind, NUMBERS[source.number], source.gender, source.state, condition)
        for text in [source.text, *([source.oblique] if source.oblique else _cases(source.text))]:
            index.add(text, unit)
            if not text.startswith("ال"):
                index.add(" ".join(w if w.startswith("ال") else "ال" + w for w in text.split(" ")), unit)
    for spokes, _ in tables.spokes:
        for text in [spokes.text, *([spokes.oblique] if spokes.oblique else [])]:
            index.add(text, Speaks(spokes.gender, NUMBERS[spokes.number], spokes.named))
            for pronoun in ("ه", "ها", "هم"):
                index.add(text + pronoun, Speaks(spokes.gender, NUMBERS[spokes.number], spokes.named, owned=True))


def _inflect(row: Verb, *, masdars: list[str], participles: list[tuple[str, str]], nominal: bool) -> Iterator[paradigms.Form]:
    """All printed forms of a row; a phrase inflects its first word."""
    for stem, voice in ((row.past, "active"), (row.passive_past, "passive")):
        if stem:
            feminine, plural = (row.past_fem, row.past_plural) if voice == "active" else (None, None)
            yield from _phrase(stem, lambda s, f=feminine, p=plural, v=voice: paradigms.past(s, f, p, voice=v))
    for stem, voice in ((row.present, "active"), (row.passive_present, "passive")):
        if stem:
            jussive = row.jussive if voice == "active" else None
            yield from _phrase(stem, lambda s, j=jussive, v=voice: paradigms.present(s, j, voice=v))
    for text in masdars:
        yield from _phrase(text, paradigms.masdar)
    for part, text in participles:
        yield from _phrase(text, lambda s, p=part: paradigms.adjective(s, p))
    for text in row.text:
        if nominal:
            yield from _phrase(text, paradigms.noun)
        else:
            yield text, Features("phrase")


def _phrase(text: str, inflect) -> Iterator[paradigms.Form]:  # type: ignore[no-untyped-def]
    first, space, rest = text.partition(" ")
    for form, features in inflect(first):
        yield form + space + rest, features
