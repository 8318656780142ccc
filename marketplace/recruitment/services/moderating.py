"""Staff look at postings: approve, return with a reason, take down, restore."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.errors import Conflict
from core.moderation import Moderation
from marketplace.enterprises.models import Enterprise
from marketplace.recruitment.errors import NotYourPosting
from marketplace.recruitment.events import JOB_CHANGED, JOB_CLOSED, JOB_PUBLISHED
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.services.posting import make_public, require_standing
from marketplace.recruitment.services.telling import changed, tell


class TimeIsOver(Conflict):
    """It ended while it waited."""

    code = "time_is_over"
    message = "等审的时候招聘期过了，退回去请对方改日期。"


MODERATION: Moderation[JobPosting] = Moderation(
    "job_posting", "招聘", NotYourPosting, changed, tell, on_return=JOB_CHANGED, on_hide=JOB_CLOSED, on_restore=JOB_PUBLISHED
)
return_job, hide, restore = MODERATION.send_back, MODERATION.hide, MODERATION.restore


def approve(job: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """Make a waiting posting public. Locks it and its enterprise. Raises Forbidden, NotYourPosting, JobsNotApproved, TimeIsOver, IllegalTransition."""
    require(actor, "approve", job)
    MODERATION.require_other(job, actor=actor, event="approve")
    with transaction.atomic():
        row = JobPosting.objects.select_for_update(of=("self",)).with_names().get(pk=job.pk)
        row.enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=row.enterprise_id)
        require_standing(row.enterprise)
        if row.expires_at is not None and row.expires_at <= now:
            raise TimeIsOver
        row = make_public(row, actor=actor, now=now)
        tell(row, title="招聘发布了", body=f"「{row.title}」通过审核，现在谁都能看到。", now=now)
    return row
