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
from marketplace.bookings.models import Booking, ChangeRequest
from marketplace.bookings.queries.guests import is_told_by_sms
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.services import accept_quote, answer_extra, cancel, cancel_fee, free_slots, move_booking, move_fee, price_there
from marketplace.bookings.services.finding import job_of
from marketplace.bookings.services.keeping import taken_by
from marketplace.bookings.states import BookingState, ChangeState

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
    if not order and awaited is not None and awaited.kind == Awaited.Kind.QUOTE:
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
    _cancel(texter, row, 0)


def _cancel(texter: Texter, row: Booking, fee_fen: int) -> None:
    cancel(row, actor=texter.actor, now=texter.now, fee_fen=fee_fen)
    texter.settle()
    if not is_told_by_sms(row):
        texter.reply("sms_cancelled", number=row.number, title=row.title, when=spoken(row.starts_at))


def drop(texter: Texter, awaited: Awaited) -> None:
    """不要了: nothing is asked any more, and the time that was kept is free."""
    held = awaited.booking
    if awaited.kind == Awaited.Kind.QUOTE and held is not None and held.state == BookingState.HELD and held.customer_id == texter.actor.user_id:
        cancel(held, actor=texter.actor, now=texter.now, fee_fen=0)
    texter.settle()
    texter.reply("sms_dropped")


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
    _move(texter, row, start, total, 0)


def _move(texter: Texter, row: Booking, start: datetime, total_fen: int, fee_fen: int) -> None:
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


def agree(texter: Texter) -> None:
    """确认: what was asked last; else a new price of the provider, or an extra on site."""
    awaited = texter.awaited()
    if awaited is not None and awaited.booking is not None and awaited.kind != Awaited.Kind.NEED:
        _agree_to(texter, awaited, awaited.booking)
        return
    if texter.person is None:
        texter.reply("sms_nothing")
        return
    asked = ChangeRequest.objects.filter(booking__customer=texter.person, booking__state=BookingState.ARRIVED, state=ChangeState.ASKED).select_related(
        "booking"
    )
    quoted = Booking.objects.filter(customer=texter.person, state=BookingState.QUOTED, until__gt=texter.now)
    if (change := asked.order_by("pk").first()) is not None:
        answer_extra(change.booking, actor=texter.actor, now=texter.now, change_id=change.pk, yes=True, how="sms")
        texter.reply("sms_agreed", number=change.booking.number, extra=change.label, extra_sum=Money(change.fen).yuan)
    elif (row := quoted.order_by("pk").first()) is not None:
        total = row.quotes.order_by("-version")[0].total_fen
        accept_quote(row, actor=texter.actor, now=texter.now, total_fen=total, how="sms")
    else:
        texter.reply("sms_nothing")


def _agree_to(texter: Texter, awaited: Awaited, held: Booking) -> None:
    row = Booking.objects.with_names().get(pk=held.pk)
    if awaited.kind == Awaited.Kind.QUOTE:
        accept_quote(row, actor=texter.actor, now=texter.now, total_fen=awaited.total_fen or 0, how="sms")
        texter.settle()
    elif awaited.kind == Awaited.Kind.CANCEL:
        _cancel(texter, row, awaited.fee_fen)
    elif awaited.start is not None:
        _move(texter, row, awaited.start, awaited.total_fen or 0, awaited.fee_fen)
