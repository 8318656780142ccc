"""A StreamField whose block definitions stay out of migrations.

Blocks change with every design; the column does not. What is lost: a data migration cannot rebuild old blocks from history, it has
to name the ones it works on.
"""

from typing import Any

from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """Wagtail's StreamField with an empty block list in migrations."""

    def __init__(self, block_types: Any = (), **options: Any) -> None:
        super().__init__(block_types, **options)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        """Name, path, no blocks, options."""
        name, path, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options
