"""Whoever gets a fee from the family may let it go, with a reason: the fee stays to be read, the waiver stands beside it (X-BK-06)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.contacts import checked_words
from core.errors import Conflict, NotFound
from core.outbox import publish
from marketplace.bookings.events import FEE_WAIVED
from marketplace.bookings.models import Booking, Due
from marketplace.bookings.services.keeping import locked

FEES = ("cancel", "move", "miss")
LONGEST = 100


class AlreadyWaived(Conflict):
    """It was let go before."""

    code = "already_waived"
    message = "这一笔已经免过了。"


def waive(booking: Booking, *, due_id: int, actor: Actor, now: datetime, note: str) -> Due:
    """Let go of a fee of the family; the price of the work is none. Locks the order. Raises NotFound, Forbidden, Invalid, AlreadyWaived."""
    require(actor, "waive", booking)
    tidy = checked_words(note, name="note", least=2, most=LONGEST)
    with transaction.atomic():
        row = locked(booking)
        due = Due.objects.filter(booking=row, pk=due_id, payer="customer", kind__in=FEES).first()
        if due is None:
            raise NotFound
        try:
            with transaction.atomic():
                made = Due.objects.create(booking=row, kind="waive", payer=due.payee, payee=due.payer, fen=due.fen, reason=tidy, waives=due, created_at=now)
        except IntegrityError as error:
            raise AlreadyWaived from error
        record(actor, function="booking.waive", obj=row, detail={"due": due.pk, "fen": due.fen, "note": tidy}, now=now)
        publish(FEE_WAIVED, key=f"booking:{row.pk}", booking_id=row.pk)
    return made


def is_waivable(due: Due) -> bool:
    """Whether a fee of the family stands that nobody has let go of yet."""
    return due.payer == "customer" and due.kind in FEES and not hasattr(due, "waived_by")
