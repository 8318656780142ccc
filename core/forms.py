"""What forms of every slice need."""

from collections.abc import Mapping

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
