"""Staff look at listings: approve, return with a reason, take down, restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import Conflict, Forbidden, Invalid
from core.moderation import Moderation
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import require_taking
from marketplace.listings.errors import NotYourListing
from marketplace.listings.events import LISTING_CHANGED, LISTING_CLOSED, LISTING_PUBLISHED
from marketplace.listings.models import Listing
from marketplace.listings.services.posting import make_public, require_standing
from marketplace.listings.services.telling import changed, tell

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of each of many: the rows that passed, and those that did not with the sentence why."""

    done: list[Listing]
    refused: list[tuple[Listing, str]]


MODERATION: Moderation[Listing] = Moderation(
    "listing", "信息", NotYourListing, changed, tell, on_return=LISTING_CHANGED, on_hide=LISTING_CLOSED, on_restore=LISTING_PUBLISHED
)
return_listing, hide, restore = MODERATION.send_back, MODERATION.hide, MODERATION.restore


def approve(listing: Listing, *, actor: Actor, now: datetime) -> Listing:
    """Make a waiting listing public. Row lock. Raises Forbidden, NotYourListing, NotApproved, OrdersPaused, IllegalTransition."""
    require(actor, "approve", listing)
    MODERATION.require_other(listing, actor=actor, event="approve")
    with transaction.atomic():
        row = _locked(listing)
        require_standing(row.enterprise)
        require_taking(row.enterprise, now=now)
        row = make_public(row, actor=actor, now=now)
        tell(row, title="信息发布了", body=f"「{row.title}」通过审核，现在谁都能看到。", now=now)
    return row


def approve_many(numbers: Sequence[int], *, actor: Actor, now: datetime) -> Approved:
    """Approve several, each as by `approve` in a transaction of its own; one that cannot be leaves its audit row and holds up no other.

    Raises Forbidden without the right at all, Invalid for none or for more than 100.
    """
    require(actor, "approve", "listing")
    if not 1 <= len(set(numbers)) <= MOST_AT_ONCE:
        raise Invalid(fields={"listing": [f"勾上 1 到 {MOST_AT_ONCE} 条再点。"]})
    result = Approved([], [])
    for row in Listing.objects.with_names().filter(pk__in=set(numbers)).order_by("changed_at", "pk"):
        try:
            result.done.append(approve(row, actor=actor, now=now))
        except (Conflict, Forbidden) as error:
            record(actor, function="listing.approve", obj=row, result="refused", detail={"code": error.code}, now=now)
            result.refused.append((row, error.message))
    return result


def _locked(listing: Listing) -> Listing:
    """The fresh row, locked, and its enterprise locked against a suspension at the same moment."""
    row = Listing.objects.select_for_update(of=("self",)).with_names().get(pk=listing.pk)
    if row.enterprise_id is not None:
        row.enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=row.enterprise_id)
    return row
