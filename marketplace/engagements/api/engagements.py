"""/api/v1/engagements/: asking, lists, one, and its actions (the verbs of the services, one by one)."""

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
from marketplace.catalog.models import ServiceType
from marketplace.engagements import services
from marketplace.engagements.api import shapes
from marketplace.engagements.api.out import full, short
from marketplace.engagements.errors import NotEngageable
from marketplace.engagements.models import Engagement
from marketplace.engagements.queries import own

SIZE = 20


class Engagements(APIView):
    """One's engagements: a family's, an enterprise's, a worker's, or all for staff."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="engagements_list", parameters=[shapes.EngagementQuery], responses=shapes.EngagementListOut, summary="住家和长期服务")
    def get(self, request: Request) -> Response:
        """Those that one may read, the latest first; whoever may propose finds the open questions to everybody among them."""
        asked, actor = query_input(shapes.EngagementQuery, request), actor_of(request)
        found = Engagement.objects.visible_to(actor)
        if state := asked.get("state"):
            found = found.filter(state=state)
        page, following = newest_first(found.with_names(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        return Response({"count": found.count(), "items": [short(row) for row in page], "next": following})

    @extend_schema(
        operation_id="engagements_ask", parameters=[KEY], request=shapes.EngagementIn, responses={201: shapes.EngagementFullOut}, summary="请人，等人选"
    )
    @idempotent_api
    def post(self, request: Request) -> Response:
        """Ask for somebody: of the provider of an offer, or of everybody."""
        said, actor, now = validated(shapes.EngagementIn, request.data), actor_of(request), clock.now()
        require(actor, "create", Engagement)
        listing = offer(said["listing"], now=now) if said.get("listing") else None
        kind = listing.service_type if listing else ServiceType.objects.filter(code=said.get("service_type", "")).first()
        if kind is None:
            raise NotEngageable
        district = district_of(said["district"])
        wish = services.Wish(
            kind,
            said["starts_on"],
            said["units"],
            district,
            Contact(said["name"], said["phone"], said["address"]),
            listing=listing,
            lat=said.get("lat"),
            lng=said.get("lng"),
            needs=said["needs"],
        )
        row = services.ask(wish, actor=actor, now=now)
        return Response(full(own.visible(row.number, actor=actor), actor, now), status=201)


class EngagementDetail(APIView):
    """One engagement."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="engagements_read", responses=shapes.EngagementFullOut, summary="一份长期服务")
    def get(self, request: Request, number: str) -> Response:
        """Where it stands, and what may be done next. 404 for missing and strange ones alike."""
        actor = actor_of(request)
        return Response(full(own.visible(number, actor=actor), actor, clock.now()))


class EngagementAction(APIView):
    """Something done to an engagement."""

    permission_classes = (SignedIn,)

    @extend_schema(
        operation_id="engagements_act", parameters=[KEY], request=shapes.EngagementActionIn, responses=shapes.EngagementFullOut, summary="长期服务的下一步"
    )
    @idempotent_api
    def post(self, request: Request, number: str, action: str) -> Response:
        """One of the actions that the engagement names; the answer is the engagement as it is then."""
        actor, now = actor_of(request), clock.now()
        row, verb = own.visible(number, actor=actor), verb_of(ACTIONS, action)
        verb(row, actor, now, validated(shapes.EngagementActionIn, request.data))
        return Response(full(own.visible(number, actor=actor), actor, now))


class Beginning(APIView):
    """Checking in on the first day."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="engagements_begin", request=shapes.EngagementActionIn, responses=shapes.EngagementFullOut, summary="上岗")
    def post(self, request: Request, number: str) -> Response:
        """Wrong codes are counted even when the same key comes again, so this one is not idempotent by key: the machine is."""
        actor, now = actor_of(request), clock.now()
        code = needed(validated(shapes.EngagementActionIn, request.data), "code")
        services.begin(own.visible(number, actor=actor), actor=actor, now=now, code=code)
        return Response(full(own.visible(number, actor=actor), actor, now))


def _extras(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"label": said["extra_label"], "fen": fen_of(said, "extra_yuan")}] if said["extra_label"] or said.get("extra_yuan") else []


Said = dict[str, Any]
Verb = Callable[[Engagement, Actor, datetime, Said], Any]
ACTIONS: dict[str, Verb] = {
    "propose": lambda row, actor, now, said: services.propose(
        row, worker_id=needed(said, "worker"), unit_fen=fen_of(said, "unit_yuan"), extras=_extras(said), note=said["note"], actor=actor, now=now
    ),
    "take_back": lambda row, actor, now, said: services.take_back(row, candidate_id=needed(said, "candidate"), actor=actor, now=now),
    "choose": lambda row, actor, now, said: services.choose(row, candidate_id=needed(said, "candidate"), actor=actor, now=now),
    "requote": lambda row, actor, now, said: services.requote(
        row, unit_fen=fen_of(said, "unit_yuan"), extras=_extras(said), note=said["note"], actor=actor, now=now
    ),
    "agree": lambda row, actor, now, said: services.agree(row, total_fen=fen_of(said, "total_yuan"), actor=actor, now=now),
    "decline": lambda row, actor, now, said: services.decline(row, actor=actor, now=now),
    "refuse": lambda row, actor, now, said: services.refuse(row, actor=actor, now=now, note=said["note"]),
    "keep": lambda row, actor, now, said: services.keep(row, actor=actor, now=now),
    "ask_replacement": lambda row, actor, now, said: services.ask_replacement(row, actor=actor, now=now, note=said["note"]),
    "ask_extension": lambda row, actor, now, said: services.ask_extension(
        row, units=needed(said, "units"), total_fen=fen_of(said, "total_yuan"), actor=actor, now=now
    ),
    "answer_extension": lambda row, actor, now, said: services.answer_extension(row, yes=said["yes"], actor=actor, now=now),
    "end": lambda row, actor, now, said: services.end(row, last_day=needed(said, "last_day"), fee_fen=fen_of(said, "fee_yuan"), actor=actor, now=now),
    "cancel": lambda row, actor, now, said: services.cancel(row, fee_fen=fen_of(said, "fee_yuan"), actor=actor, now=now, note=said["note"]),
    "withdraw": lambda row, actor, now, said: services.withdraw(row, fee_fen=fen_of(said, "fee_yuan"), actor=actor, now=now, note=said["note"]),
    "ask_assessment": lambda row, actor, now, said: services.ask_assessment(
        row, wanted_at=needed(said, "wanted_at"), fee_fen=fen_of(said, "fee_yuan"), actor=actor, now=now
    ),
}
