"""The search API: parse, one question, answer. The views do not look at who asks; what stands in the projection is public."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import Open, PublicView, actor_of, validated
from core.errors import Invalid
from core.wire import StrictJSONParser
from search import lexicon, params, presenter, queries
from search.engines.base import SORTS
from search.services.demand import count_choice, note_search
from search.sources import SOURCES

PARAMETERS = [
    OpenApiParameter("q", str, description="要找什么；汉字、拼音、首字母都行", extensions={"x-max-length": params.MAX_QUERY}),
    OpenApiParameter("type", str, enum=["article", "bulletin", "course", "enterprise", "job", "listing", "worker"]),
    OpenApiParameter("category", str, description="分类的代码、网址或中文名"),
    OpenApiParameter("district", str, description="区的代码或中文名"),
    OpenApiParameter("city", str, description="城市的代码或名称；不写就是这个域名的城市，只有一个城市的站不用写"),
    OpenApiParameter("lat", OpenApiTypes.DOUBLE, description="和 lng 一起给"),
    OpenApiParameter("lng", OpenApiTypes.DOUBLE),
    OpenApiParameter("radius_km", OpenApiTypes.DOUBLE, description="最多 100"),
    OpenApiParameter("price_min", str, description="元，如 128.00"),
    OpenApiParameter("price_max", str),
    OpenApiParameter("rating_min", OpenApiTypes.DOUBLE, description="0 到 5"),
    OpenApiParameter("available_on", OpenApiTypes.DATE, description="这一天有空的服务和服务人员：有两个小时以上空着；今天起 60 天内"),
    OpenApiParameter("skill", str, description="会做的服务项目，代码或中文名；只和 type=worker 一起用"),
    OpenApiParameter("certificate", str, description="技能证书，代码或中文名；只和 type=worker 一起用"),
    OpenApiParameter("experience", str, enum=["0", "1", "3", "5", "10"], description="从业几年，按档的最低年数；只和 type=worker 一起用"),
    OpenApiParameter("side", str, enum=["offer", "request"]),
    OpenApiParameter("sort", str, enum=list(SORTS)),
    OpenApiParameter("guess", str, enum=["off"], description="什么也没找到时不要猜是哪一类；站点没有打开这项功能时本来就不猜"),
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
    credit = serializers.CharField(required=False, help_text="企业、服务人员的信用等级 AAA、AA、A、B、C；还没有等级的不写")
    summary = serializers.CharField(allow_blank=True)
    published_at = serializers.CharField(allow_null=True)
    distance_km = serializers.FloatField(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    promoted = serializers.BooleanField(help_text="编辑放在最前面的")


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
    source = serializers.ChoiceField(["query", "correction", "text", "filter", "guess"])  # type: ignore[assignment]
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


JSON = "application/json"


def _json(body: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type=JSON)


class SearchView(PublicView):
    """GET /api/v1/search/."""

    authentication_classes = ()
    access_resource = "search_document"

    @extend_schema(operation_id="search", summary="搜索服务、企业和文章", parameters=PARAMETERS, responses=SearchOut)
    def get(self, request: HttpRequest) -> HttpResponse:
        """Find services, enterprises and articles. One request to Elasticsearch and no SQL, or SQL when it is away (`degraded`)."""
        known = lexicon.current()
        asked = params.asked_at(request.META.get("QUERY_STRING", ""), lambda: request.GET, known)
        served = queries.search(asked.question, known, asked.level, promoting=True)
        note_search(asked.question, count=served.count, level=served.level)
        response = HttpResponse(presenter.wire(asked, served, known), content_type=JSON)
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


class ChoiceIn(serializers.Serializer):
    """Which result of which search was opened. Nothing about who it was."""

    q = serializers.CharField(max_length=params.MAX_QUERY)
    type = serializers.ChoiceField(choices=sorted(SOURCES))
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ChoicesView(APIView):
    """POST /api/v1/search/choices/: the beacon of a result that was opened. Sent without cookies by core/static/core/finder.js."""

    permission_classes = (Open,)
    # Nothing that a form of another site could send: without a session there is no token to ask for.
    parser_classes = (StrictJSONParser,)

    @extend_schema(operation_id="search_choice", summary="记一次打开了哪个结果", request=ChoiceIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """204 also for programs, which are not counted; 404 for what is not public; 429 when it is too much."""
        said = validated(ChoiceIn, request.data)
        agent = request.headers.get("User-Agent", "")
        count_choice(said["q"], kind=said["type"], number=said["id"], agent=agent, actor=actor_of(request), now=clock.now())
        return Response(status=204)


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
