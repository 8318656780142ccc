"""The one upload door: every file comes in here, and private files go out here."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid, NotFound, Unauthenticated
from core.media.errors import FileRefusedError
from core.media.inspection import inspect_evidence, inspect_image
from core.media.models import PrivateFile, SiteImage


def receive_image(file: UploadedFile, *, actor: Actor, now: datetime, title: str = "") -> SiteImage:
    """Take a public picture of a logged-in person: decoded, shrunk to 2560 px, without EXIF and GPS. Raises FileRefusedError, Unauthenticated."""
    if not actor.is_authenticated:
        raise Unauthenticated
    clean = inspect_image(file)
    image = SiteImage(title=title[:255] or clean.name, uploaded_by_user_id=actor.user_id)
    with transaction.atomic():
        image.file.save(clean.name, ContentFile(clean.content, name=clean.name), save=False)
        image._set_image_file_metadata()
        image.save()
        record(actor, function="media.receive_image", obj=image, now=now)
    return image


def receive_private(
    file: UploadedFile, *, actor: Actor, purpose: str, now: datetime, organisation_id: int | None = None, field: str = "file", only_pictures: bool = False
) -> PrivateFile:
    """Take a licence or certificate (picture or PDF) into private storage. Raises FileRefusedError naming the field, Unauthenticated."""
    if not actor.is_authenticated:
        raise Unauthenticated
    try:
        clean = inspect_evidence(file)
    except FileRefusedError as error:
        raise FileRefusedError(str(error), field) from error
    if only_pictures and not clean.content_type.startswith("image/"):
        raise FileRefusedError("只能传照片。", field)
    private = PrivateFile(
        purpose=purpose[:40],
        name=clean.name,
        content_type=clean.content_type,
        size=len(clean.content),
        sha256=hashlib.sha256(clean.content).hexdigest(),
        uploaded_by_id=actor.user_id,
        organisation_id=organisation_id,
    )
    with transaction.atomic():
        private.file.save(clean.name, ContentFile(clean.content), save=False)
        private.save(force_insert=True)
        record(actor, function="media.receive_private", obj=private, now=now)
    return private


def receive_photos(files: Sequence[UploadedFile], *, most: int, actor: Actor, purpose: str, now: datetime) -> list[uuid.UUID]:
    """Take the pictures of a field `photos` into private storage, decoded and without where they were taken. Raises Invalid naming it, Unauthenticated."""
    if len(files) > most:
        raise Invalid(fields={"photos": [f"最多 {most} 张照片。"]})
    return [receive_private(file, actor=actor, purpose=purpose, now=now, field="photos", only_pictures=True).pk for file in files]


def open_private(file_id: str, *, actor: Actor, now: datetime) -> PrivateFile:
    """A private file for reading; who opened it is audited. Raises NotFound for missing and foreign ones alike."""
    private = PrivateFile.objects.filter(pk=file_id).first()
    if private is None:
        raise NotFound
    require(actor, "read", private)
    record(actor, function="media.open_private", obj=private, now=now)
    return private
