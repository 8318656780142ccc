"""S5 and A3: no rule means no, and what was taken away is gone with the next request."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from core import clock
from core.access import Actor, can, install, require, scopes, table
from core.access import system_actor as system
from core.errors import DomainError
from core.permissions import DenyAll
from members.models import Membership
from members.roles import ENTERPRISE_ROLES, Role
from members.services import end_duty, reactivate_account, suspend_account
from tests.marketplace.factories import make_enquiry, make_listing
from tests.members.factories import PASSWORD, make_user
from tests.rights.asking import ALLOWED, LOGIN, NOT_FOUND, ask, client_of, rolled_back
from tests.rights.world import EMPLOYED, ROLES, World


def api_views() -> list[tuple[str, type[APIView]]]:
    """Our API views by the name of their address."""
    found = []
    for pattern in _patterns(get_resolver()):
        kind = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
        if kind is not None and issubclass(kind, APIView) and not kind.__module__.startswith(("wagtail", "drf_spectacular", "allauth")):
            found.append((str(pattern.name), kind))
    return found


def _patterns(resolver: Any) -> list[Any]:
    nested = [_patterns(one) if hasattr(one, "url_patterns") else [one] for one in resolver.url_patterns]
    return [pattern for group in nested for pattern in group]


def test_every_api_view_names_who_may_call_it():
    views = api_views()
    assert len(views) > 20
    silent = [name for name, kind in views if not list(kind.permission_classes) or AllowAny in kind.permission_classes]
    asks_itself = {name for name, kind in views if "get_permissions" in vars(kind)}
    forgotten = [name for name, kind in views if DenyAll in kind.permission_classes and name not in asks_itself]
    assert (silent, forgotten) == ([], [])


class Forgotten(APIView):
    """A view that names no permission."""

    def get(self, request: Any) -> Response:
        return Response({"secret": True})

    post = get


class Emptied(Forgotten):
    """A view whose list of permissions came out empty."""

    permission_classes = ()


@pytest.mark.parametrize("role", ROLES)
def test_a_view_without_a_rule_lets_nobody_in(role: str, world: World):
    request = APIRequestFactory().get("/")
    request.actor = world.actors[role]
    force_authenticate(request, world.people[role])
    with rolled_back():
        answer = Forgotten.as_view()(request)
    assert answer.status_code in {401, 403}
    assert "secret" not in str(answer.data)


def test_an_empty_list_of_permissions_is_found():
    assert not list(Emptied.permission_classes)
    assert Emptied not in [kind for _, kind in api_views()]


def test_a_role_or_resource_or_verb_that_the_table_does_not_know_gives_nothing(world: World):
    stranger = Actor(user_id=1, roles=frozenset({"king"}), organisation_ids=frozenset({1}))
    assert not scopes(stranger, "read", "listing")
    for actor in (stranger, *world.actors.values()):
        assert not can(actor, "read", "nothing_like_it")
        assert not can(actor, "conquer", "listing")
        with pytest.raises(DomainError):
            require(actor, "conquer", "listing")


def test_an_empty_table_lets_nobody_do_anything(world: World):
    before = table()
    install({})
    try:
        allowed = [(role, resource) for role, actor in world.actors.items() for resource in before if can(actor, "read", resource)]
    finally:
        install(before)
    assert allowed == []


SELF_PATHS = ["/my/", "/my/profile/", "/my/listings/", "/my/notices/", "/enterprise/", "/api/v1/me/", "/api/v1/me/notices/", "/api/v1/my/listings/"]


def test_nobody_is_asked_to_log_in():
    for path in SELF_PATHS:
        answer = ask(Client(raise_request_exception=False), "GET", path)
        assert answer.kind == LOGIN, path
        assert answer.status == (401 if path.startswith("/api/") else 302)


def test_a_suspended_account_with_a_live_session_is_nobody_at_the_next_request(world: World):
    with rolled_back():
        user = make_user(username="walker")
        browser = Client(raise_request_exception=False)
        browser.post("/accounts/login/", {"login": "walker", "password": PASSWORD})
        assert ask(browser, "GET", "/my/").kind == ALLOWED
        suspend_account(user, reason="核实身份", actor=system(), now=clock.now())
        assert {path: ask(browser, "GET", path).kind for path in SELF_PATHS} == dict.fromkeys(SELF_PATHS, LOGIN)
        refused = ask(browser, "PATCH", "/api/v1/me/", {"display_name": "乙"}, content_type="application/json")
        assert refused.kind == LOGIN and not refused.writes
        reactivate_account(user, reason="核实完了", actor=system(), now=clock.now())
        assert ask(browser, "GET", "/my/").kind == LOGIN, "the session that was ended comes back to life"


def test_a_session_that_outlived_the_suspension_is_refused_too(world: World):
    """Even one that the list of sessions did not know of: the actor is built from the row, not from the session."""
    with rolled_back():
        browser, user = client_of(world, "publisher"), world.person("publisher")
        type(user).objects.filter(pk=user.pk).update(suspended_at=clock.now())
        assert ask(browser, "GET", "/my/").kind == LOGIN
        assert ask(browser, "GET", "/admin/").kind == LOGIN


@pytest.mark.parametrize("role", sorted(set(ROLES) - {Role.VISITOR, Role.FAMILY}))
def test_a_duty_that_ended_is_gone_with_the_next_request(role: str, world: World):
    door = "/enterprise/listings/" if role in ENTERPRISE_ROLES else "/admin/"
    with rolled_back():
        browser, user = client_of(world, role), world.person(role)
        before = ask(browser, "GET", door)
        end_duty(Membership.objects.get(user=user), actor=system(), now=clock.now(), reason="离岗")
        after = ask(browser, "GET", door)
        own = ask(browser, "GET", "/my/")
        groups = list(user.groups.values_list("name", flat=True))
    assert own.kind == ALLOWED
    assert groups == [Role.FAMILY.label]
    if role not in EMPLOYED:
        assert before.kind == ALLOWED and after.kind == LOGIN


@pytest.mark.parametrize("role", sorted(ENTERPRISE_ROLES))
def test_who_left_an_enterprise_sees_nothing_of_it_any_more(role: str, world: World):
    with rolled_back():
        browser, user = client_of(world, role), world.person(role)
        listing = make_listing(enterprise=world.enterprises[role], state="draft")
        enquiry = make_enquiry(listing=listing, asker=world.stranger)
        paths = [
            f"/enterprise/listings/{listing.pk}/",
            f"/enterprise/enquiries/{enquiry.pk}/",
            f"/api/v1/listings/{listing.pk}/",
            f"/api/v1/enquiries/{enquiry.pk}/",
        ]
        assert {ask(browser, "GET", path).kind for path in paths} == {ALLOWED}
        end_duty(Membership.objects.get(user=user), actor=system(), now=clock.now(), reason="离职")
        assert {ask(browser, "GET", path).kind for path in paths} == {NOT_FOUND}


def test_a_new_password_ends_every_other_session(world: World):
    with rolled_back():
        user = world.person("family")
        assert ask(client_of(world, "family"), "GET", "/my/").kind == ALLOWED
        user.set_password("Another-82-river")
        user.save(update_fields=["password"])
        assert ask(client_of(world, "family"), "GET", "/my/").kind == LOGIN
        user.refresh_from_db()


def test_a_deleted_account_has_no_session(world: World):
    with rolled_back():
        browser = client_of(world, "family")
        browser.cookies["sessionid"] = "no-such-session-0123456789abcdef"
        assert ask(browser, "GET", "/my/").kind == LOGIN
        assert ask(browser, "GET", "/api/v1/me/").status == 401


def test_staff_without_a_second_factor_have_no_staff_rights_at_the_api(world: World, settings):
    settings.DEMO_MODE = False
    waiting = {"reading": "GET", "deciding": "POST"}
    with rolled_back():
        browser, user = client_of(world, "publisher"), world.person("publisher")
        number = make_listing(state="pending", author=world.stranger).pk
        paths = {"reading": f"/api/v1/listings/{number}/", "deciding": f"/api/v1/listings/{number}/approve/"}
        without = {name: ask(browser, waiting[name], paths[name]).kind for name in paths}
        own = ask(browser, "GET", "/api/v1/me/").kind
        TOTP.activate(user, generate_totp_secret())
        with_factor = {name: ask(browser, waiting[name], paths[name]).kind for name in paths}
    assert (without, own) == (dict.fromkeys(paths, NOT_FOUND), ALLOWED)
    assert with_factor == dict.fromkeys(paths, ALLOWED)
