"""What becomes due: each period once it is over, by the days that somebody was there; never more than was accepted (PRI-04)."""

from datetime import date, datetime

from core.outbox import publish
from marketplace.bookings.states import QuoteState
from marketplace.engagements.events import PERIOD_OWED
from marketplace.engagements.models import Engagement, EngagementQuote, Period, Stay
from marketplace.engagements.services.keeping import due_fen, owe
from marketplace.engagements.terms import Span, There, extras_of, until, worked_fen


def stays_of(row: Engagement) -> list[There]:
    """Who was and will be there, in order. One query."""
    return [There(one.first_on, one.beyond_on, one.unit_fen) for one in Stay.objects.filter(engagement=row).order_by("pk")]


def span_of(period: Period) -> Span:
    """A period as `terms` counts it."""
    return Span(period.first_on, period.beyond_on, period.units, period.fen)


def close_periods(row: Engagement, *, before: date, now: datetime, beyond: date | None = None) -> int:
    """Close what ended on or before a day; with `beyond`, everything, counting days only up to then. How many. Under the lock of the engagement."""
    open_ones = Period.objects.filter(engagement=row, closed_at=None).order_by("position")
    last = row.ends_on if beyond is None else beyond
    stays, closed = until(stays_of(row), last), 0
    for period in open_ones:
        if beyond is None and min(period.beyond_on, row.ends_on) > before:
            continue
        worked = worked_fen(span_of(period), stays) if row.begun_on is not None else 0
        due = owe(row, "period", payer="customer", payee="provider", fen=worked, reason=f"第 {period.position} 期", now=now, period=period)
        period.owed_fen, period.closed_at = due.fen if due else 0, now
        period.save(update_fields=["owed_fen", "closed_at"])
        if due is not None:
            publish(PERIOD_OWED, key=f"engagement:{row.pk}", engagement_id=row.pk, period_id=period.pk)
        closed += 1
    return closed


def extras_fen(row: Engagement) -> int:
    """What the family accepted beside the price. One query."""
    quotes = EngagementQuote.objects.filter(engagement=row, state=QuoteState.ACCEPTED).values_list("inputs", flat=True)
    return sum(extras_of(inputs) for inputs in quotes)


def owe_extras(row: Engagement, *, now: datetime) -> None:
    """What was named beside the price: once, when the trial is over; who is ended in the trial owes nothing of it."""
    if not row.dues.filter(kind="extra").exists():
        owe(row, "extra", payer="customer", payee="provider", fen=extras_fen(row), reason="接受的报价里的一次性费用", now=now)


def room_fen(row: Engagement, *, beyond: date) -> int:
    """What may still be asked of the family beside the days up to `beyond`: what it accepted, less what is and will be due. Three queries."""
    stays = until(stays_of(row), beyond)
    coming = sum(worked_fen(span_of(period), stays) for period in Period.objects.filter(engagement=row, closed_at=None)) if row.begun_on else 0
    return max(0, row.chargeable_fen - due_fen(row) - coming)
