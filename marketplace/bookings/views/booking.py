"""Booking an offer: a week of times, then where and for whom; the price is accepted on the order's own page (BKG-03)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Conflict, Invalid
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from marketplace.bookings import services
from marketplace.bookings.availability import Slot
from marketplace.bookings.errors import NotBookable, SlotTaken, TooMuch
from marketplace.bookings.forms import NAMES, DetailsForm
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import anybody_does, is_bookable, of_listing, offer
from marketplace.bookings.views.choosing import DAYS, Choice
from marketplace.listings.models import Listing

NOON, EVENING = 12, 18
PARTS = ("上午", "下午", "晚上")


def _bookable(number: int, now: datetime) -> Listing:
    """A public offer that can be booked. Raises NotFound, NotBookable."""
    listing = offer(number, now=now)
    if not is_bookable(listing):
        raise NotBookable
    return listing


@require_safe
@never_cache
def times(request: HttpRequest, number: int) -> HttpResponse:
    """A week of times at which somebody can come, with links to the next step; works without JavaScript and without an account."""
    now = clock.now()
    listing = _bookable(number, now)
    try:
        choice = Choice(listing, request.GET, now)
    except TooMuch as error:
        messages.error(request, error.message)
        return redirect("bookings:times", number)
    found = services.free_slots(of_listing(listing), choice.job, asked=choice.days, now=now)
    context = {
        "listing": listing,
        "choice": choice,
        "days": _by_day(choice, found),
        "found": bool(found),
        "nobody": not found and not anybody_does(listing, choice.first),
        "earlier": choice.query(**{"from": choice.first - timedelta(days=DAYS)}) if choice.first > choice.today else "",
        "later": choice.query(**{"from": choice.first + timedelta(days=DAYS)}) if (choice.first - choice.today).days + DAYS <= choice.rule.horizon_days else "",
    }
    return render(request, "bookings/times.html", context)


def _by_day(choice: Choice, found: Sequence[Slot]) -> list[dict[str, Any]]:
    rows = []
    for day in choice.days:
        of_day = [slot.start for slot in found if slot.start.date() == day]
        parts = [[], [], []]  # type: ignore[var-annotated]
        for start in of_day:
            parts[(start.hour >= NOON) + (start.hour >= EVENING)].append({"at": start, "query": choice.query(start=start.isoformat())})
        rows.append({"day": day, "count": len(of_day), "parts": [(name, part) for name, part in zip(PARTS, parts, strict=True) if part]})
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def details(request: HttpRequest, number: int) -> HttpResponse:
    """Where and for whom. Sending it keeps the time for a quarter of an hour and leads to the price."""
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    listing = _bookable(number, now)
    choice = Choice(listing, request.GET, now)
    start = _start(request.POST.get("start") or request.GET.get("start", ""))
    person, known = own.person(actor), own.addresses_of(actor)
    initial = {"name": person.display_name, "phone": person.phone or ""}
    form = DetailsForm(request.POST or None, known=known, district=choice.district, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            wish = form.wish(start=start, district=choice.district, minutes=choice.wanted_minutes, amount=choice.amount)
            row = services.hold(listing, choice.wish(wish), actor=actor, now=now)
        except SlotTaken as error:
            messages.error(request, error.message)
            return redirect(f"{reverse('bookings:times', args=[number])}?{choice.query(**{'from': timezone.localdate(start)})}")
        except (Invalid, Conflict) as error:
            say(form, error, NAMES)
        else:
            return redirect("bookings:order", row.number)
    context = {"listing": listing, "choice": choice, "start": start, "form": form, "known": known, "key": fresh_key(), "proven": actor.proven_phone}
    return render(request, "bookings/details.html", context)


def _start(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if timezone.is_aware(found):
            return timezone.localtime(found)
    except (ValueError, OverflowError) as error:
        raise Invalid(fields={"start": ["选一个时间。"]}) from error
    raise Invalid(fields={"start": ["选一个时间。"]})
