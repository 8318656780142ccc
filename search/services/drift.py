"""Is Elasticsearch what the projection says? Both sides are walked in the order of `n`, by (n, version), and compared.

`verify` only tells; `repair` sends what is missing or old and deletes what should not be there. Both work while writes go on: what
is pending at the moment is not drift.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby

import orjson
from django.db import connection

from search.engines.connection import request
from search.services.index import bulk, rows_where

PAGE = 5000
BATCH = 500
REPORTED = 20


@dataclass(slots=True)
class Drift:
    """What differs. Lists hold `n`; ghosts hold (n, id in Elasticsearch, version there)."""

    checked: int = 0
    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    ahead: list[tuple[int, int]] = field(default_factory=list)
    ghosts: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many documents differ."""
        return len(self.missing) + len(self.stale) + len(self.ahead) + len(self.ghosts)

    def as_dict(self) -> dict:
        """For --json: counts, and the first few of each."""
        counts = {name: len(value) for name, value in asdict(self).items() if isinstance(value, list)}
        return {"checked": self.checked, "drift": self.total, **counts, "examples": {name: getattr(self, name)[:REPORTED] for name in counts}}


def _indexed(index: str) -> Iterator[tuple[int, int, str]]:
    """(n, version, id) of every document in an index."""
    request("POST", f"/{index}/_refresh")
    after: list[int] | None = None
    while True:
        body = {"size": PAGE, "sort": [{"n": "asc"}], "_source": False, "version": True, "track_total_hits": False, "query": {"match_all": {}}}
        if after:
            body["search_after"] = after
        hits = request("POST", f"/{index}/_search", orjson.dumps(body))["hits"]["hits"]
        yield from ((hit["sort"][0], hit["_version"], hit["_id"]) for hit in hits)
        if len(hits) < PAGE:
            return
        after = hits[-1]["sort"]


def _projected() -> Iterator[tuple[int, int, str]]:
    """(n, version, id) of every live document of the projection."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, version, type || ':' || object_id FROM search_searchdocument WHERE id > %s AND NOT deleted ORDER BY id LIMIT %s", [last, PAGE]
            )
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1][0]


def compare(index: str) -> Drift:
    """Walk both sides once. Documents that are pending are left to `push_pending`."""
    drift = Drift()
    left, right = _projected(), _indexed(index)
    wanted, found = next(left, None), next(right, None)
    while wanted or found:
        if found is None or (wanted is not None and wanted[0] < found[0]):
            drift.missing.append(wanted[0])  # type: ignore[index]
            wanted = next(left, None)
        elif wanted is None or found[0] < wanted[0]:
            drift.ghosts.append((found[0], found[2], found[1]))
            found = next(right, None)
        else:
            _compare_versions(drift, wanted, found)
            wanted, found = next(left, None), next(right, None)
        drift.checked += 1
    return _without_pending(drift)


def _compare_versions(drift: Drift, wanted: tuple[int, int, str], found: tuple[int, int, str]) -> None:
    if wanted[2] != found[2]:
        drift.ghosts.append((found[0], found[2], found[1]))
        drift.missing.append(wanted[0])
    elif found[1] < wanted[1]:
        drift.stale.append(wanted[0])
    elif found[1] > wanted[1]:
        drift.ahead.append((wanted[0], found[1]))


def _without_pending(drift: Drift) -> Drift:
    """What is on its way is no drift; what changed between the two walks is asked again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_id FROM search_pendingdocument")
        pending = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT id, version FROM search_searchdocument WHERE id = ANY(%s) AND NOT deleted", [[*drift.missing, *drift.stale, *(n for n, _ in drift.ahead)]]
        )
        now = dict(cursor.fetchall())
        cursor.execute("SELECT id FROM search_searchdocument WHERE id = ANY(%s) AND NOT deleted", [[n for n, _, _ in drift.ghosts]])
        alive = {row[0] for row in cursor.fetchall()}
    drift.missing = [n for n in drift.missing if n in now and n not in pending]
    drift.stale = [n for n in drift.stale if n in now and n not in pending]
    drift.ahead = [(n, version) for n, version in drift.ahead if now.get(n, version) < version]
    drift.ghosts = [ghost for ghost in drift.ghosts if ghost[0] not in pending and (ghost[0] not in alive or ghost[0] in drift.missing)]
    return drift


def repair(index: str, drift: Drift | None = None) -> Drift:
    """Put an index right; returns what was wrong. Safe while writes go on: every write carries the version of its row.

    Each wrong document gets a new version first, because Elasticsearch may remember a higher one than it shows: of a document that
    somebody deleted, or of a database that was restored.
    """
    drift = drift or compare(index)
    wrong = sorted({*drift.missing, *drift.stale, *(n for n, _ in drift.ahead)})
    _remove(index, drift.ghosts)
    _raise_versions(wrong, above=max((version for _, version in drift.ahead), default=0))
    for start in range(0, len(wrong), BATCH):
        bulk(index, rows_where("id = ANY(%s)", [wrong[start : start + BATCH]], BATCH))
    return drift


def _raise_versions(wrong: list[int], *, above: int) -> None:
    if not wrong:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_raise_version(%s)", [above])
        cursor.execute("UPDATE search_searchdocument SET version = nextval('search_version') WHERE id = ANY(%s)", [wrong])


def _remove(index: str, ghosts: list[tuple[int, str, int]]) -> None:
    """Delete what has no live row, with a version above the one it has there."""
    for _, group in groupby(enumerate(ghosts), key=lambda item: item[0] // BATCH):
        bulk(index, [(n, key, version + 1, True, "") for _, (n, key, version) in group])
