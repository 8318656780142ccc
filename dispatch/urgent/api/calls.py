"""/api/v1/urgent/: what happened, the price, somebody who comes at once (URG-01, URG-02)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import Actor, require
from core.api import MAX_PAGE, Nothing, Open, Pointed, SignedIn, actor_of, fen_of, newest_first, query_input, validated, verb_of
from core.errors import Invalid
from core.idempotency.views import KEY, idempotent_api
from core.money import Money
from core.states import steps_of
from dispatch.urgent import queries, services
from dispatch.urgent.models import Incident, UrgentOrder
from dispatch.urgent.parameters import WAVES
from dispatch.urgent.services import Wanted
from dispatch.urgent.services.asking import LONGEST
from dispatch.urgent.services.photos import MOST_PHOTOS
from dispatch.urgent.states import STEPS, Stage, UrgentState
from marketplace.bookings.api.shapes import ActionOut, LineOut
from marketplace.bookings.charging import lines_of
from marketplace.bookings.services import Contact
from marketplace.bookings.states import BookingState
from marketplace.catalog.lookups import district_of

SIZE = 20


class IncidentOut(serializers.Serializer):
    """Something that somebody comes for at once."""

    code = serializers.CharField()
    name = serializers.CharField()
    service_type = serializers.CharField(help_text="服务项目的代码")
    first_aid = serializers.CharField(help_text="师傅到之前先做什么")
    minutes = serializers.IntegerField(help_text="含几分钟人工")
    visit_yuan = serializers.CharField()
    urgent_yuan = serializers.CharField(help_text="加急费；夜里和节假日另加，报了以后先看总价")


class IncidentListOut(serializers.Serializer):
    """All of them."""

    items = IncidentOut(many=True)


class UrgentQuery(serializers.Serializer):
    """Which of one's own."""

    state = serializers.ChoiceField(choices=UrgentState.choices, required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class UrgentIn(Pointed):
    """What happened, where, for whom."""

    incident = serializers.SlugField(max_length=40, help_text="出了什么事，代码")
    what = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST, default="", help_text="怎么回事，只有上门的人看得到")
    district = serializers.CharField(max_length=30, help_text="区的代码")
    address = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=20)
    phone = serializers.CharField(max_length=25)


class UrgentWithPhotosIn(UrgentIn):
    """The same with pictures of it."""

    photos = serializers.ListField(child=serializers.FileField(), required=False, max_length=20, default=list, help_text=f"现场照片，最多 {MOST_PHOTOS} 张")


class UrgentActionIn(serializers.Serializer):
    """What goes with an action: the sum that was seen."""

    total_yuan = serializers.CharField(required=False, max_length=20, help_text="看到的总价，接受价格时要写")


class UrgentOut(serializers.Serializer):
    """An urgent order in a list."""

    number = serializers.CharField()
    url = serializers.CharField()
    incident = serializers.CharField()
    incident_name = serializers.CharField()
    state = serializers.ChoiceField(choices=UrgentState.choices)
    stage = serializers.ChoiceField(choices=Stage.choices, help_text="这一秒走到哪一步，不等任务去写")
    stage_name = serializers.CharField()
    district = serializers.CharField()
    total_yuan = serializers.CharField()
    created_at = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True, help_text="价格、这一轮、或者调度的时限到什么时候")
    booking = serializers.CharField(allow_null=True, help_text="有人接了以后的订单号")


class UrgentFullOut(UrgentOut):
    """One urgent order, with what may be done next."""

    first_aid = serializers.CharField()
    what = serializers.CharField(allow_blank=True)
    photos = serializers.IntegerField(help_text="几张照片")
    address = serializers.CharField()
    minutes = serializers.IntegerField()
    lines = LineOut(many=True)
    wave = serializers.IntegerField(help_text="问到第几轮")
    asked = serializers.IntegerField(help_text="一共问了几位")
    waited_seconds = serializers.IntegerField(allow_null=True, help_text="从接受价格起，找人用了几秒")
    booking_state = serializers.ChoiceField(choices=BookingState.choices, allow_null=True)
    note = serializers.CharField(allow_blank=True, help_text="没派成的原因")
    actions = ActionOut(many=True)


class UrgentListOut(serializers.Serializer):
    """A page of one's urgent orders, the latest first."""

    count = serializers.IntegerField()
    items = UrgentOut(many=True)
    next = serializers.CharField(allow_null=True)


def short(row: UrgentOrder, now: datetime, *, waves: int) -> dict[str, Any]:
    """An urgent order in a list. No query for a row with its names."""
    stage = row.stage(now, waves=waves)
    return {
        "number": row.number,
        "url": row.get_absolute_url(),
        "incident": row.incident.code,
        "incident_name": row.incident.name,
        "state": row.state,
        "stage": stage,
        "stage_name": stage.label,
        "district": row.district.name,
        "total_yuan": Money(row.total_fen).yuan,
        "created_at": row.created_at,
        "until": row.until,
        "booking": row.booking.number if row.booking else None,
    }


