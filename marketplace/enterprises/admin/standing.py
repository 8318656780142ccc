"""Staff grade a supplier and give or take a title, on its record (ENT-10, ENT-15)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core import clock
from core.access import can, require
from core.admin import require_staff
from core.errors import Invalid, NotFound, sentence
from marketplace.enterprises import services
from marketplace.enterprises.admin.admission import DETAIL, show
from marketplace.enterprises.forms import AssessForm
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState

SERVICES: dict[str, Callable[..., Any]] = {"grade": services.grade_enterprise, "honour": services.honour_enterprise}


@require_POST
def assess(request: HttpRequest, number: int, matter: str) -> HttpResponse:
    """Grade it, or give or take a title: one domain call."""
    actor = require_staff("read", "enterprise")
    row = get_object_or_404(Enterprise.objects.exclude(state=EnterpriseState.DRAFT).select_related("district", "organisation", "applicant"), pk=number)
    if matter not in SERVICES or not can(actor, "read", row):
        raise NotFound
    require(actor, matter, row)
    form = AssessForm(request.POST)
    value, reason = (form.cleaned_data["value"], form.cleaned_data["reason"]) if form.is_valid() else ("", "")
    try:
        SERVICES[matter](row, **{matter: value}, reason=reason, actor=actor, now=clock.now())
    except Invalid as error:
        return show(request, row, assessing={"matter": matter, "error": sentence(error), "value": value, "reason": reason})
    messages.success(request, "记下了，已经通知企业，公开页面马上跟着变。")
    return redirect(DETAIL, number)
