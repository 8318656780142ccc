"""The waiting list: joining from the week of times, one's own places in line, how long the lines are (X-BK-09)."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Conflict, Invalid
from core.forms import attempt, say
from core.idempotency.views import fresh_key, idempotent_form
from core.paging import split
from core.texts import whole
from marketplace.bookings import services
from marketplace.bookings.errors import NotBookable
from marketplace.bookings.forms import NAMES, LineForm
from marketplace.bookings.models import Waiting
from marketplace.bookings.parameters import OFFER_MINUTES
from marketplace.bookings.queries import own
from marketplace.bookings.queries import waiting as lines
from marketplace.bookings.queries.providers import is_bookable, offer
from marketplace.bookings.views.choosing import Choice

PORTAL = {"portal": "my"}
WEEK = timedelta(days=6)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Stand in line for an offer, as it was put together on the page before."""
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    listing = offer(number, now=now)
    if not is_bookable(listing):
        raise NotBookable
    choice = Choice(listing, request.GET, now)
    person, known = own.person(actor), own.addresses_of(actor)
    first = max(choice.first, timezone.localdate(now))
    initial = {"name": person.display_name, "phone": person.phone or "", "from_minute": 8 * 60, "to_minute": 18 * 60}
    form = LineForm(request.POST or None, known=known, district=choice.district, initial={**initial, "first_day": first, "last_day": first + WEEK})
    if request.method == "POST" and form.is_valid():
        wish = form.wish(start=now, district=choice.district, minutes=choice.wanted_minutes, amount=choice.amount)
        try:
            services.join_line(listing, choice.wish(wish), form.window(), anybody=form.cleaned_data["anybody"], actor=actor, now=now)
        except (Invalid, Conflict) as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "排上了，有空出来的时间马上告诉你。")
            return redirect("bookings:waiting")
    context = {"listing": listing, "choice": choice, "form": form, "known": known, "key": fresh_key(), "proven": actor.proven_phone}
    return render(request, "bookings/join.html", {**context, "minutes_kept": OFFER_MINUTES.at(now)})


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Where one stands in line, and what is kept for one."""
    found = lines.own_lines(request.actor, before=whole(request.GET.get("cursor", "")))  # type: ignore[attr-defined]
    page, following = split(found, lines.PAGE_SIZE)
    return render(request, "bookings/waiting.html", {**PORTAL, "rows": page, "next": following, "minutes_kept": OFFER_MINUTES.at(clock.now())})


@require_POST
@login_required
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Wait no more."""
    row = lines.own_line(number, actor=request.actor)  # type: ignore[attr-defined]
    attempt(request, lambda: services.leave_line(row, actor=request.actor, now=clock.now()), "不排了。", shown=(Conflict,))  # type: ignore[attr-defined]
    return redirect("bookings:waiting")


@require_safe
@login_required
@never_cache
def demand(request: HttpRequest) -> HttpResponse:
    """How many wait for what the actor's enterprises offer; figures, no names."""
    require(request.actor, "summarise", Waiting)  # type: ignore[attr-defined]
    return render(request, "bookings/demand.html", {"portal": "enterprise", "rows": lines.demand(request.actor)})  # type: ignore[attr-defined]
