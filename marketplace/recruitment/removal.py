"""A posting as others name it: to be saved, reported, and taken down by staff (`core.subjects`)."""

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor
from core.subjects import Removal, Subject
from marketplace.recruitment import services
from marketplace.recruitment.models import JobPosting


def of_jobs(numbers: Sequence[int], now: datetime) -> list[Subject]:
    """Postings that the public may see. One query."""
    rows = JobPosting.objects.public(now).with_names().filter(pk__in=numbers)
    return [Subject("job", row.pk, "招聘", row.title, row.get_absolute_url(), row.enterprise.shown_name) for row in rows]


def take_down(number: int, *, actor: Actor, now: datetime, note: str) -> None:
    """One call of the slice's own verb."""
    services.hide(JobPosting.objects.with_names().get(pk=number), actor=actor, now=now, note=note)


REMOVAL = Removal("撤下这个岗位", ("hide", "job_posting"), take_down)
