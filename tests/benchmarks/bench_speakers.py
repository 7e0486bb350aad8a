"""How often the source that is read for a verb of speech holds the head of the verb's subject, on parsed newswire (PADT, UD).

Run as `python tests/benchmarks/bench_speakers.py [--misses N]`. The trees are not part of the project; without them there is nothing
to measure. Counted are verbs of the lexicon that take a clause, with a nominal subject and a clause that «أن» or «إن» opens.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mawaqif import annotate, load_lexicon, paths
from mawaqif.folding import fold
from mawaqif.lexicon.load import read_tables

TREES = paths.ROOT.parent / "shared" / "real" / "padt_dev.conllu"
FLOOR = 0.85
_VOWELS = re.compile("[\u064b-\u0652\u0670]")
_BEFORE = frozenset(["ل", "ب", "ك", "و", "ف", "س"])
_BEHIND = frozenset(["ه", "ها", "هم", "هن", "هما", "ي", "ني", "نا", "ك", "كم"])


@dataclass(slots=True)
class Tree:
    """One sentence: its text as it would be printed, and for each word its place, head, relation, class and lemma."""

    text: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)


def read_trees(path: Path) -> list[Tree]:
    """The trees of a CoNLL-U file with their text put together again from the syntactic words."""
    trees = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        tree, joins = Tree(), True
        for line in block.split("\n"):
            cells = line.split("\t")
            if line.startswith("#") or not cells[0].isdigit():
                continue
            form = _VOWELS.sub("", cells[1]).replace("ٱ", "ا")
            kind = cells[3]
            if not joins and not (kind == "PRON" and form in _BEHIND and cells[4].startswith("SP")):
                tree.text += " "
            if tree.text.endswith("ل") and joins and form.startswith("ال") and tree.classes and tree.classes[-1] == "ADP":
                form = form[1:]
            if tree.text.endswith(("ة", "ى")) and kind == "PRON" and form in _BEHIND:
                tree.text = tree.text[:-1] + ("ت" if tree.text.endswith("ة") else "ا")
            tree.spans.append((len(tree.text), len(tree.text) + len(form)))
            tree.text += form
            tree.heads.append(int(cells[6]) - 1)
            tree.relations.append(cells[7])
            tree.classes.append(kind)
            tree.lemmas.append(fold(_VOWELS.sub("", cells[2])))
            joins = kind in ("ADP", "CONJ", "PART", "AUX", "CCONJ") and form in _BEFORE
        trees.append(tree)
    return trees


def speech(tree: Tree, verbs: frozenset[str]) -> list[tuple[int, int]]:
    """(verb, head of its subject) of the verbs of speech with a noun as subject and a clause."""
    found = []
    for i, lemma in enumerate(tree.lemmas):
        if tree.classes[i] != "VERB" or lemma not in verbs:
            continue
        behind = [j for j, h in enumerate(tree.heads) if h == i]
        subject = next((j for j in behind if tree.relations[j] == "nsubj" and tree.classes[j] != "PRON"), None)
        clause = any(
            tree.lemmas[k] in ("ان", "انما") and (tree.heads[k] == i or tree.heads[tree.heads[k]] == i) for k in range(i, len(tree.heads))
        )
        if subject is not None and clause:
            found.append((i, subject))
    return found


def measure(path: Path) -> tuple[int, int, list[tuple[str, str, str | None]]]:
    """Verbs counted, those whose source holds the subject's head, and the misses: sentence, head of the subject, source."""
    lexicon = load_lexicon()
    cues = [cue for cue, _ in read_tables().cues if cue.pos == "verb" and {"anna", "inna"} & set(cue.takes) and cue.when == "always"]
    verbs = frozenset(fold(cue.cue) for cue in cues)
    right = total = 0
    misses = []
    for tree in read_trees(path):
        pairs = speech(tree, verbs)
        if not pairs:
            continue
        annotation = annotate(tree.text, lexicon)
        for verb, subject in pairs:
            total += 1
            raw = annotation.alignment
            source = None
            for row in annotation.attribution_rows:
                a, b = raw.to_raw(row.cue_start, row.cue_end)
                if a < tree.spans[verb][1] and tree.spans[verb][0] < b and row.source_start is not None and row.source_end is not None:
                    source = raw.to_raw(row.source_start, row.source_end)
            head = tree.spans[subject]
            if source is not None and source[0] < head[1] and head[0] < source[1]:
                right += 1
            else:
                misses.append((tree.text, tree.text[slice(*head)], tree.text[slice(*source)] if source else None))
    return total, right, misses


@pytest.mark.skipif(not TREES.exists(), reason="the parsed newswire (PADT) is not here")
def test_sources_hold_the_subject_of_their_verb() -> None:
    total, right, _ = measure(TREES)
    assert total >= 50
    assert right / total >= FLOOR


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0)
    arguments = parser.parse_args()
    if not TREES.exists():
        parser.exit(0, f"{TREES} is not here: nothing to measure\n")
    total, right, misses = measure(TREES)
    print(f"{right} of {total} sources hold the head of the subject: {right / total:.3f}")
    for sentence, head, source in misses[: arguments.misses]:
        print(f"{head} | {source} | {sentence}")


if __name__ == "__main__":
    main()
