"""What a family always wants whoever comes to know: written once, copied onto every order as it was then (SVC-29)."""

from django.conf import settings
from django.db import models

from core.access import OwnRows, owners

LONGEST_PREFERENCE = 200
# The names of the fields, in the order of the pages.
PREFERENCES = {"pets": "宠物", "allergies": "过敏", "taboos": "忌口和忌讳", "equipment": "家里的工具和设备"}


def _words(label: str) -> models.CharField:
    return models.CharField(label, max_length=LONGEST_PREFERENCE, blank=True)


class HomePreferences(models.Model):
    """The lasting preferences of one person's home."""

    access_resource = "home_preference"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="home_preferences")
    pets = _words("宠物")
    allergies = _words("过敏")
    taboos = _words("忌口和忌讳")
    equipment = _words("家里的工具和设备")
    changed_at = models.DateTimeField("修改时间")

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "家里的偏好"
        verbose_name_plural = "家里的偏好"

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def said(self) -> dict[str, str]:
        """What is written, by field; what is empty is left out."""
        return {name: text for name in PREFERENCES if (text := getattr(self, name))}

    access_scopes = owners
