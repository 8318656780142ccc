"""Follow-ups of finished orders, and how often each service wants them (BKG-12, AFT-05)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.access import ScopedQuerySet
from core.models import SharedRows, everybodys
from core.states import register
from dispatch.followups.states import FOLLOW_UP_MACHINE, TONES, FollowUpState, Result

MOST = 6


class FollowRule(models.Model):
    """After how many days a service is followed up, each day once; none at all with an empty list."""

    access_resource = "follow_rule"

    service_type = models.OneToOneField("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="完工后第几天", size=MOST, default=list, blank=True)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "回访安排"
        verbose_name_plural = "回访安排"

    def __str__(self) -> str:
        return f"{self.service_type_id} {self.days}"

    access_scopes = everybodys


class FollowUpQuerySet(ScopedQuerySet):
    """Follow-ups; staff see all of them, nobody else any."""

    def due(self, today: date) -> Self:
        """Those whose day has come and that nobody has closed."""
        return self.filter(due_on__lte=today).exclude(state=FollowUpState.CLOSED)


@register
class FollowUp(models.Model):
    """One question after one order: when, by whom, what came of it."""

    access_resource = "follow_up"
    machine = FOLLOW_UP_MACHINE
    tones = TONES

    booking = models.ForeignKey("bookings.Booking", verbose_name="订单", on_delete=models.PROTECT, related_name="follow_ups")
    day = models.PositiveSmallIntegerField("完工后第几天")
    due_on = models.DateField("哪天回访")
    state = models.CharField("状态", max_length=8, choices=FollowUpState.choices, default=FollowUpState.OPEN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁回访", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField("结果", max_length=10, choices=Result.choices, blank=True)
    note = models.CharField("家里怎么说", max_length=500, blank=True)
    created_at = models.DateTimeField("建立时间")
    closed_at = models.DateTimeField("回访时间", null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "回访任务"
        verbose_name_plural = "回访任务"
        constraints = [
            models.UniqueConstraint(fields=["booking", "day"], name="followups_once_a_day"),
            models.CheckConstraint(
                condition=~Q(state=FollowUpState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(result="")), name="followups_closed_with_a_result"
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="followups_due", condition=~Q(state="closed"))]

    def __str__(self) -> str:
        return f"{self.booking_id} +{self.day}"

    def is_overdue(self, today: date) -> bool:
        """Whether its day is over and nobody has asked."""
        return self.state != FollowUpState.CLOSED and self.due_on < today

    def access_scopes(self, actor: object) -> set[str]:
        """Staff's alone."""
        return set()
