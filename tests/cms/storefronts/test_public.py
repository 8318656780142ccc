"""The public page of an enterprise: one address, live services and fees, one name everywhere, gone the moment that it is suspended."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.storefronts.models import Storefront, StorefrontPage
from cms.storefronts.services import arrange, ensure_missing
from core import clock
from core.access import system_actor
from core.models import StoredPage
from core.outbox.testing import drain_all
from core.templatetags.ui import day
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import change_enterprise, reinstate, suspend
from tests.cms.storefronts.conftest import Shop, open_shop
from tests.marketplace.factories import make_application, make_listing
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
SECTIONS = [
    {"type": "news", "value": {"heading": "", "items": [{"on": "2026-11-02", "title": "来广营线加了车", "text": "早上不用等。"}]}},
    {"type": "introduction", "value": {"heading": "我们是谁", "text": "三个阿姨做起来的<b>小店</b>。"}},
    {"type": "fees", "value": {"heading": "", "text": "两小时起。"}},
    {"type": "services", "value": {"heading": ""}},
    {"type": "certificates", "value": {"heading": "", "items": [{"name": "诚信企业", "number": "JZ-118", "until": "2027-03-05"}]}},
    {"type": "gallery", "value": {"heading": "", "items": [{"drawing": "window", "caption": "擦外窗先系绳"}]}},
    {"type": "contact", "value": {"heading": "", "text": "早八点到晚七点有人看留言。"}},
]


def arranged(shop: Shop) -> Shop:
    """With every kind of section, published."""
    arrange(shop.storefront, SECTIONS, actor=SYSTEM, now=clock.now())
    return shop


def html(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_admission_makes_a_page_that_shows_what_is_known(shop: Shop) -> None:
    make_listing(enterprise=shop.enterprise, title="两居室擦窗")
    page = html(shop.address)
    for text in ("三个阿姨做起来的小店。", "两居室擦窗", "60", "合同签约方", shop.enterprise.licence_no):
        assert text in page
    assert shop.storefront.state == "published" and shop.storefront.page.live
    assert "61234567" not in page and "csrfmiddlewaretoken" not in page and "赵安" not in page


def test_there_is_no_page_before_admission() -> None:
    row = make_application()
    drain_all()
    assert html(f"/enterprises/{row.pk}/", 404)
    assert not StorefrontPage.objects.exists()


def test_enterprises_that_were_admitted_before_get_theirs_once(shop: Shop) -> None:
    other = open_shop(legal_name="北京乙家政服务有限公司", short_name="乙家政")
    Storefront.objects.get(page__enterprise=other.enterprise).page.delete()
    assert html(other.address), "an enterprise without a page has its standard one"
    assert ensure_missing(actor=SYSTEM, now=clock.now()) == 1
    assert ensure_missing(actor=SYSTEM, now=clock.now()) == 0
    assert other.storefront.page.live


def test_every_kind_of_section_is_drawn_in_its_order_and_nothing_is_code(shop: Shop) -> None:
    make_listing(enterprise=shop.enterprise, title="两居室擦窗")
    page = html(arranged(shop).address)
    body = page.split('<div class="side">')[1]
    order = [body.index(text) for text in ("来广营线加了车", "我们是谁", "两小时起。", 'aria-label="供求"', "诚信企业", "擦外窗先系绳", "早八点到晚七点")]
    assert order == sorted(order)
    assert "&lt;b&gt;小店&lt;/b&gt;" in page and "<b>小店" not in page
    assert "2027 年 3 月 5 日" in page


def test_a_suspension_hides_everything_at_once_and_a_return_brings_it_back(shop: Shop) -> None:
    arranged(shop)
    leader = actor_for(make_staff("leader"))
    for path in (shop.address, f"/api/v1/storefronts/{shop.enterprise.pk}/"):
        assert Client().get(path).status_code == 200
    suspend(Enterprise.objects.get(pk=shop.enterprise.pk), actor=leader, now=clock.now(), note="没有年检")
    for path in (shop.address, f"/api/v1/storefronts/{shop.enterprise.pk}/"):
        assert Client().get(path).status_code == 404
    assert shop.address not in html("/sitemap-enterprises.xml")
    assert shop.enterprise.get_absolute_url() not in html("/enterprises/")
    reinstate(Enterprise.objects.get(pk=shop.enterprise.pk), actor=leader, now=clock.now())
    assert "我们是谁" in html(shop.address)


def test_it_has_one_address_and_no_other_door(shop: Shop) -> None:
    arranged(shop)
    page = shop.storefront.page
    assert page.get_url() == shop.address
    assert page.url_path.strip("/") and html(page.url_path, 404)
    listed = json.loads(html("/api/content/v2/pages/?limit=20"))
    assert page.pk not in [item["id"] for item in listed["items"]]
    assert html(f"/api/content/v2/pages/{page.pk}/", 404)
    assert shop.address in html("/sitemap-enterprises.xml") and f"/{page.slug}/</loc>" not in html("/sitemap-pages.xml")


def test_stored_it_costs_one_query_and_drawn_the_same_at_two_sizes(shop: Shop) -> None:
    make_listing(enterprise=arranged(shop).enterprise)
    html(shop.address)
    with CaptureQueriesContext(connection) as warm:
        html(shop.address)
    assert len(warm) == 1
    assert (small := _cold(shop.address)) <= 18
    for _ in range(15):
        make_listing(enterprise=shop.enterprise)
    assert _cold(shop.address) == small


def _cold(path: str) -> int:
    html(path)
    StoredPage.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        html(path)
    return len(queries)


def test_search_engines_and_friends_are_told_what_it_is(shop: Shop) -> None:
    make_listing(enterprise=arranged(shop).enterprise, title="</script><b>擦窗")
    page = html(shop.address)
    scripts = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)]
    business, trail = scripts
    assert (business["@type"], business["legalName"], business["taxID"]) == ("LocalBusiness", shop.enterprise.legal_name, shop.enterprise.licence_no)
    assert business["makesOffer"][0]["priceSpecification"]["price"] == "60.00"
    assert [one["name"] for one in trail["itemListElement"]] == ["加盟企业", shop.enterprise.shown_name]
    assert f'<link rel="canonical" href="http://testserver{shop.address}">' in page
    for name in ("og:title", "og:description", "og:url", "weibo:webpage:title"):
        assert re.search(rf'<meta (?:property|name)="{name}" content="[^"]+">', page), name
    assert 'class="qr-box"' in page and "<svg xmlns" in page


@pytest.mark.req("UXR-04")
def test_who_it_is_and_when_that_was_verified_is_said_the_same_everywhere(shop: Shop) -> None:
    row = make_listing(enterprise=shop.enterprise)
    drain_all()
    verified = day(Enterprise.objects.get(pk=shop.enterprise.pk).approved_at)
    block = re.compile(r'<dl class="dl">.*?<dt>企业全称</dt>(.*?)</dl>', re.DOTALL)
    own = shop.browser.get("/enterprise/").content.decode()
    said = {match.group(1) for text in (html(shop.address), html(row.get_absolute_url()), own) if (match := block.search(text))}
    assert len(said) == 1 and all(block.search(text) for text in (html(shop.address), html(row.get_absolute_url()), own))
    (words,) = said
    assert shop.enterprise.legal_name in words and shop.enterprise.licence_no in words and f"{verified}</time>核验过营业执照" in words
    assert f"{verified}核验" in html("/enterprises/")
    found = json.loads(html(f"/api/v1/search/?q={shop.enterprise.short_name}&type=enterprise"))["items"]
    assert [item["verified_on"] for item in found] == [str(timezone.localdate(clock.now()))]
    assert f"{date.today()} 核验" in html(f"/search/?q={shop.enterprise.short_name}&type=enterprise")


def test_changed_data_stands_on_the_page_at_once(shop: Shop) -> None:
    html(shop.address)
    change_enterprise(Enterprise.objects.get(pk=shop.enterprise.pk), actor=actor_for(shop.owner), now=clock.now(), intro="换了一段新的介绍。")
    assert "换了一段新的介绍。" in html(shop.address)


def test_nonsense_in_the_address_is_refused(shop: Shop) -> None:
    assert Client().get(shop.address, {"cursor": "x" * 400}).status_code == 400
    assert Client().get(shop.address, {"cursor": "nonsense"}).status_code == 400
    assert Client().get(shop.address, {"side": "request"}).status_code == 200
    assert Client().get("/enterprises/99999999999999999999/").status_code == 404
