"""Builders of booking: an offer with somebody free, orders as the family and the provider name them, visits as whoever comes does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core import clock
from core.media.services import receive_private
from marketplace.bookings.models import AddOn, Assignment, Booking, ChangeRequest, ChecklistItem, Due, Objection, ServiceRule, Visit, Waiting
from marketplace.bookings.services import open_feed
from marketplace.workers.models import Worker
from tests.marketplace.bookings.factories import make_hold, make_offer, make_order, make_waiting, put_at, quote_total, tomorrow
from tests.marketplace.factories import picture
from tests.members.factories import actor_for
from tests.rights.built import FOREIGN, HIDDEN, OWN, SHOWN, TENANT, Built, letters
from tests.rights.world import EMPLOYED, World

SOON, JUST_NOW, LONG_AGO = timedelta(minutes=20), timedelta(minutes=10), timedelta(minutes=40)
# The state that a case names → the state of the row, and how far its start is from now.
STATES = {
    "assigned": ("assigned", SOON),
    "arrived": ("arrived", -JUST_NOW),
    "asked": ("arrived", -JUST_NOW),
    "objected": ("arrived", -JUST_NOW),
    "done": ("done", -LONG_AGO),
    "late": ("assigned", -LONG_AGO),
    "closed": ("on_the_way", -LONG_AGO),
}


def offer(world: World, role: str, relation: str, state: str) -> Built | None:
    """An offer that can be booked."""
    if relation not in (FOREIGN, SHOWN, HIDDEN):
        return None
    return Built({"number": make_offer(enterprise=world.strange, state="pending" if relation == HIDDEN else "published").pk}, None)


def order(world: World, role: str, relation: str, state: str) -> Built | None:
    """An order: one's own as the family's, the organisation's as the provider's."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = _made(firm, world.people[role] if relation == OWN else world.stranger, state)
    return Built({"number": row.number}, letters(relation), row)


def visit(world: World, role: str, relation: str, state: str) -> Built | None:
    """An order to which the person goes."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    row = _made(world.strange, world.colleagues.get(role) or world.stranger, state, soon=True)
    worker = Assignment.objects.get(visit__booking=row, status="fixed").worker
    Worker.objects.filter(user=person).update(user=None)
    worker.user = person
    worker.save(update_fields=["user"])
    row = Booking.objects.with_names().get(pk=row.pk)
    return Built({"number": row.number}, frozenset({"j"}) if relation == OWN else frozenset(), row)


def waiting(world: World, role: str, relation: str, state: str) -> Built | None:
    """A place in line: one's own, a stranger's, or a stranger's for an offer of one's organisation."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    person = world.people[role] if relation == OWN else world.stranger
    Waiting.objects.filter(customer=person).update(state="left", ended_at=clock.now())
    row = make_waiting(make_offer(enterprise=world.enterprises[role] if relation == TENANT else world.strange), customer=person)
    return Built({"number": row.pk}, letters(relation), row)


def addon_offer(world: World, role: str, relation: str, state: str) -> Built | None:
    """An offer that things are sold with: of one's organisation, or of a stranger."""
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    row = make_offer(enterprise=world.enterprises[role] if relation == TENANT else world.strange)
    return Built({"number": row.pk}, letters(relation, "p"), row)


def addon(world: World, role: str, relation: str, state: str) -> Built | None:
    """Something that is sold with it."""
    found = addon_offer(world, role, relation, state)
    if found is None:
        return None
    row = AddOn.objects.create(listing=found.row, name="加擦纱窗", price_fen=2000, minutes=20, created_at=clock.now())
    return Built({"number": found.row.pk, "addon": row.pk}, letters(relation, "p"), row)


def evidence(world: World, role: str, relation: str, state: str) -> Built | None:
    """An order of which a photo was taken."""
    return _photographed(order(world, role, relation, "arrived"))


def visit_evidence(world: World, role: str, relation: str, state: str) -> Built | None:
    """A visit of which a photo was taken."""
    return _photographed(visit(world, role, relation, "arrived"))


def _photographed(found: Built | None) -> Built | None:
    if found is None or found.row is None:
        return found
    position = found.row.checklist.count() + 1
    photo = receive_private(picture(), actor=actor_for(found.row.customer), purpose="evidence", now=clock.now()).pk
    ChecklistItem.objects.create(booking=found.row, position=position, kind="evidence", text="做完拍一张", photo=photo, done_at=clock.now())
    return Built({**found.args, "position": position}, found.letters, found.row)


