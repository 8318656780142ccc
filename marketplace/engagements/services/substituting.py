"""What becomes of a proposal to send somebody else: the provider names another, the family accepts, declines or gives up (X-BK-15)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.contacts import checked_words
from core.errors import IllegalTransition, NotFound
from core.outbox import publish
from core.retries import retried
from core.states import move
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking
from marketplace.bookings.services.occupying import release, settle
from marketplace.bookings.states import AssignmentStatus
from marketplace.engagements.errors import PriceTooHigh, TimeIsOver
from marketplace.engagements.events import ENGAGEMENT_REPLACED, SUBSTITUTE_ENDED, SUBSTITUTE_LOOKING
from marketplace.engagements.models import Deal, Engagement, Stay, Substitute
from marketplace.engagements.services import ending
from marketplace.engagements.services.closing import finish_search
from marketplace.engagements.services.days import ONE_DAY, cut, free, window
from marketplace.engagements.services.falling import Fallen
from marketplace.engagements.services.finding import hold_somebody
from marketplace.engagements.services.keeping import locked, owe, stay_of, step
from marketplace.engagements.services.quoting import close_open
from marketplace.engagements.services.searching import SYSTEM, expects, held, offer_next, offered, open_search
from marketplace.engagements.states import PROMISED, SUBSTITUTE_OPEN, FallenOut, SubstituteState


def _require_open(found: Substitute, event: str, now: datetime) -> None:
    if found.state not in SUBSTITUTE_OPEN:
        raise IllegalTransition(state=found.state, event=event, audit={"function": f"substitute.{event}", "object": found})
    if found.is_over(now):
        raise TimeIsOver


@retried
def propose_substitute(found: Substitute, *, worker_id: int, actor: Actor, now: datetime, unit_fen: int | None = None) -> Substitute:
    """The provider names somebody himself, at the same price or a lower one. Locks the order and the worker.

    Raises NotFound, Forbidden, PriceTooHigh, TimeIsOver, SlotTaken, NotFree, IllegalTransition.
    """
    require(actor, "dispatch", found)
    with transaction.atomic():
        row, fresh = held(found)
        _require_open(fresh, "propose", now)
        price = 0
        if isinstance(row, Engagement):
            stay = stay_of(row)
            most = stay.unit_fen if stay else row.unit_fen
            price = most if unit_fen is None else unit_fen
            if not 0 < price <= most:
                raise PriceTooHigh
        kept = hold_somebody(fresh, row, now=now, only=worker_id)
        if kept is None:
            raise NotFound
        offered(fresh, kept[0], kept[1], price, actor=actor, now=now)
        return fresh


@retried
def accept_substitute(found: Substitute, *, actor: Actor, now: datetime) -> Substitute:
    """The family agrees: the visit or the days are the substitute's. Locks the order and the worker.

    Raises NotFound, Forbidden, TimeIsOver, SlotTaken, IllegalTransition.
    """
    require(actor, "confirm", found)
    with transaction.atomic():
        row, fresh = held(found)
        _require_open(fresh, "accept", now)
        move(fresh, "accept", actor=actor, now=now)
        if isinstance(row, Booking):
            # His own time is let go and taken again for the visit, under the lock of the worker: nobody comes between.
            release([fresh.assignment_id] if fresh.assignment_id else [])
            bookings.reassign(row, actor=SYSTEM, now=now, worker_id=fresh.worker_id or 0, note="家里同意换人", leaves=fresh.old_worker_id)
        else:
            _replace(row, fresh, actor=actor, now=now)
        _ended(fresh, now)
        return fresh


def _replace(row: Engagement, fresh: Substitute, *, actor: Actor, now: datetime) -> None:
    """From the day of the change on the days are the new one's, at his price; of before nothing changes."""
    stay = stay_of(row)
    if stay is None or fresh.assignment_id is None or not settle([fresh.assignment_id], to=AssignmentStatus.FIXED, until=None, now=now):
        raise TimeIsOver
    step(row, "replace", ENGAGEMENT_REPLACED, actor=actor, now=now, note=fresh.detail, unit_fen=fresh.unit_fen)
    close_open(row, actor=actor, now=now)
    gone_on, first = row.starts_on, row.starts_on
    if row.begun_on is not None:
        first = max(fresh.from_on or stay.first_on, stay.first_on, timezone.localdate(now))
        # Whom the family only wanted to change stays until the change; everybody else was gone before.
        gone_on = first if fresh.reason == FallenOut.FAMILY else max(fresh.from_on or first, stay.first_on)
    # Of an engagement that has not begun the one before has no days at all.
    cut(stay, row, first=stay.first_on, beyond=stay.first_on if row.begun_on is None else gone_on, now=now)
    stay.left_at = now
    stay.save(update_fields=["left_at"])
    Stay.objects.create(
        engagement=row, worker_id=fresh.worker_id or 0, assignment_id=fresh.assignment_id, first_on=first, beyond_on=row.ends_on, unit_fen=fresh.unit_fen
    )


