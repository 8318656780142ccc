"""Somebody has fallen out: who is sent instead, and whether the family wants that (X-BK-15)."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from core.states import register
from marketplace.engagements.models.deals import DealQuerySet, OfDeal, one_deal
from marketplace.engagements.states import SUBSTITUTE_MACHINE, SUBSTITUTE_OPEN, SUBSTITUTE_TONES, FallenOut, SubstituteState

OPEN = Q(state__in=[state.value for state in SUBSTITUTE_OPEN])


class SubstituteQuerySet(DealQuerySet):
    """Proposals by who may see their order."""

    def open(self) -> "SubstituteQuerySet":
        """Without an answer yet."""
        return self.filter(OPEN)


@register
class Substitute(OfDeal):
    """One search for somebody else. `assignment` keeps the proposed one's time until the family has answered."""

    access_resource = "substitute"
    machine = SUBSTITUTE_MACHINE
    tones = SUBSTITUTE_TONES

    state = models.CharField("状态", max_length=10, choices=SubstituteState.choices, default=SubstituteState.LOOKING)
    reason = models.CharField("为什么", max_length=8, choices=FallenOut.choices)
    detail = models.CharField("详细", max_length=200, blank=True)
    old_worker = models.ForeignKey("workers.Worker", verbose_name="原来的人", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("workers.Worker", verbose_name="替补", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assignment = models.OneToOneField("bookings.Assignment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField("从哪天起", null=True, blank=True)
    unit_fen = models.BigIntegerField("一期的价（分）", default=0)
    declined = models.JSONField("家里没要的", default=list, blank=True)
    until = models.DateTimeField("最晚答复")
    created_at = models.DateTimeField("提出时间")
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    objects = SubstituteQuerySet.as_manager()

    class Meta:
        verbose_name = "替补"
        verbose_name_plural = "替补"
        constraints = [
            one_deal("engagements_substitute_of_one"),
            models.UniqueConstraint(fields=["booking"], condition=OPEN, name="engagements_one_substitute_each"),
            models.UniqueConstraint(fields=["engagement"], condition=OPEN, name="engagements_one_substitute"),
            models.CheckConstraint(condition=~Q(state="offered") | Q(worker__isnull=False), name="engagements_offered_is_somebody"),
        ]
        indexes = [models.Index(fields=["until"], name="engagements_substitutes_open", condition=OPEN)]

    def __str__(self) -> str:
        return f"{self.deal} {self.state}"

    def is_over(self, now: datetime) -> bool:
        """Whether the deadline has passed."""
        return self.state in SUBSTITUTE_OPEN and self.until <= now
