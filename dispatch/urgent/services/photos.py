"""Photos of what happened: the family adds them, and whoever is asked looks at them before he says yes."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from core.access import Actor, can, require
from core.audit.services import record
from core.errors import Invalid, NotFound
from core.media.models import PrivateFile
from core.media.services import receive_private
from dispatch.urgent.models import UrgentOrder

MOST_PHOTOS = 3
PICTURES = ("image/",)


def store_photos(files: Sequence[UploadedFile], *, actor: Actor, now: datetime) -> list[uuid.UUID]:
    """Take pictures in, decoded and without where they were taken. Raises Invalid (FileRefusedError)."""
    if len(files) > MOST_PHOTOS:
        raise Invalid(fields={"photos": [f"最多 {MOST_PHOTOS} 张照片。"]})
    kept = [receive_private(file, actor=actor, purpose="urgent.photo", now=now) for file in files]
    if any(not one.content_type.startswith(PICTURES) for one in kept):
        raise Invalid(fields={"photos": ["只能传照片。"]})
    return [one.pk for one in kept]


def open_photo(call: UrgentOrder, place: int, *, actor: Actor, now: datetime) -> PrivateFile:
    """A photo, by its place from one on, for the family, the staff, and whoever it is offered to; who opened it is audited. Raises NotFound, Forbidden."""
    if not can(actor, "accept", call):
        require(actor, "read", call)
    found = PrivateFile.objects.filter(pk=call.photos[place - 1]).first() if 1 <= place <= len(call.photos) else None
    if found is None:
        raise NotFound
    record(actor, function="urgent.open_photo", obj=call, detail={"place": place}, now=now)
    return found