def decline_substitute(found: Substitute, *, actor: Actor, now: datetime) -> Substitute:
    """Not this one: the next who can is proposed, if there is one. Locks the order. Raises NotFound, Forbidden, TimeIsOver, IllegalTransition."""
    require(actor, "confirm", found)
    with transaction.atomic():
        row, fresh = held(found)
        _require_open(fresh, "decline", now)
        move(fresh, "decline", actor=actor, now=now)
        free(fresh.assignment_id, now=now)
        fresh.declined, fresh.worker, fresh.assignment = [*fresh.declined, fresh.worker_id], None, None
        fresh.state = SubstituteState.LOOKING
        fresh.save(update_fields=["declined", "worker", "assignment"])
        offer_next(fresh, row, now)
        if fresh.state == SubstituteState.LOOKING:
            publish(SUBSTITUTE_LOOKING, key=f"substitute:{fresh.pk}", substitute_id=fresh.pk)
        return fresh


def give_up(found: Substitute, *, actor: Actor, now: datetime) -> Substitute:
    """Nobody else: the order is over, free of charge for the family; the provider owes what its rule says. Locks the order.

    Whoever only wanted another person ends by the usual rule instead. Raises NotFound, Forbidden, IllegalTransition.
    """
    require(actor, "confirm", found)
    with transaction.atomic():
        row, fresh = held(found)
        if fresh.reason == FallenOut.FAMILY:
            raise IllegalTransition("是你们要求换人的：不换了就点「不用换」，不做了按提前结束办。", state=fresh.state, event="give_up")
        move(fresh, "give_up", actor=actor, now=now)
        free(fresh.assignment_id, now=now)
        _ended(fresh, now)
        _over(row, "give_up", actor=actor, now=now, note=f"{fresh.detail}，家里不换人")
        return fresh


def wait_for_the_same(found: Substitute, *, actor: Actor, now: datetime) -> Substitute:
    """The family keeps whom it has: only where that is possible. Locks the order. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "confirm", found)
    with transaction.atomic():
        row, fresh = held(found)
        if isinstance(row, Booking) or fresh.reason not in (FallenOut.OFF, FallenOut.FAMILY):
            raise IllegalTransition("原来的人来不了，只能换人或者免费取消。", state=fresh.state, event="wait")
        move(fresh, "wait", actor=actor, now=now)
        free(fresh.assignment_id, now=now)
        _ended(fresh, now)
        return fresh


def ask_replacement(engagement: Engagement, *, actor: Actor, now: datetime, note: str) -> Substitute:
    """The family wants somebody else within the term; the provider's next person is proposed. Locks the engagement.

    Raises NotFound, Forbidden, Invalid, IllegalTransition.
    """
    require(actor, "confirm", engagement)
    words = checked_words(note, name="note", most=150, least=1)
    with transaction.atomic():
        row = locked(engagement)
        stay = stay_of(row)
        if row.state not in PROMISED or stay is None or Substitute.objects.open().filter(engagement=row).exists():
            raise IllegalTransition(state=row.state, event="ask_replacement")
        tomorrow = timezone.localdate(now) + ONE_DAY
        first = window(row)[0] if row.begun_on is None else max(tomorrow, stay.first_on)
        if first >= row.ends_on:
            raise IllegalTransition("快做完了，来不及换人。", state=row.state, event="ask_replacement")
        return open_search(row, Fallen(FallenOut.FAMILY, words, first), stay.worker, now=now)


def end_searches(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """The deadline has passed without a word: nobody comes, so the order is over, free for the family. How many."""
    late = Substitute.objects.open().filter(until__lte=now).order_by("until", "pk")
    done = 0
    for found in late[:limit]:
        with transaction.atomic():
            row, fresh = held(found)
            if not fresh.is_over(now):
                continue
            why, expected = fresh.reason, expects(row, fresh.old_worker_id)
            finish_search(fresh, "expire", now=now)
            if expected and (isinstance(row, Booking) or why in (FallenOut.PAPER, FallenOut.LEFT)):
                _over(row, "withdraw", actor=actor, now=now, note=f"{fresh.detail}，没等到家里答复")
            done += 1
    return done


def _over(row: Deal, event: str, *, actor: Actor, now: datetime, note: str) -> None:
    """The end of an order for which nobody comes: the provider's, not the family's."""
    if isinstance(row, Booking):
        fee = bookings.withdrawal_fee(row, now=now)
        bookings.withdraw(row, actor=SYSTEM, now=now, note=note, fee_fen=fee.fen)
        return
    fee_fen = ending.withdrawal_fee(row, now=now).fen
    ending.gone(row, event, actor=actor, now=now, note=note)
    owe(row, "notice", payer="provider", payee="customer", fen=fee_fen, reason="服务方的人来不了", now=now)


def _ended(fresh: Substitute, now: datetime) -> None:
    Substitute.objects.filter(pk=fresh.pk).update(ended_at=now)
    publish(SUBSTITUTE_ENDED, key=f"substitute:{fresh.pk}", substitute_id=fresh.pk)
