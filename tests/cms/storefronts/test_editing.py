"""店铺页面: an enterprise arranges its sections by plain forms; nobody else's hand gets in; the public sees nothing before it is approved."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from cms.storefronts.queries import draft_of
from cms.storefronts.services import approve, hide
from cms.storefronts.tasks import go_live
from core import clock
from core.audit.models import AuditEntry
from core.media.models import SiteImage
from core.states import history_of
from tests.cms.storefronts.conftest import Shop, open_shop
from tests.marketplace.factories import picture
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
BASE = "/enterprise/storefront/"


def section_of(shop: Shop, kind: str) -> Any:
    return next(one for one in draft_of(shop.storefront) if one.kind == kind)


def kinds(shop: Shop) -> list[str]:
    return [one.kind for one in draft_of(shop.storefront)]


def add(shop: Shop, kind: str) -> str:
    answer = shop.browser.post(f"{BASE}add/{kind}/")
    assert answer.status_code == 302 and answer.url.startswith(f"{BASE}sections/")
    return answer.url


def public(shop: Shop) -> str:
    return Client().get(shop.address).content.decode()


def test_sections_are_added_filled_moved_and_removed(shop: Shop) -> None:
    assert kinds(shop) == ["introduction", "services", "fees", "contact"]
    address = add(shop, "news")
    assert "店里新事" in shop.browser.get(address).content.decode()
    assert shop.browser.post(f"{address}items/", {"on": "2026-11-02", "title": "来广营线加了车", "text": ""}).url == address
    shop.browser.post(address, {"heading": "近来的事"})
    for _ in range(4):
        shop.browser.post(f"{address}move/up/")
    assert kinds(shop)[0] == "news"
    shop.browser.post(f"{address}move/down/")
    shop.browser.post(f"{BASE}sections/{section_of(shop, 'fees').id}/remove/")
    assert kinds(shop) == ["introduction", "news", "services", "contact"]
    overview = shop.browser.get(BASE).content.decode()
    assert "近来的事" in overview and "正在改" in overview
    assert "来广营线加了车" in shop.browser.get(f"{BASE}preview/").content.decode()
    assert "来广营线加了车" not in public(shop)
    assert AuditEntry.objects.filter(function="storefront.add_item", user_id=shop.owner.pk).count() == 1


def test_a_picture_comes_through_the_door_and_can_be_changed_and_taken_out(shop: Shop) -> None:
    address = add(shop, "gallery")
    assert "请选一张照片" in shop.browser.post(f"{address}items/", {"caption": "门面"}).content.decode()
    assert "看不见图的人" in shop.browser.post(f"{address}items/", {"file": picture(), "caption": ""}).content.decode()
    assert shop.browser.post(f"{address}items/", {"file": picture(size=(900, 600)), "caption": "门面"}).status_code == 302
    item = section_of(shop, "gallery").items[0]
    assert SiteImage.objects.get(pk=item["image"]).uploaded_by_user_id == shop.owner.pk
    assert "/media/images/" in shop.browser.get(address).content.decode()
    shop.browser.post(f"{address}items/{item['id']}/", {"caption": "新刷的门面"})
    changed = section_of(shop, "gallery").items[0]
    assert (changed["caption"], changed["image"]) == ("新刷的门面", item["image"])
    shop.browser.post(f"{address}items/{item['id']}/remove/")
    assert section_of(shop, "gallery").items == ()


@pytest.mark.parametrize("text", ["电话 13800138000", "加微信 anxin2020", "www.example.com"])
def test_nothing_leads_round_the_platform(shop: Shop, text: str) -> None:
    address = f"{BASE}sections/{section_of(shop, 'introduction').id}/"
    answer = shop.browser.post(address, {"heading": "", "text": text})
    assert answer.status_code == 200 and "不写电话、微信和网址" in answer.content.decode()
    assert section_of(shop, "introduction").text == ""


def test_what_is_too_long_unknown_or_twice_is_refused(shop: Shop) -> None:
    address = f"{BASE}sections/{section_of(shop, 'introduction').id}/"
    assert shop.browser.post(address, {"text": "长" * 2001}).status_code == 200
    assert shop.browser.post(f"{BASE}add/introduction/").status_code == 400
    assert shop.browser.post(f"{BASE}add/nonsense/").status_code == 404
    assert shop.browser.get(f"{BASE}sections/nothing/").status_code == 404
    assert shop.browser.post(f"{BASE}sections/{section_of(shop, 'services').id}/items/", {}).status_code == 404
    assert shop.storefront.state == "published"


def test_one_enterprise_never_touches_anothers(shop: Shop) -> None:
    other = open_shop(legal_name="北京乙家政服务有限公司", short_name="乙家政")
    theirs, revision = section_of(other, "introduction").id, other.storefront.page.latest_revision_id
    tries = [
        shop.browser.post(f"{BASE}sections/{theirs}/", {"text": "改你家的"}),
        shop.browser.post(f"{BASE}sections/{theirs}/remove/"),
        shop.browser.post(f"{BASE}sections/{theirs}/move/down/"),
        shop.browser.get(f"{BASE}versions/{revision}/"),
        shop.browser.post(f"{BASE}versions/{revision}/restore/"),
    ]
    assert {answer.status_code for answer in tries} == {404}
    assert other.storefront.page.latest_revision_id == revision and other.storefront.state == "published"


def test_nobody_without_an_admitted_enterprise_gets_in() -> None:
    family = Client()
    family.force_login(make_user())
    assert family.get(BASE).url == "/enterprise/"
    assert family.get(f"{BASE}preview/").status_code == 404
    assert Client().get(BASE).url.startswith("/accounts/login/")


def test_in_review_nothing_can_be_changed_until_it_is_taken_back(shop: Shop) -> None:
    address = f"{BASE}sections/{section_of(shop, 'introduction').id}/"
    shop.browser.post(address, {"text": "我们只擦窗。"})
    assert shop.browser.post(f"{BASE}submit/").status_code == 302
    assert "在排队审核" in shop.browser.get(BASE).content.decode()
    assert shop.browser.post(address, {"text": "趁没人看再改"}).status_code == 409
    shop.browser.post(f"{BASE}withdraw/")
    assert shop.browser.post(address, {"text": "撤回来改的"}).status_code == 302
    assert [step.event for step in history_of(shop.storefront)] == ["edit", "submit", "withdraw"]


def test_it_goes_live_at_its_hour(shop: Shop) -> None:
    shop.browser.post(f"{BASE}sections/{section_of(shop, 'introduction').id}/", {"text": "新年换的新介绍。"})
    assert "上线时间要在以后" in shop.browser.post(f"{BASE}submit/", {"go_live_at": "2020-01-01T08:00"}).content.decode()
    at = clock.now() + timedelta(days=2)
    shop.browser.post(f"{BASE}submit/", {"go_live_at": at.strftime("%Y-%m-%dT%H:%M")})
    approve(shop.storefront, actor=actor_for(make_staff("publisher")), now=clock.now())
    assert shop.storefront.state == "scheduled" and "新年换的新介绍" not in public(shop)
    assert go_live() == 0
    with time_machine.travel(at + timedelta(hours=9)):
        assert go_live() == 1 and go_live() == 0
        assert "新年换的新介绍" in public(shop)
    assert shop.storefront.state == "published"


def test_a_schedule_can_be_given_up(shop: Shop) -> None:
    shop.browser.post(f"{BASE}sections/{section_of(shop, 'introduction').id}/", {"text": "新年换的新介绍。"})
    shop.browser.post(f"{BASE}submit/", {"go_live_at": (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")})
    approve(shop.storefront, actor=actor_for(make_staff("publisher")), now=clock.now())
    assert shop.browser.post(f"{BASE}cancel/").status_code == 302
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert go_live() == 0
    assert shop.storefront.state == "editing" and "新年换的新介绍" not in public(shop)


def test_an_older_version_can_be_taken_up_again(shop: Shop) -> None:
    first = shop.storefront.page.latest_revision_id
    shop.browser.post(f"{BASE}sections/{section_of(shop, 'fees').id}/remove/")
    page = shop.browser.get(f"{BASE}versions/").content.decode()
    assert "公开的就是它" in page and page.count("看看</a>") == 2
    assert shop.browser.get(f"{BASE}versions/{first}/").status_code == 200
    shop.browser.post(f"{BASE}versions/{first}/restore/")
    assert kinds(shop) == ["introduction", "services", "fees", "contact"]
    assert shop.storefront.state == "editing"


def test_what_was_taken_down_shows_only_what_the_platform_knows(shop: Shop) -> None:
    shop.browser.post(f"{BASE}sections/{section_of(shop, 'introduction').id}/", {"text": "全市第一，包治百病。"})
    shop.browser.post(f"{BASE}submit/")
    publisher = actor_for(make_staff("publisher"))
    approve(shop.storefront, actor=publisher, now=clock.now())
    assert "包治百病" in public(shop)
    hide(shop.storefront, actor=publisher, now=clock.now(), note="夸大宣传。")
    assert "包治百病" not in public(shop) and "三个阿姨做起来的小店。" in public(shop)
    assert "夸大宣传。" in shop.browser.get(BASE).content.decode()
