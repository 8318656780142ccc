"""How an engagement ends before its time, and what that costs: the same function shows the fee and writes it (X-BK-11, X-BK-06)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.money import Money
from marketplace.engagements.errors import FeeDiffers, WrongDay
from marketplace.engagements.events import ENGAGEMENT_CANCELLED, ENGAGEMENT_ENDING, ENGAGEMENT_WITHDRAWN
from marketplace.engagements.models import Engagement, Period
from marketplace.engagements.services.assessing import drop_open
from marketplace.engagements.services.closing import close_searches
from marketplace.engagements.services.days import ONE_DAY, cut, let_go
from marketplace.engagements.services.keeping import locked, owe, require_provider, stay_of, step
from marketplace.engagements.services.owing import close_periods, room_fen
from marketplace.engagements.services.quoting import close_open
from marketplace.engagements.states import RUNNING, EngagementState
from marketplace.engagements.terms import day_fen, notice_fen


@dataclass(frozen=True, slots=True)
class Ending:
    """What ending costs, and why in words."""

    fen: int
    reason: str


def ending_fee(row: Engagement, *, last_day: date, now: datetime) -> Ending:
    """What the family pays for ending after `last_day`, beside the days till then. Five queries at most."""
    today = timezone.localdate(now)
    if in_trial(row, today):
        return Ending(0, "试用期内，不收费")
    return _bounded(row, given=(last_day - today).days, beyond=last_day + ONE_DAY, what="结束")


def cancel_fee(row: Engagement, *, now: datetime) -> Ending:
    """What the family pays for giving it up before the first day. Nothing before both have signed."""
    if row.state != EngagementState.SIGNED:
        return Ending(0, "合同还没签，不收费")
    return _bounded(row, given=(row.starts_on - timezone.localdate(now)).days, beyond=row.starts_on, what="上岗")


def withdrawal_fee(row: Engagement, *, now: datetime) -> Ending:
    """What the provider pays the family for leaving today: never for more days than are left."""
    today = timezone.localdate(now)
    if in_trial(row, today):
        return Ending(0, "试用期内，不收费")
    given = (row.starts_on - today).days if row.begun_on is None else 0
    fen = notice_fen(row.terms, row.unit_fen, given_days=given)
    if row.begun_on is not None:
        fen = min(fen, day_fen(row.terms["basis"], row.unit_fen) * max(0, (row.ends_on - today - ONE_DAY).days))
    return Ending(fen, f"没有提前 {row.terms['notice_days']} 天说" if fen else "提前说了，不收费" if given else "没有剩下的日子，不收费")


def in_trial(row: Engagement, today: date) -> bool:
    """Whether the trial is running."""
    return row.state == EngagementState.TRIAL and row.trial_ends_on is not None and today < row.trial_ends_on


def _bounded(row: Engagement, *, given: int, beyond: date, what: str) -> Ending:
    fen = min(notice_fen(row.terms, row.unit_fen, given_days=given), room_fen(row, beyond=beyond))
    days = row.terms["notice_days"]
    return Ending(
        fen, f"离{what}不到 {days} 天，差 {days - max(0, given)} 天的价" if fen else f"提前 {days} 天说了，不收费" if given >= days else "没有可以再收的"
    )


def end(engagement: Engagement, *, last_day: date, fee_fen: int, actor: Actor, now: datetime, note: str = "") -> Engagement:
    """The family ends it after a day from today on; `fee_fen` is the fee that was shown. What lies behind is free at commit. Locks the engagement.

    Raises NotFound, Forbidden, WrongDay, FeeDiffers, IllegalTransition.
    """
    require(actor, "cancel", engagement)
    today = timezone.localdate(now)
    with transaction.atomic():
        row = locked(engagement)
        beyond = last_day + ONE_DAY
        possible = row.begun_on is not None and today <= last_day and beyond <= row.ends_on
        fee = ending_fee(row, last_day=last_day, now=now) if possible else Ending(0, "")
        step(row, "end", ENGAGEMENT_ENDING, actor=actor, now=now, note=note)
        if not possible:
            raise WrongDay("最后一天选今天到服务期满之间的。")
        if fee.fen != fee_fen:
            raise FeeDiffers(fee_yuan=Money(fee.fen).yuan)
        owe(row, "notice", payer="customer", payee="worker", fen=fee.fen, reason=fee.reason, now=now)
        _shorten(row, beyond, now)
        close_open(row, actor=actor, now=now)
        close_searches(row, now=now)
        return row


def _shorten(row: Engagement, beyond: date, now: datetime) -> None:
    """No days and no periods from a day on."""
    row.ends_on = beyond
    row.save(update_fields=["ends_on"])
    Period.objects.filter(engagement=row, closed_at=None, first_on__gte=row.ends_on).update(owed_fen=0, closed_at=now)
    if (stay := stay_of(row)) is not None:
        cut(stay, row, first=stay.first_on, beyond=min(stay.beyond_on, beyond), now=now)


def cancel(engagement: Engagement, *, fee_fen: int, actor: Actor, now: datetime, note: str = "") -> Engagement:
    """The family gives it up before the first day. Locks the engagement. Raises NotFound, Forbidden, FeeDiffers, IllegalTransition."""
    require(actor, "cancel", engagement)
    with transaction.atomic():
        row = locked(engagement)
        fee = cancel_fee(row, now=now)
        step(row, "cancel", ENGAGEMENT_CANCELLED, actor=actor, now=now, note=note, until=None, ended_at=now)
        if fee.fen != fee_fen:
            raise FeeDiffers(fee_yuan=Money(fee.fen).yuan)
        owe(row, "notice", payer="customer", payee="worker", fen=fee.fen, reason=fee.reason, now=now)
        leave(row, beyond=None, actor=actor, now=now)
        return row


def withdraw(engagement: Engagement, *, fee_fen: int, actor: Actor, now: datetime, note: str) -> Engagement:
    """The provider leaves, today; the family pays the days till today and gets what the rule says. Locks the engagement.

    Raises NotFound, Forbidden, Invalid, FeeDiffers, IllegalTransition.
    """
    require(actor, "dispatch", engagement)
    with transaction.atomic():
        row = locked(engagement)
        require_provider(row, actor)
        fee = withdrawal_fee(row, now=now)
        gone(row, "withdraw", actor=actor, now=now, note=note)
        if fee.fen != fee_fen:
            raise FeeDiffers(fee_yuan=Money(fee.fen).yuan)
        owe(row, "notice", payer="provider", payee="customer", fen=fee.fen, reason=fee.reason, now=now)
        return row


def gone(row: Engagement, event: str, *, actor: Actor, now: datetime, note: str = "") -> None:
    """It is over today, without a fee of the family's. Under the lock."""
    running = row.state in RUNNING
    step(row, event, ENGAGEMENT_WITHDRAWN, actor=actor, now=now, note=note, ended_at=now)
    leave(row, beyond=timezone.localdate(now) + ONE_DAY if running else None, actor=actor, now=now)


def leave(row: Engagement, *, beyond: date | None, actor: Actor, now: datetime) -> None:
    """Settle the days before `beyond` (none: nobody has begun) and let go of the others. Under the lock."""
    stay = stay_of(row)
    if beyond is None:
        if stay is not None:
            let_go(stay, now=now)
        close_periods(row, before=row.starts_on, now=now, beyond=row.starts_on)
    else:
        last = min(beyond, row.ends_on)
        if stay is not None:
            cut(stay, row, first=stay.first_on, beyond=min(stay.beyond_on, last), now=now)
        close_periods(row, before=last, now=now, beyond=last)
    close_open(row, actor=actor, now=now)
    drop_open(row, now=now)
    close_searches(row, now=now)


def end_on(row: Engagement, now: datetime) -> list[date]:
    """The last days that the family may pick: from today to the last but one, at most sixty."""
    today = timezone.localdate(now)
    first = max(today, row.begun_on or row.starts_on)
    count = min(60, (row.ends_on - first).days)
    return [first + timedelta(days=number) for number in range(count)]
