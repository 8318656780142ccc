"""Accounts, organisations and texts in the back office; its doors (ROL-03, SEC-02, SEC-04)."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from core.audit.models import AuditEntry
from members.models import ConsentDocument, Membership, Organisation, User
from members.roles import STAFF_ROLES, Role
from tests.members.factories import PASSWORD, make_in_role, make_organisation, make_staff, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/members-accounts/"


def entered(user: User | None) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def test_administrator_sees_accounts_and_finds_one():
    other = make_user(name="李秀英")
    client = entered(make_staff(Role.ADMINISTRATOR))
    page = client.get(LIST)
    assert page.status_code == 200
    assert "李秀英" in client.get(LIST, {"q": other.phone}).content.decode()
    found = client.get(LIST, {"q": "李秀英"}).content.decode()
    assert f"{other.phone[:3]}****{other.phone[-4:]}" in found
    assert other.phone not in found
    assert client.get(LIST, {"role": Role.EDITOR, "suspended": "true"}).status_code == 200
    assert client.get(f"{LIST}{other.pk}/").status_code == 200


@pytest.mark.req("ROL-03")
def test_grant_and_end_a_role_on_the_screen():
    administrator, user, place = make_staff(Role.ADMINISTRATOR), make_user(), make_organisation("department", name="编辑部二")
    client, theirs = entered(administrator), entered(user)
    assert theirs.get("/admin/").status_code == 302
    answer = client.post(f"{LIST}{user.pk}/grant/", {"role": "editor", "organisation": place.pk, "reason": "新编辑"})
    assert answer.status_code == 302
    assert theirs.get("/admin/").status_code == 200
    duty = Membership.objects.get(user=user)
    assert client.post(f"{LIST}{user.pk}/end/{duty.pk}/", {"reason": ""}).status_code == 302
    assert theirs.get("/admin/").status_code == 200
    assert client.post(f"{LIST}{user.pk}/end/{duty.pk}/", {"reason": "调岗"}).status_code == 302
    assert theirs.get("/admin/").status_code == 302
    rows = AuditEntry.objects.filter(module="membership", user_id=administrator.pk).order_by("pk").values_list("function", "ip", "result", "channel")
    assert list(rows) == [("membership.grant", "127.0.0.1", "ok", "admin"), ("membership.end", "127.0.0.1", "ok", "admin")]


def test_a_role_that_does_not_fit_is_said_beside_the_field():
    user, enterprise = make_user(), make_organisation()
    client = entered(make_staff(Role.ADMINISTRATOR))
    answer = client.post(f"{LIST}{user.pk}/grant/", {"role": "editor", "organisation": enterprise.pk, "reason": "试"})
    assert answer.status_code == 200
    assert "organisation" in answer.context["grant"].errors
    assert not Membership.objects.filter(user=user).exists()


def test_administrator_cannot_grant_to_himself_and_the_try_is_noted():
    administrator, place = make_staff(Role.ADMINISTRATOR), make_organisation("department")
    answer = entered(administrator).post(f"{LIST}{administrator.pk}/grant/", {"role": "auditor", "organisation": place.pk, "reason": "我自己"})
    assert answer.status_code == 403
    assert AuditEntry.objects.filter(function="membership.grant", result="refused", user_id=administrator.pk).exists()
    assert not Membership.objects.filter(user=administrator, role=Role.AUDITOR).exists()


def test_suspending_logs_out_at_once_and_stays_shut():
    user = make_user()
    theirs = Client()
    theirs.post("/accounts/login/", {"login": user.phone, "password": PASSWORD})
    assert theirs.get("/my/").status_code == 200
    client = entered(make_staff(Role.ADMINISTRATOR))
    assert client.post(f"{LIST}{user.pk}/suspend/", {"reason": "冒用他人号码"}).status_code == 302
    assert theirs.get("/my/").status_code == 302
    answer = theirs.post("/accounts/login/", {"login": user.phone, "password": PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == "/accounts/inactive/"
    assert client.post(f"{LIST}{user.pk}/reactivate/", {"reason": "核实无误"}).status_code == 302
    assert theirs.post("/accounts/login/", {"login": user.phone, "password": PASSWORD})["Location"] == "/my/"


def test_revealing_a_number_needs_a_reason_and_leaves_a_row():
    user, administrator = make_user(), make_staff(Role.ADMINISTRATOR)
    client = entered(administrator)
    assert user.phone not in client.get(f"{LIST}{user.pk}/").content.decode()
    assert client.post(f"{LIST}{user.pk}/reveal/", {"reason": ""}).status_code == 302
    assert user.phone in client.post(f"{LIST}{user.pk}/reveal/", {"reason": "核对投诉"}).content.decode()
    assert AuditEntry.objects.get(function="account.reveal_phone").detail == {"reason": "核对投诉"}


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {Role.ADMINISTRATOR, Role.AUDITOR, Role.HR, Role.LEADER}))
def test_other_staff_do_not_see_accounts(role):
    other = make_user()
    client = entered(make_staff(role))
    assert client.get("/admin/").status_code == 200
    assert client.get(f"{LIST}{other.pk}/").status_code in {403, 404}
    assert client.post(f"{LIST}{other.pk}/suspend/", {"reason": "试试"}).status_code in {403, 404}
    other.refresh_from_db()
    assert other.is_active


@pytest.mark.parametrize("role", [role for role in Role if role not in STAFF_ROLES])
def test_enterprises_workers_and_families_never_get_in(role):
    client = entered(make_in_role(role))
    for path in ("/admin/", LIST, "/admin/pages/"):
        assert client.get(path).status_code == 302
    assert client.get("/admin/members-accounts/1/").status_code in {302, 404}


def test_a_new_version_of_a_text_is_published_and_old_ones_stay():
    publisher = make_staff(Role.PUBLISHER)
    client = entered(publisher)
    before = client.get("/terms/").content.decode()
    data = {"kind": "terms", "version": "2027-01", "title": "用户协议", "intro": "", "body": "## 一、新的一条\n\n新的正文。"}
    answer = client.post("/admin/members-consents/new/", data)
    assert answer.status_code == 302
    after = client.get("/terms/").content.decode()
    assert "新的正文" in after and after != before
    assert ConsentDocument.objects.filter(kind="terms").count() == 2
    again = client.post("/admin/members-consents/new/", data)
    assert again.status_code == 200
    old = ConsentDocument.objects.filter(kind="terms").order_by("pk").first()
    assert client.get(f"/admin/members-consents/inspect/{old.pk}/").status_code == 200
    assert AuditEntry.objects.filter(function="consent_document.publish", user_id=publisher.pk).count() == 1


def test_organisations_are_added_and_renamed():
    client = entered(make_staff(Role.ADMINISTRATOR))
    assert client.get("/admin/members-organisations/").status_code == 200
    parent = Organisation.objects.get(code="centre")
    assert client.post("/admin/members-organisations/new/", {"kind": "department", "code": "legal", "name": "法务部", "parent": parent.pk}).status_code == 302
    row = Organisation.objects.get(code="legal")
    edit = f"/admin/members-organisations/edit/{row.pk}/"
    assert client.post(edit, {"kind": "department", "code": "legal", "name": "法务合规部", "parent": parent.pk}).status_code == 302
    row.refresh_from_db()
    assert row.name == "法务合规部"
    refused = client.post("/admin/members-organisations/new/", {"kind": "enterprise", "code": "x", "name": "甲", "parent": parent.pk})
    assert refused.status_code == 200 and not Organisation.objects.filter(code="x").exists()


@pytest.mark.parametrize("path", ["users/", "users/new/", "groups/", "groups/new/"])
def test_the_library_screens_for_users_and_groups_are_closed_even_to_superusers(path):
    superuser = User.objects.create_superuser("root-of-all", PASSWORD)
    answer = entered(superuser).get(f"/admin/{path}")
    assert answer.status_code in {302, 403}
    if answer.status_code == 302:
        assert answer["Location"].startswith("/admin/")


def test_the_library_log_in_page_leads_to_ours():
    answer = Client().get("/admin/login/?next=/admin/pages/")
    assert answer.status_code == 302 and answer["Location"] == "/accounts/login/?next=/admin/pages/"
    assert Client().post("/admin/login/", {"username": "a", "password": "b"})["Location"].startswith("/accounts/login/")
    staff = entered(make_staff(Role.EDITOR))
    assert staff.get("/admin/account/")["Location"] == "/my/security/"
    assert staff.post("/admin/logout/").status_code == 302
    assert staff.get("/admin/").status_code == 302


def code_now(secret: str) -> str:
    """What the authenticator shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_staff_need_a_second_factor_outside_the_demo(settings):
    settings.DEMO_MODE = False
    user = make_staff(Role.EDITOR)
    client = Client()
    client.post("/accounts/login/", {"login": user.phone, "password": PASSWORD})
    assert client.get("/admin/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/my/").status_code == 200
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert secret not in str(list(user.authenticator_set.values_list("data", flat=True)))
    assert client.get("/admin/").status_code == 200

    again = Client()
    answer = again.post("/accounts/login/", {"login": user.phone, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/admin/").status_code == 302
    assert again.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert again.post("/accounts/2fa/authenticate/", {"code": code_now(secret)}).status_code == 302
    assert again.get("/admin/").status_code == 200


def test_guessing_the_second_factor_ends(settings):
    user = make_staff(Role.EDITOR)
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": user.phone, "password": PASSWORD})
    answers = [client.post("/accounts/2fa/authenticate/", {"code": f"{number:06d}"}).status_code for number in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[10:] == [429, 429]


def test_rights_table_can_be_read():
    page = entered(make_staff(Role.AUDITOR)).get("/admin/members-rights/").content.decode()
    assert "供求信息" in page and "系统管理员" in page


@pytest.mark.parametrize(
    ("path", "data", "resource", "verb"),
    [
        ("/admin/members-organisations/new/", {"kind": "department", "code": "x-1", "name": "甲"}, "organisation", "create"),
        ("/admin/members-organisations/edit/{row}/", {"kind": "department", "code": "x-1", "name": "甲"}, "organisation", "update"),
        ("/admin/marketplace-catalog-categories/new/", {"name": "收纳", "slug": "tidy"}, "category", "create"),
    ],
)
def test_a_refused_add_or_change_is_403_and_leaves_its_audit_row(path, data, resource, verb):
    staff, row = make_staff(Role.CARD_DESK), Organisation.objects.get(code="centre")
    client, before = entered(staff), AuditEntry.objects.count()
    assert client.post(path.format(row=row.pk), data).status_code == 403
    left = AuditEntry.objects.order_by("-pk").first()
    assert AuditEntry.objects.count() == before + 1
    assert (left.user_id, left.function, left.result, left.channel) == (staff.pk, f"{resource}.{verb}", "refused", "admin")
    assert left.detail["path"] == path.format(row=row.pk) and left.ip == "127.0.0.1"
    assert left.object_id == (str(row.pk) if "edit" in path else "")
    assert not Organisation.objects.filter(code="x-1").exists()


def test_the_list_says_in_words_who_is_in_use_and_the_rights_what_they_are():
    make_user(name="李秀英")
    client = entered(make_staff(Role.ADMINISTRATOR))
    page = client.get(LIST).content.decode()
    assert "在用" in page and ">True<" not in page
    rights = client.get("/admin/members-rights/").content.decode()
    assert "看：全部" in rights and "read *" not in rights
