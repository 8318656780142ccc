"""Keeping the projection equal to what the sources say.

Order: lock the keys, read the sources, write. The lock comes before the read and the isolation is READ COMMITTED, so of two
refreshes of one thing the later one reads what the earlier one's cause has committed; a version is taken under the row's lock.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg2.extras import execute_values

from core.outbox import publish
from search import lexicon, sources, weights
from search.documents import COLUMNS, Row, row_of
from search.events import SEARCH_CHANGED
from search.services.suggestions import replace_suggestions

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM (SELECT unnest(%s::text[]) AS key ORDER BY 1) AS keys"
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_SET = ", ".join(f'"{name}" = excluded."{name}"' for name in COLUMNS)
_CASTS = {"head": "%s::tsvector", "match": "%s::tsvector", "categories": "%s::varchar[]", "traits": "%s::varchar[]"}
_TEMPLATE = "(" + ", ".join(_CASTS.get(name, "%s") for name in COLUMNS) + ", nextval('search_version'), false, %s)"
UPSERT = f"""
INSERT INTO search_searchdocument ({_NAMES}, version, deleted, changed_at) VALUES %s
ON CONFLICT (type, object_id) DO UPDATE SET {_SET}, version = nextval('search_version'), deleted = false, changed_at = excluded.changed_at
WHERE search_searchdocument.deleted OR search_searchdocument.content_hash <> excluded.content_hash
OR search_searchdocument.expires_at IS DISTINCT FROM excluded.expires_at
RETURNING id, version
"""  # noqa: S608 - only column names
# A tombstone keeps key and version and nothing of the content.
BURY = """
UPDATE search_searchdocument SET deleted = true, version = nextval('search_version'), changed_at = %s, title = '', url = '', external_id = '',
 head = ''::tsvector, match = ''::tsvector, source = '', index_body = '', content_hash = '', categories = '{}', traits = '{}', district = '', side = '',
 price_fen = NULL, rating = NULL, published_at = NULL, expires_at = NULL, lat = NULL, lng = NULL
WHERE type = %s AND object_id = ANY(%s) AND NOT deleted RETURNING id, version
"""
PENDING = """
INSERT INTO search_pendingdocument (document_id, version, since) SELECT unnest(%s::bigint[]), unnest(%s::bigint[]), %s
ON CONFLICT (document_id) DO UPDATE SET version = excluded.version
"""
CHUNK = 500


def refresh(kind: str, ids: Iterable[int], *, now: datetime) -> int:
    """Bring these things of one type up to date; returns how many documents changed.

    Takes an advisory lock for each thing until the end of the transaction, in key order. Without Elasticsearch nothing is queued.
    """
    wanted = sorted(set(ids))
    return sum(_refresh(sources.SOURCES[kind], wanted[start : start + CHUNK], now) for start in range(0, len(wanted), CHUNK))


def _refresh(source: sources.Source, ids: Sequence[int], now: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [[f"search:{source.type}:{number}" for number in ids]])
        words = lexicon.current().words
        rows = [row_of(document, now, words) for document in source.public_rows(ids)]
        changed = _write(cursor, rows, now)
        gone = sorted(set(ids) - {row.object_id for row in rows})
        if gone:
            cursor.execute(BURY, [now, source.type, gone])
            changed += cursor.fetchall()
        replace_suggestions(source.type, ids, rows)
        if changed:
            _queue(cursor, changed, now)
    return len(changed)


def _write(cursor: CursorWrapper, rows: Sequence[Row], now: datetime) -> list[tuple[int, int]]:
    if not rows:
        return []
    values = [(*row.columns, now) for row in rows]
    return execute_values(cursor.cursor, UPSERT, values, template=_TEMPLATE, page_size=CHUNK, fetch=True)


def _queue(cursor: CursorWrapper, changed: Sequence[tuple[int, int]], now: datetime) -> None:
    if settings.ELASTICSEARCH_URL:
        cursor.execute(PENDING, [[row[0] for row in changed], [row[1] for row in changed], now])
    publish(SEARCH_CHANGED, key="search")


def refresh_everything(*, now: datetime) -> int:
    """Read every source from the beginning and bury what is in the projection but not public any more. One transaction a batch."""
    changed = 0
    for kind, source in sources.SOURCES.items():
        for ids in sources.walk(source, CHUNK):
            changed += refresh(kind, ids, now=now)
        changed += _bury_strangers(kind, now)
    return changed


def _bury_strangers(kind: str, now: datetime) -> int:
    """Documents whose thing the source no longer names; each is asked again under its lock before it is buried."""
    changed, last = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT object_id FROM search_searchdocument WHERE type = %s AND object_id > %s AND NOT deleted ORDER BY object_id LIMIT %s",
                [kind, last, CHUNK],
            )
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return changed
        last = ids[-1]
        known = {document.object_id for document in sources.SOURCES[kind].public_rows(ids)}
        changed += refresh(kind, set(ids) - known, now=now)


def refresh_due(*, now: datetime) -> int:
    """Ask again for what has expired by time; returns how many documents changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, array_agg(object_id) FROM search_searchdocument WHERE NOT deleted AND expires_at <= %s GROUP BY type", [now])
        due = cursor.fetchall()
    return sum(refresh(kind, ids, now=now) for kind, ids in due if kind in sources.SOURCES)


def forget_tombstones(*, before: datetime) -> int:
    """Delete tombstones older than a date; returns how many. Elasticsearch has long confirmed them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_searchdocument d WHERE deleted AND changed_at < %s"
            " AND NOT EXISTS (SELECT FROM search_pendingdocument p WHERE p.document_id = d.id)",
            [before],
        )
        return cursor.rowcount


def refresh_aged(*, now: datetime) -> int:
    """Refresh what became a step older (`weights.FRESH_STEPS`) during the last two days; returns how many documents changed."""
    changed = 0
    for days, _ in weights.FRESH_STEPS:
        upper = now - timedelta(days=days)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT type, array_agg(object_id) FROM search_searchdocument WHERE NOT deleted AND published_at > %s AND published_at <= %s GROUP BY type",
                [upper - timedelta(days=2), upper],
            )
            aged = cursor.fetchall()
        changed += sum(refresh(kind, ids, now=now) for kind, ids in aged if kind in sources.SOURCES)
    return changed
