"""Reads that are the same for everybody skip session and log-in, and keep every header and refusal."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import middleware
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
SEARCH, LIST = "/api/v1/search/", "/api/v1/listings/"


@pytest.mark.parametrize("path", [SEARCH, LIST])
def test_a_session_changes_nothing_and_is_not_even_read(client: Client, path: str) -> None:
    client.force_login(make_user())
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200
    assert not [query for query in asked if "session" in query["sql"] or 'FROM "members_user"' in query["sql"]]
    assert "Set-Cookie" not in response and "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", [SEARCH, f"{SEARCH}?q=%00", LIST, f"{LIST}?page_size=x"])
def test_headers_stand_on_answers_and_refusals(client: Client, path: str) -> None:
    response = client.get(path)
    assert {name: response[name] for name in middleware.PUBLIC_HEADERS} == middleware.PUBLIC_HEADERS
    assert "no-store" in response["Cache-Control"] and response["X-Request-ID"]


def test_another_host_is_refused(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get(SEARCH).status_code == 200
    assert client.get(SEARCH, headers={"host": "evil.example"}).status_code == 400


def test_what_is_no_read_goes_the_whole_way(client: Client) -> None:
    assert client.post(LIST, {}, content_type="application/json").status_code == 401
    assert client.delete(SEARCH).status_code == 405
    assert client.get("/api/v1/search/nothing/").status_code == 404
    assert client.head(LIST).status_code == 200
