"""One article through all four steps: text and lexicon in, an annotation out. Needs no files but the lexicon's, no DVC, no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mawaqif import actors, attribution, stances
from mawaqif.alignment import Alignment, Draft
from mawaqif.cleaning import STEPS
from mawaqif.document import Document, parse_date, prepare
from mawaqif.rows import Attribution, Mention, Span, Stance

if TYPE_CHECKING:
    import pandas as pd

    from mawaqif.lexicon.compile import Lexicon


@dataclass(frozen=True, slots=True)
class Annotation:
    """What was found in one article.

    Attributes:
        article_id: given, or "article".
        document: clean text, sentences, alignment to the raw text.
        mention_rows, attribution_rows, stance_rows: in the order of the text; tables of them are made on demand.
    """

    article_id: str
    document: Document
    mention_rows: list[Mention]
    attribution_rows: list[Attribution]
    stance_rows: list[Stance]

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def alignment(self) -> Alignment:
        return self.document.alignment

    @property
    def sentences(self) -> pd.DataFrame:
        from mawaqif import records, schemas

        return schemas.frame(records.sentence_records(self.article_id, self.document), schemas.SENTENCES)

    @property
    def mentions(self) -> pd.DataFrame:
        from mawaqif import records, schemas

        return schemas.frame(records.mention_records(self.article_id, self.document, self.mention_rows), schemas.MENTIONS)

    @property
    def attributions(self) -> pd.DataFrame:
        from mawaqif import records, schemas

        return schemas.frame(records.attribution_records(self.article_id, self.document, self.attribution_rows), schemas.ATTRIBUTIONS)

    @property
    def stances(self) -> pd.DataFrame:
        from mawaqif import records, schemas

        return schemas.frame(records.stance_records(self.article_id, self.document, self.stance_rows), schemas.STANCES)

    def to_dict(self) -> dict[str, Any]:
        """The object that `mawaqif annotate` prints; each span is `{"start", "end", "raw_start", "raw_end", "text"}`."""
        from mawaqif import records

        return records.to_dict(self)

    def span(self, span: Span) -> dict[str, Any]:
        """A span of the clean text as an object, with its raw offsets and its text."""
        raw_start, raw_end = self.alignment.to_raw(*span)
        return {"start": span[0], "end": span[1], "raw_start": raw_start, "raw_end": raw_end, "text": self.text[span[0] : span[1]]}


def annotate(
    text: str | Draft,
    lexicon: Lexicon,
    *,
    published: date | str | None = None,
    outlet: str | None = None,
    article_id: str = "article",
    steps: tuple[str, ...] = STEPS,
) -> Annotation:
    """All mentions, attributions and stances of one raw text.

    Args:
        text: the decoded text as received (or a draft over it, for pages).
        lexicon: from `load_lexicon()`.
        published: date of publication (`YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a date); without it offices stay offices.
        outlet: id of the publisher, the root of every chain.

    Raises:
        ValueError: A date of another form.
    """
    day = parse_date(published) if isinstance(published, str) else published
    document = prepare(text, lexicon.furniture, steps=steps, published=day, outlet=outlet)
    mentions = actors.find(document, lexicon)
    attributions = attribution.find(document, mentions, lexicon)
    return Annotation(article_id, document, mentions, attributions, stances.find(document, mentions, attributions, lexicon))
