"""Files: Wagtail's images and documents (public), and private files that only a view with a right hands out."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from core.access import Actor, ScopedQuerySet


class SiteImage(AbstractImage):
    """A public picture: photographs and drawings of pages and listings."""

    credit = models.CharField("来源", max_length=100, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "图片"
        verbose_name_plural = "图片"


class SiteRendition(AbstractRendition):
    """A size of a picture."""

    image = models.ForeignKey(SiteImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="media_rendition_once")]


class SiteDocument(AbstractDocument):
    """A public document to download."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "文档"
        verbose_name_plural = "文档"


def private_storage() -> Storage:
    """The storage that no URL reaches."""
    return storages["private"]


def private_path(instance: "PrivateFile", filename: str) -> str:
    """A name that says nothing: two folders of the id, then the id."""
    return f"{instance.pk.hex[:2]}/{instance.pk.hex}"


class PrivateFileQuerySet(ScopedQuerySet):
    """Private files by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """`o`: uploaded by the actor; `t`: of the actor's organisation."""
        return {"o": models.Q(uploaded_by_id=actor.user_id), "t": models.Q(organisation_id__in=actor.organisation_ids)}


class PrivateFile(models.Model):
    """A licence, an identity document: kept outside the web, served only after `can()`."""

    access_resource = "private_file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("用途", max_length=40)
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=80)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, upload_to=private_path, max_length=80)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = PrivateFileQuerySet.as_manager()

    class Meta:
        verbose_name = "私密文件"
        verbose_name_plural = "私密文件"

    def __str__(self) -> str:
        return f"{self.purpose} {self.name}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: uploaded by the actor; `t`: of the actor's organisation."""
        found = set()
        if actor.user_id is not None and self.uploaded_by_id == actor.user_id:
            found.add("o")
        if self.organisation_id in actor.organisation_ids:
            found.add("t")
        return found
