"""/enterprise/outlets/: the enterprise's own outlets, below it as a tree (CHN-01)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import Actor, can, require, tenants
from core.errors import Conflict, Invalid, NotFound
from core.forms import NoteForm, say
from core.states import available, steps_of
from marketplace.enterprises import queries, services
from marketplace.enterprises.forms import OutletForm
from marketplace.enterprises.models import Enterprise, Outlet
from marketplace.enterprises.places import week
from marketplace.enterprises.states import OUTLET_MACHINE, EnterpriseState

PORTAL = {"portal": "enterprise"}
EVENTS = {"pause": "歇业", "reopen": "重新开门", "close": "关店"}


def _own(actor: Actor) -> QuerySet[Outlet]:
    """The outlets of the organisations that the actor works in."""
    rows = Outlet.objects.filter(organisation_id__in=tenants(actor, Outlet.access_resource))
    return rows.select_related("enterprise", "district", "organisation")


def _one(number: int, actor: Actor) -> Outlet:
    """One's own outlet. Raises NotFound."""
    row = _own(actor).filter(pk=number).first() if number <= queries.BIGGEST else None
    if row is None:
        raise NotFound
    return row


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The enterprise and its outlets."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = list(_own(actor).prefetch_related("hours", "serves").order_by("pk"))
    context = {
        "enterprise": queries.own_of(actor),
        "outlets": [(row, week(row)) for row in rows],
        "may_change": can(actor, "update", Outlet),
    }
    return render(request, "enterprises/outlets/mine.html", {**PORTAL, **context})


def _standing(actor: Actor) -> Enterprise | None:
    """The admitted enterprise in which the actor works."""
    return Enterprise.objects.filter(organisation_id__in=actor.organisation_ids, state=EnterpriseState.APPROVED).order_by("pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Open an outlet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _standing(actor)
    if row is None:
        return redirect("enterprises:home")
    require(actor, "create", Outlet(enterprise=row, organisation=row.organisation))
    form = OutletForm(request.POST or None, initial={"rests_on_holidays": True, "district": row.district_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_outlet(enterprise=row, actor=actor, now=clock.now(), **form.values())
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "门店开好了，网点页马上能找到。")
            return redirect("enterprises:own-outlets")
    return _ask(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change an outlet, and what may be done with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _one(number, actor)
    require(actor, "update", row)
    form = OutletForm(request.POST) if request.method == "POST" else OutletForm(initial=OutletForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_outlet(row, actor=actor, now=clock.now(), **form.values())
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "改好了，网点页马上就是新的。")
            return redirect("enterprises:own-outlets")
    return _ask(request, form, row)


def _ask(request: HttpRequest, form: OutletForm, row: Outlet | None, *, note_error: str = "") -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    moves = [{"event": event, "label": step.label, "wants_note": step.note_required} for event, step in available(row, actor)] if row else []
    context: dict[str, Any] = {
        "form": form,
        "served": {str(value) for value in form["serves"].value() or ()},
        "outlet": row,
        "moves": moves,
        "note_error": note_error,
        "steps": steps_of(row, EVENTS) if row else [],
    }
    return render(request, "enterprises/outlets/form.html", {**PORTAL, **context}, status=400 if form.errors or note_error else 200)


@require_POST
@login_required
def shift(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Pause, reopen, close: one domain call."""
    row = _one(number, request.actor)  # type: ignore[attr-defined]
    if event not in OUTLET_MACHINE.events:
        raise NotFound
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        services.shift_outlet(row, event, actor=request.actor, now=clock.now(), note=note)  # type: ignore[attr-defined]
    except Invalid:
        return _ask(request, OutletForm(initial=OutletForm.initial_of(row)), row, note_error="请写明原因，来问的街坊要有个说法。")
    messages.success(request, "改好了。")
    return redirect("enterprises:own-outlets")
