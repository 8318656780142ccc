"""Very many documents at once: the index of the words is made when they are all there, not row by row, which takes most of the time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from search.models import SearchDocument

NAME = "search_document_match"
MEMORY = "SET maintenance_work_mem = '512MB'"


@contextmanager
def words_indexed_at_the_end() -> Iterator[None]:
    """Without the index while the block runs; searches of the database engine are slow meanwhile. The connection must own the table.

    It is made again whatever happens; after a kill -9 by `ensure_words_indexed`, which every run of the command begins with.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")
    try:
        yield
    finally:
        ensure_words_indexed()


def ensure_words_indexed() -> None:
    """Make the index if it is not there. One query when it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [NAME])
        if cursor.fetchone()[0] is not None:
            return
        cursor.execute(MEMORY)
    with connection.schema_editor() as editor:
        editor.add_index(SearchDocument, next(one for one in SearchDocument._meta.indexes if one.name == NAME))
