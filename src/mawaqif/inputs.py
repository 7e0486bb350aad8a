"""Files or standard input to annotations: what `mawaqif annotate` runs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from mawaqif.annotate import Annotation, annotate
from mawaqif.corpus import Fault, Record, Refused, parse, records
from mawaqif.document import parse_date
from mawaqif.errors import MawaqifError
from mawaqif.lexicon.compile import load_lexicon


def read_inputs(names: Iterable[str]) -> Iterator[tuple[str, Record]]:
    """Each article with its id: `-` is standard input; a file of many gives one a record.

    Raises:
        MawaqifError: A file or record that cannot be read; what came before it was given.
    """
    for name in names:
        if name == "-":
            try:
                yield "stdin", parse(sys.stdin.buffer.read(), name="stdin")
            except Refused as e:
                raise MawaqifError(f"standard input: {e}") from e
            continue
        path = Path(name)
        for record in records(path):
            if isinstance(record, Fault):
                at = f"{name}, record {record.id}" if record.id else name
                raise MawaqifError(f"{at}: {record.refused}") from record.refused
            yield record.id or path.stem, record


def annotate_files(names: Iterable[str], *, published: str | None = None, outlet: str | None = None) -> Iterator[Annotation]:
    """Annotations of all articles in files, one at a time, in order.

    Args:
        names: paths, or `-`.
        published, outlet: for all of them.

    Raises:
        MawaqifError: A file that cannot be read, a date of another form; the file, the value and the mend.
    """
    day = _day(published)
    lexicon = load_lexicon()
    for article_id, record in read_inputs(names):
        yield annotate(record.draft(), lexicon, published=day, outlet=outlet, article_id=article_id)


def _day(published: str | None) -> date | None:
    try:
        return parse_date(published)
    except ValueError as e:
        raise MawaqifError(f"--published {published!r}: not a date of the calendar. Write YYYY-MM-DD, YYYY-MM or YYYY.") from e
