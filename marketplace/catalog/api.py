"""/api/v1/categories/, /service-types/, /districts/: the catalogue."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import Open, query_input
from core.errors import Invalid
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
