"""Staff screens of rules that are kept a row for each service type."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.ui.tables import BaseColumn

from core.admin import StaffIndexView
from core.rule_screens import RuleForm, RuleViewSet
from marketplace.catalog.models import ServiceType


class KindRuleForm(RuleForm):
    """The service type is chosen once, from those that have no rule yet."""

    once = "service_type"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if kind := self.fields.get("service_type"):  # type: ignore[attr-defined]
            own = self._meta.model._meta.get_field("service_type").remote_field.name  # type: ignore[attr-defined]
            kind.queryset = ServiceType.objects.filter(active=True, merged_into=None, **{own: None}).order_by("pinyin", "pk")  # type: ignore[attr-defined]


class KindRuleIndex(StaffIndexView):
    """By category. Set `says`, the columns beside the service."""

    says: ClassVar[list[BaseColumn]] = []
    related: ClassVar[tuple[str, ...]] = ()

    @property
    def columns(self) -> list[BaseColumn]:
        """Which service, and what its rule says."""
        return [self._get_title_column("service_type", accessor=lambda row: row.service_type.name), *self.says]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """As the catalogue has them."""
        rows = queryset.select_related("service_type", *self.related)
        return rows.order_by("service_type__category__position", "service_type__position", "pk")


class KindRuleViewSet(RuleViewSet):
    """All of them on one page."""

    search_fields: ClassVar = ("service_type__name", "service_type__code")
    list_per_page = 100
