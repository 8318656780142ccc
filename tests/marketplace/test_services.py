"""The services that the plans name: each is found by its word, has a rule by which it is booked, and is booked (SVC)."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.models import Unit
from marketplace.bookings.models import Booking
from marketplace.bookings.queries.providers import is_bookable
from marketplace.catalog.models import ServiceType
from marketplace.engagements.models import Engagement, EngagementRule
from marketplace.engagements.queries.rules import engageable
from marketplace.listings.models import Listing
from marketplace.workers.models import Paper, Worker
from search.services import projection
from tests.marketplace.bookings.factories import make_worker
from tests.marketplace.factories import category, make_enterprise, make_listing
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
# Row of the requirements → its words. What the row says beyond that they are there and bookable is proved in a test of its own.
ROWS = {
    "SVC-04": ("地板打蜡", "空调清洗"),
    "SVC-05": ("地板护理", "家具清洁"),
    "SVC-06": ("厨房擦洗", "洗衣熨烫"),
    "SVC-07": ("新生儿照护", "儿童早期教育", "儿童生活照料"),
    "SVC-10": ("托儿", "辅导功课", "培养良好习惯"),
    "SVC-11": ("生活照料", "康复护理", "精神慰藉"),
    "SVC-12": ("医院陪护", "居家护理", "康复指导"),
    "SVC-14": ("烹饪", "洗衣", "购物"),
    "SVC-15": ("厨师服务",),
    "SVC-17": ("购物代办", "家居维修", "绿化养护"),
    "SVC-18": ("宠物护理", "智能家居维护"),
    "SVC-19": ("家具维修", "电器维修"),
    "SVC-21": ("家庭教育", "语言培训", "乐器培训"),
    "SVC-23": ("在家购物", "快递配送"),
    "SVC-24": ("房屋中介", "婚姻介绍"),
    "SVC-25": ("家庭美容", "养生保健"),
}
WHERE = {"address": "望京西园四区 12 号楼 3 单元 501", "name": "陈女士", "phone": "13800000102", "needs": ""}


def kind_of(word: str) -> ServiceType:
    return ServiceType.objects.select_related("category", "unit").get(name=word)


def offer_of(kind: ServiceType, *, unit: Unit | None = None, papers: bool = True, hours: tuple[tuple[int, int, int], ...] | None = None) -> Listing:
    """An offer that does not say the word itself, by somebody who does it."""
    firm, rule = make_enterprise(), EngagementRule.objects.filter(service_type=kind).first()
    unit = unit or (Unit.objects.get(code=rule.basis) if rule else kind.unit)
    worker = make_worker(enterprise=firm, skills=(kind,), hours=hours, lives_in=True)
    if not papers:
        Paper.objects.filter(worker=worker, kind__needed_to_work=False).delete()
    return make_listing(enterprise=firm, category=kind.category, service_type=kind, unit=unit, price_fen=8_800, title="约好就来，价钱先说清楚")


def hidden(text: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', text).group(1)


def first_time(browser: Client, offer: Listing) -> str:
    """The first link of the week to a time, "" where nobody can come."""
    text = browser.get(reverse("bookings:times", args=[offer.pk])).content.decode()
    found = re.search(rf'href="(/listings/{offer.pk}/book/details/\?[^"]+)"', text)
    return unescape(found.group(1)) if found else ""


def book(browser: Client, offer: Listing) -> Booking:
    """Three screens to an order by the hour, the visit, the piece."""
    kept = browser.post(first_time(browser, offer), WHERE)
    assert kept.status_code == 302, kept.content.decode()[:2000]
    text = browser.get(kept.url).content.decode()
    browser.post(reverse("bookings:act", args=[kept.url.split("/")[-2], "book"]), {"total_fen": hidden(text, "total_fen")})
    return Booking.objects.get(number=kept.url.split("/")[-2])


def engage(browser: Client, offer: Listing) -> Engagement:
    """Ask for somebody by the day or the month."""
    first = timezone.localdate(clock.now()) + timedelta(days=20)
    sent = browser.post(reverse("engagements:ask", args=[offer.pk]), {**WHERE, "starts_on": str(first), "units": 1, "district": str(offer.district_id)})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    return Engagement.objects.get(number=sent.url.split("/")[-2])


@pytest.mark.parametrize("row", [pytest.param(row, marks=pytest.mark.req(row)) for row in ROWS])
def test_each_named_service_is_found_by_its_word_and_can_be_booked(row: str, client: Client) -> None:
    person = make_user()
    client.force_login(person)
    offers = [offer_of(kind_of(word)) for word in ROWS[row]]
    other = make_listing(title="搬家，随叫随到", category=category("公司搬家"))
    projection.refresh("listing", [*(offer.pk for offer in offers), other.pk], now=clock.now())
    for word, offer in zip(ROWS[row], offers, strict=True):
        named = client.get("/api/v1/search/suggest/", {"q": word}).json()["items"]
        assert any(one["text"] == word and one["kind"] == "service" for one in named), word
        found = client.get("/api/v1/search/", {"q": word}).json()
        assert offer.pk in [item["id"] for item in found["items"]] and found["backend"] == "database", word
        assert other.pk not in [item["id"] for item in found["items"]], word
        page = client.get(offer.get_absolute_url()).content.decode()
        if engageable(offer):
            assert reverse("engagements:ask", args=[offer.pk]) in page, word
        else:
            assert is_bookable(offer) and f'href="/listings/{offer.pk}/book/"' in page and first_time(client, offer), word
    for offer in offers[:1]:
        made = engage(client, offer) if engageable(offer) else book(client, offer)
        assert made.state in ("assigned", "requested", "asked", "proposed") and made.customer_id == person.pk


@pytest.mark.req("SVC-20")
@pytest.mark.parametrize("word", ["临时保姆", "钟点工"])
def test_a_temporary_nanny_and_an_hourly_worker_come_the_same_day(word: str, client: Client) -> None:
    client.force_login(make_user())
    eight = clock.midnight(timezone.localdate(clock.now()) + timedelta(days=1)) + timedelta(hours=8)
    with time_machine.travel(eight, tick=False):
        offer = offer_of(kind_of(word), unit=Unit.objects.get(code="hour"))
        projection.refresh("listing", [offer.pk], now=clock.now())
        assert [item["id"] for item in client.get("/api/v1/search/", {"q": word}).json()["items"]] == [offer.pk]
        order = book(client, offer)
        assert order.state == "assigned" and timezone.localdate(order.starts_at) == timezone.localdate(clock.now())
        assert order.starts_at - clock.now() <= timedelta(hours=2)


@pytest.mark.req("SVC-22")
@pytest.mark.parametrize(("word", "licence"), [("家庭医疗", "nurse"), ("营养咨询", "nutrition")])
def test_medical_service_and_nutrition_advice_want_the_matching_licence(word: str, licence: str, client: Client) -> None:
    client.force_login(make_user())
    kind = kind_of(word)
    offer = offer_of(kind)
    projection.refresh("listing", [offer.pk], now=clock.now())
    assert [item["id"] for item in client.get("/api/v1/search/", {"q": word}).json()["items"]] == [offer.pk]
    worker = Worker.objects.get(enterprise=offer.enterprise)
    link = first_time(client, offer)
    assert link
    paper = Paper.objects.filter(worker=worker, kind__code=licence)
    for lacking in ({"state": "refused"}, {"state": "verified", "ends_on": timezone.localdate(clock.now()) - timedelta(days=1)}):
        paper.update(**lacking)
        assert first_time(client, offer) == "", "nobody with the licence, so no time"
        client.post(link, WHERE)
        assert not Booking.objects.exists(), "a link of before leads nowhere either"
    paper.update(ends_on=None)
    assert book(client, offer).state == "requested"
