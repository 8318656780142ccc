"""/api/v1/matches/: for staff, who could do a job and why; and how good matching is."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import require
from core.api import Pointed, SignedIn, actor_of, query_input
from core.errors import Invalid
from core.models import District
from dispatch.matching.finding import Demand, match
from dispatch.matching.forms import LONGEST_RANGE
from dispatch.matching.ranking import Match
from dispatch.matching.report import quality
from marketplace.bookings.models import Booking
from marketplace.bookings.services.checking import checked_point
from marketplace.catalog.models import ServiceType

RESOURCE = "match"
MOST = 50


class DemandQuery(Pointed):
    """What is wanted."""

    service_type = serializers.SlugField(max_length=60, help_text="服务项目的代码")
    district = serializers.CharField(max_length=6, help_text="区的代码；没有给点的，从区的中间算")
    start = serializers.DateTimeField(required=False, help_text="不写就是越快越好")
    minutes = serializers.IntegerField(min_value=15, max_value=1440, default=120)
    radius_km = serializers.FloatField(required=False, min_value=0.5, max_value=100)
    order = serializers.CharField(required=False, max_length=16, help_text="这家的一个订单号，来过的人排在前面")
    size = serializers.IntegerField(min_value=1, max_value=MOST, default=10)


class ReasonOut(serializers.Serializer):
    """One reason."""

    name = serializers.CharField()
    text = serializers.CharField()
    points = serializers.IntegerField()


class MatchOut(serializers.Serializer):
    """Somebody who can come."""

    rank = serializers.IntegerField()
    worker = serializers.IntegerField()
    name = serializers.CharField()
    distance_km = serializers.FloatField()
    travel_minutes = serializers.IntegerField()
    start = serializers.DateTimeField()
    points = serializers.IntegerField()
    reasons = ReasonOut(many=True)


class MatchListOut(serializers.Serializer):
    """The list, the best first."""

    count = serializers.IntegerField()
    items = MatchOut(many=True)


class RangeQuery(serializers.Serializer):
    """From one day to another; a month up to today without them."""

    since = serializers.DateField(required=False)
    to = serializers.DateField(required=False)


class LineOut(serializers.Serializer):
    """A line of the report."""

    label = serializers.CharField()  # type: ignore[assignment]
    jobs = serializers.IntegerField(help_text="派了几单")
    offers = serializers.IntegerField(help_text="问了几人次")
    taken = serializers.IntegerField(help_text="有人接的")
    by_first = serializers.IntegerField(help_text="排第一的接的")
    first_declined = serializers.IntegerField(help_text="排第一的不接的")
    share = serializers.FloatField(allow_null=True, help_text="有人接的里面，排第一的接了百分之几")
    seconds = serializers.IntegerField(allow_null=True, help_text="从第一次问到有人接，中位数")


class QualityOut(serializers.Serializer):
    """The report."""

    whole = LineOut()
    by_service = LineOut(many=True)


def out(rank: int, one: Match) -> dict[str, Any]:
    """Somebody who can come, as the API says it."""
    return {
        "rank": rank,
        "worker": one.worker_id,
        "name": one.called,
        "distance_km": round(one.km, 2),
        "travel_minutes": one.travel_minutes,
        "start": one.start,
        "points": one.points,
        "reasons": [reason.out() for reason in one.reasons],
    }


def _demand(asked: dict[str, Any]) -> Demand:
    kind = ServiceType.objects.filter(code=asked["service_type"], active=True).first()
    district = District.objects.filter(code=asked["district"], active=True).first()
    family = None
    problems = {name: [text] for name, row, text in (("service_type", kind, "没有这个服务项目。"), ("district", district, "没有这个区。")) if row is None}
    if number := asked.get("order"):
        family = Booking.objects.filter(number=number).values_list("customer_id", flat=True).first()
        problems |= {} if family else {"order": ["没有这个订单。"]}
    if problems or kind is None or district is None:
        raise Invalid(fields=problems)
    point = checked_point(district, asked.get("lat"), asked.get("lng"))
    return Demand(kind.pk, asked["minutes"], point, asked.get("start"), family, asked.get("radius_km"), district_id=district.pk)


class Matches(APIView):
    """Who could do a job."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="matches_list", parameters=[DemandQuery], responses=MatchListOut, summary="谁能去，为什么")
    def get(self, request: Request) -> Response:
        """The nearest who are free, with papers that hold on the day; each with the reasons and their points."""
        require(actor_of(request), "read", RESOURCE)
        asked, now = query_input(DemandQuery, request), clock.now()
        if "start" in asked and asked["start"] <= now:
            raise Invalid(fields={"start": ["要在以后。"]})
        found = match(_demand(asked), now=now, size=asked["size"])
        return Response({"count": len(found), "items": [out(rank, one) for rank, one in enumerate(found, start=1)]})


class Quality(APIView):
    """How good matching is."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="matches_quality", parameters=[RangeQuery], responses=QualityOut, summary="排第一的接了多少")
    def get(self, request: Request) -> Response:
        """Of the jobs offered on these days: how many were taken, how many by the first of the list, how fast."""
        require(actor_of(request), "summarise", RESOURCE)
        asked, today = query_input(RangeQuery, request), timezone.localdate(clock.now())
        last = asked.get("to", today)
        first = asked.get("since", last - timedelta(days=29))
        if not timedelta() <= last - first <= LONGEST_RANGE:
            raise Invalid(fields={"since": ["开始不能晚于结束，最多看 400 天。"]})
        whole, lines = quality(first, last)
        return Response({"whole": whole.out(), "by_service": [line.out() for line in lines]})
