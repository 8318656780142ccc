"""/api/v1/listings/ and /api/v1/my/listings/."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import can
from core.api import Open, PublicView, SignedIn, actor_of, query_input, validated
from core.errors import Invalid, NotFound
from core.states import available
from marketplace.catalog.lookups import district_of, looked_up, node_of, place_of, service_type_of, street_of
from marketplace.catalog.queries import catalogue
from marketplace.enterprises import queries as enterprises
from marketplace.enterprises.models import Enterprise
from marketplace.listings import services
from marketplace.listings.api import shapes
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.queries import own
from marketplace.listings.queries.public import SIZE, Filter, public_page
from marketplace.listings.queries.shown import guidance_of, money_of, photos_of

RENAMED = {"price_yuan": "price_fen", "budget_min_yuan": "budget_min_fen", "budget_max_yuan": "budget_max_fen"}
BACK = {inner: outer for outer, inner in RENAMED.items()}
STEPS = {
    "submit": services.submit,
    "withdraw": services.withdraw,
    "pause": services.pause,
    "resume": services.resume,
    "renew": services.renew,
    "close": services.close,
    "approve": services.approve,
    "restore": services.restore,
}
STEPS_WITH_NOTE = {"return": services.return_listing, "hide": services.hide}

# What the API calls as the model does.
SAME = (
    "external_id",
    "side",
    "title",
    "description",
    "place",
    "included",
    "not_included",
    "wanted_from",
    "wanted_until",
    "wanted_part",
    "wanted_time",
    "tags",
    "published_at",
    "expires_at",
)


def listing_out(row: Listing, request: Request, guidance: dict[str, Any] | None = None) -> dict[str, Any]:
    """One listing with its guidance price; what only its people and staff may know is added for them."""
    found = {
        "id": row.pk,
        "url": row.get_absolute_url(),
        **{name: getattr(row, name) for name in SAME},
        "category": row.category.name,
        "category_slug": row.category.slug,
        "service_type": row.service_type.name if row.service_type else None,
        "district": row.district.name if row.district else None,
        "street": row.street.name if row.street else None,
        "unit": row.unit.label if row.unit else None,
        **money_of(row),
        "guidance": guidance,
        "service_area": list(row.service_area.order_by("position", "pk").values_list("name", flat=True)),
        "art": row.drawing,
        "photos": photos_of(row),
        "poster_kind": "enterprise" if row.enterprise_id else "member",
        "poster": row.poster_name,
        "enterprise_id": row.enterprise_id,
        "legal_name": row.enterprise.legal_name if row.enterprise else None,
    }
    actor = actor_of(request)
    moves = [event for event, _ in available(row, actor)]
    if moves or row.access_scopes(actor) & {"o", "t"} or can(actor, "approve", row):
        note = own.last_note(row)
        found |= {"state": row.state, "note": note.note if note else "", "actions": moves}
    return found


def listings_out(rows: Sequence[Listing], request: Request) -> list[dict[str, Any]]:
    """Listings with their guidance prices, which are one query for all."""
    guidance, _ = guidance_of(rows, now=clock.now())
    return [listing_out(row, request, guidance[row.pk]) for row in rows]


def one_out(row: Listing, request: Request) -> dict[str, Any]:
    """One listing as the API answers it."""
    return listings_out([row], request)[0]


class Listings(PublicView):
    """Public listings: the list is the same for everybody."""

    def get_permissions(self) -> list:
        """Anybody reads; who posts must be logged in."""
        return [SignedIn()] if self.request.method == "POST" else [Open()]

    @extend_schema(operation_id="listings_list", parameters=[shapes.ListingQuery], responses=shapes.ListingListOut, summary="供求信息")
    def get(self, request: HttpRequest) -> HttpResponse:
        """What everybody may see, the newest first. One query; the JSON comes from the database as it is."""
        asked = query_input(shapes.ListingQuery, request) if request.GET else {}
        page = public_page(_filter(asked), now=clock.now(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        return HttpResponse(page.as_json(), content_type="application/json")

    @extend_schema(operation_id="listings_post", request=shapes.ListingIn, responses={201: shapes.ListingFullOut}, summary="发布供求信息")
    def post(self, request: Request) -> Response:
        """Post an offer or a request; an enterprise that is not admitted gets 403."""
        values = validated(shapes.ListingIn, request.data)
        enterprise = _enterprise(values, request)
        side, publish_now = values.pop("side"), values.pop("publish")
        with _own_names():
            row = services.post_listing(actor=actor_of(request), now=clock.now(), side=side, enterprise=enterprise, publish_now=publish_now, **_fields(values))
        return Response(one_out(own.listing_or_404(row.pk, actor=actor_of(request)), request), status=201)


def _filter(asked: dict[str, Any]) -> Filter:
    plain = {"side": asked.get("side", ""), "enterprise_id": asked.get("enterprise"), "wanted_on": asked.get("wanted_on"), "part": asked.get("part", "")}
    if not asked.keys() & {"category", "district", "service_type", "street"}:
        return Filter(**plain)
    tree = catalogue()
    place = place_of(asked["district"], tree) if "district" in asked else None
    return Filter(
        **plain,
        categories=tuple(tree.family_of(node_of(asked["category"], tree))) if "category" in asked else (),
        district_id=place.id if place else None,
        street_id=street_of(asked["street"], place.code if place else "").pk if "street" in asked else None,
        service_type_id=service_type_of(asked["service_type"], None).pk if "service_type" in asked else None,
    )


def _enterprise(values: dict[str, Any], request: Request) -> Enterprise | None:
    """For whom the listing is. Raises Invalid for an enterprise that is not one's own."""
    if "enterprise" not in values:
        row = enterprises.own_of(actor_of(request))
        return row if row is not None and row.organisation_id is not None else None
    number = values.pop("enterprise")
    if number is None:
        return None
    row = Enterprise.objects.of_actor(actor_of(request)).filter(pk=number).first()
    if row is None:
        raise Invalid(fields={"enterprise": ["这不是你的企业。"]})
    return row


