"""What forms of every slice need."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from core.errors import Conflict, DomainError, Invalid, sentence
from core.money import Money


def say(form: BaseForm, error: DomainError, names: Mapping[str, str] | None = None) -> None:
    """Put a domain error beside the fields it names (`names`: field of the domain → field of the form), else above the form."""
    found = error.fields if isinstance(error, Invalid) else {}
    for name, texts in found.items():
        field = (names or {}).get(name, name)
        form.add_error(field if field in form.fields else None, texts)
    if not found:
        form.add_error(None, error.message)


def attempt(request: HttpRequest, work: Callable[[], Any], done: str, *, shown: tuple[type[DomainError], ...] = (Invalid, Conflict)) -> None:
    """Make one domain call and say how it went on the page that comes next; what is not `shown` there is an error page."""
    try:
        work()
    except shown as error:
        messages.error(request, sentence(error))
    else:
        if done:
            messages.success(request, done)


class NoteForm(forms.Form):
    """A reason in words; whether one is needed and how long it may be is said by the service."""

    note = forms.CharField(label="原因", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class YuanInput(forms.TextInput):
    """The same for a field that keeps fen: shows yuan and gives fen; what is no amount comes out as typed, for the field to refuse."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Fen as yuan."""
        return Money(value).short if isinstance(value, int) else super().format_value(value)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Fen."""
        text = str(data.get(name) or "").replace(",", "").replace("，", "").strip()
        try:
            return Money.parse(text).fen if text else ""
        except ValueError:
            return f"{text} 元"


class YuanField(forms.CharField):
    """An amount in yuan; gives fen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_length=16, **options)

    def prepare_value(self, value: Any) -> Any:
        """Fen as yuan."""
        return Money(value).short if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Fen, or None when left empty."""
        text = super().clean(value).replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            return Money.parse(text).fen
        except ValueError as error:
            raise ValidationError("填数字，最多两位小数，比如 128 或 128.50。") from error


class SheetForm(forms.Form):
    """A table to bring in."""

    file = forms.FileField(
        label="表格（CSV）", help_text="在表格软件里另存为 CSV，1 MB、2000 行以内。", error_messages={"required": "先选一个文件。", "empty": "文件是空的。"}
    )
