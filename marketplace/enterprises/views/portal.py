"""The enterprise portal: home, application, own data. Public pages of enterprises are with the listings that they show."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, portals
from core.errors import Invalid, NotFound
from core.forms import say
from core.states import available, history_of
from marketplace.enterprises import queries, services
from marketplace.enterprises.forms import ApplicationForm, EnterpriseForm, ProfileForm
from marketplace.enterprises.models import Enterprise, QualificationFile
from marketplace.enterprises.states import EDITABLE, EnterpriseState

PORTAL = {"portal": "enterprise"}
EVENTS = {
    "submit": "提交申请",
    "withdraw": "撤回修改",
    "approve": "审核通过",
    "reject": "没有通过",
    "suspend": "停业",
    "reinstate": "恢复营业",
    "import": "录入",
}


def timeline_of(row: Enterprise) -> list[dict[str, Any]]:
    """What happened to it, for the page: who decided is said by office, not by name."""
    return [{"title": EVENTS.get(step.event, step.event), "at": step.at, "note": step.note} for step in history_of(row)]


@require_safe
@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Where the enterprise stands, and what every slice has for it."""
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.own_of(actor)
    if row is None:
        return redirect("enterprises:own-outlets" if queries.keeps_outlet(actor) else "enterprises:apply")
    context = {
        "enterprise": row,
        "steps": timeline_of(row),
        "moves": [event for event, _ in available(row, actor)],
        "editable": row.state in EDITABLE,
        **_agreed(row),
        "panels": portals.panels("enterprise", actor) if row.organisation_id else [],
    }
    return render(request, "enterprises/home.html", {**PORTAL, **context})


def _agreed(row: Enterprise) -> dict[str, Any]:
    """How it stands with the agreement: what holds, whether new orders are stopped."""
    today = timezone.localdate(clock.now())
    found = queries.agreement_of(row.pk, on=today)
    soon = found if found is not None and (found.ends_on - today).days <= found.remind_days else None
    return {"paused": queries.is_paused(row.pk, on=today), "ends_soon": soon}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """The application (ENT-01, MEM-01): a draft that may be left and taken up again, handed in when it is complete."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = queries.own_of(actor)
    if row is not None and row.state not in EDITABLE:
        return redirect("enterprises:home")
    if request.method != "POST":
        return _application(request, row, ApplicationForm(initial=ApplicationForm.initial_of(row) if row else {}))
    form = ApplicationForm(request.POST, request.FILES)
    hand_in = form.is_valid() and request.POST.get("action") == "submit"
    try:
        row = services.fill_in(actor=actor, now=now, enterprise=row, fields=form.kept(), files=form.uploads(), hand_in=hand_in)
    except Invalid as error:
        say(form, error)
    if not form.is_valid():
        return _application(request, queries.own_of(actor), form)
    messages.success(request, "申请交上去了，结果会发到消息里。" if hand_in else "草稿存好了，什么时候接着填都行。")
    return redirect("enterprises:home" if hand_in else "enterprises:apply")


def _chosen(form: EnterpriseForm) -> set[str]:
    """The ids of the categories that are ticked, as the page compares them."""
    return {str(value) for value in form["categories"].value() or ()}


def _served(form: ProfileForm) -> set[str]:
    """The ids of the districts that are ticked, as the page compares them."""
    return {str(value) for value in form["service_area"].value() or ()}


def _application(request: HttpRequest, row: Enterprise | None, form: ApplicationForm) -> HttpResponse:
    context = {
        "form": form,
        "chosen": _chosen(form),
        "enterprise": row,
        "files": list(row.files.select_related("file").order_by("pk")) if row else [],
        "reason": history_of(row).filter(event="reject").last() if row and row.state == EnterpriseState.REJECTED else None,
        "proven": request.actor.proven_phone,  # type: ignore[attr-defined]
    }
    return render(request, "enterprises/apply.html", {**PORTAL, **context})


@require_POST
@login_required
def remove_file(request: HttpRequest, number: int) -> HttpResponse:
    """Take a file out of the application."""
    found = QualificationFile.objects.select_related("file", "enterprise").filter(pk=number, enterprise__in=Enterprise.objects.of_actor(request.actor)).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotFound
    services.remove_file(found, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "文件删掉了。")
    return redirect("enterprises:apply")


@require_POST
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the application back to change it."""
    row = queries.own_of(request.actor)  # type: ignore[attr-defined]
    if row is None:
        raise NotFound
    services.withdraw_application(row, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "申请撤回来了，改好再交。")
    return redirect("enterprises:apply")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """What an admitted enterprise may change by itself."""
    row = queries.own_of(request.actor)  # type: ignore[attr-defined]
    if row is None or row.state in EDITABLE:
        return redirect("enterprises:apply")
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm(initial=ProfileForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_enterprise(row, actor=request.actor, now=clock.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "改好了，页面上马上就是新的。")
            return redirect("enterprises:profile")
    return render(request, "enterprises/profile.html", {**PORTAL, "form": form, "chosen": _chosen(form), "enterprise": row, "served": _served(form)})
