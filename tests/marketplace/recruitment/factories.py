"""Postings, candidates and sign-ups for tests, straight into a state."""

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import clock
from marketplace.enterprises.models import Enterprise
from marketplace.recruitment.models import Application, JobPosting
from marketplace.workers.models import PaperKind
from members.models import User
from tests.marketplace.factories import category, district, make_enterprise, unit
from tests.members.factories import make_user

_numbers = itertools.count(1)


def certificate(code: str = "maternity-matron") -> PaperKind:
    """A certificate of the reference data."""
    return PaperKind.objects.get(code=code)


def make_job(*, enterprise: Enterprise | None = None, state: str = "published", certificates: tuple[str, ...] = (), **fields: Any) -> JobPosting:
    """A posting in any state."""
    now = clock.now()
    values = {
        "enterprise": enterprise or make_enterprise(),
        "category": category(),
        "title": f"日常保洁员（望京片 {next(_numbers)}）",
        "description": "负责望京几个小区的日常保洁，一天三到四家。",
        "kind": "full_time",
        "district": district(),
        "place": "望京",
        "unit": unit("元/月"),
        "pay_min_fen": 600_000,
        "pay_max_fen": 850_000,
        "positions": 2,
        "state": state,
        "created_at": now,
        "changed_at": now,
        "published_at": now,
        "expires_at": now + timedelta(days=60),
        **fields,
    }
    row = JobPosting.objects.create(**values)
    row.certificates.set(PaperKind.objects.filter(code__in=certificates))
    return row


def make_application_for(*, job: JobPosting | None = None, applicant: User | None = None, certificates: tuple[str, ...] = (), **fields: Any) -> Application:
    """A candidate of a posting."""
    person = applicant or make_user(name="李秀英")
    values = {"name": "李秀英", "phone": person.phone or "13800000105", "consent": "同意", "created_at": clock.now(), **fields}
    row = Application.objects.create(job=job or make_job(), applicant=person, **values)
    row.certificates.set(PaperKind.objects.filter(code__in=certificates))
    return row


def job_fields(**overrides: Any) -> dict[str, Any]:
    """What a complete posting says, for the services."""
    return {
        "category": category("月嫂"),
        "title": "金牌月嫂",
        "kind": "live_in",
        "district": district(),
        "place": "望京",
        "pay_min_fen": 1_380_000,
        "pay_max_fen": 1_980_000,
        "unit": unit("元/26 天"),
        "positions": 5,
        "description": "住家照顾产妇和新生儿，二十六天一单，做月子餐。",
        "experience_years": 3,
        "health_certificate": True,
        "programme": "womens_transfer",
        "expires_at": clock.now() + timedelta(days=30),
    } | overrides


def job_page_fields(**overrides: Any) -> dict[str, Any]:
    """The same as the page sends it."""
    known = job_fields()
    found = {name: known[name] for name in ("title", "kind", "place", "positions", "description", "experience_years", "programme")}
    rows = {name: known[name].pk for name in ("category", "district", "unit")}
    last = timezone.localdate(clock.now()) + timedelta(days=30)
    return {**found, **rows, "pay_min": "13800", "pay_max": "19800", "health_certificate": "on", "last_day": str(last), **overrides}


def person_fields(**overrides: Any) -> dict[str, Any]:
    """What a candidate says, for the services."""
    return {"name": "李秀英", "experience_years": 3, "consent": True, "health_certificate": True, "message": "周末能来。"} | overrides
