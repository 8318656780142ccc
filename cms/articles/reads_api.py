"""/api/v1/reads/: the beacon of a page that was read or passed on. Sent without cookies by core/static/core/share.js (POR-12)."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.articles import services
from cms.articles.states import ReadAction, ReadSource
from core import clock
from core.api import Open, actor_of, validated
from core.wire import StrictJSONParser


class ReadIn(serializers.Serializer):
    """What happened to which article, notice or lesson. Nothing about who it was."""

    page = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    action = serializers.ChoiceField(choices=ReadAction.choices)
    via = serializers.ChoiceField(choices=ReadSource.choices)


class Reads(APIView):
    """Counts one."""

    permission_classes = [Open]
    # Nothing that a form of another site could send: without a session there is no token to ask for.
    parser_classes = [StrictJSONParser]

    @extend_schema(operation_id="reads_count", request=ReadIn, responses={204: None}, summary="记一次阅读或分享")
    def post(self, request: Request) -> Response:
        """204 also for programs, which are not counted; 404 for what is not public; 429 when it is too much."""
        said = validated(ReadIn, request.data)
        agent = request.headers.get("User-Agent", "")
        services.count_read(said["page"], action=said["action"], source=said["via"], agent=agent, actor=actor_of(request), now=clock.now())
        return Response(status=204)
