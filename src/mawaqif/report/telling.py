"""Findings in words: sentences and small tables of the report in one language, the same for the page and the PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import yaml

from mawaqif import estimate, robustness
from mawaqif.figures import tallies
from mawaqif.figures.text import missing
from mawaqif.figures.words import layer
from mawaqif.gold import scoring
from mawaqif.report import findings
from mawaqif.report.evidence import ARROW, Reader
from mawaqif.report.findings import Findings, Share
from mawaqif.report.tables import Tables
from mawaqif.report.wording import FOLDER, Wording, isolated


class Cell(NamedTuple):
    """What stands in a cell, and where it leads."""

    text: str
    href: str = ""


class Column(NamedTuple):
    """A heading; `n`: numbers stand under it."""

    label: str
    n: bool = False


@dataclass(frozen=True, slots=True)
class Small:
    """A small table."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with a table under it."""

    head: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def package_version() -> str:
    """The version of the package that made the report."""
    try:
        return version("mawaqif")
    except PackageNotFoundError:
        return "–"


class Telling:
    """Everything the report says; attributes and methods are named by the sections of the page."""

    def __init__(self, tables: Tables, found: Findings, words: Wording) -> None:
        self.tables, self.found, self.w = tables, found, words
        self.reader = Reader(tables, words)

    # --- the head -----------------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The finding: the featured pair where both sides occur, else the pair with most evidence."""
        w, found = self.w, self.found
        if (pair := found.featured) is not None:
            sides = {"together": w.count(pair.together, "stance"), "apart": w.count(pair.apart, "stance"), "number": w.number(pair.apart)}
            return w("title.pair", a=self.reader.name(pair.a), b=self.reader.name(pair.b), **sides)
        if len(found.pairs):
            first = found.pairs.iloc[0]
            side = max((1, -1, 0), key=lambda p: (first[{1: "support", -1: "opposition", 0: "neutral"}[p]], p))
            n = w.count(int(first[{1: "support", -1: "opposition", 0: "neutral"}[side]]), "stance")
            names = {"holder": self.reader.name(first["holder_id"]), "target": self.reader.name(first["target_id"])}
            return w("title.one_way", verb=w(f"verbs.{side}"), n=n, **names)
        return w("title.none", articles=w.count(found.articles, "article"))

    @property
    def standfirst(self) -> str:
        w = self.w
        return w("standfirst", articles=w.count(self.found.articles, "article"), period=self._period(), warning=w("warning"))

    def _period(self) -> str:
        return tallies.period(self.tables.articles, self.w.language) or "–"

    # --- sections -----------------------------------------------------------------------------------------------------------

    def sentences(self) -> dict[str, Any]:
        """Section → its sentences."""
        return {
            "corpus": self._corpus(), "named": self._named(), "voices": self._voices(), "voices_line": self._line("quoted", self.found.quoted),
            "stands": self._stands(), "stands_line": self._line("support", self.found.support), "changed": self._changed(),
            "disagree": self._disagree(), "sure": self._sure(), "curve": self._curve(), "out": self._out(),
        }  # fmt: skip

    def _corpus(self) -> list[str]:
        w, found, lexicon = self.w, self.found, self.tables.collections
        told = [
            w("corpus.size", articles=w.count(found.articles, "article"), stories=w.count(found.stories, "story"), period=self._period())
        ]
        for name, n in found.collections.items():
            row = lexicon.get(name)
            title = (row.title_ar if w.language == "ar" else row.title_en) if row else name
            told.append(
                w("corpus.collection", title=isolated(title), n=w.count(n, "article"), licence=isolated(row.licence if row else "–"))
            )
        if found.absent:
            told.append(w("corpus.absent", n=w.count(len(found.absent), "article")))
        if found.bare:
            told.append(w("corpus.absent_bare", n=w.count(len(found.bare), "article")))
        if not found.absent and not found.bare:
            told.append(w("corpus.absent_none"))
        here = self.tables.articles
        closed = int((here["collection"].isin(self.tables.restricted) & here["present"].astype(bool)).sum())
        return [*told, w("corpus.restricted", n=w.count(closed, "article"))] if closed else told

    def _named(self) -> list[str]:
        w, found = self.w, self.found
        if found.most_named is None:
            return [w("named.none")]
        top, n = found.most_named
        return [
            w("named.say", names=w.number(found.named), linked=w.number(found.linked), actors=w.number(found.actors),
              top=self.reader.name(top), n=w.count(n, "article"), share=w.percent(n / found.articles))
        ]  # fmt: skip

    def _voices(self) -> list[str]:
        w, found = self.w, self.found
        if not found.statements:
            return [w("voices.none")]
        return [
            w("voices.say", n=w.count(found.statements, "statement"), quoted=w.percent(found.quoted.value)),
            w("voices.through", share=w.percent(found.through.value), open=w.percent(found.unnamed.value)),
        ]

    def _stands(self) -> list[str]:
        w, found = self.w, self.found
        if not len(found.pairs):
            return [w("stands.none")]
        first = found.pairs.iloc[0]
        balance = w.number(float(first["balance"]), 2, signed=True)
        return [
            w("stands.say", n=w.count(found.counted, "stance"), support=w.number(found.support.part), oppose=w.number(found.oppose.part),
              neutral=w.number(found.neutral)),
            w("stands.most", holder=self.reader.name(first["holder_id"]), target=self.reader.name(first["target_id"]),
              n=w.count(int(first["n"]), "stance"), balance=balance),
            w("stands.firm", firm=w.number(found.firm), pairs=w.number(len(found.pairs))),
        ]  # fmt: skip

    def _line(self, name: str, share: Share) -> str:
        """Counted, corrected, interval of a share of the whole corpus; its corrections are in `conclusions.json` (mawaqif.shares)."""
        w = self.w
        if not share.whole:
            return ""
        counted = w("sure.part_of", part=w.number(share.part), whole=w.number(share.whole), share=w.percent(share.value))
        values = {"counted": counted, "interval": w.interval(share.low, share.high)}
        three = self.tables.conclusions.get("shares", {}).get(name)
        return self._corrected(three, values) if three else w("sure.no_three", **values)

    def _changed(self) -> list[str]:
        w = self.w
        names = [f"{self.reader.name(h)}{self.arrow}{self.reader.name(t)}" for h, t in self.found.turned]
        return [w("changed.say", names=w.listed(names)) if names else w("changed.say_none")]

    def _disagree(self) -> list[str]:
        w, found = self.w, self.found
        if not len(found.disagreed):
            return [w("disagree.none")]
        return [w("disagree.say", pairs=w.number(len(found.pairs)), n=w.number(len(found.disagreed)))]

    def _sure(self) -> list[str]:
        w, scores = self.w, self.tables.scores
        told = []
        parts = {s: scores.get(s, {}) for s in scoring.SPLITS}
        if not any(parts.values()):
            told.append(w("sure.no_scores"))
        else:
            n = {s: w.number(int(p.get("articles", 0))) for s, p in parts.items()}
            told.append(w("sure.scores", held=n["held"], work=n["work"]))
            held = parts["held"].get("found", {})
            if not held:
                told.append(w("sure.no_held"))
            for name in ("links", "speakers", "stances"):
                row = held.get(name)
                if row and row.get("f1") is not None:
                    said, human = {"layer": layer(name, w.language), "f1": w.number(row["f1"], 2)}, (row.get("human") or {}).get("f1")
                    told.append(w("sure.one_alone", **said) if human is None else w("sure.one", **said, human=w.number(human, 2)))
        alphas = [a["value"] for a in scores.get("agreement", {}).get("alpha", {}).values() if a.get("value") is not None]
        if alphas:
            n_articles = w.count(int(scores["agreement"]["articles"]), "article")
            told.append(w("sure.agreement", articles=n_articles, lowest=w.number(min(alphas), 2), highest=w.number(max(alphas), 2)))
        else:
            told.append(w("sure.no_agreement"))
        return told

    def _curve(self) -> list[str]:
        w, told = self.w, self.tables.conclusions
        return [w("sure.curve", n=w.number(int(told["specifications"])))] if told else [w("sure.no_curve")]

    def _out(self) -> list[str]:
        w, found = self.w, self.found
        left, idle = sum(found.left_out.values()), sum(found.not_counted.values())
        told = [
            w("out.articles", n=w.count(left, "article")) if left else w("out.articles_none"),
            w("out.stances", n=w.count(idle, "stance")) if idle else w("out.stances_none"),
        ]
        if found.denied:
            told.append(w("out.denied", n=w.count(found.denied, "stance")))
        if found.abstained:
            told.append(w("out.abstained", n=w.count(sum(found.abstained.values()), "statement")))
        return told

    @property
    def arrow(self) -> str:
        return " ← " if self.w.language == "ar" else " → "

    # --- tables -------------------------------------------------------------------------------------------------------------

    def _columns(self, *names: str) -> tuple[Column, ...]:
        return tuple(Column(self.w("columns." + n.lstrip("#")), n.startswith("#")) for n in names)

    def pairs(self, drawn: Any) -> Small:
        """The pairs that the matrix draws."""
        w = self.w
        rows = tuple(
            (
                Cell(self.reader.name(r.holder_id), f"#pair.{r.holder_id}.{r.target_id}"), Cell(self.reader.name(r.target_id)),
                Cell(w.number(r.support)), Cell(w.number(r.opposition)), Cell(w.number(r.neutral)),
                Cell(w.number(r.balance, 2, signed=True)), Cell(w.interval(r.low, r.high)),
            )
            for r in drawn.itertuples()
        )  # fmt: skip
        return Small(self._columns("holder", "target", "#support", "#opposition", "#neutral", "#balance", "#interval"), rows)

    def torn(self, most: int = 15) -> Small:
        """Pairs on which voices disagree, with who tells which side."""
        w, rows = self.w, []
        told = tallies.standing(self.tables.stances, self.tables.lexicon)
        for r in self.found.disagreed.head(most).itertuples():
            part = told[(told["holder_id"] == r.holder_id) & (told["target_id"] == r.target_id)]
            names = f"{self.reader.name(r.holder_id)}{self.arrow}{self.reader.name(r.target_id)}"
            sides = [self._tellers(part[part["polarity"] == side]) for side in (1, -1)]
            rows.append((Cell(names, f"#pair.{r.holder_id}.{r.target_id}"), Cell(sides[0]), Cell(sides[1])))
        head = Column(f"{w('columns.holder')}{self.arrow}{w('columns.target')}")
        return Small((head, Column(w("disagree.support_by")), Column(w("disagree.oppose_by"))), tuple(rows))

    def _tellers(self, part: Any, most: int = 4) -> str:
        """The origins of some stances, the one with most rows first, with their numbers."""
        counts: dict[str, int] = {}
        for attribution_id, article_id in zip(part["attribution_id"], part["article_id"], strict=True):
            name = self.reader.chain(attribution_id, article_id)[-1]
            counts[name] = counts.get(name, 0) + 1
        ranked = sorted(counts, key=lambda n: (-counts[n], n))
        shown = [f"{n} ({self.w.number(counts[n])})" for n in ranked[:most]]
        return self.w("comma").join(shown) + (f" +{self.w.number(len(ranked) - most)}" if len(ranked) > most else "")

    def reasons(self) -> Small:
        w, found = self.w, self.found
        counts = [*found.left_out.items(), *found.not_counted.items(), *found.abstained.items()]
        rows = tuple((Cell(w.maybe("reasons", reason)), Cell(w.number(n))) for reason, n in counts)
        return Small((Column(w("out.reason")), Column(w("out.number"), True)), rows)

    def scores(self) -> Small:
        """F1 of each layer beside the agreement of two passes."""
        w, scores = self.w, self.tables.scores
        rows = []
        for name in scoring.FOUND:
            by = {s: scores.get(s, {}).get("found", {}).get(name) for s in scoring.SPLITS}
            if any(by.values()):
                human = next((h for s in ("held", "work") if (h := ((by[s] or {}).get("human") or {}).get("f1")) is not None), None)
                gold = sum(int((r or {}).get("gold") or 0) for r in by.values())
                rows.append(
                    (
                        Cell(layer(name, w.language)),
                        self._f1(by["held"]),
                        self._f1(by["work"]),
                        Cell(self._plain(human)),
                        Cell(w.number(gold)),
                    )
                )
        return Small(self._columns("layer", "#held", "#work", "#human", "#gold"), tuple(rows))

    def _f1(self, row: Mapping[str, Any] | None) -> Cell:
        if not row or row.get("f1") is None:
            return Cell("–")
        interval = self.w.interval(row.get("low"), row.get("high"))
        return Cell(self._plain(row["f1"]) + (f" ({interval})" if interval != "–" else ""))

    def _plain(self, value: Any) -> str:
        return "–" if value is None else self.w.number(float(value), 2)

    def choices(self) -> Small:
        """The main specification of the conclusions, in words."""
        told, language = self.tables.conclusions, self.w.language
        main = told.get("main", {}) if told else {}
        rows = tuple(
            (Cell(robustness.label(c, language=language)), Cell(isolated(robustness.label(c, o, language)))) for c, o in main.items()
        )
        return Small(self._columns("choice", "value"), rows)

    def hashes(self) -> Small:
        w = self.w
        rows = [(Cell(isolated(name)), Cell(isolated(sha))) for name, sha in sorted(self.tables.digests.items())]
        return Small(self._columns("name", "sha"), (*rows, (Cell(w("made.whole")), Cell(isolated(self.tables.digest)))))

    # --- conclusions --------------------------------------------------------------------------------------------------------

    def conclusions(self) -> list[dict[str, Any]]:
        """Each main conclusion: what is claimed, in how many specifications it holds, its three numbers, and what would change it."""
        w = self.w
        told = []
        for row in self.tables.conclusions.get("conclusions", {}).values():
            shares = row["specifications"]
            holds = w("sure.unanswered")
            if shares["answered"]:
                of = w("sure.holds_of", holds=w.number(shares["holds"]), answered=w.number(shares["answered"]))
                holds = f"{w('sure.holds')} {of} ({w.percent(shares['share'])})"
            lines = [f"{self._between(part)}: {self._three(part)}" for part in row["parts"]]
            lines.append(f"{w('sure.change')}: {self._matters(row['matters'])}")
            told.append({"answer": row["answer"][w.language], "holds": holds, "lines": lines})
        return told

    def _between(self, part: Mapping[str, Any]) -> str:
        w = self.w
        names = {k: w("sure.anybody") if missing(part[k]) else self.reader.name(part[k]) for k in ("holder", "target")}
        return w("sure.three_both" if part["both_ways"] else "sure.three_part", **names)

    def _three(self, part: Mapping[str, Any]) -> str:
        counted = part["counted"]
        return self._corrected(
            part, {"counted": self._plain(counted["value"]), "interval": self.w.interval(counted["low"], counted["high"])}
        )

    def _corrected(self, part: Mapping[str, Any], values: Mapping[str, str]) -> str:
        w = self.w
        if part["reason"] or part["ppi"] is None or part["dsl"] is None:
            reason = w(
                "sure.too_small", rows=w.number(part["gold_rows"]), stories=w.count(part["gold_stories"], "story"),
                least_rows=w.number(estimate.LEAST_ROWS), least_stories=w.count(estimate.LEAST_STORIES, "story"),
            )  # fmt: skip
            return w("sure.three_small", reason=reason, **values)
        ppi, dsl = (self._estimate(part[k]) for k in ("ppi", "dsl"))
        return w("sure.three_line", ppi=ppi, dsl=dsl, **values)

    def _estimate(self, value: Mapping[str, Any]) -> str:
        interval = self.w.interval(value["low"], value["high"])
        return self._plain(value["value"]) + (f" ({interval})" if interval != "–" else "")

    def _matters(self, matters: list[dict[str, Any]], most: int = 3) -> str:
        w = self.w
        named = [
            w("sure.change_one", choice=robustness.label(m["choice"], language=w.language), reach=w.number(float(m["reach"]), 2))
            for m in matters
            if m.get("reach")
        ]
        return w("comma").join(named[:most]) if named else w("sure.change_none")

    # --- one article ----------------------------------------------------------------------------------------------------------

    def article(self, article_id: str = findings.ARTICLE) -> dict[str, Any]:
        """Who stands where in one article and who says each; first the pairs on which it says both.

        Returns:
            said (sentences) and blocks (tables with a heading).
        """
        w = self.w
        rows = self.tables.articles[self.tables.articles["article_id"] == article_id]

        def voice(attribution_id: Any) -> str:
            return ARROW.join(self.reader.chain(attribution_id, article_id))

        lines = findings.lines_of(self.tables, article_id, voice) if len(rows) else []
        if not lines:
            return {"said": [w("article.absent")], "blocks": []}
        first = rows.iloc[0]
        voices = {v for line in lines for v in map(voice, line.attribution_ids)}
        stances = sum(len(line.stance_ids) for line in lines)
        told = w("article.say", outlet=self.reader.outlet(article_id), day=w.day(first["published"]),
                 stances=w.count(stances, "stance"), voices=w.number(len(voices)))  # fmt: skip
        torn = findings.torn_pairs(lines)
        blocks = []
        for a, b in torn:
            mine = [x for x in lines if {x.holder_id, x.target_id} == {a, b}]
            head = w("article.between", holder=self.reader.name(a), target=self.reader.name(b))
            blocks.append(self._block(head, mine, voice, w("article.both")))
        rest = [x for x in lines if (min(x.holder_id, x.target_id), max(x.holder_id, x.target_id)) not in torn]
        for holder in dict.fromkeys(x.holder_id for x in rest):
            blocks.append(self._block(self.reader.name(holder), [x for x in rest if x.holder_id == holder], voice, ""))
        return {"said": [told, w("article.present" if first["present"] else "article.released")], "blocks": blocks}

    def _block(self, head: str, lines: list[findings.Line], voice: Any, note: str) -> Block:
        w = self.w
        rows = []
        for line in sorted(lines, key=lambda x: -x.polarity):
            said = w(
                "article.side",
                holder=self.reader.name(line.holder_id),
                verb=w(f"verbs.{line.polarity}"),
                target=self.reader.name(line.target_id),
            )
            for n, attribution_id in enumerate(line.attribution_ids):
                rows.append((Cell(said if n == 0 else "", f"#row.{line.stance_ids[0]}" if n == 0 else ""), Cell(voice(attribution_id))))
        return Block(head, (Column(w("columns.side")), Column(w("article.told"))), tuple(rows), note)

    # --- references -----------------------------------------------------------------------------------------------------------

    @property
    def cite(self) -> str:
        return self.w("made.cite_text", version=self.w.digits(package_version()), digest=isolated(self.tables.digest[:12]))


def references() -> list[str]:
    """The works the report rests on, one line each, in author-date style."""
    loaded = yaml.safe_load((FOLDER / "references.yml").read_text(encoding="utf-8"))
    lines = []
    for work in loaded.values():
        parent = work["parent"]
        authors = ", ".join(work["author"][:-1]) + (" & " if len(work["author"]) > 1 else "") + work["author"][-1]
        lines.append(f"{authors} ({work['date']}). {work['title']}. {parent['title']} {parent['volume']}.")
    return lines
