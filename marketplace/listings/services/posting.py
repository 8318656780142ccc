"""Posting and editing (CLS-01, CLS-02, ENT-03, MEM-03, MEM-04)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, can, require, require_proven
from core.audit.services import record
from core.counters import require_within
from core.errors import Invalid
from core.states import move
from marketplace.enterprises.errors import NotApproved
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import require_taking
from marketplace.enterprises.states import EnterpriseState
from marketplace.listings.errors import CannotEdit
from marketplace.listings.events import LISTING_CHANGED, LISTING_PUBLISHED
from marketplace.listings.models import Listing
from marketplace.listings.parameters import LIFETIME_DAYS, MODERATION, POSTS_A_DAY
from marketplace.listings.services.checking import fields_of, require_good, tidy
from marketplace.listings.services.telling import changed
from marketplace.listings.states import EDITABLE, ListingState, Side

DAY = 24 * 3600
AGAIN = timedelta(hours=1)


def require_standing(enterprise: Enterprise | None) -> None:
    """An enterprise publishes only when it is admitted (ENT-03). Raises NotApproved (403)."""
    if enterprise is not None and enterprise.state != EnterpriseState.APPROVED:
        raise NotApproved(audit={"function": "listing.publish", "object": enterprise})


def post_listing(
    *,
    actor: Actor,
    now: datetime,
    side: str,
    enterprise: Enterprise | None = None,
    service_area: Any = None,
    publish_now: bool = True,
    whole: bool = True,
    **fields: Any,
) -> Listing:
    """Post an offer or a request, for oneself or for an enterprise; with `publish_now` it is submitted at once, else kept as a draft,
    which without `whole` may be incomplete (the first of three steps).

    Raises Unauthenticated, PhoneNotProven, NotApproved, OrdersPaused, Forbidden, Invalid, RateLimited.
    """
    require_proven(actor)
    if side not in Side.values:
        raise Invalid(fields={"side": ["选「供应」或「需求」。"]})
    row = Listing(side=side, author_id=actor.user_id, enterprise=enterprise, created_at=now, changed_at=now)
    require(actor, "create", row)
    require_standing(enterprise)
    require_taking(enterprise, now=now)
    apply_fields(row, fields)
    require_good(row, personal=enterprise is None, whole=whole or publish_now)
    if actor.user_id is not None:
        require_within("listing.post", str(actor.user_id), limit=POSTS_A_DAY.at(now), window_seconds=DAY, now=now, message="今天发得够多了，明天再来。")
    with transaction.atomic():
        row.save()
        _set_area(row, service_area)
        record(actor, function="listing.post", obj=row, detail={"side": side}, now=now)
        if publish_now:
            row = submit(row, actor=actor, now=now)
    return row


def start_draft(*, actor: Actor, now: datetime, side: str, enterprise: Enterprise | None = None, **fields: Any) -> Listing:
    """The first of three steps: a draft that may lack when, where and for how much. Sending the same step twice leaves one draft.

    Raises Unauthenticated, PhoneNotProven, NotApproved, OrdersPaused, Forbidden, Invalid, RateLimited.
    """
    same = Listing.objects.filter(side=side, author_id=actor.user_id, enterprise=enterprise, state=ListingState.DRAFT, changed_at__gt=now - AGAIN)
    found = same.filter(category=fields.get("category"), title=str(fields.get("title", "")).strip(), district=None).first()
    if found is not None:
        return edit_listing(found, actor=actor, now=now, whole=False, **fields)
    return post_listing(actor=actor, now=now, side=side, enterprise=enterprise, publish_now=False, whole=False, **fields)


def apply_fields(row: Listing, fields: dict[str, Any]) -> set[str]:
    """Write the fields that this side has; returns which have changed. A place without point gets its district's centre."""
    allowed = fields_of(row.side)
    unknown = sorted(set(fields) - set(allowed))
    if wrong := [name for name in unknown if fields[name] not in (None, "", [])]:
        other = "供应" if row.side == Side.OFFER else "需求"
        raise Invalid(fields={name: [f"{other}没有这一项。"] for name in wrong})
    values = {name: value for name, value in tidy(fields).items() if name in allowed}
    differing = {name for name, value in values.items() if (name == "category" and row.category_id is None) or getattr(row, name) != value}
    for name in differing:
        setattr(row, name, values[name])
    if "district" in differing and "street" not in values and row.street is not None and row.street.parent_code != getattr(row.district, "code", ""):
        row.street = None
    if row.district is not None and (row.lat is None or row.lng is None or ("district" in differing and "lat" not in values)):
        row.lat, row.lng = row.district.lat, row.district.lng
    if row.enterprise_id is None and row.lat is not None and row.lng is not None:
        row.lat, row.lng = round(row.lat, 2), round(row.lng, 2)  # a home is never shown more exactly than about a kilometre
    return differing


