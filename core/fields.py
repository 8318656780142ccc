"""A StreamField whose block definitions stay out of migrations, and what an address typed by an editor may be.

Blocks change with every design; the column does not. What is lost: a data migration cannot rebuild old blocks from history, it has
to name the ones it works on.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import DataError
from wagtail.admin.widgets import AdminPageChooser
from wagtail.fields import StreamField as WagtailStreamField

ONLY_WEB = URLValidator(schemes=["http", "https"])


class StreamField(WagtailStreamField):
    """Wagtail's StreamField with an empty block list in migrations."""

    def __init__(self, block_types: Any = (), **options: Any) -> None:
        super().__init__(block_types, **options)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        """Name, path, no blocks, options."""
        name, path, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options


def leads_somewhere(address: str) -> bool:
    """A path of ours, or an address of the web; nothing else (no script, no other host by //)."""
    if address.startswith("/"):
        return not address.startswith(("//", "/\\")) and not any(ord(character) < 33 for character in address)
    try:
        ONLY_WEB(address)
    except ValidationError:
        return False
    return True


class PageChooser(AdminPageChooser):
    """Wagtail's chooser, which fails while it draws a form that was sent with nonsense for a page: here nothing is chosen then."""

    def get_instance(self, value: Any) -> Any:
        """The page, or None for what is no id."""
        try:
            return super().get_instance(value)
        except (TypeError, ValueError, DataError):
            return None
