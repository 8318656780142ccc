"""/api/v1/bookings/: times, placing, lists, one order, and its actions (the verbs of the services, one by one)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import Actor, require
from core.api import Open, SignedIn, actor_of, fen_of, needed, newest_first, query_input, validated, verb_of
from core.errors import Invalid
from core.idempotency.views import KEY, idempotent_api
from marketplace.bookings import services
from marketplace.bookings.api import shapes
from marketplace.bookings.api.out import full, short
from marketplace.bookings.availability import Place
from marketplace.bookings.effort import ANSWERS
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import of_listing, offer
from marketplace.bookings.services import Contact, Wish
from marketplace.bookings.services.checking import checked_point
from marketplace.bookings.services.composing import Composed
from marketplace.catalog.lookups import district_of

SIZE = 20


class Slots(APIView):
    """Times of an offer."""

    permission_classes = (Open,)

    @extend_schema(operation_id="listings_slots", parameters=[shapes.SlotQuery], responses=shapes.SlotListOut, summary="可以约的时间")
    def get(self, request: Request, number: int) -> Response:
        """Starts at which somebody can come to this place, in order of time. One query for the times, however many workers."""
        asked, now = query_input(shapes.SlotQuery, request), clock.now()
        listing = offer(number, now=now)
        district = district_of(asked["district"])
        wanted = services.compose(
            listing,
            now=now,
            minutes=asked.get("minutes"),
            amount=asked.get("amount", 1),
            answers={name: asked[name] for name in ANSWERS if name in asked},
            also=[_further(*one.split(":")) for one in asked.get("also", "").split(",") if one],
            addons=[int(one) for one in asked.get("addons", "").split(",") if one],
        )
        place = Place(*checked_point(district, asked.get("lat"), asked.get("lng")), district.pk)
        days = _days(asked, timezone.localdate(now))
        found = services.free_slots(of_listing(listing), wanted.job(place), asked=days, now=now)
        items = [{"start": slot.start, "free": len(slot.workers)} for slot in found]
        return Response({"count": len(items), **_effort(wanted), "items": items})


def _further(listing: str, amount: str = "") -> services.Further:
    return services.Further(int(listing), int(amount) * 60 if amount else None, int(amount or 1))


def _effort(wanted: Composed) -> dict[str, Any]:
    """How long, by how many, and why."""
    parts = wanted.parts if wanted.several else ()
    return {
        "minutes": wanted.minutes,
        "hands": wanted.hands,
        "work_minutes": sum(part.plan.work for part in wanted.parts),
        "why": [{"label": label, "minutes": minutes} for part in wanted.parts for label, minutes in part.plan.parts],
        "services": [{"name": part.name, "minutes": part.plan.minutes, "hands": part.plan.hands} for part in parts],
    }


def _days(asked: dict[str, Any], today: date) -> list[date]:
    first = asked.get("first_day", today)
    if not today <= first <= today + timedelta(days=400):
        raise Invalid(fields={"first_day": ["从今天起，一年以内。"]})
    return [first + timedelta(days=number) for number in range(asked["days"])]


class Bookings(APIView):
    """One's orders: a family's, an enterprise's, a worker's, or all for staff."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="bookings_list", parameters=[shapes.BookingQuery], responses=shapes.BookingListOut, summary="订单")
    def get(self, request: Request) -> Response:
        """The orders that one may read, the latest first."""
        asked, actor = query_input(shapes.BookingQuery, request), actor_of(request)
        found = Booking.objects.visible_to(actor)
        if state := asked.get("state"):
            found = found.filter(state=state)
        page, following = newest_first(found.with_names(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        return Response({"count": found.count(), "items": [short(row) for row in page], "next": following})

    @extend_schema(
        operation_id="bookings_hold", parameters=[KEY], request=shapes.BookingIn, responses={201: shapes.BookingFullOut}, summary="选一个时间，看价格"
    )
    @idempotent_api
    def post(self, request: Request) -> Response:
        """Keep a time for a quarter of an hour, with its price. `accept_quote` makes an order of it."""
        values, actor, now = validated(shapes.BookingIn, request.data), actor_of(request), clock.now()
        require(actor, "create", Booking)
        contact = Contact(values["name"], values["phone"], values["address"])
        wish = Wish(
            start=values["start"],
            district=district_of(values["district"]),
            contact=contact,
            minutes=values.get("minutes"),
            amount=values["amount"],
            lat=values.get("lat"),
            lng=values.get("lng"),
            needs=values["needs"],
            alternatives=values.get("alternatives", []),
            worker_id=values.get("worker"),
            cover=values["cover"],
            answers=values.get("answers"),
            also=[services.Further(one["listing"], one.get("minutes"), one["amount"]) for one in values.get("also", ())],
            addons=values.get("addons", ()),
        )
        row = services.hold(offer(values["listing"], now=now), wish, actor=actor, now=now)
        return Response(full(own.visible(row.number, actor=actor), actor, now), status=201)


class BookingDetail(APIView):
    """One order."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="bookings_read", responses=shapes.BookingFullOut, summary="一张订单")
    def get(self, request: Request, number: str) -> Response:
        """Where it stands, and what may be done next. 404 for missing and strange ones alike."""
        actor = actor_of(request)
        return Response(full(own.visible(number, actor=actor), actor, clock.now()))


class BookingAction(APIView):
    """Something done to an order."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="bookings_act", parameters=[KEY], request=shapes.ActionIn, responses=shapes.BookingFullOut, summary="订单的下一步")
    @idempotent_api
    def post(self, request: Request, number: str, action: str) -> Response:
        """One of the actions that the order names; the answer is the order as it is then."""
        actor, now = actor_of(request), clock.now()
        row, verb = own.visible(number, actor=actor), verb_of(ACTIONS, action)
        verb(row, actor, now, validated(shapes.ActionIn, request.data))
        return Response(full(own.visible(number, actor=actor), actor, now))


def _move(row: Booking, actor: Actor, now: datetime, said: dict[str, Any]) -> Booking:
    total = fen_of(said, "total_yuan") if said.get("total_yuan") is not None else None
    return services.move_booking(row, actor=actor, now=now, start=needed(said, "start"), fee_fen=fen_of(said, "fee_yuan"), total_fen=total)


Values = dict[str, Any]
Verb = Callable[[Booking, Actor, datetime, Values], Any]
ACTIONS: dict[str, Verb] = {
    "accept_quote": lambda row, actor, now, said: services.accept_quote(row, actor=actor, now=now, total_fen=fen_of(said, "total_yuan")),
    "cancel": lambda row, actor, now, said: services.cancel(row, actor=actor, now=now, fee_fen=fen_of(said, "fee_yuan"), note=said["note"]),
    "move": _move,
    "confirm": lambda row, actor, now, said: services.confirm(row, actor=actor, now=now),
    "miss_worker": lambda row, actor, now, said: services.report_nobody_came(row, actor=actor, now=now),
    "answer_extra": lambda row, actor, now, said: services.answer_extra(row, actor=actor, now=now, change_id=needed(said, "change"), yes=said["yes"]),
    "accept": lambda row, actor, now, said: services.accept(row, actor=actor, now=now, worker_id=said.get("worker")),
    "refuse": lambda row, actor, now, said: services.refuse(row, actor=actor, now=now, note=said["note"]),
    "quote": lambda row, actor, now, said: services.offer_price(row, actor=actor, now=now, price_fen=fen_of(said, "price_yuan"), note=said["note"]),
    "reassign": lambda row, actor, now, said: services.reassign(
        row, actor=actor, now=now, worker_id=needed(said, "worker"), note=said["note"], leaves=said.get("leaves")
    ),
    "withdraw": lambda row, actor, now, said: services.withdraw(row, actor=actor, now=now, note=said["note"], fee_fen=fen_of(said, "fee_yuan")),
    "set_out": lambda row, actor, now, said: services.set_out(row, actor=actor, now=now),
    "finish": lambda row, actor, now, said: services.finish(row, actor=actor, now=now),
    "tick": lambda row, actor, now, said: services.tick(row, actor=actor, now=now, position=needed(said, "position"), done=said["done"]),
    "ask_extra": lambda row, actor, now, said: services.ask_extra(
        row, actor=actor, now=now, label=needed(said, "label"), fen=fen_of(said, "price_yuan"), reason=said["note"]
    ),
    "object": lambda row, actor, now, said: services.object_to(row, actor=actor, now=now, text=said["note"]),
    "settle_objection": lambda row, actor, now, said: services.settle_objection(row, actor=actor, now=now, objection_id=needed(said, "objection")),
    "answer_objection": lambda row, actor, now, said: services.answer_objection(
        row, actor=actor, now=now, objection_id=needed(said, "objection"), text=said["note"]
    ),
    "accept_at": lambda row, actor, now, said: services.accept_at(row, actor=actor, now=now, start=needed(said, "start")),
    "waive": lambda row, actor, now, said: services.waive(row, actor=actor, now=now, due_id=needed(said, "due"), note=said["note"]),
    "miss_family": lambda row, actor, now, said: services.report_nobody_home(row, actor=actor, now=now, note=said["note"]),
}


class CheckIn(APIView):
    """Checking in with the family's code."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="bookings_arrive", request=shapes.ActionIn, responses=shapes.BookingFullOut, summary="签到")
    def post(self, request: Request, number: str) -> Response:
        """Wrong codes are counted even when the same key comes again, so this one is not idempotent by key: the machine is."""
        actor, now = actor_of(request), clock.now()
        services.arrive(own.visible(number, actor=actor), actor=actor, now=now, code=needed(validated(shapes.ActionIn, request.data), "code"))
        return Response(full(own.visible(number, actor=actor), actor, now))


class SigningOff(APIView):
    """The family's yes on the spot, by the code that it got when the work was done."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="bookings_sign_off", request=shapes.ActionIn, responses=shapes.BookingFullOut, summary="输入完工码，当面确认")
    def post(self, request: Request, number: str) -> Response:
        """As with checking in, wrong codes are counted even when the same key comes again."""
        actor, now = actor_of(request), clock.now()
        services.sign_off(own.visible(number, actor=actor), actor=actor, now=now, code=needed(validated(shapes.ActionIn, request.data), "code"))
        return Response(full(own.visible(number, actor=actor), actor, now))
