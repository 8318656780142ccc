"""Requirement rows of workers, prices, ratings and suppliers, each whole and through pages or the API."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.storefronts.queries import draft_of, storefront_of
from core import clock
from core.models import StateHistory
from core.outbox.testing import drain_all
from home.models import HomePage
from marketplace.bookings.models import Booking
from marketplace.listings.models import FormerPrice, Listing
from marketplace.listings.queries.own import price_at
from marketplace.pricing.services import publish_guidance
from marketplace.ratings.models import Rating, Standing
from marketplace.workers.models import Paper, Worker
from search.services import projection
from tests.marketplace.bookings.factories import make_offer, make_order, service
from tests.marketplace.enterprises.factories import make_agreement
from tests.marketplace.factories import SYSTEM, district, make_enterprise, make_listing, moderation, post_in_steps, unit
from tests.marketplace.listings.test_pages import offer_form
from tests.marketplace.ratings.factories import finished, rate
from tests.marketplace.test_services import first_time
from tests.marketplace.workers.factories import make_paper, make_worker
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
WORKERS = "/admin/marketplace-workers/"


def today():
    return timezone.localdate(clock.now())


@pytest.mark.req("CLS-04")
def test_a_workers_own_offer_shows_his_certificates_and_years(as_user) -> None:
    moderation(False)
    person = make_user()
    worker = make_worker(user=person, called="王阿姨", experience_years=12)
    paper = make_paper(worker, "housekeeper", days=3, level="三级")
    make_paper(worker, "cook", state="pending")
    assert post_in_steps(as_user(person), "offer", offer_form()).status_code == 302
    offer = Listing.objects.get()
    as_user(person).post(reverse("listings:act", args=[offer.pk, "submit"]))
    page = Client().get(offer.get_absolute_url()).content.decode()
    assert all(text in page for text in ("本人来做", "王阿姨", "做了 12 年", "家政服务员证", "三级")) and "中式烹调师证" not in page
    Paper.objects.filter(pk=paper.pk).update(ends_on=today())
    with time_machine.travel(clock.midnight(today() + timedelta(days=1)) + timedelta(minutes=1), tick=False):
        page = Client().get(offer.get_absolute_url()).content.decode()
        assert "家政服务员证" not in page and "做了 12 年" in page, "the stored page ends with the day, as papers do"
    assert "本人来做" not in Client().get(make_listing(enterprise=make_enterprise()).get_absolute_url()).content.decode()


@pytest.mark.req("WRK-01")
def test_before_the_vetting_is_complete_a_worker_is_neither_shown_nor_dispatched(as_user) -> None:
    worker = make_worker(state="pending", vetted=False, called="孙阿姨", enterprise=make_enterprise())
    offer = make_listing(enterprise=worker.enterprise, category=service().category, service_type=service("cleaning-everyday"), unit=unit(), price_fen=6_000)
    judge = as_user(make_staff("publisher"))
    assert judge.post(f"{WORKERS}{worker.pk}/approve/").status_code in (302, 409)
    worker.refresh_from_db()
    assert worker.state == "pending"

    def seen() -> bool:
        projection.refresh("worker", [worker.pk], now=clock.now())
        listed = "孙阿姨" in Client().get("/workers/").content.decode()
        searched = bool(Client().get("/api/v1/search/", {"q": "孙阿姨", "type": "worker"}).json()["items"])
        page = Client().get(f"/workers/{worker.pk}/").status_code == 200
        assert len({listed, searched, page}) == 1
        return page

    family = as_user(make_user())
    assert not seen() and first_time(family, offer) == ""
    ready = make_worker(state="pending", called="孙阿姨二", enterprise=worker.enterprise)
    assert judge.post(f"{WORKERS}{ready.pk}/approve/").status_code == 302 and Worker.objects.get(pk=ready.pk).state == "approved"
    for code in Paper.objects.filter(worker=ready).values_list("kind__code", flat=True):
        make_paper(worker, code)
    assert judge.post(f"{WORKERS}{worker.pk}/approve/").status_code == 302
    Worker.objects.filter(pk=worker.pk).update(online=True)
    assert seen()


@pytest.mark.req("TRN-07")
@pytest.mark.parametrize(("code", "kind"), [("pre-job-training", "cleaning-everyday"), ("liability-insurance", "glass")])
def test_without_training_or_insurance_nobody_is_sent(as_user, code: str, kind: str) -> None:
    offer = make_offer(service_type=service(kind), unit=unit() if kind == "cleaning-everyday" else unit("元/㎡"))
    family = as_user(make_user())
    papers = Paper.objects.filter(worker__enterprise=offer.enterprise, kind__code=code)
    assert papers.count() == 1 and first_time(family, offer)
    for lacking in ({"state": "pending", "reviewed_at": None}, {"state": "verified", "reviewed_at": clock.now(), "ends_on": today() - timedelta(days=1)}):
        papers.update(**lacking)
        assert first_time(family, offer) == ""
    papers.update(ends_on=today() + timedelta(days=400))
    link = first_time(family, offer)
    papers.update(ends_on=today() - timedelta(days=1))
    family.post(link, {"address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102", "needs": ""})
    assert not Booking.objects.exists()


@pytest.mark.req("PRI-08")
def test_what_an_offer_cost_before_is_kept_and_explains_a_quote(as_user) -> None:
    moderation(False)
    offer = make_offer(title="日常保洁，两小时起")
    order = make_order(offer)
    owner = as_user(offer.enterprise.applicant)
    for price in ("66", "72.5"):
        changed = owner.post(reverse("listings:enterprise-edit", args=[offer.pk]), offer_form(price=price))
        assert changed.status_code == 302
    offer.refresh_from_db()
    assert offer.price_fen == 7_250
    assert list(FormerPrice.objects.order_by("pk").values_list("price_fen", flat=True)) == [6_000, 6_600]
    quote = order.quotes.get()
    assert price_at(offer, quote.created_at)[0] == quote.inputs["price_fen"] == 6_000 and price_at(offer, clock.now())[0] == 7_250
    staff = as_user(make_staff("publisher")).get(reverse("marketplace_listing", args=[offer.pk])).content.decode()
    assert "从前的价格" in staff and staff.index("66") < staff.index("到 ") and "60" in staff
    mine = as_user(order.customer).get(order.get_absolute_url()).content.decode()
    assert "60 元/小时 × 2 小时" in mine and "120.00" in mine
    Listing.objects.filter(pk=offer.pk).update(title="日常保洁，三小时起")
    assert FormerPrice.objects.count() == 2


@pytest.mark.req("PRI-07")
def test_the_report_lists_providers_whose_median_price_leaves_the_guidance(as_user) -> None:
    kind, hour = service("cleaning-everyday"), unit()
    publish_guidance(actor=SYSTEM, now=clock.now(), service_type=kind, starts_on=today(), low_fen=4_000, high_fen=6_000, unit=hour)
    publish_guidance(actor=SYSTEM, now=clock.now(), service_type=kind, starts_on=today(), low_fen=7_000, high_fen=9_000, unit=hour, district=district("海淀区"))
    prices = {"贵一家": (5_000, 9_000, 8_000), "正好家": (9_900, 5_000, 4_500), "便宜家": (3_000,), "没得比": (99_900,)}
    for name, found in prices.items():
        firm = make_enterprise(short_name=name)
        for fen in found:
            make_listing(enterprise=firm, category=kind.category, service_type=None if name == "没得比" else kind, unit=hour, price_fen=fen)
    there = make_enterprise(short_name="海淀家")
    make_listing(enterprise=there, category=kind.category, service_type=kind, unit=hour, price_fen=6_000, district=district("海淀区"))
    desk = as_user(make_staff("regulator"))
    page = desk.get(reverse("home_report_prices")).content.decode()
    rows = page[page.index("中位价不在") :]
    assert [name for name in (*prices, "海淀家") if name in rows] == ["贵一家", "便宜家", "海淀家"]
    assert "80.00" in rows and "差 20.00 元" in rows and "差 10.00 元" in rows and "4 组价格有指导价可比，3 组出了范围" in page
    above = desk.get(reverse("home_report_prices"), {"mark": "above"}).content.decode()
    assert "贵一家" in above and "便宜家" not in above
    assert as_user(make_user()).get(reverse("home_report_prices")).status_code in (302, 403)


@pytest.mark.req("ENT-06")
@pytest.mark.req("ENT-11")
def test_whoever_had_an_order_done_rates_the_enterprise_and_every_visitor_reads_it(as_user) -> None:
    offer, family, other = make_offer(), make_user(name="陈敏"), make_user(name="路人")
    order, waiting = finished(offer, customer=family), make_order(offer, customer=other)
    path = reverse("ratings:rate", args=[order.number])
    assert as_user(other).get(path).status_code == 404
    assert as_user(other).post(reverse("ratings:rate", args=[waiting.number]), {"score": "1", "text": "还没来就先骂"}).status_code == 302
    assert not Rating.objects.exists()
    as_user(family).post(path, {"score": "5", "text": "窗槽里的灰先吸再擦，比我想的细。", "punctual": "5"})
    drain_all()
    firm = offer.enterprise
    page = Client().get(firm.get_absolute_url()).content.decode()
    said = ("窗槽里的灰先吸再擦", "评价还少，1 条", firm.legal_name, firm.licence_no, "日常保洁，两小时起", "60", "谁负责")
    assert all(text in page for text in said)
    body = Client().get(f"/api/v1/ratings/enterprise/{firm.pk}/").json()
    assert body["count"] == 1 and body["items"][0]["score"] == 5


@pytest.mark.req("ENT-07")
def test_the_star_level_follows_from_ratings_by_the_formula_on_the_storefront_and_in_search(as_user) -> None:
    offer = make_offer()
    firm = offer.enterprise
    for score in (5, 5, 5, 5):
        rate(finished(offer), score=score)
    drain_all()
    search = {"q": firm.shown_name, "type": "enterprise"}
    assert "评价还少，4 条" in Client().get(firm.get_absolute_url()).content.decode()
    assert Client().get("/api/v1/search/", search).json()["items"][0]["stars"] is None
    rate(finished(offer), score=5)
    drain_all()
    row = Standing.objects.get(kind="enterprise", number=firm.pk)
    # (20 × 4.3 + 25) ÷ (20 + 5) = 4.44: four and a half, though all five were fives.
    assert row.score == pytest.approx((20 * 4.3 + 25) / 25)
    assert "四星半" in Client().get(firm.get_absolute_url()).content.decode()
    [item] = [one for one in Client().get("/api/v1/search/", search).json()["items"] if one["id"] == firm.pk]
    assert (item["stars"], item["rating"], item["rating_count"]) == ("四星半", 5.0, 5)
    assert "四星半" in Client().get("/search/", search).content.decode()


@pytest.mark.req("ENT-09")
def test_the_record_of_a_supplier_has_qualification_services_prices_audit_rating_and_history(as_user) -> None:
    offer = make_offer(title="日常保洁，两小时起")
    firm = offer.enterprise
    make_agreement(firm, state="in_force")
    rate(finished(offer), score=4)
    leader = as_user(make_staff("leader", name="林主任"))
    leader.post(f"/admin/marketplace-enterprises/{firm.pk}/assess/grade/", {"value": "A", "reason": "三个月零投诉。"})
    page = leader.get(f"/admin/marketplace-enterprises/{firm.pk}/").content.decode()
    said = (
        firm.legal_name,
        firm.licence_no,
        "资质文件",
        "日常保洁，两小时起",
        "60",
        "元/小时",
        "A 级",
        "林主任",
        "三个月零投诉。",
        "家庭的评价",
        "评价还少",
        "经过",
        "已加盟",
    )
    assert [text for text in said if text not in page] == []
    assert StateHistory.objects.filter(object_id=str(firm.pk)).exists()


@pytest.mark.req("RAT-06")
def test_an_editor_chooses_where_ratings_stand_on_the_storefront_and_which_on_the_front_page(as_user) -> None:
    offer = make_offer()
    firm = offer.enterprise
    chosen, other = rate(finished(offer), score=4, text="窗槽都擦到了，水渍也收干净了。"), rate(finished(offer), score=5, text="衬衫领口压得平。")
    drain_all()
    usual = Client().get(firm.get_absolute_url()).content.decode()
    assert usual.count("窗槽都擦到了") == 1 and "做完的人怎么说" in usual
    owner, desk = as_user(firm.applicant), "/enterprise/storefront/"
    assert owner.post(f"{desk}add/ratings/").status_code == 302
    section = next(one for one in draft_of(storefront_of(firm)) if one.kind == "ratings")
    owner.post(f"{desk}sections/{section.id}/", {"heading": "老邻居说"})
    while next(one.kind for one in draft_of(storefront_of(firm))) != "ratings":
        assert owner.post(f"{desk}sections/{section.id}/move/up/").status_code == 302
    owner.post(f"{desk}submit/")
    as_user(make_staff("publisher")).post(f"/admin/cms-storefronts/{storefront_of(firm).pk}/approve/")
    placed = Client().get(firm.get_absolute_url()).content.decode()
    assert placed.count("窗槽都擦到了") == 1 and placed.index("老邻居说") < placed.index('id="services"')
    front = HomePage.objects.get()
    front.body = [{"type": "ratings", "value": {"heading": "做完的人怎么说", "note": "", "ratings": [chosen.pk]}}]
    front.save_revision().publish()
    text = Client().get("/").content.decode()
    assert "窗槽都擦到了" in text and other.text not in text
