"""/enterprise/workers/: the people of an enterprise."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import can, require
from core.errors import Conflict, Invalid
from core.forms import say
from core.paging import split
from core.states import steps_of
from core.texts import whole
from marketplace.workers import services
from marketplace.workers.forms import EnterForm, StationForm
from marketplace.workers.models import Station, Worker
from marketplace.workers.queries import own
from marketplace.workers.queries.public import portrait_url
from marketplace.workers.queries.stations import outlets_for, stations_of
from marketplace.workers.queries.week import week_in_words
from marketplace.workers.states import CHANGEABLE, STEPS
from marketplace.workers.views.desk import Desk
from marketplace.workers.views.file import standing

PORTAL = {"portal": "enterprise"}
NO_OUTLET = "none"


@require_safe
@login_required
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whose file the enterprise or the outlet keeps: photo, outlet, skills, week, the next paper that ends (CHN-02)."""
    actor, before = request.actor, whole(request.GET.get("cursor", ""))  # type: ignore[attr-defined]
    outlets = outlets_for(actor)
    asked = request.GET.get("outlet", "")
    chosen = next((row for row in outlets if str(row.pk) == asked), None)
    today, alone = timezone.localdate(clock.now()), asked == NO_OUTLET
    found = own.employees(actor, on=today, before=before, outlet=chosen.pk if chosen else None, without_outlet=alone)
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "photo": portrait_url(row), "week": week_in_words(row)} for row in page]
    context = {
        "rows": rows,
        "next": following,
        "enterprise": own.employer_of(actor),
        "outlets": outlets,
        "asked": asked if chosen or alone else "",
    }
    return render(request, "workers/own/people.html", {**PORTAL, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Open a file for an employee (ENT-06)."""
    actor = request.actor  # type: ignore[attr-defined]
    firm = own.employer_of(actor)
    if firm is None:
        return redirect("enterprises:apply")
    outlets = outlets_for(actor)
    is_head = firm.organisation_id in own.tenants_of(actor)
    require(actor, "create", Worker(enterprise=firm, outlet=None if is_head else outlets[0] if outlets else None))
    form = EnterForm(request.POST or None, outlets=outlets, needed=not is_head)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.enter_worker(actor=actor, now=clock.now(), enterprise=firm, **form.wanted())
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, f"{row.called}的档案建好了。再选会做什么、传证件，就能交上去审核。")
            return redirect("workers:enterprise-worker", row.pk)
    return render(request, "workers/own/enter.html", {**PORTAL, "form": form, "enterprise": firm})


@require_safe
@login_required
@never_cache
def manage(request: HttpRequest, number: int) -> HttpResponse:
    """One employee: where the file stands, what is missing, what happened."""
    return _managed(request, Desk(own.employee(number, actor=request.actor), is_own=False), None)  # type: ignore[attr-defined]


def _managed(request: HttpRequest, desk: Desk, form: StationForm | None) -> HttpResponse:
    actor, today = request.actor, timezone.localdate(clock.now())  # type: ignore[attr-defined]
    moves = desk.worker.state in CHANGEABLE and can(actor, "create", Station(worker=desk.worker))
    context = {
        **standing(request, desk),
        "steps": steps_of(desk.worker, STEPS),
        "stations": stations_of(desk.worker),
        "today": today,
        "photo": portrait_url(desk.worker),
        "week": week_in_words(desk.worker),
        "station": form or (StationForm(outlets=outlets_for(actor), initial={"starts_on": today, "outlet": desk.worker.outlet_id}) if moves else None),
    }
    return desk.show(request, "manage", context, status=400 if form is not None else 200)


@require_POST
@login_required
def move(request: HttpRequest, number: int) -> HttpResponse:
    """To another outlet from a day on, or to none."""
    actor = request.actor  # type: ignore[attr-defined]
    desk = Desk(own.employee(number, actor=actor), is_own=False)
    form = StationForm(request.POST, outlets=outlets_for(actor))
    if form.is_valid():
        try:
            services.station(desk.worker, actor=actor, now=clock.now(), **form.wanted())
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "调好了，到那天按新的门店派单。")
            return desk.go("home")
    else:
        require(actor, "create", Station(worker=desk.worker))
    return _managed(request, desk, form)
