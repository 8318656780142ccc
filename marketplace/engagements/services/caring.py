"""The care log (SVC-13): whoever is there writes down the day; the family reads it. Nothing of it is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.audit.services import record
from core.contacts import checked_words
from core.errors import Conflict, Invalid, RateLimited
from core.media.services import receive_photos
from core.outbox import publish
from marketplace.bookings.models import Booking
from marketplace.bookings.services.keeping import locked as locked_booking
from marketplace.bookings.states import BookingState
from marketplace.engagements.events import CARE_WRITTEN
from marketplace.engagements.models import CareEntry, Deal, Mood, named
from marketplace.engagements.models.care import COLDEST, HOTTEST, LONGEST
from marketplace.engagements.parameters import CARE_A_DAY
from marketplace.engagements.queries.care import keeps_log
from marketplace.engagements.services.keeping import locked
from marketplace.engagements.services.photos import MOST_PHOTOS
from marketplace.engagements.states import RUNNING
from marketplace.workers.models import Worker


class NoCareLog(Conflict):
    """This service has no care log, or nobody is there now."""

    code = "no_care_log"
    message = "现在不能写照护记录：要照护类的服务，人在岗的时候写。"


@dataclass(frozen=True, slots=True)
class Noted:
    """What was seen on a day; temperature in tenths of a degree."""

    day: date
    meals: str = ""
    medicine: str = ""
    mood: str = ""
    temperature: int | None = None
    note: str = ""

    def checked(self) -> dict[str, Any]:
        """The words as they are kept. Raises Invalid."""
        values: dict[str, Any] = {name: checked_words(getattr(self, name), name=name, most=most) for name, most in LONGEST.items()}
        if self.mood and self.mood not in Mood.values:
            raise Invalid(fields={"mood": ["选一个。"]})
        if self.temperature is not None and not COLDEST <= self.temperature <= HOTTEST:
            raise Invalid(fields={"temperature": [f"填 {COLDEST / 10:g} 到 {HOTTEST / 10:g} 度。"]})
        return values | {"mood": self.mood, "temperature": self.temperature}


def write_care(deal: Deal, noted: Noted, *, actor: Actor, now: datetime, files: Sequence[UploadedFile] = ()) -> CareEntry:
    """One entry, of today or yesterday, by whoever is there. Locks the order.

    Raises NotFound, Forbidden, Invalid (also FileRefusedError), NoCareLog, RateLimited.
    """
    require(actor, "create", CareEntry(**named(deal)))
    values = noted.checked()
    if not files and not any(values.values()):
        raise Invalid(fields={"note": ["至少写一样。"]})
    today = timezone.localdate(now)
    if not today - timedelta(days=1) <= noted.day <= today:
        raise Invalid(fields={"day": ["只能写今天和昨天的。"]})
    with transaction.atomic():
        row = locked_booking(deal) if isinstance(deal, Booking) else locked(deal)
        there = row.state == BookingState.ARRIVED if isinstance(row, Booking) else row.state in RUNNING
        if not there or not keeps_log(row):
            raise NoCareLog
        if CareEntry.objects.filter(**named(row), day=noted.day).count() >= CARE_A_DAY.at(now):
            raise RateLimited("今天记得够多了。", retry_after=3600)
        photos = receive_photos(files, most=MOST_PHOTOS, purpose="care", actor=actor, now=now)
        worker = Worker.objects.filter(user_id=actor.user_id or 0).first()
        made = CareEntry.objects.create(**named(row), worker=worker, author_id=actor.user_id or 0, day=noted.day, at=now, photos=photos, **values)
        record(actor, function="care.write", obj=made, detail={"order": row.number}, now=now)
        publish(CARE_WRITTEN, key=f"care:{made.pk}", entry_id=made.pk)
        return made
