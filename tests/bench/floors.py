"""The floors: the least that an answer can cost through the same middleware."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from core import content

LOOK = "SELECT body, content_type, etag FROM core_storedpage WHERE key = %s"
JSON_LIST = """
SELECT json_build_object('count', (SELECT count(*) FROM listings_listing WHERE state = 'published'), 'items', coalesce(json_agg(row), '[]'), 'next', NULL)::text
FROM (SELECT l.id, l.side, l.title, l.description, l.price_fen, l.published_at, c.name AS category, d.name AS district, u.label AS unit, e.short_name AS enterprise
      FROM listings_listing l JOIN catalog_category c ON c.id = l.category_id LEFT JOIN core_district d ON d.id = l.district_id
      LEFT JOIN core_unit u ON u.id = l.unit_id LEFT JOIN enterprises_enterprise e ON e.id = l.enterprise_id
      WHERE l.state = 'published' ORDER BY l.published_at DESC, l.id DESC LIMIT 20) AS row
"""


def stored_bytes(request: HttpRequest) -> HttpResponse:
    """One raw indexed look-up and the bytes."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [content.key_of(request.get_host(), request.GET["of"])])
        body, content_type, etag = cursor.fetchone()
    response = HttpResponse(bytes(body), content_type=content_type)
    response["ETag"] = etag
    return response


def json_list(request: HttpRequest) -> HttpResponse:
    """Twenty listings as PostgreSQL's own JSON."""
    with connection.cursor() as cursor:
        cursor.execute(JSON_LIST)
        return HttpResponse(cursor.fetchone()[0], content_type="application/json")


def hello(request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [path("api/floor/hello/", hello), path("api/floor/bytes/", stored_bytes), path("api/v1/listings/", json_list)]
