"""Orders by SMS, from the provider's call to the answer (BKG-02)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from marketplace.bookings.models import Booking, Guest
from tests.dispatch.intake.texts import text
from tests.marketplace.bookings.factories import make_offer, tomorrow
from tests.members.factories import fresh_phone

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
