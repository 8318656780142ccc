"""Notices on the board: who may publish what, what staff decide, what the public sees (POR-06)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.bulletins import services
from cms.bulletins.models import Bulletin
from cms.bulletins.parameters import MODERATION
from cms.bulletins.tasks import expire_bulletins
from core import clock
from core.access import system_actor
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid, PhoneNotProven
from core.outbox.testing import drain_all
from marketplace.enterprises.services import suspend
from members.services import suspend_account
from notifications.models import Notice
from tests.cms.bulletins.factories import bulletin_fields, bulletin_form, make_bulletin
from tests.marketplace.factories import make_application, make_enterprise
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sees(row: Bulletin) -> bool:
    """Whether the board, the notice's page, the feed and the sitemap show it; they must agree."""
    page = Client().get(f"/bulletins/{row.pk}/").status_code == 200
    for path in ("/bulletins/", "/bulletins/feed/atom/"):
        assert (row.title in Client().get(path).content.decode()) is page, path
    assert (f"/bulletins/{row.pk}/" in Client().get("/sitemap-bulletins.xml").content.decode()) is page
    return page


def found(word: str) -> list[str]:
    """Titles that the site's search finds."""
    drain_all()
    answer = Client().get("/api/v1/search/", {"q": word, "type": "bulletin"}).json()
    return [item["title"] for item in answer["items"]]


def approve_in_admin(row: Bulletin, event: str = "approve", note: str = "") -> int:
    return client_of(make_staff("publisher")).post(reverse("cms_bulletin_decide", args=[row.pk, event]), {"note": note}).status_code


@pytest.mark.req("POR-06")
def test_staff_and_approved_members_publish_and_nothing_of_a_member_is_public_before_moderation():
    """A member, an enterprise and staff each write by page; while moderation is on, the first two wait for staff; when it is off, not."""
    member, owner = make_user(name="王芳"), make_user(name="周国强")
    firm = make_enterprise(owner)
    for user, extra, title in ((member, {}, "望京西园捡到一串钥匙"), (owner, {"sender": "enterprise"}, "周六店门口免费教擦玻璃")):
        client = client_of(user)
        assert client.post("/my/bulletins/new/", bulletin_form(title=title, **extra)).status_code == 302
        row = Bulletin.objects.get(title=title)
        assert (row.state, row.enterprise) == ("pending", firm if extra else None)
        assert not sees(row) and found(title) == []
        assert approve_in_admin(row, "return", "写清楚是哪个门。") == 302
        assert "写清楚是哪个门。" in client.get(f"/my/bulletins/{row.pk}/").content.decode()
        assert Notice.objects.filter(user=user, title="公告要改一下再发").exists()
        assert client.post(f"/my/bulletins/{row.pk}/edit/", bulletin_form(title=title, text="在西园南门，三把钥匙挂一只小黄鸭。")).status_code == 302
        assert client.post(f"/my/bulletins/{row.pk}/submit/").status_code == 302
        assert not sees(row)
        assert approve_in_admin(row) == 302
        assert sees(row) and found(title) == [title]
        assert client.post(f"/my/bulletins/{row.pk}/edit/", bulletin_form(title=f"{title}，改过")).status_code == 302
        row.refresh_from_db()
        assert row.state == "pending" and not sees(row)
    publisher, editor = make_staff("publisher"), make_staff("editor")
    assert client_of(publisher).post(reverse("cms_bulletins_write"), bulletin_form(title="十一假期热线照常值班")).status_code == 302
    assert sees(Bulletin.objects.get(title="十一假期热线照常值班"))
    assert client_of(editor).post(reverse("cms_bulletins_write"), bulletin_form(title="服务大厅周三下午盘点")).status_code == 302
    assert not sees(Bulletin.objects.get(title="服务大厅周三下午盘点"))
    setting = {"value": "0", "starts_on": "", "reason": "活动多，先发后审"}
    assert client_of(make_staff("administrator")).post(reverse("core_parameter", args=[MODERATION.code]), setting).status_code == 302
    assert client_of(member).post("/my/bulletins/new/", bulletin_form(title="周日下午一起包饺子")).status_code == 302
    assert sees(Bulletin.objects.get(title="周日下午一起包饺子"))


def test_who_is_not_approved_publishes_nothing():
    stranger = replace(actor_for(make_user(name="赵安")), proven_phone=False)
    with pytest.raises(PhoneNotProven):
        services.write_bulletin(actor=stranger, now=clock.now(), **bulletin_fields())
    owner = make_user(name="钱大")
    firm = make_application(owner)
    with pytest.raises(Forbidden):
        services.write_bulletin(actor=actor_for(owner), now=clock.now(), enterprise=firm, **bulletin_fields())
    with pytest.raises(Forbidden):
        services.announce(actor=actor_for(make_user()), now=clock.now(), **bulletin_fields())
    assert not Bulletin.objects.exists()


def test_what_ends_or_whose_sender_is_suspended_is_not_seen():
    member, firm = make_user(name="王芳"), make_enterprise()
    own, of_firm, short = make_bulletin(author=member), make_bulletin(enterprise=firm), make_bulletin(expires_at=clock.now() + timedelta(seconds=1))
    assert sees(own) and sees(of_firm)
    suspend(firm, actor=SYSTEM, now=clock.now(), note="执照过期")
    assert not sees(of_firm)
    suspend_account(member, actor=SYSTEM, now=clock.now(), reason="冒用他人名义")
    drain_all()
    assert not sees(own)
    Bulletin.objects.filter(pk=short.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    assert Client().get(f"/bulletins/{short.pk}/").status_code == 404
    assert expire_bulletins() == 1
    short.refresh_from_db()
    assert short.state == "expired"


def test_maker_and_checker_are_two_people_and_a_hidden_one_is_gone_at_once():
    publisher = make_staff("publisher")
    row = make_bulletin(author=publisher, state="pending")
    with pytest.raises(Forbidden):
        services.approve(row, actor=actor_for(publisher), now=clock.now())
    other = make_bulletin()
    assert sees(other)
    assert approve_in_admin(other, "hide", "收费和写的不一样") == 302
    assert not sees(other)
    assert approve_in_admin(other, "restore") == 302
    assert sees(other)
    assert AuditEntry.objects.filter(function="bulletin.hide").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "短"),
        ("text", "打 13800001234 找我，价钱好商量。"),
        ("kind", "advert"),
        ("expires_at", None),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(field: str, value: object):
    with pytest.raises(Invalid) as refused:
        services.write_bulletin(actor=actor_for(make_user()), now=clock.now(), **bulletin_fields(**{field: value}))
    assert field in refused.value.fields


def test_the_board_narrows_to_kind_and_district_and_a_city_wide_one_stands_in_each():
    here, everywhere, elsewhere = make_bulletin(title="朝阳的一条"), make_bulletin(title="全市的一条", district=None), make_bulletin(kind="reminder")
    page = Client().get("/bulletins/", {"kind": "activity", "district": here.district.code}).content.decode()
    assert here.title in page and everywhere.title in page and elsewhere.title not in page


@pytest.mark.parametrize("size", [2, 15])
def test_the_board_asks_the_same_queries_at_any_size(django_assert_max_num_queries, size: int):
    for _ in range(size):
        make_bulletin(enterprise=None)
    Client().get("/bulletins/")
    make_bulletin(title="让存下来的页作废")
    with django_assert_max_num_queries(20):
        assert Client().get("/bulletins/?kind=activity").status_code == 200
