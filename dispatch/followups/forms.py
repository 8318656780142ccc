"""Forms of follow-ups; the services say what is wrong."""

import re
from typing import Any

from django import forms

from core.texts import whole
from dispatch.followups.states import Result
from marketplace.catalog.models import ServiceType


class ResultForm(forms.Form):
    """What came of it."""

    result = forms.ChoiceField(label="结果", choices=[("", "选一个"), *Result.choices], required=False)
    note = forms.CharField(label="家里怎么说", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}))


class RuleForm(forms.Form):
    """One service and its days."""

    service_type = forms.ModelChoiceField(
        label="服务项目", queryset=ServiceType.objects.none(), empty_label="选一项", error_messages={"required": "选一项服务。"}
    )
    days = forms.CharField(label="完工后第几天", required=False, max_length=60, help_text="用逗号隔开，比如 1，7，30；空着就是不回访。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_type"].queryset = ServiceType.objects.filter(active=True).order_by("category__position", "position", "pk")  # type: ignore[attr-defined]

    def clean_days(self) -> list[int]:
        """Whole numbers."""
        parts = [part for part in re.split(r"[，,、\s]+", self.cleaned_data["days"]) if part]
        found = [number for part in parts if (number := whole(part, digits=4)) is not None]
        if len(found) < len(parts):
            raise forms.ValidationError("只写数字，用逗号隔开。")
        return found
