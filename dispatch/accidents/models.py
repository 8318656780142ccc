"""Accident cases of orders: who reported, who is responsible, the steps, the papers (URG-07)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from core.states import register
from dispatch.accidents.states import CASE_MACHINE, TONES, CaseState, Grade, Harm, Side
from marketplace.bookings.models import Booking


class CaseQuerySet(ScopedQuerySet):
    """Cases by who may see their order."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """As the order's own."""
        return {letter: Q(booking__in=Booking.objects.filter(rows)) for letter, rows in Booking.objects.scope_q(actor).items()}

    def with_names(self) -> Self:
        """With everything that a list shows, in the same query."""
        return self.select_related("booking__enterprise", "booking__provider", "owner", "reported_by")


@register
class Case(models.Model):
    """Something that went wrong on a job."""

    access_resource = "accident"
    machine = CASE_MACHINE
    tones = TONES

    number = models.CharField("编号", max_length=16, unique=True)
    booking = models.ForeignKey("bookings.Booking", verbose_name="订单", on_delete=models.PROTECT, related_name="accidents")
    state = models.CharField("状态", max_length=10, choices=CaseState.choices, default=CaseState.REPORTED)
    side = models.CharField("谁报的", max_length=8, choices=Side.choices)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="报的人", null=True, on_delete=models.PROTECT, related_name="+")
    harm = models.CharField("怎么样了", max_length=8, choices=Harm.choices)
    grade = models.CharField("等级", max_length=5, choices=Grade.choices, blank=True)
    what = models.CharField("经过", max_length=800)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="负责人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateTimeField("最晚办完", null=True, blank=True)
    closing = models.CharField("怎么办结的", max_length=500, blank=True)
    created_at = models.DateTimeField("报来时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "意外"
        verbose_name_plural = "意外"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseState.REPORTED) | Q(owner__isnull=False, deadline__isnull=False), name="accidents_handled_by_somebody"
            ),
            models.CheckConstraint(condition=~Q(state=CaseState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(closing="")), name="accidents_closed_with_a_note"),
        ]
        indexes = [
            models.Index(fields=["booking", "-id"], name="accidents_of_order"),
            models.Index(fields=["deadline"], name="accidents_due", condition=~Q(state="closed")),
        ]

    def __str__(self) -> str:
        return self.number

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.state != CaseState.CLOSED and self.deadline is not None and self.deadline <= now

    def access_scopes(self, actor: Actor) -> set[str]:
        """As the order's own."""
        return self.booking.access_scopes(actor)


class RemedyStep(models.Model):
    """A step to make it good, copied when the case was opened, or added."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField("次序")
    text = models.CharField("做什么", max_length=120)
    done_at = models.DateTimeField("做完", null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁做的", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "补救步骤"
        verbose_name_plural = "补救步骤"
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="accidents_step_once")]

    def __str__(self) -> str:
        return self.text


class CaseFile(models.Model):
    """A photograph or paper of a case, in private storage."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("media.PrivateFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁传的", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("什么时候")

    class Meta:
        verbose_name = "意外的材料"
        verbose_name_plural = "意外的材料"

    def __str__(self) -> str:
        return f"{self.case_id} {self.file_id}"
