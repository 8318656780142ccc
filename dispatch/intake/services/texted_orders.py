"""An SMS about an order that there is: told, moved, given up; what costs something waits for a "确认" (X-BK-06)."""

from datetime import datetime, timedelta

from django.utils import timezone

from core.clock import midnight
from core.money import Money
from dispatch.intake.models import Awaited
from dispatch.intake.reading import When, read_when
from dispatch.intake.reading.times import spoken, spoken_day
from dispatch.intake.services.awaiting import Texter
from marketplace.bookings import shown
from marketplace.bookings.availability import rule_of
from marketplace.bookings.errors import NeedsAgreement, SlotTaken
from marketplace.bookings.models import Booking
from marketplace.bookings.queries.guests import is_told_by_sms
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.services import cancel, cancel_fee, free_slots, move_booking, move_fee, price_there
from marketplace.bookings.services.finding import job_of
from marketplace.bookings.services.keeping import taken_by
from marketplace.bookings.states import BookingState

MOST, DAYS, NEAR = 5, 7, 3


def open_orders(texter: Texter) -> list[Booking]:
    """The orders of the number that are not at their end, the next first. Three queries."""
    if texter.person is None:
        return []
    rows = Booking.objects.filter(customer=texter.person, placed_at__isnull=False).still_open(texter.now).with_names()
    return list(rows.order_by("starts_at", "pk")[:20])


def told(row: Booking, now: datetime) -> str:
    """An order in one line."""
    return f"{row.number} {row.title} {spoken(row.starts_at)} {row.provider_name} {Money(row.chargeable_fen).yuan} 元 {shown.short_line(row, now)}"


def _the_one(texter: Texter, order: str) -> Booking | None:
    """The order that is meant, of one's own; else the answer is given. Another's looks like none."""
    rows = open_orders(texter)
    meant = [row for row in rows if row.number.endswith(order)] if order else rows
    if len(meant) == 1:
        return meant[0]
    if order and not meant:
        texter.reply("sms_not_yours", number=f" {order}")
    elif not meant:
        texter.reply("sms_none")
    else:
        texter.reply("sms_which", orders="；".join(f"{row.number} {row.title} {spoken(row.starts_at)}" for row in meant[:MOST]))
    return None


def tell(texter: Texter, order: str) -> None:
    """查."""
    if order:
        row = _the_one(texter, order)
        if row is not None:
            texter.reply("sms_orders", orders=told(row, texter.now))
        return
    rows = open_orders(texter)
    if rows:
        texter.reply("sms_orders", orders="；".join(told(row, texter.now) for row in rows[:MOST]))
    else:
        texter.reply("sms_none")


def give_up(texter: Texter, order: str) -> None:
    """取消: what is only kept is let go at once; an order is cancelled when that is free, else its fee is shown first."""
    awaited = texter.awaited()
    if not order and awaited is not None and _is_held(awaited):
        drop(texter, awaited)
        return
    row = _the_one(texter, order)
    if row is None:
        return
    fee = cancel_fee(row, now=texter.now)
    if fee.fen:
        texter.ask(Awaited.Kind.CANCEL, booking=row, fee_fen=fee.fen)
        texter.reply("sms_cancel_quote", number=row.number, title=row.title, when=spoken(row.starts_at), fee=Money(fee.fen).yuan, reason=fee.reason)
        return
    cancel_now(texter, row, 0)


def cancel_now(texter: Texter, row: Booking, fee_fen: int) -> None:
    """Cancel for the fee that was shown, and say so."""
    cancel(row, actor=texter.actor, now=texter.now, fee_fen=fee_fen)
    texter.settle()
    if not is_told_by_sms(row):
        texter.reply("sms_cancelled", number=row.number, title=row.title, when=spoken(row.starts_at))


def drop(texter: Texter, awaited: Awaited) -> None:
    """不要了: nothing is asked any more, and the time that was kept is free."""
    held = awaited.booking
    if held is not None and _is_held(awaited) and held.state == BookingState.HELD and held.customer_id == texter.actor.user_id:
        cancel(held, actor=texter.actor, now=texter.now, fee_fen=0)
    texter.settle()
    texter.reply("sms_dropped" if held is None or _is_held(awaited) else "sms_as_before", number=held.number if held else "")


