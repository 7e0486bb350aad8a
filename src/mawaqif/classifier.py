"""Who stands for or against whom, as a model learns it from gold: pairs of actors in, one of support, oppose, neutral and none out.

    methods.find(articles, mentions, attributions, lexicon, gold)     # fits it beside the rules (mawaqif.methods)

A *candidate* is an ordered pair of two known actors that stand in one sentence, or of whom one is its speaker or was the first actor of
the sentence before. Two logistic regressions, whether the two are related and on which side, look at the words, predicates and prepositions around the two, at what the rules say of the
pair, and at the kind of each actor; they never see who they are, so that they cannot learn that Iran is against the United States. They are
fitted on gold of the *work* articles only. Of these it predicts each story by a model that has not seen it (cross-validation by story);
all other articles are read by the model of all work articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mawaqif.document import Document
from mawaqif.errors import MawaqifError
from mawaqif.gold import scoring
from mawaqif.gold.spans import overlap
from mawaqif.lexicon.compile import Lexicon
from mawaqif.rows import Attribution, Mention, Span, Stance
from mawaqif.stances import Reading, Said

RULE = "classifier"  # in the columns `rule` and, where no predicate stands by, `predicate`
CLASSES = ("none", "oppose", "neutral", "support")
SIDES = {"oppose": -1, "neutral": 0, "support": 1}
FOLDS = 5
LEAST = 0.2  # probability under which a candidate gives no row
LEAST_SEEN = 4  # candidates of the work articles that have a feature; rarer ones are left out
TIE, SIDE = 0.3, 0.1  # inverse strengths of regularization: whether two are related, and on which side
REACH = 12  # words between, at the most, that are looked at
Features = dict[str, float]


@dataclass(slots=True)
class Candidate:
    """An ordered pair in a sentence.

    Attributes:
        holder, target: where each is named, nearest to one another; None: carried into the sentence.
        features: name → value.
        near: the predicates of the sentence, the likeliest first.
        ruled: the row of the rules for this pair and sentence, if there is one.
    """

    sentence: int
    holder_id: str
    target_id: str
    holder: Span | None
    target: Span | None
    features: Features
    near: list[Said] = field(default_factory=list)
    ruled: Stance | None = None


@dataclass(slots=True)
class _Place:
    """An actor in a sentence: its mentions as words, or carried."""

    kind: str
    words: list[tuple[int, int, Mention]]
    carried: str = ""  # speaker, before, or empty


def candidates(
    document: Document, mentions: list[Mention], attributions: list[Attribution], lexicon: Lexicon, reading: Reading
) -> list[Candidate]:
    """The candidates of a document, in the order of its sentences, then of the first naming."""
    ruled: dict[int, dict[tuple[str, str], list[Stance]]] = {}
    for row in reading.rows:
        ruled.setdefault(row.sentence, {}).setdefault((row.holder_id, row.target_id), []).append(row)
    masked = list(document.forms)  # names are seen by the kind of who they name
    for m in mentions:
        begin, end = document.word_at(m.start), document.word_at(m.end - 1) + 1
        masked[begin:end] = [f"<{m.kind}>"] * (end - begin)
    found: list[Candidate] = []
    before: dict[str, _Place] = {}
    for sentence in range(len(document.sentences)):
        named = _named(document, mentions, sentence)
        places = {**_speakers(document, attributions, sentence, lexicon), **{k: v for k, v in before.items() if k not in named}, **named}
        said = reading.predicates(sentence) if len(places) > 1 and named else []
        for h, holder in places.items():
            for t, target in places.items():
                if h == t or not (holder.words or target.words) or (not target.words and target.carried == "speaker"):
                    continue
                found.append(
                    _candidate(document, masked, attributions, sentence, (h, holder), (t, target), named, said, ruled.get(sentence, {}))
                )
        first = next(iter(named.items()), None)
        before = {first[0]: _Place(first[1].kind, [], "before")} if first else {}
    return found


def _named(document: Document, mentions: Iterable[Mention], sentence: int) -> dict[str, _Place]:
    found: dict[str, _Place] = {}
    for m in mentions:
        if m.sentence == sentence and m.who is not None and m.kind != "outlet":
            first, last = document.word_at(m.start), document.word_at(m.end - 1) + 1
            found.setdefault(m.who, _Place(m.kind, [])).words.append((first, last, m))
    return found


def _speakers(document: Document, attributions: Iterable[Attribution], sentence: int, lexicon: Lexicon) -> dict[str, _Place]:
    span = (document.sentences[sentence].start, document.sentences[sentence].end)
    return {
        a.speaker_id: _Place(lexicon.kind_of(a.speaker_id) or "person", [], "speaker")
        for a in attributions
        if a.speaker_id is not None
        and lexicon.kind_of(a.speaker_id) != "outlet"
        and (a.sentence == sentence or any(overlap(c, span) for c in a.content))
    }


def _nearest(holder: _Place, target: _Place) -> tuple[tuple[int, int, Mention] | None, tuple[int, int, Mention] | None]:
    if not holder.words or not target.words:
        return (holder.words[0] if holder.words else None), (target.words[0] if target.words else None)
    return min(((h, t) for h in holder.words for t in target.words), key=lambda p: (_gap(p[0], p[1]), p[0][0], p[1][0]))


def _gap(a: tuple[int, int, Mention], b: tuple[int, int, Mention]) -> int:
    return max(b[0] - a[1], a[0] - b[1], 0)


def _candidate(
    document: Document, masked: Sequence[str], attributions: Sequence[Attribution], sentence: int, holder: tuple[str, _Place], target: tuple[str, _Place],
    named: Mapping[str, _Place], said: Sequence[Said], ruled: Mapping[tuple[str, str], list[Stance]],
) -> Candidate:  # fmt: skip
    (h_id, h_place), (t_id, t_place) = holder, target
    h, t = _nearest(h_place, t_place)
    words = document.words_of(sentence)
    f: Features = {}
    f[f"kinds={h_place.kind}>{t_place.kind}"] = 1.0
    f[f"holder={h_place.kind}"] = f[f"target={t_place.kind}"] = 1.0
    for name, place, at in (("holder", h_place, h), ("target", t_place, t)):
        if at is None:
            f[f"{name} carried={place.carried}"] = 1.0
            continue
        first, last, m = at
        f[f"{name} form={m.form}"] = 1.0
        f[f"{name} proclitics={m.proclitics}"] = 1.0
        f[f"{name} after={masked[first - 1] if first > words.start else '^'}"] = 1.0
        f[f"{name} before={masked[last] if last < words.stop else '$'}"] = 1.0
        f[f"{name} first"] = float(first - words.start <= 2)
    if h is not None and t is not None:
        order = "ht" if h[0] < t[0] else "th"
        left, right = min(h[1], t[1]), max(h[0], t[0])
        gap = max(right - left, 0)
    else:
        order = "carried"
        left, right = words.start, (h or t or (words.stop, 0, None))[0]
        gap = max(right - left, 0)
    f[f"order={order}"] = 1.0
    f[f"gap={order}{min(gap, REACH + 1) // 2}"] = 1.0
    between = sum(1 for k, p in named.items() if k not in (h_id, t_id) for w in p.words if left <= w[0] < right)
    f[f"actors between={min(between, 3)}"] = 1.0
    f["actors in sentence"] = min(len(named), 8) / 8
    for j in range(left, min(right, left + REACH)):
        f[f"{order} between={masked[j]}"] = 1.0
    for p in said:
        where = "between" if left <= p.first < right else "before" if p.first < left else "after"
        near = where == "between" or min(abs(p.first - left), abs(p.first - right)) <= 3
        at_ = f"{order} {where}{' near' if near else ''}"
        f[f"{at_} polarity={p.polarity}"] = f.get(f"{at_} polarity={p.polarity}", 0.0) + 1.0
        f[f"{where} type={p.predicate.event_type if p.predicate else RULE}"] = 1.0
        f[f"{at_} part={p.part}"] = 1.0
        f[f"polarity={p.polarity}"] = 1.0
    f["no predicate"] = float(not said)
    rows = ruled.get((h_id, t_id), [])
    for row in rows:
        f[f"rule={row.rule}"] = 1.0
        f[f"rule says={row.polarity}"] = max(f.get(f"rule says={row.polarity}", 0.0), row.score)
    for row in ruled.get((t_id, h_id), []):
        f[f"rule says back={row.polarity}"] = row.score
    for (a, b), others in ruled.items():
        if (a, b) not in ((h_id, t_id), (t_id, h_id)):
            for row in others:
                same = "holder" if a == h_id else "target" if b == t_id else "turned" if a == t_id or b == h_id else "other"
                f[f"rule of {same}={row.polarity}"] = 1.0
    span = (document.sentences[sentence].start, document.sentences[sentence].end)
    for a_ in attributions:
        if any(overlap(c, span) for c in a_.content):
            f[f"said distance={a_.distance}"] = 1.0
            if a_.speaker_id in (h_id, t_id):
                f[f"speaker is {'holder' if a_.speaker_id == h_id else 'target'}"] = 1.0
    middle = (left + right) / 2
    near_ = sorted(said, key=lambda p: (not left - 3 <= p.first < right + 3, abs(p.first - middle), p.first))
    return Candidate(
        sentence, h_id, t_id, (h[2].start, h[2].end) if h else None, (t[2].start, t[2].end) if t else None, f, near_,
        max(rows, key=lambda r: r.score) if rows else None,
    )  # fmt: skip


# --- what gold says of them -----------------------------------------------------------------------------------------------


def labels(document: Document, found: Sequence[Candidate], gold: Iterable[scoring.Relation]) -> list[str]:
    """The class of each candidate: the side of the stances gold has of the pair with evidence in the sentence; the most frequent one."""
    by: dict[tuple[str, str], list[scoring.Relation]] = {}
    for s in gold:
        by.setdefault((s.holder_id, s.target_id), []).append(s)
    names = {v: k for k, v in SIDES.items()}
    told = []
    for c in found:
        span = (document.sentences[c.sentence].start, document.sentences[c.sentence].end)
        sides = [s.polarity for s in by.get((c.holder_id, c.target_id), []) if overlap(s.evidence, span)]
        told.append(names[max(sides, key=lambda x: (sides.count(x), x))] if sides else "none")
    return told


# --- the model ------------------------------------------------------------------------------------------------------------


class Model:
    """Whether two actors of a candidate are related, and on which side; fitted once, the same for the same candidates.

    Args:
        vectors: a fitted DictVectorizer, shared by the models of a fit.
        x: features of the candidates, sparse, shape (n_candidates, n_features).
        told: their classes.

    Raises:
        MawaqifError: There are no candidates of two sides at least, or none without a side.
    """

    def __init__(self, vectors: Any, x: Any, told: Sequence[str]) -> None:
        from sklearn.linear_model import LogisticRegression

        classes = np.array(told)
        self.sides = [c for c in SIDES if (classes == c).any()]
        if len(self.sides) < 2 or not (classes == "none").any():
            raise MawaqifError("classifier: too little gold of work articles to learn from. Set stances.method: rules in params.yaml.")
        self._vectors, tied = vectors, classes != "none"
        options = {"solver": "liblinear", "random_state": 0}
        self._tie = LogisticRegression(C=TIE, **options).fit(x, tied)
        self._side = {c: LogisticRegression(C=SIDE, **options).fit(x[tied], classes[tied] == c) for c in self.sides}

    def probabilities(self, features: Sequence[Features]) -> NDArray[np.float64]:
        """Of each candidate for each of `CLASSES`; shape (n_candidates, 4), rows sum to one."""
        x = _narrow(self._vectors.transform(features))
        tied = self._tie.predict_proba(x)[:, 1]
        sides = np.zeros((len(features), len(CLASSES)))
        for c in self.sides:
            sides[:, CLASSES.index(c)] = self._side[c].predict_proba(x)[:, 1]
        found = sides / sides.sum(axis=1, keepdims=True) * tied[:, None]
        found[:, 0] = 1 - tied
        return np.asarray(found)

    def coefficients(self, most: int = 10) -> pd.DataFrame:
        """What moves it most: columns question (related, oppose, neutral or support), feature, weight; `most` up and as many down for each."""
        names = self._vectors.get_feature_names_out()
        listed = []
        for question, model in {"related": self._tie, **self._side}.items():
            weights = model.coef_[0]
            order = sorted(range(len(names)), key=lambda k: (-weights[k], names[k]))
            listed += [(question, names[k], round(float(weights[k]), 3)) for k in [*order[:most], *order[-most:]]]
        return pd.DataFrame(listed, columns=["question", "feature", "weight"])


def _narrow(x: Any) -> Any:
    """The matrix with indices of 32 bits: liblinear takes no wider ones."""
    x.indices, x.indptr = x.indices.astype(np.int32), x.indptr.astype(np.int32)
    return x


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model of all work articles, and for each story among them one that has not seen it.

    Attributes:
        whole: for all other articles.
        unseen: article id → the model that judges it.
    """

    whole: Model
    unseen: Mapping[str, Model]

    def judge(self, article_id: str, found: Sequence[Candidate]) -> NDArray[np.float64]:
        """Probabilities of the candidates of an article; shape (n_candidates, 4)."""
        model = self.unseen.get(article_id, self.whole)
        return model.probabilities([c.features for c in found]) if found else np.zeros((0, len(CLASSES)))


