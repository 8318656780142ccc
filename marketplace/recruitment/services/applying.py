"""Applying for a posting, and what both sides do with the application (LAB-06, LAB-08).

Whoever misses a requirement is marked, never refused. The enterprise sees the whole number only of those whom it has decided to
call: the step "contact" is that decision, with its history and audit row.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from core.access import Actor, require, require_proven
from core.audit.services import record
from core.counters import require_within
from core.errors import NotFound
from core.outbox import publish
from core.states import move
from marketplace.recruitment.errors import AlreadyApplied, OwnPosting
from marketplace.recruitment.events import JOB_APPLIED
from marketplace.recruitment.models import Application, JobPosting
from marketplace.recruitment.parameters import APPLICATIONS_A_DAY
from marketplace.recruitment.services.checking import checked_person
from marketplace.recruitment.services.posting import DAY
from marketplace.recruitment.services.telling import tell_applicant, tell_of_application, tell_of_withdrawal
from marketplace.recruitment.states import OPEN
from marketplace.workers.models import PaperKind
from members.models import User

CONSENT = "同意把姓名、手机号和以上资料交给这家用人单位，只用于这次应聘。"


def apply(
    job: JobPosting,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    experience_years: int,
    consent: bool,
    health_certificate: bool = False,
    certificates: Iterable[PaperKind] = (),
    message: str = "",
) -> Application:
    """Apply for a public posting with the proven number of one's account. The database lets one open application through.

    Raises Unauthenticated, PhoneNotProven, NotFound, OwnPosting, Invalid, AlreadyApplied, RateLimited.
    """
    require_proven(actor)
    require(actor, "create", Application)
    if not job.is_public(now):
        raise NotFound
    if "t" in job.access_scopes(actor):
        raise OwnPosting
    said = checked_person(name=name, experience_years=experience_years, consent=consent, consent_text=CONSENT, texts={"message": (message, 500)})
    enough = "今天投得够多了，等他们回复，明天再投。"
    require_within("job.apply", str(actor.user_id), limit=APPLICATIONS_A_DAY.at(now), window_seconds=DAY, now=now, message=enough)
    person = User.objects.get(pk=actor.user_id)
    row = Application(job=job, applicant=person, phone=person.phone or "", health_certificate=health_certificate, created_at=now, **said)
    with transaction.atomic():
        _insert(row)
        row.certificates.set(certificates)
        record(actor, function="job_application.apply", obj=row, detail={"job": job.pk}, now=now)
        publish(JOB_APPLIED, key=f"job:{job.pk}", job_id=job.pk, application_id=row.pk)
        tell_of_application(row, now=now)
    return row


def _insert(row: Application) -> None:
    """Save a new application. Raises AlreadyApplied when there is an open one; the index decides, so two at once cannot both pass."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if Application.objects.filter(job=row.job, applicant_id=row.applicant_id, state__in=OPEN).exists():
            raise AlreadyApplied from error
        raise


def see(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Note that it was read; the applicant sees it. Raises NotFound, Forbidden, IllegalTransition."""
    return move(application, "see", actor=actor, now=now)


def contact(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Decide to call: from now on the enterprise sees the whole number, and the applicant knows. Raises NotFound, Forbidden, IllegalTransition."""
    with transaction.atomic():
        row = move(application, "contact", actor=actor, now=now)
        firm = row.job.enterprise.shown_name
        tell_applicant(row, title=f"{firm}要联系你了", body=f"关于「{row.job.title}」，会打你登记的手机号。不收任何费用，要钱的请举报。", now=now)
    return row


def decline(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Say no. Raises NotFound, Forbidden, IllegalTransition."""
    with transaction.atomic():
        row = move(application, "decline", actor=actor, now=now)
        tell_applicant(row, title=f"「{row.job.title}」没有选上", body="这次不合适，别的岗位还在招。", now=now)
    return row


def withdraw_application(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Take one's application back. Raises NotFound, Forbidden, IllegalTransition."""
    with transaction.atomic():
        row = move(application, "withdraw", actor=actor, now=now)
        tell_of_withdrawal(row, now=now)
    return row
