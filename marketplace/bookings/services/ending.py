"""How an order ends: confirmed, cancelled, missed by one side, or over by the clock."""

from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor, require
from core.money import Money
from marketplace.bookings.errors import FeeChanged, TooEarly, WrongCode
from marketplace.bookings.events import BOOKING_CANCELLED, BOOKING_COMPLETED, BOOKING_EXPIRED, BOOKING_MISSED
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.services.codes import require_code
from marketplace.bookings.services.crews import require_leader
from marketplace.bookings.services.fees import cancel_fee, customers_part, miss_fee
from marketplace.bookings.services.freeing import let_go
from marketplace.bookings.services.keeping import locked, owe, step, visit_of
from marketplace.bookings.services.quoting import member_discount
from marketplace.bookings.states import WAITING, BookingState
from marketplace.levels.discount import BEARER


def cancel(booking: Booking, *, actor: Actor, now: datetime, fee_fen: int, note: str = "") -> Booking:
    """Cancel by the rule the order was placed under; `fee_fen` is the fee that was shown. Its time is free at commit, for the line first.

    Raises NotFound, Forbidden, FeeChanged, IllegalTransition.
    """
    require(actor, "cancel", booking)
    with transaction.atomic():
        row = locked(booking)
        fee = cancel_fee(row, now=now)
        ended = step(row, "cancel", BOOKING_CANCELLED, actor=actor, now=now, note=note, ended_at=now, until=None)
        if fee.fen != fee_fen:
            raise FeeChanged(fee_yuan=Money(fee.fen).yuan)
        let_go(visit_of(row), now=now)
        owe(row, "cancel", payer=fee.payer, payee=fee.payee, fen=fee.fen, reason=fee.reason, now=now)
        return ended


def confirm(booking: Booking, *, actor: Actor, now: datetime) -> Booking:
    """The family says that it is done: the accepted price and the accepted extras are due. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "confirm", booking)
    with transaction.atomic():
        return _complete(locked(booking), "confirm", actor=actor, now=now)


def sign_off(booking: Booking, *, actor: Actor, now: datetime, code: str) -> Booking:
    """The family reads the code that came by SMS when the work was done; whoever is there enters it: that is its yes. Wrong ones are counted.

    Raises NotFound, Forbidden, LeaderFinishes, WrongCode, RateLimited, IllegalTransition.
    """
    require(actor, "finish", booking)
    visit = Visit.objects.get(booking=booking, position=1)
    require_leader(visit, actor=actor)
    wrong = WrongCode(fields={"code": ["完工码不对，看一眼家里收到的短信。"]}, audit={"function": "booking.sign_off", "object": booking})
    require_code(visit, visit.end_code, code, counter="end_tries", now=now, wrong=wrong, too_many="完工码错得太多了，请家里在自己的手机上确认。")
    with transaction.atomic():
        return _complete(locked(booking), "sign_off", actor=actor, now=now)


def _complete(row: Booking, event: str, *, actor: Actor, now: datetime) -> Booking:
    ended = step(row, event, BOOKING_COMPLETED, actor=actor, now=now, ended_at=now, until=None)
    owe(row, "service", payer="customer", payee="provider", fen=customers_part(row, row.total_fen), reason="接受的报价", now=now)
    owe(row, "extra", payer="customer", payee="provider", fen=customers_part(row, row.extra_fen), reason="同意的加项", now=now)
    owe(row, "member", payer=BEARER, payee="provider", fen=member_discount(row), reason="会员优惠，平台承担", now=now)
    return ended


def report_nobody_came(booking: Booking, *, actor: Actor, now: datetime) -> Booking:
    """The family says that nobody has come, from the minute at which lateness is no grace any more. Raises Forbidden, TooEarly, IllegalTransition."""
    require(actor, "confirm", booking)
    with transaction.atomic():
        row = locked(booking)
        visit = visit_of(row)
        fee = miss_fee(row, by="provider", now=now)
        ended = step(row, "miss_worker", BOOKING_MISSED, actor=actor, now=now, ended_at=now)
        if visit.late_by(now) < row.terms["late"]:
            raise TooEarly(f"过了约定时间 {row.terms['late']} 分钟还没人来，再点这里。")
        let_go(visit, now=now)
        owe(row, "miss", payer="provider", payee="customer", fen=fee.fen, reason="约好了没人上门", now=now)
        return ended


def report_nobody_home(booking: Booking, *, actor: Actor, now: datetime, note: str) -> Booking:
    """The worker stood before a closed door for as long as the rule says; his time was spent, so it is not let go. Raises Forbidden, Invalid, TooEarly, IllegalTransition."""
    require(actor, "check_in", booking)
    with transaction.atomic():
        row = locked(booking)
        visit = visit_of(row)
        fee = miss_fee(row, by="customer", now=now)
        ended = step(row, "miss_family", BOOKING_MISSED, actor=actor, now=now, note=note, ended_at=now)
        waited_from = max(visit.starts_at, visit.set_out_at or visit.starts_at)
        if now < waited_from + timedelta(minutes=row.terms["wait"]):
            raise TooEarly(f"过了约定时间再等 {row.terms['wait']} 分钟，家里还没人，再点这里。")
        owe(row, "miss", payer="customer", payee=fee.payee, fen=fee.fen, reason="约好了家里没人", now=now)
        return ended


def end_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Write down what the clock has ended already: holds, requests and prices without an answer, orders without an objection. How many."""
    due = Booking.objects.filter(state__in=[*WAITING, BookingState.DONE], until__lte=now).order_by("until", "pk")
    done = 0
    for number in due.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            rows = Booking.objects.select_for_update(of=("self",), skip_locked=True).with_names()
            row = rows.filter(pk=number, state__in=[*WAITING, BookingState.DONE], until__lte=now).first()
            if row is None:
                continue
            if row.state == BookingState.DONE:
                _complete(row, "close", actor=actor, now=now)
            else:
                let_go(visit_of(row), now=now)
                step(row, "expire", BOOKING_EXPIRED, actor=actor, now=now, ended_at=now)
            done += 1
    return done
