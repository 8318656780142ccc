"""定期和包月规则: what staff set for visits again and again, with the sentence that families read and the history (X-BK-07, PRI-04)."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from wagtail.admin.ui.tables import BaseColumn, Column

from core.admin import StaffIndexView
from core.money import WHOLE
from core.rule_screens import RuleViewSet
from marketplace.bookings.rule_forms import RuleForm
from marketplace.catalog.models import ServiceType
from marketplace.series import services
from marketplace.series.models import SeriesRule
from marketplace.series.rules_said import rule_in_words
from marketplace.series.states import Rhythm


class SeriesRuleForm(RuleForm):
    """How a service type is done in series."""

    rhythms = forms.MultipleChoiceField(
        label="可以怎么定期", choices=Rhythm.choices, widget=forms.CheckboxSelectMultiple, error_messages={"required": "至少选一种。"}
    )

    class Meta:
        model = SeriesRule
        fields: ClassVar[Any] = ("rhythms", "least_visits", "most_visits", "by_month", "most_months", "credit_share")
        help_texts: ClassVar = {
            "by_month": "勾上以后，服务方可以给这项服务定月费。定好的包月照定的时候的规矩走完。",
            "credit_share": "家里及时说不来的那一次退多少，10000 是全退，0 是不退。服务方没来的总是全退。",
        }


class NewSeriesRuleForm(SeriesRuleForm):
    """The same with the service type, which is chosen once."""

    class Meta(SeriesRuleForm.Meta):
        fields: ClassVar[Any] = ("service_type", *SeriesRuleForm.Meta.fields)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        free = ServiceType.objects.filter(active=True, merged_into=None, series_rule=None).order_by("pinyin", "pk")
        self.fields["service_type"].queryset = free  # type: ignore[attr-defined]


class SeriesRuleIndex(StaffIndexView):
    """By category."""

    nothing_here = "还没有规则，没有规则的服务只能一次一次约。"

    @property
    def columns(self) -> list[BaseColumn]:
        """Which service, how often, by the month or not, what is given back."""
        return [
            self._get_title_column("service_type", accessor=lambda row: row.service_type.name),
            Column("rhythms", label="可以怎么定期", accessor=lambda row: "、".join(Rhythm(one).label for one in row.rhythms)),
            Column("visits", label="几次", accessor=lambda row: f"{row.least_visits}–{row.most_visits}"),
            Column("by_month", label="包月", accessor=lambda row: f"最多 {row.most_months} 个月" if row.by_month else ""),
            Column("credit_share", label="跳过退多少", accessor=lambda row: f"{row.credit_share * 100 / WHOLE:g}%" if row.by_month else ""),
        ]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """As the catalogue has them."""
        return queryset.select_related("service_type").order_by("service_type__category__position", "service_type__position", "pk")


class SeriesRuleViewSet(RuleViewSet):
    """定期和包月规则."""

    model = SeriesRule
    url_prefix, menu_label, menu_order, icon = "marketplace-series-rules", "定期和包月规则", 245, "rotate"
    index_view_class = SeriesRuleIndex
    search_fields: ClassVar = ("service_type__name", "service_type__code")
    list_per_page = 100
    form_class, new_form_class = SeriesRuleForm, NewSeriesRuleForm
    create_service = staticmethod(services.save_rule)
    update_service = staticmethod(services.save_rule)
    preview_service = staticmethod(services.preview_rule)
    said = staticmethod(rule_in_words)
