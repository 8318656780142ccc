"""Somebody with two accounts, by web, API and SMS: other people's orders, replays, what is stale, past or over, a yes to what was never shown."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from core import clock
from core.outbox.testing import drain_all
from marketplace.bookings.api.bookings import ACTIONS
from marketplace.bookings.models import Assignment, Booking, Due, Quote
from marketplace.bookings.services import ask_extra, offer_price
from notifications.models import SmsMessage
from tests.dispatch.intake.texts import text
from tests.marketplace.bookings.factories import make_offer, make_order, make_worker, owner_of, put_at, tomorrow, worker_of
from tests.marketplace.bookings.test_api import PLACE, as_user, post, wanted
from tests.members.factories import fresh_phone, make_user

pytestmark = pytest.mark.django_db
EVERYTHING = {"total_yuan": "120.00", "fee_yuan": "0.00", "price_yuan": "1.00", "note": "不要了", "code": "0000", "worker": 1, "change": 1, "position": 1}
SHANGHAI = {"lat": 31.23, "lng": 121.47}


def state_of(order: Booking) -> tuple:
    """Everything that somebody could have changed."""
    row = Booking.objects.get(pk=order.pk)
    kept = list(Assignment.objects.filter(visit__booking=row).values_list("worker_id", "period", "status"))
    return row.state, row.starts_at, row.total_fen, row.extra_fen, row.customer_id, kept, Due.objects.filter(booking=row).count(), row.messages.count()


def test_nothing_of_another_account_can_be_read_or_done():
    order = make_order()
    before, thief = state_of(order), as_user(make_user())
    paths = [f"bookings/{order.number}/{action}/" for action in (*ACTIONS, "arrive", "sign_off", "messages", "dance")]
    said = {**EVERYTHING, "start": tomorrow(14).isoformat(), "label": "加钟", "text": "我是这家的", "objection": 1, "due": 1}
    assert {post(thief, path, said).status_code for path in paths} == {404}
    assert thief.get(f"/api/v1/bookings/{order.number}/").status_code == 404 and thief.get(f"/my/orders/{order.number}/").status_code == 404
    for event in ("book", "cancel", "confirm", "missed", "extra-yes", "object"):
        assert thief.post(f"/my/orders/{order.number}/do/{event}/", {"fee_fen": "0", "total_fen": "1", "change": "1", "text": "x"}).status_code == 404
    phone = fresh_phone()
    for words in (f"取消 {order.number}", f"改 {order.number} 后天下午3点", f"查 {order.number}", f"确认 {order.number}"):
        assert "没有找到" in text(phone, words)[0], words
    assert state_of(order) == before


def test_a_key_of_another_account_says_nothing_and_a_double_tap_does_it_once():
    offer, me, thief = make_offer(workers=2), as_user(make_user()), as_user(make_user())
    mine = post(me, "bookings/", wanted(offer), key="same-key-01").json()
    theirs = post(thief, "bookings/", wanted(offer), key="same-key-01")
    assert theirs.status_code == 201 and theirs.json()["number"] != mine["number"] and "Idempotency-Replayed" not in theirs
    assert post(me, "bookings/", wanted(offer, address="别处 1 号楼"), key="same-key-01").status_code == 422
    path = f"bookings/{mine['number']}/accept_quote/"
    first, again = (post(me, path, {"total_yuan": "120.00"}, key="same-key-02") for _ in range(2))
    assert first.json()["state"] == "assigned" and again.content == first.content
    assert post(me, path, {"total_yuan": "120.00"}).json()["code"] == "illegal_transition", "without a key the machine says no"
    assert post(thief, path, {"total_yuan": "120.00"}, key="same-key-02").status_code == 404
    assert Quote.objects.filter(booking__number=mine["number"], state="accepted").count() == 1


def test_times_and_places_that_cannot_be_and_people_of_others_are_refused_and_nothing_is_kept():
    offer, me = make_offer(), as_user(make_user())
    stranger = make_worker()
    wrong = [
        ({"start": (clock.now() - timedelta(hours=1)).isoformat()}, 400),
        ({"start": tomorrow(10, days=500).isoformat()}, 400),
        ({"start": tomorrow(10).replace(second=7).isoformat()}, 400),
        ({"start": "9999-12-31T23:59:59+08:00"}, 400),
        ({"start": "morgen"}, 400),
        (SHANGHAI, 400),
        ({"lat": "nan", "lng": "nan"}, 400),
        ({"district": "310101"}, 400),
        ({"worker": stranger.pk}, 409),
        ({"minutes": 100_000}, 400),
        ({"cover": "package:T26112312345678"}, 404),
        ({"listing": 2**62}, 404),
    ]
    for change, status in wrong:
        answer = post(me, "bookings/", wanted(offer, **change))
        assert answer.status_code == status and answer.json()["code"], (change, answer.content.decode())
    assert not Booking.objects.exists() and not Assignment.objects.exists()
    held = post(me, "bookings/", wanted(offer)).json()
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        late = post(me, f"bookings/{held['number']}/accept_quote/", {"total_yuan": "120.00"})
        assert late.json()["code"] == "hold_is_over" and post(as_user(make_user()), "bookings/", wanted(offer)).status_code == 201
    assert PLACE["district"] == "110105"


def on_site(customer, label: str, fen: int) -> Booking:
    """An order of the web, an extra asked for on it."""
    order = put_at(make_order(customer=customer), clock.now().replace(second=0, microsecond=0) - timedelta(minutes=20))
    Booking.objects.filter(pk=order.pk).update(state="arrived")
    ask_extra(order, actor=worker_of(order), now=clock.now(), label=label, fen=fen)
    drain_all()
    return order


def extra_of(order: Booking) -> int:
    return Booking.objects.get(pk=order.pk).extra_fen


@pytest.mark.parametrize("words", ["好的", "确认"])
def test_a_yes_by_sms_is_no_yes_to_a_sum_that_was_never_told(words):
    """Whoever ordered on the web was told of an extra without its sum; his 好 is answered with the sum, and the next one counts."""
    family = make_user()
    order = on_site(family, "加擦三扇窗", 30000)
    assert not any("300.00" in row.body for row in SmsMessage.objects.all())
    [asked] = text(family.phone, words)
    assert "加擦三扇窗，300.00 元" in asked and extra_of(order) == 0
    assert "300.00" in text(family.phone, words)[0] and extra_of(order) == 30000


def test_what_was_shown_is_not_another_extra_and_of_several_it_is_asked_which():
    family = make_user()
    order = on_site(family, "加擦三扇窗", 3000)
    text(family.phone, "好")
    as_user(family).post(f"/my/orders/{order.number}/do/extra-no/", {"change": order.changes.get().pk})
    ask_extra(order, actor=worker_of(order), now=clock.now(), label="换水龙头", fen=90000)
    drain_all()
    [shown] = text(family.phone, "好")
    assert "900.00" in shown and extra_of(order) == 0, "the yes was to 30 yuan"
    other = on_site(family, "清一次油烟机", 8000)
    assert "照原来的" in text(family.phone, "不要")[0]
    [which] = text(family.phone, "好")
    assert order.number in which and other.number in which and (extra_of(order), extra_of(other)) == (0, 0)
    assert "80.00" in text(family.phone, f"确认 {other.number}")[0] and extra_of(other) == 0
    text(family.phone, f"确认 {other.number[-4:]}")
    assert (extra_of(order), extra_of(other)) == (0, 8000)


def test_a_new_price_of_a_web_order_is_told_before_a_yes_by_sms_counts():
    family = make_user()
    order = make_order(make_offer(rule={"instant": False}), customer=family)
    offer_price(order, actor=owner_of(order), now=clock.now(), price_fen=99900, note="房子大")
    drain_all()
    [asked] = text(family.phone, "好")
    assert "999.00" in asked and Booking.objects.get(pk=order.pk).state == "quoted"
    text(family.phone, "确认")
    row = Booking.objects.get(pk=order.pk)
    assert (row.state, row.total_fen) == ("assigned", 99900) and Client().get(f"/my/orders/{row.number}/").status_code == 302
