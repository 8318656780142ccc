"""What enterprises see of their postings and candidates, and people of their applications."""

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from core.access import ALL, Actor, can, scopes, tenants
from core.errors import NotFound
from core.models import StateHistory
from core.states import history_of
from marketplace.recruitment.models import Application, JobPosting, SignUp
from marketplace.recruitment.states import ApplicationState, JobState
from marketplace.workers.models import PaperKind

PAGE_SIZE = 20
MOST_SHOWN = 200
BIGGEST = 2**63 - 1


def certificates() -> QuerySet[PaperKind]:
    """What forms offer, in order."""
    return PaperKind.objects.filter(group=PaperKind.SKILL, active=True).order_by("position", "pk")


def own_job(number: int, *, actor: Actor) -> JobPosting:
    """A posting of the actor's enterprises. Raises NotFound. One query."""
    row = own_jobs(actor).with_names().filter(pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    return row


def own_jobs(actor: Actor) -> Any:
    """The postings of the actor's enterprises."""
    return JobPosting.objects.of_organisations(tenants_of(actor))


def tenants_of(actor: Actor) -> frozenset[int]:
    """The organisations for which the actor looks after postings."""
    return tenants(actor, JobPosting.access_resource, "update")


def own_page(actor: Actor, *, before: int | None = None, size: int = PAGE_SIZE) -> list[JobPosting]:
    """One's enterprises' postings in every state, newest first, one more than `size` when there are more. One query."""
    applied = Application.objects.filter(job=OuterRef("pk")).exclude(state=ApplicationState.WITHDRAWN).order_by().values("job")
    fresh = Application.objects.filter(job=OuterRef("pk"), state=ApplicationState.SUBMITTED).order_by().values("job")
    found = own_jobs(actor).with_names()
    if before is not None:
        found = found.filter(pk__lt=before)
    counted = found.annotate(
        applied=Subquery(applied.annotate(number=Count("pk")).values("number")), unseen=Subquery(fresh.annotate(number=Count("pk")).values("number"))
    )
    return list(counted.order_by("-pk")[: size + 1])


def readable_job(number: int, *, actor: Actor, now: datetime) -> JobPosting:
    """A posting that is public at this moment, or that the actor may see for another reason. Raises NotFound. Two queries."""
    row = JobPosting.objects.with_names().prefetch_related("certificates").filter(pk=number).first() if number <= BIGGEST else None
    if row is None or not (row.is_public(now) or _sees_hidden(row, actor)):
        raise NotFound
    return row


def _sees_hidden(row: JobPosting, actor: Actor) -> bool:
    allowed = scopes(actor, "read", JobPosting.access_resource)
    return ALL in allowed or bool((allowed & row.access_scopes(actor)) - {"p"})


def applications_for(job: JobPosting, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Application]:
    """The candidates of a posting, the latest first, without those who took it back. Three queries."""
    found = job.applications.exclude(state=ApplicationState.WITHDRAWN)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.with_names().order_by("-pk")[: size + 1])


def application_for_enterprise(number: int, *, actor: Actor) -> Application:
    """A candidate of the actor's enterprises who has not gone back. Raises NotFound."""
    found = Application.objects.with_names().filter(job__enterprise__organisation_id__in=tenants_of(actor))
    row = found.exclude(state=ApplicationState.WITHDRAWN).filter(pk=min(number, BIGGEST)).first()
    if row is None or not can(actor, "handle", row):
        raise NotFound
    return row


def own_application(number: int, *, actor: Actor) -> Application:
    """An application of one's own. Raises NotFound."""
    row = Application.objects.with_names().filter(applicant_id=actor.user_id or 0, pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    return row


def own_applications(actor: Actor, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Application]:
    """One's applications, the latest first, one more than `size` when there are more. Three queries."""
    found = Application.objects.with_names().filter(applicant_id=actor.user_id or 0)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: size + 1])


def open_application(job: JobPosting, actor: Actor) -> Application | None:
    """The actor's open application for a posting."""
    closed = Q(state__in=[ApplicationState.DECLINED, ApplicationState.WITHDRAWN])
    return Application.objects.filter(~closed, job=job, applicant_id=actor.user_id or 0).first()


def own_sign_ups(actor: Actor) -> list[SignUp]:
    """Where one has put one's name down, the latest first. One query."""
    return list(SignUp.objects.filter(person_id=actor.user_id or 0).order_by("-pk")[:MOST_SHOWN])


def has_signed_up(partner_id: int, actor: Actor) -> bool:
    """Whether one's name is on a partner's list."""
    return SignUp.objects.filter(partner_id=partner_id, person_id=actor.user_id or 0).exists()


def last_note(job: JobPosting) -> StateHistory | None:
    """The last step that came with a reason."""
    return history_of(job).exclude(note="").order_by("-pk").first()


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person in this slice, for the download (个人信息保护法 45)."""
    applications = [
        {
            "job": row.job.title,
            "enterprise": row.job.enterprise.legal_name,
            "name": row.name,
            "phone": row.phone,
            "experience_years": row.experience_years,
            "certificates": "、".join(one.name for one in row.certificates.all()),
            "health_certificate": row.health_certificate,
            "message": row.message,
            "state": row.state,
            "created_at": row.created_at,
        }
        for row in Application.objects.with_names().filter(applicant_id=user_id).order_by("pk")
    ]
    fields = ("partner_title", "region", "name", "phone", "home", "wish", "experience_years", "message", "created_at")
    return {"applications": applications, "sign_ups": list(SignUp.objects.filter(person_id=user_id).order_by("pk").values(*fields))}


def waiting_states() -> list[tuple[str, str]]:
    """The states that staff see, drafts left out."""
    return [(state.value, str(state.label)) for state in JobState if state != JobState.DRAFT]
