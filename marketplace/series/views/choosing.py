"""Booking in a rhythm: first how often, then where and for whom; the dates with their prices are accepted on the series' own page (X-BK-07)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import current_actor
from core.errors import Conflict, Invalid
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from core.models import District
from marketplace.bookings.availability import rule_of
from marketplace.bookings.forms import DetailsForm
from marketplace.bookings.queries.own import addresses_of, person
from marketplace.bookings.queries.providers import offer
from marketplace.bookings.services import Wish
from marketplace.bookings.views.choosing import Choice
from marketplace.levels.queries import for_quote
from marketplace.listings.models import Listing
from marketplace.series import services
from marketplace.series.errors import NotRepeatable
from marketplace.series.forms import NAMES, RhythmForm, first_values
from marketplace.series.models import Series, SeriesRule
from marketplace.series.pricing import price_at, rule_inputs
from marketplace.series.queries import monthly
from marketplace.series.queries.fitting import holidays_between
from marketplace.series.queries.own import rule_for
from marketplace.series.rhythm import LONGEST, days_of, left_out
from marketplace.series.states import Holidays

SHOWN = 6


def _repeatable(number: int, now: datetime) -> tuple[Listing, SeriesRule]:
    """A public offer that is done in series. Raises NotFound, NotRepeatable."""
    listing = offer(number, now=now)
    rule = rule_for(listing)
    if rule is None:
        raise NotRepeatable
    return listing, rule


@require_safe
@never_cache
def choose(request: HttpRequest, number: int) -> HttpResponse:
    """The rhythm: with its next days and what one of them costs; works without JavaScript and without an account."""
    now = clock.now()
    listing, allowed = _repeatable(number, now)
    rule, today = rule_of(listing.service_type_id or 0), timezone.localdate(now)
    choice = Choice(listing, request.GET, now)
    asked = request.GET if "rhythm" in request.GET else None
    form = RhythmForm(asked, rule=allowed, interval=rule.interval_minutes, initial=first_values(allowed, today))
    if asked is not None and form.is_valid() and "go" in request.GET:
        return redirect(f"{reverse('series:details', args=[number])}?{choice.query()}&{form.query}")
    shown = _shown(choice, form) if asked is not None and form.is_valid() else {}
    context = {"listing": listing, "choice": choice, "form": form, "rule": allowed, "by_month": bool(monthly.open_for(listing)), **shown}
    return render(request, "series/choose.html", context, status=400 if form.errors else 200)


def _shown(choice: Choice, form: RhythmForm) -> dict[str, Any]:
    """The first days, the holidays that are left out, and what they cost whoever looks, with his level. Three queries at most."""
    plan, listing, rule = form.plan, choice.listing, choice.composed.parts[0].rule
    rests = holidays_between(plan.first_on, plan.first_on + LONGEST)
    skips = form.cleaned_data["holidays"] == Holidays.SKIP
    days = days_of(plan, without=rests if skips else frozenset())
    prices = rule_inputs(unit=listing.unit, price_fen=listing.price_fen or 0, rule=rule, minutes=choice.own_minutes, amount=choice.amount)  # type: ignore[arg-type]
    prices |= for_quote(current_actor().principal_id, choice.today)
    minute = int(form.cleaned_data["starts_minute"])
    starts = [clock.midnight(day) + timedelta(minutes=minute) for day in days]
    fens = [price_at(prices, start, rests) for start in starts]
    return {
        "starts": list(zip(starts, fens, strict=True))[:SHOWN],
        "count": len(days),
        "total_fen": sum(fens),
        "rests": left_out(plan, days, rests) if skips else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def details(request: HttpRequest, number: int) -> HttpResponse:
    """Where and for whom. Sending it writes the dates with their prices, which are accepted on the next page."""
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    listing, allowed = _repeatable(number, now)
    rule = rule_of(listing.service_type_id or 0)
    choice = Choice(listing, request.GET, now)
    back = f"{reverse('series:choose', args=[number])}?{request.GET.urlencode()}"
    rhythm = RhythmForm(said_of(request), rule=allowed, interval=rule.interval_minutes)
    if not rhythm.is_valid():
        return redirect(back)

    def propose(form: DetailsForm) -> Series:
        home = form.wish(start=now, district=choice.district, minutes=choice.own_minutes, amount=choice.amount)
        return services.propose(listing, wish_of(rhythm, home), actor=actor, now=now)

    return where_and_whom(request, choice.district, propose, lambda: {"listing": listing, "choice": choice, "back": back, **_shown(choice, rhythm)})


def where_and_whom(request: HttpRequest, district: District, propose: Callable[[DetailsForm], Series], shown: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The second step of a series of either kind: ask where and for whom; `propose` writes the dates, the price is accepted on their page."""
    actor = request.actor  # type: ignore[attr-defined]
    somebody, known = person(actor), addresses_of(actor)
    initial = {"name": somebody.display_name, "phone": somebody.phone or ""}
    form = DetailsForm(request.POST or None, known=known, district=district, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = propose(form)
        except (Invalid, Conflict) as error:
            say(form, error, NAMES)
        else:
            return redirect("series:one", row.number)
    context = {"form": form, "known": known, "key": fresh_key(), "proven": actor.proven_phone, **shown()}
    return render(request, "series/details.html", context, status=400 if form.errors else 200)


def said_of(request: HttpRequest, kind: type[RhythmForm] = RhythmForm) -> QueryDict:
    """The rhythm as the address says it; what the form says itself comes first."""
    found = request.GET.copy()
    for name in kind.base_fields:
        if name in request.POST:
            found.setlist(name, request.POST.getlist(name))
    return found


def wish_of(rhythm: RhythmForm, home: Wish) -> services.SeriesWish:
    """What is asked for, from both forms."""
    said = rhythm.cleaned_data
    return services.SeriesWish(
        plan=rhythm.plan,
        starts_minute=int(said["starts_minute"]),
        district=home.district,
        contact=home.contact,
        minutes=home.minutes,
        amount=home.amount,
        holidays=said["holidays"],
        same_worker=said["same_worker"],
        lat=home.lat,
        lng=home.lng,
        needs=home.needs,
    )
