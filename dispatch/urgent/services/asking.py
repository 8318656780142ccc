"""The family's side: say what happened, accept the price, call it off (URG-01). Nobody is asked before the price is accepted."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import Actor, require, require_proven, system_actor
from core.audit.services import record
from core.clock import midnight
from core.errors import Invalid, RateLimited
from core.media.services import receive_photos
from core.models import District, Unit
from dispatch.matching.offering import close_open
from dispatch.matching.states import OfferKind, OfferState
from dispatch.urgent import parameters
from dispatch.urgent.errors import AlreadyCalling, PriceIsOver
from dispatch.urgent.events import CALL_CANCELLED
from dispatch.urgent.models import Incident, UrgentOrder
from dispatch.urgent.services.keeping import locked, step
from dispatch.urgent.services.photos import MOST_PHOTOS
from dispatch.urgent.services.planning import open_for
from dispatch.urgent.services.turning import begin
from dispatch.urgent.states import UrgentState
from marketplace.bookings.availability import rule_of
from marketplace.bookings.charging import total_of
from marketplace.bookings.errors import TotalChanged
from marketplace.bookings.services import Contact
from marketplace.bookings.services.checking import checked_needs, checked_point
from marketplace.bookings.services.quoting import inputs_of
from marketplace.bookings.states import Channel
from marketplace.levels.queries import for_quote

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """What happened, where, for whom."""

    incident: Incident
    district: District
    contact: Contact
    what: str = ""
    lat: float | None = None
    lng: float | None = None
    photos: Sequence[UploadedFile] = ()


def price_inputs(incident: Incident, *, now: datetime) -> dict[str, Any]:
    """What coming at once costs: the visit, night and holidays as the service has them, the sum for coming at once."""
    visit = Unit.objects.get(code="visit")
    found = inputs_of(unit=visit, price_fen=incident.visit_fen, rule=rule_of(incident.service_type_id), start=_minute(now), minutes=incident.minutes, amount=1)
    return {**found, "urgent_fen": incident.urgent_fen}


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def ask(wanted: Wanted, *, actor: Actor, now: datetime) -> UrgentOrder:
    """Write down what happened, with the price; nobody is asked yet.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid
    (FileRefusedError too), AlreadyCalling, RateLimited.
    """
    require_proven(actor)
    require(actor, "create", UrgentOrder)
    if not wanted.incident.active:
        raise Invalid(fields={"incident": ["选一项。"]})
    contact, what = wanted.contact.checked(), _checked(wanted.what)
    inputs = price_inputs(wanted.incident, now=now) | for_quote(actor.user_id, timezone.localdate(now))
    today = UrgentOrder.objects.filter(customer_id=actor.user_id, created_at__gte=midnight(timezone.localdate(now))).exclude(state=UrgentState.QUOTED)
    if today.count() >= parameters.A_DAY.at(now):
        raise RateLimited("今天报急修的次数太多了，请打网络中心的电话。", retry_after=3600)
    lat, lng = checked_point(wanted.district, wanted.lat, wanted.lng)
    row = UrgentOrder(
        number=_fresh_number(now),
        channel=actor.channel if actor.channel in Channel.values else Channel.WEB,
        customer_id=actor.user_id or 0,
        incident=wanted.incident,
        service_type_id=wanted.incident.service_type_id,
        what=what,
        **contact,
        district=wanted.district,
        lat=lat,
        lng=lng,
        minutes=wanted.incident.minutes,
        inputs=inputs,
        total_fen=total_of(inputs),
        created_at=now,
        until=now + timedelta(minutes=parameters.PRICE_MINUTES.at(now)),
    )
    with transaction.atomic():
        _end_old_price(actor, now)
        row.photos = receive_photos(wanted.photos, most=MOST_PHOTOS, purpose="urgent.photo", actor=actor, now=now)
        _insert(row)
        record(actor, function="urgent.ask", obj=row, detail={"incident": wanted.incident.code}, now=now)
    return row


def _checked(text: str) -> str:
    found = checked_needs(text)
    if len(found) > LONGEST:
        raise Invalid(fields={"what": [f"最多 {LONGEST} 个字。"]})
    return found


def _fresh_number(now: datetime) -> str:
    while True:
        number = f"J{timezone.localdate(now):%y%m%d}{secrets.randbelow(10**5):05d}"
        if not UrgentOrder.objects.filter(number=number).exists():
            return number


def _end_old_price(actor: Actor, now: datetime) -> None:
    """A price that the family has not accepted gives way to the next one."""
    for row in UrgentOrder.objects.select_for_update().filter(customer_id=actor.user_id, state=UrgentState.QUOTED):
        step(row, "expire", None, actor=system_actor("job", "另报了一次"), now=now, ended_at=now)


def _insert(row: UrgentOrder) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "urgent_one_at_a_time" not in str(error):
            raise
        raise AlreadyCalling from error


def agree(call: UrgentOrder, *, actor: Actor, now: datetime, total_fen: int) -> UrgentOrder:
    """Accept the price; from this moment on somebody is looked for. Locks the order.

    Raises NotFound, Forbidden, PriceIsOver, TotalChanged, IllegalTransition.
    """
    require(actor, "confirm", call)
    with transaction.atomic():
        row = locked(call)
        if row.state == UrgentState.QUOTED and row.until is not None and row.until <= now:
            raise PriceIsOver
        if row.total_fen != total_fen:
            raise TotalChanged
        row = step(row, "agree", None, actor=actor, now=now, agreed_at=now, wave=1)
        open_for(row, now=now)
        return begin(row, actor=system_actor("job", "急单"), now=now)


def cancel(call: UrgentOrder, *, actor: Actor, now: datetime, note: str = "") -> UrgentOrder:
    """Call it off while nobody has taken it; it costs nothing. Locks the order. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "cancel", call)
    with transaction.atomic():
        row = step(locked(call), "cancel", CALL_CANCELLED, actor=actor, now=now, note=note, ended_at=now)
        close_open(OfferKind.URGENT, row.pk, OfferState.WITHDRAWN, now=now)
        return row
