"""预约规则、取消和改期、通用流程: what staff set for a service, with the sentence that families read and the history (X-BK-03, X-BK-06, BKG-21)."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import BaseColumn, Column

from core import clock
from core.access import can, require
from core.admin import CodeColumn, StaffIndexView, require_staff
from core.errors import Invalid
from core.forms import say
from core.rule_screens import RuleViewSet
from core.templatetags.ui import badge
from marketplace.bookings import services
from marketplace.bookings.models import Policy, ProcessStep, ServiceRule
from marketplace.bookings.rule_forms import PolicyForm, ProcessForm, ServiceRuleForm
from marketplace.bookings.rules_said import length, policy_in_words, process_of, rule_in_words
from marketplace.catalog.rule_screens import KindRuleIndex, KindRuleViewSet

PROCESS = "marketplace_bookings_process"


class ServiceRuleIndex(KindRuleIndex):
    """By category; a service type without a row has the defaults."""

    nothing_here = "还没有规则，全部服务都用默认的。"

    says: ClassVar = [
        Column("minutes", label="一般多久", accessor=lambda row: length(row.minutes)),
        Column("notice", label="最少提前", accessor=lambda row: length(row.notice_minutes)),
        Column("hands", label="几个人", accessor=lambda row: f"{row.hands}–{row.most_hands}" if row.most_hands > row.hands else row.hands),
        Column("instant", label="下单就定", accessor=lambda row: "是" if row.instant else f"等答复，{length(row.answer_minutes)}内"),
        Column("policy", label="取消和改期", accessor=lambda row: row.policy or "没有另定"),
    ]
    related = ("policy",)


class ServiceRuleViewSet(KindRuleViewSet):
    """预约规则."""

    model = ServiceRule
    url_prefix, menu_label, menu_order, icon = "marketplace-bookings-rules", "预约规则", 241, "sliders"
    index_view_class = ServiceRuleIndex
    form_class = ServiceRuleForm
    create_service = staticmethod(services.save_rule)
    update_service = staticmethod(services.save_rule)
    preview_service = staticmethod(services.preview_rule)
    said = staticmethod(rule_in_words)


class PolicyIndex(StaffIndexView):
    """By name."""

    nothing_here = "还没有规则。"

    @property
    def columns(self) -> list[BaseColumn]:
        """What it says, and which one holds where nothing else is said."""
        return [
            self._get_title_column("name"),
            CodeColumn("code", label="代码"),
            Column("summary", label="家庭看到的一句话"),
            Column("first", label="没有另定时", accessor=lambda row: badge("用它", "ok") if row.first else ""),
        ]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """The one for all first."""
        return queryset.order_by("-first", "name", "pk")


class PolicyViewSet(RuleViewSet):
    """取消和改期."""

    model = Policy
    url_prefix, menu_label, menu_order, icon = "marketplace-bookings-policies", "取消和改期", 242, "history"
    index_view_class = PolicyIndex
    search_fields: ClassVar = ("name", "summary")
    form_class = PolicyForm
    create_service = staticmethod(services.save_policy)
    update_service = staticmethod(services.save_policy)
    preview_service = staticmethod(services.preview_policy)
    said = staticmethod(policy_in_words)


@require_http_methods(["GET", "HEAD", "POST"])
def process(request: HttpRequest) -> HttpResponse:
    """The process of every service that has none of its own."""
    actor = require_staff("read", ProcessStep.access_resource)
    if request.method == "POST":
        require(actor, "update", ProcessStep)
    known = process_of(None)
    form = ProcessForm(request.POST if request.method == "POST" else None, initial={"steps": known["step"], "evidence": known["evidence"]})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_common_process(**form.cleaned_data, actor=actor, now=clock.now())
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "改好了，从下一单起照新的做。")
            return redirect(PROCESS)
    context: dict[str, Any] = {
        "form": form,
        "may_change": can(actor, "update", ProcessStep),
        "header_title": "通用流程",
        "header_icon": "list-ol",
        "breadcrumbs_items": [{"url": reverse("marketplace_bookings_rules:index"), "label": "预约规则"}, {"url": "", "label": "通用流程"}],
    }
    return render(request, "bookings/admin/process.html", context, status=400 if form.errors else 200)
