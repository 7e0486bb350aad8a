"""Checks that the hand-made tables keep their rules; each fault names file, line, value and mend. Part of `make test`.

Form (types, closed values, unknown keys) is checked while reading; here is what holds between rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.folding import fold
from mawaqif.lexicon import models
from mawaqif.lexicon.load import Place, Tables, read_tables

_MARKS = re.compile("[\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e]")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufeff]")


def check(folder: Path = paths.MANUAL) -> tuple[list[str], dict[str, int]]:
    """Faults of all tables, in the order of files and lines, and the number of rows and forms by table.

    A file that cannot be read at all is one fault; the rest is then not checked.
    """
    try:
        tables = read_tables(folder)
    except MawaqifError as e:
        return [str(e)], {}
    faults = [*_ids(tables), *_parents(tables), *_forms(tables), *_dates(tables), *_offices(tables), *_words(tables)]
    forms = {f for actor, _ in tables.actors for f, _, _ in _forms_of(actor)}
    counts = {
        "actors": len(tables.actors),
        "Arabic forms": len(forms),
        "organs": len(tables.organs),
        "offices": len(tables.offices),
        "cues": len(tables.cues),
        "predicates": len(tables.predicates),
    }
    return faults, counts


def _ids(tables: Tables) -> Iterator[str]:
    seen: dict[str, Place] = {}
    for actor, place in tables.actors:
        if actor.actor_id in seen:
            yield f"{place}: actor {actor.actor_id} is also at {seen[actor.actor_id]}. Join the two rows or rename one."
        seen.setdefault(actor.actor_id, place)
        is_state = re.fullmatch(r"[A-Z]{3}", actor.actor_id) is not None
        if actor.kind == "state" and not is_state:
            yield f"{place}: state {actor.actor_id} is no ISO 3166 alpha-3 code. Use the code of three letters."
        if actor.kind == "person" and not actor.actor_id.startswith("PERSON-"):
            yield f"{place}: person {actor.actor_id} must be called PERSON-FIRST-LAST."
    posts: dict[str, Place] = {}
    for office, place in tables.offices:
        if office.office in posts:
            yield f"{place}: office {office.office} is also at {posts[office.office]}. Join the two rows."
        posts.setdefault(office.office, place)
    lemmas: dict[tuple[str, ...], Place] = {}
    for cue, place in tables.cues:
        key = (cue.cue, cue.pos)
        if key in lemmas:
            yield f"{place}: cue {cue.cue} ({cue.pos}) is also at {lemmas[key]}. Join the two rows."
        lemmas.setdefault(key, place)


def _parents(tables: Tables) -> Iterator[str]:
    known = {actor.actor_id: actor for actor, _ in tables.actors}
    organs = {organ.organ for organ, _ in tables.organs}

    def exists(actor_id: str) -> bool:
        state, _, organ = actor_id.partition("-")
        return actor_id in known or (state in known and known[state].kind == "state" and organ in organs)

    for actor, place in tables.actors:
        for label, other in (
            *(("parent", p) for p in [actor.parent] if p),
            *(("succeeds", p) for p in actor.succeeds),
            *(("affiliation", a.actor_id) for a in actor.affiliations),
            *(("state", s) for s in [actor.state] if s),
        ):
            if not exists(other):
                yield f"{place}: {actor.actor_id}: {label} {other} is not in the registry. Add its row or correct the id."
        seen = [actor.actor_id]
        at = actor.parent
        while at is not None and at in known:
            if at in seen:
                yield f"{place}: {actor.actor_id}: its parents run in a circle: {' → '.join([*seen, at])}. Cut one of them."
                break
            seen.append(at)
            at = known[at].parent


def _forms_of(actor: models.Actor) -> Iterator[tuple[str, str, bool]]:
    """Each form of an actor: text, condition, whether it is a declared homograph or bound to an earlier naming."""
    yield actor.name_ar, actor.when, actor.when != "always"
    for dated in actor.names:
        yield dated.text, "always", False
    for form in [*actor.forms, *actor.capital]:
        yield form.text, form.when, form.when != "always" or bool(form.not_near or form.not_before or form.not_after or form.near)
    for text in actor.kunya:
        yield text, "always", False
    for text in actor.surname:
        yield text, "title", True


def _forms(tables: Tables) -> Iterator[str]:
    owners: dict[str, list[tuple[models.Actor, Place, bool]]] = defaultdict(list)
    for actor, place in tables.actors:
        for text, _, conditional in _forms_of(actor):
            if _MARKS.search(text) or _PRESENTATION.search(text):
                yield f"{place}: {actor.actor_id}: form {text!r} holds vowel signs, tatweel or presentation forms. Write plain letters."
            if text != text.strip() or "  " in text:
                yield f"{place}: {actor.actor_id}: form {text!r} has stray spaces. Take them out."
            owners[fold(text)].append((actor, place, conditional))
    for text, found in owners.items():
        plain = {a.actor_id for a, _, conditional in found if not conditional}
        if len(plain) > 1:
            actor, place, _ = found[-1]
            others = ", ".join(sorted(plain - {actor.actor_id}))
            yield f"{place}: {actor.actor_id}: form {text!r} also names {others}. Give one of them `when: context` with `near`."
    stems = {text for text, found in owners.items() if any(not c for _, _, c in found)}
    for text, found in owners.items():
        for letter in ("و", "ب", "ل", "ك"):
            rest = text[1:]
            stuck = text.startswith(letter) and rest in stems and len(rest) > 3
            if stuck and {a.actor_id for a, _, _ in owners[rest]} & {a.actor_id for a, _, _ in found}:
                actor, place, _ = found[0]
                yield f"{place}: {actor.actor_id}: form {text!r} is {rest!r} with {letter} stuck to it. Delete it: clitics are taken off."


def _dates(tables: Tables) -> Iterator[str]:
    for actor, place in tables.actors:
        for label, rows in (("name", actor.names), ("office", actor.offices), ("affiliation", actor.affiliations)):
            for row in rows:
                if row.from_ and row.until and row.from_[: len(row.until)] > row.until[: len(row.from_)]:
                    yield f"{place}: {actor.actor_id}: {label} from {row.from_} until {row.until} ends before it begins. Mend the dates."
                if (row.from_ or row.until) and not row.source:
                    yield f"{place}: {actor.actor_id}: {label} from {row.from_} has no source. Name the record the date rests on."


def _offices(tables: Tables) -> Iterator[str]:
    posts = {office.office: office for office, _ in tables.offices}
    known = {actor.actor_id for actor, _ in tables.actors}
    holders: dict[str, list[tuple[str, str, str, Place]]] = defaultdict(list)
    for actor, place in tables.actors:
        for held in actor.offices:
            owner, _, kind = held.office.partition(":")
            if held.office not in posts and kind not in posts:
                yield f"{place}: {actor.actor_id}: office {held.office} is not in offices.yaml. Add it there or correct the id."
            if owner not in known and held.office not in posts:
                yield f"{place}: {actor.actor_id}: office {held.office}: no actor {owner} in the registry. Add its row or correct the id."
            post = posts.get(held.office) or posts.get(kind)
            if post is not None and post.single:
                holders[held.office].append((held.from_ or "", held.until or "9999", actor.actor_id, place))
    for office, rows in holders.items():
        rows.sort()
        for (_, until, first, _), (from_, _, second, place) in pairwise(rows):
            if first != second and from_ and until != "9999" and _before(from_, until):
                yield f"{place}: {office}: {second} from {from_}, but {first} until {until}. One holder at a time: mend the dates."
            if first != second and from_ and until == "9999":
                yield f"{place}: {office}: {second} from {from_}, but {first} has no end. Give it one."


def _before(from_: str, until: str) -> bool:
    """Whether a term begins before another one ends, at the precision both have; the same day is a handover."""
    n = min(len(from_), len(until))
    return from_[:n] < until[:n]


def _words(tables: Tables) -> Iterator[str]:
    for cue, place in tables.cues:
        if cue.pos == "verb" and not (cue.past or cue.present):
            yield f"{place}: cue {cue.cue}: a verb needs past or present."
        if cue.pos != "verb" and not cue.text:
            yield f"{place}: cue {cue.cue}: needs text."
        if cue.present and not cue.present.startswith("ي"):
            yield f"{place}: cue {cue.cue}: present {cue.present!r} must be third person masculine, with ي."
    for predicate, place in tables.predicates:
        if predicate.pos in ("noun", "adjective") and not predicate.text and not predicate.masdar:
            yield f"{place}: predicate {predicate.predicate}: a {predicate.pos} needs text."
        if predicate.present and not predicate.present.startswith("ي"):
            yield f"{place}: predicate {predicate.predicate}: present {predicate.present!r} must be third person masculine, with ي."
        if not predicate.target and not predicate.reciprocal:
            yield f"{place}: predicate {predicate.predicate}: needs a target."