def full(row: UrgentOrder, actor: Actor, now: datetime) -> dict[str, Any]:
    """One urgent order with its price and what the actor may do next."""
    found, waited = short(row, now, waves=WAVES.at(now)), row.waiting_for(now)
    history = steps_of(row, STEPS) if row.state == UrgentState.FAILED else []
    return {
        **found,
        "first_aid": row.incident.first_aid,
        "what": row.what,
        "photos": len(row.photos),
        "address": row.address,
        "minutes": row.minutes,
        "lines": [{"kind": line.kind, "label": line.label, "detail": line.detail, "yuan": Money(line.fen).yuan} for line in lines_of(row.inputs)],
        "wave": row.wave,
        "asked": len(queries.offers_of(row)),
        "waited_seconds": None if waited is None else int(waited.total_seconds()),
        "booking_state": row.booking.state if row.booking else None,
        "note": history[-1]["note"] if history else "",
        "actions": [
            {"action": event, "label": step.label, "note_required": step.note_required} for event, step in queries.moves_of(row, found["stage"], actor)
        ],
    }


class Incidents(APIView):
    """What somebody comes for at once."""

    permission_classes = (Open,)

    @extend_schema(operation_id="urgent_incidents", responses=IncidentListOut, summary="哪些事可以报急修，多少钱")
    def get(self, request: Request) -> Response:
        """All of them, in the order of the form. One query."""
        query_input(Nothing, request)
        items = [
            {
                "code": one.code,
                "name": one.name,
                "service_type": one.service_type.code,
                "first_aid": one.first_aid,
                "minutes": one.minutes,
                "visit_yuan": Money(one.visit_fen).yuan,
                "urgent_yuan": Money(one.urgent_fen).yuan,
            }
            for one in queries.incidents()
        ]
        return Response({"items": items})


class Calls(APIView):
    """One's own urgent orders, and a new one."""

    permission_classes = (SignedIn,)
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(operation_id="urgent_list", parameters=[UrgentQuery], responses=UrgentListOut, summary="我报的急修")
    def get(self, request: Request) -> Response:
        """The latest first."""
        asked, now = query_input(UrgentQuery, request), clock.now()
        found = UrgentOrder.objects.filter(customer_id=actor_of(request).user_id or 0)
        if state := asked.get("state"):
            found = found.filter(state=state)
        page, following = newest_first(found.with_names(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        waves = WAVES.at(now)
        return Response({"count": found.count(), "items": [short(row, now, waves=waves) for row in page], "next": following})

    @extend_schema(
        operation_id="urgent_ask",
        parameters=[KEY],
        request={"application/json": UrgentIn, "multipart/form-data": UrgentWithPhotosIn},
        responses={201: UrgentFullOut},
        summary="报急修，看价格",
    )
    @idempotent_api
    def post(self, request: Request) -> Response:
        """What happened, with its price; nobody is asked before `agree`. 409 for whoever has one that is looked for."""
        actor, now = actor_of(request), clock.now()
        require(actor, "create", UrgentOrder)
        said = validated(UrgentWithPhotosIn, request.data)
        incident = Incident.objects.filter(code=said["incident"], active=True, service_type__active=True).select_related("service_type").first()
        if incident is None:
            raise Invalid(fields={"incident": ["没有这一项，看一眼能报哪些。"]})
        contact = Contact(said["name"], said["phone"], said["address"])
        wanted = Wanted(incident, district_of(said["district"]), contact, said["what"], said.get("lat"), said.get("lng"), said["photos"])
        row = services.ask(wanted, actor=actor, now=now)
        return Response(full(queries.own(row.number, actor=actor), actor, now), status=201)


class CallDetail(APIView):
    """One urgent order."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="urgent_read", responses=UrgentFullOut, summary="一单急修")
    def get(self, request: Request, number: str) -> Response:
        """Where it stands at this second, and what may be done next. 404 for missing and strange ones alike."""
        actor = actor_of(request)
        return Response(full(queries.own(number, actor=actor), actor, clock.now()))


Verb = Callable[[UrgentOrder, Actor, datetime, dict[str, Any]], UrgentOrder]
ACTIONS: dict[str, Verb] = {
    "agree": lambda row, actor, now, said: services.agree(row, actor=actor, now=now, total_fen=fen_of(said, "total_yuan")),
    "cancel": lambda row, actor, now, said: services.cancel(row, actor=actor, now=now),
}


class CallAction(APIView):
    """Something done to an urgent order."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="urgent_act", parameters=[KEY], request=UrgentActionIn, responses=UrgentFullOut, summary="接受价格马上找人，或者取消")
    @idempotent_api
    def post(self, request: Request, number: str, action: str) -> Response:
        """One of the actions that the order names; the answer is the order as it is then."""
        actor, now = actor_of(request), clock.now()
        row, verb = queries.own(number, actor=actor), verb_of(ACTIONS, action)
        verb(row, actor, now, validated(UrgentActionIn, request.data))
        return Response(full(queries.own(number, actor=actor), actor, now))
