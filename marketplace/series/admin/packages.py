"""套餐: what enterprises want to sell, looked at before it is sold."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core.access import Actor, can
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.errors import NotFound
from core.states import steps_of
from core.templatetags.ui import moment, state_badge, yuan
from marketplace.series import services
from marketplace.series.models import Package
from marketplace.series.queries import packages
from marketplace.series.states import PackageState

INDEX, DETAIL = "marketplace_packages", "marketplace_package"
STATES = [(state.value, str(state.label)) for state in PackageState]
DECISIONS = {
    "publish": Decision(services.approve, "通过，开卖", "服务页上马上看得到，家庭可以买。", "开卖了。"),
    "reject": Decision(services.reject, "退回修改", "回到草稿，原因企业看得到。", "退回去了，企业看得到原因。", danger=True),
    "take_down": Decision(services.take_down, "撤下", "不再卖，买过的照样用。", "撤下了。", danger=True),
}
EVENTS = {"submit": "提交审核", "withdraw": "撤回", "publish": "通过", "reject": "退回修改", "stop": "停卖", "take_down": "撤下", "reopen": "重新提交"}


class PackageFilter(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")

    class Meta:
        model = Package
        fields: ClassVar[list[str]] = []


class PackageIndex(StaffIndexView):
    """套餐: of whom, what, at which price."""

    model = Package
    page_title = "套餐"
    header_icon = "tag"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = PackageFilter
    search_fields = ("title", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = STATES
    nothing_here = "还没有套餐。"
    columns: ClassVar = [
        TitleColumn("title", label="名称", accessor="title", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("enterprise", label="哪家的", accessor=lambda row: row.enterprise.shown_name),
        Column("amount", label="几次或几小时", accessor=lambda row: f"{row.amount} {row.get_unit_display()}"),
        Column("price", label="套餐价（元）", accessor=lambda row: yuan(row.price_fen), classname="staff-number"),
        Column("days", label="几天内用完", accessor="valid_days", classname="staff-number"),
        Column("state", label="状态", accessor=state_badge),
        Column("changed_at", label="修改时间", accessor=lambda row: moment(row.changed_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Package]:
        """The latest first."""
        return queryset.select_related("enterprise").order_by("-pk")


def _one(number: int, actor: Actor) -> Package:
    row = Package.objects.with_names().filter(pk=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One package: what it holds, what it saves, and what may be decided."""
    return _show(request, _one(number, require_staff("read", Package.access_resource)))


def _show(request: HttpRequest, row: Package, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_own = "t" in row.access_scopes(actor)

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "package": row,
        "worth": packages.worth_of([row])[0],
        "steps": steps_of(row, EVENTS),
        "is_own": is_own,
        "decisions": [] if is_own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "套餐"}, {"url": "", "label": row.title}],
        "header_title": row.title,
        "header_icon": "tag",
    }
    return render(request, "series/admin/package.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Sell it, send it back, take it down: one domain call."""
    actor = require_staff("read", Package.access_resource)
    row = _one(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _one(number, actor), failed=failed)
