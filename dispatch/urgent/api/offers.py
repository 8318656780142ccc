"""/api/v1/urgent-offers/: what a worker is asked now, his yes or no. Who says yes first has it (URG-02)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import Actor, require
from core.api import Nothing, SignedIn, actor_of, query_input, validated, verb_of
from core.idempotency.views import KEY, idempotent_api
from core.money import Money
from dispatch.matching.models import Offer
from dispatch.matching.states import OfferState
from dispatch.urgent import queries, services
from dispatch.urgent.services.answering import LONGEST_NOTE
from marketplace.bookings.models import Booking


class OfferNoteIn(serializers.Serializer):
    """Why not, if he wants to say."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE, default="")


class UrgentOfferOut(serializers.Serializer):
    """What somebody is asked: no address before he has said yes."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=OfferState.choices)
    until = serializers.DateTimeField()
    incident_name = serializers.CharField()
    what = serializers.CharField(allow_blank=True)
    photos = serializers.ListField(child=serializers.CharField(), help_text="家里拍的照片的地址")
    district = serializers.CharField()
    km = serializers.FloatField(allow_null=True)
    travel_minutes = serializers.IntegerField(allow_null=True)
    minutes = serializers.IntegerField()
    total_yuan = serializers.CharField(help_text="家里接受的价格")
    booking = serializers.CharField(allow_null=True, help_text="接下来以后的订单号")
    actions = serializers.ListField(child=serializers.CharField())


class UrgentOfferListOut(serializers.Serializer):
    """What waits for an answer, what ends first at the top."""

    items = UrgentOfferOut(many=True)


def out(offer: Offer, now: datetime, *, booking: str | None = None) -> dict[str, Any]:
    """An offer with its urgent order as `call`."""
    call = offer.call  # type: ignore[attr-defined]
    return {
        "id": offer.pk,
        "state": offer.state,
        "until": offer.until,
        "incident_name": call.incident.name,
        "what": call.what,
        "photos": queries.photos_of(call),
        "district": call.district.name,
        "km": offer.km,
        "travel_minutes": offer.travel_minutes,
        "minutes": call.minutes,
        "total_yuan": Money(call.total_fen).yuan,
        "booking": booking,
        "actions": ["accept", "decline"] if offer.is_open(now) else [],
    }


class Offers(APIView):
    """What waits for one's answer."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="urgent_offers_list", responses=UrgentOfferListOut, summary="问到我的急单")
    def get(self, request: Request) -> Response:
        """What ends first at the top. Two queries, however many."""
        query_input(Nothing, request)
        actor, now = actor_of(request), clock.now()
        require(actor, "accept", "job_offer")
        return Response({"items": [out(one, now) for one in queries.open_offers(actor, now)]})


Verb = Callable[[Offer, Actor, datetime, str], Booking | Offer]
ACTIONS: dict[str, Verb] = {
    "accept": lambda row, actor, now, note: services.accept_offer(row, actor=actor, now=now),
    "decline": lambda row, actor, now, note: services.decline_offer(row, actor=actor, now=now, note=note),
}


class OfferAction(APIView):
    """Yes or no."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="urgent_offers_act", parameters=[KEY], request=OfferNoteIn, responses=UrgentOfferOut, summary="接，或者不接")
    @idempotent_api
    def post(self, request: Request, number: int, action: str) -> Response:
        """Accept or decline. 409 for whoever is a moment later than somebody else; 404 for offers of others."""
        actor, now = actor_of(request), clock.now()
        row, verb = queries.my_offer(number, actor=actor), verb_of(ACTIONS, action)
        done = verb(row, actor, now, validated(OfferNoteIn, request.data)["note"])
        booking = done.number if isinstance(done, Booking) else None
        return Response(out(queries.with_call(queries.my_offer(number, actor=actor)), now, booking=booking))
