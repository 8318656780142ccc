"""What its people do with a published listing, and what time does."""

from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor, require
from core.outbox import Event
from core.states import move
from marketplace.enterprises.services import require_taking
from marketplace.listings.events import LISTING_CHANGED, LISTING_CLOSED, LISTING_PUBLISHED
from marketplace.listings.models import Listing
from marketplace.listings.parameters import LIFETIME_DAYS
from marketplace.listings.services.posting import after_submission, require_standing
from marketplace.listings.services.telling import changed, tell
from marketplace.listings.states import ListingState


def _step(listing: Listing, event: str, tells: Event, *, actor: Actor, now: datetime) -> Listing:
    with transaction.atomic():
        row = move(listing, event, actor=actor, now=now)
        changed(row, tells)
    return row


def pause(listing: Listing, *, actor: Actor, now: datetime) -> Listing:
    """Take it off the public side for a while (unpublish, ENT-03). Raises NotFound, Forbidden, IllegalTransition."""
    return _step(listing, "pause", LISTING_CLOSED, actor=actor, now=now)


def resume(listing: Listing, *, actor: Actor, now: datetime) -> Listing:
    """Show it again. Raises NotFound, Forbidden, NotApproved, OrdersPaused, IllegalTransition."""
    require(actor, "submit", listing)
    require_standing(listing.enterprise)
    require_taking(listing.enterprise, now=now)
    return _step(listing, "resume", LISTING_PUBLISHED, actor=actor, now=now)


def withdraw(listing: Listing, *, actor: Actor, now: datetime) -> Listing:
    """Take a waiting listing back to change it. Raises NotFound, Forbidden, IllegalTransition."""
    return _step(listing, "withdraw", LISTING_CHANGED, actor=actor, now=now)


def close(listing: Listing, *, actor: Actor, now: datetime) -> Listing:
    """End it for good: found somebody, or no longer offered. Raises NotFound, Forbidden, IllegalTransition."""
    return _step(listing, "close", LISTING_CLOSED, actor=actor, now=now)


def renew(listing: Listing, *, actor: Actor, now: datetime) -> Listing:
    """Another full period from now; one that has expired passes moderation again when it is on.

    Row lock. Raises NotFound, Forbidden, NotApproved, OrdersPaused, IllegalTransition.
    """
    require(actor, "renew", listing)
    require_standing(listing.enterprise)
    require_taking(listing.enterprise, now=now)
    with transaction.atomic():
        row = move(listing, "renew", actor=actor, now=now)
        if row.state == ListingState.PENDING:
            return after_submission(row, actor=actor, now=now)
        row.expires_at = now + timedelta(days=LIFETIME_DAYS.at(now))
        row.save(update_fields=["expires_at"])
        changed(row, LISTING_CHANGED)
    return row


def expire_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Move listings whose time is over; each in a transaction of its own. Returns how many. The public side never waits for this."""
    due = Listing.objects.filter(state__in=[ListingState.PUBLISHED, ListingState.PAUSED], expires_at__lte=now).order_by("expires_at", "pk")
    done = 0
    for listing in due.select_related("enterprise")[:limit]:
        with transaction.atomic():
            fresh = Listing.objects.select_for_update(skip_locked=True).filter(pk=listing.pk, state=listing.state, expires_at__lte=now).first()
            if fresh is None:
                continue
            row = move(fresh, "expire", actor=actor, now=now)
            changed(row, LISTING_CLOSED)
            tell(row, title="信息到期了", body=f"「{row.title}」到期不再显示，还需要就点续期。", now=now)
            done += 1
    return done
