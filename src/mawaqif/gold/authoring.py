"""From what an annotator writes, quotations in a short YAML file, to gold rows with offsets.

Takes YAML files (docs/annotating.md) and the raw texts, gives `store.Gold` in `data/manual/gold/<pass>/`. Offsets are never
typed by hand: each span is a quotation of the clean text, with the number of its occurrence where it stands there more than
once. All faults of a file are reported together.

    python -m mawaqif.gold.authoring --show open-20151001-russian-raids
    python -m mawaqif.gold.authoring work/*.yaml --pass a
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from mawaqif import paths, rows
from mawaqif.alignment import Alignment
from mawaqif.cleaning import Clean, clean
from mawaqif.errors import MawaqifError
from mawaqif.gold import store, texts
from mawaqif.rows import Span
from mawaqif.segmentation import sentences

_ID = re.compile(r"[A-Z0-9]+(?:[-_][A-Z0-9]+)*")
_PROCLITICS = re.compile(r"(?:^|[^\w])[وفبلكس]{1,3}\Z")
_BEHIND_ANNA = re.compile(r"[أإا]ن\Z")
# without ي, which is far more often the ending of an adjective («الروسي»)
_PRONOUNS = ("", "ه", "ها", "هم", "هما", "هن", "ك", "كم", "كما", "ني", "نا")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")
_AROUND = 25  # characters shown on each side of an occurrence


# --- texts ----------------------------------------------------------------------------------------------------------------


def load(article_id: str, raw: Path | None = None) -> texts.Text:
    """The text of an article, from `raw` or from `data/raw`.

    Raises:
        MawaqifError: There is no such file, or it is not the catalogued one (both hashes are named).
    """
    if raw is not None and not raw.is_file():
        raise MawaqifError(f"{raw}: not there. Correct --raw.")
    text = texts.from_file(raw) if raw else texts.load(article_id)
    if raw is not None and text is not None and article_id in texts.catalogue():
        row = texts.catalogue()[article_id][1]
        if row.sha256 != text.raw_sha256:
            raise MawaqifError(f"{raw}: SHA-256 is {text.raw_sha256}, the catalogue has {row.sha256} for {article_id}. Name that file.")
    if text is None:
        raise MawaqifError(f"{article_id}: no raw file in {paths.RAW}. Correct article_id, or name the file with --raw.")
    return text


def show(text: str) -> str:
    """The clean text with numbered sentences and their offsets, one a line; an empty line between paragraphs."""
    lines, paragraph = [], 0
    for i, s in enumerate(sentences(text), 1):
        if s.paragraph != paragraph:
            lines.append("")
            paragraph = s.paragraph
        lines.append(f"[{i}] {s.start}:{s.end}  {text[s.start : s.end]}")
    return "\n".join(lines) + "\n"


# --- quotations -----------------------------------------------------------------------------------------------------------


def occurrences(text: str, quote: str, start: int = 0) -> list[Span]:
    """Where a quotation stands, from `start` on.

    Whole words count first: a word may carry a proclitic in front of the quotation («وقال» holds «قال»; «مقال», «قالت» do not).
    Only where there is no such place may it leave out a pronoun at the end of its last word («وصف» in «وصفها»), or follow
    أن or إن in its first one («ها» in «إنها»).
    """
    found = [m.start() + start for m in re.finditer(f"(?={re.escape(quote)})", text[start:])] if quote else []
    spans = [(a, a + len(quote)) for a in found]
    whole = [s for s in spans if _begins(text, s[0]) and _rest(text, s[1]) == ""]
    return whole or [s for s in spans if (_begins(text, s[0]) or _BEHIND_ANNA.search(text, 0, s[0])) and _rest(text, s[1]) in _PRONOUNS]


def _begins(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return not before or not before[-1].isalnum() or not text[start].isalnum() or bool(_PROCLITICS.search(before))


def _rest(text: str, end: int) -> str:
    """What follows in the same word."""
    if not text[end - 1].isalnum():
        return ""
    stop = end
    while stop < len(text) and text[stop].isalnum():
        stop += 1
    return text[end:stop]


class _Quotes:
    """Finds the quotations of one file and collects what is wrong with them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[str] = []

    def span(self, row: str, value: Any) -> Span | None:
        """The span of a quotation, `"text"` or `["text", occurrence]`; None, and a fault, where it is not plain."""
        quote, n = (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (value, None)
        if not isinstance(quote, str) or not quote.strip() or not (n is None or (type(n) is int and n >= 1)):
            self.fault(row, f'{value!r} is no quotation: write "text" or ["text", occurrence]; put quotation marks around numbers.')
            return None
        quote = quote.strip()
        printed = clean(quote).text
        for wording in dict.fromkeys((quote, printed)):
            if found := occurrences(self.text, wording):
                return self._choose(row, quote, found, n)
        parts = _ELLIPSIS.split(printed)
        if len(parts) == 2 and all(parts):
            return self._from_to(row, quote, parts[0], parts[1], n)
        self.fault(row, f"«{quote}» is not in the clean text{self._hint(printed)}. Copy it from --show.")
        return None

    def _from_to(self, row: str, quote: str, head: str, tail: str, n: int | None) -> Span | None:
        heads = occurrences(self.text, head)
        if not heads:
            self.fault(row, f"the head «{head}» of «{quote}» is not in the clean text{self._hint(head)}. Copy it from --show.")
            return None
        first = self._choose(row, head, heads, n)
        if first is None:
            return None
        tails = occurrences(self.text, tail, first[1])
        if not tails:
            self.fault(row, f"the tail «{tail}» of «{quote}» does not follow its head{self._hint(tail)}. Copy it from --show.")
            return None
        return first[0], tails[0][1]

    def _choose(self, row: str, quote: str, found: list[Span], n: int | None) -> Span | None:
        if n is None and len(found) > 1:
            places = "; ".join(f"{i}: …{self._around(*span)}…" for i, span in enumerate(found[:9], 1))
            self.fault(row, f"«{quote}» stands in the text {len(found)} times; give the number of its occurrence. {places}")
            return None
        if n is not None and n > len(found):
            self.fault(row, f"«{quote}» has no occurrence {n}: it stands in the text {len(found)} times. Correct the number.")
            return None
        return found[(n or 1) - 1]

    def _around(self, start: int, end: int) -> str:
        return self.text[max(0, start - _AROUND) : end + _AROUND].replace("\n", " ")

    def _hint(self, quote: str) -> str:
        words = quote.split(" ")
        for k in range(len(words) - 1, 0, -1):
            if found := occurrences(self.text, " ".join(words[:k])):
                a, b = found[0]
                return f"; it agrees up to «{' '.join(words[:k])}», where the text goes on «{self.text[a : b + 40].splitlines()[0]}»"
        return ""

    def fault(self, row: str, fault: str) -> None:
        self.faults.append(f"{row}: {fault}")


# --- rows -----------------------------------------------------------------------------------------------------------------

_KEYS: dict[str, dict[str, bool]] = {  # key → whether it must be there
    "attributions": {
        "id": True, "cue": True, "source": False, "speaker": False, "source_kind": True, "mode": True, "content": True,
        "inherited": False, "parent": False, "distance": True,
    },
    "stances": {
        "holder": True, "target": True, "polarity": True, "basis": True, "event_type": True, "factuality": False, "certainty": False,
        "voice": False, "evidence": True,
    },
    "notes": {"at": True, "note": True},
}  # fmt: skip
_VALUES: dict[str, tuple[Any, ...]] = {
    "kind": rows.KINDS, "form": rows.FORMS, "source_kind": rows.SOURCE_KINDS, "mode": rows.MODES, "distance": rows.DISTANCES,
    "polarity": rows.POLARITIES, "basis": rows.BASES, "event_type": rows.EVENT_TYPES, "factuality": rows.FACTUALITIES,
    "certainty": rows.CERTAINTIES, "inherited": (False, True),
}  # fmt: skip


def parse(source: str, clean_text: Clean, *, pass_name: str, raw_sha256: str, where: str) -> store.Gold:
    """Gold from the text of a compact file.

    Args:
        source: YAML, see docs/annotating.md.
        clean_text: the article's clean text with its alignment.
        pass_name: `a`, `b` or another.
        raw_sha256: of the raw file.
        where: the compact file's name, for messages.

    Raises:
        MawaqifError: Every fault of the file, one a line: file, row, quotation or value, and the mend.
    """
    data = _mapping(source, where)
    quotes, align = _Quotes(clean_text.text), clean_text.alignment
    gold = store.make(
        data["article_id"],
        pass_name,
        raw_sha256=raw_sha256,
        text_sha256=store.sha256(clean_text.text),
        mentions=_mentions(data.get("mentions") or [], quotes, align),
        attributions=_attributions(data.get("attributions") or [], quotes, align),
        stances=_stances(data.get("stances") or [], quotes, align),
        notes=_notes(data.get("notes") or [], quotes, align),
    )
    if quotes.faults:
        raise MawaqifError("\n".join(f"{where}: {fault}" for fault in quotes.faults))
    return store.check(gold, clean_text.text, where=where)


def _mentions(items: list[Any], quotes: _Quotes, align: Alignment) -> list[store.Mention]:
    made: dict[Span, store.Mention] = {}
    for i, item in enumerate(items, 1):
        row = f"mentions, row {i}"
        named = _mention(row, item, quotes.faults)
        if named is None or (span := quotes.span(f"{row} «{named[0][0]}»", named[0])) is None:
            continue
        if span in made:
            quotes.fault(f"{row} «{named[0][0]}»", "the same place stands in an earlier row. Take one away or correct the occurrence.")
            continue
        raw = align.to_raw(*span)
        made[span] = store.Mention(start=span[0], end=span[1], raw_start=raw[0], raw_end=raw[1], **named[1])
    return list(made.values())


def _attributions(items: list[Any], quotes: _Quotes, align: Alignment) -> list[store.Attribution]:
    made = []
    for i, item in enumerate(items, 1):
        row = f"attributions, row {i}" + (f" ({item['id']})" if isinstance(item, dict) and "id" in item else "")
        if not _complete(row, "attributions", item, quotes.faults):
            continue
        cue = quotes.span(f"{row}, cue", item["cue"])
        source = quotes.span(f"{row}, source", item["source"]) if item.get("source") is not None else None
        quoted = [item["content"]] if isinstance(item["content"], str) or _is_pair(item["content"]) else item["content"]
        content = sorted(s for j, q in enumerate(quoted, 1) if (s := quotes.span(f"{row}, content {j}", q)) is not None)
        if not quoted:
            quotes.fault(row, "content is empty. Quote what is said; without content there is no row.")
        if cue is None or (source is None) != (item.get("source") is None) or not content or len(content) != len(quoted):
            continue
        made.append(
            store.Attribution(
                id=str(item["id"]),
                cue=cue,
                source=source,
                speaker_id=item.get("speaker"),
                source_kind=item["source_kind"],
                mode=item["mode"],
                content=tuple(content),
                inherited=item.get("inherited") or False,
                parent=item.get("parent"),
                distance=item["distance"],
                raw=store.RawAttribution(
                    cue=align.to_raw(*cue),
                    source=align.to_raw(*source) if source else None,
                    content=tuple(align.to_raw(*c) for c in content),
                ),
            )
        )
    return made


def _stances(items: list[Any], quotes: _Quotes, align: Alignment) -> list[store.Stance]:
    made = []
    for i, item in enumerate(items, 1):
        row = f"stances, row {i}" + (f" ({item.get('holder')} → {item.get('target')})" if isinstance(item, dict) else "")
        if not _complete(row, "stances", item, quotes.faults) or (evidence := quotes.span(f"{row}, evidence", item["evidence"])) is None:
            continue
        made.append(
            store.Stance(
                holder_id=item["holder"],
                target_id=item["target"],
                polarity=item["polarity"],
                basis=item["basis"],
                event_type=item["event_type"],
                factuality=item.get("factuality") or "asserted",
                certainty=item.get("certainty") or "certain",
                voice=item.get("voice"),
                evidence=evidence,
                raw=store.RawStance(evidence=align.to_raw(*evidence)),
            )
        )
    return made


def _notes(items: list[Any], quotes: _Quotes, align: Alignment) -> list[store.Note]:
    made = []
    for i, item in enumerate(items, 1):
        row = f"notes, row {i}"
        if _complete(row, "notes", item, quotes.faults) and (at := quotes.span(f"{row}, at", item["at"])) is not None:
            made.append(store.Note(at=at, note=str(item["note"]), raw=store.RawNote(at=align.to_raw(*at))))
    return made


def _mapping(source: str, where: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(source)
    except yaml.YAMLError as e:
        raise MawaqifError(
            f"{where}: no YAML: {' '.join(str(e).split())}. Put quotation marks around text with : , [ ] {{ }} or #."
        ) from None
    if not isinstance(data, dict) or not isinstance(data.get("article_id"), str):
        raise MawaqifError(f"{where}: there is no article_id. Begin the file with `article_id: open-…`.")
    if unknown := sorted(set(map(str, data)) - {"article_id", "mentions", "attributions", "stances", "notes"}):
        raise MawaqifError(f"{where}: unknown part {unknown}; known: mentions, attributions, stances, notes. Correct the key.")
    for key in ("mentions", "attributions", "stances", "notes"):
        if not isinstance(data.get(key) or [], list):
            raise MawaqifError(f"{where}: {key} is no list. Begin each row with `- `.")
    return data


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and type(value[1]) is int


def _mention(row: str, item: Any, faults: list[str]) -> tuple[list[Any], dict[str, Any]] | None:
    """The quotation and the labels of a mention `[quote, occurrence?, actor_id, kind, form, local_id?]`."""
    if isinstance(item, list) and len(item) >= 2 and type(item[1]) is int:
        quote, labels = item[:2], item[2:]
    elif isinstance(item, list) and item:
        quote, labels = [item[0], None], item[1:]
    else:
        quote, labels = [], []
    if not 3 <= len(labels) <= 4:
        faults.append(f"{row}: {item!r} is no mention. Write [quote, occurrence, actor_id or null, kind, form] and, if needed, local_id.")
        return None
    named = dict(zip(("actor_id", "kind", "form", "local_id"), labels, strict=False))
    if not _values(f"{row} «{quote[0]}»", named, faults):
        return None
    return quote if quote[1] is not None else [*quote[:1], None], named


def _complete(row: str, table: str, item: Any, faults: list[str]) -> bool:
    keys = _KEYS[table]
    if not isinstance(item, dict):
        faults.append(f"{row}: {item!r} is no mapping. Write {{{', '.join(f'{k}: …' for k in keys)}}}.")
        return False
    before = len(faults)
    if unknown := sorted(set(map(str, item)) - set(keys)):
        faults.append(f"{row}: unknown key {unknown}; known: {list(keys)}. Correct it.")
    if missing := [k for k, must in keys.items() if must and item.get(k) is None]:
        faults.append(f"{row}: {missing} missing. Add it.")
    _values(row, item, faults)
    return len(faults) == before


def _values(row: str, item: dict[str, Any], faults: list[str]) -> bool:
    before = len(faults)
    for key, value in item.items():
        if key in _VALUES and value is not None and (value not in _VALUES[key] or isinstance(value, bool) != (key == "inherited")):
            faults.append(f"{row}: unknown {key} {value!r}; known: {', '.join(map(str, _VALUES[key]))}.")
        elif key in ("kind", "form") and value is None:
            faults.append(f"{row}: {key} missing; known: {', '.join(_VALUES[key])}.")
        elif key in ("actor_id", "local_id", "speaker", "holder", "target") and value is not None:
            if not isinstance(value, str) or not _ID.fullmatch(value):
                faults.append(
                    f"{row}: {key} {value!r} is no id. Write upper case with hyphens (RUS, RUS-MFA, PERSON-SERGEI-LAVROV) or null."
                )
        elif key in ("parent", "voice") and value is not None and not isinstance(value, str):
            faults.append(f"{row}: {key} {value!r} is no id of an attribution. Write a1 or null.")
    return len(faults) == before


def build(path: Path, *, pass_name: str, folder: Path | None = None, raw: Path | None = None) -> tuple[Path, store.Gold]:
    """Turn one compact file into gold and write it; gives the path written and the gold."""
    if not path.exists():
        raise MawaqifError(f"{path}: not there. Name a YAML file; docs/annotating.md shows one.")
    source = path.read_text(encoding="utf-8")
    article_id = _mapping(source, str(path))["article_id"]
    text = load(article_id, raw)
    try:
        gold = parse(source, text.clean, pass_name=pass_name, raw_sha256=text.raw_sha256, where=str(path))
    except ValidationError as e:
        raise MawaqifError(f"{path}: {e.errors()[0]['loc']}: {e.errors()[0]['msg']}. Correct the value.") from None
    return store.write(gold, folder or paths.GOLD, text.clean.text), gold


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0, or 2 where a file has a fault; the other files are still made."""
    parser = argparse.ArgumentParser(prog="python -m mawaqif.gold.authoring", description="Compact YAML with quotations → gold.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="compact YAML files")
    parser.add_argument("--pass", dest="pass_name", help="name of the pass: a, b, adjudicated")
    parser.add_argument("--show", metavar="ARTICLE_ID", help="print the clean text with numbered sentences (an id, or a raw file)")
    parser.add_argument("--raw", type=Path, help="the raw file, where it does not lie in data/raw")
    parser.add_argument("--out", type=Path, help="gold folder (default data/manual/gold)")
    args = parser.parse_args(argv)
    status = 0
    try:
        if args.show:
            place = args.raw or (Path(args.show) if Path(args.show).is_file() else None)
            sys.stdout.write(show(load(args.show, place).clean.text))
            return 0
        if not args.files or not args.pass_name:
            parser.error("name FILE… and --pass, or --show ARTICLE_ID")
        for path in args.files:
            try:
                made, gold = build(path, pass_name=args.pass_name, folder=args.out, raw=args.raw)
            except MawaqifError as e:
                print(e, file=sys.stderr)
                status = 2
                continue
            print(f"wrote {made}: {', '.join(f'{len(getattr(gold, t))} {t}' for t in store.TABLES)}")
    except MawaqifError as e:
        print(e, file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    raise SystemExit(main())
