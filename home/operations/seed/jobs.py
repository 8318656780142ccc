"""Job postings of the demo city and a few who apply: posted by their enterprises, approved by the platform."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.money import Money
from home.operations.seed.city import City, rows
from marketplace.recruitment.models import Application, JobPosting
from marketplace.recruitment.services import apply, approve, contact, decline, post_job, see
from marketplace.workers.models import PaperKind

THEN = {"see": see, "contact": contact, "decline": decline}


def seed_jobs(city: City) -> int:
    """Post what is missing; returns how many postings there are."""
    known = set(JobPosting.objects.filter(external_id__startswith="demo:").values_list("external_id", flat=True))
    certificates = {row.code: row for row in PaperKind.objects.all()}
    for place, row in enumerate(rows("jobs")):
        if f"demo:{row['key']}" not in known:
            _post(city, row, place, [certificates[code] for code in row["certificates"]])
    return len(rows("jobs"))


def _post(city: City, row: dict[str, Any], place: int, certificates: list[PaperKind]) -> None:
    enterprise = city.enterprises[row["enterprise"]]
    at = city.days_ago(row["published_days_ago"], minutes=place * 11 % 600)
    last = timezone.localdate(city.now) + timedelta(days=row["expires_in_days"])
    same = ("title", "kind", "place", "positions", "experience_years", "health_certificate", "programme", "description")
    job = post_job(
        actor=city.acting_as(enterprise.applicant),
        now=at,
        enterprise=enterprise,
        certificates=certificates,
        category=city.categories[row["category"]],
        district=city.districts[row["district"]],
        unit=city.units[row["unit"]],
        pay_min_fen=Money.parse(row["pay_min_yuan"]).fen,
        pay_max_fen=Money.parse(row["pay_max_yuan"]).fen,
        expires_at=clock.midnight(last + timedelta(days=1)),
        **{name: row[name] for name in same},
    )
    approve(job, actor=city.acting_as(), now=at)
    JobPosting.objects.filter(pk=job.pk).update(external_id=f"demo:{row['key']}")


def seed_job_applications(city: City) -> int:
    """A few candidates, some of whom miss something; returns how many there are."""
    jobs = {row.external_id: row for row in JobPosting.objects.with_names().filter(external_id__startswith="demo:")}
    certificates = {row.code: row for row in PaperKind.objects.all()}
    for row in rows("job_applications"):
        job, person = jobs[f"demo:{row['job']}"], city.people[row["person"]]
        if Application.objects.filter(job=job, applicant=person).exists():
            continue
        at = city.now - timedelta(hours=row["hours_ago"])
        made = apply(
            job,
            actor=city.acting_as(person),
            now=at,
            consent=True,
            certificates=[certificates[code] for code in row["certificates"]],
            **{name: row[name] for name in ("name", "experience_years", "health_certificate", "message")},
        )
        if row["then"]:
            THEN[row["then"]](made, actor=city.acting_as(job.enterprise.applicant), now=at + timedelta(hours=2))
    return len(rows("job_applications"))
