"""Urgent orders. An order of bookings comes of one when somebody takes it; the price was accepted before."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.states import register
from dispatch.matching.models import Offer
from dispatch.matching.states import OfferKind, OfferState
from dispatch.urgent.states import OPEN, SEARCHING, TONES, URGENT_MACHINE, Stage, UrgentState
from marketplace.bookings.models.shared import AtHome
from marketplace.bookings.states import Channel


class UrgentQuerySet(ScopedQuerySet):
    """Urgent orders by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the family; `j`: it was offered to the actor and still is, or he took it."""
        asked = Offer.objects.filter(kind=OfferKind.URGENT, subject=OuterRef("pk"), worker__user_id=actor.user_id or 0)
        return {"o": Q(customer_id=actor.user_id), "j": Q(Exists(asked.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED])))}

    def with_names(self) -> Self:
        """With everything that a list shows, in the same query."""
        return self.select_related("incident", "service_type", "district", "owner", "booking")

    def searching(self) -> Self:
        """For which somebody is looked for."""
        return self.filter(state__in=SEARCHING)


@register
class UrgentOrder(AtHome):
    """Something that cannot wait, in one home."""

    access_resource = "urgent"
    machine = URGENT_MACHINE
    tones = TONES

    number = models.CharField("编号", max_length=16, unique=True)
    state = models.CharField("状态", max_length=10, choices=UrgentState.choices, default=UrgentState.QUOTED)
    channel = models.CharField("来路", max_length=8, choices=Channel.choices, default=Channel.WEB)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁报的", on_delete=models.PROTECT, related_name="urgent_calls")
    incident = models.ForeignKey("urgent.Incident", verbose_name="出了什么事", on_delete=models.PROTECT, related_name="+")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    what = models.CharField("怎么回事", max_length=300, blank=True)
    photos = ArrayField(models.UUIDField(), verbose_name="照片", default=list, blank=True)
    lat = models.FloatField("纬度")
    lng = models.FloatField("经度")
    minutes = models.PositiveSmallIntegerField("做几分钟")
    inputs = models.JSONField("算价的数")
    total_fen = models.BigIntegerField("合计（分）")
    created_at = models.DateTimeField("什么时候报的")
    agreed_at = models.DateTimeField("接受价格", null=True, blank=True)
    wave = models.PositiveSmallIntegerField("第几轮", default=0)
    radius_km = models.PositiveSmallIntegerField("找到几公里", default=0)
    # The price, the wave or the dispatcher's time ends here.
    until = models.DateTimeField("等到", null=True, blank=True)
    escalated_at = models.DateTimeField("转给调度", null=True, blank=True)
    overdue_at = models.DateTimeField("记为超时", null=True, blank=True)
    taken_at = models.DateTimeField("有人接了", null=True, blank=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="哪位调度", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    booking = models.OneToOneField("bookings.Booking", verbose_name="订单", null=True, blank=True, on_delete=models.PROTECT, related_name="urgent_call")

    objects = UrgentQuerySet.as_manager()

    class Meta:
        db_table = "urgent_call"
        verbose_name = "急单"
        verbose_name_plural = "急单"
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(state__in=[state.value for state in OPEN]), name="urgent_one_at_a_time"),
            models.CheckConstraint(condition=~Q(state__in=[state.value for state in OPEN]) | Q(until__isnull=False), name="urgent_waiting_has_an_end"),
            models.CheckConstraint(
                condition=~Q(state=UrgentState.TAKEN) | Q(booking__isnull=False, taken_at__isnull=False),
                name="urgent_taken_has_an_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[UrgentState.QUOTED, UrgentState.EXPIRED, UrgentState.CANCELLED]) | Q(agreed_at__isnull=False),
                name="urgent_nobody_is_sent_unasked",
            ),
        ]
        indexes = [
            models.Index(fields=["until"], name="urgent_ending", condition=Q(state__in=[state.value for state in OPEN])),
            models.Index(fields=["customer", "-id"], name="urgent_of_customer"),
            models.Index(fields=["state", "-id"], name="urgent_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The family's page."""
        return reverse("urgent:call", args=[self.number])

    @property
    def title(self) -> str:
        """What the order is called."""
        return f"急修：{self.incident.name}"

    def stage(self, now: datetime, *, waves: int) -> Stage:
        """Where it stands at this moment: what the clock has ended is over, whether a job has written it down or not."""
        over = self.until is not None and self.until <= now
        if self.state == UrgentState.QUOTED and over:
            return Stage.EXPIRED
        if self.state == UrgentState.OFFERING and over:
            return Stage.ESCALATED if self.wave >= waves else Stage.WIDENING
        if self.state == UrgentState.ESCALATED and over:
            return Stage.OVERDUE
        return Stage(self.state)

    @property
    def waited(self) -> timedelta | None:
        """How long it took until somebody accepted, from the accepted price on (URG-02)."""
        return None if self.agreed_at is None or self.taken_at is None else self.taken_at - self.agreed_at

    def waiting_for(self, now: datetime) -> timedelta | None:
        """How long somebody has been looked for."""
        return None if self.agreed_at is None else (self.taken_at or self.ended_at or now) - self.agreed_at

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: the family; `j`: it is offered to the actor, or he took it."""
        if actor.user_id is None:
            return set()
        asked: Any = Offer.objects.of(OfferKind.URGENT, self.pk).filter(worker__user_id=actor.user_id, state__in=[OfferState.OPEN, OfferState.ACCEPTED])
        return ({"o"} if self.customer_id == actor.user_id else set()) | ({"j"} if asked.exists() else set())
