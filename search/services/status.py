"""How the search stands, for the command, the doctor and the health page."""

from typing import Any

import orjson
from django.db import connection

from search.engines.connection import ElasticsearchAwayError
from search.services import index

COUNTS = """
SELECT (SELECT json_object_agg(type, n) FROM (SELECT type, count(*) AS n FROM search_searchdocument WHERE NOT deleted GROUP BY type) t)::text,
 (SELECT count(*) FROM search_searchdocument WHERE deleted), (SELECT count(*) FROM search_pendingdocument),
 (SELECT coalesce(extract(epoch FROM now() - min(since)), 0)::float8 FROM search_pendingdocument),
 (SELECT count(*) FROM search_suggestion), (SELECT count(*) FROM search_termfrequency)
"""


def status() -> dict[str, Any]:
    """Counts of the projection, what is pending and since when, and the index in service. One query and at most two requests."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        by_type, tombstones, pending, oldest, phrases, terms = cursor.fetchone()
    found: dict[str, Any] = {
        "documents": orjson.loads(by_type or "{}"),
        "tombstones": tombstones,
        "pending": pending,
        "pending_seconds": round(oldest, 1),
        "suggestions": phrases,
        "terms": terms,
        "engine": "elasticsearch" if index.configured() else "database",
        "index": None,
        "ok": True,
    }
    if index.configured():
        try:
            found["index"] = index.serving()
        except ElasticsearchAwayError as error:
            found["error"] = str(error)
        found["ok"] = found["index"] is not None
    return found
