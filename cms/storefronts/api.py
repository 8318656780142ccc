"""/api/v1/storefronts/: storefronts for own-brand apps and mini-programs (ENT-08)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.storefronts import queries
from cms.storefronts.sections import Section, standard
from cms.storefronts.states import SectionKind
from core import clock
from core.api import MAX_PAGE, CityQuery, Open, decode_moment, encode_cursor, query_input
from marketplace.catalog.lookups import node_of, place_of
from marketplace.catalog.queries import catalogue
from marketplace.enterprises import queries as enterprises
from marketplace.enterprises.models import Enterprise
from marketplace.listings.api.shapes import ListingOut
from marketplace.listings.queries.public import Filter, public_page

SERVICES = 50
Sizes = dict[int, dict[str, str]]


class IdentityOut(serializers.Serializer):
    """Who answers for it; the same words as on every page."""

    legal_name = serializers.CharField()
    licence_no = serializers.CharField()
    contract_party = serializers.CharField()
    verified_at = serializers.DateTimeField(allow_null=True)


class SectionItemOut(serializers.Serializer):
    """A picture, a certificate or a piece of news; which fields it has depends on the section."""

    id = serializers.CharField()
    name = serializers.CharField(required=False)
    number = serializers.CharField(required=False, allow_blank=True)
    issuer = serializers.CharField(required=False, allow_blank=True)
    until = serializers.DateField(required=False, allow_null=True)
    on = serializers.DateField(required=False, allow_null=True)
    title = serializers.CharField(required=False)
    text = serializers.CharField(required=False, allow_blank=True)
    caption = serializers.CharField(required=False)
    drawing = serializers.CharField(required=False, allow_blank=True, allow_null=True)
    card = serializers.CharField(required=False, allow_null=True)
    large = serializers.CharField(required=False, allow_null=True)


class SectionOut(serializers.Serializer):
    """A section. Services and fees are live: show the storefront's `services` in their place."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=SectionKind.choices)
    heading = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    items = SectionItemOut(many=True)


class StorefrontOut(serializers.Serializer):
    """A storefront in a list."""

    id = serializers.IntegerField(help_text="企业的编号")
    name = serializers.CharField()
    url = serializers.CharField()
    district = serializers.CharField(allow_null=True)
    intro = serializers.CharField(allow_blank=True)
    art = serializers.CharField()
    logo = serializers.CharField(allow_null=True)
    identity = IdentityOut()
    sections = SectionOut(many=True)


class StorefrontFullOut(StorefrontOut):
    """One storefront with what it offers now, the newest first, at most fifty; more at /api/v1/listings/?enterprise=."""

    services = ListingOut(many=True)
    services_count = serializers.IntegerField()


class StorefrontListOut(serializers.Serializer):
    """A page of storefronts."""

    count = serializers.IntegerField()
    items = StorefrontOut(many=True)
    next = serializers.CharField(allow_null=True)


class StorefrontQuery(CityQuery):
    """What to list."""

    category = serializers.CharField(required=False, max_length=60, help_text="分类的 slug、代码或名称")
    district = serializers.CharField(required=False, max_length=30, help_text="区的代码或名称")
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class NoParameters(serializers.Serializer):
    """Takes nothing."""


def storefront_out(row: Enterprise, sections: list[Section], sizes: Sizes) -> dict[str, Any]:
    """A storefront as everybody sees it: no telephone."""
    card = enterprises.card(row)
    identity = row.identity
    return {
        **{name: card[name] for name in ("id", "name", "url", "district", "intro", "art", "logo")},
        "identity": {name: getattr(identity, name) for name in ("legal_name", "licence_no", "contract_party", "verified_at")},
        "sections": [section_out(section, row, sizes) for section in sections],
    }


def section_out(section: Section, row: Enterprise, sizes: Sizes) -> dict[str, Any]:
    """A section with the addresses of its pictures; the introduction is never empty where the enterprise has one."""
    text = section.text or (row.intro if section.kind == SectionKind.INTRODUCTION else "")
    return {"id": section.id, "kind": section.kind, "heading": section.title, "text": text, "items": [_item(section.kind, one, sizes) for one in section.items]}


def _item(kind: str, item: dict[str, Any], sizes: Sizes) -> dict[str, Any]:
    found = {name: value for name, value in item.items() if name != "image"}
    if kind != SectionKind.NEWS:
        known = sizes.get(item["image"] or 0, {})
        found |= {"card": known.get("card"), "large": known.get("large")}
    return found


class Storefronts(APIView):
    """Storefronts of admitted enterprises."""

    permission_classes = [Open]

    @extend_schema(operation_id="storefronts_list", parameters=[StorefrontQuery], responses=StorefrontListOut, summary="企业页面")
    def get(self, request: Request) -> Response:
        """The latest admitted first. Four queries however many there are."""
        asked = query_input(StorefrontQuery, request)
        size = asked.get("page_size", enterprises.SIZE)
        tree = catalogue()
        wanted: dict[str, Any] = {
            "district_id": place_of(asked["district"], tree).id if asked.get("district") else None,
            "categories": tuple(tree.family_of(node_of(asked["category"], tree))) if asked.get("category") else (),
        }
        found = enterprises.public_list(**wanted, before=decode_moment(asked["cursor"]) if asked.get("cursor") else None, size=size)
        page = found[:size]
        shown = queries.shown_many([row.pk for row in page])
        sizes = queries.pictures([section for sections in shown.values() for section in sections])
        following = encode_cursor(page[-1].approved_at.isoformat(), page[-1].pk) if len(found) > size else None  # type: ignore[union-attr]
        items = [storefront_out(row, shown.get(row.pk) or standard(), sizes) for row in page]
        return Response({"count": enterprises.public_count(**wanted), "items": items, "next": following})


class StorefrontDetail(APIView):
    """The storefront of one enterprise."""

    permission_classes = [Open]

    @extend_schema(operation_id="storefronts_read", responses=StorefrontFullOut, summary="一家企业的页面")
    def get(self, request: Request, number: int) -> Response:
        """404 for one that is not there, not admitted or suspended."""
        query_input(NoParameters, request)
        row = enterprises.public_enterprise(number)
        sections = queries.shown_sections(row.pk)
        offers = public_page(Filter(side="offer", enterprise_id=row.pk), now=clock.now(), size=SERVICES)
        found = storefront_out(row, sections, queries.pictures(sections))
        return Response({**found, "services": offers.items, "services_count": offers.count})
