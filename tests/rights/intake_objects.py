"""Builders of the desk: calls as whoever answered them and as others name them, and consultations."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.encryption import blind_index
from dispatch.intake.models import Call, Enquiry
from dispatch.intake.services.speaking import sms_actor
from marketplace.bookings.models import Booking
from marketplace.bookings.services import accept_quote, customer_with, hold
from tests.dispatch.factories import make_enquiry_ticket
from tests.marketplace.bookings.factories import make_offer, quote_total, tomorrow, wish
from tests.marketplace.factories import SYSTEM
from tests.members.factories import fresh_phone
from tests.rights.built import FOREIGN, HIDDEN, OWN, SHOWN, Built
from tests.rights.world import World

Maker = Callable[[World, str, Built | None], dict[str, Any]]
FIELDS = {"what": "保洁 2小时", "where": "朝阳望京西园四区12号楼501", "name": "陈女士"}


def call(world: World, role: str, relation: str, state: str) -> Built | None:
    """A call: one's own is answered by oneself, a stranger's by a stranger; one that rings is anybody's who is logged in."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None or (state == "ringing" and relation == OWN):
        return None
    row = _rung()
    if state == "ringing":
        return Built({"number": row.pk}, frozenset("o") if world.people[role] is not None else frozenset(), row)
    Call.objects.filter(pk=row.pk).update(state="answered", operator=person, answered_at=clock.now(), recording="REC-1")
    row.refresh_from_db()
    if state in ("held", "ordered"):
        customer = customer_with(row.phone, actor=SYSTEM, now=clock.now())
        actor, now = sms_actor(customer, row.phone), clock.now()
        held = hold(make_offer(enterprise=world.strange, workers=2), wish(), actor=actor, now=now)
        if state == "ordered":
            accept_quote(held, actor=actor, now=now, total_fen=quote_total(held))
    return Built({"number": row.pk}, frozenset("o") if relation == OWN else frozenset(), row)


def simulated_call(world: World, role: str, relation: str, state: str) -> Built | None:
    """A call of the simulator; there are no hidden ones."""
    return Built({"number": _rung().pk}) if relation == SHOWN else Built({"number": 2**40}) if relation == HIDDEN else None


def asked_consultation(world: World, role: str, relation: str, state: str) -> Built | None:
    """A question with a number, that nobody looks after yet."""
    if relation != FOREIGN:
        return None
    row = make_enquiry_ticket(phone=(phone := fresh_phone()), phone_index=blind_index("intake.phone", phone))
    return Built({"number": row.pk}, frozenset(), row)


def _rung() -> Call:
    phone, number = fresh_phone(), uuid.uuid4().hex
    return Call.objects.create(phone=phone, phone_index=blind_index("intake.phone", phone), provider="simulator", provider_id=number, started_at=clock.now())


def _when() -> str:
    at = timezone.localtime(tomorrow())
    return f"{at.month}月{at.day}日 10点"


def _order_of(row: Call | Enquiry) -> Booking:
    return Booking.objects.latest("pk")


def _wish(world: World, role: str, built: Built | None) -> dict[str, Any]:
    return {**FIELDS, "when": _when(), "option": f"{make_offer(enterprise=world.strange).pk} {tomorrow().isoformat()}", "needs": ""}


def _of(make: Callable[[Booking], dict[str, Any]]) -> Maker:
    return lambda world, role, built: make(_order_of(built.row)) if built is not None else {}


def _always(**fields: Any) -> Maker:
    return lambda world, role, built: dict(fields)


BODIES: dict[str, Maker] = {
    "simulators:sms-send POST": lambda world, role, built: {"phone": fresh_phone(), "text": "帮助", "message_id": ""},
    "calls-simulator:ring POST": lambda world, role, built: {"phone": fresh_phone(), "recorded": "on"},
    "dispatch_call_act#1 POST": _always(outcome="answered", note="问了月嫂的价格"),
    "dispatch_call_desk_act POST": _wish,
    "dispatch_call_desk_act#1 POST": _of(lambda row: {"total_fen": str(quote_total(row))}),
    "dispatch_call_desk_act#2 POST": _always(),
    "dispatch_call_desk_act#3 POST": _of(lambda row: {"number": row.number, "start": (tomorrow() + timedelta(hours=3)).isoformat(), "fee_fen": "0"}),
    "dispatch_call_desk_act#4 POST": _of(lambda row: {"number": row.number, "fee_fen": "0", "note": "临时有事"}),
    "dispatch_call_desk_act#5 POST": lambda world, role, built: {**FIELDS, "when": _when()},
    "dispatch_consultation_desk_act POST": _wish,
    "dispatch_consultation_desk_act#1 POST": lambda world, role, built: {**FIELDS, "when": _when()},
    "dispatch_consultation_new POST": lambda world, role, built: {**FIELDS, "when": _when(), "channel": "desk", "phone": fresh_phone(), "text": "路过进来问问"},
}
