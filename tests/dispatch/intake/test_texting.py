"""Orders by SMS, from the provider's call to the answer (BKG-02)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.outbox.testing import drain_all
from dispatch.intake import services
from dispatch.intake.models import Enquiry
from marketplace.bookings.models import Assignment, Booking, Guest
from marketplace.bookings.services import ask_extra, offer_price
from members.models import User
from members.services import prove_phone, register
from notifications.models import SmsMessage
from tests.dispatch.intake.texts import text
from tests.marketplace.bookings.factories import make_offer, owner_of, put_at, tomorrow, worker_of
from tests.members.factories import PASSWORD, actor_for, fresh_phone, make_staff, make_user

pytestmark = pytest.mark.django_db


def said(moment) -> str:
    """A moment as somebody types it."""
    at = timezone.localtime(moment)
    return f"{at.month}月{at.day}日 {at.hour}点"


def test_a_first_sms_to_an_order():
    make_offer()
    phone = fresh_phone()
    [answer] = text(phone, f"保洁 {said(tomorrow())} 2小时 朝阳望京西园四区12号楼")
    assert "120.00 元" in answer and "10:00" in answer and "确认" in answer, answer
    held = Booking.objects.get()
    assert (held.state, held.channel, held.starts_at, held.minutes, held.address) == ("held", "sms", tomorrow(), 120, "望京西园四区12号楼")
    assert Guest.objects.get().user_id == held.customer_id
    [done] = text(phone, "确认")
    held.refresh_from_db()
    assert held.state == "assigned" and held.number in done and "10:00" in done, done
    assert held.quotes.get().answered_how == "sms"


def order_by_sms(phone: str, **when) -> Booking:
    """An order that somebody has placed by SMS."""
    make_offer()
    text(phone, f"保洁 {said(when.get('start') or tomorrow())} 2小时 朝阳望京西园四区12号楼")
    text(phone, "确认")
    return Booking.objects.filter(state__in=("assigned", "requested")).latest("pk")


@pytest.mark.req("BKG-02")
def test_what_is_missing_is_asked_for_and_put_together():
    make_offer()
    phone = fresh_phone()
    [first] = text(phone, "想约保洁")
    assert "什么时间" in first and "哪个区" in first and "门牌地址" in first and not Booking.objects.exists()
    [second] = text(phone, f"{said(tomorrow())}，两个小时")
    assert "哪个区" in second and "什么时间" not in second
    [third] = text(phone, "朝陽區望京西園四區１２號樓３單元５０１，姓陈女士")
    assert "120.00 元" in third and "回“确认”" in third
    held = Booking.objects.get()
    assert (held.address, held.district.name, held.contact_name) == ("望京西园四区12号楼3单元501", "朝阳区", "陈女士")
    [done] = text(phone, "好的")
    held.refresh_from_db()
    visit = held.visits.get()
    assert held.state == "assigned" and held.number in done and visit.code in done and "10:00" in done


def test_nobody_free_then_offers_the_next_times_and_takes_one_of_them():
    make_offer(hours=tuple((day, 540, 720) for day in range(7)))
    phone = fresh_phone()
    [answer] = text(phone, f"保洁 {said(tomorrow(15))} 2小时 朝阳望京西园四区12号楼")
    assert "约不上" in answer and "10:00" in answer and not Booking.objects.exists()
    [priced] = text(phone, f"{said(tomorrow(9))}")
    assert "120.00 元" in priced and Booking.objects.get().starts_at == tomorrow(9)
    [again] = text(phone, "改到" + said(tomorrow(10)))
    assert "120.00 元" in again
    assert [row.starts_at for row in Booking.objects.filter(state="held")] == [tomorrow(10)]
    assert text(phone, "不要了") == ["好，不约了，时间已经放开。"]
    assert not Booking.objects.filter(state="held").exists()
    assert text(phone, "确认")[0].startswith("没有等你确认的")


def test_a_day_without_an_hour_is_answered_with_its_times():
    make_offer()
    day = timezone.localtime(tomorrow())
    [answer] = text(fresh_phone(), f"保洁 {day.month}月{day.day}日下午 2小时 朝阳望京西园四区12号楼")
    assert "能约" in answer and "12:00" in answer and "09:00" not in answer


def test_what_nobody_offers_becomes_a_consultation_of_the_desk():
    phone = fresh_phone()
    [answer] = text(phone, f"擦玻璃 {said(tomorrow())} 朝阳望京西园四区12号楼")
    row = Enquiry.objects.get()
    assert row.number in answer and (row.channel, row.phone, row.state) == ("sms", phone, "new")


def test_moving_asking_and_cancelling_one_s_own():
    phone = fresh_phone()
    order = order_by_sms(phone)
    [told] = text(phone, f"查 {order.number}")
    assert order.number in told and "120.00" in told
    [moved] = text(phone, f"改 {order.number[-4:]} {said(tomorrow(14))}")
    order.refresh_from_db()
    assert order.starts_at == tomorrow(14) and "14:00" in moved and order.number in moved
    [gone] = text(phone, f"取消 {order.number}")
    order.refresh_from_db()
    assert order.state == "cancelled" and order.number in gone
    assert text(phone, "查")[0].startswith("这个号码现在没有")


def test_somebody_elses_order_looks_like_none():
    mine, other = fresh_phone(), fresh_phone()
    order = order_by_sms(mine)
    missing = text(other, "查 260101000000")[0].replace("260101000000", "#")
    for words in ("查", "取消", f"改 {said(tomorrow(14))}"):
        verb, _, rest = words.partition(" ")
        [answer] = text(other, f"{verb} {order.number} {rest}".strip())
        assert answer.replace(order.number, "#") == missing
    order.refresh_from_db()
    assert (order.state, order.starts_at) == ("assigned", tomorrow())
    member = make_user()
    [answer] = text(member.phone, f"取消 {order.number}")
    assert answer.replace(order.number, "#") == missing


def test_a_dearer_time_is_shown_and_waits_for_a_yes():
    phone = fresh_phone()
    make_offer(rule={"night_share": 2000}, hours=tuple((day, 540, 1320) for day in range(7)))
    text(phone, f"保洁 {said(tomorrow())} 2小时 朝阳望京西园四区12号楼")
    text(phone, "确认")
    order = Booking.objects.get()
    [asked] = text(phone, f"改 {order.number} {said(tomorrow(20))}")
    order.refresh_from_db()
    assert "144.00 元" in asked and "确认" in asked and order.starts_at == tomorrow() and order.total_fen == 12000
    [moved] = text(phone, "是")
    order.refresh_from_db()
    assert order.starts_at == tomorrow(20) and order.total_fen == 14400 and "144.00" in moved
    assert [(quote.version, quote.state, quote.answered_how) for quote in order.quotes.order_by("version")] == [(1, "accepted", "sms"), (2, "accepted", "sms")]


def test_cancelling_late_shows_the_fee_and_waits_for_a_yes():
    phone = fresh_phone()
    order = order_by_sms(phone)
    now = clock.now().replace(second=0, microsecond=0)
    order = put_at(order, now + timedelta(hours=5))
    Booking.objects.filter(pk=order.pk).update(placed_at=now - timedelta(hours=2))
    [asked] = text(phone, f"取消 {order.number}")
    order.refresh_from_db()
    assert "要付 60.00 元" in asked and order.state == "assigned"
    text(phone, "确认")
    order.refresh_from_db()
    assert order.state == "cancelled" and order.dues.get().fen == 6000


def test_a_late_yes_is_answered_with_a_fresh_price(monkeypatch):
    make_offer()
    phone = fresh_phone()
    text(phone, f"保洁 {said(tomorrow())} 2小时 朝阳望京西园四区12号楼")
    held = Booking.objects.get()
    Booking.objects.filter(pk=held.pk).update(until=clock.now() - timedelta(seconds=1))
    Assignment.objects.filter(visit__booking=held).update(until=clock.now() - timedelta(seconds=1))
    [again] = text(phone, "确认")
    assert "120.00 元" in again and "确认" in again
    assert Booking.objects.filter(state="held").latest("pk").pk != held.pk
    text(phone, "确认")
    assert Booking.objects.filter(state="assigned").count() == 1


def test_a_member_s_order_is_his_own_and_he_acts_as_a_family_only():
    make_offer()
    member = make_staff("leader")
    [priced] = text(member.phone, f"保洁 {said(tomorrow())} 2小时 朝阳望京西园四区12号楼")
    assert "120.00" in priced
    text(member.phone, "确认")
    order = Booking.objects.get()
    assert order.customer == member and not Guest.objects.exists()
    other = order_by_sms(fresh_phone())
    assert "没有找到" in text(member.phone, f"取消 {other.number}")[0]


def test_a_guest_has_few_open_orders_and_cannot_log_in():
    phone = fresh_phone()
    make_offer(workers=5)
    for hour in (9, 11, 13, 15):
        text(phone, f"保洁 {said(tomorrow(hour))} 1小时 朝阳望京西园四区12号楼")
        last = text(phone, "确认")
    assert Booking.objects.filter(state="assigned").count() == 3
    assert last[0].startswith("没有等你确认的")
    person = Guest.objects.get().user
    assert not person.is_active and not person.has_usable_password() and person.phone is None


def test_an_extra_on_site_and_a_new_price_are_agreed_to_by_sms():
    phone = fresh_phone()
    order = put_at(order_by_sms(phone), clock.now().replace(second=0, microsecond=0) - timedelta(minutes=20))
    Booking.objects.filter(pk=order.pk).update(state="arrived")
    ask_extra(order, actor=worker_of(order), now=clock.now(), label="加擦三扇窗", fen=3000)
    drain_all()
    assert "加擦三扇窗，30.00 元" in SmsMessage.objects.get(template="order_extra").body
    assert "30.00" in text(phone, "同意")[0]
    order.refresh_from_db()
    change = order.changes.get()
    assert (change.state, change.answered_how, order.extra_fen) == ("accepted", "sms", 3000)
    other = fresh_phone()
    make_offer(rule={"instant": False})
    text(other, f"保洁 {said(tomorrow(9))} 2小时 朝阳望京西园四区12号楼")
    [waiting] = text(other, "确认")
    asked = Booking.objects.latest("pk")
    assert asked.state == "requested" and asked.number in waiting and "等" in waiting
    offer_price(asked, actor=owner_of(asked), now=clock.now(), price_fen=15000, note="房子大")
    drain_all()
    assert "150.00 元" in SmsMessage.objects.get(template="order_quoted").body
    [done] = text(other, "确认")
    asked.refresh_from_db()
    assert (asked.state, asked.total_fen) == ("assigned", 15000) and asked.visits.get().code in done


def test_what_is_kept_of_somebody_is_in_his_copy():
    member = make_user()
    text(member.phone, "查")
    services.ring(provider="test", provider_id="copy", phone=member.phone, now=clock.now())
    client = Client()
    client.force_login(member)
    body = client.get("/my/data/?download=1").content.decode()
    assert "received_at" in body and "started_at" in body


@pytest.mark.parametrize("words", ["", " ", "？", "帮助", "😀😀", "\x00\x07", "退订", "你好", "1" * 500, "确认", "改", "取消", "查 999999999999"])
def test_there_is_always_an_answer(words):
    assert len(text(fresh_phone(), words)) == 1


def test_suspended_members_are_told_so():
    member = make_user()
    User.objects.filter(pk=member.pk).update(suspended_at=clock.now(), is_active=False)
    assert "停用" in text(member.phone, "查")[0]


# ---- joining an account ----


def test_orders_join_the_account_when_the_number_is_proven():
    phone = fresh_phone()
    order = order_by_sms(phone)
    guest = order.customer
    Booking.objects.filter(pk=order.pk).update(created_at=clock.now() - timedelta(days=89))
    stranger = make_user()
    assert not Booking.objects.visible_to(actor_for(stranger)).exists()
    pending = register(phone=phone, password=PASSWORD, display_name="何桂英", actor=system_actor(), now=clock.now())
    drain_all()
    assert not Booking.objects.visible_to(actor_for(pending)).exists()
    prove_phone(pending, phone=phone, actor=actor_for(pending), now=clock.now())
    drain_all()
    order.refresh_from_db()
    assert order.customer == pending and order.customer != guest
    client = Client()
    client.force_login(pending)
    assert order.number in client.get("/my/orders/").content.decode()
    assert "没有找到" not in text(phone, f"查 {order.number}")[0]


def test_old_orders_do_not_follow_a_number_to_its_next_owner():
    phone = fresh_phone()
    order = order_by_sms(phone)
    Booking.objects.filter(pk=order.pk).update(created_at=clock.now() - timedelta(days=91))
    member = make_user(phone=phone)
    drain_all()
    order.refresh_from_db()
    assert order.customer != member and not Booking.objects.visible_to(actor_for(member)).exists()


def test_an_order_placed_while_the_number_is_being_proven_joins_too():
    phone = fresh_phone()
    make_offer()
    text(phone, f"保洁 {said(tomorrow())} 2小时 朝阳望京西园四区12号楼")
    held = Booking.objects.get()
    member = make_user(phone=phone)
    drain_all()
    held.refresh_from_db()
    assert held.customer == member
    text(phone, "确认")
    held.refresh_from_db()
    assert held.state == "assigned"
