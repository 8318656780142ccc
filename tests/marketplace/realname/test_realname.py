"""A member proves who he is: unverified, pending, verified or rejected; encrypted, masked, one account for each number (MEM-06)."""

import pytest
from django.db import connection
from django.urls import reverse

from core.audit.models import AuditEntry
from marketplace.realname.models import RealName
from notifications.models import Notice
from tests.marketplace.realname.factories import make_name
from tests.marketplace.workers.factories import id_number
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
MINE = reverse("realname:mine")


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(r)::text FROM realname_realname r")
        return "".join(row[0] for row in cursor.fetchall())


@pytest.mark.req("MEM-06")
def test_from_unverified_to_verified_and_what_is_kept_and_shown(as_user) -> None:
    member, number = make_user(name="陈女士"), id_number()
    mine, clerk = as_user(member), as_user(make_staff("publisher"))
    assert "没有认证" in mine.get(MINE).content.decode()
    wrong = mine.post(MINE, {"name": "陈敏", "number": f"{number[:-1]}{'1' if number[-1] != '1' else '2'}"})
    assert wrong.status_code == 400 and "校验位" in wrong.content.decode() and not RealName.objects.exists()
    assert mine.post(MINE, {"name": "陈敏", "number": number.lower()}).status_code == 302
    text = mine.get(MINE).content.decode()
    masked = f"{number[:4]}{'*' * 10}{number[-4:]}"
    assert "等核对" in text and masked in text and number not in text and "陈*" in text
    assert number not in stored() and "陈敏" not in stored()
    row = RealName.objects.get()
    desk = reverse("marketplace_real_name", args=[row.pk])
    assert "陈女士" in clerk.get(reverse("marketplace_real_names")).content.decode()
    assert masked in clerk.get(desk).content.decode() and number not in clerk.get(desk).content.decode()
    assert clerk.post(f"{desk}reveal/", {"note": "对照片"}).status_code == 403
    leader = as_user(make_staff("leader"))
    assert leader.post(f"{desk}reveal/", {"note": ""}).status_code == 400
    assert number in leader.post(f"{desk}reveal/", {"note": "照片上看不清"}).content.decode()
    assert AuditEntry.objects.get(function="real_name.reveal", result="ok").detail["reason"] == "照片上看不清"
    # Rejected with a reason, which the member reads; handed in again; verified.
    assert clerk.post(f"{desk}do/reject/", {"note": "名字和号码对不上。"}).status_code == 302
    text = mine.get(MINE).content.decode()
    assert "没有通过" in text and "名字和号码对不上。" in text
    assert mine.post(MINE, {"name": "陈敏", "number": number}).status_code == 302
    assert clerk.post(f"{desk}do/verify/").status_code == 302
    text = mine.get(MINE).content.decode()
    assert "已认证" in text and masked in text and 'name="number"' not in text
    assert Notice.objects.filter(user=member, title="实名认证通过了").exists()
    assert mine.post(MINE, {"name": "陈敏", "number": number}).status_code == 400
    assert RealName.objects.get().state == "verified"
    assert number not in mine.get(reverse("members:data"), {"download": "1"}).content.decode()


def test_one_number_proves_one_account_and_nobody_checks_himself(as_user) -> None:
    number = id_number()
    make_name(number=number, state="verified")
    second = as_user(make_user()).post(MINE, {"name": "陈敏", "number": number})
    assert second.status_code == 400 and "已经认证了另一个账号" in second.content.decode()
    assert RealName.objects.filter(state="pending").count() == 0
    clerk = make_staff("publisher")
    own = make_name(user=clerk)
    assert as_user(clerk).post(reverse("marketplace_real_name_decide", args=[own.pk, "verify"])).status_code == 403
    stranger = as_user(make_user())
    assert stranger.get(reverse("marketplace_real_name", args=[own.pk])).status_code in (302, 403)


def test_tries_are_counted(as_user) -> None:
    mine = as_user(make_user())
    make_name(number=(number := id_number()), state="verified")
    answers = [mine.post(MINE, {"name": "陈敏", "number": number}).status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]
