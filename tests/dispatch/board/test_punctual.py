"""Who often comes late falls behind an equal one, in search and among candidates, and rises again when a flag is lifted (BKG-16)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import clock
from core.outbox.testing import drain_all
from core.schedule import load
from dispatch.board import late
from dispatch.board.models import LateArrival
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.credit.models import Standing
from marketplace.credit.sources import FULL
from marketplace.listings.models import Listing
from members.models import User
from search.services import projection
from tests.marketplace.bookings.factories import code_of, make_offer, make_order, put_at, service, tomorrow, worker_of
from tests.marketplace.credit.factories import count, few_are_enough
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db


def comes(offer: Listing, minutes: int) -> None:
    """A visit of an offer to which its worker checks in so many minutes after the time, on his page; the clock flags him before."""
    order = put_at(make_order(offer), clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1))
    client = Client()
    client.force_login(User.objects.get(pk=worker_of(order).user_id))
    with time_machine.travel(order.starts_at + timedelta(minutes=minutes), tick=False):
        load()["board.late"].run()
        client.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": code_of(order)})
        drain_all()
    assert Visit.objects.get(booking=order).arrived_at is not None
    Booking.objects.filter(pk=order.pk).update(state="confirmed")
    shift = timedelta(days=order.pk % 50 + 1)
    for row in Assignment.objects.filter(visit__booking=order):
        row.period = (row.period.lower - shift, row.period.upper - shift)
        row.save(update_fields=["period"])


def found(query: str = "日常保洁", kind: str = "listing") -> list[int]:
    return [item["id"] for item in Client().get("/api/v1/search/", {"q": query, "type": kind}).json()["items"]]


def candidates(client: Client) -> list[dict]:
    asked = {"service_type": service().code, "district": "110105", "minutes": "120", "start": tomorrow().isoformat()}
    return client.get(reverse("api-matches"), asked).json()["items"]


def test_who_is_often_late_falls_behind_an_equal_one_in_search_and_among_candidates():
    offers = [make_offer(), make_offer()]
    for offer in offers:
        projection.refresh("listing", [offer.pk], now=clock.now())
    drain_all()
    desk = Client()
    desk.force_login(make_staff("dispatcher"))
    first, second = (next(offer for offer in offers if offer.pk == number) for number in found())
    before = candidates(desk)
    assert {one["points"] for one in before} == {before[0]["points"]}, "equal ones"
    for _ in range(4):
        comes(first, 25)
        comes(second, 2)
    flags = LateArrival.objects.filter(worker__enterprise=first.enterprise)
    assert flags.count() == 4 and not LateArrival.objects.exclude(pk__in=flags).exists(), "flagged by the clock alone"
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        count()
    assert found() == [second.pk, first.pk]
    ranked = candidates(desk)
    good, bad = (next(one for one in ranked if one["worker"] == offer.enterprise.workers.get().pk) for offer in (second, first))
    assert good["points"] > bad["points"] and ranked[0] == good
    said = next(reason for reason in bad["reasons"] if reason["name"] == "punctual")
    assert said["text"] == "最近上门 4 次，准时 0 次"
    page = desk.get(reverse("dispatch_matching"), {"service_type": service().pk, "district": "1", "minutes": "120", "start": tomorrow().isoformat()})
    assert page.status_code == 200
    for flag in flags:
        desk.post(reverse("dispatch_late", args=[flag.pk]), {"note": "小区临时封路，家里知道。"})
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        count()
    assert sorted(found()) == sorted(one.pk for one in offers) and {one["points"] for one in candidates(desk)} == {good["points"]}


@pytest.mark.req("BKG-16")
def test_coming_late_is_flagged_by_the_clock_and_counts_in_the_credit_that_everybody_reads():
    few_are_enough()
    late, prompt = make_offer(), make_offer()
    for _ in range(3):
        comes(late, 25)
        comes(prompt, 10)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        count()
    assert LateArrival.objects.filter(worker__enterprise=late.enterprise).count() == LateArrival.objects.count() == 3
    bad, good = (Client().get(reverse("api-credit", args=["enterprise", one.enterprise_id])).json() for one in (late, prompt))
    assert bad["score"] < good["score"] and bad["facts"] == good["facts"] == 3
    punctual = [next(part for part in one["parts"] if part["part"] == "punctual") for one in (bad, good)]
    assert [part["count"] for part in punctual] == [3, 3] and punctual[0]["share"] < 75 < 95 < punctual[1]["share"]
    assert "3 次上门" in Client().get(reverse("credit:about", args=["enterprise", late.enterprise_id])).content.decode()
    desk = Client()
    desk.force_login(make_staff("dispatcher"))
    for flag in LateArrival.objects.all():
        desk.post(reverse("dispatch_late", args=[flag.pk]), {"note": "小区临时封路，家里知道。"})
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        count()
    assert Client().get(reverse("api-credit", args=["enterprise", late.enterprise_id])).json()["score"] == good["score"]


def test_the_page_of_the_desk_counts_what_credit_counts():
    offer = make_offer()
    for minutes in (1, 30, 3):
        comes(offer, minutes)
    later = clock.now() + timedelta(hours=2)
    with time_machine.travel(later):
        count()
    kept = {row.kind: row.parts["punctual"] for row in Standing.objects.all()}
    assert {(part["count"], part["total"]) for part in kept.values()} == {(3, 2 * FULL)} and set(kept) == {"enterprise", "worker"}
    assert late.punctual(later, worker_id=offer.enterprise.workers.get().pk) == late.Punctual(3, 2)
