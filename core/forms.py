"""What forms of every slice need."""

from collections.abc import Mapping

from django import forms
from django.forms import BaseForm

from core.errors import DomainError, Invalid


def say(form: BaseForm, error: DomainError, names: Mapping[str, str] | None = None) -> None:
    """Put a domain error beside the fields it names (`names`: field of the domain → field of the form), else above the form."""
    found = error.fields if isinstance(error, Invalid) else {}
    for name, texts in found.items():
        field = (names or {}).get(name, name)
        form.add_error(field if field in form.fields else None, texts)
    if not found:
        form.add_error(None, error.message)


class NoteForm(forms.Form):
    """A reason in words; whether one is needed and how long it may be is said by the service."""

    note = forms.CharField(label="原因", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
