"""/api/v1/series/: the dates with their prices, lists, one series, and its actions (the verbs of the services, one by one)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import Actor, require
from core.api import SignedIn, actor_of, fen_of, needed, newest_first, query_input, validated, verb_of
from core.idempotency.views import idempotent_api
from marketplace.bookings.api.bookings import KEY
from marketplace.bookings.queries.providers import offer
from marketplace.bookings.services import Contact
from marketplace.catalog.lookups import district_of
from marketplace.series import services
from marketplace.series.api import shapes
from marketplace.series.api.out import full, short
from marketplace.series.models import Series
from marketplace.series.queries import monthly, own
from marketplace.series.rhythm import Plan

SIZE = 20


class SeriesList(APIView):
    """One's series: a family's, an enterprise's, or all for staff."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="series_list", parameters=[shapes.SeriesQuery], responses=shapes.SeriesListOut, summary="定期服务")
    def get(self, request: Request) -> Response:
        """Those that one may read, the latest first."""
        asked, actor = query_input(shapes.SeriesQuery, request), actor_of(request)
        found = Series.objects.visible_to(actor)
        if state := asked.get("state"):
            found = found.filter(state=state)
        page, following = newest_first(found.with_names(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        return Response({"count": found.count(), "items": [short(row) for row in page], "next": following})

    @extend_schema(
        operation_id="series_propose", parameters=[KEY], request=shapes.SeriesIn, responses={201: shapes.SeriesFullOut}, summary="定期约，看每一次的价格"
    )
    @idempotent_api
    def post(self, request: Request) -> Response:
        """All dates with their prices. Nothing is taken before `accept`."""
        said, actor, now = validated(shapes.SeriesIn, request.data), actor_of(request), clock.now()
        require(actor, "create", Series)
        district = district_of(said["district"])
        listing = offer(said["listing"], now=now)
        wish = services.SeriesWish(
            monthly=monthly.one_open(said["monthly"], listing) if said.get("monthly") else None,
            months=said.get("months"),
            plan=Plan(said["rhythm"], said["first_on"], tuple(said.get("weekdays", ())), said.get("visits"), said.get("last_on")),
            starts_minute=said["starts_minute"],
            district=district,
            contact=Contact(said["name"], said["phone"], said["address"]),
            minutes=said.get("minutes"),
            amount=said["amount"],
            holidays=said["holidays"],
            same_worker=said["same_worker"],
            worker_id=said.get("worker"),
            lat=said.get("lat"),
            lng=said.get("lng"),
            needs=said["needs"],
        )
        row = services.propose(listing, wish, actor=actor, now=now)
        return Response(full(own.visible(row.number, actor=actor), actor, now), status=201)


class SeriesDetail(APIView):
    """One series."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="series_read", responses=shapes.SeriesFullOut, summary="一个定期服务")
    def get(self, request: Request, number: str) -> Response:
        """Its dates, and what may be done next. 404 for missing and strange ones alike."""
        actor = actor_of(request)
        return Response(full(own.visible(number, actor=actor), actor, clock.now()))


class SeriesAction(APIView):
    """Something done to a series."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="series_act", parameters=[KEY], request=shapes.SeriesActionIn, responses=shapes.SeriesFullOut, summary="定期服务的下一步")
    @idempotent_api
    def post(self, request: Request, number: str, action: str) -> Response:
        """One of the actions that the series names; the answer is the series as it is then."""
        actor, now = actor_of(request), clock.now()
        row, verb = own.visible(number, actor=actor), verb_of(ACTIONS, action)
        verb(row, actor, now, validated(shapes.SeriesActionIn, request.data))
        return Response(full(own.visible(number, actor=actor), actor, now))


def _seen(said: dict[str, Any]) -> int | None:
    return fen_of(said, "total_yuan") if said.get("total_yuan") is not None else None


def _move(row: Series, actor: Actor, now: datetime, said: dict[str, Any]) -> Any:
    fee, position, start = fen_of(said, "fee_yuan"), needed(said, "position"), needed(said, "start")
    return services.move_visit(row, position=position, start=start, fee_fen=fee, total_fen=_seen(said), actor=actor, now=now)


def _answer(row: Series, actor: Actor, now: datetime, said: dict[str, Any]) -> Any:
    return services.answer_exception(
        row, position=needed(said, "position"), worker_id=said.get("worker"), start=said.get("start"), total_fen=_seen(said), actor=actor, now=now
    )


def _change(row: Series, actor: Actor, now: datetime, said: dict[str, Any]) -> Any:
    wanted = services.NewPlan(said.get("rhythm"), said.get("weekdays"), said.get("starts_minute"), said.get("worker"))
    return services.change(row, position=needed(said, "position"), wanted=wanted, total_fen=fen_of(said, "total_yuan"), actor=actor, now=now)


Verb = Callable[[Series, Actor, datetime, dict[str, Any]], Any]
ACTIONS: dict[str, Verb] = {
    "accept": lambda row, actor, now, said: services.accept(row, actor=actor, now=now, total_fen=fen_of(said, "total_yuan")),
    "decline": lambda row, actor, now, said: services.decline(row, actor=actor, now=now),
    "skip": lambda row, actor, now, said: services.skip_visit(row, position=needed(said, "position"), fee_fen=fen_of(said, "fee_yuan"), actor=actor, now=now),
    "move": _move,
    "answer": _answer,
    "change": _change,
    "pause": lambda row, actor, now, said: services.pause(
        row, first=needed(said, "first"), beyond=needed(said, "beyond"), fee_fen=fen_of(said, "fee_yuan"), actor=actor, now=now
    ),
    "resume": lambda row, actor, now, said: services.resume(row, actor=actor, now=now),
    "end": lambda row, actor, now, said: services.end(row, fee_fen=fen_of(said, "fee_yuan"), actor=actor, now=now, note=said["note"]),
}
