"""/api/v1/guidance-prices/: the ranges that hold."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import MAX_PAGE, CityQuery, Open, decode_cursor, query_input
from core.errors import Invalid
from marketplace.catalog.lookups import node_of, place_of, service_type_of
from marketplace.catalog.queries import catalogue
from marketplace.pricing.queries import ranges

SHOWN = ("service_type", "service_name", "category", "district", "district_code", "unit", "low_yuan", "high_yuan", "since", "basis")
BIGGEST = 2**63


class GuidanceRangeOut(serializers.Serializer):
    """A range that holds; `district` null: for the whole city."""

    service_type = serializers.CharField(help_text="服务项目的代码")
    service_name = serializers.CharField()
    category = serializers.CharField(help_text="分类的 slug")
    district = serializers.CharField(allow_null=True)
    district_code = serializers.CharField(allow_null=True)
    unit = serializers.CharField()
    low_yuan = serializers.CharField()
    high_yuan = serializers.CharField()
    since = serializers.DateField()
    basis = serializers.CharField(allow_blank=True)


class GuidanceRangeListOut(serializers.Serializer):
    """A page of ranges."""

    count = serializers.IntegerField()
    items = GuidanceRangeOut(many=True)
    next = serializers.CharField(allow_null=True)


class GuidanceQuery(CityQuery):
    """Which ranges, and on which day."""

    category = serializers.CharField(required=False, max_length=60, help_text="分类的 slug、代码或名称")
    service_type = serializers.CharField(required=False, max_length=60, help_text="服务项目的代码")
    district = serializers.CharField(required=False, max_length=30, help_text="区的代码或名称；只看在这个区生效的，没有的用全市的")
    on = serializers.DateField(required=False, help_text="哪一天的，不写就是今天")
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class GuidancePrices(APIView):
    """Guidance prices."""

    permission_classes = [Open]

    @extend_schema(operation_id="guidance_prices_list", parameters=[GuidanceQuery], responses=GuidanceRangeListOut, summary="指导价格")
    def get(self, request: Request) -> Response:
        """Ranges in force today or on a day, by service. Two queries, with `service_type` three."""
        asked, tree = query_input(GuidanceQuery, request), catalogue()
        found = ranges(
            on=asked.get("on") or timezone.localdate(clock.now()),
            categories=tree.family_of(node_of(asked["category"], tree)) if "category" in asked else (),
            service_type_id=service_type_of(asked["service_type"], None).pk if "service_type" in asked else None,
            district_id=place_of(asked["district"], tree).id if "district" in asked else None,
            after=_position(asked["cursor"]) if asked.get("cursor") else None,
            size=asked.get("page_size", 20),
        )
        return Response({"count": found.count, "items": [_out(item) for item in found.items], "next": found.next})


def _out(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in SHOWN}


def _position(cursor: str) -> tuple[int, int, int]:
    parts = decode_cursor(cursor, 3)
    if any(type(part) is not int or not 0 <= part < BIGGEST for part in parts):
        raise Invalid(fields={"cursor": ["这一页的位置已失效，请从第一页看起。"]})
    return parts[0], parts[1], parts[2]
