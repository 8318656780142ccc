"""What somebody of the desk sees of the customer with whom he talks: who it is, his orders, his homes with the door covered, what to know."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.access import Actor
from dispatch.intake.models import Call
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own
from marketplace.bookings.states import BookingState
from members.models import User

ORDERS, CALLS, HOMES = 6, 5, 3
# Numbers change hands: of somebody who has never proven his, older things are not shown.
RECENT = timedelta(days=90)
DOOR = re.compile(r"^(.*?\d+\s*(?:号楼|号院|号|栋|幢|弄))")


@dataclass(frozen=True, slots=True)
class Panel:
    """The customer beside the form."""

    person: User | None = None
    proven: bool = False
    held: Booking | None = None
    orders: list[Booking] = field(default_factory=list)
    homes: list[dict[str, Any]] = field(default_factory=list)
    knows: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


def covered(address: str) -> str:
    """An address without its door: 望京西园四区12号楼 ***."""
    found = DOOR.match(address)
    return f"{found[1]} ***" if found and len(found[1]) < len(address) else f"{address[:6]}***" if not found else f"{address[: max(4, len(address) - 3)]}***"


def panel_of(person: User, *, actor: Actor, phone_index: str, now: datetime) -> Panel:
    """The panel of a customer; `actor` speaks for him. Six queries, however many orders there are."""
    proven = bool(person.phone)
    rows = own.of_customer(actor, size=ORDERS)[:ORDERS]
    rows = rows if proven else [row for row in rows if row.created_at > now - RECENT]
    homes = own.addresses_of(actor, most=HOMES) if rows else []
    shown = [{**home, "shown": f"{home['district'].name} {covered(home['address'])}"} for home in homes]
    knows = list(dict.fromkeys(row.needs for row in rows if row.needs))[:3]
    held = next((row for row in rows if row.state == BookingState.HELD and not row.is_over(now)), None)
    calls = list(Call.objects.filter(phone_index=phone_index).exclude(phone_index="").select_related("operator").order_by("-pk")[:CALLS]) if phone_index else []
    return Panel(person, proven, held, [row for row in rows if row.placed_at is not None], shown, knows, calls)
