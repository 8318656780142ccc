"""Engagements: a person in a home for days, not for hours."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.states import register
from marketplace.bookings.models.shared import AtHome
from marketplace.bookings.states import AssignmentStatus, Channel
from marketplace.engagements.states import ENGAGEMENT_MACHINE, OPEN, PROMISED, TONES, WAITING, Basis, EngagementState


class EngagementQuerySet(ScopedQuerySet):
    """Engagements by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the family; `t`: the actor's organisation provides it; `s`: somebody of his outlet is or was there; `j`: the actor lives in, or was chosen and works for himself; `p`: asks everybody."""
        lives = Stay.objects.filter(engagement=OuterRef("pk"), left_at=None, worker__user_id=actor.user_id or 0, assignment__status=AssignmentStatus.FIXED)
        of_outlets = Stay.objects.filter(worker__outlet__organisation_id__in=actor.organisation_ids)
        return {
            "o": Q(customer_id=actor.user_id),
            "t": Q(enterprise__organisation_id__in=actor.organisation_ids),
            "s": Q(Exists(of_outlets.filter(engagement=OuterRef("pk")))),
            "j": Q(provider__isnull=False, provider__user_id=actor.user_id or 0) | Q(Exists(lives)),
            "p": Q(state=EngagementState.ASKED, enterprise=None, provider=None),
        }

    def with_names(self) -> Self:
        """With everything that a list shows: one more query, whatever the number of rows."""
        there = Stay.objects.filter(left_at=None).select_related("worker", "assignment").order_by("pk")
        return self.select_related("service_type__category", "enterprise", "provider", "district", "listing").prefetch_related(
            Prefetch("stays", queryset=there, to_attr="there")
        )

    def still_open(self, now: datetime) -> Self:
        """Not at their end, and not over by the clock."""
        return self.filter(state__in=OPEN).exclude(state__in=WAITING, until__lte=now)