def calendar_feed(world: World, role: str, relation: str, state: str) -> Built | None:
    """The address of somebody's calendar; hidden is one that has been replaced."""
    token = open_feed(actor=actor_for(world.stranger), now=clock.now()).token
    if relation == HIDDEN:
        open_feed(actor=actor_for(world.stranger), now=clock.now())
    return Built({"token": token})


def _made(firm: Any, customer: Any, state: str, *, soon: bool = False) -> Booking:
    place = make_offer(enterprise=firm, workers=2)
    ServiceRule.objects.update_or_create(service_type=place.service_type, defaults={"instant": state != "requested"})
    if state == "held":
        return make_hold(place, customer=customer)
    # The one just made: an older one of the same enterprise may have an order at that minute.
    newest = Worker.objects.filter(enterprise=firm).order_by("-pk")[0]
    row = make_order(place, customer=customer, start=tomorrow(days=3), worker_id=newest.pk)
    if state == "requested" or (state == "assigned" and not soon):
        return row
    real, ahead = STATES[state]
    start = clock.now().replace(second=0, microsecond=0) + ahead
    row = put_at(row, start)
    Booking.objects.filter(pk=row.pk).update(state=real, until=start + timedelta(days=2) if real == "done" else None)
    if real in ("arrived", "done"):
        Visit.objects.filter(booking=row).update(arrived_at=start, left_at=start + timedelta(minutes=5) if real == "done" else None)
    if state == "asked":
        ChangeRequest.objects.create(booking=row, label="加擦三扇窗", fen=3000, asked_at=start)
    if state == "objected":
        Objection.objects.create(booking=row, text="窗槽还是黑的。", at=start, by_id=row.customer_id)
    return Booking.objects.with_names().get(pk=row.pk)


# ---- bodies ----

Maker = Callable[[World, str, Built | None], dict[str, Any]]
DETAILS = {"address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102", "needs": ""}
PLACE = {"district": "110105", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}


def _of(make: Callable[[Booking], dict[str, Any]]) -> Maker:
    return lambda world, role, built: make(built.row) if built is not None and built.row is not None else {}


def _always(**fields: Any) -> Maker:
    return lambda world, role, built: dict(fields)


def _api_wish(world: World, role: str, built: Built | None) -> dict[str, Any]:
    return {"listing": make_offer(enterprise=world.strange).pk, "start": tomorrow().isoformat(), "minutes": 120, **PLACE}


def other_worker(row: Booking) -> int:
    """Somebody else of the same provider."""
    present = Assignment.objects.filter(visit__booking=row, status="fixed").values_list("worker_id", flat=True)
    return row.enterprise.workers.exclude(pk__in=present).order_by("-pk").first().pk  # type: ignore[union-attr]


def _code(row: Booking) -> str:
    return Visit.objects.get(booking=row).code


def _objection(row: Booking) -> int:
    return Objection.objects.get(booking=row).pk


def _change(row: Booking) -> int:
    return ChangeRequest.objects.get(booking=row).pk


def _alternative(row: Booking) -> dict[str, Any]:
    Booking.objects.filter(pk=row.pk).update(alternatives=[tomorrow(14, days=3)])
    return {"place": "0"}


def _fee(row: Booking) -> dict[str, Any]:
    due = Due.objects.create(booking=row, kind="move", payer="customer", payee="worker", fen=2000, reason="改时间", created_at=clock.now())
    return {"due": due.pk, "note": "头一回，不收了。"}


def _end_code(row: Booking) -> dict[str, Any]:
    Visit.objects.filter(booking=row).update(end_code="4711")
    return {"code": "4711"}


