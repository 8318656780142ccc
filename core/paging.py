"""Lists on pages, by keyset: `?cursor=` is the id of the last row that was shown."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def split(found: Sequence[Row], size: int) -> tuple[Sequence[Row], str | None]:
    """A page, and the cursor of what follows it, of rows that were read one more than a page holds."""
    page = found[:size]
    return page, str(page[-1].pk) if len(found) > size else None