def _set_area(row: Listing, service_area: Any) -> None:
    if service_area is not None:
        if row.side != Side.OFFER and service_area:
            raise Invalid(fields={"service_area": ["需求没有这一项。"]})
        row.service_area.set(service_area)


def edit_listing(listing: Listing, *, actor: Actor, now: datetime, service_area: Any = None, whole: bool = True, **fields: Any) -> Listing:
    """Change a listing; a published one goes back to moderation when moderation is on. A draft may stay incomplete without `whole`. Row lock.

    Raises NotFound, Forbidden, NotApproved, CannotEdit, Invalid.
    """
    require(actor, "update", listing)
    with transaction.atomic():
        row = Listing.objects.select_for_update(of=("self",)).with_names().get(pk=listing.pk)
        if row.state not in EDITABLE:
            raise CannotEdit
        require_standing(row.enterprise)
        differing = apply_fields(row, fields)
        require_good(row, personal=row.enterprise_id is None, whole=whole or row.state != ListingState.DRAFT)
        row.changed_at = now
        row.save()
        _set_area(row, service_area)
        record(actor, function="listing.edit", obj=row, detail={"fields": sorted(differing)}, now=now)
        row = back_to_moderation(row, actor=actor, now=now)
        changed(row, LISTING_CHANGED)
    return row


def back_to_moderation(row: Listing, *, actor: Actor, now: datetime) -> Listing:
    """After a change: a published or paused listing waits for staff again, when moderation is on and it was not staff who changed it."""
    if row.state not in (ListingState.PUBLISHED, ListingState.PAUSED) or can(actor, "approve", row) or not MODERATION.at(now):
        return row
    return move(row, "edit", actor=actor, now=now)


def submit(listing: Listing, *, actor: Actor, now: datetime) -> Listing:
    """Hand a listing in; with moderation off the platform approves it at once. Row lock.

    Raises NotFound, Forbidden, NotApproved, OrdersPaused, Invalid, IllegalTransition.
    """
    require_proven(actor)
    require(actor, "submit", listing)
    with transaction.atomic():
        row = Listing.objects.select_for_update(of=("self",)).with_names().get(pk=listing.pk)
        require_standing(row.enterprise)
        require_taking(row.enterprise, now=now)
        require_good(row, personal=row.enterprise_id is None)
        row = move(row, "submit", actor=actor, now=now)
        return after_submission(row, actor=actor, now=now)


def after_submission(row: Listing, *, actor: Actor, now: datetime) -> Listing:
    """A pending listing becomes public at once when moderation is off; the platform approves it."""
    if MODERATION.at(now):
        changed(row, LISTING_CHANGED)
        return row
    platform = replace(actor, user_id=None, roles=frozenset({SYSTEM_ROLE}), name="先发后审")
    return make_public(row, actor=platform, now=now)


def make_public(row: Listing, *, actor: Actor, now: datetime) -> Listing:
    """Approve a pending listing inside the caller's transaction. One that was public before keeps its dates while they last."""
    if row.published_at is None or row.expires_at is None or row.expires_at <= now:
        row.published_at, row.expires_at = now, now + timedelta(days=LIFETIME_DAYS.at(now))
        row.save(update_fields=["published_at", "expires_at"])
    row = move(row, "approve", actor=actor, now=now)
    changed(row, LISTING_PUBLISHED)
    return row
