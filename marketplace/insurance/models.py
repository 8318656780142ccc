"""Insurers, their policies, and whom and what a policy covers (AFT-02).

A policy counts on a day when it is verified and the day lies inside it, as a paper does; the availability module reads both alike. One that
covers everybody of an enterprise covers whoever works there on the day of asking.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet
from core.models import SharedRows, everybodys
from core.states import register
from marketplace.insurance.states import POLICY_MACHINE, TONES, PolicyState

MOST_FEN = 10**12


class Insurer(models.Model):
    """A company that insures."""

    access_resource = "insurer"

    name = models.CharField("保险公司", max_length=60, unique=True)
    claims_phone = models.CharField("报案电话", max_length=20, blank=True)
    active = models.BooleanField("在合作", default=True)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "保险公司"
        verbose_name_plural = "保险公司"

    def __str__(self) -> str:
        return self.name

    access_scopes = everybodys


class PolicyQuerySet(ScopedQuerySet):
    """Policies by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`t`: of the actor's organisation."""
        return {"t": Q(enterprise__organisation_id__in=actor.organisation_ids)}

    def with_names(self) -> Self:
        """With everything that a list shows: two more queries."""
        return self.select_related("insurer", "kind", "enterprise").prefetch_related("workers", "service_types", "papers__worker")

    def valid_on(self, day: date) -> Self:
        """Verified, and the day lies inside them."""
        return self.filter(state=PolicyState.VERIFIED, starts_on__lte=day, ends_on__gte=day)


@register
class InsurancePolicy(models.Model):
    """One policy of one enterprise: which kind, with whom, for how much, for whom and for which services."""

    access_resource = "insurance_policy"
    machine = POLICY_MACHINE
    tones = TONES

    insurer = models.ForeignKey(Insurer, verbose_name="保险公司", on_delete=models.PROTECT, related_name="policies")
    kind = models.ForeignKey("workers.PaperKind", verbose_name="险种", on_delete=models.PROTECT, related_name="+", limit_choices_to={"group": "insurance"})
    number = models.CharField("保单号", max_length=60)
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="投保的企业", on_delete=models.PROTECT, related_name="policies")
    state = models.CharField("状态", max_length=8, choices=PolicyState.choices, default=PolicyState.PENDING)
    everybody = models.BooleanField("全体服务人员", default=True)
    workers = models.ManyToManyField("workers.Worker", verbose_name="保谁", blank=True, related_name="policies")
    service_types = models.ManyToManyField("catalog.ServiceType", verbose_name="保哪些服务", blank=True, related_name="+", help_text="一项都不选，就是都保。")
    papers = models.ManyToManyField("workers.Paper", verbose_name="服务人员手里的凭证", blank=True, related_name="policies")
    sum_fen = models.BigIntegerField("每人保额（分）")
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天", help_text="这一天还有效。")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reminded = models.PositiveSmallIntegerField("提醒到第几天", null=True, blank=True)
    created_at = models.DateTimeField("登记时间")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "保单"
        verbose_name_plural = "保单"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["insurer", "number"], name="insurance_policy_once"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="insurance_policy_days"),
            models.CheckConstraint(condition=Q(sum_fen__gt=0, sum_fen__lte=MOST_FEN), name="insurance_policy_sum"),
        ]
        indexes = [
            models.Index(fields=["enterprise", "kind"], name="insurance_covering", condition=Q(state="verified")),
            models.Index(fields=["ends_on"], name="insurance_ending", condition=Q(state="verified")),
        ]

    def __str__(self) -> str:
        return self.number

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `scope_q` says."""
        return {"t"} if self.enterprise.organisation_id in actor.organisation_ids else set()
