"""The same sentence with another actor of the same kind gives the same stance: no name is read better than another.

Frames and predicates are combined to templates; every actor of a kind is put as holder and as target into the same templates, in the gender
that its name takes. The measure is the share of templates in which the expected stance (holder, target, polarity) is found; its largest
difference between two actors of a kind has to stay under one in a hundred. `make test` takes a sample of the templates, the same each time;
the slow test takes all of them, with a sample of the actors.
"""

import random
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from mawaqif import annotate, load_lexicon
from mawaqif.lexicon.models import Actor

LEXICON = load_lexicon()
DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "swap_frames.yaml").read_text(encoding="utf-8"))
TEMPLATES: list[tuple[str, dict[str, Any]]] = list(product(DATA["frames"], DATA["predicates"]))
KINDS = ("state", "government", "military", "armed_group", "party", "organisation", "people", "person")
PARTNERS = (("CAN", "كندا", "f"), ("AUT", "النمسا", "f"))
FEMININE_HEADS = ("قوات", "كتائب", "ألوية", "سرايا", "قوى", "ميليشيات")
LARGEST = 0.01
Name = tuple[str, str, str]  # actor, form, gender


def gender(actor: Actor) -> str:
    """The gender that the main name takes."""
    if actor.gender:
        return actor.gender
    first = actor.name_ar.split(" ")[0]
    feminine = actor.kind == "state" or (actor.kind != "person" and (first.endswith("ة") or first in FEMININE_HEADS))
    return "f" if feminine else "m"


def names(kind: str) -> list[Name]:
    """Main names of a kind. A name that many bear («محمد إبراهيم») counts for the registry in a context only, and is left out here."""
    found = [a for a in LEXICON.actors.values() if a.kind == kind and a.when == "always"]
    return [(a.actor_id, a.name_ar, gender(a)) for a in sorted(found, key=lambda a: a.actor_id)]


def capitals() -> list[Name]:
    return [(a.actor_id, c.text, "f") for a in LEXICON.actors.values() if a.kind == "state" for c in a.capital]


def joined(preposition: str, name: str) -> str:
    """A preposition and a name as Arabic writes them."""
    if preposition == "ل" and name.startswith("ال"):
        return "لل" + name[2:].removeprefix("ل")
    return preposition + name if len(preposition) == 1 else f"{preposition} {name}".strip()


def sentence(template: tuple[str, dict[str, Any]], holder: Name, target: Name) -> str:
    frame, p = template
    form = int(holder[2] == "f")
    text = re.sub(r"\[(.*?)\|(.*?)\]", lambda m: m.group(form + 1), frame)
    return text.format(
        h=holder[1],
        t=joined(p["target"], target[1]),
        m=joined(p["masdar_target"], target[1]),
        g=joined(p["masdar_target"], target[1]) if p["target"] else target[1],
        past=p["past"][form],
        present=p["present"][form],
        jussive=p.get("jussive", p["present"])[form],
        masdar=p["masdar"],
    )


def finds(text: str, holder: str, target: str, polarity: int) -> bool:
    rows = annotate(text, LEXICON, published="2023-06-01").stance_rows
    return any((s.holder_id, s.target_id, s.polarity) == (holder, target, polarity) for s in rows)


def share(name: Name, templates: list[tuple[str, dict[str, Any]]]) -> float:
    """In how many templates the stance is found, with the actor as holder and as target."""
    partner = PARTNERS[name[0] == PARTNERS[0][0]]
    found = 0
    for template in templates:
        for holder, target in ((name, partner), (partner, name)):
            found += finds(sentence(template, holder, target), holder[0], target[0], template[1]["polarity"])
    return found / (2 * len(templates))


def spread(shares: dict[str, float]) -> tuple[float, list[str]]:
    """The largest difference between two actors, and who is found least."""
    least, most = min(shares.values()), max(shares.values())
    return most - least, [who for who, value in shares.items() if value < most][:20]


def test_there_are_enough_templates() -> None:
    assert len(DATA["frames"]) >= 60
    assert len(TEMPLATES) >= 500


@pytest.mark.parametrize("kind", KINDS)
def test_no_actor_of_a_kind_is_read_better_than_another(kind: str) -> None:
    sample = random.Random(7).sample(TEMPLATES, 8)
    shares = {name[0]: share(name, sample) for name in names(kind)}
    difference, fewer = spread(shares)
    assert difference < LARGEST, fewer
    assert min(shares.values()) > 0.9


def test_no_state_is_read_better_by_its_capital() -> None:
    sample = random.Random(8).sample(TEMPLATES, 8)
    shares = {f"{name[0]} {name[1]}": share(name, sample) for name in capitals()}
    difference, fewer = spread(shares)
    assert difference < LARGEST, fewer
    assert min(shares.values()) > 0.9


def test_no_state_is_read_better_by_its_adjective() -> None:
    shares = {}
    for actor in LEXICON.actors.values():
        if actor.kind != "state" or not actor.demonym or actor.actor_id == "CAN":
            continue
        found = 0
        for frame in DATA["adjective_frames"]:
            words = (actor.demonym[0].m if frame["gender"] == "m" else actor.demonym[0].f).split(" ")
            adjective = " ".join(w if w.startswith("ال") else "ال" + w for w in words)
            found += finds(frame["text"].format(adjective=adjective), actor.actor_id, "CAN", frame["polarity"])
        shares[actor.actor_id] = found / len(DATA["adjective_frames"])
    difference, fewer = spread(shares)
    assert difference < LARGEST, fewer
    assert min(shares.values()) > 0.9


def voices() -> Iterator[tuple[str, list[str], str]]:
    """Frame, cue and what is said, for outlets."""
    for frame in DATA["outlet_frames"]:
        for cue in DATA["outlet_cues"] if "{cue}" in frame else [["", "", ""]]:
            for said in DATA["outlet_says"]:
                yield frame, cue, said


def test_no_outlet_is_heard_better_than_another() -> None:
    sample = random.Random(9).sample(list(voices()), 12)
    shares = {}
    for outlet, name, sex in names("outlet"):
        found = 0
        for frame, cue, said in sample:
            text = frame.format(o=name, cue=cue[sex == "f"], that=cue[2], s=said)
            a = annotate(text, LEXICON, published="2023-06-01")
            found += any(s.attribution is not None and a.attribution_rows[s.attribution].speaker_id == outlet for s in a.stance_rows)
        shares[outlet] = found / len(sample)
    difference, fewer = spread(shares)
    assert difference < LARGEST, fewer
    assert min(shares.values()) > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_actor_is_read_better_in_any_template(kind: str) -> None:
    every = names(kind)
    some = random.Random(10).sample(every, min(len(every), 40))
    shares = {name[0]: share(name, TEMPLATES) for name in some}
    difference, fewer = spread(shares)
    assert difference < LARGEST, fewer
