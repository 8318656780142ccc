"""/api/v1/me/: one's own account."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import SignedIn, actor_of, validated
from members import queries, services
from members.models import User
from members.roles import Role


class DutyOut(serializers.Serializer):
    """A duty in force."""

    organisation_id = serializers.IntegerField()
    organisation = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)


class MeOut(serializers.Serializer):
    """One's own account."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()
    phone = serializers.CharField(allow_null=True, help_text="自己的号码，完整显示。")
    district_code = serializers.CharField(allow_blank=True)
    roles = serializers.ListField(child=serializers.CharField())
    duties = DutyOut(many=True)
    registered_at = serializers.DateTimeField()


class MeIn(serializers.Serializer):
    """What may be changed about oneself."""

    display_name = serializers.CharField(max_length=40, required=False, allow_blank=True)
    district_code = serializers.RegexField(r"^(\d{6})?$", max_length=6, required=False, allow_blank=True, help_text="区的代码，空为不填。")


class Me(APIView):
    """Read and change one's own account (MEM-05)."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="me_read", responses=MeOut, summary="我的账号")
    def get(self, request: Request) -> Response:
        """The account of whoever asks."""
        return Response(self._out(request))

    @extend_schema(operation_id="me_update", request=MeIn, responses=MeOut, summary="改我的资料")
    def patch(self, request: Request) -> Response:
        """Change what is named; the rest stays."""
        changes = validated(MeIn, request.data)
        services.change_profile(User.objects.get(pk=actor_of(request).user_id), actor=actor_of(request), now=clock.now(), **changes)
        return Response(self._out(request))

    def _out(self, request: Request) -> dict[str, Any]:
        actor = actor_of(request)
        return queries.account_of(actor.user_id, roles=sorted(actor.roles), now=clock.now())
