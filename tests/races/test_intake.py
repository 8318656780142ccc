"""The same SMS twice, an SMS and the telephone for the same time, a number that is new twice: one of each, and the twins."""

from collections import Counter

import orjson
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.outbox.testing import drain_all
from dispatch.intake import services
from dispatch.intake.models import Call
from dispatch.intake.services.speaking import Talk
from marketplace.bookings.errors import Busy, SlotTaken
from marketplace.bookings.models import Booking, Guest
from marketplace.bookings.services import customer_with
from marketplace.listings.models import Listing
from members.models import User
from notifications.gateways.inbound import Incoming, signature
from notifications.models import InboundSms, SmsMessage
from notifications.services import receive
from tests.marketplace.bookings.factories import make_offer, tomorrow, wish
from tests.members.factories import actor_for, make_staff
from tests.races.harness import must_show, race
from tests.races.test_bookings import as_owner, overlapping

WORDS = "保洁 {} 2小时 朝阳望京西园四区12号楼"
NO_KEY = "ALTER TABLE notifications_inboundsms DROP CONSTRAINT notifications_inbound_once"
SLOWLY = """
CREATE FUNCTION inbound_slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END $$;
CREATE TRIGGER inbound_slowly BEFORE INSERT ON notifications_inboundsms FOR EACH ROW EXECUTE FUNCTION inbound_slowly();
"""


def words() -> str:
    """What is wanted: the day after tomorrow at ten."""
    at = timezone.localtime(tomorrow())
    return WORDS.format(f"{at.month}月{at.day}日 10点")


def post_same(number: int) -> int:
    """The provider calls with the same SMS."""
    settings.SMS_INBOUND_SECRET = "s"
    body, stamp = orjson.dumps({"id": "same", "from": "13800138000", "text": words()}), str(int(clock.now().timestamp()))
    headers = {"X-Timestamp": stamp, "X-Signature": signature("s", stamp, body)}
    return Client().post("/hooks/sms/", body, content_type="application/json", headers=headers).status_code


def test_one_sms_called_in_by_many_at_once_is_one(fresh_db: str) -> None:
    make_offer(workers=4)
    outcomes = race(post_same, contenders=8)
    assert not outcomes.failed and {outcome.value for outcome in outcomes.all} == {200}
    drain_all()
    assert (InboundSms.objects.count(), Booking.objects.count(), SmsMessage.objects.count()) == (1, 1, 1)


def test_twin_without_the_unique_id_takes_it_more_than_once(fresh_db: str) -> None:
    as_owner(fresh_db, NO_KEY, SLOWLY)
    must_show(lambda: race(post_same, contenders=8), lambda _: InboundSms.objects.count() > 1, tries=5)
    assert InboundSms.objects.count() > 1


def want_it(number: int) -> str:
    """Half of them write an SMS, half are on the telephone; all want the one worker at ten."""
    now = clock.now()
    if number % 2:
        row = receive(Incoming(f"m{number}", f"139000000{number:02d}", words()), provider="test", now=now)
        services.read_sms(row, now=now)
        services.read_sms(InboundSms(phone=row.phone, body="确认"), now=now)
        return "sms"
    operator = actor_for(User.objects.get(username=f"seat{number}"))
    call = Call.objects.get(provider_id=f"c{number}")
    talk = Talk(call)
    for _ in range(3):
        try:
            held = services.hold_for(talk, listing=Listing.objects.get().pk, wish=wish(), actor=operator, now=now)
        except Busy:
            continue
        return services.accept_for(talk, total_fen=held.quotes.get().total_fen, actor=operator, now=now).channel
    raise SlotTaken


@pytest.mark.slow
def test_telephone_and_sms_for_the_same_time(fresh_db: str) -> None:
    make_offer()
    for number in range(0, 8, 2):
        person = make_staff("operator")
        User.objects.filter(pk=person.pk).update(username=f"seat{number}")
        call = services.ring(provider="test", provider_id=f"c{number}", phone=f"139000000{number:02d}", recording="R", now=clock.now())
        services.answer_call(call, actor=actor_for(person), now=clock.now())
    race(want_it, contenders=8)
    taken = Booking.objects.filter(state="assigned")
    assert taken.count() == 1 and overlapping(fresh_db) == 0
    assert taken.get().channel in ("phone", "sms")
    # Whoever wrote too late has an answer all the same.
    assert SmsMessage.objects.count() >= 4


def open_guest(number: int) -> int:
    """Somebody new is served by several at once."""
    return customer_with("13800138000", actor=system_actor(), now=clock.now()).pk


def test_a_new_number_is_one_guest(fresh_db: str) -> None:
    outcomes = race(open_guest, contenders=8)
    assert not outcomes.failed
    assert Counter(outcome.value for outcome in outcomes.all) == Counter({Guest.objects.get().user_id: 8})
    assert not User.objects.filter(username__startswith="g").exclude(pk=Guest.objects.get().user_id).exists()


def answer(number: int) -> str:
    """An operator takes the one call."""
    person = actor_for(User.objects.get(username=f"seat{number}"))
    return services.answer_call(Call.objects.get(), actor=person, now=clock.now()).state


def test_one_call_is_answered_by_one(fresh_db: str) -> None:
    for number in range(6):
        person = make_staff("operator")
        User.objects.filter(pk=person.pk).update(username=f"seat{number}")
    services.ring(provider="test", provider_id="c", phone="13800138000", now=clock.now())
    outcomes = race(answer, contenders=6)
    assert len(outcomes.succeeded) == 1
    assert Call.objects.get().operator is not None
