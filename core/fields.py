"""A StreamField whose block definitions stay out of migrations, and what an address typed by an editor may be.

Blocks change with every design; the column does not. What is lost: a data migration cannot rebuild old blocks from history, it has
to name the ones it works on.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import DataError
from wagtail.admin.widgets import AdminPageChooser
from wagtail.blocks.base import BlockWidget
from wagtail.fields import StreamField as WagtailStreamField
from wagtail.images.widgets import AdminImageChooser

from core.errors import Invalid

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

    def formfield(self, **options: Any) -> Any:
        """With a widget that refuses nonsense."""
        return super().formfield(**{"widget": BodyWidget(self.stream_block), **options})


class BodyWidget(BlockWidget):
    """Wagtail's, which fails where a form was not sent whole (how many blocks there are, their order): here that is a refusal."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent. Raises Invalid."""
        try:
            return super().value_from_datadict(data, files, name)
        except (KeyError, ValueError) as error:
            raise Invalid("表单不完整，请从页面上重新提交。") from error


def leads_somewhere(address: str) -> bool:
    """A path of ours, or an address of the web; nothing else (no script, no other host by //)."""
    if address.startswith("/"):
        return not address.startswith(("//", "/\\")) and not any(ord(character) < 33 for character in address)
    try:
        ONLY_WEB(address)
    except ValidationError:
        return False
    return True


class _Patient:
    """Wagtail's choosers fail while they draw a form that was sent with nonsense for a row: here nothing is chosen then."""

    def get_instance(self, value: Any) -> Any:
        """The row, or None for what is no id."""
        try:
            return super().get_instance(value)  # type: ignore[misc]
        except (TypeError, ValueError, OverflowError, DataError):
            return None


class PageChooser(_Patient, AdminPageChooser):
    """A page."""


class ImageChooser(_Patient, AdminImageChooser):
    """A picture of the library."""
