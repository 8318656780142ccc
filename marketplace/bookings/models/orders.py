"""Orders and their visits."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.states import register
from marketplace.bookings.models.occupation import Assignment
from marketplace.bookings.models.rules import MOST_HANDS
from marketplace.bookings.models.shared import AtHome
from marketplace.bookings.states import BOOKING_MACHINE, OPEN, TONES, UNDER_WAY, WAITING, AssignmentStatus, BookingState, Channel

MOST_MINUTES = 24 * 60
# A worker sees where the job is from two hours before to a day after it.
REVEALED_BEFORE, REVEALED_AFTER = timedelta(hours=2), timedelta(hours=24)


def provided_by(organisations: frozenset[int]) -> Q:
    """Orders of these organisations: of the enterprise, and of an outlet those to which somebody of its people goes or is to go."""
    going = Assignment.objects.exclude(status=AssignmentStatus.RELEASED).filter(worker__outlet__organisation_id__in=organisations)
    return Q(enterprise__organisation_id__in=organisations) | Q(pk__in=going.values("visit__booking"))


class BookingQuerySet(ScopedQuerySet):
    """Orders by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the customer, or who speaks for him; `t`: the actor's enterprise provides it, or somebody of his outlet goes; `j`: the actor is the one who comes, or the self-employed who was asked."""
        coming = Assignment.objects.filter(visit__booking=OuterRef("pk"), status=AssignmentStatus.FIXED, worker__user_id=actor.user_id or 0)
        return {
            "o": Q(customer_id=actor.principal_id),
            "t": provided_by(actor.organisation_ids),
            "j": Q(Exists(coming)) | Q(provider__user_id=actor.user_id or 0),
        }

    def with_names(self) -> Self:
        """With everything that a list shows: two more queries, whatever the number of orders."""
        coming = Assignment.objects.exclude(status=AssignmentStatus.RELEASED).select_related("worker").order_by("pk")
        visits = Visit.objects.order_by("position").prefetch_related(Prefetch("assignments", queryset=coming, to_attr="coming"))
        return self.select_related("service_type__category", "enterprise", "provider", "district", "listing").prefetch_related(
            Prefetch("visits", queryset=visits, to_attr="planned")
        )

    def still_open(self, now: datetime) -> Self:
        """Not at their end, and not over by the clock."""
        return self.filter(state__in=OPEN).exclude(state__in=WAITING, until__lte=now)


@register
class Booking(AtHome):
    """One order, from the time that was picked to the end. Who, where and how much stand here; the times stand in its visits."""

    access_resource = "booking"
    machine = BOOKING_MACHINE
    tones = TONES

    class Kind(models.TextChoices):
        """What it is."""

        VISIT = "visit", "上门服务"
        ASSESSMENT = "assessment", "上门评估"

    number = models.CharField("订单号", max_length=16, unique=True)
    kind = models.CharField("种类", max_length=12, choices=Kind.choices, default=Kind.VISIT)
    channel = models.CharField("来路", max_length=8, choices=Channel.choices, default=Channel.WEB)
    state = models.CharField("状态", max_length=16, choices=BookingState.choices, default=BookingState.HELD)
    until = models.DateTimeField("等到", null=True, blank=True)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="下单人", on_delete=models.PROTECT, related_name="bookings")
    listing = models.ForeignKey("listings.Listing", verbose_name="从哪一条约的", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="服务方", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    provider = models.ForeignKey("workers.Worker", verbose_name="自己接活的人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("约的是什么", max_length=120)
    needs = models.CharField("家里的情况", max_length=500, blank=True)
    preferences = models.JSONField("下单时的偏好", default=dict, blank=True)
    starts_at = models.DateTimeField("上门时间")
    minutes = models.PositiveSmallIntegerField("做几分钟")
    alternatives = ArrayField(models.DateTimeField(), verbose_name="也可以的时间", default=list, blank=True, size=3)
    hands = models.PositiveSmallIntegerField("几个人上门", default=1)
    answers = models.JSONField("家里多大", default=dict, blank=True)
    parts = models.JSONField("几项一起做", default=list, blank=True)
    offered = models.BooleanField("排队轮到的", default=False)
    instant = models.BooleanField("下单就定", default=True)
    total_fen = models.BigIntegerField("接受的价格（分）", default=0)
    extra_fen = models.BigIntegerField("同意加的（分）", default=0)
    rate_fen = models.BigIntegerField("一小时的价（分）", default=0)
    terms = models.JSONField("下单时的规则", default=dict)
    created_at = models.DateTimeField("选时间", db_index=False)
    placed_at = models.DateTimeField("下单", null=True, blank=True)
    accepted_at = models.DateTimeField("服务方确认", null=True, blank=True)
    changed_at = models.DateTimeField("修改时间")
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "订单"
        verbose_name_plural = "订单"
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, provider=None) | Q(enterprise=None, provider__isnull=False), name="bookings_one_provider"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=15, minutes__lte=MOST_MINUTES), name="bookings_minutes"),
            models.CheckConstraint(condition=Q(hands__gte=1, hands__lte=MOST_HANDS), name="bookings_hands"),
            models.CheckConstraint(condition=Q(total_fen__gte=0, extra_fen__gte=0, rate_fen__gte=0), name="bookings_no_negative_sums"),
            models.CheckConstraint(condition=~Q(state__in=[state.value for state in WAITING]) | Q(until__isnull=False), name="bookings_waiting_has_an_end"),
            models.UniqueConstraint(fields=["customer"], condition=Q(state=BookingState.HELD, offered=False), name="bookings_one_hold_each"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="bookings_of_customer"),
            models.Index(fields=["enterprise", "-id"], name="bookings_of_enterprise"),
            models.Index(fields=["provider", "-id"], name="bookings_of_provider"),
            models.Index(fields=["state", "-id"], name="bookings_by_state"),
            models.Index(fields=["until"], name="bookings_ending", condition=Q(state__in=[*WAITING, BookingState.DONE])),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The customer's page."""
        return reverse("bookings:order", args=[self.number])

    @property
    def ends_at(self) -> datetime:
        """The end of the visit as planned."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def provider_name(self) -> str:
        """Who answers for it."""
        if self.enterprise is not None:
            return self.enterprise.shown_name
        return self.provider.called if self.provider else ""

    @property
    def chargeable_fen(self) -> int:
        """The most that may ever be asked for it: the accepted price and the accepted extras (X-BK-14)."""
        return self.total_fen + self.extra_fen

    def is_over(self, now: datetime) -> bool:
        """Whether the time to answer has run out, whatever the row still says."""
        return self.state in WAITING and self.until is not None and self.until <= now

    def shows_address(self, now: datetime) -> bool:
        """Whether whoever comes may read the whole address now."""
        return self.state in UNDER_WAY and self.starts_at - REVEALED_BEFORE <= now <= self.ends_at + REVEALED_AFTER

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: the customer, or who speaks for him; `t`: the actor's enterprise provides it, or somebody of his outlet goes; `j`: the actor is the one who comes, or the self-employed who was asked."""
        if actor.user_id is None:
            return set()
        found = {"o"} if self.customer_id == actor.principal_id else set()
        if (
            actor.organisation_ids
            and self.enterprise is not None
            and (self.enterprise.organisation_id in actor.organisation_ids or self._goes_from(actor.organisation_ids))
        ):
            found.add("t")
        if (self.provider is not None and self.provider.user_id == actor.user_id) or (self.state not in WAITING and self._comes(actor.user_id)):
            found.add("j")
        return found

    def _goes_from(self, organisations: frozenset[int]) -> bool:
        """Whether somebody of an outlet among these goes, or is to go. One query where the actor works anywhere else than for the enterprise."""
        going = Assignment.objects.exclude(status=AssignmentStatus.RELEASED).filter(visit__booking=self)
        return bool(organisations) and going.filter(worker__outlet__organisation_id__in=organisations).exists()

    def _comes(self, user_id: int) -> bool:
        planned: list[Any] | None = getattr(self, "planned", None)
        if planned is not None and all(hasattr(visit, "coming") for visit in planned):
            return any(one.status == AssignmentStatus.FIXED and one.worker.user_id == user_id for visit in planned for one in visit.coming)
        return Assignment.objects.filter(visit__booking=self, status=AssignmentStatus.FIXED, worker__user_id=user_id).exists()


