"""The forms of the matching desk."""

from datetime import timedelta
from typing import Any

from django import forms

from core.models import District
from marketplace.catalog.models import ServiceType

LONGEST_RANGE = timedelta(days=400)


class DemandForm(forms.Form):
    """What is wanted."""

    service_type = forms.ModelChoiceField(label="服务项目", queryset=ServiceType.objects.none(), empty_label="选一项")
    district = forms.ModelChoiceField(label="在哪个区", queryset=District.objects.none(), empty_label="选一个区")
    start = forms.DateTimeField(
        label="什么时候", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )
    minutes = forms.IntegerField(label="做几分钟", min_value=15, max_value=1440, initial=120)
    order = forms.CharField(label="哪一家的", required=False, max_length=16, help_text="填这家的一个订单号，来过的人会排在前面。不填也行。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_type"].queryset = ServiceType.objects.filter(active=True).order_by("category__position", "position", "pk")  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]


class RangeForm(forms.Form):
    """From one day to another."""

    since = forms.DateField(label="从", widget=forms.DateInput(attrs={"type": "date"}))
    to = forms.DateField(label="到", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """In order, and not longer than a year and a bit."""
        said = super().clean() or {}
        first, last = said.get("since"), said.get("to")
        if first and last and not timedelta() <= last - first <= LONGEST_RANGE:
            raise forms.ValidationError("结束不能早于开始，最多看 400 天。")
        return said
