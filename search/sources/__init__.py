"""Where documents come from. A source knows one type of public thing and answers only what everybody may see *now*.

What a source does not return for an id is taken out of the projection; the rule of what is public stands in the slice that owns
the thing, never here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from marketplace.credit.queries import Known
from search.documents import Document


@dataclass(frozen=True, slots=True)
class Source:
    """`public_rows(ids)`: documents of those ids that are public. `public_ids(after, limit)`: ids in order, for a rebuild."""

    type: str
    public_rows: Callable[[Sequence[int]], list[Document]]
    public_ids: Callable[[int, int], list[int]]


SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Add a source; one for each type."""
    SOURCES[source.type] = source
    return source


def with_credit(document: Document, known: Known | None) -> Document:
    """A document with how whoever offers it stands in credit; where nobody has counted him he stands as is usual."""
    return document if known is None else replace(document, credit=known.beside, grade=known.grade)


def walk(source: Source, size: int = 500) -> Iterator[list[int]]:
    """All public ids of a source in batches, by keyset."""
    last = 0
    while ids := source.public_ids(last, size):
        yield ids
        last = ids[-1]
