"""Which services are done in series, and how. Data, not code: a service without a row is booked one by one."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.models import SharedRows, everybodys
from marketplace.series.states import Rhythm


class SeriesRule(models.Model):
    """The rhythms of a service type and how many visits one agreement may hold."""

    access_resource = "booking_rule"

    service_type = models.OneToOneField("catalog.ServiceType", verbose_name="服务项目", on_delete=models.CASCADE, related_name="series_rule")
    rhythms = ArrayField(models.CharField(max_length=16, choices=Rhythm.choices), verbose_name="可以怎么定期")
    least_visits = models.PositiveSmallIntegerField("最少几次", default=2)
    most_visits = models.PositiveSmallIntegerField("最多几次", default=52)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "定期服务的规则"
        verbose_name_plural = "定期服务的规则"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(least_visits__gte=2, least_visits__lte=F("most_visits"), most_visits__lte=104), name="series_rule_visits"),
        ]

    def __str__(self) -> str:
        return f"{self.service_type_id}"

    access_scopes = everybodys
