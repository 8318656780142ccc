"""Outlets (网点、门店): where an enterprise can be walked into, when it is open, which districts it serves (CHN-01, CHN-06).

An outlet is an organisation of its own below the enterprise's, so that duties and rights may be given for it alone.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet
from core.cities import inside
from core.states import register
from marketplace.enterprises.states import OUTLET_MACHINE, OUTLET_TONES, EnterpriseState, OutletKind, OutletState

WEEKDAYS = ((0, "周一"), (1, "周二"), (2, "周三"), (3, "周四"), (4, "周五"), (5, "周六"), (6, "周日"))
DAY_MINUTES = 24 * 60


class OutletQuerySet(ScopedQuerySet):
    """Outlets by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: open, of an admitted enterprise; `t`: of the actor's organisation."""
        return {
            "p": Q(state=OutletState.OPEN, enterprise__state=EnterpriseState.APPROVED),
            "t": Q(organisation_id__in=actor.organisation_ids),
        }

    def public(self) -> Self:
        """Open, of an admitted enterprise: what visitors may see, in the city asked for."""
        return self.filter(inside(), state=OutletState.OPEN, enterprise__state=EnterpriseState.APPROVED)


@register
class Outlet(models.Model):
    """A service point. Its contract is that of a franchisee with the enterprise; a shop of the enterprise's own needs none."""

    access_resource = "outlet"
    machine = OUTLET_MACHINE
    tones = OUTLET_TONES

    organisation = models.OneToOneField("members.Organisation", verbose_name="组织", on_delete=models.PROTECT, related_name="outlet")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="outlets")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("经营方式", max_length=10, choices=OutletKind.choices, default=OutletKind.OWN)
    district = models.ForeignKey("core.District", verbose_name="所在区", on_delete=models.PROTECT, related_name="+")
    address = models.CharField("地址", max_length=200)
    lat = models.FloatField("纬度")
    lng = models.FloatField("经度")
    phone = models.CharField("门店电话", max_length=20)
    contact_name = models.CharField("店长", max_length=40)
    serves = models.ManyToManyField("core.District", verbose_name="服务哪些区", related_name="+")
    rests_on_holidays = models.BooleanField("法定节假日休息", default=True)
    contract_no = models.CharField("加盟合同编号", max_length=40, blank=True)
    contract_until = models.DateField("加盟合同到哪天", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=OutletState.choices, default=OutletState.OPEN)
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = "门店"
        verbose_name_plural = "门店"
        constraints = [
            models.CheckConstraint(condition=Q(lat__range=(-90, 90), lng__range=(-180, 180)), name="enterprises_outlet_point"),
            models.CheckConstraint(
                condition=Q(kind=OutletKind.OWN) | (~Q(contract_no="") & Q(contract_until__isnull=False)), name="enterprises_franchise_has_contract"
            ),
            models.UniqueConstraint(fields=["enterprise", "name"], name="enterprises_outlet_name_once"),
        ]
        indexes = [models.Index(fields=["lat", "lng"], condition=Q(state=OutletState.OPEN), name="enterprises_outlet_place")]

    def __str__(self) -> str:
        return self.name

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: open, of an admitted enterprise; `t`: of the actor's organisation."""
        found = {"p"} if self.state == OutletState.OPEN and self.enterprise.state == EnterpriseState.APPROVED else set()
        if self.organisation_id in actor.organisation_ids:
            found.add("t")
        return found


class OutletHours(models.Model):
    """When an outlet is open on a weekday, in minutes from midnight, half-open. A weekday without a row: closed."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField("星期", choices=WEEKDAYS)
    opens_minutes = models.PositiveSmallIntegerField("开门")
    closes_minutes = models.PositiveSmallIntegerField("关门")

    class Meta:
        verbose_name = "营业时间"
        verbose_name_plural = "营业时间"
        constraints = [
            models.UniqueConstraint(fields=["outlet", "weekday"], name="enterprises_hours_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, opens_minutes__lt=F("closes_minutes"), closes_minutes__lte=DAY_MINUTES), name="enterprises_hours_in_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.get_weekday_display()}"
