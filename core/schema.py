"""What the OpenAPI document says about errors."""

from typing import Any

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

    def get_response_serializers(self) -> Any:
        """The declared answers plus `default`: a problem."""
        declared = super().get_response_serializers()
        responses = declared if isinstance(declared, dict) else {"201" if self.method == "POST" else "200": declared}
        return {**responses, ("default", PROBLEM): OpenApiResponse(Problem, description="出错时的回答")}
