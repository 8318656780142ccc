"""找人: who could do a job, with the reasons; and the report of how often the first of the list took it (SRC-10)."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import clock
from core.admin import require_staff
from dispatch.matching.finding import Demand, match
from dispatch.matching.forms import DemandForm, RangeForm
from dispatch.matching.report import quality
from marketplace.bookings.models import Booking

DESK, REPORT = "dispatch_matching", "dispatch_matching_report"
RESOURCE = "match"


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Say what is wanted, read who can come, the best first."""
    require_staff("read", RESOURCE)
    now = clock.now()
    asked = bool(request.GET)
    soon = timezone.localtime(now + timedelta(days=1)).replace(minute=0)
    form = DemandForm(request.GET) if asked else DemandForm(initial={"start": soon.strftime("%Y-%m-%dT%H:%M")})
    found = _found(form, now) if asked and form.is_valid() else None
    context = {"form": form, "found": found, "header_title": "找人", "header_icon": "group", "breadcrumbs_items": [{"url": "", "label": "找人"}]}
    return render(request, "matching/admin/desk.html", context)


def _found(form: DemandForm, now: Any) -> Any:
    said = form.cleaned_data
    if said["start"] <= now:
        form.add_error("start", "要在以后。")
        return None
    family = Booking.objects.filter(number=said["order"]).values_list("customer_id", flat=True).first() if said["order"] else None
    if said["order"] and family is None:
        form.add_error("order", "没有这个订单。")
        return None
    place = said["district"]
    return match(Demand(said["service_type"].pk, said["minutes"], (place.lat, place.lng), said["start"], family, district_id=place.pk), now=now, size=20)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Of the jobs offered between two days, how many the first of the list took."""
    require_staff("summarise", RESOURCE)
    today = timezone.localdate(clock.now())
    first = {"since": today - timedelta(days=29), "to": today}
    form = RangeForm(request.GET or first)
    whole, lines = quality(form.cleaned_data["since"], form.cleaned_data["to"]) if form.is_valid() else (None, [])
    title = "匹配得准不准"
    context = {
        "form": form,
        "whole": whole,
        "lines": lines,
        "header_title": title,
        "header_icon": "history",
        "breadcrumbs_items": [{"url": "", "label": title}],
    }
    return render(request, "matching/admin/report.html", context)
