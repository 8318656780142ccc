"""What only the owner of the tables may do: statistics as autovacuum leaves them, indexes away for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings

from home.operations.embedded.postgres import PORT
from tests.services import postgres


@contextmanager
def as_owner() -> Iterator[Any]:
    """A cursor on the test's database, each statement a transaction."""
    connection = psycopg2.connect(host=postgres.SOCKET_DIR, port=PORT, user="owner", dbname=settings.DATABASES["default"]["NAME"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def settled() -> None:
    """The database some minutes after the writes: vacuumed, with statistics."""
    with as_owner() as cursor:
        cursor.execute("VACUUM ANALYZE")
