"""/api/v1/feedback/ and /api/v1/consultations/: sending is open to everybody and limited, reading is one's own.

(/api/v1/enquiries/ are the conversations about listings.)
"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock, subjects
from core.api import Nothing, Open, SignedIn, actor_of, decode_cursor, encode_cursor, query_input, validated
from core.errors import Invalid, Unauthenticated
from core.wire import StrictJSONParser
from dispatch.intake import queries, services
from dispatch.intake.models import Enquiry, Feedback, Ticket
from dispatch.intake.services.sending import LONGEST_NAME, MOST
from dispatch.intake.states import FeedbackKind, TicketState

STALE = "这一页的位置已失效，请从第一页看起。"


class FeedbackIn(serializers.Serializer):
    """What somebody says; name and phone are up to him."""

    kind = serializers.ChoiceField(choices=FeedbackKind.choices)
    text = serializers.CharField(min_length=2, max_length=MOST)
    page = serializers.CharField(required=False, allow_blank=True, max_length=300, help_text="从哪一页提的，本站的路径")
    name = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NAME)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=25)


class ConsultationIn(serializers.Serializer):
    """What somebody asks, and about what."""

    text = serializers.CharField(min_length=2, max_length=MOST)
    about = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text="种类和编号，比如 course:12；不写就是一般的咨询")
    name = serializers.CharField(max_length=LONGEST_NAME)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=25, help_text="没有登录时必填")


class TicketOut(serializers.Serializer):
    """Where it stands."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=TicketState.choices)
    text = serializers.CharField()
    reply = serializers.CharField(allow_blank=True)
    replied_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    url = serializers.CharField()


class FeedbackOut(TicketOut):
    """A piece of feedback."""

    kind = serializers.ChoiceField(choices=FeedbackKind.choices)
    page = serializers.CharField(allow_blank=True)


class ConsultationOut(TicketOut):
    """A question."""

    about = serializers.CharField(allow_null=True)
    about_title = serializers.CharField(allow_blank=True)


class FeedbackListOut(serializers.Serializer):
    """A page of one's feedback."""

    count = serializers.IntegerField()
    items = FeedbackOut(many=True)
    next = serializers.CharField(allow_null=True)


class ConsultationListOut(serializers.Serializer):
    """A page of one's questions."""

    count = serializers.IntegerField()
    items = ConsultationOut(many=True)
    next = serializers.CharField(allow_null=True)


class PositionIn(serializers.Serializer):
    """Where a list goes on."""

    cursor = serializers.CharField(required=False, max_length=300)


def _out(row: Ticket) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ("number", "state", "text", "reply", "replied_at", "created_at")}
    found["url"] = row.get_absolute_url()
    if isinstance(row, Enquiry):
        return {**found, "about": f"{row.subject_kind}:{row.subject_id}" if row.subject_kind else None, "about_title": row.subject_title}
    return {**found, "kind": row.kind, "page": row.page}  # type: ignore[attr-defined]


def _own(kind: type[Ticket], request: Request) -> Response:
    if not actor_of(request).is_authenticated:
        raise Unauthenticated
    asked = query_input(PositionIn, request)
    before = decode_cursor(asked["cursor"], 1)[0] if asked.get("cursor") else None
    if before is not None and (type(before) is not int or not 0 < before < 2**63):
        raise Invalid(fields={"cursor": [STALE]})
    rows = queries.own_page(kind, actor_of(request), before=before)
    page = rows[: queries.PAGE_SIZE]
    following = encode_cursor(page[-1].pk) if len(rows) > queries.PAGE_SIZE else None
    return Response({"count": queries.count_own(kind, actor_of(request)), "items": [_out(row) for row in page], "next": following})


class FeedbackItems(APIView):
    """Feedback: anybody sends, who is logged in reads his own."""

    permission_classes = [Open]
    # Nothing that a form of another site could send: without a session there is no token to ask for.
    parser_classes = [StrictJSONParser]

    @extend_schema(operation_id="feedback_send", request=FeedbackIn, responses={201: FeedbackOut}, summary="意见反馈")
    def post(self, request: Request) -> Response:
        """The answer carries the number. 429 when it is too much."""
        said = validated(FeedbackIn, request.data)
        row = services.send_feedback(actor=actor_of(request), now=clock.now(), **said)
        return Response(_out(row), status=201)

    @extend_schema(operation_id="feedback_list", parameters=[PositionIn], responses=FeedbackListOut, summary="我提过的意见")
    def get(self, request: Request) -> Response:
        """One's own, the newest first, with the answers. Two queries."""
        return _own(Feedback, request)


class FeedbackItem(APIView):
    """One piece of one's own feedback."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="feedback_read", responses=FeedbackOut, summary="一条意见")
    def get(self, request: Request, number: str) -> Response:
        """404 for missing and foreign ones alike."""
        query_input(Nothing, request)
        return Response(_out(queries.own_or_404(Feedback, number, actor=actor_of(request))))


class Consultations(APIView):
    """Questions to the network centre: anybody asks, who is logged in reads his own."""

    permission_classes = [Open]
    # Nothing that a form of another site could send: without a session there is no token to ask for.
    parser_classes = [StrictJSONParser]

    @extend_schema(operation_id="consultations_ask", request=ConsultationIn, responses={201: ConsultationOut}, summary="咨询")
    def post(self, request: Request) -> Response:
        """The answer carries the number. 400 for something that is not public, 429 when it is too much."""
        said, now = validated(ConsultationIn, request.data), clock.now()
        reference = said.pop("about", "")
        about = subjects.find(reference, now=now)
        if reference and about is None:
            raise Invalid(fields={"about": ["没有这个，或者已经不公开了。"]})
        row = services.ask(about=about, actor=actor_of(request), now=now, **said)
        return Response(_out(row), status=201)

    @extend_schema(operation_id="consultations_list", parameters=[PositionIn], responses=ConsultationListOut, summary="我问过的事")
    def get(self, request: Request) -> Response:
        """One's own, the newest first, with the answers. Two queries."""
        return _own(Enquiry, request)


class Consultation(APIView):
    """One of one's own questions."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="consultations_read", responses=ConsultationOut, summary="一次咨询")
    def get(self, request: Request, number: str) -> Response:
        """404 for missing and foreign ones alike."""
        query_input(Nothing, request)
        return Response(_out(queries.own_or_404(Enquiry, number, actor=actor_of(request))))
