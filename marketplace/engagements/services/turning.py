"""What the clock has ended, written down: it has been true for everybody since that very second or midnight."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.access import Actor
from marketplace.bookings.states import QuoteState
from marketplace.engagements.events import ENGAGEMENT_ENDED, ENGAGEMENT_EXPIRED, ENGAGEMENT_KEPT
from marketplace.engagements.models import Engagement, EngagementQuote, Period
from marketplace.engagements.services.ending import leave
from marketplace.engagements.services.keeping import step
from marketplace.engagements.services.owing import close_periods, owe_extras
from marketplace.engagements.services.quoting import close_open
from marketplace.engagements.states import PROMISED, WAITING, EngagementState

S = EngagementState


def end_waiting(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Questions, prices and contracts without an answer are over. How many."""
    due = Engagement.objects.filter(state__in=WAITING, until__lte=now).order_by("until", "pk").values_list("pk", flat=True)
    done = 0
    for number in due[:limit]:
        with transaction.atomic():
            row = Engagement.objects.select_for_update(of=("self",), skip_locked=True).with_names().filter(pk=number, state__in=WAITING, until__lte=now).first()
            if row is not None:
                step(row, "expire", ENGAGEMENT_EXPIRED, actor=actor, now=now, ended_at=now)
                leave(row, beyond=None, actor=actor, now=now)
                done += 1
    return done


def end_extensions(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Extensions that nobody has answered are declined. How many."""
    late = (
        EngagementQuote.objects.filter(kind="extension", state=QuoteState.OFFERED, valid_until__lte=now).order_by("pk").values_list("engagement_id", flat=True)
    )
    done = 0
    for number in late[:limit]:
        with transaction.atomic():
            row = Engagement.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=number).first()
            if row is not None:
                close_open(row, actor=actor, now=now)
                done += 1
    return done


def turn_days(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Periods that are over become due, trials pass, terms end. How many engagements."""
    today = timezone.localdate(now)
    late = _late(today)
    done = 0
    for number in Engagement.objects.filter(late).order_by("pk").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            row = Engagement.objects.select_for_update(of=("self",), skip_locked=True).with_names().filter(late, pk=number).first()
            if row is not None:
                _turn(row, today, actor=actor, now=now)
                done += 1
    return done


def _late(today: date) -> Q:
    over = Exists(Period.objects.filter(engagement=OuterRef("pk"), closed_at=None, beyond_on__lte=today))
    begun = Q(begun_on__isnull=False) & over
    return Q(state__in=PROMISED) & (begun | Q(ends_on__lte=today) | Q(state=S.TRIAL, trial_ends_on__lte=today))


def _turn(row: Engagement, today: date, *, actor: Actor, now: datetime) -> None:
    if row.state == S.SIGNED:
        # The days that were agreed on are over and nobody has begun.
        step(row, "lapse", ENGAGEMENT_EXPIRED, actor=actor, now=now, ended_at=now)
        leave(row, beyond=None, actor=actor, now=now)
        return
    close_periods(row, before=today, now=now)
    if row.state == S.TRIAL and row.trial_ends_on is not None and row.trial_ends_on <= today:
        step(row, "pass", ENGAGEMENT_KEPT, actor=actor, now=now)
        owe_extras(row, now=now)
    if row.ends_on <= today:
        step(row, "part" if row.state == S.ENDING else "finish", ENGAGEMENT_ENDED, actor=actor, now=now, ended_at=now)
        leave(row, beyond=row.ends_on, actor=actor, now=now)
