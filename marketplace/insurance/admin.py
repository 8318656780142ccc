"""保单 and 保险公司: what enterprises have insured, looked at by somebody else (AFT-02)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor
from core.admin import StaffIndexView, StaffViewSet, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.states import steps_of
from core.templatetags.ui import badge, day, state_badge, yuan
from marketplace.insurance import queries, services
from marketplace.insurance.models import InsurancePolicy, Insurer
from marketplace.insurance.states import PolicyState

INDEX, DETAIL = "marketplace_policies", "marketplace_policy"
DECISIONS = {
    "verify": Decision(services.verify_policy, "核验过了", "从今天起算数，保的人可以派去要它的服务。", "核验过了。"),
    "refuse": Decision(services.refuse_policy, "不认可", "企业看得到原因。", "退回去了。", danger=True),
    "end": Decision(services.end_policy, "退保，不再算数", "马上不算数，已经约好的要另外派人。", "不再算数了。", danger=True),
}
STEPS = {"verify": "核验过了", "refuse": "不认可", "end": "退保"}


class InsurerIndex(StaffIndexView):
    """保险公司."""

    model = Insurer
    page_title = "保险公司"
    header_icon = "folder-inverse"
    nothing_here = "还没有合作的保险公司。"
    columns: ClassVar = [
        TitleColumn("name", label="保险公司", get_url=lambda row: reverse("marketplace_insurers:edit", args=[row.pk])),
        Column("claims_phone", label="报案电话"),
        Column("active", label="在合作", accessor=lambda row: badge("在合作", "ok") if row.active else badge("不合作了")),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Insurer]:
        """By name."""
        return queryset.order_by("name")


class InsurerViewSet(StaffViewSet):
    """保险公司: whom policies are taken from."""

    model = Insurer
    url_prefix, menu_label, menu_order, icon = "marketplace-insurance-insurers", "保险公司", 239, "folder-inverse"
    index_view_class = InsurerIndex
    search_fields: ClassVar = ("name",)
    list_per_page = 50
    create_service = staticmethod(services.save_insurer)
    update_service = staticmethod(services.save_insurer)
    panels: ClassVar = [FieldPanel(name) for name in ("name", "claims_phone", "active")]


class PolicyFilter(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=PolicyState.choices, empty_label="全部")

    class Meta:
        model = InsurancePolicy
        fields: ClassVar[list[str]] = []


def _ends(row: InsurancePolicy) -> Any:
    return badge(f"{day(row.ends_on)}，过期了", "bad") if row.ends_on < timezone.localdate(clock.now()) else day(row.ends_on)


class PolicyIndex(StaffIndexView):
    """保单: of whom, with whom, until when."""

    model = InsurancePolicy
    page_title = "保单"
    header_icon = "doc-full"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = PolicyFilter
    search_fields = ("number", "enterprise__legal_name", "enterprise__short_name", "insurer__name")
    tab_field = "state"
    tab_choices = PolicyState.choices
    nothing_here = "还没有登记过保单。"
    columns: ClassVar = [
        TitleColumn("number", label="保单号", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("enterprise", label="投保的企业", accessor=lambda row: row.enterprise.shown_name),
        Column("insurer", label="保险公司", accessor=lambda row: row.insurer.name),
        Column("kind", label="险种", accessor=lambda row: row.kind.name),
        Column("sum", label="每人保额（元）", accessor=lambda row: yuan(row.sum_fen), classname="staff-number"),
        Column("ends_on", label="到哪天", accessor=_ends),
        Column("state", label="状态", accessor=state_badge),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[InsurancePolicy]:
        """What ends first comes first."""
        return queryset.select_related("insurer", "kind", "enterprise").order_by("ends_on", "pk")


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One policy: whom and what it covers, and what may be decided."""
    return _show(request, queries.one(number, actor=require_staff("read", InsurancePolicy.access_resource)))


def _show(request: HttpRequest, row: InsurancePolicy, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "policy": row,
        "steps": steps_of(row, STEPS),
        "decisions": offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "保单"}, {"url": "", "label": row.number}],
        "header_title": row.number,
        "header_icon": "doc-full",
    }
    return render(request, "insurance/admin/policy.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Verified, refused, given up: one domain call."""
    actor = require_staff("read", InsurancePolicy.access_resource)
    failed = decide(request, queries.one(number, actor=actor), event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, queries.one(number, actor=actor), failed=failed)
