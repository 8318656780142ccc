"""What follows every change of a file: event, stored pages, notices. In the transaction of the change."""

from datetime import datetime

from django.urls import reverse

from core.content import bump
from core.outbox import Event, publish
from marketplace.workers.models import Worker
from members.queries import running
from notifications.services import notify

SCOPE = "workers"


def scope_of(worker_id: int) -> str:
    """The content scope of one worker's pages."""
    return f"worker:{worker_id}"


def scope_of_person(user_id: int) -> str:
    """The content scope of what a member shows of his own file, whether he has one yet or not."""
    return f"worker-of:{user_id}"


def changed(row: Worker, *events: Event) -> None:
    """Publish the events and make stored pages of the worker stale."""
    for event in events:
        publish(event, key=f"worker:{row.pk}", worker_id=row.pk)
    bump(SCOPE, scope_of(row.pk), *([scope_of_person(row.user_id)] if row.user_id else []))


def tell(row: Worker, *, title: str, body: str, now: datetime, sms: bool = False, page: str = "") -> None:
    """A notice to the worker and to those who run the enterprise that employs him, and his outlet. `page`: the last part of the address, "papers"."""
    if row.user_id:
        notify(user_ids=[row.user_id], title=title, body=body, url=reverse(f"workers:{page or 'home'}"), now=now, sms=sms)
    places = [one.organisation_id for one in (row.enterprise, row.outlet) if one is not None]
    people = list(dict.fromkeys(user for place in places for user in running(place, now=now)))
    if people:
        url = reverse(f"workers:enterprise-{page or 'worker'}", args=[row.pk])
        notify(user_ids=people, title=f"{row.called}：{title}"[:120], body=body, url=url, now=now)
