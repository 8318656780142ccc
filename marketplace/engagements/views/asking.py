"""A family asks for somebody: of the provider of an offer, or of everybody (X-BK-11)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import require
from core.errors import Conflict, Invalid, NotFound
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from core.models import District
from marketplace.bookings.queries.own import addresses_of
from marketplace.bookings.queries.providers import offer
from marketplace.engagements import services
from marketplace.engagements.forms import NAMES, AskForm
from marketplace.engagements.models import Engagement
from marketplace.engagements.queries import rules
from marketplace.engagements.terms import COUNTED
from marketplace.listings.models import Listing


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def ask(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Which days, how long, where; what it costs is said by whoever is proposed."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    require(actor, "create", Engagement)
    listing = offer(number, now=now) if number is not None else None
    if listing is not None and not rules.engageable(listing):
        raise NotFound
    known = rules.services()
    form = AskForm(request.POST or None, services=known, listing=listing, cities=_districts(listing), initial=_initial(request, listing))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.ask(form.wish(), actor=actor, now=now)
        except (Invalid, Conflict) as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "发出去了。有人选就会告诉你。")
            return redirect("engagements:engagement", row.number)
    rule = rules.rule_of(listing.service_type_id or 0) if listing else None
    context = {
        "portal": "my",
        "listing": listing,
        "form": form,
        "rule": rule,
        "counted": COUNTED[rule.basis] if rule else "",
        "rules": [(one, one.engagement_rule, COUNTED[one.engagement_rule.basis]) for one in known] if listing is None else [],
        "proven": actor.proven_phone,
        "key": fresh_key(),
    }
    return render(request, "engagements/ask.html", context, status=400 if form.errors else 200)


def _districts(listing: Listing | None) -> Any:
    rows = District.objects.filter(active=True).order_by("position", "pk")
    if listing is not None and listing.district is not None:
        return rows.filter(code__startswith=listing.district.code[:4])
    return rows


def _initial(request: HttpRequest, listing: Listing | None) -> dict[str, Any]:
    """The home that was ordered to last, and the service that the address names."""
    known = addresses_of(request.actor, most=1)  # type: ignore[attr-defined]
    home = {"address": known[0]["address"], "name": known[0]["name"], "phone": known[0]["phone"], "district": known[0]["district"].pk} if known else {}
    asked = request.GET.get("service", "")
    kind = next((one.pk for one in rules.services() if one.code == asked), None) if asked and listing is None else None
    return {"units": 1, **home, **({"service": kind} if kind else {})}
