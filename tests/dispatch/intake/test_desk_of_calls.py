"""A call from ringing to the order, and what somebody of the desk may do for whom (BKG-01, BKG-05, PRI-09)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import can, system_actor
from core.audit.models import AuditEntry
from core.errors import NotFound
from core.outbox.testing import drain_all
from dispatch.intake import services
from dispatch.intake.errors import NotInTalk, NotYourOwn
from dispatch.intake.models import Call, Enquiry
from marketplace.bookings.models import Booking, Guest
from notifications.models import SmsMessage
from tests.dispatch.intake.texts import call as hook
from tests.dispatch.intake.texts import text
from tests.marketplace.bookings.factories import make_offer, make_order, put_at, tomorrow
from tests.members.factories import actor_for, fresh_phone, make_staff, make_user

pytestmark = pytest.mark.django_db


def rung(phone: str, *, recording: str = "REC-1") -> Call:
    """A call that rings, as the exchange says it."""
    number = f"c{Call.objects.count() + 1}"
    said = {"id": number, "event": "ringing", "from": phone, "to": "96999", "recording": recording}
    assert hook(said, path="/hooks/calls/").status_code == 200
    return Call.objects.get(provider_id=number)


def at_desk(role: str = "operator") -> tuple[Any, Client]:
    """Somebody of the desk, logged in."""
    person = make_staff(role)
    client = Client()
    client.force_login(person)
    return person, client


def answered(client: Client, row: Call) -> str:
    """The screen of a call after it was answered."""
    answer = client.post(reverse("dispatch_call_answer", args=[row.pk]))
    assert answer.url == reverse("dispatch_call_desk", args=[row.pk])
    return answer.url


def asked(moment) -> dict[str, str]:
    """The three fields."""
    at = timezone.localtime(moment)
    return {"what": "保洁 2小时", "when": f"{at.month}月{at.day}日 {at.hour}点", "where": "朝阳望京西园四区12号楼501"}


def act(client: Client, url: str, event: str, **said: str) -> Any:
    return client.post(f"{url}{event}/", said)


@pytest.mark.req("BKG-01")
@pytest.mark.req("PRI-09")
def test_from_ringing_to_a_confirmed_order_on_one_screen():
    place = make_offer()
    phone = fresh_phone()
    person, client = at_desk()
    row = rung(phone)
    assert reverse("dispatch_call_desk", args=[row.pk]) in client.get(reverse("dispatch_calls")).content.decode()
    url = answered(client, row)
    first = client.get(url).content.decode()
    assert "第一次来" in first and phone not in first and f"{phone[:3]}****{phone[-4:]}" in first
    page = client.get(url, asked(tomorrow())).content.decode()
    # Details: the steps, how it is priced, what is usual, what giving it up costs.
    assert place.service_type.checklist[0] in page and "怎么算钱" in page and "指导价" in page and "取消和改期" in page
    option = re.search(r'value="(\d+ [^"]+)" required checked', page)[1]
    assert act(client, url, "hold", **asked(tomorrow()), option=option, name="陈女士", needs="有只猫").status_code == 302
    page = client.get(url).content.decode()
    assert "念给客户听" in page and "一共 120 元" in page
    held = Booking.objects.get()
    assert (held.state, held.channel, held.contact_name, held.address, held.needs) == ("held", "phone", "陈女士", "望京西园四区12号楼501", "有只猫")
    assert act(client, url, "accept", total_fen="11999").status_code == 409
    assert act(client, url, "accept", total_fen="12000").status_code == 302
    held.refresh_from_db()
    row.refresh_from_db()
    quote = held.quotes.get()
    assert (held.state, row.booking, row.outcome, quote.answered_how, quote.answered_by) == ("assigned", held, "order", "call", person.pk)
    assert held.customer == Guest.objects.get().user
    drain_all()
    told = SmsMessage.objects.get(template="order_accepted")
    assert told.phone == phone and held.number in told.body and held.visits.get().code in told.body
    trace = AuditEntry.objects.filter(function="booking.book").get()
    assert trace.user_id == person.pk and trace.detail["speaks_for"] == held.customer_id and trace.channel == "phone"
    assert client.post(f"{url}call/hang-up/").status_code == 302
    row.refresh_from_db()
    assert row.state == "ended" and row.ended_at is not None


def test_moving_and_cancelling_for_the_customer_with_the_fee_shown():
    phone = fresh_phone()
    customer = make_user(phone=phone)
    order = make_order(make_offer(rule={"night_share": 2000}, hours=tuple((day, 540, 1320) for day in range(7))), customer=customer)
    _, client = at_desk()
    url = answered(client, rung(phone))
    page = client.get(url, {"order": order.number}).content.decode()
    assert "不收费" in page and order.number in page and "望京西园四区 12 号楼 ***" in page and "3 单元" not in page
    moved = act(client, url, "move", number=order.number, order=order.number, start=tomorrow(14).isoformat(), fee_fen="0")
    assert moved.status_code == 302
    order.refresh_from_db()
    assert order.starts_at == tomorrow(14)
    dearer = act(client, url, "move", number=order.number, order=order.number, start=tomorrow(20).isoformat(), fee_fen="0")
    assert dearer.status_code == 200 and "新时间共 144.00 元" in dearer.content.decode()
    act(client, url, "move", number=order.number, order=order.number, start=tomorrow(20).isoformat(), fee_fen="0", total_fen="14400")
    order.refresh_from_db()
    assert (order.starts_at, order.total_fen, order.quotes.order_by("-version")[0].answered_how) == (tomorrow(20), 14400, "call")
    soon = put_at(order, clock.now().replace(second=0, microsecond=0) + timedelta(hours=5))
    Booking.objects.filter(pk=order.pk).update(placed_at=clock.now() - timedelta(hours=3))
    page = client.get(url, {"order": order.number}).content.decode()
    fee = int(re.search(r'name="fee_fen" value="(\d+)"><p>现在取消收', page)[1])
    assert fee > 0
    assert act(client, url, "cancel", number=soon.number, order=soon.number, fee_fen="0").status_code == 409
    assert act(client, url, "cancel", number=soon.number, fee_fen=str(fee), note="老人住院了").status_code == 302
    order.refresh_from_db()
    assert order.state == "cancelled" and order.dues.get().fen == fee


def test_nobody_acts_for_a_customer_with_whom_he_does_not_talk():
    phone = fresh_phone()
    order = make_order(make_offer(), customer=make_user(phone=phone))
    other = make_order(make_offer(), customer=make_user())
    person, client = at_desk()
    actor = actor_for(person)
    assert can(actor, "read", order) and not can(actor, "cancel", order) and not can(actor, "confirm", order) and not can(actor, "update", order)
    row = rung(phone)
    talk, now = services.Talk(row), clock.now()
    with pytest.raises(NotInTalk):
        services.cancel_for(talk, number=order.number, fee_fen=0, actor=actor, now=now)
    url = answered(client, row)
    row.refresh_from_db()
    with pytest.raises(NotFound):
        services.cancel_for(services.Talk(row), number=other.number, fee_fen=0, actor=actor, now=now)
    assert client.get(url, {"order": other.number}).content.decode().count(other.number) == 0
    second, elsewhere = at_desk()
    assert elsewhere.get(url).status_code == 403
    assert elsewhere.post(f"{url}cancel/", {"number": order.number, "fee_fen": "0"}).status_code == 403
    Call.objects.filter(pk=row.pk).update(state="ended", started_at=now - timedelta(hours=2), ended_at=now - timedelta(minutes=31))
    page = client.get(url).content.decode()
    assert order.number not in page and "客户的资料不再显示" in page
    assert client.post(f"{url}cancel/", {"number": order.number, "fee_fen": "0"}).status_code == 409
    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.state, other.state) == ("assigned", "assigned") and second != person


def test_an_operator_does_not_serve_himself():
    person, _ = at_desk()
    row = rung(person.phone)
    services.answer_call(row, actor=actor_for(person), now=clock.now())
    row.refresh_from_db()
    with pytest.raises(NotYourOwn):
        services.speaking.speaking(services.Talk(row), actor=actor_for(person), now=clock.now())


def test_without_a_recording_the_word_is_given_by_sms():
    make_offer()
    phone = fresh_phone()
    _, client = at_desk()
    url = answered(client, rung(phone, recording=""))
    page = client.get(url, asked(tomorrow())).content.decode()
    option = re.search(r'value="(\d+ [^"]+)" required checked', page)[1]
    act(client, url, "hold", **asked(tomorrow()), option=option, name="陈女士")
    refused = act(client, url, "accept", total_fen="12000")
    assert refused.status_code == 409 and "没有录音" in refused.content.decode()
    assert act(client, url, "text").status_code == 302
    assert "120.00 元" in SmsMessage.objects.get(template="sms_quote").body
    text(phone, "确认")
    held = Booking.objects.get()
    assert (held.state, held.channel, held.quotes.get().answered_how) == ("assigned", "phone", "sms")
    call = Call.objects.get()
    assert (call.booking, call.outcome) == (held, "order")


@pytest.mark.req("BKG-05")
@pytest.mark.parametrize("channel", ["phone", "desk", "web"])
def test_a_consultation_becomes_an_order_without_typing_it_again(channel):
    make_offer()
    phone = fresh_phone()
    _, client = at_desk()
    if channel == "web":
        said = {"text": f"想约{asked(tomorrow())['when']}保洁2小时，朝阳望京西园四区12号楼501", "name": "陈女士", "phone": phone}
        assert Client().post("/enquiries/new/", said).status_code == 302
    elif channel == "phone":
        url = answered(client, rung(phone))
        assert act(client, url, "save", **asked(tomorrow()), name="陈女士").status_code == 302
        assert Call.objects.get().consultation == Enquiry.objects.get()
    else:
        said = {**asked(tomorrow()), "channel": "desk", "phone": phone, "name": "陈女士", "text": "路过进来问问"}
        assert client.post(reverse("dispatch_consultation_new"), said).status_code == 302
    row = Enquiry.objects.get()
    assert row.channel == channel
    url = reverse("dispatch_consultation_desk", args=[row.pk])
    if row.state == "new":
        client.post(reverse("dispatch_enquiry_decide", args=[row.pk, "take"]))
    page = client.get(url).content.decode()
    option = re.search(r'value="(\d+ [^"]+)" required checked', page)[1]
    # What the page itself sends: nothing is typed.
    hidden = dict(re.findall(r'<input type="hidden" name="(what|when|where)" value="([^"]*)"', page))
    name = re.search(r'id="hold-name" name="name" maxlength="20" value="([^"]*)"', page)[1]
    assert act(client, url, "hold", **hidden, option=option, name=name).status_code == 302
    if channel == "web":
        act(client, url, "text")
        text(phone, "确认")
    else:
        assert act(client, url, "accept", total_fen="12000").status_code == 302
    order = Booking.objects.get()
    row.refresh_from_db()
    assert (order.state, order.starts_at, order.address, row.booking) == ("assigned", tomorrow(), "望京西园四区12号楼501", order)
    assert order.channel == ("desk" if channel == "desk" else "phone") and row.state == "closed"
    assert order.quotes.get().answered_how == {"phone": "call", "desk": "desk", "web": "sms"}[channel]


def test_one_of_many_answers_and_a_caller_who_gave_up_is_missed():
    row = rung(fresh_phone())
    first, second = at_desk(), at_desk()
    assert first[1].post(reverse("dispatch_call_answer", args=[row.pk])).status_code == 302
    assert second[1].post(reverse("dispatch_call_answer", args=[row.pk])).status_code == 403
    row.refresh_from_db()
    assert row.operator == first[0]
    screen = reverse("dispatch_call_desk", args=[row.pk])
    for client, talks in ((first[1], True), (second[1], False), (at_desk("leader")[1], False)):
        assert (f'href="{screen}"' in client.get("/admin/dispatch-intake/calls/").text) is talks
    gone = rung(fresh_phone())
    ended = {"id": gone.provider_id, "event": "ended", "from": "", "to": "", "recording": ""}
    for _ in range(2):
        assert hook(ended, path="/hooks/calls/").status_code == 200
    gone.refresh_from_db()
    assert (gone.state, gone.operator) == ("missed", None)
    left = rung(fresh_phone())
    assert services.end_unanswered(actor=system_actor(), now=left.started_at + timedelta(minutes=1)) == 0
    assert services.end_unanswered(actor=system_actor(), now=left.started_at + timedelta(minutes=3)) == 1


def test_the_simulator_rings_and_hangs_up(settings):
    client, phone = Client(), fresh_phone()
    assert client.post("/simulators/calls/ring/", {"phone": phone, "recorded": "on"}).status_code == 302
    row = Call.objects.get()
    assert (row.phone, row.state, bool(row.recording)) == (phone, "ringing", True)
    assert phone in client.get("/simulators/calls/").content.decode()
    assert client.post(f"/simulators/calls/{row.pk}/hang-up/").status_code == 302
    row.refresh_from_db()
    assert row.state == "missed"
    settings.SIMULATORS = False
    assert client.get("/simulators/calls/").status_code == 404


def test_a_call_without_a_number_is_answered_but_serves_nobody():
    _, client = at_desk()
    row = rung("anonymous")
    url = answered(client, row)
    assert "没有来显" in client.get(url).content.decode()
    assert act(client, url, "save", what="保洁").status_code == 409


def test_a_known_home_is_ordered_to_without_showing_its_door():
    phone = fresh_phone()
    place = make_offer(workers=3)
    make_order(place, customer=make_user(phone=phone))
    _, client = at_desk()
    url = answered(client, rung(phone))
    said = {**asked(tomorrow(14)), "where": ""}
    page = client.get(url, said).content.decode()
    option = re.search(r'value="(\d+ [^"]+)" required checked', page)[1]
    assert "望京西园四区 12 号楼 ***" in page and "3 单元" not in page
    assert act(client, url, "hold", **said, option=option, home="0", name="").status_code == 302
    page = client.get(url).content.decode()
    held = Booking.objects.get(state="held")
    assert held.address == "望京西园四区 12 号楼 3 单元 501" and "3 单元" not in page and "念给客户听" in page
    assert act(client, url, "hold", **said, option=option, home="7", name="").status_code == 400


def test_the_desk_asks_no_more_for_more_offers_orders_and_calls():
    phone = fresh_phone()
    customer, place = make_user(phone=phone), make_offer(workers=4)
    make_order(place, customer=customer)
    _, client = at_desk()
    url = answered(client, rung(phone))
    client.get(url, asked(tomorrow(14)))
    with CaptureQueriesContext(connection) as few:
        client.get(url, asked(tomorrow(14)))
    for hour in (11, 13, 15):
        make_order(place, customer=customer, start=tomorrow(hour, days=3))
        make_offer(workers=2)
        rung(phone)
    with CaptureQueriesContext(connection) as many:
        client.get(url, asked(tomorrow(14)))
    assert len(many) == len(few)
