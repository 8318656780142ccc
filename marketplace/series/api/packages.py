"""/api/v1/packages/ and /api/v1/passes/: what is sold, what one has; a booking names a pass as its `cover`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import require
from core.api import Open, SignedIn, actor_of, fen_of, newest_first, query_input, validated
from core.errors import NotFound
from core.idempotency.views import idempotent_api
from marketplace.bookings.api.bookings import KEY
from marketplace.bookings.queries.providers import offer
from marketplace.series import services
from marketplace.series.api import shapes
from marketplace.series.api.out import monthly_out, package_out, pass_full, pass_out
from marketplace.series.models import Package, PackagePass
from marketplace.series.queries import monthly, packages

SIZE = 20


class Packages(APIView):
    """What is sold."""

    permission_classes = (Open,)

    @extend_schema(operation_id="packages_list", parameters=[shapes.PackageQuery], responses=shapes.PackageListOut, summary="在卖的套餐")
    def get(self, request: Request) -> Response:
        """All of them, of an offer or of an enterprise, the latest first."""
        asked = query_input(shapes.PackageQuery, request)
        found = Package.objects.open()
        if listing := asked.get("listing"):
            found = found.filter(listings=listing)
        if enterprise := asked.get("enterprise"):
            found = found.filter(enterprise=enterprise)
        page, following = newest_first(found.with_names(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        return Response({"count": found.count(), "items": [package_out(worth) for worth in packages.worth_of(page)], "next": following})


class MonthlyPrices(APIView):
    """What an offer costs by the month."""

    permission_classes = (Open,)

    @extend_schema(operation_id="monthly_prices_list", responses=shapes.MonthlyListOut, summary="一项服务的包月价")
    def get(self, request: Request, number: int) -> Response:
        """All of them, the fewest visits a week first. 404 for an offer that is not public."""
        listing = offer(number, now=clock.now())
        found = monthly.worth_of(monthly.open_for(listing))
        return Response({"count": len(found), "items": [monthly_out(worth) for worth in found]})


class Passes(APIView):
    """What one has."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="passes_list", parameters=[shapes.PassQuery], responses=shapes.PassListOut, summary="家里的套餐")
    def get(self, request: Request) -> Response:
        """Those that one may read, the latest first."""
        asked, now = query_input(shapes.PassQuery, request), clock.now()
        found = PackagePass.objects.visible_to(actor_of(request))
        page, following = newest_first(found.with_names(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        return Response({"count": found.count(), "items": [pass_out(row, now) for row in page], "next": following})

    @extend_schema(operation_id="passes_take", parameters=[KEY], request=shapes.PassIn, responses={201: shapes.PassFullOut}, summary="买一个套餐")
    @idempotent_api
    def post(self, request: Request) -> Response:
        """Take a package at the price that was seen; it is usable at once."""
        said, actor, now = validated(shapes.PassIn, request.data), actor_of(request), clock.now()
        require(actor, "create", PackagePass)
        row = packages.one_open(said["package"])
        card = services.take(row, price_fen=fen_of(said, "price_yuan"), version=said["version"], actor=actor, now=now)
        return Response(pass_full(_visible(card.number, request), now), status=201)


class PassDetail(APIView):
    """One pass."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="passes_read", responses=shapes.PassFullOut, summary="一个套餐还剩多少")
    def get(self, request: Request, number: str) -> Response:
        """What is left and what was used. 404 for missing and strange ones alike."""
        return Response(pass_full(_visible(number, request), clock.now()))


def _visible(number: str, request: Request) -> PackagePass:
    found = PackagePass.objects.visible_to(actor_of(request)).with_names().filter(number=number).first()
    if found is None:
        raise NotFound
    return found
