"""Rating a finished order, and changing one's mind within a few days (RAT-01, RAT-03)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import NotFound
from core.outbox import publish
from marketplace.bookings.models import Booking
from marketplace.ratings.errors import AlreadyRated, EditingIsOver
from marketplace.ratings.events import RATING_EDITED, RATING_GIVEN, RATING_PUBLISHED
from marketplace.ratings.models import ProviderWord, Rating, Version
from marketplace.ratings.parameters import BLIND_DAYS, EDIT_DAYS, REWARD_POINTS
from marketplace.ratings.services import standing
from marketplace.ratings.services.checking import Said, require_rateable, who_came
from marketplace.ratings.services.photos import add_photos, remove_photos
from marketplace.ratings.states import PARTS, RatingState

KEPT = ("score", *PARTS, "text", "anonymous")


def rate(booking: Booking, said: Said, *, actor: Actor, now: datetime, photos: Sequence[UploadedFile] = ()) -> Rating:
    """The customer's one rating of a confirmed order. It counts at commit, unless both sides answer blind.

    Raises NotFound for somebody else's order, Forbidden, Invalid, NotFinished, TooLate, YourOwnService, AlreadyRated.
    """
    require(actor, "create", Rating)
    if actor.user_id is None or booking.customer_id != actor.user_id:
        raise NotFound
    values = said.checked()
    fresh = Booking.objects.select_related("enterprise", "provider").get(pk=booking.pk)
    require_rateable(fresh, actor=actor, now=now)
    if Rating.objects.filter(booking=fresh).exists():
        raise AlreadyRated
    with transaction.atomic():
        row = _new(fresh, values, now=now)
        add_photos(row, photos, actor=actor, now=now)
        _keep_version(row, now)
        record(actor, function="rating.rate", obj=row, detail={"order": fresh.number}, now=now)
        publish(RATING_GIVEN, key=f"rating:{row.pk}", rating_id=row.pk)
        if row.state == RatingState.PUBLISHED:
            become_public(row, now=now)
    return row


def _new(booking: Booking, values: dict[str, object], *, now: datetime) -> Rating:
    days = BLIND_DAYS.at(now)
    waits = days > 0 and not ProviderWord.objects.filter(booking=booking).exists()
    row = Rating(booking=booking, author_id=booking.customer_id, created_at=now, reward_points=REWARD_POINTS.at(now), **values)
    row.listing_id, row.enterprise_id, row.worker = booking.listing_id, booking.enterprise_id, who_came(booking)
    row.service_type_id, row.district_id = booking.service_type_id, booking.district_id
    row.state = RatingState.PENDING if waits else RatingState.PUBLISHED
    row.blind_until = now + timedelta(days=days) if waits else None
    row.published_at = None if waits else now
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "booking_id" not in str(error):
            raise
        raise AlreadyRated from error
    return row


def become_public(row: Rating, *, now: datetime) -> None:
    """What follows when a rating can be read: it counts, pages and search follow. Inside the caller's transaction."""
    standing.count_in(row, now=now)
    publish(RATING_PUBLISHED, key=f"rating:{row.pk}", rating_id=row.pk)
    standing.shown_otherwise(row, is_new=True)


def edit(rating: Rating, said: Said, *, actor: Actor, now: datetime, photos: Sequence[UploadedFile] = (), without: Sequence[int] = ()) -> Rating:
    """Other stars or words; the former version stays. `without`: photos to take away. Row lock.

    Raises NotFound, Forbidden, Invalid, EditingIsOver.
    """
    require(actor, "update", rating)
    values = said.checked()
    with transaction.atomic():
        row = locked(rating)
        if not row.is_editable(now, row.created_at + timedelta(days=EDIT_DAYS.at(now))):
            raise EditingIsOver
        before = standing.figures(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.edited_at = now
        row.save(update_fields=[*KEPT, "edited_at"])
        remove_photos(row, without)
        add_photos(row, photos, actor=actor, now=now)
        _keep_version(row, now)
        record(actor, function="rating.edit", obj=row, now=now)
        publish(RATING_EDITED, key=f"rating:{row.pk}", rating_id=row.pk)
        if row.state == RatingState.PUBLISHED:
            standing.count_again(row, before, now=now)
            standing.shown_otherwise(row)
    return row


def locked(rating: Rating) -> Rating:
    """The rating as it is now, locked until the end of the transaction, with its names."""
    return Rating.objects.select_for_update(of=("self",)).with_names().get(pk=rating.pk)


def _keep_version(row: Rating, now: datetime) -> None:
    last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
    values: dict[str, Any] = {name: getattr(row, name) for name in KEPT}
    photos = list(row.photos.order_by("position", "pk").values_list("image_id", flat=True))
    Version.objects.create(rating=row, number=last + 1, photos=photos, at=now, **values)
