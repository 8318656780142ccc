"""Registering, logging in and out, own data, passwords: MEM-02, MEM-05, MEM-11 through the pages."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.signing import loads
from django.test import Client

from core import clock
from core.audit.models import AuditEntry
from core.outbox.testing import drain_all
from members.models import Consent, HouseholdMember, User
from notifications.models import SmsMessage
from tests.members.factories import PASSWORD, fresh_phone, make_user

pytestmark = pytest.mark.django_db
SIGNUP = "/accounts/signup/"


def last_sms(phone: str) -> str:
    """The last text that the simulator got for a number."""
    drain_all()
    return next(message.body for message in SmsMessage.objects.order_by("-pk") if message.phone == phone)


def code_of(phone: str) -> str:
    """The code in the last SMS."""
    return re.search(r"\d{6}", last_sms(phone)).group()


def sign_up(client: Client, phone: str, **changes: str):
    """Post the form with both boxes ticked."""
    data = {"phone": phone, "password1": PASSWORD, "display_name": "陈女士", "terms": "on", "privacy": "on", **changes}
    return client.post(SIGNUP, {name: value for name, value in data.items() if value})


def log_in(client: Client, login: str, password: str = PASSWORD):
    """Post the log-in form."""
    return client.post("/accounts/login/", {"login": login, "password": password})


def test_both_boxes_start_empty_and_are_required(client):
    page = client.get(SIGNUP).content.decode()
    assert 'name="terms"' in page and 'name="privacy"' in page
    assert "checked" not in page
    phone = fresh_phone()
    for missing in ("terms", "privacy"):
        answer = sign_up(client, phone, **{missing: ""})
        assert answer.status_code == 200
        assert missing in answer.context["form"].errors
    assert not User.objects.filter(pending_phone=phone).exists()


def test_a_family_registers_by_phone_and_code(client):
    phone = fresh_phone()
    answer = sign_up(client, "+86 " + phone)
    assert answer.status_code == 302 and answer["Location"] == "/accounts/phone/verify/"
    user = User.objects.get(pending_phone=phone)
    assert not user.phone_verified
    answer = client.post("/accounts/phone/verify/", {"code": code_of(phone)})
    assert answer.status_code == 302 and answer["Location"] == "/my/"
    user.refresh_from_db()
    assert user.phone == phone
    page = client.get("/my/")
    assert page.status_code == 200 and "陈女士" in page.content.decode()
    assert HouseholdMember.objects.get(user=user).is_head


def test_consents_are_stored_with_version_time_and_channel(client):
    phone, before = fresh_phone(), clock.now()
    sign_up(client, phone)
    rows = Consent.objects.filter(user__pending_phone=phone).select_related("document")
    assert {row.document.kind for row in rows} == {"terms", "privacy"}
    assert all(row.given and row.document.version and row.channel == "web" and before <= row.at <= clock.now() for row in rows)


def test_only_declared_fields_are_asked(client):
    asked = set(client.get(SIGNUP).context["form"].fields)
    assert asked == {"phone", "password1", "display_name", "terms", "privacy"}
    declared = {row["field"] for row in Consent._meta.get_field("document").related_model.objects.get(kind="privacy").fields}
    assert {"phone", "password", "display_name", "consent_record", "login_record", "sms_code"} <= declared


@pytest.mark.parametrize("phone", ["", "12345", "01012345678", "+1 202 555 0100", "1380013800x", "１３８", "13800138000\x00", "9" * 400])
def test_a_number_that_is_none_is_said_beside_the_field(client, phone):
    answer = sign_up(client, phone)
    assert answer.status_code == 200
    assert "phone" in answer.context["form"].errors


@pytest.mark.parametrize("password", ["short", "12345678", "password"])
def test_a_weak_password_is_said_beside_the_field(client, password):
    answer = sign_up(client, fresh_phone(), password1=password)
    assert answer.status_code == 200
    assert "password1" in answer.context["form"].errors


def test_password_like_the_number_is_refused(client):
    phone = fresh_phone()
    answer = sign_up(client, phone, password1=phone)
    assert answer.status_code == 200
    assert "password1" in answer.context["form"].errors


def test_known_number_gets_the_same_answer_at_sign_up(client):
    known = make_user()
    answer = sign_up(client, known.phone)
    unknown = sign_up(Client(), fresh_phone())
    assert (answer.status_code, answer["Location"]) == (unknown.status_code, unknown["Location"])
    assert User.objects.filter(pending_phone=known.phone).count() == 0
    assert "已经有账号" in last_sms(known.phone)


def test_nobody_squats_a_number(client):
    phone = fresh_phone()
    sign_up(client, phone)
    drain_all()
    owner = make_user(phone=phone)
    answer = client.post("/accounts/phone/verify/", {"code": code_of(phone)})
    assert answer.status_code in {200, 409}
    owner.refresh_from_db()
    assert owner.phone == phone
    assert User.objects.filter(phone=phone).count() == 1


@pytest.mark.parametrize("way", ["phone", "spaced", "username"])
def test_log_in_by_phone_or_name_with_password(client, way):
    user = make_user(username=f"li.{fresh_phone()}")
    login = {"phone": user.phone, "spaced": f"+86 {user.phone[:3]} {user.phone[3:7]} {user.phone[7:]}", "username": user.username}[way]
    answer = log_in(client, login)
    assert answer.status_code == 302 and answer["Location"] == "/my/"
    row = AuditEntry.objects.get(function="account.login", object_id=str(user.pk))
    assert (row.result, row.ip, row.user_id) == ("ok", "127.0.0.1", user.pk)


def test_wrong_password_says_nothing_about_who_is_there(client):
    user = make_user()
    wrong = log_in(client, user.phone, "not-the-password")
    unknown = log_in(client, fresh_phone(), "not-the-password")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert AuditEntry.objects.filter(function="account.login", result="refused").count() == 2


def test_log_in_by_sms_code(client):
    user = make_user(password=None)
    answer = client.post("/accounts/login/code/", {"phone": user.phone})
    assert answer.status_code == 302
    answer = client.post("/accounts/login/code/confirm/", {"code": code_of(user.phone)})
    assert answer.status_code == 302 and answer["Location"] == "/my/"


def test_unknown_number_gets_the_same_pages_for_a_code(client):
    phone = fresh_phone()
    answer = client.post("/accounts/login/code/", {"phone": phone})
    assert answer.status_code == 302 and answer["Location"] == "/accounts/login/code/confirm/"
    assert "还没有注册" in last_sms(phone)
    assert client.post("/accounts/login/code/confirm/", {"code": "000000"}).status_code == 200


def test_log_out_is_a_post(client):
    user = make_user()
    log_in(client, user.phone)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/my/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/my/").status_code == 302
    assert AuditEntry.objects.filter(function="account.logout", object_id=str(user.pk)).exists()


def test_own_data_can_be_changed_and_only_own(client):
    user = make_user()
    log_in(client, user.phone)
    assert client.post("/my/profile/", {"display_name": "陈阿姨", "district_code": "110105"}).status_code == 302
    user.refresh_from_db()
    assert (user.display_name, user.district_code) == ("陈阿姨", "110105")
    answer = client.post("/my/profile/", {"display_name": "<b>", "district_code": "999999"})
    assert answer.status_code == 200 and "district_code" in answer.context["form"].errors


def test_change_password_ends_other_sessions(client):
    user = make_user()
    other = Client()
    log_in(client, user.phone)
    log_in(other, user.phone)
    wrong = client.post("/accounts/password/change/", {"oldpassword": "no", "password1": "Meadow-19-stone", "password2": "Meadow-19-stone"})
    assert wrong.status_code == 200 and "oldpassword" in wrong.context["form"].errors
    right = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "Meadow-19-stone", "password2": "Meadow-19-stone"})
    assert right.status_code == 302
    assert client.get("/my/").status_code == 200
    assert other.get("/my/").status_code == 302
    assert log_in(Client(), user.phone, "Meadow-19-stone").status_code == 302
    assert "密码" in last_sms(user.phone)


def test_forgotten_password_by_sms(client):
    user = make_user()
    logged_in = Client()
    log_in(logged_in, user.phone)
    assert client.post("/accounts/password/reset/", {"phone": user.phone}).status_code == 302
    assert client.get("/accounts/password/reset/complete/")["Location"] == "/accounts/password/reset/"
    assert client.post("/accounts/password/reset/confirm/", {"code": "x"}).status_code == 200
    assert client.post("/accounts/password/reset/confirm/", {"code": code_of(user.phone)}).status_code == 302
    unequal = client.post("/accounts/password/reset/complete/", {"password1": "Meadow-19-stone", "password2": "Meadow-19-stonf"})
    assert "password2" in unequal.context["form"].errors
    answer = client.post("/accounts/password/reset/complete/", {"password1": "Meadow-19-stone", "password2": "Meadow-19-stone"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert logged_in.get("/my/").status_code == 302
    assert log_in(client, user.phone, "Meadow-19-stone").status_code == 302


def test_reset_of_unknown_number_looks_the_same(client):
    answer = client.post("/accounts/password/reset/", {"phone": fresh_phone()})
    assert answer["Location"] == "/accounts/password/reset/confirm/"
    assert client.post("/accounts/password/reset/confirm/", {"code": ""}).status_code == 200


def test_new_number_needs_proof_and_the_password_again(client):
    user, number = make_user(), fresh_phone()
    log_in(client, user.phone)
    answer = client.post("/accounts/phone/change/", {"phone": number})
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/reauthenticate/")
    answer = client.post(answer["Location"], {"password": PASSWORD})
    answer = client.post("/accounts/phone/change/", {"phone": number}) if answer["Location"] == "/accounts/phone/change/" else answer
    assert answer["Location"] == "/accounts/phone/verify/"
    user.refresh_from_db()
    assert user.phone != number
    assert client.post("/accounts/phone/verify/", {"code": code_of(number)}).status_code == 302
    user.refresh_from_db()
    assert user.phone == number
    assert AuditEntry.objects.filter(function="account.prove_phone", object_id=str(user.pk)).exists()


def test_every_page_of_the_account_comes_out(client):
    user = make_user()
    log_in(client, user.phone)
    for path in ("/my/", "/my/profile/", "/my/security/", "/my/consents/", "/my/data/", "/my/notices/", "/accounts/2fa/", "/accounts/sessions/"):
        assert client.get(path).status_code == 200, path
    stored = client.get("/my/data/?download=1").json()
    assert stored["members"]["account"]["phone"] == user.phone
    assert {row["kind"] for row in stored["members"]["consents"]} == {"terms", "privacy"}


def test_own_data_are_read_as_chinese_tables_and_taken_away_as_json(client):
    user = make_user(name="陈阿姨")
    log_in(client, user.phone)
    page = client.get("/my/data/").content.decode()
    for words in (
        "账号",
        "家庭",
        "同意记录",
        "收到的消息",
        "发过的信息",
        "写过的留言",
        "加盟申请",
        "陈阿姨",
        user.phone,
        "隐私说明",
        'href="?download=1" download',
    ):
        assert words in page, words
    assert "<pre" not in page
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    known = {user.username, "JSON", "IP", "ICP", "App"}
    assert [word for word in re.findall(r"[A-Za-z][A-Za-z_]+", main) if word not in known and word not in user.username] == []
    assert client.get("/my/data/?download=1")["Content-Disposition"] == 'attachment; filename="my-data.json"'


def test_consent_can_be_withdrawn_and_given_again(client):
    user = make_user()
    log_in(client, user.phone)
    assert client.post("/my/consents/privacy/withdraw/").status_code == 302
    assert Consent.objects.filter(user=user, document__kind="privacy", given=False).count() == 1
    assert client.post("/my/consents/privacy/give/").status_code == 302
    assert list(Consent.objects.filter(user=user, document__kind="privacy").order_by("pk").values_list("given", flat=True)) == [True, False, True]


def test_texts_are_public_and_stored(client):
    for path, title in (("/terms/", "用户协议"), ("/privacy/", "隐私说明")):
        first, second = client.get(path), client.get(path)
        assert first.status_code == 200 and title in first.content.decode()
        assert second["ETag"] == first["ETag"]


def test_sessions_in_the_database_show_no_code(client):
    phone = fresh_phone()
    sign_up(client, phone)
    code = code_of(phone)
    stored = Session.objects.latest("expire_date")

    raw = loads(stored.session_data, salt="django.contrib.sessions.SessionStore", serializer=_Raw)
    assert code.encode() not in raw and phone.encode() not in raw


class _Raw:
    """Gives the bytes as they are stored."""

    def loads(self, data: bytes) -> bytes:
        return data


def test_email_pages_of_the_library_do_not_exist(client):
    assert client.get("/accounts/email/").status_code == 404
    assert client.get("/accounts/confirm-email/").status_code == 404
