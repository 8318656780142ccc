"""/api/v1/waiting/: one's own places in line, joining one, leaving it (X-BK-09)."""

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
from marketplace.bookings.api.shapes import BIGGEST, HomeAnswers
from marketplace.bookings.charging import MOST_AMOUNT
from marketplace.bookings.models import Waiting
from marketplace.bookings.queries import waiting as lines
from marketplace.bookings.queries.providers import offer
from marketplace.bookings.services import Contact, Window, Wish
from marketplace.bookings.states import WaitingState
from marketplace.catalog.lookups import district_of


class WaitingQuery(serializers.Serializer):
    """Where in the list."""

    cursor = serializers.CharField(required=False, max_length=300)


class WaitingIn(serializers.Serializer):
    """For what somebody waits."""

    listing = serializers.IntegerField(min_value=1, max_value=BIGGEST, help_text="哪一条供应信息")
    anybody = serializers.BooleanField(required=False, default=False, help_text="别家有空也行")
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    from_time = serializers.TimeField(format="%H:%M", help_text="几点以后开始")
    to_time = serializers.TimeField(format="%H:%M", help_text="最晚几点开始")
    district = serializers.CharField(max_length=30, help_text="区的代码")
    address = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=20)
    phone = serializers.CharField(max_length=25)
    minutes = serializers.IntegerField(required=False, min_value=15, max_value=1440)
    amount = serializers.IntegerField(required=False, min_value=1, max_value=MOST_AMOUNT, default=1)
    answers = HomeAnswers(required=False)
    needs = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class WaitingOfferOut(serializers.Serializer):
    """A time that is kept; `booking` is the order whose price has to be accepted before `until`."""

    booking = serializers.CharField()
    starts_at = serializers.DateTimeField()
    until = serializers.DateTimeField()


class WaitingOut(serializers.Serializer):
    """A place in line."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=WaitingState.choices)
    service_type = serializers.CharField()
    listing = serializers.IntegerField(allow_null=True, help_text="空的就是哪一家都行")
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    minutes = serializers.IntegerField()
    hands = serializers.IntegerField()
    ahead = serializers.IntegerField(help_text="前面还有几家")
    offer = WaitingOfferOut(allow_null=True)
    actions = serializers.ListField(child=serializers.CharField())


class WaitingListOut(serializers.Serializer):
    """One's own places in line, the latest first."""

    items = WaitingOut(many=True)
    next = serializers.CharField(allow_null=True)


def _out(row: Waiting) -> dict[str, Any]:
    kept = next(iter(row.open_offers), None)  # type: ignore[attr-defined]
    return {
        "id": row.pk,
        "state": row.state,
        "service_type": row.service_type.name,
        "listing": row.listing_id,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "minutes": row.minutes,
        "hands": row.hands,
        "ahead": row.ahead,  # type: ignore[attr-defined]
        "offer": {"booking": kept.booking.number, "starts_at": kept.starts_at, "until": kept.until} if kept else None,
        "actions": ["leave"] if row.state in (WaitingState.WAITING, WaitingState.OFFERED) else [],
    }


class Lines(APIView):
    """One's own places in line."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="waiting_list", parameters=[WaitingQuery], responses=WaitingListOut, summary="我在排的队")
    def get(self, request: Request) -> Response:
        """The latest first."""
        asked = query_input(WaitingQuery, request)
        found = lines.own_lines(actor_of(request), before=decode_number(asked["cursor"]) if asked.get("cursor") else None)
        page = found[: lines.PAGE_SIZE]
        return Response({"items": [_out(row) for row in page], "next": encode_cursor(page[-1].pk) if len(found) > lines.PAGE_SIZE else None})

    @extend_schema(operation_id="waiting_join", parameters=[KEY], request=WaitingIn, responses={201: WaitingOut}, summary="排队等时间")
    @idempotent_api
    def post(self, request: Request) -> Response:
        """Stand in line. 409 for whoever does already."""
        actor, now = actor_of(request), clock.now()
        require(actor, "create", Waiting)
        said = validated(WaitingIn, request.data)
        contact = Contact(said["name"], said["phone"], said["address"])
        wish = Wish(now, district_of(said["district"]), contact, said.get("minutes"), said["amount"], needs=said["needs"], answers=said.get("answers"))
        hours = [time.hour * 60 + time.minute for time in (said["from_time"], said["to_time"])]
        window = Window(said["first_day"], said["last_day"], *hours)
        row = services.join_line(offer(said["listing"], now=now), wish, window, anybody=said["anybody"], actor=actor, now=now)
        return Response(_out(lines.with_place(row.pk, actor=actor)), status=201)


class Leaving(APIView):
    """Waiting no more."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="waiting_leave", parameters=[KEY], request=None, responses=WaitingOut, summary="不排了")
    @idempotent_api
    def post(self, request: Request, number: int) -> Response:
        """Leave the line. 404 for missing and strange ones alike."""
        actor = actor_of(request)
        services.leave_line(lines.own_line(number, actor=actor), actor=actor, now=clock.now())
        return Response(_out(lines.with_place(number, actor=actor)))
