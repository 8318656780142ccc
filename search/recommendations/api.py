"""POST /api/v1/looks/: the beacon of a listing that a member has looked at. The token comes with the account corner, not with the stored page."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import SignedIn, actor_of, validated
from core.wire import StrictJSONParser
from search.recommendations import services


class LookIn(serializers.Serializer):
    """Which listing."""

    listing = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class LooksView(APIView):
    """Keeps one, for a member who has said that he wants that."""

    permission_classes = (SignedIn,)
    parser_classes = (StrictJSONParser,)
    access_resource = "look"

    @extend_schema(operation_id="look", summary="记一次看过的服务（只对同意了的会员）", request=LookIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """204 also where nothing is kept: off is nobody's business; 404 for what is not public."""
        services.look(validated(LookIn, request.data)["listing"], actor=actor_of(request), now=clock.now())
        return Response(status=204)
