"""急修事项和应急预案: what can happen, what it costs, what to do; a plan opened for an order is ticked here (URG-03)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import can, require
from core.admin import require_staff
from core.errors import Invalid, NotFound
from core.forms import attempt, say
from core.texts import whole
from dispatch.urgent import queries, services
from dispatch.urgent.forms import IncidentForm
from dispatch.urgent.models import Incident, PlanRun
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own as orders

INCIDENTS, INCIDENT = "dispatch_incidents", "dispatch_incident"
PLAN_OPEN, PLAN_TICK = "dispatch_plan_open", "dispatch_plan_tick"


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """All kinds of incidents, with the version of their plan."""
    actor = require_staff("read", Incident.access_resource)
    rows = list(Incident.objects.select_related("service_type").prefetch_related("plans").order_by("-active", "position", "pk"))
    for row in rows:
        row.plan = max(row.plans.all(), key=lambda plan: plan.version, default=None)  # type: ignore[attr-defined]
    context = {
        "rows": rows,
        "may_add": can(actor, "create", Incident),
        "header_title": "急修和预案",
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": "", "label": "急修和预案"}],
    }
    return render(request, "urgent/admin/incidents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Write one, new or known: one domain call."""
    actor = require_staff("create" if number is None else "update", Incident.access_resource)
    row = None if number is None else get_object_or_404(Incident, pk=number)
    plans = list(row.plans.select_related("created_by").order_by("-version")) if row else []
    form = IncidentForm(request.POST or None, instance=row, initial={"steps": "\n".join(plans[0].steps) if plans else ""})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            services.save_incident(
                None if row is None else Incident.objects.get(pk=row.pk), actor=actor, now=clock.now(), steps=said.pop("steps").splitlines(), **said
            )
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "记下了。")
            return redirect(INCIDENTS)
    title = row.name if row else "新的急修事项"
    context = {
        "form": form,
        "row": row,
        "plans": plans,
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": reverse(INCIDENTS), "label": "急修和预案"}, {"url": "", "label": title}],
    }
    return render(request, "urgent/admin/incident.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_open(request: HttpRequest, number: str) -> HttpResponse:
    """The plans of an order as checklists; open another one: one domain call."""
    actor = require_staff("dispatch", Booking.access_resource)
    row = orders.visible(number, actor=actor)
    require(actor, "dispatch", row)
    if request.method == "POST":
        text = request.POST.get("incident", "")
        chosen = Incident.objects.filter(pk=whole(text) or 0).first()
        if chosen is None:
            raise Invalid(fields={"incident": ["选一项。"]})
        attempt(request, lambda: services.open_plan(row, chosen, actor=actor, now=clock.now()), "预案打开了。")
        return redirect(PLAN_OPEN, number)
    found = queries.plans_of(row)
    opened = {run.plan.incident_id for run in found["runs"]}
    crumbs = [{"url": reverse("marketplace_booking", args=[number]), "label": number}, {"url": "", "label": "应急预案"}]
    shown = {"order": row, **found, "incidents": [one for one in queries.incidents() if one.pk not in opened]}
    return render(request, "urgent/admin/plans.html", {**shown, "header_title": "应急预案", "header_icon": "list-ul", "breadcrumbs_items": crumbs})


@require_POST
def plan_tick(request: HttpRequest, number: int) -> HttpResponse:
    """A step is done, or not after all: one domain call."""
    actor = require_staff("dispatch", Booking.access_resource)
    run = PlanRun.objects.select_related("plan", "call", "booking__enterprise").filter(pk=number).first()
    position = whole(request.POST.get("position", ""), digits=3)
    if run is None or position is None:
        raise NotFound
    services.tick(run, position=position, done=request.POST.get("done") != "0", actor=actor, now=clock.now())
    return redirect(_back(run))


def _back(run: PlanRun) -> str:
    number: Any = run.call.number if run.call else run.booking.number  # type: ignore[union-attr]
    return reverse("dispatch_urgent_call" if run.call else PLAN_OPEN, args=[number])
