"""/api/v1/credit/: grade, score, parts and history of an enterprise, or of a worker who agrees (CRE-01)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import Open
from marketplace.credit import queries
from marketplace.credit.models import Record
from marketplace.credit.scoring import Rules
from marketplace.credit.states import Grade, Kind, Part, Reason


class PartOut(serializers.Serializer):
    """One part of the score."""

    part = serializers.ChoiceField(choices=Part.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    weight = serializers.IntegerField(help_text="占几分，合起来 100")
    share = serializers.IntegerField(help_text="做到百分之几，记录少的靠近平常")
    points = serializers.FloatField(help_text="这一项得几分")
    count = serializers.IntegerField(help_text="几条记录")


class RecordOut(serializers.Serializer):
    """A line of the history."""

    at = serializers.DateTimeField()
    reason = serializers.ChoiceField(choices=Reason.choices)
    month = serializers.DateField(allow_null=True, help_text="考核的月份，它的 1 日")
    score = serializers.IntegerField(allow_null=True)
    grade = serializers.ChoiceField(choices=Grade.choices, allow_null=True)
    former = serializers.ChoiceField(choices=Grade.choices, allow_null=True, help_text="原来的等级")


class CreditOut(serializers.Serializer):
    """How somebody stands."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    id = serializers.IntegerField()
    name = serializers.CharField()
    grade = serializers.ChoiceField(choices=Grade.choices, allow_null=True, help_text="记录不足时没有")
    grade_name = serializers.CharField(allow_null=True)
    score = serializers.IntegerField(allow_null=True, help_text="0 到 100，记录不足时没有")
    facts = serializers.IntegerField()
    least_facts = serializers.IntegerField(help_text="满几条记录才给等级")
    months = serializers.IntegerField(help_text="算最近几个月")
    counted_at = serializers.DateTimeField(allow_null=True)
    parts = PartOut(many=True)
    history = RecordOut(many=True)


def _line(row: Record) -> dict[str, Any]:
    score = row.score if row.grade else None
    return {"at": row.at, "reason": row.reason, "month": row.month, "score": score, "grade": row.grade or None, "former": row.former or None}


class CreditOf(APIView):
    """The credit of one."""

    permission_classes = (Open,)

    @extend_schema(operation_id="credit_read", responses=CreditOut, summary="信用")
    def get(self, request: Request, kind: str, number: int) -> Response:
        """Grade, score, parts with their weights, and the history. 404 for what is not public."""
        subject: Any = queries.public_subject(kind, number)
        held, row = Rules.at(clock.now()), queries.standing_of(kind, number)
        graded = row is not None and row.grade != ""
        parts = queries.shown_parts(row, held)
        return Response(
            {
                "kind": kind,
                "id": subject.pk,
                "name": subject.called if kind == Kind.WORKER else subject.shown_name,
                "grade": row.grade if row is not None and graded else None,
                "grade_name": Grade(row.grade).label if row is not None and graded else None,
                "score": row.score if row is not None and graded else None,
                "facts": row.facts if row is not None else 0,
                "least_facts": held.least_facts,
                "months": held.months,
                "counted_at": row.counted_at if row is not None else None,
                "parts": [{name: getattr(one, name) for name in ("part", "label", "weight", "share", "points", "count")} for one in parts],
                "history": [_line(one) for one in queries.history_of(kind, number)],
            }
        )
