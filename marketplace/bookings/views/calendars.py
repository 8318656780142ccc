"""Orders in one's calendar: a file of one order, and an address that a calendar program reads by itself (X-BK-12)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from marketplace.bookings import ics, services
from marketplace.bookings.queries import feeds, own

NAMES = {"order": "bookings:order", "visit": "bookings:visit"}
CALENDAR = "上门"


def _answer(text: str, file: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=ics.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    # An address with a secret in it is nobody else's business.
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """One's feed: make it, replace it, end it."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    if request.method == "POST":
        if request.POST.get("do") == "stop":
            services.close_feed(actor=actor, now=now)
            messages.success(request, "停了，原来的地址读不到东西了。")
        else:
            services.open_feed(actor=actor, now=now)
            messages.success(request, "地址做好了。以前的地址已经作废。")
        return redirect("bookings:calendar")
    feed = feeds.feed_of(actor)
    address = request.build_absolute_uri(reverse("bookings:feed", args=[feed.token])) if feed else ""
    return render(request, "bookings/calendar.html", {"portal": "my", "feed": feed, "address": address, "webcal": address.partition("://")[2]})


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself. Whoever has the address reads it, so it says little; 404 for every other address."""
    now = clock.now()
    owner = feeds.owner_of(token, now)
    entries = feeds.entries_of(owner, url_of=lambda kind, number: request.build_absolute_uri(reverse(NAMES[kind], args=[number])), now=now)
    return _answer(ics.calendar(CALENDAR, entries), "orders")


@require_safe
@login_required
@never_cache
def one(request: HttpRequest, number: str, portal: str) -> HttpResponse:
    """One order as a file, for the calendar of the telephone."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    if portal == "my":
        row = own.for_customer(number, actor=actor)
        entry = feeds.for_family(row, feeds.sequence_of(row), request.build_absolute_uri(reverse(NAMES["order"], args=[number])), now)
    else:
        row = own.for_worker(number, actor=actor)
        entry = feeds.for_worker(row, feeds.sequence_of(row), request.build_absolute_uri(reverse(NAMES["visit"], args=[number])), now, goes=True)
    return _answer(ics.calendar(CALENDAR, [entry]), row.number)
