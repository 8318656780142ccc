"""No POST without its token (that forms carry theirs: test_matrix), no way off the site by `next`, no foreign host, no planted session.

The token is asked for before any address knows its verb: the quick form asks each address once, NIGHTLY=1 each of its verbs.
"""

import os
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.architecture.addresses import ours
from tests.architecture.endpoints import Row, rows
from tests.members.factories import PASSWORD, make_user
from tests.rights.asking import FORBIDDEN, Answer, ask, client_of, rolled_back
from tests.rights.bodies import body_of, content_type_of
from tests.rights.forms import wrong_with_forms
from tests.rights.matrix import about, address_of, first_allowed
from tests.rights.world import World

pytestmark = pytest.mark.usefixtures("lean_pages")
UNSAFE = [
    (row, method)
    for row in rows()
    if row.name in ours()
    for method in row.rights
    if method != "GET"
    and (row.case == 0 or os.environ.get("NIGHTLY"))
    and row.rights[method] not in ("closed", "flow")
    and not ours()[row.name].route.startswith("_allauth/")
]
# What anybody may send to the API, an app without a session too: nobody's session is used, so there is no token to ask for.
OPEN = [(row, method) for row, method in UNSAFE if row.rights[method] == "public" and ours()[row.name].route.startswith("api/")]
UNSAFE = [case for case in UNSAFE if case not in OPEN]
UNSAFE.sort(key=lambda case: about(*case))
FORGED = {"Origin": "https://evil.example", "X-CSRFToken": "y" * 64}
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "/%09/evil.example",
    "\t//evil.example",
    "//evil.example%2f..",
]


@pytest.mark.parametrize(("row", "method"), UNSAFE, ids=[f"{method} {row.label}" for row, method in UNSAFE])
def test_without_its_token_nothing_is_done(row: Row, method: str, world: World):
    found = first_allowed(row, method, world)
    assert found is not None
    cell, built = found
    with rolled_back():
        path = address_of(row, built.args if built else {})
        body = body_of(row.label, method, world, cell.role, built)
        browser = client_of(world, cell.role, enforce_csrf_checks=True)
        answer = ask(browser, method, path, body, content_type=content_type_of(path, method, body))
        kind = content_type_of(path, method, body)
        forged = ask(browser, method, path, {**body, "csrfmiddlewaretoken": "x" * 64}, content_type=kind, headers=FORGED)
    for one in (answer, forged):
        assert one.kind == FORBIDDEN, (cell.role, one.status, one.location)
        assert not one.writes


@pytest.mark.parametrize(("row", "method"), OPEN, ids=[f"{method} {row.label}" for row, method in OPEN])
def test_what_anybody_may_send_takes_no_form_and_a_session_needs_its_token(row: Row, method: str, world: World):
    path, body = address_of(row, {}), body_of(row.label, method, world, "visitor", None)
    forms = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")
    with rolled_back():
        for kind in forms:
            answer = ask(client_of(world, "visitor", enforce_csrf_checks=True), method, path, b'{"text": "x"}', content_type=kind, headers=FORGED)
            assert (answer.status, answer.writes) == (415, [])
        kind = content_type_of(path, method, body)
        answer = ask(client_of(world, "family", enforce_csrf_checks=True), method, path, body, content_type=kind, headers=FORGED)
        assert (answer.kind, answer.writes) == (FORBIDDEN, [])


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leads_off_the_site(target: str, world: World):
    with rolled_back():
        user = make_user(username="walker")
        steps = [
            Client().post("/accounts/login/", {"login": "walker", "password": PASSWORD, "next": target}),
            Client().post(f"/accounts/login/?{'next'}={target}", {"login": "walker", "password": PASSWORD, "next": target}),
            client_of(world, "family").get("/accounts/login/", {"next": target}),
            client_of(world, "family").get("/accounts/signup/", {"next": target}),
            client_of(world, "family").post("/accounts/logout/", {"next": target}),
            client_of(world, "family").post("/accounts/reauthenticate/", {"password": PASSWORD, "next": target}),
            client_of(world, "publisher").post("/admin/logout/", {"next": target}),
            Client().get("/admin/login/", {"next": target}),
            Client().post("/demo/", {"role": "visitor", "next": target}),
        ]
        shown = Client().get("/accounts/login/", {"next": target}).content.decode()
    assert user.pk
    for response in steps:
        # Handing the parameter on to our own log-in page is harmless: that page is asked above.
        place = urlsplit(response.get("Location", "").replace("\\", "/"))
        assert (place.scheme, place.netloc) == ("", ""), place
    assert 'href="https://evil' not in shown and 'href="//evil' not in shown and 'href="javascript' not in shown


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "testserver.evil.example", "testserver@evil.example", "[::1", "test\tserver", "a" * 300])
def test_a_foreign_host_is_refused(host: str, world: World, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for path in ("/", "/listings/", "/accounts/login/", "/api/v1/categories/", "/sitemap.xml", "/healthz/live", "/robots.txt"):
        with rolled_back():
            answer = ask(client_of(world, "visitor"), "GET", path, headers={"Host": host})
        assert answer.status == 400 or path == "/healthz/live", (path, answer.status)
        assert b"evil.example" not in answer.body and b"Traceback" not in answer.body


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded", "X-Host"])
def test_headers_of_proxies_are_not_believed(name: str, world: World):
    for path in ("/", "/news/", "/sitemap.xml", "/news/feed/", "/accounts/login/", "/accounts/password/reset/"):
        with rolled_back():
            answer = ask(client_of(world, "visitor"), "GET", path, headers={name: "evil.example"})
        assert answer.status == 200, path
        assert b"evil.example" not in answer.body, path


def test_logging_in_changes_the_session_and_adopts_no_planted_one(world: World):
    with rolled_back():
        make_user(username="walker")
        browser = Client()
        browser.cookies["sessionid"] = planted = "abcdefghijklmnopqrstuvwxyz012345"
        browser.post("/accounts/login/", {"login": "walker", "password": PASSWORD})
        first = browser.cookies["sessionid"].value
        assert first != planted and browser.get("/my/").status_code == 200
        stranger = Client()
        stranger.cookies["sessionid"] = planted
        assert stranger.get("/my/").status_code == 302

        known = Client()
        known.post("/accounts/password/reset/", {"phone": "13912345678"})
        before = known.cookies["sessionid"].value
        known.post("/accounts/login/", {"login": "walker", "password": PASSWORD})
        assert known.cookies["sessionid"].value != before

        known.post("/accounts/logout/")
        old = Client()
        old.cookies["sessionid"] = known.cookies["sessionid"].value or before
        assert old.get("/my/").status_code == 302
        cookie = browser.cookies["sessionid"]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ('<form method="post"><input name="text"></form>', {}),
        ('<form method="post" action="//evil.example/"><input name="csrfmiddlewaretoken"></form>', {}),
        ('<form method="POST"><input name="csrfmiddlewaretoken"></form>', {"Cache-Control": "public, max-age=60"}),
    ],
    ids=["no token", "elsewhere", "stored"],
)
def test_a_forgeable_form_would_be_seen(form: str, headers: dict[str, str]):
    page = {"Content-Type": "text/html; charset=utf-8"}
    assert wrong_with_forms(Answer(200, form.encode(), {**page, **headers}, "/"))
    assert not wrong_with_forms(Answer(200, b'<form method="post" action="/x/"><input name="csrfmiddlewaretoken"></form>', page, "/"))
