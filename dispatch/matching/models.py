"""A job offered to a worker: at which place of the list he stood, why, and what he answered (SRC-10)."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from dispatch.matching.states import TONES, OfferKind, OfferState


class OfferQuerySet(ScopedQuerySet):
    """Offers by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: made to the actor."""
        return {"o": Q(worker__user_id=actor.user_id, worker__user__isnull=False)}

    def of(self, kind: str, subject: int) -> "OfferQuerySet":
        """Those of one job."""
        return self.filter(kind=kind, subject=subject)

    def open(self, now: datetime) -> "OfferQuerySet":
        """Those that can be answered at this moment."""
        return self.filter(state=OfferState.OPEN, until__gt=now)


class Offer(models.Model):
    """One worker asked about one job. `rank`: his place among all who were asked about it; 1 is the first choice."""

    access_resource = "job_offer"
    tones: ClassVar[dict[str, str]] = TONES

    kind = models.CharField("哪种活", max_length=8, choices=OfferKind.choices)
    subject = models.BigIntegerField("哪一单")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("workers.Worker", verbose_name="服务人员", on_delete=models.PROTECT, related_name="job_offers")
    wave = models.PositiveSmallIntegerField("第几轮", default=1)
    rank = models.PositiveSmallIntegerField("排第几")
    points = models.SmallIntegerField("几分")
    km = models.FloatField("公里", null=True, blank=True)
    travel_minutes = models.PositiveSmallIntegerField("路上几分钟", default=0)
    reasons = models.JSONField("为什么", default=list)
    state = models.CharField("答复", max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    offered_at = models.DateTimeField("什么时候问的")
    until = models.DateTimeField("等到")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    note = models.CharField("为什么不接", max_length=200, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "派单询问"
        verbose_name_plural = "派单询问"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "worker"], name="matching_asked_once"),
            models.UniqueConstraint(fields=["kind", "subject", "rank"], name="matching_one_at_each_place"),
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(state=OfferState.ACCEPTED), name="matching_one_takes_it"),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN, answered_at=None) | (~Q(state=OfferState.OPEN) & Q(answered_at__isnull=False)),
                name="matching_answered",
            ),
            models.CheckConstraint(condition=Q(rank__gte=1, wave__gte=1, until__gt=models.F("offered_at")), name="matching_numbers"),
        ]
        indexes = [
            models.Index(fields=["worker", "-id"], name="matching_of_worker"),
            models.Index(fields=["offered_at"], name="matching_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} #{self.rank}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered at this moment."""
        return self.state == OfferState.OPEN and now < self.until

    @property
    def answered_after(self) -> timedelta | None:
        """How long the answer took."""
        return None if self.answered_at is None else self.answered_at - self.offered_at

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: made to the actor."""
        return {"o"} if actor.user_id is not None and self.worker.user_id == actor.user_id else set()
