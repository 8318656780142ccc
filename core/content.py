"""Published bytes that are never stale.

A public page is rendered once and stored with the names of the scopes it shows ("pages", "listings", …) and a fingerprint of their
versions. Whoever changes content raises the version of its scope *in the same transaction* (services by `bump`, pages by a
trigger), and the one query that reads the bytes compares the fingerprint: what has changed does not match and is rendered anew.
A version is the next number of a sequence (a trigger sees to it), so what a transaction reads and keeps under its own version is never
taken for somebody else's after a rollback. Clean-up is a scheduled job; it is never needed for correctness. A page that shows
something which ends by time says so with `until`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection

LIFETIME = timedelta(hours=24)
FINGERPRINT = """(SELECT string_agg(s || ':' || coalesce(v.version, 0), ',' ORDER BY s)
 FROM unnest(%s::text[]) AS s LEFT JOIN core_contentversion v ON v.scope = s)"""
READ = """
SELECT body, content_type, etag FROM core_storedpage p WHERE key = %s AND fresh_until > %s AND fingerprint =
 (SELECT string_agg(s || ':' || coalesce(v.version, 0), ',' ORDER BY s) FROM unnest(p.scopes) AS s LEFT JOIN core_contentversion v ON v.scope = s)
"""
WRITE = """
INSERT INTO core_storedpage (key, path, scopes, fingerprint, body, content_type, etag, stored_at, fresh_until)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET scopes = excluded.scopes, fingerprint = excluded.fingerprint, body = excluded.body,
 content_type = excluded.content_type, etag = excluded.etag, stored_at = excluded.stored_at, fresh_until = excluded.fresh_until
"""
BUMP = """INSERT INTO core_contentversion (scope, version) SELECT s, 1 FROM unnest(%s::text[]) WITH ORDINALITY AS given (s, place) ORDER BY place
 ON CONFLICT (scope) DO UPDATE SET version = core_contentversion.version + 1"""


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes ready to send."""

    body: bytes
    content_type: str
    etag: str


def bump(*scopes: str) -> None:
    """Say that what these scopes show has changed. Call it inside the transaction of the change, late: it holds a row lock till commit."""
    if scopes:
        with connection.cursor() as cursor:
            cursor.execute(BUMP, [sorted(set(scopes))])


def version(*scopes: str) -> str:
    """The fingerprint of these scopes now, e.g. "listings:3,pages:12". One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + FINGERPRINT, [sorted(set(scopes))])
        return cursor.fetchone()[0] or ""


@cache
def release() -> str:
    """What this release makes of content: its templates, its words and the names of its static files. Read once in a process.

    Bytes of another release name style sheets that are gone.
    """
    found = hashlib.sha256(getattr(staticfiles_storage, "manifest_hash", "").encode())
    for words in sorted((settings.BASE_DIR / "locale").rglob("*.mo")):
        found.update(words.read_bytes())
    for config in apps.get_app_configs():
        own = Path(config.path)
        if own.is_relative_to(settings.BASE_DIR) and "site-packages" not in own.parts:
            for file in sorted((own / "templates").rglob("*.html")):
                found.update(file.read_bytes())
    return found.hexdigest()


def key_of(host: str, path: str) -> str:
    """The key under which this release keeps the bytes of a full path on a host."""
    return hashlib.sha256(f"{release()}\n{host}\n{path}".encode()).hexdigest()


def read(key: str, now: datetime) -> Stored | None:
    """The stored bytes if they are still true. One indexed query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [key, now])
        row = cursor.fetchone()
    return Stored(bytes(row[0]), row[1], row[2]) if row else None


def write(key: str, path: str, *, scopes: list[str], fingerprint: str, body: bytes, content_type: str, now: datetime, until: datetime | None = None) -> Stored:
    """Store rendered bytes with the fingerprint that was read *before* rendering began."""
    etag = '"' + hashlib.sha256(body).hexdigest()[:32] + '"'
    fresh_until = min(until or now + LIFETIME, now + LIFETIME)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [key, path[:1000], sorted(set(scopes)), fingerprint, body, content_type, etag, now, fresh_until])
    return Stored(body, content_type, etag)


def forget_stale(now: datetime) -> int:
    """Delete bytes that no request can be answered with any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_storedpage WHERE fresh_until <= %s", [now])
        return cursor.rowcount
