"""Posting and editing (ENT-05)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, can, require, require_proven
from core.audit.services import record
from core.counters import require_within
from core.errors import Invalid
from core.states import move
from marketplace.enterprises.errors import NotApproved
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState
from marketplace.recruitment.errors import CannotEdit
from marketplace.recruitment.events import JOB_CHANGED, JOB_PUBLISHED
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.parameters import POSTS_A_DAY
from marketplace.recruitment.services.checking import FIELDS, require_good, tidy
from marketplace.recruitment.services.telling import changed
from marketplace.recruitment.states import EDITABLE, JobState
from marketplace.workers.models import PaperKind

DAY = 24 * 3600


class JobsNotApproved(NotApproved):
    """Only an admitted enterprise posts jobs (ENT-05)."""

    message = "企业还没有通过审核，通过以后才能发布招聘。"


def require_standing(enterprise: Enterprise) -> None:
    """An enterprise posts only when it is admitted (ENT-05). Raises JobsNotApproved (403)."""
    if enterprise.state != EnterpriseState.APPROVED:
        raise JobsNotApproved(audit={"function": "job_posting.publish", "object": enterprise})


def post_job(
    *, actor: Actor, now: datetime, enterprise: Enterprise, certificates: Iterable[PaperKind] = (), publish_now: bool = True, **fields: Any
) -> JobPosting:
    """Post a job for an enterprise; with `publish_now` it is handed in at once, else kept as a draft.

    Raises Unauthenticated, PhoneNotProven, JobsNotApproved, Forbidden, NotFound, Invalid, RateLimited.
    """
    require_proven(actor)
    row = JobPosting(author_id=actor.user_id, enterprise=enterprise, created_at=now, changed_at=now)
    require(actor, "create", row)
    require_standing(enterprise)
    _apply(row, fields)
    require_good(row, now=now)
    if actor.user_id is not None:
        require_within("job.post", str(actor.user_id), limit=POSTS_A_DAY.at(now), window_seconds=DAY, now=now, message="今天发得够多了，明天再来。")
    with transaction.atomic():
        row.save()
        row.certificates.set(certificates)
        record(actor, function="job_posting.post", obj=row, now=now)
        if publish_now:
            row = submit(row, actor=actor, now=now)
    return row


def _apply(row: JobPosting, fields: dict[str, Any]) -> set[str]:
    """Write the fields that a posting has; returns which have changed."""
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise Invalid(fields={name: ["招聘没有这一项。"] for name in unknown})
    values = tidy(fields)
    differing = {name for name, value in values.items() if (name == "category" and row.category_id is None) or getattr(row, name) != value}
    for name in differing:
        setattr(row, name, values[name])
    return differing


def edit_job(job: JobPosting, *, actor: Actor, now: datetime, certificates: Iterable[PaperKind] | None = None, **fields: Any) -> JobPosting:
    """Change a posting; a published one waits for staff again, unless it was staff who changed it. Row lock.

    Raises NotFound, Forbidden, JobsNotApproved, CannotEdit, Invalid.
    """
    require(actor, "update", job)
    with transaction.atomic():
        row = JobPosting.objects.select_for_update(of=("self",)).with_names().get(pk=job.pk)
        if row.state not in EDITABLE:
            raise CannotEdit
        require_standing(row.enterprise)
        differing = _apply(row, fields)
        require_good(row, now=now)
        row.changed_at = now
        row.save()
        if certificates is not None:
            row.certificates.set(certificates)
        record(actor, function="job_posting.edit", obj=row, detail={"fields": sorted(differing)}, now=now)
        if row.state == JobState.PUBLISHED and not can(actor, "approve", row):
            row = move(row, "edit", actor=actor, now=now)
        changed(row, JOB_CHANGED)
    return row


def submit(job: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """Hand a posting in; staff look at it before it is public. Row lock. Raises NotFound, Forbidden, JobsNotApproved, Invalid, IllegalTransition."""
    require_proven(actor)
    require(actor, "submit", job)
    with transaction.atomic():
        row = JobPosting.objects.select_for_update(of=("self",)).with_names().get(pk=job.pk)
        require_standing(row.enterprise)
        require_good(row, now=now)
        row.changed_at = now
        row.save(update_fields=["changed_at"])
        row = move(row, "submit", actor=actor, now=now)
        changed(row, JOB_CHANGED)
    return row


def make_public(row: JobPosting, *, actor: Actor, now: datetime) -> JobPosting:
    """Approve a pending posting inside the caller's transaction. One that was public before keeps its date."""
    if row.published_at is None:
        row.published_at = now
        row.save(update_fields=["published_at"])
    row = move(row, "approve", actor=actor, now=now)
    changed(row, JOB_PUBLISHED)
    return row
