"""Rating a finished order, and changing one's mind within a few days (RAT-01, RAT-03)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction

from core.access import Actor, require
from core.audit.services import entry, record
from core.errors import NotFound
from core.outbox import publish
from core.outbox.rows import told
from core.writing import Writing
from marketplace.bookings.models import Booking
from marketplace.ratings.errors import AlreadyRated, EditingIsOver
from marketplace.ratings.events import RATING_EDITED, RATING_GIVEN, RATING_PUBLISHED
from marketplace.ratings.models import ProviderWord, Rating, Version
from marketplace.ratings.parameters import BLIND_DAYS, EDIT_DAYS, REWARD_POINTS
from marketplace.ratings.services import standing
from marketplace.ratings.services.checking import Said, require_rateable, who_came
from marketplace.ratings.services.photos import add_photos, remove_photos
from marketplace.ratings.states import PARTS, RatingState

KEY = "SELECT nextval(pg_get_serial_sequence('ratings_rating', 'id')), EXISTS (SELECT FROM ratings_rating WHERE booking_id = %s)"
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
    row = _new(fresh, values, now=now)
    try:
        with transaction.atomic():
            add_photos(row, photos, actor=actor, now=now)
            _write(row, fresh, actor=actor, now=now)
    except IntegrityError as error:
        if "booking_id" not in str(error):
            raise
        raise AlreadyRated from error
    return row


def _new(booking: Booking, values: dict[str, object], *, now: datetime) -> Rating:
    """A rating that is not written yet, with its key. Raises AlreadyRated."""
    with connection.cursor() as cursor:
        cursor.execute(KEY, [booking.pk])
        key, rated = cursor.fetchone()
    if rated:
        raise AlreadyRated
    days = BLIND_DAYS.at(now)
    waits = days > 0 and not ProviderWord.objects.filter(booking=booking).exists()
    row = Rating(pk=key, booking=booking, author_id=booking.customer_id, created_at=now, reward_points=REWARD_POINTS.at(now), **values)
    row.listing_id, row.enterprise_id, row.worker = booking.listing_id, booking.enterprise_id, who_came(booking)
    row.service_type_id, row.district_id = booking.service_type_id, booking.district_id
    row.state = RatingState.PENDING if waits else RatingState.PUBLISHED
    row.blind_until = now + timedelta(days=days) if waits else None
    row.published_at = None if waits else now
    return row


def _write(row: Rating, booking: Booking, *, actor: Actor, now: datetime) -> None:
    """The rating, its first version, and where it is public what it counts for. One round trip, and those of who is told."""
    writing = Writing()
    noted = entry(actor, function="rating.rate", obj=row, detail={"order": booking.number}, now=now)
    writing.add(row, _version(row, 1, now), noted, told(RATING_GIVEN, key=f"rating:{row.pk}", rating_id=row.pk))
    if row.state == RatingState.PUBLISHED:
        standing.counted(row, writing, now=now)
        writing.add(told(RATING_PUBLISHED, key=f"rating:{row.pk}", rating_id=row.pk))
    writing.send()
    if row.state == RatingState.PUBLISHED:
        standing.shown_otherwise(row, is_new=True)


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
    _version(row, last + 1, now).save(force_insert=True)


def _version(row: Rating, number: int, now: datetime) -> Version:
    """What it says now, not written yet. One query."""
    values: dict[str, Any] = {name: getattr(row, name) for name in KEPT}
    photos = list(row.photos.order_by("position", "pk").values_list("image_id", flat=True))
    return Version(rating=row, number=number, photos=photos, at=now, **values)
