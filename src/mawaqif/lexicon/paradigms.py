"""Inflection without vowel signs: the printed forms of verbs, nouns and adjectives from the stems in the tables.

Forms are without proclitics and without attached pronouns (`mawaqif.lexicon.words` takes those off), not folded. Vowel signs are
not printed in news, so many forms coincide; features say what a form can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Features:
    """What a printed form can be.

    Attributes:
        part: past, present, masdar, active, passive, noun, adjective, phrase.
        person: 3, or 1 («نرفض», «أعلنا»).
        gender: m, f or "" (either); number: s, d, p or "" (either).
        voice: active, or passive where the form can only be that.
        definite: the form carries the article ال by itself.
    """

    part: str
    person: int = 3
    gender: str = ""
    number: str = ""
    voice: str = "active"


Form = tuple[str, Features]
_WEAK = "اىوي"


def past(stem: str, feminine: str | None = None, plural: str | None = None, *, voice: str = "active") -> Iterator[Form]:
    """Forms of the perfect: قال → قال قالت قالا قالتا قالوا قلن, third person, and first plural for regular stems."""
    feminine = feminine or (stem + "ت" if stem[-1] not in "اى" else stem[:-1] + "ت")
    plural = plural or (stem + "وا" if stem[-1] not in "اى" else stem[:-1] + "وا")
    yield stem, Features("past", 3, "m", "s", voice)
    yield feminine, Features("past", 3, "f", "s", voice)
    yield feminine + "ا", Features("past", 3, "f", "d", voice)
    yield plural, Features("past", 3, "m", "p", voice)
    if stem[-1] not in "اى":
        yield stem + "ا", Features("past", 3, "m", "d", voice)
    elif stem[-1] == "ى":
        yield stem[:-1] + "يا", Features("past", 3, "m", "d", voice)
    else:
        yield stem[:-1] + "وا", Features("past", 3, "m", "d", voice)
    if plural.endswith("وا"):
        yield plural[:-1], Features("past", 3, "m", "p", voice)  # before an attached pronoun: «وصفوها»
    if stem[-1] == "ى":
        yield stem[:-1] + "ا", Features("past", 3, "m", "s", voice)  # «رآه», before an attached pronoun
    if stem[-1] not in _WEAK and "ا" not in stem[1:]:
        yield stem + "نا", Features("past", 1, "", "p", voice)


def present(stem: str, jussive: str | None = None, *, voice: str = "active") -> Iterator[Form]:
    """Forms of the imperfect, all moods: يقول → يقول تقول نقول أقول يقولون يقولوا يقولان تقولان يقلن (given as jussive)."""
    if not stem.startswith("ي"):
        raise ValueError(f"present {stem!r} does not begin with ي: give the third person masculine singular")
    body = stem[1:]
    base = body[:-1] if body[-1] in "ىوي" else body
    for prefix, person, gender in (("ي", 3, "m"), ("ت", 3, "f"), ("ن", 1, ""), ("أ", 1, "")):
        number = "p" if prefix == "ن" else "s"
        yield prefix + body, Features("present", person, gender, number, voice)
        if jussive and jussive[1:] != body:
            yield prefix + jussive[1:], Features("present", person, gender, number, voice)
        elif body[-1] in "ىوي":
            yield prefix + base, Features("present", person, gender, number, voice)
        if body[-1] == "ى":
            yield prefix + base + "ا", Features("present", person, gender, number, voice)
        if person == 3:
            dual = base + ("ي" if body[-1] in "ىي" else "و" if body[-1] == "و" else "")
            for ending in ("ان", "ا"):
                yield prefix + dual + ending, Features("present", 3, gender, "d", voice)
    # «يتهموه»: before a pronoun without ا; of a verb that ends in ي the form would be another verb's («يبدي» and «يبدو»)
    for ending in ("ون", "وا") if body[-1] in "ىي" else ("ون", "وا", "و"):
        yield "ي" + base + ending, Features("present", 3, "m", "p", voice)


def noun(text: str) -> Iterator[Form]:
    """A noun as printed, its accusative and dual, and the plural in ات of a noun in ة."""
    yield text, Features("noun")
    if text.endswith("ة"):
        base = text[:-1] + "ت"
        yield base, Features("noun", number="s")  # before an attached pronoun
        yield text[:-1] + "ات", Features("noun", number="p")
        yield base + "ان", Features("noun", number="d")
        yield base + "ين", Features("noun", number="d")
        yield base + "ا", Features("noun", number="d")
        yield base + "ي", Features("noun", number="d")
    elif not text.endswith(("ات", "ى", "اء", "ون", "ين")):
        if not text.endswith("ا"):
            yield text + "ا", Features("noun", number="s")
        yield text + "ين", Features("noun", number="d")
        yield text + "ان", Features("noun", number="d")
        yield text + "ي", Features("noun", number="d")
    if text.endswith("اء"):  # before a pronoun the hamza takes a seat: حلفاؤه, حلفائه
        yield text[:-1] + "ؤ", Features("noun")
        yield text[:-1] + "ئ", Features("noun")


def masdar(text: str) -> Iterator[Form]:
    """A verbal noun: as a noun, and its plural in ات."""
    for form, features in noun(text):
        yield form, Features("masdar", 3, "", features.number)
    if not text.endswith(("ة", "ات", "اء")):
        yield text + "ات", Features("masdar", number="p")


def adjective(text: str, part: str = "adjective") -> Iterator[Form]:
    """A participle or adjective: masculine and feminine, dual, sound plurals, also in construct («داعمو», «داعمي»)."""
    defective = not text.endswith("ي") and part in ("active", "adjective") and text.endswith("ٍ")
    text = text.rstrip("ٍ")
    stem = text[:-1] if text.endswith(("ة", "ى")) else text
    if text.endswith("ى"):  # «مسمى»
        stem = text[:-1] + "ا"
    yield text, Features(part, gender="m", number="s")
    yield text + "ا", Features(part, gender="m", number="s")
    if defective:
        stem += "ي"
        yield stem, Features(part, gender="m", number="s")
    yield stem + "ة", Features(part, gender="f", number="s")
    yield stem + "ت", Features(part, gender="f", number="s")
    for ending in ("ان", "ين", "ون", "و", "ي"):
        yield stem + ending, Features(part, gender="m", number="p" if "و" in ending else "")
    for ending in ("تان", "تين", "تا", "تي"):
        yield stem + ending, Features(part, gender="f", number="d")
    yield stem + "ات", Features(part, gender="f", number="p")


def relative(m: str, f: str, plurals: list[str]) -> Iterator[Form]:
    """A relative adjective (nisba): روسي روسية روس روسيون روسيين روسيان روسيتان روسيات."""
    yield m, Features("adjective", gender="m", number="s")
    yield m + "ا", Features("adjective", gender="m", number="s")
    yield f, Features("adjective", gender="f", number="s")
    for ending in ("ان", "ون"):
        yield m + ending, Features("adjective", gender="m", number="d" if ending == "ان" else "p")
    yield m + "ين", Features("adjective", gender="m", number="p")
    base = f[:-1] if f.endswith("ة") else f
    for ending in ("تان", "تين"):
        yield base + ending, Features("adjective", gender="f", number="d")
    yield base + "ات", Features("adjective", gender="f", number="p")
    for plural in plurals:
        yield plural, Features("adjective", gender="m", number="p")
