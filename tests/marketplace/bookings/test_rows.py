"""Rows of the requirements that orders prove as a whole, each over HTTP."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.outbox.testing import drain_all
from marketplace.bookings.models import AddOn, Booking, ServiceRule
from notifications.models import Notice
from tests.marketplace.bookings.factories import code_of, make_hold, make_offer, make_order, put_at, service, tomorrow
from tests.marketplace.bookings.test_crews import DETAILS, account_of, booked, hidden, page_of
from tests.marketplace.factories import make_enterprise, picture, unit
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
CLEANINGS = {"cleaning-everyday": ("元/小时", 6000), "cleaning-deep": ("元/㎡", 900), "cleaning-move-in": ("元/㎡", 700)}


def soon(order: Booking) -> Booking:
    return put_at(order, clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))


def worker_page(order: Booking) -> Client:
    """Whoever leads."""
    return page_of(account_of(order.visits.get().assignments.exclude(status="released").order_by("pk")[0].worker))


@pytest.mark.req("SVC-01")
def test_three_cleanings_have_lists_and_prices_of_their_own():
    lists, totals = {}, {}
    for code, (label, fen) in CLEANINGS.items():
        kind = service(code)
        ServiceRule.objects.filter(service_type=kind).update(notice_minutes=120, horizon_days=30)
        offer = make_offer(workers=4, service_type=kind, unit=unit(label), price_fen=fen, title=kind.name)
        text = Client().get(f"{reverse('bookings:times', args=[offer.pk])}?amount=80&minutes=120").content.decode()
        assert kind.checklist and all(line in text for line in kind.checklist)
        lists[code] = tuple(kind.checklist)
        held = make_hold(offer, amount=80, start=tomorrow(9, days=5))
        totals[code] = held.quotes.get().total_fen
        assert [item.text for item in held.checklist.filter(kind="check").order_by("position")] == kind.checklist
    assert len(set(lists.values())) == 3
    assert totals == {"cleaning-everyday": 12000, "cleaning-deep": 72000, "cleaning-move-in": 56000}


@pytest.mark.req("SVC-03")
def test_the_list_is_read_before_booking_and_ticked_off_on_the_job():
    offer = make_offer(service_type=service("cleaning-everyday"))
    lines = offer.service_type.checklist
    week = Client().get(reverse("bookings:times", args=[offer.pk])).content.decode()
    assert lines and all(line in week for line in lines)
    order = soon(make_order(offer))
    comes, family = worker_page(order), page_of(order.customer)
    comes.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": code_of(order)})
    for position in range(1, len(lines) + 1):
        comes.post(reverse("bookings:visit-act", args=[order.number, "tick"]), {"position": position, "done": "1"})
        assert f"{len(lines)} 项做完 {position} 项" in family.get(order.get_absolute_url()).content.decode()
    said = family.get(reverse("api-booking", args=[order.number])).json()["checklist"]
    assert all(one["done_at"] for one in said if one["kind"] == "check")


@pytest.mark.req("SVC-27")
def test_add_ons_are_sold_by_the_provider_and_change_price_and_duration():
    offer = make_offer()
    owner, family = page_of(offer.enterprise.applicant), page_of(make_user())
    page = reverse("bookings:addons-of", args=[offer.pk])
    assert owner.post(page, {"name": "加擦纱窗", "price": "30", "minutes": "45"}).status_code == 302
    assert "先下架一个" in owner.post(page, {"name": "加擦纱窗", "price": "35", "minutes": "45"}).content.decode()
    assert owner.post(page, {"name": "打 13912345678", "price": "35", "minutes": "45"}).status_code == 200
    addon = AddOn.objects.get()
    week = family.get(reverse("bookings:times", args=[offer.pk])).content.decode()
    assert "加擦纱窗" in week and "加 30.00 元" in week and "1 人上门，做 2 小时<" in week
    order = booked(family, offer, f"minutes=120&addon={addon.pk}")
    assert (order.minutes, order.total_fen) == (165, 15000)
    assert list(order.quotes.get().lines.order_by("position").values_list("label", "fen")) == [("服务费", 12000), ("加项：加擦纱窗", 3000)]
    period = order.visits.get().assignments.get(status="fixed").period
    assert period.upper - period.lower == timedelta(minutes=165 + 15)
    owner.post(reverse("bookings:addon-drop", args=[offer.pk, addon.pk]))
    assert "加擦纱窗" not in family.get(reverse("bookings:times", args=[offer.pk])).content.decode()
    assert family.get(f"{reverse('bookings:times', args=[offer.pk])}?addon={addon.pk}").status_code == 400
    assert "加擦纱窗" in family.get(order.get_absolute_url()).content.decode(), "an order keeps what it was sold with"


@pytest.mark.req("BKG-07")
def test_a_quote_in_lines_from_the_answers_ends_on_its_date():
    kind = service("cleaning-deep")
    ServiceRule.objects.filter(service_type=kind).update(notice_minutes=120, complexity=12_000, night_share=5000)
    offer = make_offer(workers=2, service_type=kind, price_fen=8000, hours=tuple((day, 14 * 60, 22 * 60) for day in range(7)))
    family = page_of(make_user())
    start = tomorrow(18, days=3)
    query = f"start={start.isoformat().replace('+', '%2B')}&area=60&rooms=1&baths=1&pets=1"
    address = f"{reverse('bookings:details', args=[offer.pk])}?{query}"
    sent = family.post(address, {**DETAILS, "idempotency_key": hidden(family.get(address).content.decode(), "idempotency_key")})
    order = Booking.objects.get()
    # 216 + 20 + 45 + 20 minutes of one: 301, by two 151, to the half hour 180. Two hours of it are before eight.
    text = family.get(sent.url).content.decode()
    assert "80 元/小时 × 2 人 × 3 小时 × 难度 1.2" in text and "576.00" in text and "夜间加价" in text and "96.00" in text and "接受 672.00 元" in text
    quote = order.quotes.get()
    local = timezone.localtime(quote.valid_until)
    assert f"{local:%H:%M}" in text and "前有效" in text
    with time_machine.travel(quote.valid_until + timedelta(seconds=1), tick=False):
        late = family.post(reverse("bookings:act", args=[order.number, "book"]), {"total_fen": quote.total_fen}, follow=True)
        assert "留的时间过了" in late.content.decode()
    order.refresh_from_db()
    assert order.total_fen == 0 and order.placed_at is None


@pytest.mark.req("BKG-08")
def test_both_sides_confirm_on_line_or_by_phone_and_both_times_stay():
    family_at, provider_at, final_at = (clock.now().replace(microsecond=0) + timedelta(minutes=minutes) for minutes in (1, 20, 50))
    offer = make_offer(rule={"instant": False})
    held = make_hold(offer, start=tomorrow(days=4))
    family, owner = page_of(held.customer), page_of(offer.enterprise.applicant)
    with time_machine.travel(family_at, tick=False):
        family.post(reverse("bookings:act", args=[held.number, "book"]), {"total_fen": 12000})
    with time_machine.travel(provider_at, tick=False):
        owner.post(reverse("bookings:provider-act", args=[held.number, "quote"]), {"price": "150", "note": "房子大，多半小时。"})
    with time_machine.travel(final_at, tick=False):
        family.post(reverse("bookings:act", args=[held.number, "book"]), {"total_fen": 15000})
        order = Booking.objects.get()
        assert (order.state, order.placed_at, order.accepted_at, order.total_fen) == ("assigned", family_at, final_at, 15000)
        assert order.quotes.get(version=2).answered_at == final_at and order.quotes.get(version=2).created_at == provider_at
        text = family.get(order.get_absolute_url()).content.decode()
        assert "你接受报价" in text and "服务方确认" in text
    spoken = make_hold(offer, start=tomorrow(days=6))
    desk, page = page_of(make_staff("dispatcher")), reverse("marketplace_booking_confirm", args=[spoken.number])
    with time_machine.travel(family_at, tick=False):
        page_of(spoken.customer).post(reverse("bookings:act", args=[spoken.number, "book"]), {"total_fen": 12000})
    with time_machine.travel(provider_at, tick=False):
        desk.post(page, {"note": ""})
        assert Booking.objects.get(pk=spoken.pk).state == "requested"
        desk.post(page, {"note": "跟店里刘姐说定了，上午去。"})
        order = Booking.objects.get(pk=spoken.pk)
        assert (order.state, order.placed_at, order.accepted_at) == ("assigned", family_at, provider_at)
        assert "电话确认：跟店里刘姐说定了" in desk.get(reverse("marketplace_booking", args=[order.number])).content.decode()


@pytest.mark.req("BKG-13")
def test_an_order_goes_its_way_and_no_other():
    offer = make_offer(rule={"instant": False})
    assert offer.get_absolute_url() in Client().get(f"{reverse('listings:list')}").content.decode()
    held = make_hold(offer)
    family, owner = page_of(held.customer), page_of(offer.enterprise.applicant)
    number = held.number

    def state() -> str:
        return Booking.objects.get(number=number).state

    def tries(client: Client, action: str, **said) -> int:
        return client.post(reverse("api-booking-act", args=[number, action]), said, content_type="application/json").status_code

    assert tries(family, "confirm") == 409 and state() == "held"
    assert tries(family, "accept_quote", total_yuan="120.00") == 200 and state() == "requested"
    comes = worker_page(Booking.objects.get(number=number))
    assert tries(owner, "reassign", worker=1) == 409 and tries(comes, "finish") in (403, 404, 409) and state() == "requested"
    assert tries(owner, "accept") == 200 and state() == "assigned"
    assert tries(owner, "accept") == 409 and tries(family, "accept_quote", total_yuan="120.00") == 409
    order = soon(Booking.objects.get(number=number))
    assert tries(comes, "finish") == 409 and tries(comes, "tick", position=1) == 409
    assert tries(comes, "set_out") == 200 and state() == "on_the_way"
    arrived = comes.post(reverse("api-booking-arrive", args=[number]), {"code": code_of(order)}, content_type="application/json")
    assert arrived.status_code == 200 and state() == "arrived"
    assert tries(family, "cancel", fee_yuan="0.00") == 409 and tries(family, "confirm") == 409
    rating = reverse("api-ratings")
    early = family.post(rating, {"booking": number, "score": 5, "text": "很好。"}, content_type="application/json")
    assert early.status_code == 409
    assert tries(comes, "finish") == 200 and state() == "done"
    assert tries(family, "confirm") == 200 and state() == "confirmed" and tries(family, "confirm") == 409
    done = family.post(rating, {"booking": number, "score": 5, "text": "窗槽都擦到了。"}, content_type="application/json")
    assert done.status_code == 201


@pytest.mark.req("BKG-11")
def test_the_family_follows_the_job_and_objects_while_it_goes_on():
    order = soon(make_order(make_offer(service_type=service("cleaning-everyday"))))
    comes, family, owner = worker_page(order), page_of(order.customer), page_of(order.enterprise.applicant)
    page, act = order.get_absolute_url(), reverse("bookings:act", args=[order.number, "object"])
    assert "现场不满意" not in family.get(page).content.decode()
    family.post(act, {"text": "还没来就想说。"})
    assert not order.objections.exists()
    comes.post(reverse("bookings:visit-act", args=[order.number, "set-out"]))
    assert "在来的路上" in family.get(page).content.decode()
    comes.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": code_of(order)})
    assert "正在做，6 项做完 0 项" in family.get(page).content.decode()
    comes.post(reverse("bookings:visit-act", args=[order.number, "tick"]), {"position": "1", "done": "1"})
    assert "正在做，6 项做完 1 项" in family.get(page).content.decode()
    family.post(act, {"text": "打我 13912345678"})
    assert not order.objections.exists()
    family.post(act, {"text": "窗槽还是黑的，没擦到。"})
    drain_all()
    made = order.objections.get()
    assert Notice.objects.filter(user=order.enterprise.applicant, title__startswith="家里现场提了意见").exists()
    assert all("窗槽还是黑的" in client.get(reverse(name, args=[order.number])).content.decode() for client, name in pages_of(comes, owner))
    refused = comes.post(reverse("bookings:visit-act", args=[order.number, "finish"]), follow=True).content.decode()
    assert "先处理好、答复了" in refused and Booking.objects.get(pk=order.pk).state == "arrived"
    owner.post(reverse("bookings:provider-act", args=[order.number, "answer"]), {"objection": made.pk, "note": "马上重擦一遍，不加钱。"})
    assert "马上重擦一遍" in family.get(page).content.decode()
    family.post(act, {"text": "厨房也漏了一块。"})
    family.post(reverse("bookings:act", args=[order.number, "settled"]), {"objection": order.objections.latest("pk").pk})
    comes.post(reverse("bookings:visit-act", args=[order.number, "finish"]))
    assert Booking.objects.get(pk=order.pk).state == "done"
    with pytest.raises(DatabaseError), transaction.atomic():
        order.objections.update(text="没说过")


def pages_of(comes: Client, owner: Client) -> list[tuple[Client, str]]:
    return [(comes, "bookings:visit"), (owner, "bookings:provider-order")]


def starts_of(offer, day) -> list[str]:
    said = {"district": "110105", "first_day": str(day), "days": 1, "minutes": 120}
    return [item["start"][11:16] for item in Client().get(reverse("api-listing-slots", args=[offer.pk]), said).json()["items"]]


@pytest.mark.req("BKG-19")
@pytest.mark.req("BKG-23")
def test_the_calendar_is_edited_and_times_follow_at_once():
    offer = make_offer()
    comes = page_of(account_of(offer.enterprise.workers.get()))
    day = tomorrow(days=5).date()
    week = {f"day_{number}": "" for number in range(7)}
    comes.post("/worker/calendar/", {**week, f"day_{day.weekday()}": "09:00-12:00，14:00-17:00"})
    assert starts_of(offer, day) == ["09:00", "09:30", "10:00", "14:00", "14:30", "15:00"], "a break is between two stretches"
    assert starts_of(offer, day + timedelta(days=1)) == []
    comes.post("/worker/calendar/exceptions/", {"free": "off", "starts_on": str(day), "minutes": "14:00-17:00", "reason": "接孩子"})
    assert starts_of(offer, day) == ["09:00", "09:30", "10:00"]
    evening = day + timedelta(days=1)
    comes.post("/worker/calendar/exceptions/", {"free": "free", "starts_on": str(evening), "minutes": "19:00-21:30"})
    assert starts_of(offer, evening) == ["19:00", "19:30"]
    family = page_of(make_user())
    order = booked(family, offer, f"minutes=120&from={evening}")
    assert order.state == "assigned" and timezone.localtime(order.starts_at).strftime("%Y-%m-%d %H:%M") == f"{evening} 19:00"
    comes.post("/worker/calendar/exceptions/", {"free": "off", "starts_on": str(day)})
    assert starts_of(offer, day) == [] and starts_of(offer, evening) == []


@pytest.mark.req("BKG-21")
def test_the_process_of_the_service_is_copied_to_the_order_and_followed():
    kind = service("glass")
    offer = make_offer(service_type=kind, unit=unit("元/㎡"), price_fen=800)
    order = soon(make_order(offer, amount=20))
    steps = {name: list(kind.process_steps.filter(kind=name).order_by("position").values_list("text", flat=True)) for name in ("step", "evidence")}
    copied = {name: [item.text for item in order.checklist.filter(kind=name).order_by("position")] for name in ("check", "step", "evidence")}
    assert steps["step"] and steps["evidence"] and copied == {"check": kind.checklist, **steps}
    kind.process_steps.all().delete()
    kind.checklist = ["全变了"]
    kind.save(update_fields=["checklist"])
    comes, family, owner = worker_page(order), page_of(order.customer), page_of(offer.enterprise.applicant)
    evidence = order.checklist.filter(kind="evidence").order_by("position")[0]
    page = reverse("bookings:visit-evidence", args=[order.number, evidence.position])
    comes.post(page, {"photo": picture()})
    evidence.refresh_from_db()
    assert evidence.photo is None, "nobody is there yet"
    comes.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": code_of(order)})
    assert all(text in comes.get(reverse("bookings:visit", args=[order.number])).content.decode() for text in steps["step"] + steps["evidence"])
    comes.post(page, {"photo": picture()})
    for client, name in ((family, "evidence"), (owner, "provider-evidence"), (comes, "visit-evidence")):
        seen = client.get(reverse(f"bookings:{name}", args=[order.number, evidence.position]))
        assert seen.status_code == 200 and seen["Content-Type"].startswith("image/")
    assert page_of(make_user()).get(reverse("bookings:evidence", args=[order.number, evidence.position])).status_code == 404
    text = family.get(order.get_absolute_url()).content.decode()
    assert "看照片" in text and steps["step"][0] in text and "全变了" not in text
    other = make_order(make_offer(service_type=service("elder-comfort"), enterprise=make_enterprise()))
    assert other.checklist.filter(kind="step").exists() and not other.checklist.filter(kind="evidence").exists()
    assert re.search(r"\d", other.number)
