"""A day at the desk of the demo city: calls, people who walk in, SMS, told through the same verbs as in life."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.errors import DomainError
from core.models import District
from dispatch.intake.models import Call
from dispatch.intake.queries.offers import Asked, bookable, nearest, options
from dispatch.intake.queries.vocabulary import vocabulary
from dispatch.intake.reading import read_need
from dispatch.intake.services import (
    Talk,
    Wanted,
    accept_for,
    answer_call,
    hang_up,
    hold_for,
    note_outcome,
    over,
    read_sms,
    record_consultation,
    ring,
    save_consultation,
)
from home.operations.seed.city import City, rows
from marketplace.bookings.availability import Place
from marketplace.bookings.services import Contact, Wish
from members.roles import Role
from notifications.models import InboundSms
from notifications.services.sms import index_of

DAY = re.compile(r"\{day:(\d+)\}")
BEFORE_ANSWER = timedelta(seconds=7)


def seed_channels(city: City) -> int:
    """Ring, answer, write; nothing when there were calls already. Returns how many calls and SMS there are."""
    found: Any = rows("channels")
    if not Call.objects.exists():
        for row in found["calls"]:
            _call(city, row)
        for row in found["walk_ins"]:
            wanted = Wanted(row["what"], row["when"], row["where"], row["name"], row["text"])
            at = city.days_ago(0, minutes=row["minutes_ago"])
            record_consultation(channel=row["channel"], phone=row["phone"], wanted=wanted, actor=city.acting_as(city.of_role(Role.OPERATOR)), now=at)
        for row in found["texts"]:
            _texts(city, row)
    return Call.objects.count() + InboundSms.objects.count()


def _call(city: City, row: dict[str, Any]) -> None:
    at, actor = city.days_ago(0, minutes=row["minutes_ago"]), city.acting_as(city.of_role(Role.OPERATOR))
    call = ring(provider="simulator", provider_id=f"demo-{row['key']}", phone=row["phone"], line="96999", recording=f"REC-{row['key']}", now=at)
    if not row["seconds"]:
        over(call, actor=actor, now=at + timedelta(seconds=38))
        return
    answered = at + BEFORE_ANSWER
    talk = Talk(answer_call(call, actor=actor, now=answered))
    if "consultation" in row:
        save_consultation(talk, wanted=Wanted(**row["consultation"]), actor=actor, now=answered)
    if "order" in row:
        try:
            with transaction.atomic():
                _order(city, talk, row["order"], answered)
        except DomainError:
            # Nobody is free then: the day goes on without this one.
            row = {**row, "outcome": "answered"}
    ended = hang_up(Call.objects.get(pk=call.pk), actor=actor, now=answered + timedelta(seconds=row["seconds"]))
    note_outcome(ended, outcome=row["outcome"], note=row["note"], actor=actor, now=answered + timedelta(seconds=row["seconds"]))


def _order(city: City, talk: Talk, said: dict[str, Any], now: datetime) -> None:
    """The time nearest to the one that was asked for, priced and accepted."""
    actor = city.acting_as(city.of_role(Role.OPERATOR))
    need = read_need(f"{said['what']} {said['where']}", now=now, vocabulary=vocabulary())
    district = District.objects.get(code=need.district)
    day = timezone.localdate(now) + timedelta(days=said["day"])
    asked = Asked(bookable(need.service_types, district, now), Place(district.lat, district.lng), need.when.minutes, need.amount or 1)
    near = nearest(options(asked, days=[day], now=now), clock.midnight(day) + timedelta(hours=said["hour"]), most=1)
    if not near:
        raise DomainError
    contact = Contact(said["name"], talk.phone, need.address)
    wish = Wish(near[0].start, district, contact, need.when.minutes, need.amount or 1, needs=said["needs"])
    held = hold_for(talk, listing=near[0].listing.pk, wish=wish, actor=actor, now=now)
    accept_for(talk, total_fen=held.quotes.get().total_fen, actor=actor, now=now + timedelta(minutes=1))


def _texts(city: City, row: dict[str, Any]) -> None:
    for place, line in enumerate(row["lines"]):
        at = city.days_ago(0, minutes=row["minutes_ago"]) + timedelta(minutes=2 * place)
        sms = InboundSms.objects.create(
            phone=row["phone"],
            phone_index=index_of(row["phone"]),
            body=DAY.sub(lambda found: _day(city, int(found[1])), line),
            provider="simulator",
            provider_id=f"demo-{row['phone']}-{row['minutes_ago']}-{place}",
            received_at=at,
        )
        read_sms(sms, now=at)


def _day(city: City, number: int) -> str:
    day = timezone.localdate(city.now) + timedelta(days=number)
    return f"{day.month}月{day.day}日"
