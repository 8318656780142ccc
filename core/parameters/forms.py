"""The form that sets a parameter; the service says what is wrong."""

from datetime import date
from typing import Any

from django import forms

from core.parameters.declared import Parameter


class ValueForm(forms.Form):
    """A value, from which day on, and why."""

    starts_on = forms.DateField(
        label="从哪天起", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="空着就是马上；填了就从那天零点起。"
    )
    reason = forms.CharField(label="为什么改", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="留在记录里，以后的同事看得到。")

    def __init__(self, parameter: Parameter, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = parameter.kind.field()
        field.label = "新的值"
        self.fields = {"value": field, **self.fields}

    def said(self) -> dict[str, Any]:
        """The fields for the service."""
        starts: date | None = self.cleaned_data["starts_on"]
        return {"value": self.cleaned_data["value"], "starts_on": starts, "reason": self.cleaned_data["reason"]}
