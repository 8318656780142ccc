"""Answers of the content API that are kept: one query reads the bytes, the fingerprint they must have, and the sites where there are none.

An address without conditions has a key of its own, for there are only as many as pages. What somebody asks with `fields`, `limit` and
so on could be anything: those share a fixed number of places, so nobody can fill the table.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.request import split_domain_port
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from core import content

SCOPES = ["enterprises", "pages", "settings"]
# Raise it when answers of the same content look different.
FORMAT = 1
PLACES = 4096
LONGEST = 600
NAMES = frozenset({"type", "fields", "limit", "offset", "cursor", "order", "child_of", "descendant_of"})
SITES = """(SELECT json_agg(json_build_array(s.id, s.hostname, s.port, s.is_default_site, r.id, r.path, r.depth, r.url_path, r.content_type_id, t.roots)
  ORDER BY r.url_path DESC, s.is_default_site DESC, s.hostname)
 FROM wagtailcore_site s JOIN wagtailcore_page r ON r.id = s.root_page_id,
 LATERAL (SELECT json_agg(json_build_array(p.url_path, l.language_code) ORDER BY p.id = r.id DESC, p.path) AS roots
  FROM wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id WHERE p.translation_key = r.translation_key) t)::text"""
KIND = "(SELECT content_type_id FROM wagtailcore_page WHERE id = %s)"
LOOK = " ".join(
    (
        f"SELECT f.now, p.body, p.content_type, p.etag, CASE WHEN p.key IS NULL THEN {SITES} END, CASE WHEN p.key IS NULL THEN {KIND} END",
        f"FROM (SELECT {content.FINGERPRINT} AS now) f",
        "LEFT JOIN core_storedpage p ON p.key = %s AND p.path = %s AND p.fresh_until > %s AND p.fingerprint = f.now",
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer to a request is kept; `path` is empty for one that is not."""

    key: str
    path: str


def place_of(request: HttpRequest) -> Place:
    """The place of a request."""
    path = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    if not request.GET:
        return Place(content.key_of("content-api", f"{FORMAT} {path}"), path[:1000])
    keepable = len(path) <= LONGEST and set(request.GET) <= NAMES and request.GET.get("order") != "random"
    number = zlib.crc32(path.encode()) % PLACES
    return Place(content.key_of("content-api", f"{FORMAT} {number}"), path) if keepable else Place("", "")


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look found: bytes; or the fingerprint from before rendering, the sites, and the type of the page that is asked for."""

    stored: content.Stored | None
    fingerprint: str
    sites: list[Any]
    kind: type[Page] | None


def look(place: Place, now: datetime, *, page: int | None = None) -> Looked:
    """Read the answer, or what is needed to make it. One query."""
    number = page if page is not None and page < 2**31 else None
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [number, SCOPES, place.key, place.path, now])
        fingerprint, body, content_type, etag, sites, kind = cursor.fetchone()
    if body is not None:
        return Looked(content.Stored(bytes(body), content_type, etag), fingerprint, [], None)
    model = ContentType.objects.get_for_id(kind).model_class() if kind is not None else None
    return Looked(None, fingerprint, orjson.loads(sites or "[]"), model)


def keep(place: Place, looked: Looked, body: bytes, *, now: datetime, until: datetime | None) -> content.Stored:
    """Keep an answer that was made after the look."""
    kept: dict[str, Any] = {"body": body, "content_type": "application/json", "now": now, "until": until}
    return content.write(place.key, place.path, scopes=SCOPES, fingerprint=looked.fingerprint, **kept)


def send(request: HttpRequest, stored: content.Stored) -> HttpResponse:
    """The bytes, or 304 to who has them."""
    same = request.headers.get("If-None-Match") == stored.etag
    response = HttpResponseNotModified() if same else HttpResponse(stored.body, content_type=stored.content_type)
    response["ETag"] = stored.etag
    response["Cache-Control"] = "public, no-cache"
    return response


def know_site(request: HttpRequest, rows: list[Any]) -> None:
    """Tell Wagtail the site of the request and the roots of all, as it would find them itself."""
    roots = [
        SiteRootPath(number, path, Site(hostname=host, port=port).root_url, language)
        for number, host, port, *_, versions in rows
        for path, language in (versions if settings.WAGTAIL_I18N_ENABLED else versions[:1])
    ]
    request._wagtail_cached_site_root_paths = roots  # type: ignore[attr-defined]
    request._wagtail_site = _site(request, rows)  # type: ignore[attr-defined]


def _site(request: HttpRequest, rows: list[Any]) -> Site | None:
    """The rule of `wagtail.models.sites.get_site_for_hostname`."""
    host, port = split_domain_port(request._get_raw_host())[0], int(request.get_port())  # type: ignore[attr-defined]

    def rank(row: list[Any]) -> int:
        same, default = row[1] == host, row[3]
        return 0 if same and row[2] == port else 1 if same and default else 2 if default else 3

    found = sorted((row for row in rows if row[1] == host or row[3]), key=rank)
    if not found:
        return None
    if len(found) == 1 or rank(found[0]) in (0, 1):
        row = found[0]
    elif rank(found[0]) == 2:
        row = found[len(found) == 2]
    else:
        return None
    number, name, at, default, root, path, depth, url_path, kind, _ = row
    page = Page(id=root, path=path, depth=depth, url_path=url_path, content_type_id=kind)
    return Site(id=number, hostname=name, port=at, is_default_site=default, root_page=page)
