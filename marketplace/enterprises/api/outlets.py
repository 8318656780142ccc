"""/api/v1/outlets/: outlets by distance, district and whether they are open (CHN-06)."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import MAX_PAGE, CityQuery, Open, encode_cursor, query_input
from core.errors import Invalid
from marketplace.catalog.lookups import place_of
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.cursors import position
from marketplace.enterprises.places import SIZE, Wanted, card, found, page_of, position_of, rule_of


class HoursOut(serializers.Serializer):
    """Hours of one or several days: 周一到周五, 08:30–18:00 or 休息."""

    days = serializers.CharField()
    hours = serializers.CharField()


class OutletOut(serializers.Serializer):
    """An open outlet of an admitted enterprise."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    enterprise = serializers.CharField()
    enterprise_url = serializers.CharField()
    honour = serializers.CharField(allow_null=True)
    district = serializers.CharField()
    address = serializers.CharField()
    lat = serializers.FloatField()
    lng = serializers.FloatField()
    phone = serializers.CharField()
    hours = HoursOut(many=True)
    rests_on_holidays = serializers.BooleanField()
    open_now = serializers.BooleanField()
    open_text = serializers.CharField()
    serves = serializers.ListField(child=serializers.CharField())
    distance_km = serializers.FloatField(allow_null=True)


class OutletListOut(serializers.Serializer):
    """A page of outlets."""

    count = serializers.IntegerField()
    items = OutletOut(many=True)
    next = serializers.CharField(allow_null=True)


class OutletQuery(CityQuery):
    """Which outlets."""

    district = serializers.CharField(required=False, max_length=30, help_text="区的代码或名称；在这个区的和服务这个区的")
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90)
    lng = serializers.FloatField(required=False, min_value=-180, max_value=180)
    radius_km = serializers.FloatField(required=False, min_value=0.1, max_value=200, help_text="要和 lat、lng 一起用")
    open_now = serializers.BooleanField(required=False, default=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class Outlets(APIView):
    """Outlets."""

    permission_classes = [Open]

    @extend_schema(operation_id="outlets_list", parameters=[OutletQuery], responses=OutletListOut, summary="网点")
    def get(self, request: Request) -> Response:
        """The nearest first when there is a point, else the latest first. Five queries."""
        asked, now = query_input(OutletQuery, request), clock.now()
        wanted = _wanted(asked)
        rule, size = rule_of(timezone.localdate(now)), asked.get("page_size", SIZE)
        rows = found(wanted, rule=rule, now=now)
        page = page_of(rows, wanted, after=position(asked.get("cursor", "")), size=size)
        following = encode_cursor(*position_of(page[size - 1])) if len(page) > size else None
        return Response({"count": rows.count(), "items": [card(row, rule=rule, now=now) for row in page[:size]], "next": following})


def _wanted(asked: dict[str, Any]) -> Wanted:
    if ("lat" in asked) != ("lng" in asked):
        raise Invalid(fields={"lat": ["经度和纬度要一起给。"]})
    if "radius_km" in asked and "lat" not in asked:
        raise Invalid(fields={"radius_km": ["先说从哪里算起：lat 和 lng。"]})
    district = place_of(asked["district"], catalogue()).id if asked.get("district") else None
    return Wanted(district_id=district, lat=asked.get("lat"), lng=asked.get("lng"), radius_km=asked.get("radius_km"), open_now=asked["open_now"])
