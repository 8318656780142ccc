"""The enterprise's own board and the report of its outlets: the head sees all of them, an outlet its own (CHN-05)."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.access import Actor, require, tenants
from core.texts import whole
from dispatch.board import lanes, queries
from dispatch.board.report import HEAD, months, report
from marketplace.bookings.models import Booking
from marketplace.enterprises.models import Enterprise, Outlet
from marketplace.workers.models.people import employed_by

PORTAL = {"portal": "enterprise"}
FARTHEST = timedelta(days=370)
MONTHS = 6


def _day(text: str, today: date) -> date:
    """The day asked for; today where nothing sensible is asked."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs(found - today) <= FARTHEST else today


def _outlets(actor: Actor, resource: str, verb: str) -> tuple[list[Outlet], frozenset[int]]:
    """The outlets that the actor looks after, and the organisations for which he does."""
    mine = tenants(actor, resource, verb)
    return list(Outlet.objects.filter(organisation_id__in=mine).order_by("name", "pk")), mine


@require_safe
@login_required
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """Who goes where on a day, or how full the week is: of the whole enterprise, of one outlet, of one's own outlet alone (BKG-20)."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    require(actor, "dispatch", Booking)
    outlets, mine = _outlets(actor, Booking.access_resource, "dispatch")
    today = timezone.localdate(now)
    day, asked, page = _day(request.GET.get("day", ""), today), whole(request.GET.get("outlet", "")), whole(request.GET.get("page", ""), digits=3) or 1
    chosen = next((row for row in outlets if row.pk == asked), None)
    among = employed_by(mine) & (Q(outlet=chosen) if chosen else Q())
    week = request.GET.get("view") == "week"
    step = timedelta(days=queries.DAYS if week else 1)
    workers, more = queries.workers_of(day, among=among, page=page, days=queries.DAYS if week else 1)
    context = {
        "outlets": outlets,
        "chosen": chosen,
        "day": day,
        "today": today,
        "before": day - step,
        "after": day + step,
        "hours": lanes.HOURS,
        "week": week,
        "days": [day + timedelta(days=place) for place in range(queries.DAYS)],
        "loads": queries.week_rows(workers, day, now=now) if week else [],
        "rows": [] if week else queries.day_rows(workers, day, now=now),
        "next_page": page + 1 if more else None,
    }
    return render(request, "board/own/board.html", {**PORTAL, **context})


@require_safe
@login_required
@never_cache
def outlets(request: HttpRequest) -> HttpResponse:
    """One month of every outlet with the sum, and six months of one of them; an outlet sees its own."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "summarise", Outlet)
    found, mine = _outlets(actor, Outlet.access_resource, "summarise")
    firm = Enterprise.objects.filter(Q(organisation_id__in=mine) | Q(pk__in=[row.enterprise_id for row in found])).order_by("pk").first()
    if firm is None:
        return render(request, "board/own/outlets.html", PORTAL)
    is_head = firm.organisation_id in mine
    known = [row for row in found if row.enterprise_id == firm.pk]
    today = timezone.localdate(clock.now())
    month = _day(f"{request.GET.get('month', '')[:7]}-01", today).replace(day=1)
    asked = whole(request.GET.get("outlet", ""))
    chosen = next((row for row in known if row.pk == asked), None if is_head else known[0])
    spans = months(month, MONTHS)
    seen = report(firm.pk, spans, outlets=None if is_head else [row.pk for row in known])
    lines = [(row, seen.of(month, row.pk)) for row in known]
    context = {
        "enterprise": firm,
        "is_head": is_head,
        "month": month,
        "choices": months(today, 2 * MONTHS),
        "lines": lines,
        "head": seen.of(month, HEAD) if is_head else None,
        "sum": seen.of(month, None) if is_head else None,
        "outlets": known,
        "chosen": chosen,
        "past": [(one, seen.of(one, chosen.pk if chosen else None)) for one in spans],
    }
    return render(request, "board/own/outlets.html", {**PORTAL, **context})
