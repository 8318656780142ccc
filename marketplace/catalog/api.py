"""/api/v1/categories/, /service-types/, /districts/, /regions/, /holidays/: the catalogue and basic data."""

from typing import Any

from django.db.models.functions import Length
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import Open, query_input
from core.errors import Invalid
from core.models import Holiday, Region
from marketplace.catalog.queries import Catalogue, Node, Place, ServiceNode, catalogue


class SubCategoryOut(serializers.Serializer):
    """A sub-category."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField()


class CategoryOut(SubCategoryOut):
    """A top category with its sub-categories."""

    children = SubCategoryOut(many=True)


class CategoryListOut(serializers.Serializer):
    """All categories."""

    count = serializers.IntegerField()
    items = CategoryOut(many=True)
    next = serializers.CharField(allow_null=True)


class ServiceTypeOut(serializers.Serializer):
    """A service type."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    category = serializers.CharField(help_text="分类的 slug")


class ServiceTypeListOut(serializers.Serializer):
    """All service types."""

    count = serializers.IntegerField()
    items = ServiceTypeOut(many=True)
    next = serializers.CharField(allow_null=True)


class DistrictOut(serializers.Serializer):
    """A district."""

    code = serializers.CharField()
    name = serializers.CharField()
    short = serializers.CharField()
    city = serializers.CharField()
    lat = serializers.FloatField()
    lng = serializers.FloatField()


class DistrictListOut(serializers.Serializer):
    """All districts."""

    count = serializers.IntegerField()
    items = DistrictOut(many=True)
    next = serializers.CharField(allow_null=True)


class RegionOut(serializers.Serializer):
    """An administrative division."""

    code = serializers.CharField(help_text="2 位省、4 位市、6 位区县、9 位街道乡镇")
    name = serializers.CharField()
    parent = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class RegionListOut(serializers.Serializer):
    """The divisions of one, or the provinces."""

    count = serializers.IntegerField()
    items = RegionOut(many=True)
    next = serializers.CharField(allow_null=True)


class RegionQuery(serializers.Serializer):
    """Of which division; nothing: the provinces."""

    parent = serializers.RegexField(r"^[1-9]\d(\d{2}(\d{2})?)?\Z", max_length=6, required=False)  # type: ignore[assignment]


class HolidayOut(serializers.Serializer):
    """A day that is not as its weekday."""

    date = serializers.DateField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Holiday.KINDS)


class HolidayListOut(serializers.Serializer):
    """The days of a year."""

    count = serializers.IntegerField()
    items = HolidayOut(many=True)
    next = serializers.CharField(allow_null=True)


class HolidayQuery(serializers.Serializer):
    """Of which year."""

    year = serializers.IntegerField(min_value=2000, max_value=2100)


class NoParameters(serializers.Serializer):
    """A list that is never cut takes nothing."""


class ServiceTypeQuery(serializers.Serializer):
    """Of which category, by slug."""

    category = serializers.CharField(required=False, max_length=60)


def _whole(items: list[dict[str, Any]]) -> Response:
    return Response({"count": len(items), "items": items, "next": None})


def category_out(node: Node) -> dict[str, Any]:
    """A category for machines."""
    names = ("id", "code", "slug", "name", "summary", "aliases", "url")
    return {name: getattr(node, name) for name in names}


class Categories(APIView):
    """The tree of categories."""

    permission_classes = [Open]

    @extend_schema(operation_id="categories_list", responses=CategoryListOut, summary="服务分类")
    def get(self, request: Request) -> Response:
        """Top categories in order, each with what is below it. One query."""
        query_input(NoParameters, request)
        return _whole([{**category_out(top), "children": [category_out(child) for child in top.children]} for top in catalogue().tops])


class ServiceTypes(APIView):
    """Service types."""

    permission_classes = [Open]

    @extend_schema(operation_id="service_types_list", parameters=[ServiceTypeQuery], responses=ServiceTypeListOut, summary="服务项目")
    def get(self, request: Request) -> Response:
        """All of them, or those of one category with what is below it. One query."""
        wanted = query_input(ServiceTypeQuery, request).get("category")
        tree = catalogue()
        return _whole([_service(node, service) for node in _nodes(tree, wanted) for service in node.services])


def _nodes(tree: Catalogue, slug: str | None) -> list[Node]:
    if not slug:
        return list(tree.by_id.values())
    if slug not in tree.by_slug:
        raise Invalid(fields={"category": ["没有这个分类。"]})
    node = tree.by_slug[slug]
    return [node, *node.children]


def _service(node: Node, service: ServiceNode) -> dict[str, Any]:
    names = ("id", "code", "name", "summary", "unit")
    return {**{name: getattr(service, name) for name in names}, "category": node.slug}


class Districts(APIView):
    """Districts."""

    permission_classes = [Open]

    @extend_schema(operation_id="districts_list", responses=DistrictListOut, summary="区")
    def get(self, request: Request) -> Response:
        """All districts in order. One query."""
        query_input(NoParameters, request)
        return _whole([_district(place) for place in catalogue().districts])


def _district(place: Place) -> dict[str, Any]:
    names = ("code", "name", "short", "city", "lat", "lng")
    return {name: getattr(place, name) for name in names}


class Regions(APIView):
    """Administrative divisions."""

    permission_classes = [Open]

    @extend_schema(operation_id="regions_list", parameters=[RegionQuery], responses=RegionListOut, summary="行政区划的下一级")
    def get(self, request: Request) -> Response:
        """The divisions right below `parent`, or the provinces. One query."""
        parent = query_input(RegionQuery, request).get("parent", "")
        size = {0: 2, 2: 4, 4: 6, 6: 9}[len(parent)]
        found = Region.objects.annotate(size=Length("code")).filter(active=True, size=size, code__startswith=parent).order_by("code")
        return _whole([{"code": row.code, "name": row.name, "parent": row.parent_code} for row in found])


class Holidays(APIView):
    """Holidays."""

    permission_classes = [Open]

    @extend_schema(operation_id="holidays_list", parameters=[HolidayQuery], responses=HolidayListOut, summary="节假日与调休")
    def get(self, request: Request) -> Response:
        """The days of a year that are not as their weekday. One query."""
        year = query_input(HolidayQuery, request)["year"]
        return _whole([{"date": str(row.date), "name": row.name, "kind": row.kind} for row in Holiday.objects.filter(date__year=year).order_by("date")])
