"""质量抽查: the record over all workers and enterprises, writing one down, closing it (WRK-07)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import require
from core.admin import StaffIndexView, require_staff
from core.errors import Conflict, Invalid
from core.forms import say
from core.templatetags.ui import badge, moment
from marketplace.workers import services
from marketplace.workers.admin.people import DETAIL
from marketplace.workers.forms import CheckForm
from marketplace.workers.models import SpotCheck
from marketplace.workers.queries import own

CHECKS, CHECK = "marketplace_worker_checks", "marketplace_worker_check"


class CheckFilter(WagtailFilterSet):
    """By result and way."""

    passed = django_filters.BooleanFilter(label="合格")
    way = django_filters.ChoiceFilter(label="怎么查的", choices=SpotCheck.WAYS, empty_label="都看")

    class Meta:
        model = SpotCheck
        fields: ClassVar[list[str]] = []


def _result(row: SpotCheck) -> Any:
    if row.passed:
        return badge("合格", "ok")
    return badge("改好了", "ok") if row.remedied_at else badge("要改", "bad")


class CheckIndex(StaffIndexView):
    """质量抽查: the latest first; searched by worker and enterprise."""

    model = SpotCheck
    page_title = "质量抽查"
    header_icon = "glasses"
    index_url_name = CHECKS
    index_results_url_name = f"{CHECKS}_results"
    filterset_class = CheckFilter
    search_fields = ("worker__name", "worker__called", "enterprise__legal_name", "enterprise__short_name")
    nothing_here = "还没有抽查过。"
    columns: ClassVar = [
        TitleColumn("worker", label="谁", accessor=lambda row: row.worker.name, get_url=lambda row: reverse(DETAIL, args=[row.worker_id])),
        Column("enterprise", label="当时的企业", accessor=lambda row: row.enterprise.shown_name if row.enterprise else "自己接活"),
        Column("way", label="怎么查的", accessor="get_way_display"),
        Column("passed", label="结果", accessor=_result),
        Column("finding", label="查到什么"),
        Column("checker", label="抽查人", accessor=lambda row: row.checker or "系统"),
        Column("at", label="时间", accessor=lambda row: moment(row.at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[SpotCheck]:
        """The latest first."""
        return queryset.select_related("worker", "enterprise", "checker").order_by("-at", "-pk")


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Write a spot check of a worker down."""
    actor = require_staff("create", SpotCheck.access_resource)
    worker = own.worker_for_check(number)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_check(worker, actor=actor, now=clock.now(), **form.wanted())
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "记下了，已经告诉本人和单位。")
            return redirect(CHECKS)
    context = {
        "form": form,
        "worker": worker,
        "breadcrumbs_items": [{"url": reverse(CHECKS), "label": "质量抽查"}, {"url": "", "label": worker.name}],
        "header_title": f"抽查{worker.name}",
        "header_icon": "glasses",
    }
    return render(request, "workers/admin/check.html", context)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """What was wrong is put right."""
    actor = require_staff("read", SpotCheck.access_resource)
    row = own.readable_check(number, actor=actor)
    require(actor, "update", row)
    try:
        services.close_check(row, actor=actor, now=clock.now())
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "记下改好了。")
    return redirect(CHECKS)
