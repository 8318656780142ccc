"""The one upload door: every file comes in here, and private files go out here."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import NotFound, Unauthenticated
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


def receive_private(file: UploadedFile, *, actor: Actor, purpose: str, now: datetime, organisation_id: int | None = None) -> PrivateFile:
    """Take a licence or certificate (picture or PDF) into private storage. Raises FileRefusedError, Unauthenticated."""
    if not actor.is_authenticated:
        raise Unauthenticated
    clean = inspect_evidence(file)
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


def open_private(file_id: str, *, actor: Actor, now: datetime) -> PrivateFile:
    """A private file for reading; who opened it is audited. Raises NotFound for missing and foreign ones alike."""
    private = PrivateFile.objects.filter(pk=file_id).first()
    if private is None:
        raise NotFound
    require(actor, "read", private)
    record(actor, function="media.open_private", obj=private, now=now)
    return private
