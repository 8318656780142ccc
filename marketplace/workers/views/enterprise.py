"""/enterprise/workers/: the people of an enterprise."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import require
from core.errors import Conflict, Invalid
from core.forms import say
from core.paging import split
from core.states import steps_of
from core.texts import whole
from marketplace.workers import services
from marketplace.workers.forms import EmployeeForm
from marketplace.workers.models import Worker
from marketplace.workers.queries import own
from marketplace.workers.states import STEPS
from marketplace.workers.views.desk import Desk
from marketplace.workers.views.file import standing

PORTAL = {"portal": "enterprise"}


@require_safe
@login_required
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whose file the enterprise keeps, with the next paper that ends."""
    asked = request.GET.get("cursor", "")
    before = whole(asked)
    found = own.employees(request.actor, on=timezone.localdate(clock.now()), before=before)  # type: ignore[attr-defined]
    page, following = split(found, own.PAGE_SIZE)
    firm = own.employer_of(request.actor)  # type: ignore[attr-defined]
    return render(request, "workers/own/people.html", {**PORTAL, "workers": page, "next": following, "enterprise": firm})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Open a file for an employee (ENT-06)."""
    actor = request.actor  # type: ignore[attr-defined]
    firm = own.employer_of(actor)
    if firm is None:
        return redirect("enterprises:apply")
    require(actor, "create", Worker(enterprise=firm))
    form = EmployeeForm(request.POST or None)
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
    desk = Desk(own.employee(number, actor=request.actor), is_own=False)  # type: ignore[attr-defined]
    return desk.show(request, "manage", {**standing(request, desk), "steps": steps_of(desk.worker, STEPS)})