def _is_held(awaited: Awaited) -> bool:
    """Whether what waits for a yes is a time that is only kept, or was."""
    return awaited.kind == Awaited.Kind.QUOTE and awaited.booking is not None and awaited.booking.state in (BookingState.HELD, BookingState.EXPIRED)


def shift(texter: Texter, order: str, text: str) -> None:
    """改: to the moment that is said; another price or a fee is shown first."""
    row = _the_one(texter, order)
    if row is None:
        return
    when, _ = read_when(text, texter.now)
    start = _start_of(when, row, texter.now)
    if start is None and not when.is_said:
        texter.reply("sms_move_when", number=row.number)
    elif start is None:
        _offer_times(texter, row, when)
    else:
        _shift_to(texter, row, start)


def _start_of(when: When, row: Booking, now: datetime) -> datetime | None:
    """The moment that was said; an hour alone is of the same day, where that is still to come."""
    if when.minute is None:
        return None
    same = midnight(timezone.localdate(row.starts_at)) + timedelta(minutes=when.minute)
    return same if when.named_day is False and same > now else when.start


def _shift_to(texter: Texter, row: Booking, start: datetime) -> None:
    fee = move_fee(row, now=texter.now)
    if fee.needs_agreement:
        raise NeedsAgreement
    total = price_there(row, start)
    if fee.fen or total != row.total_fen:
        texter.ask(Awaited.Kind.MOVE, booking=row, start=start, total_fen=total, fee_fen=fee.fen)
        said = f"，另付改期费 {Money(fee.fen).yuan} 元" if fee.fen else ""
        texter.reply("sms_move_quote", number=row.number, when=spoken(start), sum=Money(total).yuan, fee=said)
        return
    move_now(texter, row, start, total, 0)


def move_now(texter: Texter, row: Booking, start: datetime, total_fen: int, fee_fen: int) -> None:
    """Move for the sums that were shown, and say so; when that time is full, others are offered."""
    try:
        moved = move_booking(row, actor=texter.actor, now=texter.now, start=start, fee_fen=fee_fen, total_fen=total_fen, how="sms")
    except SlotTaken:
        _offer_times(texter, Booking.objects.with_names().get(pk=row.pk), When(day=timezone.localdate(start), minute=_minute(start)))
        return
    texter.settle()
    if not is_told_by_sms(moved):
        texter.reply("sms_moved", number=moved.number, when=spoken(start), sum=Money(total_fen).yuan)


def _minute(start: datetime) -> int:
    at = timezone.localtime(start)
    return at.hour * 60 + at.minute


def _offer_times(texter: Texter, row: Booking, when: When) -> None:
    """When the same provider could come instead."""
    today = timezone.localdate(texter.now)
    days = [when.day] if when.day else [today + timedelta(days=number) for number in range(DAYS)]
    job, first, last = job_of(row, rule_of(row.service_type_id)), *(when.part or (0, 24))
    wanted = when.start or midnight(days[0]) + timedelta(hours=first or 9)
    visit = shown.visit_of(row)
    for asked in (days, [days[0] + timedelta(days=number) for number in range(DAYS)]):
        found = free_slots(of_booking(row), job, asked=[day for day in asked if day >= today] or [today], now=texter.now, instead_of=taken_by(visit))
        starts = [slot.start for slot in found if slot.start != row.starts_at and (len(asked) > 1 or first <= timezone.localtime(slot.start).hour < last)]
        if starts:
            break
    else:
        texter.reply("sms_refused", why=f"订单 {row.number} 最近一周没有别的时间，要改打服务热线。")
        return
    near = sorted(sorted(starts, key=lambda start: (abs(start - wanted), start))[:NEAR])
    said = spoken(when.start) if when.start else spoken_day(days[0])
    texter.reply("sms_full", when=said, times="、".join(spoken(start) for start in near), example=f"改 {row.number} {spoken(near[0])}")
