"""确认 by SMS: a yes is a yes to what was told with its sum, and to nothing else (X-BK-14).

What the number was asked last comes first. Without that it may answer what a provider asks: a new price, an extra on site. Who ordered by
word of mouth was told the sum; everybody else is told it now, and asked again. Where more than one thing waits, which is meant is asked.
"""

from dataclasses import dataclass

from core.money import Money
from dispatch.intake.models import Awaited
from dispatch.intake.services.awaiting import Texter
from dispatch.intake.services.texted_orders import MOST, cancel_now, move_now
from marketplace.bookings.models import Booking, ChangeRequest
from marketplace.bookings.queries.guests import is_told_by_sms
from marketplace.bookings.services import accept_quote, answer_extra
from marketplace.bookings.states import BookingState, ChangeState
from marketplace.bookings.telling import spoken_of


@dataclass(frozen=True, slots=True)
class Open:
    """What a provider waits for: an extra on site, or a yes to another price of the whole order."""

    booking: Booking
    fen: int
    change: ChangeRequest | None = None

    @property
    def said(self) -> str:
        """In a few words, with the sum."""
        what = f"加一项：{self.change.label}" if self.change else "新价"
        return f"{self.booking.number} {what}，{Money(self.fen).yuan} 元"


def agree(texter: Texter, order: str = "") -> None:
    """确认: what was asked last; else a new price of the provider, or an extra on site, by the number of the order where several wait."""
    awaited = texter.awaited()
    if awaited is not None and awaited.booking is not None and awaited.kind != Awaited.Kind.NEED and awaited.booking.number.endswith(order):
        _agree_to(texter, awaited, awaited.booking)
        return
    waiting = [one for one in _open_for(texter) if one.booking.number.endswith(order)]
    if not waiting and order:
        texter.reply("sms_not_yours", number=f" {order}")
    elif not waiting:
        texter.reply("sms_nothing")
    elif len(waiting) > 1:
        texter.reply("sms_which_yes", asked="；".join(one.said for one in waiting[:MOST]))
    elif is_told_by_sms(waiting[0].booking):
        _accept(texter, waiting[0])
    else:
        _show(texter, waiting[0])


def _open_for(texter: Texter) -> list[Open]:
    """What waits for a yes of this number. Two queries and one for each price."""
    if texter.person is None:
        return []
    changes = ChangeRequest.objects.filter(booking__customer=texter.person, booking__state=BookingState.ARRIVED, state=ChangeState.ASKED)
    quoted = Booking.objects.filter(customer=texter.person, state=BookingState.QUOTED, until__gt=texter.now).order_by("pk")
    extras = [Open(one.booking, one.fen, one) for one in changes.select_related("booking").order_by("pk")]
    return extras + [Open(row, row.quotes.order_by("-version")[0].total_fen) for row in quoted]


def _show(texter: Texter, one: Open) -> None:
    """Tell the sum and wait for a yes to exactly that."""
    texter.ask(Awaited.Kind.EXTRA if one.change else Awaited.Kind.QUOTE, booking=one.booking, total_fen=one.fen)
    row = Booking.objects.with_names().get(pk=one.booking.pk)
    texter.reply("order_extra" if one.change else "order_quoted", **spoken_of(row))


def _accept(texter: Texter, one: Open) -> None:
    if one.change is None:
        accept_quote(one.booking, actor=texter.actor, now=texter.now, total_fen=one.fen, how="sms")
        return
    answer_extra(one.booking, actor=texter.actor, now=texter.now, change_id=one.change.pk, yes=True, how="sms")
    texter.reply("sms_agreed", number=one.booking.number, extra=one.change.label, extra_sum=Money(one.fen).yuan)


def _agree_to(texter: Texter, awaited: Awaited, held: Booking) -> None:
    row = Booking.objects.with_names().get(pk=held.pk)
    if awaited.kind == Awaited.Kind.EXTRA:
        texter.settle()
        asked = next((one for one in _open_for(texter) if one.change and one.booking == row), None)
        if asked is None:
            texter.reply("sms_nothing")
        elif asked.fen != awaited.total_fen:
            _show(texter, asked)
        else:
            _accept(texter, asked)
    elif awaited.kind == Awaited.Kind.QUOTE:
        accept_quote(row, actor=texter.actor, now=texter.now, total_fen=awaited.total_fen or 0, how="sms")
        texter.settle()
    elif awaited.kind == Awaited.Kind.CANCEL:
        cancel_now(texter, row, awaited.fee_fen)
    elif awaited.start is not None:
        move_now(texter, row, awaited.start, awaited.total_fen or 0, awaited.fee_fen)
