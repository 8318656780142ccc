"""Which part of a list is asked for: a cursor (any depth costs the same), or Wagtail's `offset`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet, Subquery, Value
from rest_framework.request import Request
from wagtail.api.v2.utils import BadRequestError

from core.api import STALE, decode_cursor, encode_cursor
from core.errors import Invalid

MOST = 20
TOTALS = {"listed_in_all": Count("pk"), "listed_until": Min("expire_at")}
# The orders in which a position is one value that no two pages share.
KEYS = {"": ("path", "path"), "id": ("pk", "pk"), "-id": ("pk", "-pk")}


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a list, how many there are in all, when the first of all ends, and the cursor of what follows."""

    rows: list[Any]
    count: int
    until: datetime | None
    following: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a list."""

    limit: int
    offset: int
    order: str
    after: Any

    @property
    def key(self) -> str | None:
        """The column of a position in this order."""
        return KEYS[self.order][0] if self.order in KEYS else None

    def rows(self, found: QuerySet, whole: QuerySet, after: Any) -> QuerySet:
        """The part of `found` behind a position, and one more; each row knows count and end of `whole`."""
        alone = whole.order_by().annotate(alone=Value(1)).values("alone")
        said = {name: Subquery(alone.annotate(said=total).values("said")) for name, total in TOTALS.items()}
        if self.key is not None:
            order = KEYS[self.order][1]
            found = found.order_by(order)
            if after is not None:
                found = found.filter(**{f"{self.key}__{'lt' if order.startswith('-') else 'gt'}": after})
        return found.annotate(**said)[self.offset : self.offset + self.limit + 1]

    def part(self, found: list[Any], whole: Callable[[], QuerySet]) -> Part:
        """What was found as part of a list. No query; one behind the end of a list."""
        rows = found[: self.limit]
        if not rows:
            counted = whole().order_by().aggregate(**TOTALS)
            return Part([], counted["listed_in_all"], counted["listed_until"], None)
        following = encode_cursor(self.order, getattr(rows[-1], self.key)) if self.key is not None and len(found) > self.limit else None
        return Part(rows, rows[0].listed_in_all, rows[0].listed_until, following)


def window(request: Request) -> Window:
    """What a request asks for. Raises BadRequestError and Invalid."""
    limit, order = _number(request, "limit", MOST), request.GET.get("order", "")
    if limit > MOST:
        raise BadRequestError(f"limit cannot be higher than {MOST}")
    return Window(limit, _number(request, "offset", 0), order, _after(request, order))


def _number(request: Request, name: str, usual: int) -> int:
    text = request.GET.get(name, str(usual))
    if not text.isdecimal():
        raise BadRequestError(f"{name} must be a positive integer")
    return int(text)


def _after(request: Request, order: str) -> Any:
    if "cursor" not in request.GET:
        return None
    made_for, value = decode_cursor(request.GET["cursor"], 2)
    fits = type(value) is str and len(value) <= 255 and value.isalnum() if order == "" else type(value) is int and 0 < value < 2**31
    if "offset" in request.GET or order not in KEYS or made_for != order or not fits:
        raise Invalid(fields={"cursor": [STALE]})
    return value
