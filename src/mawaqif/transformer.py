"""A transformer that judges the candidates of `mawaqif.classifier`: a folder with a fine-tuned sequence classifier in, probabilities out.

The folder is what `save_pretrained` of the library transformers writes (configuration, weights, tokenizer); its labels must be the
classes of the classifier. Nothing is downloaded. The model reads a sentence in which the two actors are marked and, as for the
classifier, named by their kind only: `marked` makes that text, for training as well.

    stances.method: transformer
    stances.model: data/models/stances       # and the folder among the inputs of the stage in dvc.yaml
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mawaqif.classifier import CLASSES, Candidate
from mawaqif.document import Document
from mawaqif.errors import MawaqifError
from mawaqif.rows import Mention

BATCH = 32  # sentences read at once
MOST = 256  # tokens of a sentence; the rest is cut


class Transformer:
    """A model in memory.

    Args:
        folder: of the model; a relative one begins at the project's root.

    Raises:
        MawaqifError: The library or the folder is not there, the model is none of the kind, or its labels are others.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "config.json").is_file():
            raise MawaqifError(
                f"{folder}: no model is there (config.json is missing). Correct stances.model, or set stances.method: rules."
            )
        try:
            library, self._torch = import_module("transformers"), import_module("torch")
        except ImportError as e:
            raise MawaqifError(f"stances.method transformer: {e}. Install it (pip install transformers torch).") from e
        try:
            self._tokens = library.AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
            self._model = library.AutoModelForSequenceClassification.from_pretrained(str(folder), local_files_only=True).eval()
        except (OSError, ValueError) as e:
            raise MawaqifError(f"{folder}: not a sequence classifier of transformers ({e}). Correct stances.model.") from e
        labels = [str(self._model.config.id2label[k]) for k in range(self._model.config.num_labels)]
        if sorted(labels) != sorted(CLASSES):
            raise MawaqifError(
                f"{folder}: labels {', '.join(labels)}; needed: {', '.join(CLASSES)}. Name them in its config.json (id2label)."
            )
        self._order = [labels.index(c) for c in CLASSES]

    def probabilities(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Of each marked sentence for each of `CLASSES`; shape (n_sentences, 4), rows sum to one."""
        found = [np.zeros((0, len(CLASSES)))]
        for k in range(0, len(sentences), BATCH):
            read = self._tokens(list(sentences[k : k + BATCH]), padding=True, truncation=True, max_length=MOST, return_tensors="pt")
            with self._torch.no_grad():
                logits = self._model(**read).logits.double()
            found.append(self._torch.softmax(logits, dim=-1).numpy()[:, self._order])
        return np.concatenate(found)

    def judge(self, document: Document, mentions: Sequence[Mention], candidates: Sequence[Candidate]) -> NDArray[np.float64]:
        """Probabilities of the candidates of a document; shape (n_candidates, 4)."""
        return self.probabilities([marked(document, mentions, c) for c in candidates])


def marked(document: Document, mentions: Sequence[Mention], candidate: Candidate) -> str:
    """The sentence of a candidate with every actor as its kind, the holder as `<h:kind>` and the target as `<t:kind>`; who is carried stands first.

    «دعمت روسيا إيران» for Russia towards Iran: `دعمت <h:state> <t:state>`.
    """
    s = document.sentences[candidate.sentence]
    places = {m.start: (m.end, m.kind) for m in mentions if s.start <= m.start < s.end}
    marks = {span[0]: mark for span, mark in ((candidate.holder, "h:"), (candidate.target, "t:")) if span is not None}
    made: list[Any] = [f"<{mark}> " for mark, span in (("h", candidate.holder), ("t", candidate.target)) if span is None]
    at = s.start
    for start in sorted(places):
        if start < at:
            continue
        end, kind = places[start]
        made += [document.text[at:start], f"<{marks.get(start, '')}{kind}>"]
        at = end
    return "".join([*made, document.text[at : s.end]]).strip()
