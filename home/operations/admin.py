"""Staff screens of operations in the Wagtail admin: 审计记录, 事件箱, 体检."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from core import clock
from core.access import can, current_actor, require
from core.audit.models import AuditEntry
from core.errors import DomainError
from core.texts import whole
from home.operations import naming
from home.operations.health import examine, mode
from home.operations.queries import audit_entries, open_tasks
from home.operations.services.outbox import OUTBOX, retry_tasks


class AuditFilter(WagtailFilterSet):
    """By user, address, module, function, object, result and time (SEC-05)."""

    user_name = django_filters.CharFilter(label="用户", lookup_expr="icontains")
    ip = django_filters.CharFilter(label="登录 IP", method="by_ip")
    module = django_filters.CharFilter(label="模块", method="by_module", help_text="比如：供求信息")
    function = django_filters.CharFilter(label="功能", method="by_function", help_text="比如：通过")
    object_name = django_filters.CharFilter(label="对象", lookup_expr="icontains")
    result = django_filters.ChoiceFilter(label="结果", choices=AuditEntry.Result.choices)
    at = django_filters.DateFromToRangeFilter(label="时间", widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def by_ip(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        """An address as text; anything that is none finds nothing."""
        return queryset.extra(where=["host(ip) = %s"], params=[value.strip()])

    def by_module(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        """The name on the screen or the code."""
        return queryset.filter(module__in=[code for code in {*naming.labels(), *naming.MODULES, value} if value in (code, naming.module_name(code))])

    def by_function(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        """Words of the name on the screen or of the code."""
        ends = [Q(function__endswith=f".{verb}") for verb in naming.functions_called(value)]
        return queryset.filter(reduce(or_, ends, Q(function__icontains=value)))


class NamedColumn(Column):
    """A code by its name; the code stands behind it for those who look."""

    cell_template_name = "operations/named_cell.html"

    def __init__(self, name: str, *, named: Callable[[str], str], **options: Any) -> None:
        super().__init__(name, **options)
        self.named = named

    def get_cell_context_data(self, instance: AuditEntry, parent_context: Any) -> dict[str, Any]:
        """With name and code."""
        code = getattr(instance, self.name)
        return {**super().get_cell_context_data(instance, parent_context), "code": code, "named": self.named(code)}


class AuditReport(ReportView):
    """The audit log: filter, page, export."""

    model = AuditEntry
    page_title = "审计记录"
    header_icon = "history"
    template_name = "operations/audit.html"
    results_template_name = "operations/audit_results.html"
    index_url_name = "operations_audit"
    index_results_url_name = "operations_audit_results"
    filterset_class = AuditFilter
    list_export = ["at", "user_name", "module", "function", "object_name", "ip", "result", "channel", "request_id"]
    export_headings = {"at": "时间", "user_name": "用户", "module": "模块", "function": "功能", "object_name": "对象", "ip": "登录 IP"} | {
        "result": "结果",
        "channel": "渠道",
        "request_id": "请求编号",
    }
    columns = [
        DateColumn("at", label="时间"),
        Column("user_name", label="用户"),
        NamedColumn("module", label="模块", named=naming.module_name),
        NamedColumn("function", label="功能", named=naming.function_name),
        Column("object_name", label="对象"),
        Column("ip", label="登录 IP"),
        Column("get_result_display", label="结果"),
    ]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask the right before anything is read."""
        require(current_actor(), "read", AuditEntry)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        """What this actor may read."""
        return audit_entries(current_actor())


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What waits and what stopped."""
    actor = current_actor()
    require(actor, "read", OUTBOX)
    tasks = list(open_tasks()[:200])
    return render(request, "operations/outbox.html", {"tasks": tasks, "may_retry": can(actor, "retry", OUTBOX)})


@require_POST
def outbox_retry(request: HttpRequest) -> HttpResponse:
    """Put chosen tasks back."""
    chosen = [number for value in request.POST.getlist("task") if (number := whole(value)) is not None]
    try:
        count = retry_tasks(actor=current_actor(), task_ids=chosen, now=clock.now())
    except DomainError as error:
        if error.status != 400:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, f"{count} 项已放回，几秒内再试。")
    return redirect("operations_outbox")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """体检: the same list as `manage.py doctor`."""
    require(current_actor(), "read", "operations")
    return render(request, "operations/health.html", {"findings": examine(clock.now()), "mode": mode()})
