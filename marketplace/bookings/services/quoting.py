"""Quotes: what is asked for, computed and kept with everything that it came from (BKG-07)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from core.access import Actor
from core.models import Holiday, Unit
from core.money import WHOLE
from marketplace.bookings.availability import Rule
from marketplace.bookings.availability.rules import rules_of
from marketplace.bookings.charging import AREA, BY_AMOUNT, BY_TIME, Line, lines_of, night_minutes, rounded
from marketplace.bookings.effort import Plan, answered, shared
from marketplace.bookings.models import Booking, Quote, QuoteLine
from marketplace.bookings.models.shared import QuoteVersion
from marketplace.bookings.states import QuoteState
from marketplace.levels.discount import KIND


def inputs_of(
    *, unit: Unit, price_fen: int, rule: Rule, start: datetime, minutes: int, amount: int, hands: int = 1, rest: Collection[str] | None = None
) -> dict[str, Any]:
    """Everything that a price is computed from. One query when the service has a holiday's share and the days of rest are not given."""
    return {
        **({"hands": hands} if hands > 1 else {}),
        "unit": unit.code,
        "unit_label": unit.label,
        "price_fen": price_fen,
        "minutes": minutes,
        "amount": amount,
        "complexity": rule.complexity,
        "night_minutes": night_minutes(start, minutes),
        "night_share": rule.night_share,
        "holiday_share": rule.holiday_share if _is_holiday(rule, start, rest) else 0,
        "start": start.isoformat(),
    }


def inputs_at(before: dict[str, Any], *, rule: Rule, start: datetime) -> dict[str, Any]:
    """The same price at another time: night and holiday are counted anew; a price for the whole visit stays. One query at most."""
    if before.get("flat"):
        return {**before, "start": start.isoformat()}
    moved = {**before, **_at(before, rule, start)}
    if parts := before.get("parts"):
        moved["parts"], at = [], start + timedelta(minutes=before["minutes"])
        for part, theirs in zip(parts, rules_of([part["service_type"] for part in parts]), strict=True):
            moved["parts"].append({**part, **_at(part, theirs, at)})
            at += timedelta(minutes=part["minutes"])
    return moved


def _at(before: dict[str, Any], rule: Rule, start: datetime) -> dict[str, Any]:
    return {
        "start": start.isoformat(),
        "night_minutes": night_minutes(start, before["minutes"]),
        "holiday_share": rule.holiday_share if _is_holiday(rule, start) else 0,
    }


def _is_holiday(rule: Rule, start: datetime, rest: Collection[str] | None = None) -> bool:
    if not rule.holiday_share:
        return False
    day = timezone.localdate(start)
    return str(day) in rest if rest is not None else Holiday.objects.filter(date=day, kind="rest").exists()