class Visit(models.Model):
    """One going-there. Where it stands follows from its times, so there is no second machine beside the order's."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="visits")
    position = models.PositiveSmallIntegerField("第几次", default=1)
    starts_at = models.DateTimeField("上门时间")
    minutes = models.PositiveSmallIntegerField("做几分钟")
    leader = models.ForeignKey("workers.Worker", verbose_name="谁带队", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("签到码", max_length=4)
    code_tries = models.PositiveSmallIntegerField("输错几次", default=0)
    end_code = models.CharField("完工码", max_length=4, blank=True, default="")
    end_tries = models.PositiveSmallIntegerField("完工码输错几次", default=0)
    set_out_at = models.DateTimeField("出发", null=True, blank=True)
    arrived_at = models.DateTimeField("到达", null=True, blank=True)
    left_at = models.DateTimeField("离开", null=True, blank=True)

    class Meta:
        verbose_name = "上门"
        verbose_name_plural = "上门"
        constraints = [
            models.UniqueConstraint(fields=["booking", "position"], name="bookings_visit_once"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(arrived_at__isnull=False, left_at__gte=models.F("arrived_at")), name="bookings_visit_in_order"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="bookings_visits_by_time")]

    def __str__(self) -> str:
        return f"{self.booking_id} #{self.position}"

    @property
    def ends_at(self) -> datetime:
        """The end as planned."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def worked_minutes(self) -> int | None:
        """How long it really was (BKG-10)."""
        return None if self.arrived_at is None or self.left_at is None else round((self.left_at - self.arrived_at).total_seconds() / 60)

    def late_by(self, now: datetime) -> int:
        """By how many minutes whoever comes is late; 0 when he is not."""
        return max(0, int(((self.arrived_at or now) - self.starts_at).total_seconds() // 60))


class ChecklistItem(models.Model):
    """A line of the process of the service types, copied to the order when it was placed (BKG-21): what to do, how to go about it, what to show of it."""

    class Kind(models.TextChoices):
        """What sort of line."""

        STEP = "step", "步骤"
        CHECK = "check", "清单"
        EVIDENCE = "evidence", "留证"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="checklist")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices, default=Kind.CHECK)
    part = models.CharField("哪一项服务", max_length=30, blank=True, default="")
    text = models.CharField("做什么", max_length=120)
    done_at = models.DateTimeField("做完", null=True, blank=True)
    photo = models.UUIDField("照片", null=True, blank=True)

    class Meta:
        verbose_name = "清单"
        verbose_name_plural = "清单"
        constraints = [models.UniqueConstraint(fields=["booking", "position"], name="bookings_checklist_once")]

    def __str__(self) -> str:
        return self.text
