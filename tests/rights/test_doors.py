"""S6: only known doors. What must not be there is not, for nobody; what is not ours in the back office is closed to those outside."""

import importlib.util

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from members.models import User
from members.roles import STAFF_ROLES
from tests.architecture.addresses import addresses
from tests.rights.asking import ask, client_of, rolled_back
from tests.rights.world import ROLES, World, session_of

NOWHERE = [
    "/django-admin/",
    "/admin/auth/user/",
    "/admin/django/",
    "/api/",
    "/api/v1/",
    "/api/v2/pages/",
    "/api/v3/",
    "/api/content/v3/",
    "/api/content/v3/pages/",
    "/api/auth/login/",
    "/api-auth/login/",
    "/__debug__/",
    "/silk/",
    "/graphql/",
    "/metrics/",
    "/.env",
    "/accounts/email/",
    "/accounts/password/reset/key/a-b/",
    "/_allauth/browser/v1/config/",
    "/_allauth/app/v1/account/email/",
    "/media/private/x",
    "/media/../private/x",
    "/media/images/../../secrets/SECRET_KEY",
    "/private/",
    "/static/../manage.py",
]
NOT_INSTALLED = [
    "django.contrib.admin",
    "django.contrib.admindocs",
    "debug_toolbar",
    "wagtail.api.v3",
    "wagtail.contrib.styleguide",
    "rest_framework.authtoken",
]
LIBRARY_SCREENS = ["users/", "users/new/", "users/1/", "groups/", "groups/new/", "groups/1/"]
STAFF_ONLY = ["", "pages/", "images/", "documents/", "reports/", "api/main/pages/", "api/main/images/", "pages/1/", "sites/", "redirects/", "collections/"]


@pytest.mark.parametrize("path", NOWHERE)
def test_what_must_not_be_there_is_not(path: str, world: World):
    for role in ("visitor", "family", "administrator"):
        with rolled_back():
            answer = ask(client_of(world, role), "GET", path)
        outside = path.startswith("/admin/") and role != "administrator"
        assert answer.kind == "log-in" if outside else answer.status == 404, role
        assert b"Traceback" not in answer.body and b"urlpatterns" not in answer.body


def test_what_must_not_be_installed_is_not():
    assert [name for name in NOT_INSTALLED if apps.is_installed(name)] == []
    assert not settings.DEBUG
    modules = {address.module for address in addresses()}
    assert not any(module.startswith(("wagtail.api.v3", "ninja", "debug_toolbar", "django.contrib.admin")) for module in modules)
    assert importlib.util.find_spec("debug_toolbar") is None


@pytest.mark.parametrize("path", LIBRARY_SCREENS)
def test_wagtails_screens_for_users_and_groups_are_closed_to_every_role(path: str, world: World):
    for role in ROLES:
        with rolled_back():
            answer = ask(client_of(world, role), "GET", f"/admin/{path}")
            posted = ask(client_of(world, role), "POST", f"/admin/{path}", {"username": "x"})
        assert answer.kind in {"log-in", "403", "404"}, (role, answer.status, answer.location)
        assert posted.kind in {"log-in", "403", "404", "405"} and not posted.writes, (role, posted.status)


def test_they_are_closed_to_a_superuser_as_well(world: World):
    with rolled_back():
        world.sessions["root"] = session_of(User.objects.create_superuser("root-of-all", "Lantern-82-river"))
        kinds = {path: ask(client_of(world, "root"), "GET", f"/admin/{path}").kind for path in LIBRARY_SCREENS}
    assert set(kinds.values()) <= {"403", "404"}, kinds


@pytest.mark.parametrize("path", STAFF_ONLY)
def test_the_back_office_is_closed_to_everybody_else(path: str, world: World):
    for role in ROLES:
        with rolled_back():
            answer = ask(client_of(world, role), "GET", f"/admin/{path}")
        if role not in STAFF_ROLES:
            assert answer.kind == "log-in" or answer.status in {401, 403}, (role, answer.status, answer.location)
        assert answer.status < 500, (role, answer.error[-800:])


def test_refused_at_the_back_office_ends_somewhere(world: World):
    """Who is logged in and has no right must not be sent round in a circle between the back office and the log-in page."""
    with rolled_back():
        response = client_of(world, "family").get("/admin/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) <= 3, response.redirect_chain


@pytest.mark.parametrize("accept", ["text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "application/vnd.oai.openapi"])
def test_the_api_has_no_pages_to_browse(accept: str, world: World):
    for path in ("/api/v1/categories/", "/api/v1/listings/", "/api/v1/me/", "/api/content/v2/pages/", "/api/v1/search/?q=a"):
        with rolled_back():
            answer = ask(client_of(world, "administrator"), "GET", path, headers={"Accept": accept})
        assert answer.status in {200, 406}, path
        assert "html" not in answer.headers["Content-Type"], path


@pytest.mark.django_db
def test_every_log_in_page_leads_to_ours():
    for path in ("/_util/login/", "/admin/login/"):
        shown, sent = Client().get(f"{path}?next=/my/"), Client().post(path, {"username": "a", "password": "b"})
        assert shown["Location"] == "/accounts/login/?next=/my/"
        assert sent["Location"].startswith("/accounts/login/") and "sessionid" not in sent.cookies
