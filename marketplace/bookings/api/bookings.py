"""/api/v1/bookings/: times, placing, lists, one order, and its actions (the verbs of the services, one by one)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import Actor, require
from core.api import Open, SignedIn, actor_of, newest_first, query_input, validated
from core.errors import Invalid, NotFound
from core.idempotency.views import idempotent_api
from core.models import District
from core.money import Money
from marketplace.bookings import services
from marketplace.bookings.api import shapes
from marketplace.bookings.api.out import full, short
from marketplace.bookings.availability import Job, Place, rule_of
from marketplace.bookings.errors import NotBookable
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import is_bookable, of_listing, offer
from marketplace.bookings.services import Contact, Wish
from marketplace.bookings.services.quoting import minutes_for

SIZE = 20
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=False, description="同一个编号再来一次，得到同一个答复，不会做第二次")


def _district(code: str) -> District:
    found = District.objects.filter(code=code, active=True).first()
    if found is None:
        raise Invalid(fields={"district": ["没有这个区。"]})
    return found


class Slots(APIView):
    """Times of an offer."""

    permission_classes = (Open,)

    @extend_schema(operation_id="listings_slots", parameters=[shapes.SlotQuery], responses=shapes.SlotListOut, summary="可以约的时间")
    def get(self, request: Request, number: int) -> Response:
        """Starts at which somebody can come to this place, in order of time. Two queries for the times, however many workers."""
        asked, now = query_input(shapes.SlotQuery, request), clock.now()
        listing = offer(number, now=now)
        if not is_bookable(listing):
            raise NotBookable
        rule, district = rule_of(listing.service_type_id or 0), _district(asked["district"])
        minutes = minutes_for(unit_code=listing.unit.code, rule=rule, minutes=asked.get("minutes"), amount=asked.get("amount", 1))  # type: ignore[union-attr]
        place = Place(asked.get("lat", district.lat), asked.get("lng", district.lng))
        days = _days(asked, timezone.localdate(now))
        found = services.free_slots(of_listing(listing), Job(listing.service_type_id or 0, rule, minutes, place), asked=days, now=now)
        items = [{"start": slot.start, "free": len(slot.workers)} for slot in found]
        return Response({"count": len(items), "minutes": minutes, "items": items})


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
            district=_district(values["district"]),
            contact=contact,
            minutes=values.get("minutes"),
            amount=values["amount"],
            lat=values.get("lat"),
            lng=values.get("lng"),
            needs=values["needs"],
            alternatives=values.get("alternatives", []),
            worker_id=values.get("worker"),
            cover=values["cover"],
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
        row = own.visible(number, actor=actor)
        verb = ACTIONS.get(action)
        if verb is None:
            raise NotFound
        verb(row, actor, now, validated(shapes.ActionIn, request.data))
        return Response(full(own.visible(number, actor=actor), actor, now))


def _needed(values: dict[str, Any], name: str) -> Any:
    if values.get(name) is None:
        raise Invalid(fields={name: ["要填这一项。"]})
    return values[name]


def _fen(values: dict[str, Any], name: str) -> int:
    try:
        return Money.parse(_needed(values, name)).fen
    except ValueError as error:
        raise Invalid(fields={name: ["写成 128.00 这样。"]}) from error


def _move(row: Booking, actor: Actor, now: datetime, said: dict[str, Any]) -> Booking:
    total = _fen(said, "total_yuan") if said.get("total_yuan") is not None else None
    return services.move_booking(row, actor=actor, now=now, start=_needed(said, "start"), fee_fen=_fen(said, "fee_yuan"), total_fen=total)


Values = dict[str, Any]
Verb = Callable[[Booking, Actor, datetime, Values], Any]
ACTIONS: dict[str, Verb] = {
    "accept_quote": lambda row, actor, now, said: services.accept_quote(row, actor=actor, now=now, total_fen=_fen(said, "total_yuan")),
    "cancel": lambda row, actor, now, said: services.cancel(row, actor=actor, now=now, fee_fen=_fen(said, "fee_yuan"), note=said["note"]),
    "move": _move,
    "confirm": lambda row, actor, now, said: services.confirm(row, actor=actor, now=now),
    "miss_worker": lambda row, actor, now, said: services.report_nobody_came(row, actor=actor, now=now),
    "answer_extra": lambda row, actor, now, said: services.answer_extra(row, actor=actor, now=now, change_id=_needed(said, "change"), yes=said["yes"]),
    "accept": lambda row, actor, now, said: services.accept(row, actor=actor, now=now, worker_id=said.get("worker")),
    "refuse": lambda row, actor, now, said: services.refuse(row, actor=actor, now=now, note=said["note"]),
    "quote": lambda row, actor, now, said: services.offer_price(row, actor=actor, now=now, price_fen=_fen(said, "price_yuan"), note=said["note"]),
    "reassign": lambda row, actor, now, said: services.reassign(row, actor=actor, now=now, worker_id=_needed(said, "worker"), note=said["note"]),
    "withdraw": lambda row, actor, now, said: services.withdraw(row, actor=actor, now=now, note=said["note"], fee_fen=_fen(said, "fee_yuan")),
    "set_out": lambda row, actor, now, said: services.set_out(row, actor=actor, now=now),
    "finish": lambda row, actor, now, said: services.finish(row, actor=actor, now=now),
    "tick": lambda row, actor, now, said: services.tick(row, actor=actor, now=now, position=_needed(said, "position"), done=said["done"]),
    "ask_extra": lambda row, actor, now, said: services.ask_extra(
        row, actor=actor, now=now, label=_needed(said, "label"), fen=_fen(said, "price_yuan"), reason=said["note"]
    ),
    "miss_family": lambda row, actor, now, said: services.report_nobody_home(row, actor=actor, now=now, note=said["note"]),
}


class CheckIn(APIView):
    """Checking in with the family's code."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="bookings_arrive", request=shapes.ActionIn, responses=shapes.BookingFullOut, summary="签到")
    def post(self, request: Request, number: str) -> Response:
        """Wrong codes are counted even when the same key comes again, so this one is not idempotent by key: the machine is."""
        actor, now = actor_of(request), clock.now()
        services.arrive(own.visible(number, actor=actor), actor=actor, now=now, code=_needed(validated(shapes.ActionIn, request.data), "code"))
        return Response(full(own.visible(number, actor=actor), actor, now))
