"""/api/v1/listings/{id}/enquiries/ and /api/v1/enquiries/."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import SignedIn, actor_of, decode_moment, encode_cursor, query_input, validated
from core.states import available
from marketplace.listings import services
from marketplace.listings.api import shapes
from marketplace.listings.models import Enquiry
from marketplace.listings.queries import own


def enquiry_out(row: Enquiry, request: Request, last: str | None) -> dict[str, Any]:
    """A conversation in a list."""
    mine = row.asker_id == actor_of(request).user_id
    return {
        "id": row.pk,
        "listing_id": row.listing_id,
        "listing_title": row.listing.title,
        "state": row.state,
        "asked_by_me": mine,
        "other_side": row.listing.poster_name if mine else row.asker.display_name or "会员",
        "last_text": last,
        "last_at": row.last_at,
    }


def _full(number: int, request: Request) -> dict[str, Any]:
    row = own.enquiry_or_404(number, actor=actor_of(request))
    asks = row.asker_id == actor_of(request).user_id
    said: list[dict[str, Any]] = [
        {"id": item.pk, "mine": item.from_asker == asks, "from_asker": item.from_asker, "text": item.text, "at": item.at} for item in own.messages_of(row)
    ]
    moves = [event for event, _ in available(row, actor_of(request))]
    return {**enquiry_out(row, request, said[-1]["text"] if said else None), "messages": said, "actions": moves}


class ListingEnquiries(APIView):
    """Ask about a listing."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="listings_enquire", request=shapes.MessageIn, responses={201: shapes.EnquiryFullOut}, summary="留言咨询")
    def post(self, request: Request, number: int) -> Response:
        """The other side finds it in its list and gets a notice; numbers stay hidden. 403 without a proven phone."""
        text = validated(shapes.MessageIn, request.data)["text"]
        listing = own.public_listing(number, now=clock.now())
        message = services.enquire(listing, text=text, actor=actor_of(request), now=clock.now())
        return Response(_full(message.enquiry_id, request), status=201)


class Enquiries(APIView):
    """One's conversations."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="enquiries_list", parameters=[shapes.PositionQuery], responses=shapes.EnquiryListOut, summary="我的留言")
    def get(self, request: Request) -> Response:
        """Those that one began, and those about one's own listings and one's enterprises', the latest first."""
        asked = query_input(shapes.PositionQuery, request)
        found = own.all_enquiries(actor_of(request))
        rows = own.enquiry_page(found, before=decode_moment(asked["cursor"]) if asked.get("cursor") else None)
        page = rows[: own.PAGE_SIZE]
        following = encode_cursor(page[-1].last_at.isoformat(), page[-1].pk) if len(rows) > own.PAGE_SIZE else None
        return Response({"count": found.count(), "items": [enquiry_out(row, request, row.last_text) for row in page], "next": following})  # type: ignore[attr-defined]


class EnquiryDetail(APIView):
    """One conversation."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="enquiries_read", responses=shapes.EnquiryFullOut, summary="一段留言")
    def get(self, request: Request, number: int) -> Response:
        """With everything that was said. 404 for missing and foreign ones alike."""
        query_input(shapes.NoParameters, request)
        return Response(_full(number, request))


class EnquiryMessages(APIView):
    """Say something in a conversation."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="enquiries_reply", request=shapes.MessageIn, responses={201: shapes.EnquiryFullOut}, summary="回复留言")
    def post(self, request: Request, number: int) -> Response:
        """From either side."""
        text = validated(shapes.MessageIn, request.data)["text"]
        row = own.enquiry_or_404(number, actor=actor_of(request))
        services.reply(row, text=text, actor=actor_of(request), now=clock.now())
        return Response(_full(number, request), status=201)


class EnquiryClose(APIView):
    """End a conversation."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="enquiries_close", request=None, responses=shapes.EnquiryFullOut, summary="结束留言")
    def post(self, request: Request, number: int) -> Response:
        """The next message opens it again."""
        row = own.enquiry_or_404(number, actor=actor_of(request))
        services.close_enquiry(row, actor=actor_of(request), now=clock.now())
        return Response(_full(number, request))
