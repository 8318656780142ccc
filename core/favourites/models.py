"""What people save (收藏): offers and requests, storefronts, postings, lessons (FAM-02).

One table for every kind: a row keeps the kind and the id of `core.subjects`, and the title as it was, so that the shelf can say what
is gone. Whether a thing may still be seen is asked of its owner each time.
"""

from django.conf import settings
from django.db import models

from core.access import OwnRows, owners


class Favourite(models.Model):
    """A thing that a person wants to find again."""

    access_resource = "favourite"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    kind = models.CharField("种类", max_length=20)
    number = models.BigIntegerField("编号")
    title = models.CharField("当时的标题", max_length=255)
    saved_at = models.DateTimeField("收藏时间")

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "收藏"
        verbose_name_plural = "收藏"
        constraints = [models.UniqueConstraint(fields=["user", "kind", "number"], name="favourites_once")]
        indexes = [models.Index(fields=["user", "-saved_at", "-id"], name="favourites_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> tuple[str, int]:
        """As `core.subjects` names it."""
        return self.kind, self.number

    access_scopes = owners
