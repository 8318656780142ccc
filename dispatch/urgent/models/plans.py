"""Kinds of incidents with what they cost, and the emergency plan of each: versions that are added, never edited (trigger in 0002) (URG-03)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.models import SharedRows, everybodys

MOST_STEPS = 30
# Public pages that name kinds of incidents or their prices are stored under this.
SCOPE = "urgent"


class Incident(models.Model):
    """What can happen in a home that cannot wait: which service comes, what it costs to come at once, what to do until then."""

    access_resource = "incident"

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("出了什么事", max_length=30, unique=True)
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="派哪项服务", on_delete=models.PROTECT, related_name="+")
    first_aid = models.CharField("师傅到之前先做什么", max_length=200)
    visit_fen = models.BigIntegerField("上门费（分）")
    urgent_fen = models.BigIntegerField("加急费（分）")
    minutes = models.PositiveSmallIntegerField("上门费含几分钟", default=60)
    position = models.PositiveSmallIntegerField("次序", default=0)
    active = models.BooleanField("启用", default=True)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "急修事项"
        verbose_name_plural = "急修事项"
        constraints = [
            models.CheckConstraint(condition=Q(visit_fen__gt=0, urgent_fen__gte=0, minutes__gte=15, minutes__lte=480), name="urgent_incident_numbers"),
        ]

    def __str__(self) -> str:
        return self.name

    access_scopes = everybodys

    @property
    def from_fen(self) -> int:
        """What coming at once costs by day, the visit with it; nights and holidays add what the service's rule says."""
        return self.visit_fen + self.urgent_fen


class Plan(models.Model):
    """One version of the plan of an incident; the highest one holds for what comes."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField("第几版")
    steps = ArrayField(models.CharField(max_length=120), verbose_name="步骤", size=MOST_STEPS)
    created_at = models.DateTimeField("什么时候")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁写的", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "应急预案"
        verbose_name_plural = "应急预案"
        constraints = [models.UniqueConstraint(fields=["incident", "version"], name="urgent_plan_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} v{self.version}"


class PlanRun(models.Model):
    """A plan opened for one order, in the version of that moment."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="runs")
    call = models.OneToOneField("urgent.UrgentOrder", null=True, blank=True, on_delete=models.PROTECT, related_name="run")
    booking = models.ForeignKey("bookings.Booking", null=True, blank=True, on_delete=models.PROTECT, related_name="plan_runs")
    opened_at = models.DateTimeField("什么时候打开")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁打开的", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "预案执行"
        verbose_name_plural = "预案执行"
        constraints = [
            models.CheckConstraint(condition=Q(call=None, booking__isnull=False) | Q(call__isnull=False, booking=None), name="urgent_run_of_one_order"),
            models.UniqueConstraint(fields=["booking", "plan"], condition=Q(booking__isnull=False), name="urgent_plan_opened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}"


class PlanTick(models.Model):
    """A step of a plan that somebody has done: who and when."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="ticks")
    position = models.PositiveSmallIntegerField("第几步")
    at = models.DateTimeField("什么时候")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "预案打勾"
        verbose_name_plural = "预案打勾"
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="urgent_ticked_once")]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.position}"
