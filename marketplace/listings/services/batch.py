"""Many listings at once for a command: what `post_listing` and `approve` would have written of each, in a few statements for all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from core.access import Actor, require, require_proven
from core.audit.models import AuditEntry
from core.audit.services import entry, record_many
from core.content import bump
from core.models import StateHistory
from core.outbox.services import publish_many
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import require_taking
from marketplace.listings.events import LISTING_CHANGED, LISTING_PUBLISHED
from marketplace.listings.models import Listing
from marketplace.listings.parameters import LIFETIME_DAYS
from marketplace.listings.services.checking import require_good
from marketplace.listings.services.posting import apply_fields, require_standing
from marketplace.listings.services.telling import people_of, scope_of
from marketplace.listings.states import ListingState
from notifications.services import notify

STEPS = (("submit", ListingState.DRAFT, ListingState.PENDING), ("approve", ListingState.PENDING, ListingState.PUBLISHED))


@dataclass(frozen=True, slots=True)
class Posted:
    """One listing of a batch: whose it is, when it was posted and how long it stands, and what `post_listing` takes."""

    external_id: str
    actor: Actor
    at: datetime
    side: str
    fields: dict[str, Any]
    enterprise: Enterprise | None = None
    expires_at: datetime | None = None
    service_area: Sequence[Any] = field(default=())


def post_many(posted: Sequence[Posted], *, checker: Actor, now: datetime) -> list[Listing]:
    """Post and approve all of them in one transaction; whoever answers for some gets one notice. For commands: no daily limit counts.

    Raises Unauthenticated, PhoneNotProven, NotApproved, OrdersPaused, Forbidden, Invalid, IntegrityError; then nothing is written.
    """
    require(checker, "approve", "listing")
    if not posted:
        return []
    taking: set[tuple[int, date]] = set()
    rows = [_row(one, taking) for one in posted]
    with transaction.atomic():
        Listing.objects.bulk_create(rows)
        near = Listing.service_area.through
        near.objects.bulk_create([near(listing=row, district=place) for row, one in zip(rows, posted, strict=True) for place in one.service_area])
        _note(rows, posted, checker)
        for event in (LISTING_CHANGED, LISTING_PUBLISHED):
            publish_many(event, [(f"listing:{row.pk}", {"listing_id": row.pk}) for row in rows])
        bump("listings", *(scope_of(row.pk) for row in rows))
        _tell(rows, now=now)
    return rows


def _row(one: Posted, taking: set[tuple[int, date]]) -> Listing:
    """The row as it stands after its approval. An enterprise's agreement is asked for once a day of posting."""
    require_proven(one.actor)
    row = Listing(side=one.side, author_id=one.actor.user_id, enterprise=one.enterprise, created_at=one.at, changed_at=one.at, external_id=one.external_id)
    require(one.actor, "create", row)
    require_standing(one.enterprise)
    if one.enterprise is not None and (key := (one.enterprise.pk, timezone.localdate(one.at))) not in taking:
        require_taking(one.enterprise, now=one.at)
        taking.add(key)
    apply_fields(row, one.fields)
    require_good(row, personal=one.enterprise is None)
    row.state, row.published_at = ListingState.PUBLISHED, one.at
    row.expires_at = one.expires_at or one.at + timedelta(days=LIFETIME_DAYS.at(one.at))
    return row


def _note(rows: Sequence[Listing], posted: Sequence[Posted], checker: Actor) -> None:
    """The history of both moves, and the log of posting and both moves, each in the name of whoever makes it in life."""
    kind = ContentType.objects.get_for_model(Listing)
    history: list[StateHistory] = []
    log: list[AuditEntry] = []
    for row, one in zip(rows, posted, strict=True):
        log.append(entry(one.actor, function="listing.post", obj=row, detail={"side": row.side}, now=one.at))
        for (event, start, end), actor in zip(STEPS, (one.actor, checker), strict=True):
            history.append(
                StateHistory(
                    machine="listing",
                    content_type=kind,
                    object_id=str(row.pk),
                    from_state=start,
                    event=event,
                    to_state=end,
                    actor_id=actor.user_id,
                    actor_name=actor.name,
                    at=one.at,
                )
            )
            log.append(entry(actor, function=f"listing.{event}", obj=row, detail={"from": start, "to": end, "note": ""}, now=one.at))
    StateHistory.objects.bulk_create(history)
    record_many(log)


def _tell(rows: Sequence[Listing], *, now: datetime) -> None:
    """One notice for all listings of the same enterprise or member."""
    own: dict[tuple[int | None, int | None], list[Listing]] = {}
    for row in rows:
        own.setdefault((row.enterprise_id, None if row.enterprise_id else row.author_id), []).append(row)
    for found in own.values():
        if people := people_of(found[0], now=now):
            more = f"等 {len(found)} 条" if len(found) > 1 else ""
            notify(user_ids=people, title="信息发布了", body=f"「{found[0].title}」{more}通过审核，现在谁都能看到。", now=now)
