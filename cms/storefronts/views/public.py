"""The public page of an enterprise: stored bytes, 404 the moment that the enterprise is suspended (ENT-02). And where scans arrive."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.storefronts import queries, services, structured
from cms.storefronts.shown import picture_of, storefront_context
from core import clock, content
from core.errors import Invalid, NotFound
from core.middleware import storable
from marketplace.credit.queries import scope_of
from marketplace.enterprises import queries as enterprises
from marketplace.listings.views.public import LISTS

PARAMETERS = ("side", "cursor")
MAX_PARAMETER = 300


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """The storefront: what the enterprise has arranged and staff approved, with its live services and fees. Raises NotFound, Invalid."""
    scopes = [*LISTS, f"rated:enterprise:{number}", scope_of("enterprise", number)]
    fingerprint, now = content.version(*scopes), clock.now()
    row = enterprises.public_enterprise(number)
    side, cursor = (request.GET.get(name, "").strip() for name in PARAMETERS)
    if any(len(value) > MAX_PARAMETER or "\x00" in value for value in (side, cursor)):
        raise Invalid("地址里的条件读不懂。")
    context = storefront_context(row, queries.shown_sections(row.pk), now=now, side=side, cursor=cursor)
    response = render(request, "storefronts/storefront.html", for_sharing(request, {**context, "parameters": PARAMETERS}))
    if set(request.GET) <= set(PARAMETERS):
        return storable(response, scopes=scopes, fingerprint=fingerprint, until=context["until"])
    return response


def for_sharing(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """With what search engines and those who share the page are told."""
    context = {**context, "picture": picture_of(context)}
    above = [("加盟企业", request.build_absolute_uri(reverse("enterprises:list")))]
    return {**context, "scripts": structured.scripts(context, absolute=request.build_absolute_uri, above=above)}


@require_safe
@never_cache
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """A flyer's short address: counts the scan and leads to the storefront. Looking ahead (HEAD, prefetch) is no scan. Raises NotFound."""
    flyer = queries.public_flyer(code) if "\x00" not in code else None
    if flyer is None:
        raise NotFound
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        services.count_scan(flyer, now=clock.now())
    address = reverse("enterprises:detail", args=[flyer.enterprise_id])
    return redirect(f"{address}#outlets-h" if flyer.outlet_id else address)
