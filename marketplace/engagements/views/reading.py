"""What the verbs read of a POST: numbers as our own pages send them."""

from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest

from core.errors import Invalid
from core.texts import whole

OLD_PAGE = "页面旧了，刷新再来。"


def number_of(request: HttpRequest, name: str) -> int:
    """A whole number. Raises Invalid."""
    text = request.POST.get(name, "")
    number = whole(text, digits=15)
    if number is None:
        raise Invalid(fields={name: [OLD_PAGE]})
    return number


def day_of(text: str) -> date:
    """A day. Raises Invalid."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(fields={"last_day": ["选一天。"]}) from error


def note_of(request: HttpRequest) -> str:
    """A reason."""
    return request.POST.get("note", "")[:2000]


def said_by(form: BaseForm) -> dict[str, Any]:
    """What a form says. Raises Invalid naming its fields."""
    if not form.is_valid():
        raise Invalid(fields={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return form.cleaned_data
