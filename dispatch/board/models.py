"""Who was late: a flag that is set by the clock, counts, and can be lifted with a reason (BKG-16)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from marketplace.workers.models.people import employed_by


class LateQuerySet(ScopedQuerySet):
    """Flags by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the worker's own; `t`: of who works for the actor's organisation."""
        return {
            "o": Q(worker__user_id=actor.user_id, worker__user__isnull=False),
            "t": employed_by(actor.organisation_ids, "worker__"),
        }

    def counting(self, since: datetime) -> Self:
        """Those that count: not lifted, not older."""
        return self.filter(excused_at=None, flagged_at__gte=since)


class LateArrival(models.Model):
    """One visit to which somebody came too late, or has not come yet. `minutes` is how late he was, or is so far."""

    access_resource = "late_arrival"

    visit = models.ForeignKey("bookings.Visit", verbose_name="上门", on_delete=models.PROTECT, related_name="late_arrivals")
    worker = models.ForeignKey("workers.Worker", verbose_name="服务人员", on_delete=models.PROTECT, related_name="late_arrivals")
    minutes = models.PositiveIntegerField("晚了几分钟")
    arrived = models.BooleanField("到了", default=False)
    flagged_at = models.DateTimeField("记下的时间")
    excused_at = models.DateTimeField("注销", null=True, blank=True)
    excused_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁注销的", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("为什么注销", max_length=200, blank=True)

    objects = LateQuerySet.as_manager()

    class Meta:
        verbose_name = "迟到"
        verbose_name_plural = "迟到"
        constraints = [
            models.UniqueConstraint(fields=["visit", "worker"], name="board_late_once"),
            models.CheckConstraint(condition=Q(excused_at=None, reason="") | (Q(excused_at__isnull=False) & ~Q(reason="")), name="board_excused_with_a_reason"),
        ]
        indexes = [models.Index(fields=["worker", "-flagged_at"], name="board_late_of_worker")]

    def __str__(self) -> str:
        return f"{self.worker_id} +{self.minutes}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """As the worker's file, without what is public."""
        return self.worker.access_scopes(actor) - {"p"}
