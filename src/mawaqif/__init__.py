"""A research corpus of Arabic political news: who is named, who says what through whom, who stands for or against whom.

from mawaqif import annotate, load_lexicon
annotation = annotate("قال لافروف إن موسكو تدعم دمشق.", load_lexicon(), published="2016-08-22")
annotation.stances
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mawaqif.annotate import Annotation, annotate
    from mawaqif.lexicon.compile import Lexicon, load_lexicon
    from mawaqif.run import Corpus, read_corpus

__version__ = "0.1.0"
__all__ = ["Annotation", "Corpus", "Lexicon", "annotate", "load_lexicon", "read_corpus"]

_PLACES = {
    "Annotation": "annotate",
    "annotate": "annotate",
    "Lexicon": "lexicon.compile",
    "load_lexicon": "lexicon.compile",
    "Corpus": "run",
    "read_corpus": "run",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that `import mawaqif` and the command line stay light."""
    if name not in _PLACES:
        raise AttributeError(f"module 'mawaqif' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"mawaqif.{_PLACES[name]}"), name)
    globals()[name] = value
    return value
