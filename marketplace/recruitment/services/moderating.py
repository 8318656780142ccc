"""Staff look at postings: approve, return with a reason, take down, restore."""

from datetime import datetime

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.errors import Conflict
from core.states import move
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


def _require_other(row: JobPosting, *, actor: Actor, event: str) -> None:
    """Maker and checker are two people (ROL-02)."""
    if SYSTEM_ROLE in actor.roles:
        return
    if (row.author_id is not None and row.author_id == actor.user_id) or "t" in row.access_scopes(actor):
        raise NotYourPosting(audit={"function": f"job_posting.{event}", "object": row})


def approve(job: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """Make a waiting posting public. Locks it and its enterprise. Raises Forbidden, NotYourPosting, JobsNotApproved, TimeIsOver, IllegalTransition."""
    require(actor, "approve", job)
    _require_other(job, actor=actor, event="approve")
    with transaction.atomic():
        row = JobPosting.objects.select_for_update(of=("self",)).with_names().get(pk=job.pk)
        row.enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=row.enterprise_id)
        require_standing(row.enterprise)
        if row.expires_at is not None and row.expires_at <= now:
            raise TimeIsOver
        row = make_public(row, actor=actor, now=now)
        tell(row, title="招聘发布了", body=f"「{row.title}」通过审核，现在谁都能看到。", now=now)
    return row


def return_job(job: JobPosting, *, actor: Actor, now: datetime, note: str) -> JobPosting:
    """Send a waiting posting back with a reason. Raises Forbidden, NotYourPosting, Invalid without a reason, IllegalTransition."""
    require(actor, "approve", job)
    _require_other(job, actor=actor, event="return")
    with transaction.atomic():
        row = move(job, "return", actor=actor, now=now, note=note)
        changed(row, JOB_CHANGED)
        tell(row, title="招聘要改一下再发", body=f"「{row.title}」没有通过：{note.strip()} 改好再提交就行。", now=now)
    return row


def hide(job: JobPosting, *, actor: Actor, now: datetime, note: str) -> JobPosting:
    """Take a posting down with a reason; its page is gone at commit. Raises Forbidden, NotYourPosting, Invalid, IllegalTransition."""
    require(actor, "hide", job)
    _require_other(job, actor=actor, event="hide")
    with transaction.atomic():
        row = move(job, "hide", actor=actor, now=now, note=note)
        changed(row, JOB_CLOSED)
        tell(row, title="招聘被撤下了", body=f"「{row.title}」：{note.strip()} 有异议打服务热线。", now=now)
    return row


def restore(job: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """Show a posting again. Raises Forbidden, NotYourPosting, IllegalTransition."""
    require(actor, "hide", job)
    _require_other(job, actor=actor, event="restore")
    with transaction.atomic():
        row = move(job, "restore", actor=actor, now=now)
        changed(row, JOB_PUBLISHED)
        tell(row, title="招聘恢复显示了", body=f"「{row.title}」又能被看到了。", now=now)
    return row
