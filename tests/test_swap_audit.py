"""The same sentence with another actor of the same kind gives the same stance: no name is read better than another."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from mawaqif import annotate, load_lexicon

LEXICON = load_lexicon()
DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "swap_frames.yaml").read_text(encoding="utf-8"))
TEMPLATES: list[tuple[str, dict[str, Any]]] = list(product(DATA["frames"], DATA["predicates"]))
KINDS = ("state", "government", "military", "armed_group", "party", "organisation", "people", "person", "outlet")
PARTNERS = (("CAN", "كندا", "f"), ("AUT", "النمسا", "f"))
FEMININE = (
    "قوات",
    "كتائب",
    "ألوية",
    "سرايا",
    "قوى",
    "دول",
    "ميليشيات",
    "قبائل",
    "لجان",
    "القوى",
    "الدول",
    "البلدان",
    "الشعوب",
    "العشائر",
    "القبائل",
)


def gender(actor: Any) -> str:
    """The gender that the main name takes."""
    if actor.gender:
        return str(actor.gender)
    if actor.kind == "person":
        return "m"
    first = actor.name_ar.split(" ")[0]
    return "f" if actor.kind == "state" or first.endswith("ة") or first in FEMININE else "m"


def joined(preposition: str, name: str) -> str:
    """A preposition and a name as Arabic writes them."""
    if preposition == "ل" and name.startswith("ال"):
        return "لل" + name[2:].removeprefix("ل")
    return preposition + name if len(preposition) == 1 else f"{preposition} {name}".strip()


def sentence(template: tuple[str, dict[str, Any]], holder: str, sex: str, target: str) -> str:
    frame, p = template
    form = 1 if sex == "f" else 0
    text = re.sub(r"\[(.*?)\|(.*?)\]", lambda m: m.group(form + 1), frame)
    genitive = joined(p["masdar_target"], target) if p["target"] else target
    return text.format(
        h=holder,
        t=joined(p["target"], target),
        m=joined(p["masdar_target"], target),
        g=genitive,
        past=p["past"][form],
        present=p["present"][form],
        jussive=p.get("jussive", p["present"])[form],
        masdar=p["masdar"],
    )


def finds(text: str, holder: str, target: str, polarity: int) -> bool:
    rows = annotate(text, LEXICON, published="2023-06-01").stance_rows
    return any((s.holder_id, s.target_id, s.polarity) == (holder, target, polarity) for s in rows)


def actors(kind: str) -> list[Any]:
    return sorted((a for a in LEXICON.actors.values() if a.kind == kind), key=lambda a: a.actor_id)
