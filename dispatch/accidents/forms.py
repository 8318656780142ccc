"""Forms of accidents; the services say what is wrong."""

from typing import Any

from django import forms

from core.errors import Invalid
from dispatch.accidents.services import LONGEST, LONGEST_STEP
from dispatch.accidents.states import Harm
from members.models import User


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; gives a list."""

    widget = ManyFiles

    def clean(self, value: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        """Each by itself."""
        given = value if isinstance(value, list) else [value] if value else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class ReportForm(forms.Form):
    """What happened."""

    harm = forms.ChoiceField(label="怎么样了", choices=Harm.choices, widget=forms.RadioSelect, error_messages={"required": "选一项。"})
    what = forms.CharField(
        label="怎么回事",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}),
        error_messages={"required": "写清楚怎么回事。"},
        help_text="什么时候、在哪儿、伤了谁、坏了什么、现在怎么样。",
    )
    files = FilesField(label="照片、单据", required=False, help_text="照片或 PDF，一次最多 6 个，每个 10 MB 以内。")  # type: ignore[assignment]


class OwnerForm(forms.Form):
    """Who is responsible, and by when."""

    owner = forms.ModelChoiceField(label="谁负责", queryset=User.objects.none(), empty_label="选一位", error_messages={"required": "选一位。"})
    hours = forms.IntegerField(label="几小时内办完", required=False, min_value=1, max_value=720, help_text="空着按参数。")

    def __init__(self, *args: Any, colleagues: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = User.objects.filter(pk__in=[one.pk for one in colleagues]).order_by("display_name", "pk")  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One more step."""

    text = forms.CharField(label="加一步", max_length=LONGEST_STEP, error_messages={"required": "写一步。"})


def first_text(form: forms.Form) -> Invalid:
    """What a form refused, as an error of the domain."""
    return Invalid(fields={name: [str(text) for text in texts] for name, texts in form.errors.items()})
