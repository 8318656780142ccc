"""Making follow-ups when an order is done, and closing them with a result (BKG-12, AFT-05)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require, system_actor
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.outbox import publish
from core.states import move
from dispatch.followups.events import FOLLOW_UP_BAD, FOLLOW_UP_CLOSED
from dispatch.followups.models import MOST, FollowRule, FollowUp
from dispatch.followups.parameters import FIRST_DAYS
from dispatch.followups.states import FollowUpState, Result
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from marketplace.catalog.models import ServiceType

FARTHEST = 400


def days_for(service_type_id: int, now: datetime) -> list[int]:
    """After how many days a service is followed up. Two queries at most."""
    rule = FollowRule.objects.filter(service_type_id=service_type_id).first()
    if rule is not None:
        return sorted(set(rule.days))
    first = FIRST_DAYS.at(now)
    return [first] if first else []


def schedule(booking: Booking, *, now: datetime) -> list[FollowUp]:
    """Make what the service wants after a finished order; what is there already stays. Three queries."""
    if booking.state != BookingState.CONFIRMED:
        return []
    ended = timezone.localdate(booking.ended_at or now)
    rows = [FollowUp(booking=booking, day=day, due_on=ended + timedelta(days=day), created_at=now) for day in days_for(booking.service_type_id, now)]
    return FollowUp.objects.bulk_create(rows, ignore_conflicts=True)


def ask_today(booking: Booking, *, now: datetime) -> FollowUp:
    """One more question about a finished order, due today; the one of this day when there is one already. Two queries."""
    today = timezone.localdate(now)
    day = max(0, (today - timezone.localdate(booking.ended_at or now)).days)
    row, made = FollowUp.objects.get_or_create(booking=booking, day=day, defaults={"due_on": today, "created_at": now})
    if not made and row.state == FollowUpState.CLOSED:
        return reopen(row, actor=system_actor("job", "返工有异议"), now=now, note="返工有异议，再问一次")
    return row


def take(follow_up: FollowUp, *, actor: Actor, now: datetime) -> FollowUp:
    """I ask. Raises NotFound, Forbidden, IllegalTransition."""
    with transaction.atomic():
        row = move(follow_up, "take", actor=actor, now=now)
        FollowUp.objects.filter(pk=row.pk).update(owner_id=actor.user_id)
    return row


def hand_back(follow_up: FollowUp, *, actor: Actor, now: datetime) -> FollowUp:
    """Somebody else may ask. Raises NotFound, Forbidden, IllegalTransition."""
    with transaction.atomic():
        row = move(follow_up, "hand_back", actor=actor, now=now)
        FollowUp.objects.filter(pk=row.pk).update(owner=None)
    return row


def close(follow_up: FollowUp, *, actor: Actor, now: datetime, result: str, note: str) -> FollowUp:
    """Write down what the family said; whoever closes it has asked. Raises Forbidden, Invalid, IllegalTransition."""
    require(actor, "handle", follow_up)
    tidy = note.strip()
    problems = {} if result in Result.values else {"result": ["选一个结果。"]}
    if len(tidy) < 2:
        problems["note"] = ["写一句家里怎么说。"]
    elif has_contact(tidy):
        problems["note"] = [NO_CONTACTS]
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        FollowUp.objects.select_for_update().get(pk=follow_up.pk)
        FollowUp.objects.filter(pk=follow_up.pk).exclude(state=FollowUpState.CLOSED).update(
            result=result, note=tidy[:500], closed_at=now, owner_id=actor.user_id
        )
        row = move(follow_up, "close", actor=actor, now=now, note=tidy)
        for event in (FOLLOW_UP_CLOSED, *([FOLLOW_UP_BAD] if result == Result.BAD else [])):
            publish(event, key=f"booking:{row.booking_id}", follow_up_id=row.pk, booking_id=row.booking_id)
    return row


def reopen(follow_up: FollowUp, *, actor: Actor, now: datetime, note: str) -> FollowUp:
    """Ask once more. Raises Forbidden, Invalid, IllegalTransition."""
    with transaction.atomic():
        row = move(follow_up, "reopen", actor=actor, now=now, note=note)
        FollowUp.objects.filter(pk=row.pk).update(owner=None)
    return row


def set_rule(service_type: ServiceType, *, days: list[int], actor: Actor, now: datetime) -> FollowRule:
    """After how many days a service is followed up; what has been made stays. Raises Forbidden, Invalid."""
    require(actor, "update", FollowRule)
    if len(days) > MOST or any(not 1 <= day <= FARTHEST for day in days):
        raise Invalid(fields={"days": [f"最多 {MOST} 次，每次 1 到 {FARTHEST} 天。"]})
    with transaction.atomic():
        row, _ = FollowRule.objects.update_or_create(service_type=service_type, defaults={"days": sorted(set(days))})
        record(actor, function="follow_rule.set", obj=row, detail={"days": row.days}, now=now)
    return row
