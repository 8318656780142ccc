"""/api/v1/bookings/{number}/messages/: the thread of an order."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import require
from core.api import SignedIn, actor_of, decode_number, encode_cursor, query_input, validated
from core.idempotency.views import idempotent_api
from marketplace.bookings import services
from marketplace.bookings.api.bookings import KEY
from marketplace.bookings.models import LONGEST_MESSAGE, Booking, Message, Thread
from marketplace.bookings.queries import own, talking
from marketplace.bookings.states import TalkSide


class OrderMessageQuery(serializers.Serializer):
    """Where in the thread."""

    cursor = serializers.CharField(required=False, max_length=300)


class OrderMessageIn(serializers.Serializer):
    """Something to say."""

    text = serializers.CharField(max_length=LONGEST_MESSAGE, help_text="不写电话、微信和网址")


class OrderMessageOut(serializers.Serializer):
    """One message."""

    id = serializers.IntegerField()
    side = serializers.ChoiceField(choices=TalkSide.choices)
    by = serializers.CharField(allow_blank=True)
    mine = serializers.BooleanField(help_text="自己这一方说的")
    text = serializers.CharField()
    at = serializers.DateTimeField()
    read = serializers.BooleanField(help_text="另一方看过了")


class OrderMessageListOut(serializers.Serializer):
    """The thread, the latest first."""

    count = serializers.IntegerField()
    is_open = serializers.BooleanField(help_text="现在还能不能说")
    items = OrderMessageOut(many=True)
    next = serializers.CharField(allow_null=True)


def _out(message: Message, row: Booking, sides: list[TalkSide], thread: Thread) -> dict[str, Any]:
    return {
        "id": message.pk,
        "side": message.side,
        "by": talking.said_by(message, row),
        "mine": message.side in sides,
        "text": message.text,
        "at": message.at,
        "read": message.pk <= thread.read_beside(message.side),
    }


class Messages(APIView):
    """What was said about an order."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="bookings_messages", parameters=[OrderMessageQuery], responses=OrderMessageListOut, summary="订单里的留言")
    def get(self, request: Request, number: str) -> Response:
        """The latest first; the first page counts as read by the side for which one may speak. 404 for missing and strange ones alike."""
        asked, actor, now = query_input(OrderMessageQuery, request), actor_of(request), clock.now()
        row = own.visible(number, actor=actor)
        require(actor, "read", Message(booking=row))
        before = decode_number(asked["cursor"]) if asked.get("cursor") else None
        found = talking.page_of(row, before=before)
        page, sides = found[: talking.PAGE_SIZE], talking.sides_of(row, actor)
        if page and before is None and sides:
            services.mark_read(row, side=sides[0], up_to=page[0].pk, actor=actor)
        thread = talking.thread_of(row)
        following = encode_cursor(page[-1].pk) if len(found) > talking.PAGE_SIZE else None
        items = [_out(one, row, sides, thread) for one in page]
        return Response({"count": Message.objects.filter(booking=row).count(), "is_open": talking.is_open(row, now), "items": items, "next": following})

    @extend_schema(operation_id="bookings_say", parameters=[KEY], request=OrderMessageIn, responses={201: OrderMessageOut}, summary="在订单里留言")
    @idempotent_api
    def post(self, request: Request, number: str) -> Response:
        """Say something to the other side; numbers stay hidden in both directions. 409 when the order ended too long ago."""
        actor = actor_of(request)
        row = own.visible(number, actor=actor)
        require(actor, "create", Message(booking=row))
        message = services.say(row, text=validated(OrderMessageIn, request.data)["text"], actor=actor, now=clock.now())
        return Response(_out(message, row, talking.sides_of(row, actor), talking.thread_of(row)), status=201)
