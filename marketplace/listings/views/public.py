"""Public pages: stored bytes, GET forms only. Whoever sees them sees the same."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from core import additions, clock, content
from core.api import decode_moment, encode_cursor
from core.errors import Invalid, NotFound
from core.language import said
from core.middleware import storable
from marketplace.catalog.lookups import streets_of
from marketplace.catalog.queries import Node, Place, catalogue, current_slug, landing_of, service_at
from marketplace.enterprises import queries as enterprises
from marketplace.listings.alike import beside
from marketplace.listings.offerer import offerer, scopes_of
from marketplace.listings.queries.own import public_listing, public_listings
from marketplace.listings.queries.public import Filter, PublicPage, card, earliest, offers_of, public_page
from marketplace.listings.queries.shown import areas_of, guidance_of, listing_context, money_of
from marketplace.listings.states import PartOfDay, Side
from marketplace.pricing.queries import SCOPE as GUIDANCE
from marketplace.pricing.queries import ranges
from marketplace.pricing.shown import by_category, drawn

LISTS = ["listings", "enterprises", "catalog", "accounts", "settings", "pages", GUIDANCE]
BOARD = ("side", "category", "district", "cursor")
# Days, streets and the like are too many for the store; pages asked by them are only sent.
FINER = ("service_type", "street", "wanted_on", "part")
MAX_PARAMETER = 300
MOST_COMPARED = 4
MOST_BESIDE = 6


def _parameters(request: HttpRequest, allowed: tuple[str, ...]) -> dict[str, str]:
    """The known query parameters once each; others are not ours and are left alone. Raises Invalid for nonsense."""
    found = {name: request.GET.get(name, "").strip() for name in allowed}
    if any(len(value) > MAX_PARAMETER or "\x00" in value for value in found.values()):
        raise Invalid("地址里的条件读不懂。")
    return found


def _public(request: HttpRequest, template: str, context: dict[str, Any], *, scopes: list[str], fingerprint: str, until: datetime | None) -> HttpResponse:
    """Render a page that may be stored; one with parameters that are not ours is only sent, so that nobody fills the store."""
    response = render(request, template, context)
    if set(request.GET) <= set(context.get("parameters", ())):
        return storable(response, scopes=scopes, fingerprint=fingerprint, until=until)
    return response


def _cards(page: PublicPage) -> list[dict[str, Any]]:
    return [card(item) for item in page.items]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All categories with their sub-categories."""
    fingerprint = content.version("catalog", "settings", "pages")
    context = {"tops": catalogue().tops}
    return _public(request, "listings/categories.html", context, scopes=["catalog", "settings", "pages"], fingerprint=fingerprint, until=None)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The landing page of a category (CAT-01…): offers and requests in it and below, and its guidance prices (PRI-01). Old addresses lead on (CLS-05)."""
    fingerprint, now = content.version(*LISTS), clock.now()
    tree = catalogue()
    node = tree.by_slug.get(slug)
    if node is None:
        target = current_slug(slug)
        if target is None or target not in tree.by_slug:
            raise NotFound
        return HttpResponsePermanentRedirect(reverse("catalog:category", args=[target]))
    asked = _parameters(request, ("side", "cursor"))
    side = asked["side"] if asked["side"] in Side.values else Side.OFFER.value
    page = public_page(Filter(side=side, categories=tuple(tree.family_of(node))), now=now, cursor=asked["cursor"])
    context = {
        "node": node,
        "path": tree.path_of(node.id),
        "page": page,
        "cards": _cards(page),
        "side": side,
        "parameters": ("side", "cursor"),
        "top": tree.path_of(node.id)[0],
        "prices": by_category(ranges(on=timezone.localdate(now), categories=tree.family_of(node)).items, tree),
        "landing": landing_of(category_id=node.id),
    }
    return _public(request, "listings/category.html", context, scopes=LISTS, fingerprint=fingerprint, until=page.until)


@require_safe
def service(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The landing page of a service type: what is done, its guidance prices, who offers it. Old addresses and merged ones lead on (CLS-05)."""
    fingerprint, now = content.version(*LISTS), clock.now()
    row = service_at(code)
    tree = catalogue()
    if row is None or row.category_id not in tree.by_id:
        raise NotFound
    if (row.category.slug, row.code) != (slug, code):
        return HttpResponsePermanentRedirect(row.get_absolute_url())
    asked = _parameters(request, ("cursor",))
    page = public_page(Filter(side=Side.OFFER.value, service_type_id=row.pk), now=now, cursor=asked["cursor"])
    context = {
        "service": row,
        "page": page,
        "cards": _cards(page),
        "parameters": ("cursor",),
        "prices": by_category(ranges(on=timezone.localdate(now), service_type_id=row.pk).items, tree),
        "landing": landing_of(service_type_id=row.pk),
    }
    return _public(request, "listings/service.html", context, scopes=LISTS, fingerprint=fingerprint, until=page.until)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Everything offered and wanted, by side, category and district (CLS-01)."""
    fingerprint, now = content.version(*LISTS), clock.now()
    tree, asked = catalogue(), _parameters(request, (*BOARD, *FINER))
    node = tree.by_slug.get(asked["category"])
    place = next((place for place in tree.districts if asked["district"] in (place.code, place.name)), None) if asked["district"] else None
    side = asked["side"] if asked["side"] in Side.values else ""
    finer = _finer(asked, node, place)
    wanted = Filter(
        side=side,
        categories=tuple(tree.family_of(node)) if node else (),
        district_id=place.id if place else None,
        service_type_id=finer["service"].id if finer["service"] else None,
        street_id=finer["street"].pk if finer["street"] else None,
        wanted_on=finer["wanted_on"],
        part=finer["part"],
    )
    page = public_page(wanted, now=now, cursor=asked["cursor"])
    context = {
        "page": page,
        "cards": _cards(page),
        "tree": tree,
        "node": node,
        "ancestry": tree.path_of(node.id) if node else (),
        "place": place,
        "side": side,
        "sides": [("", "全部"), *Side.choices],
        "parameters": BOARD,
        **finer,
        "heading": _heading(node, place.name if place else "", side),
    }
    return _public(request, "listings/board.html", context, scopes=LISTS, fingerprint=fingerprint, until=page.until)


def _finer(asked: dict[str, str], node: Node | None, place: Place | None) -> dict[str, Any]:
    """What one asks beyond category and district: the service of the category, the street of the district, day and part of the day (CLS-03)."""
    services = [*node.services, *(service for child in node.children for service in child.services)] if node else []
    streets = streets_of(place.code) if place else []
    return {
        "services": services,
        "service": next((service for service in services if service.code == asked["service_type"]), None),
        "streets": streets,
        "street": next((street for street in streets if street.code == asked["street"]), None),
        "wanted_on": _day(asked["wanted_on"]),
        "part": asked["part"] if asked["part"] in PartOfDay.values else "",
        "parts": [("", "不限"), *((part.value, part.label) for part in PartOfDay if part.value)],
    }


def _day(text: str) -> date | None:
    """A day as a browser sends it; what is none is not asked for."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _heading(node: Node | None, place: str, side: str) -> str:
    what = said(node.name if node else "家政服务")
    words = {"offer": gettext("%(place)s提供%(what)s"), "request": gettext("%(place)s求%(what)s")}.get(side) or gettext("%(place)s%(what)s供求信息")
    return (words % {"place": said(place), "what": what}).strip()


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """A listing: price with unit, what is and is not included, who answers for it. 404 at once when it is not public any more."""
    others = beside(number)
    scopes = [
        f"listing:{number}",
        *scopes_of(number),
        *additions.scopes("listing", number),
        "enterprises",
        "catalog",
        "accounts",
        "settings",
        "pages",
        GUIDANCE,
    ]
    scopes += [scope for scope in (others.scope, *(f"listing:{other}" for other in others.numbers)) if scope]
    fingerprint, now = content.version(*scopes), clock.now()
    row = public_listing(number, now=now)
    cards = offers_of(others.numbers, now=now)[:MOST_BESIDE]
    guidance, starts_at = guidance_of([row], now=now)
    guide = drawn(guidance[row.pk], money_of(row)["price_yuan"])
    context = {**listing_context(row), "path": catalogue().path_of(row.category_id), "guide": guide, "others": cards, "looked": others.looked}
    today = timezone.localdate(now)
    context["offerer"] = known = offerer(row, on=today)
    # Papers end with a day.
    ends = clock.midnight(today + timedelta(days=1)) if known else None
    until = earliest(row.expires_at, starts_at, ends, *(item["until"] for item in cards))
    return _public(request, "listings/detail.html", context, scopes=scopes, fingerprint=fingerprint, until=until)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four offers side by side: price with its guidance, what is in it and what not, who answers. What is gone is said to be gone."""
    asked = list(dict.fromkeys(request.GET.getlist("id")))
    if len(asked) > MOST_COMPARED or any(not number.isascii() or not number.isdigit() or len(number) > 18 for number in asked):
        raise Invalid(gettext("一次最多对比 %(most)s 条供应信息。") % {"most": MOST_COMPARED})
    now = clock.now()
    rows = public_listings([int(number) for number in asked], now=now)
    guidance, _ = guidance_of(rows, now=now) if rows else ({}, None)
    areas = areas_of([row.pk for row in rows])
    columns = [
        {
            "listing": row,
            "guide": drawn(guidance[row.pk], money_of(row)["price_yuan"]),
            "area": areas.get(row.pk, []),
            "without": address_of_compared(other.pk for other in rows if other is not row),
        }
        for row in rows
    ]
    cheapest = min((row.price_fen for row in rows if row.price_fen is not None), default=None) if len({row.unit_id for row in rows}) == 1 else None
    context = {"columns": columns, "gone": len(asked) - len(rows), "cheapest": cheapest if len(rows) > 1 else None}
    return render(request, "listings/compare.html", context)


def address_of_compared(numbers: Iterable[int]) -> str:
    """The page that compares these."""
    return f"{reverse('listings:compare')}?{urlencode([('id', number) for number in numbers])}"


@require_safe
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """Admitted enterprises, by district and category."""
    scopes = ["enterprises", "catalog", "settings", "pages"]
    fingerprint = content.version(*scopes)
    tree, asked = catalogue(), _parameters(request, ("category", "district", "cursor"))
    node = tree.by_slug.get(asked["category"])
    place = next((place for place in tree.districts if asked["district"] in (place.code, place.name)), None) if asked["district"] else None
    wanted = {"district_id": place.id if place else None, "categories": tuple(tree.family_of(node)) if node else ()}
    found = enterprises.public_list(**wanted, before=decode_moment(asked["cursor"]) if asked["cursor"] else None)  # type: ignore[arg-type]
    page = found[: enterprises.SIZE]
    context = {
        "cards": [enterprises.card(row) for row in page],
        "count": enterprises.public_count(**wanted),  # type: ignore[arg-type]
        "next": encode_cursor(str(page[-1].approved_at and page[-1].approved_at.isoformat()), page[-1].pk) if len(found) > enterprises.SIZE else None,
        "tree": tree,
        "node": node,
        "place": place,
        "parameters": ("category", "district", "cursor"),
    }
    return _public(request, "listings/enterprises.html", context, scopes=scopes, fingerprint=fingerprint, until=None)
