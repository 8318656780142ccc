"""Booking an offer: a week of times, then where and for whom; the price is accepted on the order's own page (BKG-03)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Conflict, Invalid
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from core.models import District
from core.texts import whole
from marketplace.bookings import services
from marketplace.bookings.availability import Job, Place, Rule, Slot, rule_of
from marketplace.bookings.charging import BY_AMOUNT, BY_TIME
from marketplace.bookings.errors import NotBookable, SlotTaken
from marketplace.bookings.forms import NAMES, DetailsForm, wanted_minutes
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import anybody_does, is_bookable, of_listing, offer
from marketplace.bookings.services.checking import checked_amount
from marketplace.bookings.services.quoting import minutes_for
from marketplace.listings.models import Listing

DAYS = 7
# The part of a district's code that says its city (GB/T 2260).
CITY = 4
LONGEST_COVER = 40
NOON, EVENING = 12, 18
PARTS = ("上午", "下午", "晚上")


class Choice:
    """What has been chosen so far, from the query string: where, how long or how much, which week."""

    def __init__(self, listing: Listing, rule: Rule, given: QueryDict, today: date) -> None:
        self.listing, self.rule = listing, rule
        city = listing.district.code[:CITY] if listing.district else ""
        self.districts = list(District.objects.filter(active=True, code__startswith=city).order_by("position", "pk"))
        area = set(listing.service_area.values_list("pk", flat=True))
        self.districts = [row for row in self.districts if row.pk in area] if area else self.districts
        wanted = given.get("district", "")
        self.district = next((row for row in self.districts if row.code == wanted), self._nearest())
        self.unit = listing.unit.code if listing.unit else ""
        text = given.get("amount", "")
        self.amount = checked_amount(number) if (number := whole(text, digits=5)) is not None else 1
        self.minutes = minutes_for(unit_code=self.unit, rule=rule, minutes=wanted_minutes(given.get("minutes", "")), amount=self.amount)
        self.first = self._first(given.get("from", ""), today)
        self.today = today
        self.cover = given.get("cover", "")[:LONGEST_COVER]

    def _nearest(self) -> District:
        own_district = next((row for row in self.districts if row.pk == self.listing.district_id), None)
        return own_district or self.districts[0]

    def _first(self, text: str, today: date) -> date:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return today
        return min(max(found, today), today + timedelta(days=self.rule.horizon_days))

    @property
    def days(self) -> list[date]:
        """The week that is shown."""
        return [self.first + timedelta(days=number) for number in range(DAYS)]

    @property
    def job(self) -> Job:
        """What is asked for, where: the middle of the district until there is an address."""
        return Job(self.listing.service_type_id or 0, self.rule, self.minutes, Place(self.district.lat, self.district.lng))

    @property
    def lengths(self) -> list[int]:
        """How long one may order, where one pays by the hour."""
        return list(range(self.rule.least_minutes, self.rule.most_minutes + 1, 30)) if self.unit == BY_TIME else []

    @property
    def asks_amount(self) -> bool:
        """Whether it is paid by the piece or the square metre."""
        return self.unit in BY_AMOUNT

    def query(self, **more: Any) -> str:
        """The choice as a query string."""
        found = QueryDict(mutable=True)
        values = {
            "district": self.district.code,
            "minutes": self.minutes if self.lengths else None,
            "amount": self.amount if self.asks_amount else None,
            "cover": self.cover or None,
            **more,
        }
        found.update({name: str(value) for name, value in values.items() if value is not None})
        return found.urlencode()


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
    choice = Choice(listing, rule_of(listing.service_type_id or 0), request.GET, timezone.localdate(now))
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
    choice = Choice(listing, rule_of(listing.service_type_id or 0), request.GET, timezone.localdate(now))
    start = _start(request.POST.get("start") or request.GET.get("start", ""))
    person, known = own.person(actor), own.addresses_of(actor)
    initial = {"name": person.display_name, "phone": person.phone or "", "saved": "0" if known else ""}
    form = DetailsForm(request.POST or None, known=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            wish = form.wish(start=start, district=choice.district, minutes=choice.minutes, amount=choice.amount)
            row = services.hold(listing, replace(wish, cover=choice.cover), actor=actor, now=now)
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
