"""企业页面 in the back office: the queue, the version that waits, the decisions; and the whole way of a storefront (ENT-02)."""

import json

import pytest
from django.test import Client

from cms.storefronts.queries import draft_of
from cms.storefronts.services import submit_storefront
from core import clock
from core.outbox.testing import drain_all
from core.states import history_of
from marketplace.enterprises.models import Enterprise
from members.models import User
from members.roles import STAFF_ROLES, Role
from notifications.models import Notice
from tests.cms.storefronts.conftest import Shop, open_shop
from tests.marketplace.factories import make_application
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
LIST = "/admin/cms-storefronts/"
BASE = "/enterprise/storefront/"
READERS = {Role.EDITOR, Role.PUBLISHER, Role.LEADER, Role.REGULATOR, Role.AUDITOR}
WORDS = "擦窗三十年的老把式"


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def write(shop: Shop, text: str) -> None:
    introduction = next(one for one in draft_of(shop.storefront) if one.kind == "introduction")
    shop.browser.post(f"{BASE}sections/{introduction.id}/", {"heading": "", "text": text})


def handed_in(shop: Shop, text: str = WORDS) -> str:
    """With a new introduction that waits; its address in the back office."""
    write(shop, text)
    submit_storefront(shop.storefront, actor=actor_for(shop.owner), now=clock.now())
    return f"{LIST}{shop.storefront.pk}/"


def found(words: str) -> list[str]:
    return [item["url"] for item in json.loads(Client().get("/api/v1/search/", {"q": words}).content)["items"]]


@pytest.mark.req("ENT-02")
def test_from_admission_to_suspension() -> None:
    owner = make_user(name="赵安")
    row = make_application(owner)
    drain_all()
    address = f"/enterprises/{row.pk}/"
    assert Client().get(address).status_code == 404 and address not in found("安心家政"), "not before it is admitted"
    leader, publisher = entered(make_staff(Role.LEADER)), entered(make_staff(Role.PUBLISHER))
    leader.post(f"/admin/marketplace-enterprises/{row.pk}/approve/")
    drain_all()
    shop = Shop(row, owner, entered(owner))
    assert Client().get(address).status_code == 200 and address in found("安心家政")

    write(shop, "全北京最便宜，包您满意")
    assert "包您满意" not in Client().get(address).content.decode(), "not before it is approved"
    shop.browser.post(f"{BASE}submit/")
    desk = f"{LIST}{shop.storefront.pk}/"
    assert "包您满意" in publisher.get(desk).content.decode()
    publisher.post(f"{desk}return/", {"note": "「最便宜」不能写，改成真话。"})
    assert "「最便宜」不能写" in Notice.objects.filter(user=owner).latest("pk").body
    assert "「最便宜」不能写" in shop.browser.get(BASE).content.decode()

    write(shop, WORDS)
    shop.browser.post(f"{BASE}submit/")
    publisher.post(f"{desk}approve/")
    assert WORDS in Client().get(address).content.decode()
    drain_all()
    assert address in found(WORDS)
    assert [step.event for step in history_of(shop.storefront)] == ["edit", "submit", "return", "edit", "submit", "approve"]

    leader.post(f"/admin/marketplace-enterprises/{row.pk}/suspend/", {"note": "没有年检。"})
    assert Client().get(address).status_code == 404
    drain_all()
    assert address not in found(WORDS) and address not in found("安心家政")


def test_who_may_look_and_who_may_decide(shop: Shop) -> None:
    desk = handed_in(shop)
    for role in STAFF_ROLES:
        browser = entered(make_staff(role))
        answer = browser.get(desk)
        assert (answer.status_code == 200) == (role in READERS), role
        if role in READERS - {Role.PUBLISHER}:
            assert f"{desk}approve/" not in answer.content.decode()
            assert browser.post(f"{desk}approve/").status_code == 403
    assert shop.storefront.state == "submitted"


def test_the_queue_comes_first(shop: Shop) -> None:
    other = open_shop(legal_name="北京乙家政服务有限公司", short_name="乙家政")
    handed_in(shop)
    page = entered(make_staff(Role.PUBLISHER)).get(LIST).content.decode()
    assert page.index("安心家政") < page.index("乙家政") and "等审核" in page
    assert other.storefront.state == "published"


def test_a_reason_is_needed_and_kept(shop: Shop) -> None:
    desk, publisher = handed_in(shop), entered(make_staff(Role.PUBLISHER))
    assert publisher.post(f"{desk}return/", {"note": " "}).status_code == 400
    assert publisher.post(f"{desk}return/", {"note": "长" * 501}).status_code == 400
    assert publisher.post(f"{desk}hide/", {"note": "不该走这一步"}).status_code == 409
    assert publisher.post(f"{desk}nonsense/").status_code == 404
    assert shop.storefront.state == "submitted"


def test_nobody_approves_his_own(shop: Shop) -> None:
    desk = handed_in(shop)
    both = make_staff(Role.PUBLISHER)
    put_on_duty(both, Role.ENTERPRISE_STAFF, shop.enterprise.organisation)
    browser = entered(both)
    assert "自己店里的要由另一位同事来审" in browser.get(desk).content.decode()
    assert browser.post(f"{desk}approve/").status_code == 403
    assert shop.storefront.state == "submitted"


def test_the_preview_shows_the_version_that_waits(shop: Shop) -> None:
    desk = handed_in(shop)
    page = entered(make_staff(Role.PUBLISHER)).get(f"{desk}preview/").content.decode()
    assert WORDS in page and "审核预览" in page and "noindex" in page
    assert WORDS not in Client().get(shop.address).content.decode()


def test_the_page_editor_is_closed_to_everybody(shop: Shop) -> None:
    page = shop.storefront.page
    for role in (Role.PUBLISHER, Role.ADMINISTRATOR, Role.EDITOR):
        browser = entered(make_staff(role))
        for path in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/delete/", f"/admin/pages/{page.pk}/unpublish/", f"/admin/pages/{page.pk}/move/"):
            assert browser.get(path).status_code in (302, 403), (role, path)
        assert browser.post(f"/admin/pages/{page.pk}/unpublish/").status_code in (302, 403)
    assert type(page).objects.get(pk=page.pk).live
    assert Enterprise.objects.filter(storefront_page=page).exists()
