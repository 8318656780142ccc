"""Orders that are done again, for tests."""

from typing import Any

from core import clock
from marketplace.bookings.models import Booking
from marketplace.warranty import services
from marketplace.warranty.models import Redo
from tests.marketplace.factories import picture
from tests.marketplace.ratings.factories import finished
from tests.members.factories import actor_for


def redo_of(order: Booking | None = None, *, state: str = "open", now: Any = None, **fields: Any) -> Redo:
    """A redo of a finished order at the first free time."""
    first, at = order or finished(), now or clock.now()
    start = fields.pop("start", None) or services.free_starts(first, now=at)[-1]
    said = {"reason": "窗槽里还是黑的。", "photos": [picture()], **fields}
    row = services.ask_redo(first, start=start, **said, actor=actor_for(first.customer), now=at)
    if state == "objected":
        Redo.objects.filter(pk=row.pk).update(state="objected", objection="那天家里验收过，照片里看得到。")
    return Redo.objects.with_names().get(pk=row.pk)
