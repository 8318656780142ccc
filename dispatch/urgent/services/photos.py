"""Photos of what happened: the family adds them, and whoever is asked looks at them before he says yes."""

from datetime import datetime

from core.access import Actor, can, require
from core.audit.services import record
from core.errors import NotFound
from core.media.models import PrivateFile
from dispatch.urgent.models import UrgentOrder

MOST_PHOTOS = 3


def open_photo(call: UrgentOrder, place: int, *, actor: Actor, now: datetime) -> PrivateFile:
    """A photo, by its place from one on, for the family, the staff, and whoever it is offered to; who opened it is audited. Raises NotFound, Forbidden."""
    if not can(actor, "accept", call):
        require(actor, "read", call)
    found = PrivateFile.objects.filter(pk=call.photos[place - 1]).first() if 1 <= place <= len(call.photos) else None
    if found is None:
        raise NotFound
    record(actor, function="urgent.open_photo", obj=call, detail={"place": place}, now=now)
    return found
