"""What its people do with a posting, and what time does (ENT-05)."""

from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor, require
from core.outbox import Event
from core.states import move
from marketplace.recruitment.events import JOB_CHANGED, JOB_CLOSED
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.services.posting import require_standing
from marketplace.recruitment.services.telling import changed, tell
from marketplace.recruitment.states import JobState

RENEWED_DAYS = 30


def _step(job: JobPosting, event: str, tells: Event, *, actor: Actor, now: datetime) -> JobPosting:
    with transaction.atomic():
        row = move(job, event, actor=actor, now=now)
        changed(row, tells)
    return row


def withdraw(job: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """Take a waiting posting back to change it. Raises NotFound, Forbidden, IllegalTransition."""
    return _step(job, "withdraw", JOB_CHANGED, actor=actor, now=now)


def close(job: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """End it: the people were found. Raises NotFound, Forbidden, IllegalTransition."""
    return _step(job, "close", JOB_CLOSED, actor=actor, now=now)


def renew(job: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """Another 30 days from now; one that has expired passes moderation again. Row lock.

    Raises NotFound, Forbidden, JobsNotApproved, IllegalTransition.
    """
    require(actor, "renew", job)
    require_standing(job.enterprise)
    with transaction.atomic():
        row = move(job, "renew", actor=actor, now=now)
        row.changed_at, row.expires_at = now, now + timedelta(days=RENEWED_DAYS)
        row.save(update_fields=["expires_at", "changed_at"])
        changed(row, JOB_CHANGED)
    return row


def expire_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Move postings whose time is over; each in a transaction of its own. Returns how many. The public side never waits for this."""
    due = JobPosting.objects.filter(state=JobState.PUBLISHED, expires_at__lte=now).order_by("expires_at", "pk")
    done = 0
    for number in due.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            locked = JobPosting.objects.select_for_update(of=("self",), skip_locked=True).select_related("enterprise")
            fresh = locked.filter(pk=number, state=JobState.PUBLISHED, expires_at__lte=now).first()
            if fresh is None:
                continue
            row = move(fresh, "expire", actor=actor, now=now)
            changed(row, JOB_CLOSED)
            tell(row, title="招聘到期了", body=f"「{row.title}」到期不再显示，还要招就点再招 30 天。", now=now)
            done += 1
    return done
