"""Photos of the work, through the one upload door: decoded, shrunk, without where and by what they were taken."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from core.access import Actor
from core.errors import Invalid
from core.media.services import receive_image
from marketplace.ratings.models import Photo, Rating
from marketplace.ratings.models.ratings import LARGE, SMALL
from marketplace.ratings.parameters import MAX_PHOTOS


def add_photos(row: Rating, files: Sequence[UploadedFile], *, actor: Actor, now: datetime) -> None:
    """Add photos at the end; their sizes are made at once. Raises Invalid (FileRefusedError)."""
    if not files:
        return
    most = MAX_PHOTOS.at(now)
    if row.photos.count() + len(files) > most:
        raise Invalid(fields={"photos": [f"最多 {most} 张照片。"]})
    last = row.photos.aggregate(last=Max("position"))["last"]
    for place, file in enumerate(files, start=0 if last is None else last + 1):
        image = receive_image(file, actor=actor, now=now, title="评价的照片")
        image.get_renditions(SMALL, LARGE)
        Photo.objects.create(rating=row, image=image, position=place)


def remove_photos(row: Rating, numbers: Sequence[int]) -> None:
    """Take photos away. The file goes too: what was shown of somebody's home by mistake must not stay; its version keeps that it was there."""
    for photo in row.photos.filter(pk__in=numbers).select_related("image"):
        image = photo.image
        photo.delete()
        image.delete()
