"""Guidance prices (指导价): the range of price that staff publish for a service, by unit, district and the day from which it holds.

A range is never edited. A new one from a later day takes its place by itself on that day; one that was wrong is withdrawn with a
reason, and then it is as if it had never been published: the one before it holds again. So what was in force on any day can be told
from the rows alone (PRI-01). The database refuses every other change (trigger in migration 0002).
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet

MAX_FEN = 10**12
STANDING = Q(withdrawn_at=None)


class GuidanceQuerySet(ScopedQuerySet):
    """Guidance prices by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: not withdrawn."""
        return {"p": STANDING}

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(STANDING)

    def with_names(self) -> Self:
        """With everything that a list shows, in the same query."""
        return self.select_related("service_type__category__parent", "unit", "district", "published_by", "withdrawn_by")


class GuidancePrice(models.Model):
    """A range from a day on. Without district: for the whole city, where a district has none of its own."""

    access_resource = "service_price"

    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", verbose_name="计价单位", on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("core.District", verbose_name="区", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("生效日期")
    low_fen = models.BigIntegerField("最低价（分）")
    high_fen = models.BigIntegerField("最高价（分）")
    basis = models.CharField("依据", max_length=120, blank=True)
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发布人", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="撤回人", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField("撤回原因", max_length=500, blank=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        verbose_name = "指导价"
        verbose_name_plural = "指导价"
        constraints = [
            models.UniqueConstraint(
                fields=["service_type", "unit", "district", "starts_on"], condition=STANDING, nulls_distinct=False, name="pricing_one_range_from_a_day"
            ),
            models.CheckConstraint(condition=Q(low_fen__gt=0, low_fen__lte=F("high_fen"), high_fen__lte=MAX_FEN), name="pricing_range"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="pricing_withdrawn_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], condition=STANDING, name="pricing_starts")]

    def __str__(self) -> str:
        return f"{self.service_type}，{self.district or '全市'}，{self.starts_on} 起"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: not withdrawn."""
        return {"p"} if self.withdrawn_at is None else set()
