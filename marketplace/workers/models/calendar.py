"""When a worker works. See docs/concepts/availability.md.

A break is the gap between two rows of the same weekday. An exception with `free` opens time outside the weekly hours, one without
closes it; where they overlap, the closed one wins. Free time is never stored, only what bounds it.
"""

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q

from marketplace.workers.models.people import Worker, of_its_worker

DAY_MINUTES = 24 * 60
WEEKDAYS = list(enumerate(["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"]))


class WeeklyHours(models.Model):
    """A stretch of a weekday (0 is Monday), in minutes after midnight in Asia/Shanghai, half-open."""

    access_resource = "worker_calendar"

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField("星期", choices=WEEKDAYS)
    starts_minute = models.PositiveSmallIntegerField("从")
    ends_minute = models.PositiveSmallIntegerField("到")

    class Meta:
        verbose_name = "每周工作时间"
        verbose_name_plural = "每周工作时间"
        constraints = [
            models.UniqueConstraint(fields=["worker", "weekday", "starts_minute"], name="workers_hours_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, starts_minute__lt=F("ends_minute"), ends_minute__lte=DAY_MINUTES), name="workers_hours_in_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.get_weekday_display()}"

    access_scopes = of_its_worker


class CalendarException(models.Model):
    """A dated stretch in which a worker is off, or works although the week says otherwise (BKG-19, BKG-23)."""

    access_resource = "worker_calendar"

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="calendar_exceptions")
    period = DateTimeRangeField("时间")
    free = models.BooleanField("加开", default=False)
    reason = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "临时安排"
        verbose_name_plural = "临时安排"
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False), name="workers_exception_is_bounded"
            )
        ]
        indexes = [GistIndex(Func(F("worker_id"), F("worker_id"), models.Value("[]"), function="int8range"), F("period"), name="workers_exceptions_in")]

    def __str__(self) -> str:
        return f"{self.worker_id} {'加开' if self.free else '休息'}"

    access_scopes = of_its_worker