NOTE = _always(note="那天人手不够，实在抱歉。")
SAYS = _always(text="门口有条小狗，不咬人，到了按门铃就行。")
LINE = {"first_day": str(tomorrow().date()), "last_day": str(tomorrow(days=6).date())}
BODIES: dict[str, Maker] = {
    "bookings:join POST": lambda world, role, built: {**DETAILS, **LINE, "from_minute": "480", "to_minute": "1080"},
    "api-waiting POST": lambda world, role, built: {
        "listing": make_offer(enterprise=world.strange).pk,
        **PLACE,
        **LINE,
        "from_time": "08:00",
        "to_time": "18:00",
    },
    "bookings:addons-of POST": _always(name="带走旧家具", price="80", minutes="30"),
    "bookings:visit-evidence POST": lambda world, role, built: {"photo": picture()},
    "bookings:messages POST": SAYS,
    "bookings:provider-messages POST": SAYS,
    "bookings:visit-messages POST": SAYS,
    "api-booking-messages POST": SAYS,
    "bookings:details POST": lambda world, role, built: {**DETAILS, "start": tomorrow().isoformat()},
    "bookings:moving POST": lambda world, role, built: {"start": tomorrow(11, days=4).isoformat(), "fee_fen": "0"},
    "bookings:act POST": _of(lambda row: {"total_fen": quote_total(row)}),
    "bookings:act#1 POST": _always(fee_fen="0"),
    "bookings:act#4 POST": _of(lambda row: {"change": _change(row)}),
    "bookings:act#5 POST": _of(lambda row: {"change": _change(row)}),
    "marketplace_booking_extra POST": _of(lambda row: {"change": _change(row), "yes": "1", "note": "跟陈女士通的话，同意加。"}),
    "marketplace_booking_confirm POST": _always(note="跟店里刘姐说定了，周六上午去。"),
    "bookings:act#6 POST": _always(text="窗槽还是黑的，没擦到。"),
    "bookings:act#7 POST": _of(lambda row: {"objection": _objection(row)}),
    "bookings:provider-act#5 POST": _of(lambda row: {"objection": _objection(row), "note": "马上重擦一遍。"}),
    "bookings:provider-act#6 POST": _of(_alternative),
    "bookings:provider-act#7 POST": _of(_fee),
    "bookings:visit-act#7 POST": _of(_end_code),
    "bookings:visit-act#6 POST": _of(lambda row: {"objection": _objection(row), "note": "马上重擦一遍。"}),
    "api-booking-act#16 POST": _always(note="窗槽还是黑的，没擦到。"),
    "api-booking-act#17 POST": _of(lambda row: {"objection": _objection(row)}),
    "api-booking-act#18 POST": _of(lambda row: {"objection": _objection(row), "note": "马上重擦一遍。"}),
    "bookings:provider-act#1 POST": NOTE,
    "bookings:provider-act#2 POST": _always(price="150", note="房子比较大，要多做半小时。"),
    "bookings:provider-act#3 POST": _of(lambda row: {"worker": other_worker(row)}),
    "bookings:provider-act#4 POST": _always(note="阿姨病了，来不了。", fee_fen="0"),
    "bookings:visit-act#1 POST": _of(lambda row: {"code": _code(row)}),
    "bookings:visit-act#2 POST": _always(position="1", done="1"),
    "bookings:visit-act#3 POST": _always(label="加擦三扇窗", price="30", reason="外面有油"),
    "bookings:visit-act#5 POST": NOTE,
    "api-bookings POST": _api_wish,
    "api-booking-sign-off POST": _of(_end_code),
    "api-booking-arrive POST": _of(lambda row: {"code": _code(row)}),
    "api-booking-act POST": _always(total_yuan="120.00"),
    "api-booking-act#1 POST": _always(fee_yuan="0.00"),
    "api-booking-act#2 POST": lambda world, role, built: {"start": tomorrow(11, days=4).isoformat(), "fee_yuan": "0.00"},
    "api-booking-act#5 POST": _of(lambda row: {"change": _change(row), "yes": True}),
    "api-booking-act#7 POST": NOTE,
    "api-booking-act#8 POST": _always(price_yuan="150.00", note="房子比较大，要多做半小时。"),
    "api-booking-act#9 POST": _of(lambda row: {"worker": other_worker(row)}),
    "api-booking-act#10 POST": _always(note="阿姨病了，来不了。", fee_yuan="0.00"),
    "api-booking-act#12 POST": _always(position=1),
    "api-booking-act#13 POST": _always(label="加擦三扇窗", price_yuan="30.00"),
    "api-booking-act#15 POST": NOTE,
    "api-booking-act#19 POST": _of(lambda row: {"start": _alternative(row) and tomorrow(14, days=3).isoformat()}),
    "api-booking-act#20 POST": _of(_fee),
}
