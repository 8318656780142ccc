"""Forms of policies; the services say what is wrong."""

from typing import Any

from django import forms

from core.forms import YuanField
from marketplace.enterprises.models import Enterprise
from marketplace.insurance.queries import insurers, kinds, workers_of
from marketplace.insurance.services import PolicySaid

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ASKS_A_DAY = {"required": "选一天。", "invalid": "选一天。"}


class PolicyForm(forms.Form):
    """A policy of one's enterprise."""

    insurer = forms.TypedChoiceField(label="保险公司", coerce=int, error_messages={"required": "选一家保险公司。"})
    kind = forms.TypedChoiceField(label="险种", coerce=int, error_messages={"required": "选一种保险。"})
    number = forms.CharField(label="保单号", max_length=60, error_messages={"required": "照着保单写。"})
    sum = YuanField(label="每人保额（元）", error_messages={"required": "写每人保多少。"})
    starts_on = forms.DateField(label="从哪天起", widget=DATE, error_messages=ASKS_A_DAY)
    ends_on = forms.DateField(label="到哪天", widget=DATE, help_text="这一天还有效。", error_messages=ASKS_A_DAY)
    workers = forms.TypedMultipleChoiceField(label="保谁", coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text="一个都不选，就是全体。")
    service_types = forms.TypedMultipleChoiceField(
        label="保哪些服务", coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text="一项都不选，就是都保。"
    )

    def __init__(self, *args: Any, firm: Enterprise, **options: Any) -> None:
        super().__init__(*args, **options)
        found = kinds()
        services = {kind.pk: kind.name for one in found for kind in one.service_types.all()}
        self.fields["insurer"].choices = [(row.pk, row.name) for row in insurers()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(row.pk, row.name) for row in found]  # type: ignore[attr-defined]
        self.fields["workers"].choices = [(row.pk, row.called) for row in workers_of(firm)]  # type: ignore[attr-defined]
        self.fields["service_types"].choices = sorted(services.items())  # type: ignore[attr-defined]

    def policy(self) -> PolicySaid:
        """As the service is asked."""
        said = self.cleaned_data
        return PolicySaid(
            insurer_id=said["insurer"],
            kind_id=said["kind"],
            number=said["number"],
            sum_fen=said["sum"] or 0,
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            worker_ids=said["workers"],
            service_type_ids=said["service_types"],
        )