def plan_for(*, unit_code: str, rule: Rule, minutes: int | None, amount: int, answers: Mapping[str, int] | None = None) -> Plan:
    """How long a job takes and by how many: from what is said of the home where the rule asks, as asked for when it is paid by the hour,
    else from the amount; within the rule, in steps of the interval. Raises Invalid.
    """
    parts: list[tuple[str, int]] = []
    said: dict[str, int] = {}
    if rule.efforts:
        said = answered(rule.efforts, answers or {}) | (_paid_area(rule, amount) if unit_code == AREA else {})
        parts = [(f"{said[one.name]} {one.counted_in}", one.work_for(said[one.name])) for one in rule.efforts]
    elif unit_code == BY_TIME:
        asked = min(max(minutes or rule.minutes, rule.least_minutes), rule.most_minutes)
        return Plan(asked, rule.hands, asked * rule.hands)
    elif unit_code in BY_AMOUNT and rule.unit_minutes:
        parts = [("", amount * rule.unit_minutes)]
    else:
        return Plan(rule.minutes, rule.hands, rule.minutes * rule.hands)
    work = sum(part for _, part in parts)
    hands = shared(work, hands=rule.hands, most_hands=rule.most_hands, stretch=rule.stretch_minutes)
    each = -(-work // (hands * rule.interval_minutes)) * rule.interval_minutes
    return Plan(min(max(each, rule.least_minutes), rule.most_minutes), hands, work, tuple(parts) if rule.efforts else (), tuple(said.items()))


def _paid_area(rule: Rule, amount: int) -> dict[str, int]:
    """The area that is paid for is the area that is done, as far as the table goes."""
    return {one.name: min(max(amount, one.least), one.most) for one in rule.efforts if one.name == "area"}


def minutes_for(*, unit_code: str, rule: Rule, minutes: int | None, amount: int) -> int:
    """How many minutes a job takes, as `plan_for` says where nothing is said of the home."""
    return plan_for(unit_code=unit_code, rule=rule, minutes=minutes, amount=amount).minutes


def rate_of(inputs: dict[str, Any], total_fen: int) -> int:
    """What an hour of it costs: the price itself where it is by the hour."""
    alone = inputs["unit"] == BY_TIME and not inputs.get("parts") and not inputs.get("addons")
    return inputs["price_fen"] * inputs.get("hands", 1) if alone else rounded(total_fen * 60, minutes_of(inputs))


def minutes_of(inputs: dict[str, Any]) -> int:
    """How long the whole visit takes for which the price is."""
    return inputs["minutes"] + sum(one["minutes"] for kind in ("parts", "addons") for one in inputs.get(kind, ()))


def write_quote(booking: Booking, inputs: dict[str, Any], *, valid_until: datetime, now: datetime, note: str = "") -> Quote:
    """The next version, with its lines. Under the lock of the order. Three queries."""
    last = Quote.objects.filter(booking=booking).aggregate(last=Max("version"))["last"] or 0
    quote, lines = quote_of(booking, inputs, version=last + 1, valid_until=valid_until, now=now, note=note)
    quote.save(force_insert=True)
    QuoteLine.objects.bulk_create(lines_in(quote, lines))
    return quote


def quote_of(
    booking: Booking, inputs: dict[str, Any], *, version: int, valid_until: datetime, now: datetime, note: str = "", key: int | None = None
) -> tuple[Quote, list[Line]]:
    """A quote that is not written yet, and its lines."""
    lines = lines_of(inputs)
    total = sum(line.fen for line in lines)
    quote = Quote(pk=key, booking=booking, version=version, inputs=inputs, total_fen=total, valid_until=valid_until, note=note, created_at=now)
    return quote, lines


def lines_in(quote: Quote, lines: Sequence[Line]) -> list[QuoteLine]:
    """The lines as rows of a quote that has its key; not written yet."""
    return [
        QuoteLine(quote=quote, position=place, kind=line.kind, label=line.label, detail=line.detail[:120], fen=line.fen)
        for place, line in enumerate(lines, start=1)
    ]


def flat_inputs(before: dict[str, Any], price_fen: int) -> dict[str, Any]:
    """The inputs of a price that the provider names himself for the whole visit."""
    plain = {"flat": True, "complexity": WHOLE, "night_share": 0, "holiday_share": 0, "urgent_fen": 0, "label": "", "hands": 1}
    # What the price is for stays as long as it was, so an hour of it costs what it costs.
    whole = {"minutes": minutes_of(before), "parts": [], "addons": []}
    return {**before, **plain, **whole, "unit": "visit", "unit_label": "元（服务方报价）", "price_fen": price_fen, "amount": 1}


def answer(quote: QuoteVersion, state: QuoteState, *, actor: Actor, now: datetime, how: str = "tap") -> None:
    """Write what became of a quote: by whom, when and how (PRI-06)."""
    said = answer_fields(state, actor=actor, now=now, how=how)
    for name, value in said.items():
        setattr(quote, name, value)
    quote.save(update_fields=list(said))


def answer_fields(state: QuoteState, *, actor: Actor, now: datetime, how: str = "tap") -> dict[str, Any]:
    """The fields of an answer."""
    return {"state": state, "answered_at": now, "answered_how": how, "answered_by": actor.user_id}


def member_discount(booking: Booking) -> int:
    """What the accepted price takes off for the member's level, in fen: the platform owes it to the provider. One query."""
    rows = QuoteLine.objects.filter(quote__booking=booking, quote__state=QuoteState.ACCEPTED).order_by("-quote__version")
    lines = list(rows.values_list("quote__version", "kind", "fen"))
    return sum(-fen for version, kind, fen in lines if kind == KIND and version == lines[0][0])


def open_quote(booking: Booking) -> Quote | None:
    """The quote that waits for an answer, the latest."""
    return Quote.objects.filter(booking=booking, state=QuoteState.OFFERED).order_by("-version").first()
