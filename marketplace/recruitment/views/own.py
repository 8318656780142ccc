"""An enterprise's postings and candidates, under /enterprise/jobs/."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Invalid, NotFound
from core.forms import say
from core.paging import split
from core.states import available, steps_of
from core.texts import whole
from marketplace.enterprises import queries as enterprises
from marketplace.recruitment import services
from marketplace.recruitment.forms import NAMES, JobForm
from marketplace.recruitment.models import Application, JobPosting
from marketplace.recruitment.queries import own
from marketplace.recruitment.services.posting import require_standing
from marketplace.recruitment.states import EDITABLE, ApplicationState, JobState

PORTAL = {"portal": "enterprise"}
STEPS = {
    "submit": "提交",
    "approve": "发布",
    "return": "退回",
    "withdraw": "撤回",
    "edit": "修改，重新审核",
    "renew": "再招 30 天",
    "expire": "到期",
    "close": "结束招聘",
    "hide": "撤下",
    "restore": "恢复显示",
}
ACTIONS = {
    "submit": (services.submit, "交上去了，审核通过就显示。"),
    "withdraw": (services.withdraw, "撤回来了，改好再发。"),
    "renew": (services.renew, "续上了。"),
    "close": (services.close, "结束了，不再收应聘。"),
}
HANDLED = {
    "see": (services.see, "记下了，对方知道你看过。"),
    "contact": (services.contact, "号码显示出来了，对方知道你要打电话。"),
    "decline": (services.decline, "回绝了，已经告诉对方。"),
}


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All postings of one's enterprises, in every state."""
    found = own.own_page(request.actor, before=whole(request.GET.get("cursor", "")))  # type: ignore[attr-defined]
    page, following = split(found, own.PAGE_SIZE)
    firm = enterprises.own_of(request.actor)  # type: ignore[attr-defined]
    return render(request, "recruitment/enterprise_jobs.html", {**PORTAL, "jobs": page, "next": following, "enterprise": firm})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def post(request: HttpRequest) -> HttpResponse:
    """Post a job; an enterprise that is not admitted gets 403 (ENT-05)."""
    actor = request.actor  # type: ignore[attr-defined]
    firm = enterprises.own_of(actor)
    if firm is None:
        return redirect("enterprises:apply")
    require(actor, "create", JobPosting)
    require_standing(firm)
    form = JobForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.post_job(actor=actor, now=clock.now(), enterprise=firm, publish_now="draft" not in request.POST, **form.wanted())
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "存成草稿了。" if row.state == JobState.DRAFT else "交上去了，审核通过就显示。")
            return redirect("recruitment:enterprise-manage", row.pk)
    return render(request, "recruitment/enterprise_form.html", {**PORTAL, "form": form, "job": None})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a posting; a published one waits for staff again."""
    row = own.own_job(number, actor=request.actor)  # type: ignore[attr-defined]
    form = JobForm(request.POST) if request.method == "POST" else JobForm(initial=JobForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.edit_job(row, actor=request.actor, now=clock.now(), **form.wanted())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "改好了，审核通过后再显示。" if row.state == JobState.PENDING else "改好了。")
            return redirect("recruitment:enterprise-manage", row.pk)
    return render(request, "recruitment/enterprise_form.html", {**PORTAL, "form": form, "job": row})


@require_safe
@login_required
@never_cache
def manage(request: HttpRequest, number: int) -> HttpResponse:
    """One posting: where it stands, what may be done next, what happened, who applied."""
    row = own.own_job(number, actor=request.actor)  # type: ignore[attr-defined]
    context = {
        **PORTAL,
        "job": row,
        "moves": [(event, step.label) for event, step in available(row, request.actor) if event in ACTIONS],  # type: ignore[attr-defined]
        "editable": row.state in EDITABLE,
        "is_public": row.is_public(clock.now()),
        "note": own.last_note(row) if row.state in (JobState.RETURNED, JobState.HIDDEN) else None,
        "steps": steps_of(row, STEPS),
        "candidates": own.applications_for(row, size=5)[:5],
    }
    return render(request, "recruitment/enterprise_job.html", context)


@require_POST
@login_required
def act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """One step of the posting's life."""
    if event not in ACTIONS:
        raise NotFound
    service, said = ACTIONS[event]
    row = service(own.own_job(number, actor=request.actor), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect("recruitment:enterprise-manage", row.pk)


@require_safe
@login_required
@never_cache
def applications(request: HttpRequest, number: int) -> HttpResponse:
    """The candidates of a posting with their marks (LAB-08)."""
    job = own.own_job(number, actor=request.actor)  # type: ignore[attr-defined]
    require(request.actor, "read", Application)  # type: ignore[attr-defined]
    found = own.applications_for(job, before=whole(request.GET.get("cursor", "")))
    page, following = split(found, own.PAGE_SIZE)
    context = {
        **PORTAL,
        "job": job,
        "rows": [_candidate(request, row) for row in page],
        "next": following,
    }
    return render(request, "recruitment/enterprise_applications.html", context)


def _candidate(request: HttpRequest, row: Application) -> dict:
    moves = [(event, step.label) for event, step in available(row, request.actor) if event in HANDLED]  # type: ignore[attr-defined]
    return {"row": row, "marks": row.missed, "moves": moves, "shows_phone": row.state == ApplicationState.CONTACTED}


@require_POST
@login_required
def handle(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """One step with a candidate: seen, to be called, declined."""
    if event not in HANDLED:
        raise NotFound
    service, said = HANDLED[event]
    row = service(own.application_for_enterprise(number, actor=request.actor), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect("recruitment:enterprise-applications", row.job_id)
