"""Who hears of a step, and how it is said. Written in the same transaction as the step."""

from datetime import datetime

from django.urls import reverse

from marketplace.enterprises.models import Enterprise
from members.queries import members_of
from notifications.services import notify


def people_of(row: Enterprise, *, now: datetime) -> list[int]:
    """The applicant and whoever runs the enterprise."""
    found = set(members_of(row.organisation_id, now=now)) if row.organisation_id else set()
    return sorted(found | ({row.applicant_id} if row.applicant_id else set()))


def tell(row: Enterprise, *, title: str, body: str, now: datetime) -> None:
    """An in-site notice to the people of the enterprise (ENT-01)."""
    if people := people_of(row, now=now):
        notify(user_ids=people, title=title, body=body, url=reverse("enterprises:home"), now=now)
