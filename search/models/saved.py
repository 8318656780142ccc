"""Searches that people keep, to be told of what is new."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import OwnRows, owners

QUERY = 600


class SavedSearch(models.Model):
    """A search of a person. `query`: its parameters in normal form, as an address has them. `fresh`: found since it was last opened."""

    access_resource = "saved_search"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    query = models.CharField("条件", max_length=QUERY)
    name = models.CharField("叫什么", max_length=80)
    alert = models.BooleanField("有新的告诉我", default=True)
    fresh = models.IntegerField("新的", default=0)
    created_at = models.DateTimeField("保存时间")

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "保存的搜索"
        verbose_name_plural = "保存的搜索"
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="search_saved_once")]
        indexes = [models.Index(fields=["id"], name="search_saved_alerting", condition=Q(alert=True))]

    def __str__(self) -> str:
        return self.name

    access_scopes = owners
