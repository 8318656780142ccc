"""长期服务规则: what staff set for live-in and monthly services, with the sentence that families read and the history (X-BK-11)."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.ui.tables import BaseColumn, Column

from core.admin import StaffIndexView
from core.forms import YuanField
from core.rule_screens import RuleViewSet
from marketplace.bookings.rule_forms import RuleForm
from marketplace.catalog.models import ServiceType
from marketplace.engagements import services
from marketplace.engagements.models import EngagementRule
from marketplace.engagements.rules_said import rule_in_words


class EngagementRuleForm(RuleForm):
    """How a service type is engaged."""

    assessment_fen = YuanField(label="上门评估收费（元）", help_text="不收就填 0。")

    class Meta:
        model = EngagementRule
        fields: ClassVar[Any] = (
            *("basis", "lives_in", "least_units", "most_units", "trial_days", "notice_days", "tolerance_days", "ask_days"),
            *("quote_hours", "sign_hours", "horizon_days", "assessment_fen", "assessment_minutes"),
        )


class NewEngagementRuleForm(EngagementRuleForm):
    """The same with the service type, which is chosen once."""

    class Meta(EngagementRuleForm.Meta):
        fields: ClassVar[Any] = ("service_type", *EngagementRuleForm.Meta.fields)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        free = ServiceType.objects.filter(active=True, merged_into=None, engagement_rule=None).order_by("pinyin", "pk")
        self.fields["service_type"].queryset = free  # type: ignore[attr-defined]


class EngagementRuleIndex(StaffIndexView):
    """By category."""

    nothing_here = "还没有规则，没有规则的服务不能按月请人。"

    @property
    def columns(self) -> list[BaseColumn]:
        """Which service, by what, how long, the trial."""
        return [
            self._get_title_column("service_type", accessor=lambda row: row.service_type.name),
            Column("basis", label="按什么计价", accessor="get_basis_display"),
            Column("lives_in", label="住家", accessor=lambda row: "是" if row.lives_in else ""),
            Column("units", label="几期", accessor=lambda row: f"{row.least_units}–{row.most_units}"),
            Column("trial_days", label="试用几天", accessor="trial_days"),
            Column("notice_days", label="提前几天说结束", accessor="notice_days"),
        ]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """As the catalogue has them."""
        return queryset.select_related("service_type").order_by("service_type__category__position", "service_type__position", "pk")


class EngagementRuleViewSet(RuleViewSet):
    """长期服务规则."""

    model = EngagementRule
    url_prefix, menu_label, menu_order, icon = "marketplace-engagements-rules", "长期服务规则", 244, "home"
    index_view_class = EngagementRuleIndex
    search_fields: ClassVar = ("service_type__name", "service_type__code")
    list_per_page = 100
    form_class, new_form_class = EngagementRuleForm, NewEngagementRuleForm
    create_service = staticmethod(services.save_rule)
    update_service = staticmethod(services.save_rule)
    preview_service = staticmethod(services.preview_rule)
    said = staticmethod(rule_in_words)
