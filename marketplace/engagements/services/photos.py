"""Photos of a home or of somebody cared for: through the one upload door, and out only to who may read what they belong to."""

import uuid
from datetime import datetime

from core.access import Actor, require
from core.audit.services import record
from core.errors import NotFound
from core.media.models import PrivateFile
from marketplace.engagements.models import CareEntry, HomeAssessment

MOST_PHOTOS = 6


def open_photo(row: CareEntry | HomeAssessment, file_id: uuid.UUID, *, actor: Actor, now: datetime) -> PrivateFile:
    """A photo of something that the actor may read; who opened it is audited. Raises NotFound, Forbidden."""
    require(actor, "read", row)
    found = PrivateFile.objects.filter(pk=file_id).first() if file_id in row.photos else None
    if found is None:
        raise NotFound
    record(actor, function="media.open_private", obj=found, now=now)
    return found