class _own_names:
    """Errors of the services under the names that the API has for the fields."""

    def __enter__(self) -> None:
        """Nothing before."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """Rename."""
        if isinstance(error, Invalid):
            error.fields = {BACK.get(name, name): texts for name, texts in error.fields.items()}
            if error.fields:
                error.extra["fields"] = error.fields


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    found = {RENAMED.get(name, name): value for name, value in looked_up(values).items()}
    if isinstance(found.get("street"), str):
        found["street"] = street_of(found["street"], getattr(found.get("district"), "code", ""))
    if "service_area" in found:
        found["service_area"] = [district_of(text, "service_area") for text in found["service_area"]]
    return found


class ListingDetail(APIView):
    """One listing."""

    def get_permissions(self) -> list:
        """Anybody reads what is public; who changes must be logged in."""
        return [Open()] if self.request.method in {"GET", "HEAD", "OPTIONS"} else [SignedIn()]

    @extend_schema(operation_id="listings_read", responses=shapes.ListingFullOut, summary="一条供求信息")
    def get(self, request: Request, number: int) -> Response:
        """What is public for everybody, one's own in every state. 404 for missing and foreign ones alike."""
        query_input(shapes.NoParameters, request)
        row = own.readable_listing(number, actor=actor_of(request), now=clock.now())
        return Response(one_out(row, request))

    @extend_schema(operation_id="listings_edit", request=shapes.ListingChangeIn, responses=shapes.ListingFullOut, summary="修改供求信息")
    def patch(self, request: Request, number: int) -> Response:
        """Change what is named; a published listing may go back to moderation."""
        row = own.readable_listing(number, actor=actor_of(request), now=clock.now())
        fields = _fields(validated(shapes.ListingChangeIn, request.data))
        with _own_names():
            services.edit_listing(row, actor=actor_of(request), now=clock.now(), **fields)
        return Response(one_out(own.listing_or_404(number, actor=actor_of(request)), request))


class ListingStep(APIView):
    """A step of a listing's life."""

    permission_classes = [SignedIn]
    step = "submit"

    @extend_schema(request=None, responses=shapes.ListingFullOut)
    def post(self, request: Request, number: int) -> Response:
        """Make the step; `actions` of a listing says which are open to the caller."""
        return _after_step(request, number, STEPS[self.step])


class ListingStepWithNote(APIView):
    """A step that needs a reason."""

    permission_classes = [SignedIn]
    step = "return"

    @extend_schema(request=shapes.ReasonIn, responses=shapes.ListingFullOut)
    def post(self, request: Request, number: int) -> Response:
        """Make the step with its reason."""
        return _after_step(request, number, STEPS_WITH_NOTE[self.step], note=validated(shapes.ReasonIn, request.data)["note"])


def _after_step(request: Request, number: int, service: Any, **options: Any) -> Response:
    actor = actor_of(request)
    row = service(own.readable_listing(number, actor=actor, now=clock.now()), actor=actor, now=clock.now(), **options)
    fresh = Listing.objects.with_names().get(pk=row.pk)
    return Response(one_out(fresh, request))


class ListingPhotos(APIView):
    """Photos of a listing."""

    permission_classes = [SignedIn]
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="listings_add_photo", request=shapes.PhotoIn, responses={201: shapes.ListingFullOut}, summary="加照片")
    def post(self, request: Request, number: int) -> Response:
        """A picture through the upload door; position data are removed."""
        row = own.readable_listing(number, actor=actor_of(request), now=clock.now())
        services.add_photo(row, file=validated(shapes.PhotoIn, request.data)["file"], actor=actor_of(request), now=clock.now())
        return Response(one_out(own.listing_or_404(number, actor=actor_of(request)), request), status=201)


class ListingPhotoDetail(APIView):
    """One photo."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="listings_change_photo", request=shapes.PhotoChangeIn, responses=shapes.ListingFullOut, summary="改照片的说明和次序")
    def patch(self, request: Request, number: int, photo: int) -> Response:
        """What it shows, or its place."""
        found = _photo(request, number, photo)
        services.change_photo(found, actor=actor_of(request), now=clock.now(), **validated(shapes.PhotoChangeIn, request.data))
        return Response(one_out(own.listing_or_404(number, actor=actor_of(request)), request))

    @extend_schema(operation_id="listings_remove_photo", request=None, responses={204: None}, summary="删照片")
    def delete(self, request: Request, number: int, photo: int) -> Response:
        """Take it away."""
        services.remove_photo(_photo(request, number, photo), actor=actor_of(request), now=clock.now())
        return Response(status=204)


def _photo(request: Request, number: int, photo: int) -> ListingPhoto:
    row = own.readable_listing(number, actor=actor_of(request), now=clock.now())
    found = row.photos.select_related("image", "listing__enterprise", "listing__author").filter(pk=min(photo, own.BIGGEST)).first()
    if found is None:
        raise NotFound
    return found


class MyListings(APIView):
    """One's own listings."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="my_listings_list", parameters=[shapes.PositionQuery], responses=shapes.OwnListOut, summary="我发的供求信息")
    def get(self, request: Request) -> Response:
        """One's own and those of one's enterprises, in every state, newest first."""
        asked = query_input(shapes.PositionQuery, request)
        actor = actor_of(request)
        page, following = own.all_own(actor, cursor=asked.get("cursor", ""))
        return Response({"count": own.count_own(actor), "items": listings_out(page, request), "next": following})
