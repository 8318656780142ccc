"""Photos of a listing, through the upload door."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from core.access import Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.media.services import receive_image
from core.texts import CONTROL
from marketplace.listings.errors import CannotEdit
from marketplace.listings.events import LISTING_CHANGED
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.parameters import MAX_PHOTOS
from marketplace.listings.services.posting import back_to_moderation
from marketplace.listings.services.telling import changed
from marketplace.listings.states import EDITABLE

CARD = "fill-400x260"
LARGE = "max-1280x960"
LONGEST_ALT = 60


def add_photo(listing: Listing, *, file: UploadedFile, actor: Actor, now: datetime, alt: str = "") -> ListingPhoto:
    """Add a photo at the end; its sizes are made at once. Row lock. Raises NotFound, Forbidden, CannotEdit, Invalid (FileRefusedError)."""
    require(actor, "update", listing)
    with transaction.atomic():
        row = _locked(listing)
        most = MAX_PHOTOS.at(now)
        if row.photos.count() >= most:
            raise Invalid(fields={"file": [f"最多 {most} 张照片，先删掉一张。"]})
        image = receive_image(file, actor=actor, now=now, title=row.title)
        image.get_renditions(CARD, LARGE)
        last = row.photos.aggregate(last=Max("position"))["last"]
        photo = ListingPhoto.objects.create(listing=row, image=image, position=0 if last is None else last + 1, alt=_said(alt))
        _after(row, actor=actor, now=now, function="listing.add_photo")
    return photo


def remove_photo(photo: ListingPhoto, *, actor: Actor, now: datetime) -> None:
    """Take a photo away. Row lock. Raises NotFound, Forbidden, CannotEdit."""
    require(actor, "update", photo.listing)
    with transaction.atomic():
        row = _locked(photo.listing)
        image = photo.image
        photo.delete()
        image.delete()
        _after(row, actor=actor, now=now, function="listing.remove_photo")


def change_photo(photo: ListingPhoto, *, actor: Actor, now: datetime, alt: str | None = None, position: int | None = None) -> None:
    """Say what a photo shows, or put it at another place (from 0). Row lock. Raises NotFound, Forbidden, CannotEdit, Invalid."""
    require(actor, "update", photo.listing)
    with transaction.atomic():
        row = _locked(photo.listing)
        if alt is not None:
            photo.alt = _said(alt)
            photo.save(update_fields=["alt"])
        if position is not None:
            _put(row, photo, position)
        _after(row, actor=actor, now=now, function="listing.change_photo")


def _said(alt: str) -> str:
    alt = " ".join(alt.split())
    if len(alt) > LONGEST_ALT or CONTROL.search(alt):
        raise Invalid(fields={"alt": [f"最多 {LONGEST_ALT} 个字，现在 {len(alt)} 个。"]})
    if has_contact(alt):
        raise Invalid(fields={"alt": [NO_CONTACTS]})
    return alt


def _put(row: Listing, photo: ListingPhoto, position: int) -> None:
    """All photos numbered anew, this one at its place."""
    others = list(row.photos.exclude(pk=photo.pk).order_by("position", "pk"))
    others.insert(max(0, position), photo)
    for place, each in enumerate(others):
        each.position = place
    ListingPhoto.objects.bulk_update(others, ["position"])


def _locked(listing: Listing) -> Listing:
    row = Listing.objects.select_for_update(of=("self",)).with_names().get(pk=listing.pk)
    if row.state not in EDITABLE:
        raise CannotEdit
    return row


def _after(row: Listing, *, actor: Actor, now: datetime, function: str) -> None:
    record(actor, function=function, obj=row, now=now)
    row = back_to_moderation(row, actor=actor, now=now)
    changed(row, LISTING_CHANGED)
