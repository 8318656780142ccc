"""/api/v1/home-preferences/: what a family always wants whoever comes to know (SVC-29)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import SignedIn, actor_of, validated
from marketplace.bookings import services
from marketplace.bookings.models.homes import LONGEST_PREFERENCE, PREFERENCES
from marketplace.bookings.queries.homes import own_preferences


def _text(label: str) -> serializers.CharField:
    return serializers.CharField(label=label, required=False, allow_blank=True, max_length=LONGEST_PREFERENCE, default="")


class PreferencesShape(serializers.Serializer):
    """The four texts."""

    pets = _text("宠物")
    allergies = _text("过敏")
    taboos = _text("忌口和忌讳")
    equipment = _text("家里的工具和设备")


class Preferences(APIView):
    """One's own."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="home_preferences_read", responses=PreferencesShape, summary="家里的偏好")
    def get(self, request: Request) -> Response:
        """What is written; empty texts when nothing is."""
        return Response(_said(own_preferences(actor_of(request))))

    @extend_schema(operation_id="home_preferences_save", request=PreferencesShape, responses=PreferencesShape, summary="写家里的偏好")
    def put(self, request: Request) -> Response:
        """Write all four; orders that were placed before keep theirs."""
        said = validated(PreferencesShape, request.data)
        return Response(_said(services.save_preferences(actor=actor_of(request), now=clock.now(), **said)))


def _said(row: Any) -> dict[str, str]:
    return {name: getattr(row, name) if row else "" for name in PREFERENCES}
