"""/api/v1/redos/: asking for an order to be done again, what the provider says against it, and what the centre decides (AFT-06)."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import Actor, require
from core.api import MAX_PAGE, SignedIn, actor_of, newest_first, query_input, validated, verb_of
from core.errors import Conflict
from core.idempotency.views import KEY, idempotent_api
from core.states import available
from marketplace.bookings.api.shapes import ActionOut
from marketplace.bookings.queries import own
from marketplace.warranty import queries, services
from marketplace.warranty.models import Redo
from marketplace.warranty.states import RedoState

SIZE = 20


class RedoQuery(serializers.Serializer):
    """Which redos to list."""

    state = serializers.ChoiceField(choices=RedoState.choices, required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class RedoIn(serializers.Serializer):
    """What was not done well, with photos, and when somebody may come."""

    booking = serializers.CharField(max_length=16, help_text="做完的那一单的编号")
    start = serializers.DateTimeField(help_text="starts 里的一个时间")
    reason = serializers.CharField(max_length=2000, help_text="哪里没做好")
    photos = serializers.ListField(child=serializers.FileField(), max_length=20, help_text="没做好的地方，1 到 6 张")


class RedoNoteIn(serializers.Serializer):
    """Why."""

    note = serializers.CharField(max_length=2000, help_text="原因，双方都看得到")


class RedoOut(serializers.Serializer):
    """A redo in a list: the first order, the free one, what both sides say."""

    first = serializers.CharField(help_text="头一单的编号")
    booking = serializers.CharField(help_text="免费返工的一单的编号")
    title = serializers.CharField()
    provider = serializers.CharField()
    state = serializers.ChoiceField(choices=RedoState.choices)
    state_name = serializers.CharField()
    reason = serializers.CharField()
    photos = serializers.IntegerField(help_text="几张照片")
    objection = serializers.CharField(allow_blank=True)
    finding = serializers.CharField(allow_blank=True)
    starts_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()


class RedoFullOut(RedoOut):
    """One redo, with what may be done next."""

    actions = ActionOut(many=True)


class RedoListOut(serializers.Serializer):
    """A page of redos, the latest first."""

    count = serializers.IntegerField()
    items = RedoOut(many=True)
    next = serializers.CharField(allow_null=True)


class WarrantyOut(serializers.Serializer):
    """Until when an order is done again for nothing, and at which times somebody could come."""

    until = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True, help_text="为什么不能返工")
    redo = serializers.CharField(allow_null=True, help_text="已经约好的返工是哪一单")
    starts = serializers.ListField(child=serializers.DateTimeField())


def short(row: Redo) -> dict[str, Any]:
    """A redo in a list. No query for a row with its names."""
    return {
        "first": row.first.number,
        "booking": row.booking.number,
        "title": row.first.title,
        "provider": row.first.provider_name,
        "state": row.state,
        "state_name": RedoState(row.state).label,
        "reason": row.reason,
        "photos": len(row.photos),
        "objection": row.objection,
        "finding": row.finding,
        "starts_at": row.booking.starts_at,
        "created_at": row.created_at,
    }


def full(row: Redo, actor: Actor) -> dict[str, Any]:
    """One redo with what may be done next."""
    steps = [{"action": event, "label": step.label, "note_required": step.note_required} for event, step in available(row, actor)]
    return {**short(row), "actions": steps}


class Redos(APIView):
    """Redos that one may read, and a new one."""

    permission_classes = (SignedIn,)
    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="redos_list", parameters=[RedoQuery], responses=RedoListOut, summary="保修返工")
    def get(self, request: Request) -> Response:
        """One's own, one's enterprise's, or all for staff; the latest first."""
        asked, actor = query_input(RedoQuery, request), actor_of(request)
        found = Redo.objects.visible_to(actor)
        if state := asked.get("state"):
            found = found.filter(state=state)
        page, following = newest_first(found.with_names(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        return Response({"count": found.count(), "items": [short(row) for row in page], "next": following})

    @extend_schema(operation_id="redos_ask", parameters=[KEY], request={"multipart/form-data": RedoIn}, responses={201: RedoFullOut}, summary="要求返工")
    @idempotent_api
    def post(self, request: Request) -> Response:
        """Ask for a finished order to be done again inside its warranty: the free order is there at once."""
        actor = actor_of(request)
        require(actor, "create", Redo)
        said = validated(RedoIn, request.data)
        order = own.for_customer(said.pop("booking"), actor=actor)
        row = services.ask_redo(order, **said, actor=actor, now=clock.now())
        return Response(full(queries.one(row.booking.number, actor=actor), actor), status=201)


class Warranty(APIView):
    """The warranty of an order."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="redos_warranty", responses=WarrantyOut, summary="一单的保修期和可以来的时间")
    def get(self, request: Request, number: str) -> Response:
        """Until when it holds, why not, and the free starts of the next days."""
        actor, now = actor_of(request), clock.now()
        order = own.for_customer(number, actor=actor)
        require(actor, "create", Redo(first=order))
        opened, until, reason = queries.open_redo(order), None, ""
        try:
            until = services.require_warranty(order, now)
        except Conflict as error:
            reason = error.message
        starts = services.free_starts(order, now=now) if until and opened is None else []
        return Response({"until": until, "reason": reason, "redo": opened.booking.number if opened else None, "starts": starts})


class RedoDetail(APIView):
    """One redo."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="redos_read", responses=RedoFullOut, summary="一次返工")
    def get(self, request: Request, number: str) -> Response:
        """By the number of the free order. 404 for missing and strange ones alike."""
        actor = actor_of(request)
        return Response(full(queries.one(number, actor=actor), actor))


Verb = Callable[..., Redo]
ACTIONS: dict[str, Verb] = {"object": services.object_to_redo, "uphold": services.uphold_redo, "refuse": services.refuse_redo}


class RedoAction(APIView):
    """Something said to a redo."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="redos_act", parameters=[KEY], request=RedoNoteIn, responses=RedoFullOut, summary="异议和核实")
    @idempotent_api
    def post(self, request: Request, number: str, action: str) -> Response:
        """The provider objects; the centre upholds or refuses. One of the actions that the redo names."""
        actor, now = actor_of(request), clock.now()
        row, verb = queries.one(number, actor=actor), verb_of(ACTIONS, action)
        verb(row, actor=actor, now=now, note=validated(RedoNoteIn, request.data)["note"])
        return Response(full(queries.one(number, actor=actor), actor))
