"""Builders of redos: the family's, the organisation's, a stranger's."""

from collections.abc import Callable
from typing import Any

from core import clock
from marketplace.bookings.models import Booking
from marketplace.warranty import services
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.factories import picture
from tests.marketplace.ratings.factories import finished
from tests.marketplace.warranty.factories import redo_of
from tests.rights.built import Built
from tests.rights.rating_objects import done_order
from tests.rights.world import World

NO_START = "2099-01-01T10:00:00+08:00"


def redo(world: World, role: str, relation: str, state: str) -> Built | None:
    """An order that is done again."""
    found = done_order(world, role, relation, "")
    if found is None or found.row is None:
        return None
    row = redo_of(found.row, state=state)
    return Built({"number": row.booking.number}, found.letters, row)


def _asked(world: World, role: str, built: Built | None) -> dict[str, Any]:
    order = built.row if built is not None and isinstance(built.row, Booking) else None
    starts = services.free_starts(order, now=clock.now()) if order is not None else []
    return {"reason": "窗槽里还是黑的。", "photos": picture(), "start": starts[-1].isoformat() if starts else NO_START}


def _api_asked(world: World, role: str, built: Built | None) -> dict[str, Any]:
    order = finished(make_offer(enterprise=world.strange), customer=world.people[role])
    return {**_asked(world, role, Built({}, "", order)), "booking": order.number}


def _note(text: str) -> Callable[[World, str, Built | None], dict[str, Any]]:
    return lambda world, role, built: {"note": text}


def redo_photo(world: World, role: str, relation: str, state: str) -> Built | None:
    """Its first photo."""
    found = redo(world, role, relation, state)
    return None if found is None else Built({**found.args, "place": 1}, found.letters, found.row)


BUILDERS = {"redo": redo, "redo_photo": redo_photo}
BODIES = {
    "warranty:ask POST": _asked,
    "warranty:object POST": _note("那天家里验收过，照片里看得到。"),
    "api-redos POST": _api_asked,
    "api-redo-act POST": _note("那天家里验收过，照片里看得到。"),
    "api-redo-act#1 POST": _note("照片里确实没擦到。"),
    "api-redo-act#2 POST": _note("是新弄脏的。"),
    "marketplace_redo_decide POST": _note("照片里确实没擦到。"),
    "marketplace_redo_decide#1 POST": _note("是新弄脏的。"),
}
