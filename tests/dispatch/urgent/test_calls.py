"""Urgent orders: asked at once, wider when nobody takes them, handed over, measured; the price is accepted before (URG-01, URG-02)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import Forbidden, IllegalTransition, NotFound, RateLimited
from core.outbox.testing import drain_all
from core.schedule import load
from dispatch.matching.errors import OfferIsOver
from dispatch.matching.models import Offer
from dispatch.urgent import queries, services
from dispatch.urgent.errors import AlreadyCalling, PriceIsOver
from dispatch.urgent.models import UrgentOrder
from marketplace.bookings.charging import lines_of
from marketplace.bookings.errors import SlotTaken, TotalChanged
from marketplace.bookings.models import Assignment, Booking
from marketplace.workers.models import Worker
from notifications.models import Notice
from tests.dispatch.urgent.factories import SYSTEM, asked, fresh, handed_over, incident, later, offers, on_call, searching
from tests.marketplace.bookings.factories import make_hold
from tests.marketplace.factories import district
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
FORM = {"what": "厨房水管接头崩了。", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def worker_client(row: Worker) -> Client:
    return client_of(row.user)


def test_the_price_is_shown_with_its_urgent_line_and_nobody_is_asked_before_it_is_accepted():
    on_call()
    family = make_user()
    client = client_of(family)
    answer = client.post(reverse("urgent:new"), {**FORM, "incident": incident().pk, "district": district().pk})
    row = UrgentOrder.objects.get(customer=family)
    assert answer.url == reverse("urgent:call", args=[row.number]) and row.state == "quoted"
    lines = {line.kind: line.fen for line in lines_of(row.inputs)}
    assert lines["base"] == 8000 and lines["urgent"] == 5000 and sum(lines.values()) == row.total_fen
    page = client.get(answer.url).content.decode()
    assert "加急费" in page and "先关总阀" in page
    assert Offer.objects.count() == 0
    client.post(reverse("urgent:act", args=[row.number, "agree"]), {"total_fen": row.total_fen})
    assert fresh(row).state == "offering" and Offer.objects.count() == 1


def test_another_sum_than_was_seen_is_no_agreement():
    row = asked()
    with pytest.raises(TotalChanged):
        services.agree(row, actor=actor_for(row.customer), now=clock.now(), total_fen=row.total_fen - 1)
    with pytest.raises(PriceIsOver):
        services.agree(row, actor=actor_for(row.customer), now=later(16), total_fen=row.total_fen)
    assert fresh(row).state == "quoted" and Offer.objects.count() == 0
    assert queries.stage_of(fresh(row), later(16)) == "expired"
    services.turn_due(actor=SYSTEM, now=later(16))
    assert fresh(row).state == "expired"


@pytest.mark.req("URG-02")
def test_a_burst_pipe_is_offered_to_the_nearest_at_once_and_the_first_has_it():
    """Over the pages: the family accepts, the three nearest are asked at that second, one takes it, and how long that took is shown."""
    near, second, third, fourth = (on_call(km) for km in (0.5, 1.0, 2.0, 3.0))
    on_call(0.2, online=False)
    family = make_user()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        row = asked(family)
        client_of(family).post(reverse("urgent:act", args=[row.number, "agree"]), {"total_fen": row.total_fen})
        assert [(one.worker_id, one.rank, one.wave, one.state) for one in offers(row)] == [
            (near.pk, 1, 1, "open"),
            (second.pk, 2, 1, "open"),
            (third.pk, 3, 1, "open"),
        ]
        drain_all()
        assert Notice.objects.filter(user=near.user, title__startswith="急单").exists()
        assert not Notice.objects.filter(user=fourth.user, title__startswith="急单").exists()
        traveller.shift(timedelta(seconds=95))
        page = worker_client(second).get(reverse("urgent:offers")).content.decode()
        assert "水管爆了" in page and "data-until" in page and "望京西园" not in page
        mine = Offer.objects.get(worker=second)
        answer = worker_client(second).post(reverse("urgent:offer-act", args=[mine.pk, "accept"]))
        row = fresh(row)
        assert row.state == "taken" and row.waited == timedelta(seconds=95)
        assert answer.url == reverse("bookings:visit", args=[row.booking.number])
        assert {one.worker_id: one.state for one in offers(row)} == {near.pk: "withdrawn", second.pk: "accepted", third.pk: "withdrawn"}
        lost = worker_client(near).post(reverse("urgent:offer-act", args=[Offer.objects.get(worker=near).pk, "accept"]), follow=True)
        assert "已经有人接了" in lost.content.decode() and Booking.objects.count() == 1
        desk = client_of(make_staff("dispatcher"))
        assert "1 分 35 秒" in desk.get(reverse("dispatch_urgent_call", args=[row.number])).content.decode()
        assert "1 分 35 秒" in desk.get(reverse("dispatch_urgent")).content.decode()
        assert "用了 1 分 35 秒" in client_of(family).get(row.get_absolute_url()).content.decode()


def test_the_order_that_comes_of_it_charges_what_was_accepted_and_takes_the_workers_time():
    plumber = on_call(2.0)
    row = searching()
    [offer] = offers(row)
    booking = services.accept_offer(offer, actor=actor_for(plumber.user), now=clock.now())
    booking = Booking.objects.with_names().get(pk=booking.pk)
    assert booking.state == "assigned" and booking.total_fen == row.total_fen == booking.chargeable_fen
    quote = booking.quotes.get()
    assert quote.state == "accepted" and quote.answered_by == row.customer_id and quote.answered_at == row.agreed_at
    assert sum(line.fen for line in quote.lines.all()) == quote.total_fen and quote.lines.filter(kind="urgent", fen=5000).exists()
    [taken] = Assignment.objects.filter(visit__booking=booking)
    assert taken.worker_id == plumber.pk and taken.status == "fixed"
    assert clock.now() < booking.starts_at <= clock.now() + timedelta(minutes=40)
    assert client_of(booking.customer).get(booking.get_absolute_url()).status_code == 200
    staff = client_of(make_staff("dispatcher")).get(reverse("marketplace_booking", args=[booking.number])).content.decode()
    assert row.number in staff


@pytest.mark.req("URG-01")
def test_what_nobody_takes_goes_wider_then_to_the_dispatcher_with_a_deadline():
    """The clock alone decides; the scheduled job writes down and asks the next."""
    near, far, farther = on_call(1.0), on_call(9.0), on_call(15.0)
    dispatcher, leader = make_staff("dispatcher"), make_staff("leader")
    row = searching()
    job = load()["urgent.turn"]
    assert [one.worker_id for one in offers(row)] == [near.pk]
    assert queries.stage_of(fresh(row), later(2.9)) == "offering" and queries.stage_of(fresh(row), later(3.1)) == "widening"
    with time_machine.travel(later(3.1), tick=False), pytest.raises(OfferIsOver):
        services.accept_offer(offers(row)[0], actor=actor_for(near.user), now=clock.now())
    for minutes, worker, wave in ((3.2, far, 2), (6.4, farther, 3)):
        with time_machine.travel(later(minutes), tick=False):
            job.run()
        assert (offers(row)[-1].worker_id, offers(row)[-1].wave, fresh(row).wave) == (worker.pk, wave, wave)
    assert [one.state for one in offers(row)] == ["lapsed", "lapsed", "open"] and [one.rank for one in offers(row)] == [1, 2, 3]
    assert queries.stage_of(fresh(row), later(9.7)) == "escalated", "handed over at that second, whether the job has run or not"
    with time_machine.travel(later(9.8), tick=False):
        job.run()
        drain_all()
        row = fresh(row)
        assert row.state == "escalated" and row.until == clock.now() + timedelta(minutes=10)
        assert Notice.objects.filter(user=dispatcher, title__startswith="急单没人接").count() == 1
        desk = client_of(dispatcher)
        assert "最晚" in desk.get(reverse("dispatch_urgent_call", args=[row.number])).content.decode()
    with time_machine.travel(later(19.9), tick=False):
        assert "过了时限" in desk.get(reverse("dispatch_urgent_call", args=[row.number])).content.decode()
        job.run()
        job.run()
        drain_all()
        assert Notice.objects.filter(user=leader, title__startswith="急单超时").count() == 1
        answer = desk.post(reverse("dispatch_urgent_call_appoint", args=[row.number]), {"worker": farther.pk})
        assert answer.status_code == 302 and fresh(row).state == "taken"
        assert [one.state for one in offers(row)] == ["lapsed", "lapsed", "accepted"]


def test_when_all_have_said_no_the_next_are_asked_without_waiting():
    first, second = on_call(1.0), on_call(8.0)
    row = searching()
    worker_client(first).post(reverse("urgent:offer-act", args=[offers(row)[0].pk, "decline"]), {"note": "在外地"})
    assert [(one.worker_id, one.state) for one in offers(row)] == [(first.pk, "declined"), (second.pk, "open")]
    assert fresh(row).wave == 2
    services.decline_offer(offers(row)[1], actor=actor_for(second.user), now=clock.now())
    assert fresh(row).state == "escalated"


def test_where_nobody_is_near_it_is_handed_over_at_once():
    row = handed_over()
    assert row.wave == 3 and fresh(row).escalated_at is not None
    family, desk = client_of(row.customer), client_of(make_staff("dispatcher"))
    assert "附近没人接" in family.get(row.get_absolute_url()).content.decode()
    desk.post(reverse("dispatch_urgent_call_own", args=[row.number]))
    assert fresh(row).owner is not None
    wrong = desk.post(reverse("dispatch_urgent_call_decide", args=[row.number, "give_up"]), {"note": ""})
    assert wrong.status_code == 400 and fresh(row).state == "escalated"
    desk.post(reverse("dispatch_urgent_call_decide", args=[row.number, "give_up"]), {"note": "附近的师傅都在外面，天亮才有空。"})
    assert fresh(row).state == "failed" and Booking.objects.count() == 0
    assert "天亮才有空" in family.get(row.get_absolute_url()).content.decode()
    drain_all()
    assert Notice.objects.filter(user=row.customer, title__startswith="这次没派成").exists()


def test_only_who_is_free_qualified_and_on_line_is_asked():
    ready = on_call(1.0)
    on_call(1.0, online=False)
    on_call(1.0, hours=())
    on_call(1.0, skills=())
    busy = on_call(1.0)
    services.accept_offer(next(one for one in offers(searching()) if one.worker_id == busy.pk), actor=actor_for(busy.user), now=clock.now())
    Offer.objects.all().delete()
    row = searching(now=clock.now())
    assert [one.worker_id for one in offers(row)] == [ready.pk]


def test_somebody_who_has_just_been_booked_cannot_take_it_and_the_order_stays():
    plumber = on_call(1.0)
    one, other = searching(), searching()
    mine = {offer.subject: offer for offer in Offer.objects.filter(worker=plumber).select_related("worker")}
    services.accept_offer(mine[one.pk], actor=actor_for(plumber.user), now=clock.now())
    with pytest.raises(SlotTaken):
        services.accept_offer(mine[other.pk], actor=actor_for(plumber.user), now=clock.now())
    assert fresh(other).state == "offering" and Booking.objects.count() == 1


def test_calling_off_is_free_and_ends_the_offers():
    on_call(1.0)
    row = searching()
    client_of(row.customer).post(reverse("urgent:act", args=[row.number, "cancel"]))
    assert fresh(row).state == "cancelled" and [one.state for one in offers(row)] == ["withdrawn"]
    with pytest.raises(IllegalTransition):
        services.cancel(row, actor=actor_for(row.customer), now=clock.now())
    assert Booking.objects.count() == 0


def test_one_family_has_one_at_a_time_and_so_many_a_day():
    family = make_user()
    searching(family)
    with pytest.raises(AlreadyCalling):
        asked(family)
    UrgentOrder.objects.update(state="cancelled")
    first = asked(family)
    asked(family)
    assert fresh(first).state == "expired", "a price that was not accepted gives way to the next"
    for _ in range(4):
        UrgentOrder.objects.filter(state="quoted").update(state="cancelled")
        if UrgentOrder.objects.filter(customer=family).exclude(state="quoted").count() < 5:
            asked(family)
    UrgentOrder.objects.filter(state="quoted").update(state="cancelled")
    with pytest.raises(RateLimited):
        asked(family)


def test_a_hold_that_the_family_was_looking_at_is_given_up():
    plumber, family = on_call(1.0), make_user()
    held = make_hold(customer=family)
    row = searching(family)
    services.accept_offer(offers(row)[0], actor=actor_for(plumber.user), now=clock.now())
    held.refresh_from_db()
    assert held.state == "expired"


def test_strangers_see_and_do_nothing():
    plumber, stranger = on_call(1.0), on_call(20.0)
    row = searching()
    [offer] = offers(row)
    for verb in (services.accept_offer, services.decline_offer):
        with pytest.raises((NotFound, Forbidden)):
            verb(offer, actor=actor_for(stranger.user), now=clock.now())
    assert worker_client(stranger).post(reverse("urgent:offer-act", args=[offer.pk, "accept"])).status_code == 404
    assert client_of(make_user()).get(row.get_absolute_url()).status_code == 404
    with pytest.raises((NotFound, Forbidden)):
        services.appoint(row, worker_id=plumber.pk, actor=actor_for(plumber.user), now=clock.now())
    assert fresh(row).state == "offering"


def test_the_pages_ask_the_same_however_many_there_are():
    plumber = on_call(1.0)
    counts = []
    for _ in range(2):
        for _ in range(2):
            searching()
        client = worker_client(plumber)
        client.get(reverse("urgent:offers"))
        with CaptureQueriesContext(connection) as queried:
            page = client.get(reverse("urgent:offers"))
        counts.append((len(queried), page.content.decode().count("data-offer")))
    assert counts[0][0] == counts[1][0] and counts[1][1] == 4


def test_what_is_stored_about_a_person_can_be_read():
    plumber = on_call(1.0)
    row = searching()
    assert queries.own_data(row.customer_id)["calls"][0]["number"] == row.number
    assert queries.own_data(plumber.user_id)["offers"][0]["state"] == "open"
    assert "急修" in client_of(row.customer).get(reverse("urgent:new")).content.decode()
    assert "有一单正在找人" in client_of(row.customer).get(reverse("urgent:new")).content.decode()
    assert "马上出发" in worker_client(plumber).get("/worker/").content.decode()


def test_the_dispatcher_is_told_why_somebody_cannot_come():
    resting = on_call(1.0, hours=())
    row, desk = handed_over(), client_of(make_staff("dispatcher"))
    page = reverse("dispatch_urgent_call_appoint", args=[row.number])
    assert "他去不了：不在工作时间" in desk.post(page, {"worker": resting.pk}, follow=True).content.decode()
    assert "选一位在接单的" in desk.post(page, {"worker": "x"}, follow=True).content.decode()
    assert fresh(row).state == "escalated"


@pytest.mark.req("BKG-14")
def test_who_switches_himself_off_gets_no_new_offers_and_who_switches_on_does():
    plumber = on_call(1.0)
    client = worker_client(plumber)
    client.post(reverse("workers:act", args=["offline"]))
    plumber.refresh_from_db()
    assert not plumber.online
    assert offers(searching()) == []
    client.post(reverse("workers:act", args=["online"]))
    row = searching()
    assert [one.worker_id for one in offers(row)] == [plumber.pk]
    assert "水管爆了" in client.get(reverse("urgent:offers")).content.decode()


def test_the_door_is_shown_to_those_who_dispatch_alone():
    on_call(1.0)
    row = searching()
    page = reverse("dispatch_urgent_call", args=[row.number])
    assert "望京西园四区" in client_of(make_staff("dispatcher")).get(page).content.decode()
    assert "望京西园四区" not in client_of(make_staff("quality")).get(page).content.decode()
