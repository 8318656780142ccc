"""Forms of redos; the services say what is wrong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.templatetags.ui import day, weekday
from marketplace.warranty.models import LONGEST


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos; gives a list."""

    widget = ManyFiles

    def clean(self, value: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        """Each by itself."""
        given = value if isinstance(value, list) else [value] if value else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(one, initial) for one in given]


class RedoForm(forms.Form):
    """What was not done well, with photos, and when somebody may come."""

    reason = forms.CharField(
        label="哪里没做好",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        error_messages={"required": "写一句哪里没做好。"},
    )
    photos = PhotosField(  # type: ignore[assignment]
        label="照片",
        help_text="没做好的地方拍清楚，1 到 6 张。",
        error_messages={"required": "传 1 到 6 张没做好的地方的照片。"},
    )
    start = forms.TypedChoiceField(
        label="什么时候来",
        coerce=datetime.fromisoformat,
        error_messages={"required": "选一个时间。", "invalid_choice": "这个时间刚被约走，换一个。"},
    )

    def __init__(self, *args: Any, starts: Sequence[datetime], **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [(start.isoformat(), f"{day(start)} {weekday(start)} {timezone.localtime(start):%H:%M}") for start in starts]
        self.fields["start"].choices = shown  # type: ignore[attr-defined]
