"""Forms of the staff screens. They only read; what is wrong is said by the services."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from core.forms import YuanField
from core.models import District, Unit
from marketplace.catalog.models import ServiceType
from marketplace.catalog.queries import category_tree
from marketplace.pricing.models import GuidancePrice


def service_choices() -> Iterable[tuple[str, Any]]:
    """Service types in use, grouped under their categories."""
    yield "", "请选择"
    for top in category_tree():
        for node in (top, *top.children):
            if node.services:
                yield node.name, [(str(service.id), f"{service.name}（{service.unit or '单位不定'}）") for service in node.services]


class GuidanceForm(forms.Form):
    """A range that is to be published."""

    service_type = forms.ModelChoiceField(label="服务项目", queryset=ServiceType.objects.none(), error_messages={"required": "请选一个服务项目。"})
    unit = forms.ModelChoiceField(
        label="计价单位", queryset=Unit.objects.none(), required=False, empty_label="这个项目常用的", help_text="同一个项目按不同单位收费的，各发一档。"
    )
    district = forms.ModelChoiceField(
        label="哪里", queryset=District.objects.none(), required=False, empty_label="全市", help_text="某个区另有一档的，选区；没有的区用全市的。"
    )
    low_fen = YuanField(label="最低价（元）", error_messages={"required": "请填最低价。"})
    high_fen = YuanField(label="最高价（元）", error_messages={"required": "请填最高价。"})
    starts_on = forms.DateField(
        label="从哪天起",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填生效日期。", "invalid": "日期写成 2027-01-01。"},
        help_text="到这天零点自动换上；以后的日子先公布，标明还没生效。",
    )
    basis = forms.CharField(label="依据", max_length=120, required=False, help_text="文件名和文号，或者调查的名称和月份。会公开。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_type"].queryset = ServiceType.objects.in_use().select_related("unit")  # type: ignore[attr-defined]
        self.fields["service_type"].widget.choices = list(service_choices())  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]


def after(row: GuidancePrice | None, *, today: date) -> dict[str, Any]:
    """What the form says at first: for the range that follows `row`, the same service, unit and district."""
    if row is None:
        return {"starts_on": today}
    return {"service_type": row.service_type_id, "unit": row.unit_id, "district": row.district_id, "starts_on": today}
