"""What follows every change of a posting: event, stored pages, notices. In the transaction of the change."""

from datetime import datetime

from django.urls import reverse

from core.content import bump
from core.outbox import Event, publish
from marketplace.recruitment.models import Application, JobPosting
from members.queries import running
from notifications.services import notify

SCOPE = "jobs"


def scope_of(job_id: int) -> str:
    """The content scope of one posting's page."""
    return f"job:{job_id}"


def changed(row: JobPosting, *events: Event) -> None:
    """Publish the events and make stored pages of the posting stale."""
    for event in events:
        publish(event, key=f"job:{row.pk}", job_id=row.pk)
    bump(SCOPE, scope_of(row.pk))


def tell(row: JobPosting, *, title: str, body: str, now: datetime) -> None:
    """A notice to those who work in the enterprise."""
    _tell_enterprise(row, title=title, body=body, url=reverse("recruitment:enterprise-manage", args=[row.pk]), now=now)


def _tell_enterprise(row: JobPosting, *, title: str, body: str, url: str, now: datetime) -> None:
    place = row.enterprise.organisation_id
    people = running(place, now=now)
    if people:
        notify(user_ids=people, title=title, body=body, url=url, now=now)


def tell_of_application(row: Application, *, now: datetime) -> None:
    """A notice of a new application to the enterprise, and a receipt to the applicant."""
    marks = row.missed
    note = f"有 {len(marks)} 项要求没到：{'、'.join(marks)}。" if marks else "你写的要求都符合。"
    url = reverse("recruitment:enterprise-applications", args=[row.job_id])
    _tell_enterprise(row.job, title=f"「{row.job.title}」有人应聘", body=note, url=url, now=now)
    said = f"{row.job.enterprise.shown_name}会看到你的资料，有进展告诉你。"
    notify(user_ids=[row.applicant_id], title=f"投出去了：{row.job.title}", body=said, url=reverse("recruitment:mine"), now=now)


def tell_applicant(row: Application, *, title: str, body: str, now: datetime) -> None:
    """A notice to the applicant."""
    notify(user_ids=[row.applicant_id], title=title, body=body, url=reverse("recruitment:mine"), now=now)


def tell_of_withdrawal(row: Application, *, now: datetime) -> None:
    """A notice to the enterprise that somebody took his application back."""
    url = reverse("recruitment:enterprise-applications", args=[row.job_id])
    _tell_enterprise(row.job, title=f"「{row.job.title}」有人撤回应聘", body="资料不再显示，不用再联系。", url=url, now=now)
