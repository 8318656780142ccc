"""Which services are done in series, and how. Data, not code: a service without a row is booked one by one."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.models import SharedRows, everybodys
from core.money import WHOLE
from marketplace.series.states import Rhythm


class SeriesRule(models.Model):
    """The rhythms of a service type, how many visits one agreement may hold, and whether it may be paid by the month: a visit that the family
    leaves out in time takes so much of its share off the next month's price.
    """

    access_resource = "booking_rule"

    service_type = models.OneToOneField("catalog.ServiceType", verbose_name="服务项目", on_delete=models.CASCADE, related_name="series_rule")
    rhythms = ArrayField(models.CharField(max_length=16, choices=Rhythm.choices), verbose_name="可以怎么定期")
    least_visits = models.PositiveSmallIntegerField("最少几次", default=2)
    most_visits = models.PositiveSmallIntegerField("最多几次", default=52)
    by_month = models.BooleanField("可以包月", default=False)
    most_months = models.PositiveSmallIntegerField("最多包几个月", default=12)
    credit_share = models.PositiveSmallIntegerField("跳过、暂停的一次退多少（万分之几）", default=WHOLE)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "定期服务的规则"
        verbose_name_plural = "定期服务的规则"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(least_visits__gte=2, least_visits__lte=F("most_visits"), most_visits__lte=104), name="series_rule_visits"),
            models.CheckConstraint(condition=Q(most_months__gte=1, most_months__lte=12, credit_share__lte=WHOLE), name="series_rule_months"),
        ]

    def __str__(self) -> str:
        return self.service_type.name

    access_scopes = everybodys
