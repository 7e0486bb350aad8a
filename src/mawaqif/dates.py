"""Dates in clean text: a value with its precision and its span, or nothing.

Takes clean text (`mawaqif.cleaning`), the words of `data/manual/dates.yaml` and the date of publication; gives `Date` rows.
No value is better than a wrong one. So there is no date

- where the day does not exist, two month names contradict each other, or a numeric date is not day-month-year or
  year-month-day with a year of four digits;
- where the year is not said and cannot be told: no date of publication, an announcement of something to come, a sentence
  that has named another year, or a day which, taken in the past, would lie more than nine months back and, taken in the
  future, within `NEAR` days;
- where the weekday beside it contradicts a year that was inferred (a year that is said, and a word such as «أمس», keep their
  value, with the flag `weekday_conflict`);
- where the day without a year is the name of an event or a party («14 آذار»), or the month a person, a place or a verb
  («رجب», «مفاعل تموز», «مارس الضغط»).

What is counted from the publication is `relative`. A day or month without a year is the last one not after the publication
(flag `year_inferred`). A Hijri date is converted by the Umm al-Qura calendar (hijridate, 1343-1500); where the moon is
sighted, the day may differ by one. A Hijri month or year is the range of its Gregorian days. A week is the range of all days
that belong to it whether weeks begin on Saturday, Sunday or Monday (flag `week`).

One pass of an Aho-Corasick automaton finds the words that make dates; only their surroundings are looked at.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import ahocorasick_rs
import yaml
from hijridate import Gregorian, Hijri

from mawaqif import paths
from mawaqif.errors import MawaqifError
from mawaqif.folding import fold

Precision = Literal["year", "month", "day", "range"]
System = Literal["gregorian", "hijri"]

NEAR = 92  # days ahead of the publication within which a day without a year may as well be still to come
REACH = 300  # characters before a date in which another year, once named, forbids to infer the year
YEARS = (1600, 2099)  # Gregorian; lower numbers are counts or Hijri years
HIJRI_YEARS = (1343, 1500)  # what Umm al-Qura tables cover
HIJRI_BARE = 1420  # a lower year may be of the Iranian solar calendar, unless a month or a mark says Hijri

# grammar rather than vocabulary: «16 من شهر آب», «بين شهري حزيران وآب», «قبل ثلاثة أيام»; folded
_OF, _MONTH, _TWO_MONTHS, _AGO = "من", "شهر", "شهري", "قبل"
_AR = "\u0621-\u064a"
_SIGNS = "/-.\u2013"


@dataclass(frozen=True, slots=True)
class Date:
    """A date of the text.

    Attributes:
        start, end: code points of clean text, half open, without preposition.
        value: ISO 8601: `2016`, `2016-08`, `2016-08-16`, or two of them with a stroke, both included.
        precision: of the value; `range` has a stroke.
        calendar: the calendar in which the text gives it; the value is always Gregorian.
        relative: whether the value was counted from the date of publication by a word such as «أمس» or «الماضي».
        flags: sorted; `year_inferred`, `weekday_conflict` (the weekday beside it is not the weekday of the value), `week`,
            and `early`, `mid`, `late` (of the month or year).
    """

    start: int
    end: int
    value: str
    precision: Precision
    calendar: System
    relative: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Month:
    number: int
    calendar: System
    homograph: str  # "", "verb", "name"
    printed: tuple[str, ...]  # empty: any spelling


@dataclass(frozen=True, slots=True)
class _DayWord:
    days: int
    needs: str
    not_before: frozenset[str]
    not_after: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Period:
    kind: str  # "month", "year", "week", "weekday"
    shift: str  # "past", "current", "next"
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str  # "year", "years", "stroke", "running" («16 الجاري»)


_Entry = _Month | _DayWord | _Period | _Sign | int  # an int is a number of days ago


@dataclass(frozen=True, slots=True)
class Calendar:
    """The compiled words of `data/manual/dates.yaml`; make one with `load_dates`."""

    automaton: ahocorasick_rs.AhoCorasick
    entries: tuple[tuple[_Entry, int, int], ...]  # a pattern's meaning, and what it holds of context before and behind
    weekdays: Mapping[str, int]
    ordinals: Mapping[str, int]
    parts: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    named_days: frozenset[tuple[int, str]]
    year: re.Pattern[str]
    relative_year: re.Pattern[str]
    other_year: re.Pattern[str]
    modifier: re.Pattern[str]
    shifts: Mapping[str, str]
    year_only: re.Pattern[str]
    number: re.Pattern[str]
    marks: Mapping[str, str]
    days: re.Pattern[str]
    link: re.Pattern[str]
    future: re.Pattern[str]


@dataclass(slots=True)
class _Part:
    """A date of the text before its year is settled."""

    start: int
    end: int
    calendar: System
    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_end: int | None = None  # the last day of a range within the month
    shift: str = ""  # past, current, next: against the publication
    weekday: int = 0
    bare: bool = False  # a month name without evidence: may only open a range
    guess: bool = True  # whether the year may be inferred
    flags: list[str] = field(default_factory=list)
    value: str = ""  # settled already
    precision: Precision = "day"
    borrowed: bool = False


# --- loading ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def load_dates(path: Path = paths.MANUAL / "dates.yaml") -> Calendar:
    """The words of dates, compiled.

    Raises:
        MawaqifError: The file is missing, is no YAML, or lacks a table.
    """
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _compile(table)
    except FileNotFoundError as error:
        raise MawaqifError(f"{path}: no such file. Restore it from the repository.") from error
    except yaml.YAMLError as error:
        raise MawaqifError(f"{path}: not valid YAML: {error}. Correct the line named.") from error
    except KeyError as error:
        raise MawaqifError(f"{path}: {error} is missing. See the head of the file for the tables it needs.") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise MawaqifError(f"{path}: a table has another form than its head describes ({error}). Correct it.") from error


def _folded(words: Iterable[Any]) -> list[str]:
    return [fold(str(word)) for word in words]


def _any(words: Iterable[str]) -> str:
    """Alternatives of a pattern, the longest first; escaped by hand as `re.escape` writes spaces with a backslash."""
    return "|".join(re.escape(w).replace("\\ ", " ") for w in sorted(set(words), key=lambda w: (-len(w), w)))


def _compile(table: dict[str, Any]) -> Calendar:
    patterns: dict[str, tuple[_Entry, int, int]] = {}
    for name, month in _months(table["systems"]):
        if len(name) > 2:
            patterns[name] = (month, 0, 0)
            continue
        for left in (" ", "\n", "/", "(", "-", " و", " ب", " ل"):  # a word of two letters stands in thousands of others
            for right in " \n/(،,.)-:»؛":
                patterns[left + name + right] = (month, len(left), 1)
    for row in table["day_words"]:
        word = _DayWord(int(row["days"]), row["needs"], frozenset(_folded(row["not_before"])), frozenset(_folded(row["not_after"])))
        patterns[fold(row["text"])] = (word, 0, 0)
    for days, forms in table["days_ago"].items():
        patterns |= {f"{_AGO} {form}": (int(days), 0, 0) for form in _folded(forms)}
    modifiers = table["modifiers"]
    shifts = {w: shift for shift, by_gender in modifiers.items() for forms in by_gender.values() for w in _folded(forms)}
    patterns.update(_periods(table))
    patterns |= {f"{d} {w}": (_Sign("running"), 1, 0) for d in range(10) for w in _folded(modifiers["current"]["m"])}
    years, pairs = _folded(table["year_words"]), _folded(table["year_pairs"])
    patterns |= {f"{w} {d}": (_Sign("year"), 0, 1) for w in years for d in (1, 2)}
    patterns |= {f"{w} {d}": (_Sign("years"), 0, 1) for w in pairs for d in (1, 2)}
    patterns |= {f"{sign}{d}": (_Sign("stroke"), 0, 1) for sign in "/-." for d in range(10)}
    marks = {form: kind for kind, forms in table["marks"].items() for form in _folded(forms)}
    joins = {kind: frozenset(_folded(forms)) for kind, forms in table["joins"].items()}
    future = table["future"]
    names = (
        "before_day", "before_month", "before_numbers", "name_heads", "number_nouns", "reporting", "times_of_day", "other_year", "counted",
        "not_behind_days_ago", "not_before_period",
    )  # fmt: skip
    words = {name: frozenset(_folded(table[name])) for name in names} | joins | {"future_after": frozenset(_folded(future["after"]))}
    year_word = f"(?:ل?ل?|ال)(?:{_any(years)})"
    mark = f"(?: ?(?P<mark>{_any(marks)})(?![{_AR}]))?"
    to = _any(joins["to"])
    other = _any(words["other_year"])
    return Calendar(
        automaton=ahocorasick_rs.AhoCorasick(
            list(patterns), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, implementation=ahocorasick_rs.Implementation.DFA
        ),
        entries=tuple(patterns.values()),
        weekdays={form: int(n) for n, forms in table["weekdays"].items() for form in _folded(forms)},
        ordinals={form: int(n) for n, forms in table["ordinals"].items() for form in _folded(forms)},
        parts={form: part for part, forms in table["parts"].items() for form in _folded(forms)},
        words=words,
        named_days=frozenset((int(row["day"]), m) for row in table["named_days"] for m in _folded(row["months"])),
        year=re.compile(rf"(?P<sep>[،,] ?| ?[-/] ?| )?\(?(?:(?:من |في )?{year_word} )?\(?(?P<year>\d{{4}})(?![\d%]|[.,/:\-–]\d){mark}"),
        relative_year=re.compile(rf" (?:من )?ال(?:{_any(years)}) (?P<shift>{_any(shifts)})(?![{_AR}])| من (?P<this>هذا العام|هذه السنه)"),
        other_year=re.compile(
            rf" ?\(?(?:\d|(?:(?:من|في) )?(?:(?:{other}|هذا|هذه) )?(?:ال)?(?:{_any(years)})(?![{_AR}]))| (?:{other})(?![{_AR}])"
        ),
        modifier=re.compile(rf"[)»]{{0,2}} (?P<shift>{_any(shifts)})(?![{_AR}])"),
        shifts=shifts,
        year_only=re.compile(
            rf"(?P<first>\d{{4}}){mark}(?:(?P<join> ?و ?| (?:{to}) | ?[-–/] ?)(?:(?:{_any(years)}) )?(?P<second>\d{{4}}))?"
            r"(?![\d%]|[.,/:\-–]\d| ?[-–/] ?\d)"
        ),
        number=re.compile(rf"(?P<a>\d{{1,4}})(?P<sign>[/.\-])(?P<b>\d{{1,2}})(?P=sign)(?P<c>\d{{1,4}})(?![\d/\-%]|[.,]\d){mark}"),
        marks=marks,
        days=re.compile(
            rf"(?:(?<![\d.,/:%\-–])(?P<first>\d{{1,2}})(?P<join> ?[-–] ?| و ?| (?:{to}) (?:يوم )?)(?:ال ?)?"
            r"|(?<![\d.,/:%\-–]))(?P<last>\d{1,2})\Z"
        ),
        link=re.compile(rf"\)?[،,]? ?(?:(?P<to>{to}|-|–)|(?P<and>و)|(?P<or>او|ثم))? ?(?:يوم |في |شهر )?"),
        future=re.compile(
            rf"(?<![{_AR}])[وف]?(?:(?:{_any(_folded(future['words']))})(?![{_AR}])"
            rf"|(?!{_any(_folded(future['not_prefixes']))})(?:{_any(_folded(future['prefixes']))})[{_AR}]{{2,}})"
        ),
    )


def _months(systems: list[dict[str, Any]]) -> Iterator[tuple[str, _Month]]:
    for system in systems:
        for number, forms in system["months"].items():
            for row in forms:
                form: dict[str, Any] = row if isinstance(row, dict) else {"text": row}
                yield (
                    fold(form["text"]),
                    _Month(int(number), system["calendar"], form.get("homograph", ""), tuple(form.get("printed", ()))),
                )


def _periods(table: dict[str, Any]) -> Iterator[tuple[str, tuple[_Entry, int, int]]]:
    """«الشهر الماضي», «السنة المقبلة», «الأحد الماضي», each a pattern of its own."""
    for shift, by_gender in table["modifiers"].items():
        for kind, nouns in table["periods"].items():
            for gender in ("m", "f"):
                for noun in _folded(nouns[gender]):
                    for modifier in _folded(by_gender[gender]):
                        yield f"{noun} {modifier}", (_Period(kind, shift), 0, 0)
        if shift != "current":
            for number, forms in table["weekdays"].items():
                for form in _folded(forms):
                    for modifier in _folded([*by_gender["m"], *by_gender["f"]]):
                        yield f"{form} {modifier}", (_Period("weekday", shift, int(number)), 0, 0)


# --- finding ------------------------------------------------------------------------------------------------------------


def find_dates(text: str, calendar: Calendar, *, published: date | None, folded: str | None = None) -> list[Date]:
    """All dates of clean text, in the order of the text, without overlap.

    Args:
        text: clean text.
        calendar: of `load_dates`.
        published: day of publication; without it there are no relative dates and no inferred years.
        folded: `fold(text)`, if it is at hand.
    """
    padded = f"\n{fold(text) if folded is None else folded}\n\n\n\n"  # so that looking around never leaves the text
    hits = calendar.automaton.find_matches_as_indexes(padded)
    if not hits:
        return []
    search = _Search(padded, text, calendar, published)
    search.read(hits)
    return search.settle()


def _is_letter(char: str) -> bool:
    return "\u0621" <= char <= "\u064a"


class _Search:
    """One text; offsets inside are of the padded text, one more than those of the clean text."""

    __slots__ = ("at", "cal", "hits", "parts", "printed", "published", "t", "taken")

    def __init__(self, padded: str, printed: str, calendar: Calendar, published: date | None) -> None:
        self.t = padded
        self.printed = printed
        self.cal = calendar
        self.published = published
        self.parts: list[_Part] = []
        self.hits: list[tuple[int, int, int]] = []
        self.at = 0
        self.taken = 0  # what lies before belongs to a date, or was found to be none

    # reading: words to parts

    def read(self, hits: list[tuple[int, int, int]]) -> None:
        self.hits = hits
        t, entries = self.t, self.cal.entries
        for self.at, (index, start, end) in enumerate(hits):
            entry, left, right = entries[index]
            start, end = start + left, end - right
            if start < self.taken:
                continue
            if isinstance(entry, _Sign):
                self._sign(entry, start, end)
            elif _is_letter(t[end]):
                continue
            elif isinstance(entry, _Month):
                self._month(entry, start, end)
            elif self.published is None:
                continue
            elif isinstance(entry, _DayWord):
                self._day_word(entry, start, end, self.published)
            elif isinstance(entry, _Period):
                self._period(entry, start, end, self.published)
            else:
                self._days_ago(entry, start, end, self.published)

    def _add(self, part: _Part) -> None:
        self.parts.append(part)
        self.taken = part.end

    def _word_before(self, at: int) -> str:
        return self._before(at)[0]

    def _before(self, at: int) -> tuple[str, int]:
        """The word right before `at` and where it starts; a comma, a space and an opening mark may stand between."""
        t, end = self.t, at
        if t[end - 1] in "(«":
            end -= 1
        if t[end - 1] == " ":
            end -= 1
        if t[end - 1] in "،,":
            end -= 1
        start = end
        while "\u0621" <= t[start - 1] <= "\u064a":
            start -= 1
        return t[start:end], start

    def _before_in(self, at: int, words: frozenset[str]) -> bool:
        """Whether the word before `at`, with or without a proclitic, is one of `words`."""
        word = self._word_before(at)
        return bool(word) and (word in words or (word[0] in "وفبلك" and (word[1:] in words or f"ال{word[2:]}" in words)))

    def _word_after(self, at: int) -> str:
        t = self.t
        if t[at] != " ":
            return ""
        end = at + 1
        while _is_letter(t[end]):
            end += 1
        return t[at + 1 : end]

    def _counted(self, at: int) -> bool:
        """Whether the number that ends at `at` counts something: «2000 مقاتل»."""
        return self._word_after(at) in self.cal.words["counted"]

    def _weekday_before(self, at: int) -> tuple[int, int]:
        """Weekday right before `at` and where it starts; (0, at) if there is none."""
        word, start = self._before(at)
        if word in self.cal.words["before_numbers"]:
            word, start = self._before(start)
        weekday = self.cal.weekdays.get(word, 0)
        return weekday, start if weekday else at

    def _part_before(self, at: int) -> tuple[str, int]:
        """«منتصف», «نهاية شهر» before `at`: the flag and where it starts; ("", at) if there is none."""
        word, start = self._before(at)
        if word == _MONTH:
            word, start = self._before(start)
        for skip in (0, 1):  # «بنهاية»
            if flag := self.cal.parts.get(word[skip:]):
                return flag, start + skip
        return "", at

    def _sign(self, sign: _Sign, start: int, end: int) -> None:
        if sign.kind == "stroke":
            self._numeric(start)
        elif sign.kind == "running":
            self._running(start, end)
        else:
            self._years(start, end, pair=sign.kind == "years")

    def _numeric(self, at: int) -> None:
        t, start = self.t, at
        while at - start < 5 and "0" <= t[start - 1] <= "9":
            start -= 1
        if start == at or t[start - 1] in "/-.,:%" or (t[start - 1].isalpha() and not _is_letter(t[start - 1])):
            return
        m = self.cal.number.match(t, start)
        if m is None:
            return
        self.taken = m.end()
        a, c = m["a"], m["c"]
        if len(a) == 4 and len(c) <= 2:
            year, month, day = int(a), int(m["b"]), int(c)
        elif len(c) == 4 and len(a) <= 2:
            year, month, day = int(c), int(m["b"]), int(a)
        else:
            return
        system = self._system(year, m["mark"], HIJRI_BARE)
        if system is None or not _exists(system, year, month, day) or self._before_in(start, self.cal.words["number_nouns"]):
            return
        weekday, start = self._weekday(start)
        self._add(_Part(start, m.end(), system, year, month, day, weekday=weekday))

    def _weekday(self, start: int) -> tuple[int, int]:
        """Weekday before a date, and the start of the date with it, unless another date holds the weekday."""
        weekday, at = self._weekday_before(start)
        last = self.parts[-1].end if self.parts else 0
        return weekday, at if weekday and at >= last else start

    def _system(self, year: int, mark: str | None, least_hijri: int) -> System | None:
        kind = self.cal.marks.get(mark, "") if mark else ""
        if kind != "gregorian" and max(least_hijri if not kind else 0, HIJRI_YEARS[0]) <= year <= HIJRI_YEARS[1] and kind in ("", "hijri"):
            return "hijri"
        if kind in ("", "gregorian") and YEARS[0] <= year <= YEARS[1]:
            return "gregorian"
        return None

    def _years(self, start: int, end: int, *, pair: bool) -> None:
        t = self.t
        begin = start
        while _is_letter(t[begin - 1]):
            begin -= 1
        clitics = t[begin:start]
        if clitics.lstrip("وف") not in ("", "ال", "ل", "لل", "ب", "بال", "ك"):
            return
        m = self.cal.year_only.match(t, end)
        if m is None or self._counted(m.end()):
            return
        self.taken = m.end()
        system = self._system(int(m["first"]), m["mark"], 9999)
        if system is None:
            return
        start -= 2 if clitics.endswith("ال") else 0
        flag, start = self._part_before(start)
        flags = [flag] if flag else []
        if m["second"] is None:
            self._add(_Part(start, m.end(), system, int(m["first"]), flags=flags))
            return
        join, before = m["join"].strip(), self._word_before(start)
        first, second = int(m["first"]), int(m["second"])
        ranged = join == "و" and before.lstrip("و") in self.cal.words["between"] and pair
        ranged = ranged or (join in self.cal.words["to"] and not flags)
        if self._system(second, None, 9999) != "gregorian" or system != "gregorian":
            return
        if ranged:
            if first < second:
                self._add(_Part(start, m.end(), system, value=f"{first}/{second}", precision="range"))
        elif join == "و":
            self._add(_Part(start, m.end("first"), system, first, flags=flags))
            if pair:
                self._add(_Part(m.start("second"), m.end(), system, second))

    def _running(self, at: int, end: int) -> None:
        """«16 الجاري»: a day of the month of publication."""
        days = self.cal.days.search(self.t, max(self.taken, at - 12, 0), at)
        if self.published is None or _is_letter(self.t[end]) or days is None or days["first"]:
            return
        weekday, start = self._weekday(days.start("last"))
        self._day_of_month(start, end, int(days["last"]), _shifted_month(self.published, "current"), "current", weekday)

    def _day_of_month(self, start: int, end: int, day: int, month_of_year: tuple[int, int], shift: str, weekday: int) -> None:
        year, month = month_of_year
        if _exists("gregorian", year, month, day) and weekday in (0, date(year, month, day).isoweekday()):
            self._add(_Part(start, end, "gregorian", shift=shift, value=f"{year:04}-{month:02}-{day:02}"))

    def _days_ago(self, days: int, start: int, end: int, published: date) -> None:
        if _is_letter(self.t[start - 1]) and (self.t[start - 1] not in "وف" or _is_letter(self.t[start - 2])):
            return
        if self._word_after(end) in self.cal.words["not_behind_days_ago"]:
            return
        self._add(_Part(start, end, "gregorian", shift="past", value=(published - timedelta(days)).isoformat()))

    def _day_word(self, word: _DayWord, start: int, end: int, published: date) -> None:
        t = self.t
        if _is_letter(t[start - 1]) and (t[start - 1] != "و" or _is_letter(t[start - 2])):
            return
        after, before = self._word_after(end), self._word_before(start)
        if after in word.not_before or before in word.not_after or before[1:] in word.not_after:
            return
        weekday, stop = self._weekday_after(end)
        if word.needs == "weekday" and not weekday:
            return
        if word.needs == "anchor" and not weekday:
            if after.startswith("ال") or "0" <= t[end + 1 : end + 2] <= "9" or _is_letter(t[start - 1]):
                return
            words = self.cal.words
            framed = t[start - 2 : start] in ("، ", ", ") and t[end] in "،,"
            told = (
                before in words["times_of_day"]
                or before in words["reporting"]
                or (before[:1] in "وفب" and before[1:] in words["reporting"])
            )
            if not (framed or told):
                return
        value = published + timedelta(word.days)
        flags = ["weekday_conflict"] if weekday and value.isoweekday() != weekday else []
        self._add(_Part(start, stop, "gregorian", shift="past", value=value.isoformat(), flags=flags))

    def _weekday_after(self, end: int) -> tuple[int, int]:
        t = self.t
        at = end + 1 if t[end] in "،," else end
        opened = t.startswith(" (", at)
        at += opened
        if t.startswith(" يوم ", at):
            at += 4
        stop = at + 1
        while _is_letter(t[stop]):
            stop += 1
        weekday = self.cal.weekdays.get(t[at + 1 : stop], 0)
        return (weekday, stop + (opened and t[stop] == ")")) if weekday else (0, end)

    def _period(self, period: _Period, start: int, end: int, published: date) -> None:
        """«الشهر الماضي», «الأحد الماضي», «16 من الشهر الجاري», from the publication."""
        t = self.t
        if _is_letter(t[start - 1]) and (t[start - 1] not in "وفب" or _is_letter(t[start - 2])):
            return
        if self._word_before(start) in self.cal.words["not_before_period"] and period.kind != "weekday":
            return
        ahead = _AHEAD[period.shift]
        if period.kind == "weekday":
            if self._day_follows(end):
                self.taken = start
                return
            gap = (period.weekday - published.isoweekday()) * ahead % 7 or 7
            value = (published + timedelta(gap * ahead)).isoformat()
            self._add(_Part(start, end, "gregorian", shift=period.shift, value=value))
            return
        if period.kind == "week":
            self._add(_Part(start, end, "gregorian", shift=period.shift, value=_week(published, ahead), precision="range", flags=["week"]))
            return
        year, month = _shifted_month(published, period.shift)
        if period.kind == "month" and (day := self._day_before(start)) is not None:
            if day.day and not day.day_end:
                self._day_of_month(day.start, end, day.day, (year, month), period.shift, day.weekday)
            return
        flag, start = self._part_before(start)
        flags = [flag] if flag else []
        if period.kind == "year":
            self._add(
                _Part(start, end, "gregorian", shift=period.shift, value=f"{published.year + ahead:04}", precision="year", flags=flags)
            )
        else:
            self._add(_Part(start, end, "gregorian", shift=period.shift, value=f"{year:04}-{month:02}", precision="month", flags=flags))

    def _day_follows(self, end: int) -> bool:
        """«الأحد الماضي 16 آب», «الأحد الماضي (16 آب)»: the date that follows says it better."""
        if self.at + 1 < len(self.hits):
            index, start, _ = self.hits[self.at + 1]
            entry, left, _ = self.cal.entries[index]
            between = self.t[end : start + left]
            return isinstance(entry, _Month | _Sign) and _DAY_FOLLOWS.fullmatch(between) is not None
        return False

    def _day_before(self, at: int) -> _Part | None:
        """The day, or the range of days, right before a month at `at`; None if there is none, day 0 if it cannot be a day."""
        t = self.t
        end = at
        if t[end - 1] in " /-":
            end -= 1
        of = False
        for word in (_MONTH, _OF):
            if t.endswith(f" {word}", 0, end) if end < at else False:
                end -= len(word) + 1
                of = True
        if end - 1 < self.taken:
            return None
        if "0" <= t[end - 1] <= "9":
            return self._digits_before(end)
        return self._ordinal_before(end) if of else None

    def _digits_before(self, end: int) -> _Part:
        m = self.cal.days.search(self.t, max(self.taken, end - 24), end)
        if m is None:
            return _Part(end, end, "gregorian", day=0)
        last, start = int(m["last"]), m.start("last")
        if m["first"] is not None:
            first, join = int(m["first"]), m["join"].strip()
            before = self._word_before(m.start("first"))
            words = self.cal.words
            days_pair = before.lstrip("و") in words["pair_of_days"]
            if (
                join != "و"
                or before.lstrip("و") in words["between"]
                or (days_pair and last == first + 1)
                or self._between_days(m.start("first"))
            ):
                weekday, start = self._weekday(m.start("first"))
                return _Part(start, end, "gregorian", day=first if first < last else 0, day_end=last, weekday=weekday)
        weekday, start = self._weekday(start)
        return _Part(start, end, "gregorian", day=last, weekday=weekday)

    def _between_days(self, at: int) -> bool:
        """«بين يومي 13 و22»."""
        word, start = self._before(at)
        return word in self.cal.words["pair_of_days"] and self._word_before(start) in self.cal.words["between"]

    def _ordinal_before(self, end: int) -> _Part | None:
        found = self._ordinal(end)
        if found is None:
            return None
        last, start, clitic = found
        words = self.cal.words
        opener = start - len(clitic)
        if clitic == "و" and (earlier := self._ordinal(opener - 1)) and self._word_before(earlier[1]) in words["between"]:
            weekday, start = self._weekday(earlier[1])
            return _Part(start, end, "gregorian", day=earlier[0] if earlier[0] < last else 0, day_end=last, weekday=weekday)
        joint, joint_start = self._before(opener)
        if joint in words["to"] and (earlier := self._ordinal(joint_start - 1)):
            weekday, start = self._weekday(earlier[1])
            return _Part(start, end, "gregorian", day=earlier[0] if earlier[0] < last else 0, day_end=last, weekday=weekday)
        before = self._word_before(opener)
        if before.startswith(("ال", "لل", "بال", "وال", "فال")) and before not in self.cal.weekdays and before not in words["before_day"]:
            return None  # «الأسبوع الثاني من آب», «النصف الأول من آب»
        weekday, start = self._weekday(start)
        return _Part(start, end, "gregorian", day=last, weekday=weekday)

    def _ordinal(self, end: int) -> tuple[int, int, str] | None:
        """Number, start and proclitic of the ordinal that ends at `end`: of two words («الخامس والعشرين») or of one."""
        t = self.t
        space = t.rfind(" ", max(0, end - 12), end)
        starts = [_line_word(t, space, end), _line_word(t, end, end)] if space > 0 else [_line_word(t, end, end)]
        for start in starts:
            for clitic in ("", "و", "ب", "ف"):
                if t.startswith(clitic, start) and (number := self.cal.ordinals.get(t[start + len(clitic) : end])):
                    return number, start + len(clitic), clitic
        return None

    def _month(self, month: _Month, start: int, end: int) -> None:
        t, cal, words = self.t, self.cal, self.cal.words
        if "0" <= t[end] <= "9" and not t[end : end + 4].isdigit():
            return
        name = t[start:end]
        if month.printed and self.printed[start - 1 : end - 1] not in month.printed:
            return
        clitic = t[start - 1] if _is_letter(t[start - 1]) else ""
        if clitic and (clitic not in "ولب" or _is_letter(t[start - 2])):
            return
        stop, paired, agree = self._pair(month, end)
        self.taken, floor = stop, self.taken
        if not agree:
            return
        self.taken = floor
        day = None if clitic else self._day_before(start)
        self.taken = stop
        part = _Part(start, stop, month.calendar, month=month.number)
        if day is not None:
            if not day.day:
                return
            part.start, part.day, part.day_end, part.weekday = day.start, day.day, day.day_end, day.weekday
        if not self._year_after(part, english=day is None and not clitic):
            return
        if part.day is None:
            self._month_alone(part, month, paired=paired, clitic=clitic)
            return
        if day is not None and part.year is None and not part.shift and not part.weekday:
            if (day.day, name) in cal.named_days or self._before_in(part.start, words["name_heads"]):
                return
            if month.homograph and not paired and self._word_before(part.start) not in words["before_day"]:
                return
        self._add(part)

    def _month_alone(self, part: _Part, month: _Month, *, paired: bool, clitic: str) -> None:
        """Adds a month without a day, where something shows that it is one; else as `bare`, the possible start of a range."""
        words, t = self.cal.words, self.t
        if "0" <= t[part.start - 2] <= "9" and t[part.start - 1] in " -/":
            return
        if not clitic:
            flag, part.start = self._part_before(part.start)
            part.flags = [flag] if flag else []
        head = self._word_before(part.start)
        named = self._before_in(part.start, words["name_heads"])
        if part.year is not None or part.shift:
            if not (named and month.homograph == "name"):
                self._add(part)
            return
        if named:
            return
        of_month = _MONTH in (head, head[1:]) or (head in words["before_month"] and month.homograph != "name")
        # «في شهر رمضان» is said of every year
        part.bare = month.calendar == "hijri" or not (part.flags or paired or of_month)
        self._add(part)

    def _pair(self, month: _Month, end: int) -> tuple[int, bool, bool]:
        """«حزيران/يونيو», «آب (أغسطس)»: the end with the second name, whether there is one, and whether the two agree."""
        t = self.t
        if self.at + 1 >= len(self.hits):
            return end, False, True
        index, start, stop = self.hits[self.at + 1]
        entry, left, right = self.cal.entries[index]
        start, stop = start + left, stop - right
        between = t[end:start].strip(" ")
        if not isinstance(entry, _Month) or between not in ("", "/", "-", "–", "(", "\\") or not 0 < start - end < 4 or _is_letter(t[stop]):
            return end, False, True
        if not between and (entry.number, entry.calendar) != (month.number, month.calendar):
            return end, False, True
        if between == "(" and t[stop] == ")":
            stop += 1
        return stop, True, entry.number == month.number and entry.calendar == month.calendar

    def _year_after(self, part: _Part, *, english: bool) -> bool:
        """Reads year and modifiers behind a month into `part`; False where they make it no date."""
        t, cal, at = self.t, self.cal, part.end
        if english and (m := _MONTH_DAY_YEAR.match(t, at)):
            if part.calendar != "gregorian" or not YEARS[0] <= int(m[2]) <= YEARS[1]:
                return False
            part.day, part.year, part.end = int(m[1]), int(m[2]), m.end()
            return True
        if (m := cal.year.match(t, at)) is not None:
            year = int(m["year"])
            system = self._system(year, m["mark"], HIJRI_YEARS[0] if part.calendar == "hijri" else 9999)
            if (m["sep"] or "").strip() in ("،", ",") and t[m.end()] == " ":
                system = None  # «في 16 آب، 2000 …»: a count may begin here
            if self._counted(m.end()) or system != part.calendar:
                return False
            part.year, part.end = year, m.end()
            if m.group().count("(") and t[part.end] == ")":
                part.end += 1
            return True
        if (m := cal.relative_year.match(t, at)) is not None:
            if self.published is None or part.calendar != "gregorian":
                return False
            shift = "current" if m["this"] else cal.shifts[m["shift"]]
            part.year = self.published.year + _AHEAD[shift]
            part.shift, part.end = "year", m.end()
            return True
        if (m := cal.modifier.match(t, at)) is not None:
            part.shift, part.end = cal.shifts[m["shift"]], m.end()
            m = cal.year.match(t, part.end)
            if (
                m
                and not (m["sep"] or "").strip()
                and self._system(int(m["year"]), m["mark"], 9999) == part.calendar
                and not self._counted(m.end())
            ):
                part.year, part.shift, part.end = int(m["year"]), "", m.end()  # «يونيو الماضي 2015»
            return True
        return cal.other_year.match(t, at) is None

    # settling: parts to dates

    def settle(self) -> list[Date]:
        parts = self.parts
        links = [self._link(a, b) for a, b in pairwise(parts)]
        for i in range(len(links) - 1, -1, -1):
            a, b = parts[i], parts[i + 1]
            if not links[i] or a.value or a.year is not None or a.shift or a.calendar != b.calendar:
                continue
            if b.month and b.shift in ("past", "next") and (a.day is None) == (b.day is None):
                a.shift, a.bare = b.shift, False  # «في حزيران وتموز الماضيين»
            elif b.year is not None:
                ordered = (a.month or 0, a.day or 0) <= (b.month or 0, b.day or 99)
                if ordered or links[i] == "range":
                    a.year, a.borrowed = b.year if ordered else b.year - 1, True
                else:
                    a.guess = False
        dates: list[Date] = []
        i = 0
        while i < len(parts):
            if i < len(links) and links[i] == "range" and (whole := self._range(parts[i], parts[i + 1], i)):
                dates.append(whole)
                i += 2
                continue
            if not parts[i].bare and (one := self._date(parts[i], i)):
                dates.append(one)
            i += 1
        return dates

    def _link(self, a: _Part, b: _Part) -> str:
        """How two neighbours hang together: "range", "list" or ""."""
        if b.start - a.end > 20:
            return ""
        m = self.cal.link.fullmatch(self.t, a.end, b.start)
        if m is None:
            return ""
        between = self._word_before(a.start)
        if m["and"] and (between in self.cal.words["between"] or (between == _TWO_MONTHS and a.day is None)):
            return "range"
        return "range" if m["to"] else "list"

    def _range(self, a: _Part, b: _Part, index: int) -> Date | None:
        if a.day_end or b.day_end or (a.day is None) != (b.day is None) or (a.month is None) != (b.month is None):
            return None
        b_open = b.year is None and not b.shift and not b.value
        if a.bare and b.bare:
            return None
        first = self._date(a, index)
        if first is None or first.precision not in ("day", "month", "year"):
            return None
        if b_open and a.calendar == b.calendar == "gregorian" and b.month:
            year = int(first.value[:4])
            b.year = year if (a.month or 0, a.day or 0) <= (b.month, b.day or 0) else year + 1
            b.borrowed = True
        second = self._date(b, index + 1)
        if second is None or second.precision != first.precision or not first.value < second.value:
            return None
        flags = tuple(sorted({*first.flags, *second.flags}))
        value = f"{first.value}/{second.value}"
        return Date(first.start, second.end, value, "range", second.calendar, first.relative or second.relative, flags)

    def _date(self, part: _Part, index: int) -> Date | None:
        flags = set(part.flags)
        if part.borrowed:
            flags.add("year_inferred")
        if part.value:
            return self._row(part, part.value, part.precision, flags)
        year = part.year
        if year is None:
            if (year := self._infer(part, index)) is None:
                return None
            if not part.shift:
                flags.add("year_inferred")
        if part.month is None:
            if part.calendar == "gregorian":
                return self._row(part, f"{year:04}", "year", flags)
            return self._row(part, _hijri_range(year, 1, year, 12), "range", flags)
        if part.day is None:
            if part.calendar == "gregorian":
                return self._row(part, f"{year:04}-{part.month:02}", "month", flags)
            return self._row(part, _hijri_range(year, part.month, year, part.month), "range", flags)
        if not _exists(part.calendar, year, part.month, part.day):
            return None
        first = _gregorian(part.calendar, year, part.month, part.day)
        if part.weekday and first.isoweekday() != part.weekday:
            if "year_inferred" in flags or part.shift:
                return None
            flags.add("weekday_conflict")
        if part.day_end:
            if not _exists(part.calendar, year, part.month, part.day_end):
                return None
            last = _gregorian(part.calendar, year, part.month, part.day_end)
            return self._row(part, f"{first.isoformat()}/{last.isoformat()}", "range", flags)
        return self._row(part, first.isoformat(), "day", flags)

    def _row(self, part: _Part, value: str, precision: Precision, flags: set[str]) -> Date | None:
        if not value:
            return None
        return Date(part.start - 1, part.end - 1, value, precision, part.calendar, bool(part.shift), tuple(sorted(flags)))

    def _infer(self, part: _Part, index: int) -> int | None:
        """The year of a day or month without one, or None where it cannot be told."""
        published = self.published
        if published is None or not part.guess or part.month is None:
            return None
        here = published if part.calendar == "gregorian" else None
        now = (here.year, here.month, here.day) if here else _hijri_of(published)
        if now is None:
            return None
        place, today = (part.month, part.day or 0), (now[1], now[2] if part.day else 0)
        if part.shift == "current":
            return now[0] if part.month == now[1] else None
        if part.shift == "past":
            if part.month == now[1]:
                return None if part.day else now[0] - 1
            return now[0] if place < today else now[0] - 1
        if part.shift == "next":
            return now[0] if place > today else now[0] + 1
        year = now[0] if place <= today else now[0] - 1
        if self._looks_ahead(part) or self._other_year(part, index, year):
            return None
        ahead = _gregorian_or_none(part.calendar, year + 1, part.month, part.day or 1)
        if ahead is None or not published < ahead <= published + timedelta(NEAR):
            return year
        return None

    def _looks_ahead(self, part: _Part) -> bool:
        t = self.t
        low = max(t.rfind("\n", 0, part.start), t.rfind(". ", 0, part.start), part.start - 100, 0)
        return self.cal.future.search(t, low, part.start) is not None or self._word_after(part.end) in self.cal.words["future_after"]

    def _other_year(self, part: _Part, index: int, year: int) -> bool:
        """Whether the paragraph has named another year, or looked ahead, shortly before."""
        low = max(self.t.rfind("\n", 0, part.start), part.start - REACH, 0)
        years = _YEAR_NUMBER.findall(self.t, low, part.start)
        if years and int(years[-1]) != year and part.calendar == "gregorian":
            return True
        for before in reversed(self.parts[:index]):
            if before.end < low:
                break
            if before.shift == "next" or (before.precision == "year" and before.value not in ("", f"{year:04}")):
                return True
        return False


_YEAR_NUMBER = re.compile(r"(?<![\d.,/:])(?:1[6-9]|20)\d\d(?![\d.,:%])")
_AHEAD = {"past": -1, "current": 0, "next": 1}
_DAY_FOLLOWS = re.compile(r"[،,]? ?\(?(?:في )?(?:ال)?\d{1,4}(?: من)?(?: شهر)? ?")
_MONTH_DAY_YEAR = re.compile(r" (\d{1,2})[،,] (\d{4})(?![\d%]|[.,/:\-–]\d)")


def _line_word(t: str, before: int, end: int) -> int:
    """Start of the word that ends at `before`."""
    start = before
    while start > 0 and _is_letter(t[start - 1]):
        start -= 1
    return start


# --- calendars ----------------------------------------------------------------------------------------------------------


def _exists(system: System, year: int, month: int, day: int) -> bool:
    if not (1 <= month <= 12 and day >= 1):
        return False
    if system == "gregorian":
        return 1 <= year <= 9999 and day <= monthrange(year, month)[1]
    return HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1] and day <= _hijri_length(year, month)


@lru_cache(maxsize=4096)
def _hijri_length(year: int, month: int) -> int:
    return int(Hijri(year, month, 1).month_length())


@lru_cache(maxsize=4096)
def _gregorian(system: System, year: int, month: int, day: int) -> date:
    if system == "gregorian":
        return date(year, month, day)
    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def _gregorian_or_none(system: System, year: int, month: int, day: int) -> date | None:
    return _gregorian(system, year, month, day) if _exists(system, year, month, day) else None


def _hijri_range(year: int, month: int, last_year: int, last_month: int) -> str:
    """The Gregorian days of Hijri months; "" where no table covers them."""
    if not HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1]:
        return ""
    first = _gregorian("hijri", year, month, 1)
    last = _gregorian("hijri", last_year, last_month, _hijri_length(last_year, last_month))
    return f"{first.isoformat()}/{last.isoformat()}"


@lru_cache(maxsize=4096)
def _hijri_of(day: date) -> tuple[int, int, int] | None:
    try:
        found = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return None
    return found.year, found.month, found.day


def _shifted_month(published: date, shift: str) -> tuple[int, int]:
    months = published.year * 12 + published.month - 1 + _AHEAD[shift]
    return months // 12, months % 12 + 1


def _week(published: date, ahead: int) -> str:
    """All days of the week `ahead` weeks from now that any beginning of the week (Saturday, Sunday, Monday) gives it."""
    starts = [published - timedelta((published.isoweekday() - first) % 7) + timedelta(7 * ahead) for first in (6, 7, 1)]
    return f"{min(starts).isoformat()}/{(max(starts) + timedelta(6)).isoformat()}"
