"""Stored bytes are sent only while nothing that they show has changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction

from core import content
from core.middleware import StoredPageMiddleware, storable

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def store(key: str, *scopes: str, body: bytes = b"page", **more) -> None:
    content.write(key, "/x/", scopes=list(scopes), fingerprint=content.version(*scopes), body=body, content_type="text/html", now=NOW, **more)


def test_fresh_bytes_come_back_with_one_query(django_assert_num_queries) -> None:
    store("k", "pages", "listings")
    with django_assert_num_queries(1):
        found = content.read("k", NOW)
    assert found is not None
    assert found.body == b"page"


def test_a_bump_of_any_scope_ends_them() -> None:
    store("k", "pages", "listings")
    content.bump("listings")
    assert content.read("k", NOW) is None
    store("k", "pages", "listings", body=b"new")
    content.bump("enterprises")
    assert content.read("k", NOW).body == b"new"


def test_rendered_before_a_change_and_stored_after_it_is_never_sent() -> None:
    before = content.version("pages")
    content.bump("pages")
    content.write("k", "/x/", scopes=["pages"], fingerprint=before, body=b"old", content_type="text/html", now=NOW)
    assert content.read("k", NOW) is None


def test_what_ends_by_time_ends() -> None:
    store("k", "pages", until=NOW + timedelta(minutes=5))
    assert content.read("k", NOW + timedelta(minutes=4))
    assert content.read("k", NOW + timedelta(minutes=5)) is None
    assert content.forget_stale(NOW + timedelta(minutes=5)) >= 1


@pytest.mark.parametrize("change", ["title", "unpublish", "raw", "restrict", "delete"])
def test_any_change_of_a_page_raises_the_version_and_publishes(change: str) -> None:
    page = Page.objects.get(depth=1).add_child(title="一页", slug="one", live=True)
    child = page.add_child(title="下页", slug="below", live=True)
    before = content.version("pages")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM outbox_outboxevent")
    if change == "title":
        page.title = "改名"
        page.save()
    elif change == "unpublish":
        page.unpublish()
    elif change == "raw":
        Page.objects.filter(pk=page.pk).update(live=False)
    elif change == "restrict":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        child.delete()
    assert content.version("pages") != before
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT (ids->>'page_id')::int FROM outbox_outboxevent WHERE name = 'page.changed'")
        said = {row[0] for row in cursor.fetchall()}
    expected = {"restrict": {page.pk, child.pk}, "delete": {child.pk}}.get(change, {page.pk})
    assert expected <= said


def test_a_save_that_changes_nothing_public_is_silent() -> None:
    page = Page.objects.get(depth=1).add_child(title="一页", slug="one", live=True)
    before = content.version("pages")
    Page.objects.filter(pk=page.pk).update(has_unpublished_changes=True)
    assert content.version("pages") == before


def test_middleware_stores_only_what_is_marked_and_good() -> None:
    calls = []

    def view(request) -> HttpResponse:
        calls.append(request.path)
        response = HttpResponse(b"hello", status=404 if "missing" in request.path else 200)
        if "cookie" in request.path:
            response.set_cookie("a", "b")
        return storable(response, scopes=["pages"], fingerprint=content.version("pages")) if "plain" not in request.path else response

    middleware = StoredPageMiddleware(view)
    factory = RequestFactory()
    for path in ("/good/", "/good/", "/missing/", "/missing/", "/cookie/", "/cookie/", "/plain/", "/plain/"):
        middleware(factory.get(path))
    assert calls == ["/good/", "/missing/", "/missing/", "/cookie/", "/cookie/", "/plain/", "/plain/"]


def test_middleware_answers_not_modified_with_the_policy() -> None:
    middleware = StoredPageMiddleware(lambda request: storable(HttpResponse(b"hello"), scopes=["pages"], fingerprint=content.version("pages")))
    first = middleware(RequestFactory().get("/x/"))
    again = middleware(RequestFactory().get("/x/", headers={"If-None-Match": first["ETag"]}))
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "default-src 'none'" in first["Content-Security-Policy"]
    assert first["X-Content-Type-Options"] == "nosniff"


def test_bytes_of_another_release_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    key = content.key_of("a.example", "/")
    assert content.key_of("a.example", "/") == key
    monkeypatch.setattr(content, "release", lambda: "the templates and style sheets of tomorrow")
    assert content.key_of("a.example", "/") != key


def test_a_version_that_was_rolled_back_is_not_given_again() -> None:
    with transaction.atomic():
        content.bump("catalog")
        taken = content.version("catalog")
        transaction.set_rollback(True)
    content.bump("catalog")
    assert content.version("catalog") != taken
