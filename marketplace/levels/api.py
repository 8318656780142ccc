"""/api/v1/member-levels/ and the member's price of a service."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import Open, actor_of
from core.money import Money
from marketplace.levels import queries
from marketplace.levels.models import LevelTerms
from marketplace.listings.queries.own import public_listing

BIGGEST = 2**63 - 1


class LevelOut(serializers.Serializer):
    """A level and what it is worth today."""

    code = serializers.CharField()
    name = serializers.CharField()
    rank = serializers.IntegerField()
    discount_share = serializers.IntegerField(help_text="总价优惠，万分之几")
    priority = serializers.IntegerField()
    points_share = serializers.IntegerField(help_text="积分倍率，万分之几")
    orders_needed = serializers.IntegerField(allow_null=True, help_text="12 个月内完成几单；空是只能人工给")
    starts_on = serializers.DateField()


class LevelListOut(serializers.Serializer):
    """The levels, the lowest first, and one's own."""

    count = serializers.IntegerField()
    items = LevelOut(many=True)
    mine = serializers.CharField(allow_null=True, help_text="自己的等级的代码；没有或没登录是空")
    perks = serializers.ListField(child=serializers.CharField(), help_text="自己这一级的专享优惠；没有或没登录是空的")


class MemberPriceOut(serializers.Serializer):
    """The price of a service as everybody reads it, and as whoever asks pays it."""

    price_yuan = serializers.CharField(allow_null=True)
    member_price_yuan = serializers.CharField(allow_null=True, help_text="没登录、没有等级的是空")
    level = serializers.CharField(allow_null=True)
    level_name = serializers.CharField(allow_blank=True)
    discount_share = serializers.IntegerField(help_text="万分之几")


def _out(row: LevelTerms) -> dict[str, object]:
    level = row.level
    worth = {name: getattr(row, name) for name in ("discount_share", "priority", "points_share", "orders_needed", "starts_on")}
    return {"code": level.code, "name": level.name, "rank": level.rank, **worth}


class Levels(APIView):
    """Member levels."""

    permission_classes = (Open,)

    @extend_schema(operation_id="member_levels", responses=LevelListOut, summary="会员等级")
    def get(self, request: Request) -> Response:
        """What there is today, and which one is one's own."""
        today = timezone.localdate(clock.now())
        items = [_out(row) for row in queries.terms_on(today)]
        rights = queries.rights_of(actor_of(request).user_id, today)
        return Response({"count": len(items), "items": items, "mine": rights.code if rights else None, "perks": rights.perks if rights else []})


class MemberPrice(APIView):
    """What a service costs whoever asks."""

    permission_classes = (Open,)

    @extend_schema(operation_id="listings_member_price", responses=MemberPriceOut, summary="会员价")
    def get(self, request: Request, number: int) -> Response:
        """The plain price, and the member's beside it. 404 for what is not public."""
        now = clock.now()
        listing = public_listing(min(number, BIGGEST), now=now)
        rights = queries.rights_of(actor_of(request).user_id, timezone.localdate(now))
        fen = queries.member_price(listing.price_fen, rights)
        found = {
            "price_yuan": None if listing.price_fen is None else Money(listing.price_fen).yuan,
            "member_price_yuan": None if fen is None else Money(fen).yuan,
            "level": rights.code if rights else None,
            "level_name": rights.name if rights else "",
            "discount_share": rights.share if rights else 0,
        }
        return Response(found)
