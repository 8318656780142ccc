"""Reporting an accident from an order and seeing what becomes of it, the same for family, worker and provider."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import can
from core.audit.services import record
from core.errors import Conflict, Invalid
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from dispatch.accidents import queries, services
from dispatch.accidents.forms import ReportForm
from dispatch.accidents.models import Case
from dispatch.accidents.states import Side
from marketplace.bookings.queries import own as orders

FINDERS: dict[str, Callable[..., Any]] = {"family": orders.for_customer, "worker": orders.for_worker, "provider": orders.for_provider}
PORTALS = {"family": "my", "worker": "worker", "provider": "enterprise"}
BACK = {"family": "bookings:order", "worker": "bookings:visit", "provider": "bookings:provider-order"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def page(request: HttpRequest, number: str, side: str) -> HttpResponse:
    """What was reported of an order, and the form for one more."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    order = FINDERS[side](number, actor=actor)
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report(order, side=Side(side), actor=actor, now=now, **form.cleaned_data)
        except Invalid as error:
            say(form, error)
        except Conflict as error:
            messages.error(request, error.message)
            return redirect(request.path)
        else:
            messages.success(request, "报上来了，网络中心马上指定人负责。")
            return redirect(request.path)
    may = can(actor, "create", Case(booking=order)) and services.may_report(order, now)
    context = {
        "portal": PORTALS[side],
        "order": order,
        "cases": queries.of_order(order),
        "now": now,
        "form": form if may else None,
        "back": BACK[side],
        "key": fresh_key(),
    }
    return render(request, "accidents/own/page.html", context, status=400 if form.errors else 200)


@require_safe
@login_required
@never_cache
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """A paper of a case, as an attachment; who opened it is audited."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = queries.paper(number, actor=actor)
    record(actor, function="accident.open_file", obj=row.case, detail={"file": str(row.file_id)}, now=now)
    response = FileResponse(row.file.file.open("rb"), as_attachment=True, filename=row.file.name, content_type=row.file.content_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
