"""Rows that the plans do not name (X-BK, X-TR, UXR-01), each as a whole over HTTP."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.models import Holiday
from core.outbox.testing import drain_all
from core.schedule import load
from marketplace.bookings.models import Assignment, Booking, Due, ServiceRule, Visit
from marketplace.engagements.models import Contract, Substitute
from marketplace.workers.models import Worker
from notifications.models import Notice, SmsMessage
from notifications.services.sms import index_of
from tests.dispatch.intake.texts import SECRET, text
from tests.marketplace.bookings.factories import code_of, make_offer, make_order, tomorrow
from tests.marketplace.bookings.test_crews import DETAILS, account_of, booked, hidden, page_of
from tests.marketplace.bookings.test_rows import soon, starts_of, worker_page
from tests.marketplace.engagements.factories import begin_at, make_long_offer, make_signed, noon, stay
from tests.marketplace.engagements.factories import fresh as engagement
from tests.marketplace.enterprises.factories import today
from tests.marketplace.factories import picture
from tests.marketplace.series.factories import day_from_now, make_regular_offer, make_series
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
ACT = "bookings:act"


def fresh(order: Booking) -> Booking:
    return Booking.objects.with_names().get(pk=order.pk)


@pytest.mark.req("X-BK-01")
def test_week_breaks_exceptions_holidays_and_what_is_taken_bound_the_times_and_no_time_is_stored():
    offer = make_offer()
    worker = offer.enterprise.workers.get()
    comes, day = page_of(account_of(worker)), tomorrow(days=5).date()
    week = {f"day_{number}": "09:00-12:00，14:00-17:00" for number in range(7)}
    comes.post("/worker/calendar/", {**week, "rests_on_holidays": "on"})
    whole = ["09:00", "09:30", "10:00", "14:00", "14:30", "15:00"]
    assert starts_of(offer, day) == whole
    comes.post("/worker/calendar/exceptions/", {"free": "off", "starts_on": str(day), "minutes": "14:00-17:00", "reason": "接孩子"})
    comes.post("/worker/calendar/exceptions/", {"free": "free", "starts_on": str(day), "minutes": "19:00-21:30"})
    assert starts_of(offer, day) == [*whole[:3], "19:00", "19:30"]
    holiday = day + timedelta(days=1)
    Holiday.objects.get_or_create(date=holiday, defaults={"name": "节日", "kind": "rest"})
    assert starts_of(offer, holiday) == []
    comes.post("/worker/calendar/", week)
    assert starts_of(offer, holiday) == whole
    assert not Assignment.objects.exists()
    make_order(offer, start=clock.midnight(day) + timedelta(hours=9))
    assert starts_of(offer, day) == ["19:00", "19:30"]


def times_at(offer, place, day, minutes: int = 60) -> list[str]:
    said = {"district": "110105", "first_day": f"{day}", "days": 1, "minutes": minutes, "lat": place[0], "lng": place[1]}
    return [item["start"][11:16] for item in Client().get(reverse("api-listing-slots", args=[offer.pk]), said).json()["items"]]


@pytest.mark.req("X-BK-02")
def test_buffers_and_the_way_between_addresses_are_kept_free():
    here, far = (39.99, 116.47), (39.90, 116.30)
    offer = make_offer(rule={"before_minutes": 30, "after_minutes": 30, "least_minutes": 60, "minutes": 60})
    make_order(offer, start=tomorrow(12), minutes=60, lat=here[0], lng=here[1])
    day = timezone.localdate(tomorrow())
    near, away = times_at(offer, here, day), times_at(offer, far, day)
    # 12 to 13 o'clock with half an hour on both sides, and the same for the next one: in the same house 10:00 and 14:00 are the nearest.
    assert "10:00" in near and "14:00" in near and not {"10:30", "11:00", "12:00", "13:00", "13:30"} & set(near)
    assert set(away) < set(near) and "10:00" not in away and "14:00" not in away and away
    family = page_of(make_user())
    when = f"{urlencode({'start': tomorrow(14).isoformat(), 'minutes': 60})}"
    sent = family.post(f"{reverse('api-bookings')}", {**api_wish(offer, tomorrow(14)), "lat": far[0], "lng": far[1]}, content_type="application/json")
    assert when and (sent.status_code, sent.json()["reasons"]) == (409, ["travel"])


def api_wish(offer, start) -> dict:
    place = {"district": "110105", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}
    return {"listing": offer.pk, "start": start.isoformat(), "minutes": 60, **place}


@pytest.mark.req("X-BK-03")
def test_notice_horizon_interval_and_the_cap_of_a_day():
    rule = {"notice_minutes": 24 * 60, "horizon_days": 6, "interval_minutes": 60, "least_minutes": 60, "minutes": 60}
    offer = make_offer(rule=rule)
    Worker.objects.filter(enterprise=offer.enterprise).update(daily_visits=2)
    here, first = (39.99, 116.47), today()
    with time_machine.travel(clock.midnight(first) + timedelta(hours=11, minutes=30), tick=False):
        assert times_at(offer, here, first) == []
        assert times_at(offer, here, first + timedelta(days=1))[0] == "12:00"
        assert all(start.endswith(":00") for start in times_at(offer, here, first + timedelta(days=2)))
        assert times_at(offer, here, first + timedelta(days=6)) and not times_at(offer, here, first + timedelta(days=7))
        for hour in (9, 16):
            assert times_at(offer, here, first + timedelta(days=3))
            make_order(offer, start=clock.midnight(first + timedelta(days=3)) + timedelta(hours=hour), minutes=60)
        assert times_at(offer, here, first + timedelta(days=3)) == [] and times_at(offer, here, first + timedelta(days=4))
        family = page_of(make_user())
        for start, reason in ((timedelta(days=3, hours=12), "cap"), (timedelta(days=1, hours=11), "notice"), (timedelta(days=8), "horizon")):
            wanted = clock.midnight(first) + start + (timedelta(hours=10) if reason == "horizon" else timedelta())
            sent = family.post(reverse("api-bookings"), api_wish(offer, wanted), content_type="application/json")
            assert sent.status_code == 409 and reason in sent.json()["reasons"], reason


@pytest.mark.req("X-BK-05")
def test_a_request_keeps_the_time_ends_by_the_clock_and_nobody_has_paid_anything():
    offer = make_offer(workers=1, rule={"instant": False, "answer_minutes": 60})
    person, other = make_user(), make_user()
    order = make_order(offer, customer=person)
    family, day = page_of(person), timezone.localdate(order.starts_at)
    assert "没答复就自动作废，不收钱" in family.get(order.get_absolute_url()).content.decode()
    assert "10:00" not in starts_of(offer, day)
    wish = api_wish(offer, order.starts_at) | {"minutes": 120}
    assert page_of(other).post(reverse("api-bookings"), wish, content_type="application/json").json()["code"] == "slot_taken"
    with time_machine.travel(order.until, tick=False):
        # At that second, before any job has written it down.
        assert "10:00" in starts_of(offer, day) and "没有收任何钱" in family.get(order.get_absolute_url()).content.decode()
        owner = page_of(offer.enterprise.applicant)
        owner.post(reverse("bookings:provider-act", args=[order.number, "accept"]))
        load()["bookings.end"].run()
        drain_all()
        assert fresh(order).state == "expired" and not Due.objects.exists()
        assert Notice.objects.filter(user=person, title__startswith="过时作废", body__contains="没有收钱").exists()
        assert page_of(other).post(reverse("api-bookings"), wish, content_type="application/json").status_code == 201


@pytest.mark.req("X-BK-06")
def test_a_family_moves_and_cancels_by_the_rule_of_the_service_and_a_fee_is_let_go_with_a_reason():
    offer = make_offer(workers=2)
    order = make_order(offer, start=tomorrow(10, days=3))
    family = page_of(order.customer)
    moving = reverse("bookings:moving", args=[order.number])
    assert "不收" in family.get(moving).content.decode() or "免费" in family.get(moving).content.decode()
    family.post(moving, {"start": tomorrow(14, days=3).isoformat(), "fee_fen": 0})
    assert timezone.localtime(fresh(order).starts_at).hour == 14 and not order.dues.exists()
    with time_machine.travel(fresh(order).starts_at - timedelta(hours=5), tick=False):
        family = page_of(order.customer)
        page = family.get(reverse("bookings:cancelling", args=[order.number])).content.decode()
        assert "60.00" in page, "the fee stands there before it is confirmed"
        family.post(reverse(ACT, args=[order.number, "cancel"]), {"fee_fen": 0})
        assert fresh(order).state == "assigned", "another fee than the one that was shown"
        family.post(reverse(ACT, args=[order.number, "cancel"]), {"fee_fen": hidden(page, "fee_fen")})
    due = order.dues.get()
    assert (fresh(order).state, due.kind, due.payer, due.payee, due.fen) == ("cancelled", "cancel", "customer", "worker", 6000)
    owner, act = page_of(offer.enterprise.applicant), reverse("bookings:provider-act", args=[order.number, "waive"])
    assert "免收 60.00 元" in owner.get(reverse("bookings:provider-order", args=[order.number])).content.decode()
    for wrong in ({"due": due.pk, "note": ""}, {"due": due.pk, "note": "打 13800000102"}):
        owner.post(act, wrong)
        assert order.dues.count() == 1
    owner.post(act, {"due": due.pk, "note": "老人突然住院，不收了。"})
    owner.post(act, {"due": due.pk, "note": "再免一次。"})
    waived = order.dues.get(kind="waive")
    assert (waived.waives, waived.payer, waived.payee, waived.fen) == (due, "worker", "customer", 6000) and order.dues.count() == 2
    drain_all()
    assert Notice.objects.filter(user=order.customer, title__contains="免了一笔费用").exists()
    assert "老人突然住院" in page_of(order.customer).get(order.get_absolute_url()).content.decode()
    assert page_of(make_user()).post(act, {"due": due.pk, "note": "我也要免"}).status_code == 404


@pytest.mark.req("X-BK-10")
def test_a_request_names_up_to_three_other_times_and_the_provider_takes_one_of_them():
    offer = make_offer(workers=2, rule={"instant": False, "night_share": 2000})
    family = page_of(make_user(name="陈女士"))
    week = family.get(f"{reverse('bookings:times', args=[offer.pk])}?minutes=120&from={tomorrow(days=3).date()}").content.decode()
    address = unescape(re.search(rf'href="(/listings/{offer.pk}/book/details/\?[^"]+)"', week).group(1))
    asked = family.get(address).content.decode()
    assert (
        "还有哪些时间也可以" in asked
        and "还有哪些时间"
        not in page_of(make_user())
        .get(address.replace(f"/{offer.pk}/", f"/{make_offer(rule={'instant': True}, service_type=other_kind(offer)).pk}/"))
        .content.decode()
    )
    others = [tomorrow(14, days=4), tomorrow(9, days=5), tomorrow(16, days=6)]
    said = {f"other_{place}": f"{timezone.localtime(at):%Y-%m-%dT%H:%M}" for place, at in enumerate(others, start=1)}
    sent = family.post(address, {**DETAILS, **said, "idempotency_key": hidden(asked, "idempotency_key")})
    price = family.get(sent.url).content.decode()
    order = Booking.objects.get(state="held")
    family.post(reverse(ACT, args=[order.number, "book"]), {"total_fen": hidden(price, "total_fen")})
    assert (fresh(order).state, fresh(order).alternatives) == ("requested", others)
    owner, act = page_of(offer.enterprise.applicant), reverse("bookings:provider-act", args=[order.number, "accept-at"])
    page = owner.get(reverse("bookings:provider-order", args=[order.number])).content.decode()
    assert page.count("按这个时间接单") == 3
    Booking.objects.filter(pk=order.pk).update(alternatives=[*others[:2], tomorrow(20, days=6)])
    owner.post(act, {"place": 2})
    assert fresh(order).state == "requested", "at night it costs more than the family has accepted"
    owner.post(act, {"place": 1})
    taken = fresh(order)
    assert (taken.state, taken.starts_at, taken.total_fen) == ("assigned", others[1], order.quotes.get().total_fen)
    assert Visit.objects.get(booking=order).starts_at == others[1]
    assert list(Assignment.objects.filter(visit__booking=order).exclude(status="released").values_list("status", flat=True)) == ["fixed"]
    four = {**api_wish(offer, tomorrow(days=7)), "alternatives": [tomorrow(hour, days=8).isoformat() for hour in (9, 11, 13, 15)]}
    assert family.post(reverse("api-bookings"), four, content_type="application/json").status_code == 400


def other_kind(offer):
    return ServiceRule.objects.exclude(service_type=offer.service_type).filter(service_type__unit__code="hour", efforts=[]).order_by("pk")[0].service_type


@pytest.mark.req("X-BK-13")
def test_photos_before_and_after_the_list_and_a_code_by_sms_at_the_end():
    order = soon(make_order())
    order.service_type.process_steps.all().delete()
    for place, words in enumerate(("动手前拍一张", "做完后拍一张"), start=90):
        order.checklist.create(position=place, kind="evidence", text=words)
    comes, family = worker_page(order), page_of(order.customer)
    verb = lambda name, **said: comes.post(reverse("bookings:visit-act", args=[order.number, name]), said)  # noqa: E731
    verb("arrive", code=code_of(order))
    for item in order.checklist.all():
        if item.kind == "evidence":
            comes.post(reverse("bookings:visit-evidence", args=[order.number, item.position]), {"photo": picture()})
        else:
            verb("tick", position=item.position, done="1")
    assert not order.checklist.filter(done_at=None).exists()
    for place in (90, 91):
        assert family.get(reverse("bookings:evidence", args=[order.number, place]))["Content-Type"].startswith("image/")
    verb("finish")
    drain_all()
    code = Visit.objects.get(booking=order).end_code
    assert re.fullmatch(r"\d{4}", code) and f"完工码 {code}" in SmsMessage.objects.filter(phone_index=index_of(order.customer.phone)).latest("pk").body
    assert code in family.get(order.get_absolute_url()).content.decode()
    assert code not in comes.get(reverse("bookings:visit", args=[order.number])).content.decode()
    wrong = f"{(int(code) + 1) % 10000:04d}"
    for _ in range(8):
        assert "完工码不对" in verb_text(comes, order, wrong)
    assert "错得太多了" in verb_text(comes, order, code) and fresh(order).state == "done"
    Visit.objects.filter(booking=order).update(end_tries=0)
    verb("sign-off", code=code)
    assert fresh(order).state == "confirmed" and order.dues.get(kind="service").fen == 12000
    assert "家里报了完工码，当面确认" in family.get(order.get_absolute_url()).content.decode()


def verb_text(client: Client, order: Booking, code: str) -> str:
    return client.post(reverse("bookings:visit-act", args=[order.number, "sign-off"]), {"code": code}, follow=True).content.decode()


@pytest.mark.req("X-BK-14")
def test_an_extra_is_charged_only_when_the_family_said_yes_by_tap_by_sms_or_on_the_telephone(settings):
    settings.SMS_INBOUND_SECRET = SECRET
    order = soon(make_order())
    comes, family, owner = worker_page(order), page_of(order.customer), page_of(order.enterprise.applicant)
    comes.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": code_of(order)})

    def ask(label: str, price: str) -> int:
        comes.post(reverse("bookings:visit-act", args=[order.number, "extra"]), {"label": label, "price": price, "reason": "油多"})
        return order.changes.latest("pk").pk

    tapped = ask("加擦三扇窗", "30")
    assert fresh(order).chargeable_fen == 12000 and "同意加 30.00 元" in family.get(order.get_absolute_url()).content.decode()
    family.post(reverse(ACT, args=[order.number, "extra-yes"]), {"change": tapped})
    spoken = ask("洗油烟机", "80")
    desk, page = page_of(make_staff("dispatcher")), reverse("marketplace_booking_extra", args=[order.number])
    assert owner.post(page, {"change": spoken, "yes": "1", "note": "他同意了"}).status_code in (302, 403) and fresh(order).extra_fen == 3000
    desk.post(page, {"change": spoken, "yes": "1", "note": ""})
    assert fresh(order).extra_fen == 3000, "with whom was it spoken?"
    assert "洗油烟机" in desk.get(reverse("marketplace_booking", args=[order.number])).content.decode()
    desk.post(page, {"change": spoken, "yes": "1", "note": "跟陈女士通的话，她说加。"})
    refused = ask("擦外墙", "500")
    family.post(reverse(ACT, args=[order.number, "extra-no"]), {"change": refused})
    texted = ask("擦纱窗", "20")
    drain_all()
    text(order.customer.phone, "同意")
    assert fresh(order).changes.get(pk=texted).state == "asked", "the sum is told first"
    text(order.customer.phone, "同意")
    unanswered = ask("擦阳台", "60")
    comes.post(reverse("bookings:visit-act", args=[order.number, "finish"]))
    family.post(reverse(ACT, args=[order.number, "confirm"]))
    said = {change.pk: (change.state, change.answered_how) for change in order.changes.all()}
    assert (said[tapped], said[spoken], said[refused]) == (("accepted", "tap"), ("accepted", "call"), ("declined", "tap"))
    assert said[texted] == ("accepted", "sms") and said[unanswered][0] == "declined"
    assert dict(order.dues.values_list("kind", "fen")) == {"service": 12000, "extra": 3000 + 8000 + 2000}


@pytest.mark.req("X-TR-05")
def test_one_legal_name_and_licence_on_storefront_offer_order_and_contract():
    order = make_order()
    firm = order.enterprise
    firm.short_name = "净禾"
    firm.save(update_fields=["short_name"])
    family = page_of(order.customer)
    made = family.post(reverse("engagements:order-contract", args=[order.number]))
    pages = {
        name: family.get(url).content.decode()
        for name, url in {
            "storefront": firm.get_absolute_url(),
            "offer": order.listing.get_absolute_url(),
            "order": order.get_absolute_url(),
            "contract": made.url,
        }.items()
    }
    for name, page in pages.items():
        assert firm.legal_name in page and firm.licence_no in page, name
    for name in ("storefront", "offer", "order"):
        assert f"<dt>合同签约方</dt><dd>{firm.legal_name}</dd>" in pages[name], name
    assert Contract.objects.get(booking=order).body["parties"][1][1].startswith(firm.legal_name)
    assert Client().get(firm.get_absolute_url()).content.decode().count(firm.licence_no) >= 1, "without an account too"


@pytest.mark.req("X-TR-06")
def test_neither_side_ever_reads_the_others_number():
    order = soon(make_order())
    comes, family, owner = worker_page(order), page_of(order.customer), page_of(order.enterprise.applicant)
    drain_all()
    worker = Assignment.objects.get(visit__booking=order, status="fixed").worker
    Worker.objects.filter(pk=worker.pk).update(phone="13911112222")
    numbers = [order.phone, order.customer.phone, "13911112222", worker.user.phone]
    pages = [
        (family, [order.get_absolute_url(), reverse("bookings:mine"), reverse("bookings:messages", args=[order.number])]),
        (comes, [reverse("bookings:visit", args=[order.number]), reverse("bookings:route"), reverse("bookings:visit-messages", args=[order.number])]),
        (owner, [reverse("bookings:provider-order", args=[order.number]), reverse("bookings:provider-orders")]),
        (page_of(make_staff("dispatcher")), [reverse("marketplace_booking", args=[order.number]), reverse("dispatch_board")]),
        *((client, [reverse("api-booking", args=[order.number])]) for client in (family, comes, owner)),
    ]
    for client, urls in pages:
        for url in urls:
            answer = client.get(url)
            assert answer.status_code == 200, url
            assert not [number for number in numbers if number and number in answer.content.decode()], url
    for notice in Notice.objects.all():
        assert not [number for number in numbers if number and number in notice.title + notice.body]
    for client, name in ((family, "messages"), (comes, "visit-messages")):
        client.post(reverse(f"bookings:{name}", args=[order.number]), {"text": "打我 138 0000 0102"})
    assert not order.messages.exists()


@pytest.mark.req("UXR-01")
def test_whoever_was_here_before_orders_again_in_three_screens():
    """From the page of the last order by links and forms alone; every page that is shown is counted."""
    offer = make_offer(workers=2)
    order = booked(page_of(person := make_user(name="陈女士")), offer, "minutes=180")
    Booking.objects.filter(pk=order.pk).update(state="confirmed", until=None, ended_at=clock.now())
    family, screens = page_of(person), []

    def see(url: str) -> str:
        answer = family.get(url)
        assert answer.status_code == 200
        screens.append(url)
        return answer.content.decode()

    start = family.get(order.get_absolute_url()).content.decode()
    again = unescape(re.search(r'href="(/listings/\d+/book/\?[^"]+)"', start).group(1))
    times = see(again)
    details = see(unescape(re.findall(rf'href="(/listings/{offer.pk}/book/details/\?[^"]+)"', times)[-1]))
    assert re.search(r'name="saved" value="0" checked', details), "the address is known"
    sent = family.post(screens[-1], {"saved": "0", "needs": "", "idempotency_key": hidden(details, "idempotency_key")})
    price = see(sent.url)
    family.post(reverse(ACT, args=[sent.url.split("/")[-2], "book"]), {"total_fen": hidden(price, "total_fen")})
    second = Booking.objects.latest("pk")
    assert (second.state, second.address, second.minutes, second.total_fen) == ("assigned", order.address, 180, order.total_fen)
    assert len(screens) <= 3


@pytest.mark.req("X-BK-07")
def test_a_rhythm_with_the_same_person_one_skipped_one_moved_a_pause_and_the_rest_changed():
    offer = make_regular_offer(workers=2)
    for rhythm, gap in (("weekly", 7), ("fortnightly", 14), ("month_day", None)):
        row = make_series(offer, visits=4, rhythm=rhythm, weekdays=() if rhythm == "month_day" else (day_from_now(3).weekday(),), customer=make_user())
        days = list(row.visits.order_by("position").values_list("planned_on", flat=True))
        assert len(days) == 4 and days[0] == day_from_now(3)
        assert gap is None or [(later - earlier).days for earlier, later in pairwise(days)] == [gap] * 3
        assert gap is not None or [day.month % 12 for day in days] == [(days[0].month + place) % 12 for place in range(4)]
        me = page_of(row.customer)
        me.post(reverse("series:act", args=[row.number, "end"]), {"fee_fen": 0})
    row = make_series(offer, visits=5, customer=make_user())
    me, page = page_of(row.customer), row.get_absolute_url()
    coming = Assignment.objects.filter(visit__booking__in=row.visits.values("booking"), status="fixed")
    assert set(coming.values_list("worker_id", flat=True)) == {row.worker_id}, "always the same person"
    me.post(reverse("series:visit", args=[row.number, 1]), {"do": "skip", "fee_fen": "0"})
    second = row.visits.get(position=2).booking
    me.post(reverse("bookings:moving", args=[second.number]), {"start": (second.starts_at + timedelta(hours=2)).isoformat(), "fee_fen": 0})
    me.post(reverse("series:pause", args=[row.number]), {"first": str(day_from_now(15)), "beyond": str(day_from_now(20)), "fee_fen": 0})
    wanted = {"rhythm": "weekly", "weekdays": row.visits.get(position=4).planned_on.weekday(), "starts_minute": 15 * 60, "worker": row.worker_id}
    me.post(reverse("series:change", args=[row.number, 4]), {**wanted, "total_fen": 24_000})
    fates = dict(row.visits.values_list("position", "fate"))
    hours = {one.position: timezone.localtime(one.starts_at).hour for one in row.visits.all()}
    assert (fates[1], fates[3]) == ("skipped", "paused") and hours[4] == hours[5] == 15, (fates, hours)
    assert timezone.localtime(fresh(second).starts_at).hour == 12 and me.get(page).status_code == 200


@pytest.mark.req("X-BK-11")
def test_a_nanny_by_the_month_has_days_a_trial_a_replacement_and_contract_months():
    offer = make_long_offer(people=2, code="infant-care", price_fen=800_000)
    asked = reverse("engagements:ask", args=[offer.pk])
    assert (
        "试用" in page_of(make_user()).get(asked).content.decode()
        and reverse("bookings:times", args=[offer.pk]) not in Client().get(offer.get_absolute_url()).content.decode()
    )
    row = make_signed(offer, first=day_from_now(10), units=3)
    nurse, family = stay(row).worker, page_of(row.customer)
    hourly = make_offer(workers=0, enterprise=row.enterprise)
    nurse.skills.create(service_type=hourly.service_type)
    Worker.objects.exclude(pk=nurse.pk).update(online=False)
    taken, free = row.starts_on + timedelta(days=12), row.ends_on + timedelta(days=1)
    with time_machine.travel(clock.midnight(taken) - timedelta(days=3), tick=False):
        assert starts_of(hourly, taken) == [], "no hour of a day that is kept"
    assert free > taken
    Worker.objects.update(online=True)
    begin_at(row)
    assert Contract.objects.filter(engagement=row).count() == 1 and "试用" in family.get(reverse("engagements:engagement", args=[row.number])).content.decode()
    with time_machine.travel(noon(row.starts_on + timedelta(days=1)), tick=False):
        family = page_of(row.customer)
        family.post(reverse("engagements:act", args=[row.number, "replace"]), {"note": "说话听不太懂，想换一位。"})
        found = Substitute.objects.get(engagement=row)
        assert found.state == "offered" and found.worker != nurse
        family.post(reverse("engagements:substitute-act", args=[found.pk, "accept"]))
        row = engagement(row)
        if row.state == "trial":
            family.post(reverse("engagements:act", args=[row.number, "keep"]))
    there = list(row.stays.order_by("first_on").values_list("worker_id", flat=True))
    assert there == [nurse.pk, found.worker_id]
    months = list(row.periods.order_by("position").values_list("first_on", "beyond_on", "fen"))
    assert [fen for *_, fen in months] == [1_560_000] * 3 and all(one[1] == two[0] for one, two in pairwise(months))
    assert months[0][0] == row.starts_on and (months[0][1].month - months[0][0].month) % 12 == 1
