"""What the OpenAPI document says about errors."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from core.problems import PROBLEM


class Problem(serializers.Serializer):
    """An error, RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    fields_ = serializers.DictField(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        """The property is called `fields` in the answer."""
        found = super().get_fields()
        found["fields"] = found.pop("fields_")
        return found


class ProblemAutoSchema(AutoSchema):
    """Every operation may answer with a problem."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        """The declared answers plus `default`: a problem (also where a view declares its answers itself)."""
        problem = self._get_response_for_code(OpenApiResponse(Problem, description="出错时的回答"), "default", media_types=[PROBLEM], direction=direction)
        return {**super()._get_response_bodies(direction), "default": problem}
