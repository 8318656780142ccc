"""定期和包月规则: what staff set for visits again and again, with the sentence that families read and the history (X-BK-07, PRI-04)."""

from typing import Any, ClassVar

from django import forms
from wagtail.admin.ui.tables import Column

from core.money import WHOLE
from marketplace.catalog.rule_screens import KindRuleForm, KindRuleIndex, KindRuleViewSet
from marketplace.series import services
from marketplace.series.models import SeriesRule
from marketplace.series.rules_said import rule_in_words
from marketplace.series.states import Rhythm


class SeriesRuleForm(KindRuleForm):
    """How a service type is done in series."""

    rhythms = forms.MultipleChoiceField(
        label="可以怎么定期", choices=Rhythm.choices, widget=forms.CheckboxSelectMultiple, error_messages={"required": "至少选一种。"}
    )

    class Meta:
        model = SeriesRule
        fields: ClassVar[Any] = ("service_type", "rhythms", "least_visits", "most_visits", "by_month", "most_months", "credit_share")
        help_texts: ClassVar = {
            "by_month": "勾上以后，服务方可以给这项服务定月费。定好的包月照定的时候的规矩走完。",
            "credit_share": "家里及时说不来的那一次退多少，10000 是全退，0 是不退。服务方没来的总是全退。",
        }


class SeriesRuleIndex(KindRuleIndex):
    """By category."""

    nothing_here = "还没有规则，没有规则的服务只能一次一次约。"

    says: ClassVar = [
        Column("rhythms", label="可以怎么定期", accessor=lambda row: "、".join(Rhythm(one).label for one in row.rhythms)),
        Column("visits", label="几次", accessor=lambda row: f"{row.least_visits}–{row.most_visits}"),
        Column("by_month", label="包月", accessor=lambda row: f"最多 {row.most_months} 个月" if row.by_month else ""),
        Column("credit_share", label="跳过退多少", accessor=lambda row: f"{row.credit_share * 100 / WHOLE:g}%" if row.by_month else ""),
    ]


class SeriesRuleViewSet(KindRuleViewSet):
    """定期和包月规则."""

    model = SeriesRule
    url_prefix, menu_label, menu_order, icon = "marketplace-series-rules", "定期和包月规则", 245, "rotate"
    index_view_class = SeriesRuleIndex
    form_class = SeriesRuleForm
    create_service = staticmethod(services.save_rule)
    update_service = staticmethod(services.save_rule)
    preview_service = staticmethod(services.preview_rule)
    said = staticmethod(rule_in_words)
