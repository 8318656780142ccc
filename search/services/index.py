"""Elasticsearch as a copy of the projection: the index definition, and pushing what is pending.

The index is named `<prefix>-<hash of its definition>-<time>` and always behind two aliases, one to read and one to write. Each
write carries the version of the row (`external_gte`), so a late older write loses, whoever sends it and however often.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import connection

from search.engines.connection import ElasticsearchAwayError, configured, request
from search.engines.elastic import read_alias

logger = logging.getLogger("search.index")
BULK_ROWS = 500
TOKENS = {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "docs"}
KEYWORD = {"type": "keyword"}
MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"includes": ["hit"]},
    "properties": {
        "n": {"type": "long"},
        "type": KEYWORD,
        "categories": KEYWORD,
        "traits": KEYWORD,
        "district": KEYWORD,
        "side": KEYWORD,
        "city": KEYWORD,
        "price_fen": {"type": "long"},
        "rating": {"type": "double"},
        "published_at": {"type": "long"},
        "location": {"type": "geo_point"},
        "quality": {"type": "integer"},
        "exact": TOKENS,
        "title": TOKENS,
        "tags": TOKENS,
        "any": TOKENS,
        "hit": {"type": "object", "enabled": False},
    },
}
# id, document id in Elasticsearch, version, deleted, body
Row = tuple[int, str, int, bool, str]
ROWS = "SELECT id, type || ':' || object_id, version, deleted, index_body FROM search_searchdocument WHERE {} ORDER BY id LIMIT {}"
# Elasticsearch forgets the version of a deleted document after a minute by itself; a write that was held up for longer would bring it back.
REMEMBER_DELETED = "1h"
COPIES_SECONDS = 60
NEXT_PENDING = "id IN (SELECT document_id FROM search_pendingdocument WHERE document_id <> ALL(%s) ORDER BY version LIMIT {})"
DONE = "DELETE FROM search_pendingdocument p USING unnest(%s::bigint[], %s::bigint[]) AS d(id, version) WHERE p.document_id = d.id AND p.version <= d.version"


class RefusedError(ElasticsearchAwayError):
    """Elasticsearch took a request, but not these documents of it (by `id`)."""

    def __init__(self, ids: set[int], reason: str) -> None:
        super().__init__(f"{len(ids)} documents refused: {reason[:300]}")
        self.ids = ids


def write_alias() -> str:
    """The alias that writes go to."""
    return f"{settings.SEARCH_INDEX_PREFIX}-write"


def index_settings() -> dict[str, Any]:
    """Settings of a finished index. An explicit refresh interval also keeps Elasticsearch from resting when nobody searches."""
    copies = {"number_of_shards": settings.SEARCH_SHARDS, "number_of_replicas": settings.SEARCH_REPLICAS}
    return {**copies, "refresh_interval": "500ms", "gc_deletes": REMEMBER_DELETED}


def schema_hash() -> str:
    """Changes when an index made by other code must be rebuilt."""
    return hashlib.sha256(orjson.dumps(MAPPING, option=orjson.OPT_SORT_KEYS)).hexdigest()[:8]


def new_name(now: datetime) -> str:
    """The name of an index made now."""
    return f"{settings.SEARCH_INDEX_PREFIX}-{schema_hash()}-{now:%Y%m%d%H%M%S%f}"


def create(name: str) -> None:
    """Create an index for filling: no refresh, no replicas until `finish`."""
    filling = {**index_settings(), "number_of_replicas": 0, "refresh_interval": "-1"}
    request("PUT", f"/{name}", orjson.dumps({"settings": filling, "mappings": MAPPING}))


def finish(name: str) -> None:
    """Give an index its working settings and make everything in it visible. With replicas, wait until each shard has them, but not for ever."""
    request("PUT", f"/{name}/_settings", orjson.dumps({"index": {key: value for key, value in index_settings().items() if key != "number_of_shards"}}))
    request("POST", f"/{name}/_refresh")
    if settings.SEARCH_REPLICAS:
        request("GET", f"/_cluster/health/{name}?wait_for_status=green&timeout={COPIES_SECONDS}s", seconds=COPIES_SECONDS + 10, allowed=(408,))


def behind(alias: str) -> list[str]:
    """The indexes behind an alias; [] when it is missing."""
    found = request("GET", f"/_alias/{alias}", allowed=(404,))
    return [] if "error" in found else sorted(found)


def all_indexes() -> list[str]:
    """Every index of ours, also unfinished ones."""
    return sorted(request("GET", f"/{settings.SEARCH_INDEX_PREFIX}-*/_alias?expand_wildcards=open", allowed=(404,)))


def action_lines(row: Row) -> bytes:
    """One document for `_bulk`. A tombstone is a delete with its version."""
    n, key, version, deleted, body = row
    meta = {"_id": key, "version": version, "version_type": "external_gte"}
    if deleted:
        return orjson.dumps({"delete": meta}) + b"\n"
    return orjson.dumps({"index": meta}) + b'\n{"n":%d,' % n + body.encode()[1:] + b"\n"


def bulk(index: str, rows: Iterable[Row]) -> int:
    """Send rows in one request; returns how many. A version conflict means that a newer one is there already, which is fine.

    Raises RefusedError when documents were refused for another reason; the others of the request are written.
    """
    sent = list(rows)
    if not sent:
        return 0
    alias = "true" if index == write_alias() else "false"
    answer = request("POST", f"/{index}/_bulk?require_alias={alias}", b"".join(map(action_lines, sent)), ndjson=True)
    if answer["errors"]:
        results = [next(iter(item.values())) for item in answer["items"]]
        refused = {row[0]: result["error"] for row, result in zip(sent, results, strict=True) if "error" in result and result["status"] != 409}
        if refused:
            raise RefusedError(set(refused), str(next(iter(refused.values()))))
    return len(sent)


def rows_where(condition: str, parameters: Sequence[Any], limit: int = BULK_ROWS) -> list[Row]:
    """Projection rows for `_bulk`, in the order of id."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(condition, limit), parameters)
        return cursor.fetchall()


def live_rows(size: int = BULK_ROWS) -> Iterator[list[Row]]:
    """The whole projection without tombstones, by keyset."""
    last = 0
    while rows := rows_where("id > %s AND NOT deleted", [last], size):
        yield rows
        last = rows[-1][0]


def push_pending() -> int:
    """Send what Elasticsearch has not confirmed; returns how many documents. Does nothing and keeps everything while it is away.

    Called by the handler of `search.changed` and, as safety net, by the schedule; both at once do no harm.
    """
    if not configured():
        return 0
    sent, refused = 0, set[int]()
    try:
        if not behind(write_alias()):
            return 0
        while rows := rows_where(NEXT_PENDING.format(BULK_ROWS), [list(refused)]):
            try:
                bulk(write_alias(), rows)
            except RefusedError as error:
                # One that is refused must not hold up the others; it stays pending, where the gauge shows it.
                logger.warning("%s", error)
                refused |= error.ids
            taken = [row for row in rows if row[0] not in refused]
            sent += len(taken)
            with connection.cursor() as cursor:
                cursor.execute(DONE, [[row[0] for row in taken], [row[2] for row in taken]])
    except ElasticsearchAwayError as error:
        logger.warning("%s; %d documents sent, the rest waits", error, sent)
    return sent


def serving() -> str | None:
    """The index that answers searches; None when there is none."""
    return next(iter(behind(read_alias())), None)
