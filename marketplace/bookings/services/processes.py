"""The process of the service types, copied to each order as it was then (BKG-21): checklist, steps, evidence."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q

from core.access import Actor, require
from core.audit.services import record
from core.errors import NotFound
from core.media.models import PrivateFile
from core.media.services import receive_private
from marketplace.bookings.errors import TooEarly
from marketplace.bookings.models import Booking, ChecklistItem, ProcessStep
from marketplace.bookings.services.keeping import locked
from marketplace.bookings.states import BookingState
from marketplace.catalog.models import ServiceType

# Of a line of a process: its kind, whose it is (None: of all services), what it says.
Said = tuple[str, int | None, str]


def copy_process(booking: Booking, services: Sequence[ServiceType]) -> None:
    """Write the lines of an order. Two queries."""
    own = ProcessStep.objects.filter(Q(service_type__in=services) | Q(service_type=None)).order_by("kind", "service_type_id", "position", "pk")
    ChecklistItem.objects.bulk_create(process_of(booking, services, own.values_list("kind", "service_type_id", "text")))


def process_of(booking: Booking, services: Sequence[ServiceType], own: Iterable[Said]) -> list[ChecklistItem]:
    """The lines of an order, not written yet: of each service its checklist, then the steps, then the evidence. `own`: in their order."""
    said, several = list(own), len(services) > 1
    lines = [("check", one.name if several else "", text) for one in services for text in one.checklist]
    for kind in ("step", "evidence"):
        lines += [(kind, "", text) for text in _of_kind(said, kind)]
    return [ChecklistItem(booking_id=booking.pk, position=place, kind=kind, part=part, text=text) for place, (kind, part, text) in enumerate(lines, start=1)]


def _of_kind(said: list[Said], kind: str) -> list[str]:
    """The lines of the service types themselves where they have any of this kind, else those of all."""
    here = [(whose, text) for one, whose, text in said if one == kind]
    return [text for whose, text in here if whose is not None] or [text for _, text in here]


def add_evidence(booking: Booking, *, actor: Actor, now: datetime, position: int, file: UploadedFile) -> ChecklistItem:
    """A photo to a line of evidence, which is done with it; while somebody is there. Raises NotFound, Forbidden, Invalid, TooEarly."""
    require(actor, "check_in", booking)
    with transaction.atomic():
        row = locked(booking)
        if row.state != BookingState.ARRIVED:
            raise TooEarly("签到以后才能留照片。")
        item = ChecklistItem.objects.select_for_update().filter(booking=row, position=position, kind=ChecklistItem.Kind.EVIDENCE).first()
        if item is None:
            raise NotFound
        item.photo, item.done_at = receive_private(file, actor=actor, purpose="evidence", now=now).pk, now
        item.save(update_fields=["photo", "done_at"])
        record(actor, function="booking.evidence", obj=row, detail={"position": position}, now=now)
        return item


def open_evidence(booking: Booking, position: int, *, actor: Actor, now: datetime) -> PrivateFile:
    """A photo of an order that the actor may read; who opened it is audited. Raises NotFound, Forbidden."""
    require(actor, "read", booking)
    item = ChecklistItem.objects.filter(booking=booking, position=position, photo__isnull=False).first()
    found = PrivateFile.objects.filter(pk=item.photo).first() if item and item.photo else None
    if found is None:
        raise NotFound
    record(actor, function="media.open_private", obj=found, now=now)
    return found
