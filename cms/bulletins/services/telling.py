"""What follows every change of a notice: event, stored pages, words to those who answer for it. In the transaction of the change."""

from datetime import datetime

from django.urls import reverse

from cms.bulletins.models import Bulletin
from core.content import bump
from core.outbox import Event, publish
from members.queries import running
from notifications.services import notify

SCOPE = "bulletins"


def scope_of(number: int) -> str:
    """The content scope of one notice's page."""
    return f"bulletin:{number}"


def changed(row: Bulletin, *events: Event) -> None:
    """Publish the events and make stored pages of the notice stale."""
    for event in events:
        publish(event, key=f"bulletin:{row.pk}", bulletin_id=row.pk)
    bump(SCOPE, scope_of(row.pk))


def tell(row: Bulletin, *, title: str, body: str, now: datetime) -> None:
    """Tell whoever answers for the notice: its writer, or those who work in the enterprise."""
    place = row.enterprise.organisation_id if row.enterprise is not None else None
    people = running(place, now=now) if place else [row.author_id] if row.author_id else []
    if people:
        notify(user_ids=people, title=title, body=body, url=reverse("bulletins:manage", args=[row.pk]), now=now)
