"""The only thing that occupies a worker's time. See docs/concepts/availability.md.

Written by the database function `bookings_occupy` alone (`services.occupying`); the EXCLUDE constraint is the last word and should
never speak.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value

from core.literals import each
from marketplace.bookings.states import OCCUPYING, AssignmentStatus

# The worker as a range, so that core PostgreSQL's GiST takes it beside the period, without btree_gist.
WORKER = Func(F("worker_id"), F("worker_id"), Value("[]"), function="int8range")
TAKEN = Q(status__in=[status.value for status in OCCUPYING])
WITH_END = Q(status__in=[AssignmentStatus.HELD.value, AssignmentStatus.RESERVED.value])


class AssignmentQuerySet(models.QuerySet):
    """Reads that use the index: the worker is asked as a range."""

    def of_workers(self, workers: Iterable[int]) -> Self:
        """Of these workers."""
        inside = Func(WORKER, Value(each(workers)), arg_joiner=" && ", template="(%(expressions)s::int8multirange)", output_field=models.BooleanField())
        return self.filter(inside)

    def occupying(self, now: datetime) -> Self:
        """What takes time at this moment; holds that have run out do not."""
        return self.filter(TAKEN).filter(Q(until=None) | Q(until__gt=now))


class Assignment(models.Model):
    """A stretch of a worker's time, buffers included, with the place where he is then. Without a visit it is whole days of something longer."""

    worker = models.ForeignKey("workers.Worker", verbose_name="服务人员", on_delete=models.PROTECT, related_name="assignments")
    visit = models.ForeignKey("bookings.Visit", verbose_name="上门", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    period = DateTimeRangeField("时间")
    status = models.CharField("占用", max_length=8, choices=AssignmentStatus.choices)
    until = models.DateTimeField("留到", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    lng = models.FloatField("经度", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "派定"
        verbose_name_plural = "派定"
        constraints: ClassVar[list[Any]] = [
            ExclusionConstraint(name="bookings_one_place_at_a_time", expressions=[(WORKER, "&&"), ("period", "&&")], condition=TAKEN),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False), name="bookings_assignment_is_bounded"
            ),
            models.CheckConstraint(condition=(WITH_END & Q(until__isnull=False)) | (~WITH_END & Q(until=None)), name="bookings_hold_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["visit"], name="bookings_assigned_to_visit"),
            models.Index(fields=["until"], name="bookings_holds_ending", condition=WITH_END),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.period} {self.status}"
