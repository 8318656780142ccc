"""The demo's doors, the groups behind the roles, the account over the API and for apps."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client

from core import clock
from core.access import ANONYMOUS, system_actor
from members import demo
from members.models import Membership, User
from members.roles import ENTERPRISE_ROLES, STAFF_ROLES, Role
from members.services import end_duty, purge_unproven, register
from tests.members.factories import PASSWORD, fresh_phone, make_organisation, make_staff, make_user
from tests.members.test_accounts import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def doors():
    """The demo's accounts."""
    return demo.make_accounts(enterprise=make_organisation(), actor=system_actor(), now=clock.now())


@pytest.mark.req("ROL-01")
def test_every_role_has_a_door_and_its_own_place(doors):
    page = Client().get("/demo/").content.decode()
    assert all(f'value="{role}"' in page and role.label in page for role in Role)
    for role in Role:
        client = Client()
        answer = client.post("/demo/", {"role": role})
        landing = "/admin/" if role in STAFF_ROLES else "/enterprise/" if role in ENTERPRISE_ROLES else "/" if role == Role.VISITOR else "/my/"
        assert answer.status_code == 302 and answer["Location"] == landing
        assert (client.get("/admin/").status_code == 200) == (role in STAFF_ROLES)
        assert (client.get("/my/").status_code == 200) == (role != Role.VISITOR)
        if role != Role.VISITOR:
            assert role in client.get("/api/v1/me/").json()["roles"]


def test_the_doors_are_not_there_outside_the_demo(settings, doors):
    settings.DEMO_MODE = False
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/", {"role": "editor"}).status_code == 404


def test_demo_accounts_can_be_made_again(doors):
    again = demo.make_accounts(enterprise=None, actor=system_actor(), now=clock.now())
    assert {role: user.pk for role, user in again.items()} == {role: user.pk for role, user in doors.items()}
    assert User.objects.get(username="demo-editor").check_password(demo.PASSWORD)


def test_an_unknown_role_has_no_door(doors):
    assert Client().post("/demo/", {"role": "emperor"}).status_code == 404


def sync() -> dict[str, int]:
    """Run the command."""
    out = StringIO()
    call_command("sync_roles", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_sync_roles_repairs_what_differs_and_then_changes_nothing():
    editor, family = make_staff(Role.EDITOR), make_user()
    sync()
    nothing = {"groups": 0, "granted": 0, "revoked": 0, "people": 0}
    assert sync() == nothing
    editor.groups.clear()
    family.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.label))
    Group.objects.get(name=Role.EDITOR.label).permissions.clear()
    Group.objects.get(name=Role.FAMILY.label).permissions.add(_permission("wagtailadmin", "access_admin"), _permission("auth", "change_group"))
    assert sync() == {"groups": 0, "granted": 1, "revoked": 2, "people": 2}
    assert set(editor.groups.values_list("name", flat=True)) == {Role.FAMILY.label, Role.EDITOR.label}
    assert sync() == nothing


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def test_me_over_the_api():
    user = make_staff(Role.EDITOR)
    client = Client()
    assert client.get("/api/v1/me/").status_code == 401
    client.force_login(user)
    me = client.get("/api/v1/me/").json()
    assert me["phone"] == user.phone and me["duties"][0]["role"] == "editor"
    changed = client.patch("/api/v1/me/", {"display_name": "刘编辑"}, content_type="application/json")
    assert changed.status_code == 200 and changed.json()["display_name"] == "刘编辑"


@pytest.mark.parametrize(
    "body", ['{"district_code": "999999"}', '{"district_code": "x"}', '{"display_name": "' + "长" * 41 + '"}', '{"display_name": "<i>"}', "[]", "{", '"x"']
)
def test_bad_changes_are_a_problem(body):
    client = Client()
    client.force_login(make_user())
    answer = client.patch("/api/v1/me/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_rights_change_for_a_live_session_and_a_live_token_at_once():
    user = make_staff(Role.ADMINISTRATOR)
    client = Client()
    client.force_login(user)
    token = app_login(user).json()["meta"]["session_token"]
    app = Client(headers={"X-Session-Token": token})
    assert "administrator" in client.get("/api/v1/me/").json()["roles"]
    assert "administrator" in app.get("/api/v1/me/").json()["roles"]
    end_duty(Membership.objects.get(user=user), reason="调岗", actor=system_actor(), now=clock.now())
    assert client.get("/api/v1/me/").json()["roles"] == ["family", "visitor"]
    assert app.get("/api/v1/me/").json()["roles"] == ["family", "visitor"]
    assert client.get("/admin/").status_code == 302


APP = "/_allauth/app/v1/"


def app_login(user: User, password: str = PASSWORD):
    """An app logs in with a password."""
    body = {"phone": f"+86{user.phone}", "password": password}
    return Client().post(f"{APP}auth/login", body, content_type="application/json")


def test_apps_log_in_and_act_with_a_token_and_without_csrf():
    user = make_user()
    assert app_login(user, "wrong-password").status_code == 400
    token = app_login(user).json()["meta"]["session_token"]
    app = Client(enforce_csrf_checks=True, headers={"X-Session-Token": token})
    assert app.patch("/api/v1/me/", {"display_name": "小陈"}, content_type="application/json").status_code == 200
    assert Client(headers={"X-Session-Token": "0" * 32}).get("/api/v1/me/").status_code == 401
    assert app.delete(f"{APP}auth/session").status_code == 401
    assert app.get("/api/v1/me/").status_code == 401


def test_apps_log_in_by_code_under_the_same_count():
    user = make_user()
    answer = Client().post(f"{APP}auth/code/request", {"phone": user.phone}, content_type="application/json")
    app = Client(headers={"X-Session-Token": answer.json()["meta"]["session_token"]})
    code = code_of(user.phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answers = [app.post(f"{APP}auth/code/confirm", {"code": wrong}, content_type="application/json").status_code for _ in range(6)]
    assert answers[:4] == [400] * 4
    assert app.post(f"{APP}auth/code/confirm", {"code": code}, content_type="application/json").status_code in {409, 429}


def test_apps_are_throttled_like_browsers():
    user = make_user()
    answers = [app_login(user, f"guess-{number}") for number in range(11)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Content-Type"] == "application/problem+json" and answers[-1]["Retry-After"]


def test_accounts_that_were_never_proven_go():
    phone, now = fresh_phone(), clock.now()
    user = register(phone=phone, password=PASSWORD, actor=ANONYMOUS, now=now)
    assert purge_unproven(actor=system_actor(), now=now) == 0
    assert purge_unproven(actor=system_actor(), now=now + timedelta(hours=25)) == 1
    assert not User.objects.filter(pk=user.pk).exists()
