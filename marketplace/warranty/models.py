"""How long a service is under warranty, and the orders that were done again for nothing (AFT-06)."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet
from core.models import SharedRows, everybodys
from core.states import register
from marketplace.bookings.models import Booking
from marketplace.warranty.states import REDO_MACHINE, TONES, RedoState

LONGEST = 300
MOST_DAYS = 730


class WarrantyRule(models.Model):
    """For how many days after its end an order of a service type is done again for nothing; a service without a row, or with none, has no warranty."""

    access_resource = "booking_rule"

    service_type = models.OneToOneField("catalog.ServiceType", verbose_name="服务项目", on_delete=models.CASCADE, related_name="warranty_rule")
    days = models.PositiveSmallIntegerField("保修几天")

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "保修期"
        verbose_name_plural = "保修期"
        constraints = [models.CheckConstraint(condition=Q(days__lte=MOST_DAYS), name="warranty_days")]

    def __str__(self) -> str:
        return self.service_type.name

    access_scopes = everybodys


class FormerDays(models.Model):
    """For how many days a service was under warranty until a moment. Added when staff change the rule, never edited."""

    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField("保修几天")
    until = models.DateTimeField("到什么时候为止")

    class Meta:
        verbose_name = "从前的保修期"
        verbose_name_plural = "从前的保修期"
        indexes = [models.Index(fields=["service_type", "until", "id"], name="warranty_former_days")]

    def __str__(self) -> str:
        return f"{self.service_type_id} {self.days}"


class RedoQuerySet(ScopedQuerySet):
    """Redos by who may see their first order."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """As the order's own."""
        return {letter: Q(first__in=Booking.objects.filter(rows)) for letter, rows in Booking.objects.scope_q(actor).items()}

    def with_names(self) -> Self:
        """With everything that a list shows, in the same query."""
        return self.select_related("first__enterprise", "first__provider", "first__service_type", "booking__enterprise", "booking__provider")


@register
class Redo(models.Model):
    """An order that is done again: the first one, the free one, and why."""

    access_resource = "redo"
    machine = REDO_MACHINE
    tones = TONES

    first = models.ForeignKey("bookings.Booking", verbose_name="头一单", on_delete=models.PROTECT, related_name="redos")
    booking = models.OneToOneField("bookings.Booking", verbose_name="返工的一单", on_delete=models.PROTECT, related_name="redo")
    state = models.CharField("状态", max_length=8, choices=RedoState.choices, default=RedoState.OPEN)
    reason = models.CharField("哪里没做好", max_length=LONGEST)
    photos = ArrayField(models.UUIDField(), verbose_name="照片", default=list, blank=True)
    objection = models.CharField("服务方怎么说", max_length=LONGEST, blank=True)
    finding = models.CharField("核实的结果", max_length=LONGEST, blank=True)
    created_at = models.DateTimeField("提出时间")
    changed_at = models.DateTimeField("修改时间")

    objects = RedoQuerySet.as_manager()

    class Meta:
        verbose_name = "保修返工"
        verbose_name_plural = "保修返工"
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("booking")), name="warranty_two_orders"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="warranty_by_state"), models.Index(fields=["created_at"], name="warranty_by_day")]

    def __str__(self) -> str:
        return f"{self.first_id} → {self.booking_id}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """As the first order's own."""
        return self.first.access_scopes(actor)
