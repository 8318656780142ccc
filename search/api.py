"""The search API: parse, one question, answer. The views do not look at who asks; what stands in the projection is public."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from core.api import PublicView
from core.errors import Invalid
from search import lexicon, params, presenter, queries
from search.engines.base import SORTS

PARAMETERS = [
    OpenApiParameter("q", str, description="要找什么；汉字、拼音、首字母都行", extensions={"x-max-length": params.MAX_QUERY}),
    OpenApiParameter("type", str, enum=["article", "bulletin", "course", "enterprise", "job", "listing"]),
    OpenApiParameter("category", str, description="分类的代码、网址或中文名"),
    OpenApiParameter("district", str, description="区的代码或中文名"),
    OpenApiParameter("city", str, description="城市的代码或名称；不写就是这个域名的城市，只有一个城市的站不用写"),
    OpenApiParameter("lat", OpenApiTypes.DOUBLE, description="和 lng 一起给"),
    OpenApiParameter("lng", OpenApiTypes.DOUBLE),
    OpenApiParameter("radius_km", OpenApiTypes.DOUBLE, description="最多 100"),
    OpenApiParameter("price_min", str, description="元，如 128.00"),
    OpenApiParameter("price_max", str),
    OpenApiParameter("rating_min", OpenApiTypes.DOUBLE, description="0 到 5"),
    OpenApiParameter("available_on", OpenApiTypes.DATE, description="还不能用"),
    OpenApiParameter("side", str, enum=["offer", "request"]),
    OpenApiParameter("sort", str, enum=list(SORTS)),
    OpenApiParameter("page_size", int, description="1 到 50"),
    OpenApiParameter("cursor", str, description="上一页的 next"),
]


class FoundItem(serializers.Serializer):
    """One result."""

    type = serializers.CharField()
    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    url = serializers.CharField()
    category = serializers.CharField(allow_null=True)
    district = serializers.CharField(allow_null=True)
    side = serializers.CharField(allow_null=True)
    price_yuan = serializers.CharField(allow_null=True)
    unit = serializers.CharField(allow_null=True)
    rating = serializers.FloatField(allow_null=True)
    rating_count = serializers.IntegerField()
    summary = serializers.CharField(allow_blank=True)
    published_at = serializers.CharField(allow_null=True)
    distance_km = serializers.FloatField(allow_null=True)
    why = serializers.CharField(allow_blank=True)


class FacetValue(serializers.Serializer):
    """A value behind which there are results."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class Understood(serializers.Serializer):
    """A word or condition that the search went by."""

    field = serializers.CharField()
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    source = serializers.ChoiceField(["query", "correction", "text", "filter"])  # type: ignore[assignment]
    without = serializers.CharField(allow_null=True)


class SearchOut(serializers.Serializer):
    """The answer to a search."""

    count = serializers.IntegerField()
    count_exact = serializers.BooleanField()
    items = FoundItem(many=True)
    facets = serializers.DictField(child=FacetValue(many=True))
    facets_approximate = serializers.BooleanField()
    understood = Understood(many=True)
    relaxed = serializers.ListField(child=serializers.CharField())
    suggestions = serializers.ListField(child=serializers.CharField())
    backend = serializers.ChoiceField(["elasticsearch", "database"])
    degraded = serializers.BooleanField()
    next = serializers.CharField(allow_null=True)


class OfferOut(serializers.Serializer):
    """A suggestion."""

    kind = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class SuggestOut(serializers.Serializer):
    """Suggestions for what has been typed so far, grouped by kind in a fixed order."""

    count = serializers.IntegerField()
    items = OfferOut(many=True)
    next = serializers.CharField(allow_null=True)


def _json(body: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type="application/json")


class SearchView(PublicView):
    """GET /api/v1/search/."""

    authentication_classes = ()
    access_resource = "search_document"

    @extend_schema(operation_id="search", summary="搜索服务、企业和文章", parameters=PARAMETERS, responses=SearchOut)
    def get(self, request: HttpRequest) -> HttpResponse:
        """Find services, enterprises and articles. One request to Elasticsearch and no SQL, or SQL when it is away (`degraded`)."""
        known = lexicon.current()
        asked = params.asked(request.GET, known)
        served = queries.search(asked.question, known, asked.level)
        response = _json(presenter.answer(asked, served, known))
        response["X-Search-Backend"] = served.backend
        return response


class SuggestView(PublicView):
    """GET /api/v1/search/suggest/."""

    authentication_classes = ()
    access_resource = "search_document"

    @extend_schema(operation_id="search_suggest", summary="边打字边给的建议", parameters=[OpenApiParameter("q", str, required=True)], responses=SuggestOut)
    def get(self, request: HttpRequest) -> HttpResponse:
        """Suggestions that begin with what was typed. One query."""
        offers = queries.suggest(typed(request))
        return _json({"count": len(offers), "items": [{"kind": offer.kind, "text": offer.text, "url": offer.url} for offer in offers], "next": None})


def typed(request: HttpRequest) -> str:
    """The `q` of type-ahead. Raises Invalid."""
    wrong = {name[:80]: ["没有这个参数。"] for name in request.GET if name != "q"}
    values = request.GET.getlist("q")
    if len(values) != 1:
        wrong["q"] = ["要给出，而且只给一次。"]
    elif params.has_control(values[0]) or len(values[0]) > params.MAX_QUERY:
        wrong["q"] = [f"最多 {params.MAX_QUERY} 个字，不能有控制字符。"]
    if wrong:
        raise Invalid(fields=wrong)
    return values[0]
