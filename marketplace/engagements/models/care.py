"""The care log: what was eaten, which medicine, how he was. Added, never edited (trigger in migration 0002). SVC-13."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from marketplace.engagements.models.deals import DealQuerySet, OfDeal, one_deal

LONGEST = {"meals": 200, "medicine": 200, "note": 500}
COLDEST, HOTTEST = 340, 430


class Mood(models.TextChoices):
    """How the cared-for person was."""

    GOOD = "good", "挺好"
    CALM = "calm", "平稳"
    LOW = "low", "没精神"
    UPSET = "upset", "烦躁"


class CareEntry(OfDeal):
    """What one worker noted of one day."""

    access_resource = "care_entry"

    worker = models.ForeignKey("workers.Worker", verbose_name="谁记的", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.PROTECT, related_name="+")
    day = models.DateField("哪天")
    at = models.DateTimeField("记的时间")
    meals = models.CharField("吃了什么", max_length=LONGEST["meals"], blank=True)
    medicine = models.CharField("用药", max_length=LONGEST["medicine"], blank=True)
    mood = models.CharField("精神", max_length=8, choices=Mood.choices, blank=True)
    temperature = models.PositiveSmallIntegerField("体温（十分之一度）", null=True, blank=True)
    note = models.CharField("别的", max_length=LONGEST["note"], blank=True)
    photos = ArrayField(models.UUIDField(), verbose_name="照片", default=list, blank=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        verbose_name = "照护记录"
        verbose_name_plural = "照护记录"
        constraints = [
            one_deal("engagements_care_of_one"),
            models.CheckConstraint(condition=~Q(meals="", medicine="", mood="", temperature=None, note="", photos=[]), name="engagements_care_says_something"),
            models.CheckConstraint(condition=Q(temperature=None) | Q(temperature__range=(COLDEST, HOTTEST)), name="engagements_care_temperature"),
        ]
        indexes = [
            models.Index(fields=["booking", "-id"], name="engagements_care_of_order"),
            models.Index(fields=["engagement", "-id"], name="engagements_care"),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.day}"

    @property
    def warm(self) -> str:
        """36.5."""
        return "" if self.temperature is None else f"{self.temperature // 10}.{self.temperature % 10}"
