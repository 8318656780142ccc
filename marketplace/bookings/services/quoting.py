"""Quotes: what is asked for, computed and kept with everything that it came from (BKG-07)."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from core.access import Actor
from core.models import Holiday, Unit
from core.money import WHOLE
from marketplace.bookings.availability import Rule
from marketplace.bookings.charging import BY_AMOUNT, BY_TIME, lines_of, night_minutes, rounded
from marketplace.bookings.models import Booking, Quote, QuoteLine
from marketplace.bookings.models.shared import QuoteVersion
from marketplace.bookings.states import QuoteState
from marketplace.levels.discount import KIND


def inputs_of(*, unit: Unit, price_fen: int, rule: Rule, start: datetime, minutes: int, amount: int) -> dict[str, Any]:
    """Everything that a price is computed from. One query when the service has a holiday's share."""
    return {
        "unit": unit.code,
        "unit_label": unit.label,
        "price_fen": price_fen,
        "minutes": minutes,
        "amount": amount,
        "complexity": rule.complexity,
        "night_minutes": night_minutes(start, minutes),
        "night_share": rule.night_share,
        "holiday_share": rule.holiday_share if _is_holiday(rule, start) else 0,
        "start": start.isoformat(),
    }


def inputs_at(before: dict[str, Any], *, rule: Rule, start: datetime) -> dict[str, Any]:
    """The same price at another time: night and holiday are counted anew; a price for the whole visit stays. One query at most."""
    if before.get("flat"):
        return {**before, "start": start.isoformat()}
    return {
        **before,
        "start": start.isoformat(),
        "night_minutes": night_minutes(start, before["minutes"]),
        "holiday_share": rule.holiday_share if _is_holiday(rule, start) else 0,
    }


def _is_holiday(rule: Rule, start: datetime) -> bool:
    return bool(rule.holiday_share) and Holiday.objects.filter(date=timezone.localdate(start), kind="rest").exists()


def minutes_for(*, unit_code: str, rule: Rule, minutes: int | None, amount: int) -> int:
    """How long a job takes: as asked for when it is paid by the hour, else from the amount, within the rule, in steps of the interval."""
    if unit_code == BY_TIME:
        return min(max(minutes or rule.minutes, rule.least_minutes), rule.most_minutes)
    if unit_code in BY_AMOUNT and rule.unit_minutes:
        wanted = -(-amount * rule.unit_minutes // rule.interval_minutes) * rule.interval_minutes
        return min(max(wanted, rule.least_minutes), rule.most_minutes)
    return rule.minutes


def rate_of(inputs: dict[str, Any], total_fen: int) -> int:
    """What an hour of it costs: the price itself where it is by the hour."""
    return inputs["price_fen"] if inputs["unit"] == BY_TIME else rounded(total_fen * 60, inputs["minutes"])


def write_quote(booking: Booking, inputs: dict[str, Any], *, valid_until: datetime, now: datetime, note: str = "") -> Quote:
    """The next version, with its lines. Under the lock of the order. Three queries."""
    lines = lines_of(inputs)
    last = Quote.objects.filter(booking=booking).aggregate(last=Max("version"))["last"] or 0
    quote = Quote.objects.create(
        booking=booking, version=last + 1, inputs=inputs, total_fen=sum(line.fen for line in lines), valid_until=valid_until, note=note, created_at=now
    )
    rows = [
        QuoteLine(quote=quote, position=place, kind=line.kind, label=line.label, detail=line.detail[:120], fen=line.fen)
        for place, line in enumerate(lines, start=1)
    ]
    QuoteLine.objects.bulk_create(rows)
    return quote


def flat_inputs(before: dict[str, Any], price_fen: int) -> dict[str, Any]:
    """The inputs of a price that the provider names himself for the whole visit."""
    plain = {"flat": True, "complexity": WHOLE, "night_share": 0, "holiday_share": 0, "urgent_fen": 0}
    return {**before, **plain, "unit": "visit", "unit_label": "元（服务方报价）", "price_fen": price_fen, "amount": 1}


def answer(quote: QuoteVersion, state: QuoteState, *, actor: Actor, now: datetime, how: str = "tap") -> None:
    """Write what became of a quote: by whom, when and how (PRI-06)."""
    quote.state, quote.answered_at, quote.answered_how, quote.answered_by = state, now, how, actor.user_id
    quote.save(update_fields=["state", "answered_at", "answered_how", "answered_by"])


def member_discount(booking: Booking) -> int:
    """What the accepted price takes off for the member's level, in fen: the platform owes it to the provider. One query."""
    rows = QuoteLine.objects.filter(quote__booking=booking, quote__state=QuoteState.ACCEPTED).order_by("-quote__version")
    lines = list(rows.values_list("quote__version", "kind", "fen"))
    return sum(-fen for version, kind, fen in lines if kind == KIND and version == lines[0][0])


def open_quote(booking: Booking) -> Quote | None:
    """The quote that waits for an answer, the latest."""
    return Quote.objects.filter(booking=booking, state=QuoteState.OFFERED).order_by("-version").first()
