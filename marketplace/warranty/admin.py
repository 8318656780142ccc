"""返工、保修期: for how long a service is under warranty, what is done again, what providers say against it, and how often it happens to whom (AFT-06)."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.states import steps_of
from core.templatetags.ui import moment, state_badge
from marketplace.catalog.rule_screens import KindRuleForm, KindRuleIndex, KindRuleViewSet
from marketplace.warranty import queries, rules, services
from marketplace.warranty.models import Redo, WarrantyRule
from marketplace.warranty.rules_said import rule_in_words
from marketplace.warranty.states import RedoState

INDEX, DETAIL, RATES = "marketplace_redos", "marketplace_redo", "marketplace_redo_rates"
DECISIONS = {
    "uphold": Decision(services.uphold_redo, "照样返工", "约好的时间不变，服务方要去。", "定了，两边都告诉了。"),
    "refuse": Decision(services.refuse_redo, "不返工", "返工的一单取消，时间放开。", "取消了，两边都告诉了。", danger=True),
}
STEPS = {"object": "服务方有异议", "uphold": "照样返工", "refuse": "不返工"}
PERIOD = timedelta(days=90)


class RedoFilter(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=RedoState.choices, empty_label="全部")

    class Meta:
        model = Redo
        fields: ClassVar[list[str]] = []


class RedoIndex(StaffIndexView):
    """返工: which order, of whom, what is said."""

    model = Redo
    page_title = "保修返工"
    header_icon = "rotate"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = RedoFilter
    search_fields = ("first__number", "booking__number", "first__title", "reason")
    tab_field = "state"
    tab_choices = RedoState.choices
    nothing_here = "没有人要求返工。"
    columns: ClassVar = [
        TitleColumn(
            "first",
            label="哪一单",
            accessor=lambda row: f"{row.first.title} {row.first.number}",
            get_url=lambda row: reverse(DETAIL, args=[row.booking.number]),
        ),
        Column("provider", label="服务方", accessor=lambda row: row.first.provider_name),
        Column("reason", label="哪里没做好"),
        Column("state", label="状态", accessor=state_badge),
        Column("created_at", label="提出时间", accessor=lambda row: moment(row.created_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Redo]:
        """The latest first."""
        return queryset.with_names().order_by("-pk")


class WarrantyRuleForm(KindRuleForm):
    """For how many days."""

    class Meta:
        model = WarrantyRule
        fields: ClassVar[Any] = ("service_type", "days")
        help_texts: ClassVar = {"days": "没有保修就填 0。改了只管以后下的单，下过的单照下单时的天数。"}


class WarrantyRuleIndex(KindRuleIndex):
    """By category."""

    nothing_here = "还没有规则，没有规则的服务没有保修期。"

    says: ClassVar = [
        Column("days", label="保修几天", accessor=lambda row: row.days or "没有"),
    ]


class WarrantyRuleViewSet(KindRuleViewSet):
    """保修期."""

    model = WarrantyRule
    url_prefix, menu_label, menu_order, icon = "marketplace-warranty-rules", "保修期", 246, "rotate"
    index_view_class = WarrantyRuleIndex
    form_class = WarrantyRuleForm
    create_service = staticmethod(rules.save_rule)
    update_service = staticmethod(rules.save_rule)
    preview_service = staticmethod(rules.preview_rule)
    said = staticmethod(rule_in_words)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One redo: both orders, what both sides say, what may be decided."""
    return _show(request, queries.one(number, actor=require_staff("read", Redo.access_resource)))


def _show(request: HttpRequest, row: Redo, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.booking.number, event])

    context = {
        "redo": row,
        "places": range(1, len(row.photos) + 1),
        "steps": steps_of(row, STEPS),
        "decisions": offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "保修返工"}, {"url": "", "label": row.first.number}],
        "header_title": row.first.title,
        "header_icon": "rotate",
    }
    return render(request, "warranty/admin/redo.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """Done again after all, or not: one domain call."""
    actor = require_staff("read", Redo.access_resource)
    failed = decide(request, queries.one(number, actor=actor), event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, queries.one(number, actor=actor), failed=failed)


@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """How many of the finished orders of the last 90 days were done again, by provider."""
    require_staff("read", Redo.access_resource)
    now = clock.now()
    context = {
        "rows": queries.rates(now - PERIOD, now),
        "days": PERIOD.days,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "保修返工"}, {"url": "", "label": "返工率"}],
        "header_title": "返工率",
        "header_icon": "rotate",
    }
    return render(request, "warranty/admin/rates.html", context)
