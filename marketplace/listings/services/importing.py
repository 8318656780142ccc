"""Listings from a file: imported as published, repeatable by key (`import_market`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.models import StateHistory
from core.outbox.services import publish_many
from marketplace.enterprises.services import Imported
from marketplace.listings.events import LISTING_CHANGED, LISTING_PUBLISHED
from marketplace.listings.models import Listing
from marketplace.listings.parameters import LIFETIME_DAYS
from marketplace.listings.services.telling import scope_of
from marketplace.listings.states import ListingState, Side

BATCH = 1000
UPDATED = [
    "side",
    "enterprise",
    "category",
    "title",
    "description",
    "price_fen",
    "budget_min_fen",
    "budget_max_fen",
    "unit",
    "district",
    "lat",
    "lng",
    "tags",
    "included",
    "not_included",
    "wanted_from",
    "wanted_until",
    "wanted_time",
    "changed_at",
]
RELATED = {"enterprise", "category", "unit", "district"}
COLUMNS = tuple(f"{name}_id" if name in RELATED else name for name in UPDATED if name != "changed_at")


@dataclass(frozen=True, slots=True)
class ImportedListing:
    """One line of the file, checked. For a request the price is the budget."""

    key: str
    side: str
    enterprise: str | None
    category_id: int
    title: str
    description: str
    price_fen: int
    unit_id: int
    district_id: int
    lat: float | None
    lng: float | None
    tags: tuple[str, ...]


def import_listings(rows: Iterable[ImportedListing], *, enterprises: Mapping[str, int], actor: Actor, now: datetime) -> Imported:
    """Insert or update by key, a thousand at a time, inside the caller's transaction. Only for commands. Raises Forbidden, IntegrityError.

    A listing that its people or staff have taken off meanwhile stays off; one of which nothing has changed is left alone.
    """
    require(actor, "approve", "listing")
    expires_at = now + timedelta(days=LIFETIME_DAYS.at(now))
    counts, rest = Imported(), iter(rows)
    with transaction.atomic():
        while lines := list(islice(rest, BATCH)):
            _write(lines, enterprises, counts, actor=actor, now=now, expires_at=expires_at)
        if counts.added or counts.changed:
            record(actor, function="listing.import", detail=asdict(counts), now=now)
            bump("listings")
    return counts


def _write(lines: Sequence[ImportedListing], enterprises: Mapping[str, int], counts: Imported, *, actor: Actor, now: datetime, expires_at: datetime) -> None:
    known = {row.external_id: row for row in Listing.objects.select_for_update().filter(external_id__in=[line.key for line in lines]).order_by("pk")}
    fresh: list[Listing] = []
    changed: list[Listing] = []
    for line in lines:
        row = known.get(line.key) or Listing(
            external_id=line.key, state=ListingState.PUBLISHED, created_at=now, changed_at=now, published_at=now, expires_at=expires_at
        )
        before = _held(row)
        _fill(row, line, enterprises)
        if row.pk is None:
            fresh.append(row)
        elif _held(row) != before:
            row.changed_at = now
            changed.append(row)
    Listing.objects.bulk_create(fresh)
    Listing.objects.bulk_create(changed, update_conflicts=True, unique_fields=["external_id"], update_fields=UPDATED)
    _history(fresh, actor=actor, now=now)
    publish_many(LISTING_PUBLISHED, [(f"listing:{row.pk}", {"listing_id": row.pk}) for row in fresh])
    publish_many(LISTING_CHANGED, [(f"listing:{row.pk}", {"listing_id": row.pk}) for row in changed])
    bump(*(scope_of(row.pk) for row in changed))
    counts.added += len(fresh)
    counts.changed += len(changed)
    counts.unchanged += len(lines) - len(fresh) - len(changed)


def _held(row: Listing) -> tuple[Any, ...]:
    """The columns that a line may change, as they are."""
    return tuple(tuple(value) if isinstance(value := getattr(row, name), list) else value for name in COLUMNS)


def _fill(row: Listing, line: ImportedListing, enterprises: Mapping[str, int]) -> None:
    offer = line.side == Side.OFFER
    row.side, row.category_id, row.title, row.description = line.side, line.category_id, line.title, line.description
    row.enterprise_id = enterprises[line.enterprise] if line.enterprise else None
    row.price_fen = line.price_fen if offer else None
    row.budget_max_fen = None if offer else line.price_fen
    row.budget_min_fen = None
    row.unit_id, row.district_id, row.lat, row.lng, row.tags = line.unit_id, line.district_id, line.lat, line.lng, list(line.tags)
    if offer:
        row.wanted_from, row.wanted_until, row.wanted_time = None, None, ""
    else:
        row.included, row.not_included = [], []


def _history(rows: Sequence[Listing], *, actor: Actor, now: datetime) -> None:
    kind = ContentType.objects.get_for_model(Listing)
    StateHistory.objects.bulk_create(
        StateHistory(
            machine="listing",
            content_type=kind,
            object_id=str(row.pk),
            from_state=ListingState.DRAFT,
            event="import",
            to_state=ListingState.PUBLISHED,
            actor_name=actor.name,
            at=now,
        )
        for row in rows
    )
