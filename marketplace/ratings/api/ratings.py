"""/api/v1/ratings/: what was said about somebody; giving, changing and answering a rating."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock, subjects
from core.access import can, require
from core.api import Open, SignedIn, actor_of, decode_number, encode_cursor, query_input, validated
from core.errors import NotFound, Unauthenticated
from core.idempotency.views import idempotent_api
from marketplace.bookings.queries import own as orders
from marketplace.ratings import services
from marketplace.ratings.api import shapes
from marketplace.ratings.models import Rating, Standing
from marketplace.ratings.queries import public
from marketplace.ratings.services import Said
from marketplace.ratings.states import PARTS, Subject


def out(said: public.Shown) -> dict[str, Any]:
    """A rating as the API says it."""
    row = said.row
    reply = getattr(row, "reply", None)
    return {
        "id": row.pk,
        "url": row.get_absolute_url(),
        "score": row.score,
        **{name: getattr(row, name) for name in PARTS},
        "text": row.text,
        "said_by": row.said_by,
        "verified": True,
        "service_type": row.service_type.name,
        "photos": [photo["large"] for photo in said.photos],
        "reply": {"text": reply.text, "created_at": reply.created_at} if reply else None,
        "state": row.state,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
    }


def _standing(row: Standing | None) -> dict[str, Any] | None:
    if row is None:
        return None
    parts = {label: mean for label, mean, _ in row.parts}
    histogram = {str(star): count for star, count in row.histogram}
    return {"count": row.count, "mean": row.mean, "score": round(row.score, 3), "histogram": histogram, "parts": parts}


def _said(values: dict[str, Any]) -> Said:
    return Said(**{name: values[name] for name in ("score", *PARTS, "text", "anonymous")})


def _readable(number: int, request: Request) -> Rating:
    row = Rating.objects.with_names().filter(pk=min(number, shapes.BIGGEST)).first()
    if row is None or not can(actor_of(request), "read", row):
        raise NotFound
    return row


class RatingsAbout(APIView):
    """What was said about somebody."""

    permission_classes = (Open,)

    @extend_schema(operation_id="ratings_list", parameters=[shapes.RatingQuery], responses=shapes.RatingListOut, summary="评价")
    def get(self, request: Request, kind: str, number: int) -> Response:
        """The public ratings of an enterprise, a service (listing) or a worker with how it stands. 404 for what is not public."""
        asked = query_input(shapes.RatingQuery, request)
        if kind not in Subject.values or subjects.find(f"{kind}:{number}", now=clock.now()) is None:
            raise NotFound
        before = decode_number(asked["cursor"]) if asked.get("cursor") else None
        page = public.public_page(kind, number, before=before, size=asked["page_size"])
        following = encode_cursor(page.next) if page.next else None
        count = page.standing.count if page.standing else 0
        return Response({"count": count, "standing": _standing(page.standing), "items": [out(one) for one in page.items], "next": following})


class Ratings(APIView):
    """A new rating."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="ratings_rate", request=shapes.RatingIn, responses={201: shapes.RatingOut}, summary="评价一单")
    @idempotent_api
    def post(self, request: Request) -> Response:
        """Rate one's own finished order, once."""
        actor = actor_of(request)
        require(actor, "create", Rating)
        values = validated(shapes.RatingIn, request.data)
        order = orders.for_customer(values["booking"], actor=actor)
        row = services.rate(order, _said(values), actor=actor, now=clock.now())
        return Response(out(public.shown([_readable(row.pk, request)])[0]), status=201)


class RatingDetail(APIView):
    """One rating."""

    permission_classes = (Open,)

    @extend_schema(operation_id="ratings_read", responses=shapes.RatingOut, summary="一条评价")
    def get(self, request: Request, number: int) -> Response:
        """A public one."""
        return Response(out(public.public_one(min(number, shapes.BIGGEST))))

    @extend_schema(operation_id="ratings_edit", request=shapes.SaidIn, responses=shapes.RatingOut, summary="改评价")
    def put(self, request: Request, number: int) -> Response:
        """Other stars or words, within a few days; the former version stays."""
        actor = actor_of(request)
        if not actor.is_authenticated:
            raise Unauthenticated
        row = _readable(number, request)
        require(actor, "update", row)
        services.edit(row, _said(validated(shapes.SaidIn, request.data)), actor=actor, now=clock.now())
        return Response(out(public.shown([_readable(number, request)])[0]))


class RatingReply(APIView):
    """The provider's reply."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="ratings_reply", request=shapes.ReplyIn, responses={201: shapes.RatingOut}, summary="公开回复")
    @idempotent_api
    def post(self, request: Request, number: int) -> Response:
        """Answer once, in public."""
        row = _readable(number, request)
        require(actor_of(request), "reply", row)
        services.reply(row, actor=actor_of(request), now=clock.now(), text=validated(shapes.ReplyIn, request.data)["text"])
        return Response(out(public.shown([_readable(number, request)])[0]), status=201)


class RatingHide(APIView):
    """Taking a rating down."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="ratings_hide", request=shapes.NoteIn, responses=shapes.StateOut, summary="撤下评价")
    def post(self, request: Request, number: int) -> Response:
        """With a reason, which the writer is told. The answer says nothing of the score."""
        row = _readable(number, request)
        require(actor_of(request), "hide", row)
        hidden = services.hide(row, actor=actor_of(request), now=clock.now(), note=validated(shapes.NoteIn, request.data)["note"])
        return Response({"id": hidden.pk, "state": row.state})


class RatingRestore(APIView):
    """Showing it again."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="ratings_restore", request=None, responses=shapes.StateOut, summary="恢复评价")
    def post(self, request: Request, number: int) -> Response:
        """It is public and counts again."""
        row = _readable(number, request)
        require(actor_of(request), "hide", row)
        shown_again = services.restore(row, actor=actor_of(request), now=clock.now())
        return Response({"id": shown_again.pk, "state": row.state})
