"""What follows every change of a listing: event, stored pages, notices. In the transaction of the change."""

from datetime import datetime

from django.urls import reverse

from core.content import bump
from core.outbox import Event, publish
from marketplace.listings.models import Enquiry, Listing
from members.queries import running, with_role
from members.roles import Role
from notifications.services import notify


def scope_of(listing_id: int) -> str:
    """The content scope of one listing's page."""
    return f"listing:{listing_id}"


def changed(row: Listing, *events: Event) -> None:
    """Publish the events and make stored pages of the listing stale."""
    for event in events:
        publish(event, key=f"listing:{row.pk}", listing_id=row.pk)
    bump("listings", scope_of(row.pk))


def people_of(row: Listing, *, now: datetime) -> list[int]:
    """Who answers for a listing: the member, or whoever works in the enterprise."""
    if row.enterprise is not None:
        return running(row.enterprise.organisation_id, now=now)
    return [row.author_id] if row.author_id else []


def tell(row: Listing, *, title: str, body: str, now: datetime) -> None:
    """A notice to those who answer for the listing."""
    if people := people_of(row, now=now):
        notify(user_ids=people, title=title, body=body, url=manage_url(row), now=now)


def manage_url(row: Listing) -> str:
    """Where its people look after it."""
    return reverse("listings:enterprise-manage" if row.enterprise_id else "listings:manage", args=[row.pk])


def tell_other_side(enquiry: Enquiry, *, from_asker: bool, text: str, now: datetime) -> None:
    """A notice of a message to the other side; where nobody answers for the listing, to the operators of the centre."""
    listing = enquiry.listing
    title = f"关于「{listing.title}」的留言" if from_asker else f"「{listing.title}」回复了你"
    owner_url = reverse("listings:enterprise-enquiry" if listing.enterprise_id else "listings:enquiry", args=[enquiry.pk])
    people = people_of(listing, now=now) if from_asker else [enquiry.asker_id]
    if from_asker and not people:
        people, title = with_role(Role.OPERATOR, now=now), f"没有人接的留言：{listing.title}"
    if people:
        url = owner_url if from_asker else reverse("listings:enquiry", args=[enquiry.pk])
        notify(user_ids=people, title=title[:80], body=text, url=url, now=now)
