"""/api/v1/me/notices/: one's own notices."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import MAX_PAGE, Page, SignedIn, actor_of, decode_number, encode_cursor, query_input
from core.errors import NotFound
from notifications import queries, services
from notifications.models import Notice

BIGGEST = 2**63 - 1


class NoticeOut(serializers.Serializer):
    """A notice."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    body = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_null=True, help_text="本站的路径。")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class NoticePage(Page):
    """Notices, newest first."""

    items = NoticeOut(many=True)
    unread = serializers.IntegerField()


class ListIn(serializers.Serializer):
    """Which part of the list."""

    cursor = serializers.CharField(required=False, max_length=100)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE, default=20)


class ReadCount(serializers.Serializer):
    """How many became read."""

    read = serializers.IntegerField()


class Notices(APIView):
    """The list."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="notices_list", parameters=[ListIn], responses=NoticePage, summary="我的消息")
    def get(self, request: Request) -> Response:
        """One page."""
        asked, actor = query_input(ListIn, request), actor_of(request)
        size = asked["page_size"]
        found = queries.inbox(actor, before=decode_number(asked["cursor"]) if asked.get("cursor") else None, size=size)
        page = found[:size]
        answer = {
            "count": queries.inbox_count(actor),
            "unread": queries.unread_count(actor.user_id or 0),
            "items": [queries.as_dict(notice) for notice in page],
            "next": encode_cursor(page[-1].pk) if len(found) > size else None,
        }
        return Response(answer)


class ReadOne(APIView):
    """Mark one as read."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="notice_read", request=None, responses=NoticeOut, summary="标为已读")
    def post(self, request: Request, number: int) -> Response:
        """Idempotent. Raises NotFound for somebody else's."""
        notice = Notice.objects.filter(pk=number).first() if number <= BIGGEST else None
        if notice is None:
            raise NotFound
        return Response(queries.as_dict(services.mark_read(notice, actor=actor_of(request), now=clock.now())))


class ReadAll(APIView):
    """Mark all as read."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="notices_read", request=None, responses=ReadCount, summary="全部标为已读")
    def post(self, request: Request) -> Response:
        """How many became read."""
        return Response({"read": services.mark_all_read(actor=actor_of(request), now=clock.now())})
