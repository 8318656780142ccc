"""The secret address under which a person's calendar program reads his orders (X-BK-12)."""

from django.conf import settings
from django.db import models

from core.access import Actor, OwnRows, owners
from core.encryption import EncryptedTextField


class CalendarFeed(models.Model):
    """One address per person. Found by its blind index; a new one makes the old one worthless."""

    access_resource = "calendar_feed"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = EncryptedTextField("地址里的密码")
    token_index = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("从什么时候")

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "日历订阅"
        verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return f"日历 #{self.user_id}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: one's own."""
        return owners(self, actor)
