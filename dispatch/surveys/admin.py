"""满意度调查: what is asked, of how many, and what was answered, without names (RAT-07)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import can
from core.admin import require_staff
from core.errors import Invalid, NotFound
from core.forms import say
from dispatch.surveys import queries, services
from dispatch.surveys.forms import SurveyForm
from dispatch.surveys.models import Survey
from dispatch.surveys.parameters import LEAST_GROUP

INDEX, DETAIL = "dispatch_surveys", "dispatch_survey"
RESOURCE = Survey.access_resource
FIRST = {"sample_share": 2000, "wait_days": 3}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them, with how many were sent and answered."""
    actor = require_staff("read", RESOURCE)
    context = {"surveys": queries.listed(), "may": can(actor, "create", Survey), "header_title": "满意度调查", "header_icon": "form"}
    return render(request, "surveys/admin/index.html", {**context, "breadcrumbs_items": [{"url": "", "label": "满意度调查"}]})


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"url": reverse(INDEX), "label": "满意度调查"}, {"url": "", "label": label}]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new one with its questions: one domain call."""
    actor = require_staff("create", RESOURCE)
    form = SurveyForm(request.POST or None, initial=FIRST)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.make_survey(actor=actor, now=clock.now(), **form.cleaned_data)
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "建好了，以后完工的单按这个来抽。")
            return redirect(DETAIL, row.pk)
    context = {"form": form, "breadcrumbs_items": _crumbs("新的调查"), "header_title": "新的调查", "header_icon": "form"}
    return render(request, "surveys/admin/new.html", context, status=400 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """What was answered: the whole, by service, by district."""
    actor = require_staff("read", RESOURCE)
    row = queries.survey(number)
    if row is None:
        raise NotFound
    found = queries.results(row, least=LEAST_GROUP.at(clock.now()))
    context = {"row": row, **found, "may": can(actor, "update", row), "header_title": row.title, "header_icon": "form"}
    return render(request, "surveys/admin/survey.html", {**context, "breadcrumbs_items": _crumbs(row.title)})


@require_POST
def switch(request: HttpRequest, number: int) -> HttpResponse:
    """Send it, or no longer: one domain call."""
    actor = require_staff("update", RESOURCE)
    row = queries.survey(number)
    if row is None:
        raise NotFound
    services.switch(row, active=not row.active, actor=actor, now=clock.now())
    messages.success(request, "又开始发了。" if row.active else "停了，已经发出去的还能答。")
    return redirect(DETAIL, number)
