"""长期服务规则: what staff set for live-in and monthly services, with the sentence that families read and the history (X-BK-11)."""

from typing import Any, ClassVar

from wagtail.admin.ui.tables import Column

from core.forms import YuanField
from marketplace.catalog.rule_screens import KindRuleForm, KindRuleIndex, KindRuleViewSet
from marketplace.engagements import services
from marketplace.engagements.models import EngagementRule
from marketplace.engagements.rules_said import rule_in_words


class EngagementRuleForm(KindRuleForm):
    """How a service type is engaged."""

    assessment_fen = YuanField(label="上门评估收费（元）", help_text="不收就填 0。")

    class Meta:
        model = EngagementRule
        fields: ClassVar[Any] = (
            *("service_type", "basis", "lives_in", "least_units", "most_units", "trial_days", "notice_days", "tolerance_days", "ask_days"),
            *("quote_hours", "sign_hours", "horizon_days", "assessment_fen", "assessment_minutes"),
        )


class EngagementRuleIndex(KindRuleIndex):
    """By category."""

    nothing_here = "还没有规则，没有规则的服务不能按月请人。"

    says: ClassVar = [
        Column("basis", label="按什么计价", accessor="get_basis_display"),
        Column("lives_in", label="住家", accessor=lambda row: "是" if row.lives_in else ""),
        Column("units", label="几期", accessor=lambda row: f"{row.least_units}–{row.most_units}"),
        Column("trial_days", label="试用几天", accessor="trial_days"),
        Column("notice_days", label="提前几天说结束", accessor="notice_days"),
    ]


class EngagementRuleViewSet(KindRuleViewSet):
    """长期服务规则."""

    model = EngagementRule
    url_prefix, menu_label, menu_order, icon = "marketplace-engagements-rules", "长期服务规则", 244, "home"
    index_view_class = EngagementRuleIndex
    form_class = EngagementRuleForm
    create_service = staticmethod(services.save_rule)
    update_service = staticmethod(services.save_rule)
    preview_service = staticmethod(services.preview_rule)
    said = staticmethod(rule_in_words)