@register
class Engagement(AtHome):
    """One engagement, from the question to the last day. `enterprise` is whom the family asked, or who was chosen; both empty: it asks everybody."""

    access_resource = "engagement"
    machine = ENGAGEMENT_MACHINE
    tones = TONES

    number = models.CharField("编号", max_length=16, unique=True)
    channel = models.CharField("来路", max_length=8, choices=Channel.choices, default=Channel.WEB)
    state = models.CharField("状态", max_length=12, choices=EngagementState.choices, default=EngagementState.ASKED)
    until = models.DateTimeField("等到", null=True, blank=True)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="家庭", on_delete=models.PROTECT, related_name="engagements")
    listing = models.ForeignKey("listings.Listing", verbose_name="从哪一条来的", null=True, blank=True, on_delete=models.PROTECT, related_name="engagements")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="服务方", null=True, blank=True, on_delete=models.PROTECT, related_name="engagements")
    provider = models.ForeignKey("workers.Worker", verbose_name="自己接活的人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("找什么人", max_length=120)
    needs = models.CharField("家里的情况", max_length=500, blank=True)
    preferences = models.JSONField("当时的偏好", default=dict, blank=True)
    basis = models.CharField("按什么计价", max_length=8, choices=Basis.choices)
    units = models.PositiveSmallIntegerField("几期")
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天前")
    tolerance_days = models.PositiveSmallIntegerField("前后可以差几天", default=0)
    begun_on = models.DateField("上岗", null=True, blank=True)
    trial_ends_on = models.DateField("试用到哪天前", null=True, blank=True)
    asks_everybody = models.BooleanField("谁都可以来应", default=False)
    unit_fen = models.BigIntegerField("一期的价（分）", default=0)
    total_fen = models.BigIntegerField("接受的价格（分）", default=0)
    assessed_fen = models.BigIntegerField("同意的评估费（分）", default=0)
    terms = models.JSONField("当时的规则", default=dict)
    code = models.CharField("上岗码", max_length=4)
    code_tries = models.PositiveSmallIntegerField("输错几次", default=0)
    created_at = models.DateTimeField("提出时间")
    changed_at = models.DateTimeField("修改时间")
    signed_at = models.DateTimeField("签好", null=True, blank=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = "长期服务"
        verbose_name_plural = "长期服务"
        constraints = [
            models.CheckConstraint(condition=Q(enterprise=None) | Q(provider=None), name="engagements_one_provider"),
            models.CheckConstraint(condition=Q(units__gte=1, starts_on__lt=F("ends_on")), name="engagements_has_days"),
            models.CheckConstraint(condition=Q(unit_fen__gte=0, total_fen__gte=0, assessed_fen__gte=0), name="engagements_no_negative_sums"),
            models.CheckConstraint(condition=~Q(state__in=[state.value for state in WAITING]) | Q(until__isnull=False), name="engagements_waiting_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="engagements_of_customer"),
            models.Index(fields=["enterprise", "-id"], name="engagements_of_enterprise"),
            models.Index(fields=["provider", "-id"], name="engagements_of_provider"),
            models.Index(fields=["state", "-id"], name="engagements_by_state"),
            models.Index(fields=["until"], name="engagements_ending", condition=Q(state__in=[state.value for state in WAITING])),
            models.Index(fields=["ends_on"], name="engagements_running", condition=Q(state__in=[state.value for state in PROMISED])),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The family's page."""
        return reverse("engagements:engagement", args=[self.number])

    @property
    def provider_name(self) -> str:
        """Who answers for it; empty while it asks everybody."""
        if self.enterprise is not None:
            return self.enterprise.shown_name
        return self.provider.called if self.provider else ""

    @property
    def chargeable_fen(self) -> int:
        """The most that may ever be asked of the family: the accepted price and accepted fees of assessments."""
        return self.total_fen + self.assessed_fen

    def is_over(self, now: datetime) -> bool:
        """Whether the time to answer has run out, whatever the row still says."""
        return self.state in WAITING and self.until is not None and self.until <= now

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `scope_q` says."""
        found = {"p"} if self.state == EngagementState.ASKED and self.enterprise_id is None and self.provider_id is None else set()
        if actor.user_id is not None and self.customer_id == actor.user_id:
            found.add("o")
        if self.enterprise is not None and self.enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        elif actor.organisation_ids and self.stays.filter(worker__outlet__organisation_id__in=actor.organisation_ids).exists():
            found.add("s")
        if actor.user_id is not None and ((self.provider is not None and self.provider.user_id == actor.user_id) or self._lives(actor.user_id)):
            found.add("j")
        return found

    def _lives(self, user_id: int) -> bool:
        there: list[Any] | None = getattr(self, "there", None)
        rows = there if there is not None else self.stays.filter(left_at=None).select_related("worker", "assignment")
        return any(stay.worker.user_id == user_id and stay.assignment.status == AssignmentStatus.FIXED for stay in rows)


class Candidate(models.Model):
    """Somebody who applies, or whom a provider proposes, with his price. The price stands; withdrawing is the only change."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="candidates")
    worker = models.ForeignKey("workers.Worker", verbose_name="服务人员", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="哪家的", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit_fen = models.BigIntegerField("一期的价（分）")
    extras = models.JSONField("另收的", default=list, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    proposed_by = models.BigIntegerField("谁提的", null=True)
    at = models.DateTimeField("时间")
    withdrawn_at = models.DateTimeField("撤回", null=True, blank=True)

    class Meta:
        verbose_name = "人选"
        verbose_name_plural = "人选"
        constraints = [
            models.UniqueConstraint(fields=["engagement", "worker"], condition=Q(withdrawn_at=None), name="engagements_candidate_once"),
            models.CheckConstraint(condition=Q(unit_fen__gt=0, unit_fen__lte=10**8), name="engagements_candidate_price"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.worker_id}"


class Stay(models.Model):
    """Whose days they are, at which price; the days themselves are kept by the assignment (docs/concepts/availability.md)."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="stays")
    worker = models.ForeignKey("workers.Worker", verbose_name="服务人员", on_delete=models.PROTECT, related_name="+")
    assignment = models.OneToOneField("bookings.Assignment", verbose_name="占用", on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField("从哪天起")
    beyond_on = models.DateField("到哪天前")
    unit_fen = models.BigIntegerField("一期的价（分）")
    left_at = models.DateTimeField("换下", null=True, blank=True)

    class Meta:
        verbose_name = "在岗"
        verbose_name_plural = "在岗"
        constraints = [
            models.UniqueConstraint(fields=["engagement"], condition=Q(left_at=None), name="engagements_one_there"),
            models.CheckConstraint(condition=Q(first_on__lte=F("beyond_on"), unit_fen__gt=0), name="engagements_stay_days"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.worker_id}"
