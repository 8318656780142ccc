"""A series and a plan through the pages and the API: three screens, every verb, both sides, and few queries."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from marketplace.bookings.models import Assignment, Booking
from marketplace.series.models import Series, SeriesVisit
from tests.marketplace.bookings.factories import make_offer, make_order, service, tomorrow
from tests.marketplace.factories import unit
from tests.marketplace.series.factories import (
    asked_total,
    day_from_now,
    fates,
    fresh,
    make_offered,
    make_package,
    make_regular_offer,
    make_series,
    visit,
)
from tests.members.factories import make_user, put_on_duty

pytestmark = pytest.mark.django_db
HOME = {"address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102", "needs": "有只橘猫。"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def rhythm(**fields) -> str:
    first = day_from_now(3)
    known = {"rhythm": "weekly", "weekdays": first.weekday(), "starts_minute": 600, "first_on": first, "visits": 5, "holidays": "skip", "same_worker": "on"}
    return urlencode({**known, "minutes": 120, "district": "110105", **fields})


@pytest.mark.req("SVC-02")
def test_a_family_books_every_week_and_changes_its_mind_on_the_pages():
    """Weekly cleaning in three screens (X-BK-07): skip one, move one, change those that follow, pause, go on, end. 大扫除 is one order."""
    offer, family = make_regular_offer(), make_user()
    me = client_of(family)
    assert reverse("series:choose", args=[offer.pk]) in text(me, reverse("bookings:times", args=[offer.pk]))
    spring = make_offer(workers=2, service_type=service("cleaning-spring"), title="大扫除", unit=unit("元/次"), price_fen=88_000)
    assert reverse("series:choose", args=[spring.pk]) not in text(me, reverse("bookings:times", args=[spring.pk]))
    held = me.post(reverse("bookings:details", args=[spring.pk]), {**HOME, "start": tomorrow(days=3).isoformat()})
    me.post(f"{held.url}do/book/", {"total_fen": 88_000})
    assert Booking.objects.get(listing=spring).state == "requested" and Booking.objects.get(listing=spring).total_fen == 88_000

    choose = reverse("series:choose", args=[offer.pk])
    assert "多久来一次" in text(Client(), choose) and "600.00" in text(Client(), f"{choose}?{rhythm()}")
    step = me.get(f"{choose}?{rhythm()}&go=1")
    assert step.url.startswith(reverse("series:details", args=[offer.pk]))
    page = me.post(step.url, HOME).url
    row = Series.objects.get()
    assert page == row.get_absolute_url() and "600.00" in text(me, page) and not Booking.objects.filter(listing=offer).exists()
    me.post(reverse("series:act", args=[row.number, "accept"]), {"total_fen": asked_total(row), "idempotency_key": "accept-once"})
    me.post(reverse("series:act", args=[row.number, "accept"]), {"total_fen": asked_total(row), "idempotency_key": "accept-once"})
    assert fates(row)[:4] == ["booked"] * 4 and fresh(row).state == "running"

    one = reverse("series:visit", args=[row.number, 1])
    assert "现在跳过不收钱" in text(me, one)
    me.post(one, {"do": "skip", "fee_fen": "0"})
    second = visit(row, 2).booking
    me.post(reverse("bookings:moving", args=[second.number]), {"start": (second.starts_at + timedelta(hours=2)).isoformat(), "fee_fen": 0})
    change = reverse("series:change", args=[row.number, 3])
    wanted = {"rhythm": "weekly", "weekdays": visit(row, 3).planned_on.weekday(), "starts_minute": 14 * 60, "worker": fresh(row).worker_id}
    assert "都改过去" in text(me, f"{change}?{urlencode(wanted)}")
    me.post(change, {**wanted, "total_fen": 36_000})
    pause = reverse("series:pause", args=[row.number])
    gap = {"first": str(day_from_now(15)), "beyond": str(day_from_now(20))}
    assert "这 1 次不来" in text(me, f"{pause}?{urlencode(gap)}")
    me.post(pause, {**gap, "fee_fen": 0})
    assert fates(row)[:4] == ["skipped", "booked", "paused", "booked"] and visit(row, 4).starts_at.hour == 6
    me.post(reverse("series:act", args=[row.number, "resume"]))
    assert fates(row)[:4] == ["skipped", "booked", "booked", "booked"]
    assert "定期服务，第 4 次" in text(me, reverse("bookings:order", args=[visit(row, 4).booking.number]))
    assert "不收钱" in text(me, reverse("series:ending", args=[row.number]))
    me.post(reverse("series:act", args=[row.number, "end"]), {"fee_fen": 0})
    assert fresh(row).state == "ended" and not Assignment.objects.filter(visit__booking__series_order__isnull=False, status="fixed").exists()


def test_a_date_that_does_not_fit_is_answered_on_its_page():
    offer = make_regular_offer(workers=2)
    first = offer.enterprise.workers.order_by("pk")[0]
    make_order(offer, start=clock.midnight(day_from_now(10)) + timedelta(hours=11), worker_id=first.pk)
    row = make_series(offer, visits=3, worker_id=first.pk)
    me = client_of(row.customer)
    assert "1 次排不上" in text(me, row.get_absolute_url()) and "1 次排不上，等你定" in text(me, reverse("series:mine"))
    page = reverse("series:visit", args=[row.number, 2])
    assert "换个人，时间不变" in text(me, page) and "换个相近的时间" in text(me, page)
    other = offer.enterprise.workers.order_by("pk")[1]
    me.post(page, {"do": "answer", "worker": other.pk})
    assert fates(row) == ["booked"] * 3
    owner = client_of(offer.enterprise.applicant)
    assert row.contact_name in text(owner, reverse("series:enterprise-series"))
    assert "还要去的" in text(owner, reverse("series:enterprise-one", args=[row.number]))
    assert "定期客户" in text(owner, reverse("bookings:provider-order", args=[visit(row, 2).booking.number]))
    staff = client_of(put_on_duty(make_user(), "dispatcher"))
    SeriesVisit.objects.filter(series=row, position=3).update(fate="exception", reason="已经有约", booking=None)
    assert row.number in text(staff, reverse("marketplace_series"))
    assert "已经有约" in text(staff, reverse("marketplace_series_exceptions"))
    assert "已经有约" in text(staff, reverse("marketplace_series_one", args=[row.number]))


def test_whoever_comes_reads_that_it_is_a_regular_customer():
    row = make_series(visits=2)
    worker = row.worker
    worker.user = put_on_duty(make_user(), "worker", row.enterprise.organisation)
    worker.save()
    page = text(client_of(worker.user), reverse("bookings:visit", args=[visit(row, 1).booking.number]))
    assert "定期客户" in page and row.address not in page


def test_what_is_wrong_is_said_and_what_is_strange_is_not_there():
    offer, me = make_regular_offer(), client_of(make_user())
    choose = reverse("series:choose", args=[offer.pk])
    assert me.get(f"{choose}?{rhythm(rhythm='daily')}&go=1").status_code == 400
    assert me.get(reverse("series:choose", args=[make_offer(service_type=service("cleaning-spring")).pk])).status_code == 409
    row = make_series(offer)
    for name, args in (("one", ()), ("ending", ()), ("pause", ()), ("visit", (1,)), ("change", (1,))):
        assert me.get(reverse(f"series:{name}", args=[row.number, *args])).status_code == 404
    mine = client_of(row.customer)
    assert mine.get(reverse("series:visit", args=[row.number, 99])).status_code == 404
    assert mine.post(reverse("series:act", args=[row.number, "dance"])).status_code == 404
    assert "页面旧了" in mine.post(reverse("series:visit", args=[row.number, 1]), {"do": "skip"}).content.decode()
    over = make_offered()
    Series.objects.filter(pk=over.pk).update(until=clock.now() - timedelta(minutes=1))
    assert "看价格的时间过了" in text(client_of(over.customer), over.get_absolute_url())


def test_the_api_says_what_may_be_done_and_does_it_once():
    offer, me = make_regular_offer(), client_of(make_user())
    first = day_from_now(3)
    said = {
        "listing": offer.pk,
        "rhythm": "fortnightly",
        "weekdays": [first.weekday()],
        "first_on": str(first),
        "visits": 3,
        "starts_minute": 600,
        "minutes": 120,
        "district": "110105",
        **HOME,
    }
    heads = {"content_type": "application/json", "headers": {"Idempotency-Key": "series-once"}}
    made = me.post("/api/v1/series/", said, **heads)
    again = me.post("/api/v1/series/", said, **heads)
    assert made.status_code == 201, made.content.decode()
    assert made.json() == again.json() and Series.objects.count() == 1
    number = made.json()["number"]
    assert {one["action"] for one in made.json()["actions"]} == {"accept", "decline"} and made.json()["total_yuan"] == "360.00"

    def act(action: str, **fields):
        return me.post(f"/api/v1/series/{number}/{action}/", fields, content_type="application/json")

    assert act("accept", total_yuan="1.00").json()["code"] == "total_changed"
    done = act("accept", total_yuan="360.00").json()
    assert [one["fate"] for one in done["visits"]] == ["booked", "booked", "planned"] and done["visits"][0]["booking"]
    assert {one["action"] for one in done["actions"]} == {"change", "pause", "end", "skip", "move", "answer"}
    assert act("skip", position=1, fee_yuan="0.00").json()["visits"][0]["fate"] == "skipped"
    third = visit(Series.objects.get(), 3)
    moved = act("move", position=3, start=(third.starts_at + timedelta(hours=1)).isoformat(), fee_yuan="0.00").json()
    assert moved["visits"][2]["fate"] == "planned" and moved["visits"][2]["starts_at"] != done["visits"][2]["starts_at"]
    clash = act("change", position=2, starts_minute=900, total_yuan="1.00").json()
    assert clash["code"] == "price_moves" and clash["total_yuan"] == "240.00"
    assert act("change", position=2, starts_minute=900, total_yuan="240.00").status_code == 200
    assert act("end", fee_yuan="0.00").json()["state"] == "ended"
    assert act("resume").status_code == 409 and act("dance").status_code == 404
    assert client_of(make_user()).get(f"/api/v1/series/{number}/").status_code == 404
    owner = client_of(offer.enterprise.applicant)
    assert owner.get(f"/api/v1/series/{number}/").json()["address"] == "" and owner.get("/api/v1/series/").json()["count"] == 1


def test_packages_and_passes_in_the_api():
    row, me = make_package(), client_of(make_user())
    listing = row.listings.get()
    items = Client().get(f"/api/v1/packages/?listing={listing.pk}").json()["items"]
    assert [(one["id"], one["each_yuan"], one["saved_yuan"]) for one in items] == [(row.pk, "100.00", "200.00")]
    said = {"package": row.pk, "price_yuan": "1000.00", "version": row.version}
    card = me.post("/api/v1/passes/", said, content_type="application/json").json()
    start = (clock.midnight(day_from_now(2)) + timedelta(hours=10)).isoformat()
    wanted = {"listing": listing.pk, "start": start, "minutes": 120, "district": "110105", "cover": card["cover"], **HOME}
    held = me.post("/api/v1/bookings/", wanted, content_type="application/json").json()
    assert held["quote"]["total_yuan"] == "0.00" and held["quote"]["lines"][-1]["kind"] == "cover"
    me.post(f"/api/v1/bookings/{held['number']}/accept_quote/", {"total_yuan": "0.00"}, content_type="application/json")
    found = me.get(f"/api/v1/passes/{card['number']}/").json()
    assert found["left"] == 9 and found["uses"][0]["booking"] == held["number"]
    assert client_of(make_user()).get(f"/api/v1/passes/{card['number']}/").status_code == 404
    assert Booking.objects.get().total_fen == 0


def test_lists_ask_the_same_number_of_queries_however_long():
    family, offer = make_user(), make_regular_offer(workers=4)
    me, owner = client_of(family), client_of(offer.enterprise.applicant)
    pages = [(me, reverse("series:mine")), (owner, reverse("series:enterprise-series")), (me, "/api/v1/series/")]

    def asked() -> list[int]:
        counts = []
        for client, url in pages:
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                client.get(url)
            counts.append(len(seen))
        return counts

    row = make_series(offer, customer=family, visits=2)
    few, short = asked(), _asked_for(me, row.get_absolute_url())
    for hour in (10, 14, 15):
        make_series(offer, customer=family, visits=2, starts_minute=hour * 60)
    assert asked() == few
    long_one = make_series(offer, customer=family, visits=8, first=5, starts_minute=16 * 60)
    assert abs(_asked_for(me, long_one.get_absolute_url()) - short) <= 1


def _asked_for(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)