def fit(work: Mapping[str, tuple[str, Sequence[Candidate], Sequence[str]]], *, folds: int = FOLDS) -> Fitted:
    """Models of the candidates of the work articles.

    Args:
        work: article id → its story, its candidates and their classes.
        folds: parts into which stories are put; each part is judged by a model of the others.

    Raises:
        MawaqifError: Too little gold, or gold of fewer stories than there are folds.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.model_selection import GroupKFold

    ids = sorted(i for i in work if work[i][1])
    if len(stories := {work[i][0] for i in ids}) < folds:
        raise MawaqifError(
            f"classifier: gold of {len(stories)} stories of work articles, {folds} are needed. Set stances.method: rules in params.yaml."
        )
    features = [c.features for i in ids for c in work[i][1]]
    told = np.array([t for i in ids for t in work[i][2]])
    of = np.array([i for i in ids for _ in work[i][1]])
    seen = Counter(name for f in features for name in f)
    vectors = DictVectorizer()
    x = _narrow(vectors.fit_transform([{k: v for k, v in f.items() if seen[k] >= LEAST_SEEN} for f in features]))
    unseen: dict[str, Model] = {}
    for learnt, left in GroupKFold(folds).split(x, groups=[work[i][0] for i in of]):
        unseen |= dict.fromkeys(sorted(set(of[left].tolist())), Model(vectors, x[learnt], told[learnt].tolist()))
    return Fitted(Model(vectors, x, told.tolist()), unseen)


# --- rows -----------------------------------------------------------------------------------------------------------------


def rows(
    document: Document, reading: Reading, found: Sequence[Candidate], judged: NDArray[np.float64], *, rule: str = RULE
) -> list[Stance]:
    """A row for each candidate whose likeliest side has a probability of `LEAST` or more; the probability is its score.

    Evidence, predicate and axes are those of the rules where these see the same, else of the nearest predicate of that side.
    """
    made = []
    for c, chances in zip(found, judged, strict=True):
        side = max(SIDES, key=lambda name: chances[CLASSES.index(name)])
        score = round(float(chances[CLASSES.index(side)]), 3)
        if score >= LEAST:
            made.append(_row(reading, c, SIDES[side], score, rule))
    return made


def _row(reading: Reading, c: Candidate, polarity: int, score: float, rule: str) -> Stance:
    if c.ruled is not None and c.ruled.polarity == polarity:
        return replace(c.ruled, score=score, rule=rule)
    near = next((p for p in c.near if p.polarity == polarity), None)
    named = [s for s in (c.holder, c.target) if s is not None]
    start, end = (near.start, near.end) if near else named[-1]
    said = near or reading.bare(start, end)
    spans = [*named, (start, end)]
    return Stance(
        c.sentence, c.holder_id, c.target_id, polarity, said.basis,
        said.predicate.event_type if said.predicate else _TYPES[polarity], said.factuality, said.certainty,
        min(a for a, _ in spans), max(b for _, b in spans), said.predicate.predicate if said.predicate else rule, start, end, rule,
        attribution=said.voice, score=score, holder_span=c.holder, target_span=c.target,
    )  # fmt: skip


_TYPES = {-1: "REJECT", 0: "CONSULT", 1: "SUPPORT"}
