"""Which part of a list is asked for: a cursor (any depth costs the same), or Wagtail's `offset`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet, Subquery, Value
from rest_framework.request import Request
from wagtail.api.v2.utils import BadRequestError

from core.api import STALE, decode_cursor, encode_cursor
from core.errors import Invalid

MOST = 20
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

    def of(self, found: QuerySet, whole: QuerySet) -> Part:
        """The rows of `found`, with count and end over the same list as `whole`. One query; two behind the end of a list."""
        alone = whole.order_by().annotate(alone=Value(1)).values("alone")
        totals = {"listed_in_all": Count("pk"), "listed_until": Min("expire_at")}
        rows = found.annotate(**{name: Subquery(alone.annotate(said=total).values("said")) for name, total in totals.items()})
        listed, following = self._rows(rows)
        if listed:
            return Part(listed, listed[0].listed_in_all, listed[0].listed_until, following)
        counted = whole.order_by().aggregate(**totals)
        return Part([], counted["listed_in_all"], counted["listed_until"], None)

    def _rows(self, rows: QuerySet) -> tuple[list[Any], str | None]:
        if self.order not in KEYS:
            return list(rows[self.offset : self.offset + self.limit]), None
        key, order = KEYS[self.order]
        if self.after is not None:
            rows = rows.filter(**{f"{key}__{'lt' if order.startswith('-') else 'gt'}": self.after})
        found = list(rows.order_by(order)[self.offset : self.offset + self.limit + 1])
        more, found = len(found) > self.limit, found[: self.limit]
        return found, encode_cursor(self.order, getattr(found[-1], key)) if more and found else None


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
