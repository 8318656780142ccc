"""参数设置: all parameters with what holds now and what is planned; one with its history, the way to set it and to take a plan back (PAR-01)."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from core import clock
from core.access import can
from core.admin import require_staff
from core.errors import Conflict, Invalid, NotFound, sentence
from core.forms import NoteForm, say
from core.parameters import services
from core.parameters.declared import Parameter, declared, parameter
from core.parameters.forms import ValueForm
from core.parameters.models import ParameterValue
from core.parameters.queries import Step, held, history, steps
from core.templatetags.ui import moment

INDEX, DETAIL = "core_parameters", "core_parameter"
RESOURCE = ParameterValue.access_resource


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every parameter by group."""
    actor = require_staff("read", RESOURCE)
    now, known = clock.now(), steps()
    rows = [_line(each, known.get(each.code, ()), now, can(actor, *each.right)) for each in declared()]
    groups = [(group, list(found)) for group, found in groupby(rows, key=lambda row: row["parameter"].group)]
    context = {"groups": groups, "breadcrumbs_items": [{"url": "", "label": "参数设置"}], "header_title": "参数设置", "header_icon": "sliders"}
    return render(request, "parameters/admin/index.html", context)


def _line(each: Parameter, known: tuple[Step, ...], now: datetime, may_change: bool) -> dict[str, Any]:
    coming = next((step for step in known if step.since > now), None)
    since = next((step.since for step in reversed(known) if step.since <= now), None)
    return {
        "parameter": each,
        "now": each.kind.shown(held(known, now, each.default)),
        "since": since,
        "coming": each.kind.shown(coming.value) if coming else "",
        "coming_at": coming.since if coming else None,
        "may_change": may_change,
    }


def _known(code: str) -> Parameter:
    found = parameter(code)
    if found is None:
        raise NotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One parameter; setting it is one domain call."""
    actor = require_staff("read", RESOURCE)
    known, now = _known(code), clock.now()
    if request.method != "POST":
        return _show(request, known, ValueForm(known, initial={"value": known.at(now)}))
    form = ValueForm(known, request.POST)
    if form.is_valid():
        try:
            row = services.plan_value(known, actor=actor, now=now, **form.said())
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            coming = row.effective_from > now
            messages.success(request, f"定好了，{moment(row.effective_from)}起生效。" if coming else "定好了，马上生效。")
            return redirect(DETAIL, code)
    return _show(request, known, form, status=400)


def _show(request: HttpRequest, known: Parameter, form: ValueForm, *, failed: tuple[int, str] | None = None, status: int = 200) -> HttpResponse:
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    line = _line(known, steps().get(known.code, ()), now, can(actor, *known.right))
    rows = [(row, known.kind.shown(row.value), _standing(row, now)) for row in history(known.code)[:100]]
    context = {
        **line,
        "default": known.kind.shown(known.default),
        "rows": rows,
        "form": form,
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "参数设置"}, {"url": "", "label": known.label}],
        "header_title": known.label,
        "header_icon": "sliders",
    }
    return render(request, "parameters/admin/parameter.html", context, status=status)


def _standing(row: ParameterValue, now: datetime) -> str:
    if row.withdrawn_at is not None:
        return "撤回了"
    return "还没到" if row.effective_from > now else "生效过"


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a planned value back with a reason: one domain call."""
    actor = require_staff("read", RESOURCE)
    row = get_object_or_404(ParameterValue, pk=number)
    known, form = _known(row.code), NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        services.withdraw_value(row, known, actor=actor, now=clock.now(), note=note)
    except (Invalid, Conflict) as error:
        said = sentence(error) if isinstance(error, Invalid) else error.message
        return _show(request, known, ValueForm(known, initial={"value": known.at(clock.now())}), failed=(row.pk, said), status=error.status)
    messages.success(request, "撤回了，到时候不会换成这个值。")
    return redirect(DETAIL, row.code)
