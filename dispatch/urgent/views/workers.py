"""What is offered to a worker now, with the minutes that are left: /worker/offers/."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import require
from core.errors import NotFound
from core.forms import attempt
from dispatch.urgent import queries, services
from dispatch.urgent.models import UrgentOrder

PORTAL = {"portal": "worker"}


@require_safe
@login_required
@never_cache
def offers(request: HttpRequest) -> HttpResponse:
    """What waits, and what was answered."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    require(actor, "accept", "job_offer")
    context = {**PORTAL, "offers": queries.open_offers(actor, now), "past": queries.recent_offers(actor, now), "now": now}
    return render(request, "urgent/own/offers.html", context)


@require_POST
@login_required
def act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Accept or decline."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = queries.my_offer(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: services.accept_offer(row, actor=actor, now=now), "接下来了，现在就出发。"),
        "decline": (lambda: services.decline_offer(row, actor=actor, now=now, note=request.POST.get("note", "")[:300]), "知道了，问下一位。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event])
    taken = UrgentOrder.objects.filter(pk=row.subject, booking__isnull=False, booking__visits__assignments__worker_id=row.worker_id).values_list(
        "booking__number", flat=True
    )
    if event == "accept" and (mine := taken.first()):
        return redirect("bookings:visit", mine)
    return redirect("urgent:offers")
