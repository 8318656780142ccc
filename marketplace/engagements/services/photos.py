"""Photos of a home or of somebody cared for: through the one upload door, and out only to who may read what they belong to."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid, NotFound
from core.media.models import PrivateFile
from core.media.services import receive_private
from marketplace.engagements.models import CareEntry, HomeAssessment

MOST_PHOTOS = 6


def store_photos(files: Sequence[UploadedFile], *, purpose: str, actor: Actor, now: datetime) -> list[uuid.UUID]:
    """Take pictures in, decoded and without where they were taken; they belong to nobody's organisation. Raises Invalid (FileRefusedError)."""
    if len(files) > MOST_PHOTOS:
        raise Invalid(fields={"photos": [f"最多 {MOST_PHOTOS} 张照片。"]})
    return [receive_private(file, actor=actor, purpose=purpose, now=now).pk for file in files]


def open_photo(row: CareEntry | HomeAssessment, file_id: uuid.UUID, *, actor: Actor, now: datetime) -> PrivateFile:
    """A photo of something that the actor may read; who opened it is audited. Raises NotFound, Forbidden."""
    require(actor, "read", row)
    found = PrivateFile.objects.filter(pk=file_id).first() if file_id in row.photos else None
    if found is None:
        raise NotFound
    record(actor, function="media.open_private", obj=found, now=now)
    return found
