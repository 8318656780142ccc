"""Cooperation agreements (合作协议, ENT-12): a file, a term, the rule of the commission, and who signed it.

The term is days, the last one included. Whether an agreement holds on a day follows from the state and the two dates, never from the
state alone: the night job that writes 到期 may come late, the rule may not. Of one enterprise no two hold on the same day; the
database refuses it.
"""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value

from core.access import Actor, ScopedQuerySet
from core.states import register
from marketplace.enterprises.states import AGREED, AGREEMENT_MACHINE, AGREEMENT_TONES, AgreementState

MAX_BP = 3000
MAX_FEN = 10**9


class AgreementQuerySet(ScopedQuerySet):
    """Agreements by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: drafted by the actor; `t`: with the actor's organisation, once it is signed."""
        return {
            "o": Q(drafted_by_id=actor.user_id),
            "t": Q(enterprise__organisation_id__in=actor.organisation_ids, state__in=AGREED),
        }

    def holding(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(state=AgreementState.IN_FORCE, starts_on__lte=day, ends_on__gte=day)

    def begun(self, day: date) -> Self:
        """Those that were signed and had begun by a day, whatever became of them."""
        return self.filter(state__in=AGREED, starts_on__lte=day)


@register
class Agreement(models.Model):
    """An agreement with an enterprise. The commission is a share of each order, with a least and a most for one order."""

    access_resource = "agreement"
    machine = AGREEMENT_MACHINE
    tones = AGREEMENT_TONES

    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="agreements")
    number = models.CharField("协议编号", max_length=40, unique=True)
    file = models.OneToOneField("media.PrivateFile", verbose_name="协议文件", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止")
    commission_bp = models.PositiveIntegerField("佣金比例（万分之）")
    commission_floor_fen = models.BigIntegerField("每单最少（分）", default=0)
    commission_cap_fen = models.BigIntegerField("每单最多（分）", null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField("提前几天提醒续签", default=30)
    reminded_at = models.DateTimeField("提醒时间", null=True)
    state = models.CharField("状态", max_length=12, choices=AgreementState.choices, default=AgreementState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="起草人", null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("起草时间")
    signed_at = models.DateTimeField("签署时间", null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "合作协议"
        verbose_name_plural = "合作协议"
        constraints = [
            ExclusionConstraint(
                name="enterprises_one_agreement_a_day",
                expressions=[
                    (Func(F("enterprise"), F("enterprise"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"), "&&"),
                ],
                condition=Q(state=AgreementState.IN_FORCE),
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="enterprises_agreement_term"),
            models.CheckConstraint(
                condition=Q(commission_bp__lte=MAX_BP, commission_floor_fen__gte=0)
                & (Q(commission_cap_fen=None) | Q(commission_cap_fen__gte=F("commission_floor_fen"))),
                name="enterprises_agreement_commission",
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], condition=Q(state=AgreementState.IN_FORCE), name="enterprises_agreement_ends")]

    def __str__(self) -> str:
        return f"合作协议 {self.number}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: drafted by the actor; `t`: with the actor's organisation, once it is signed."""
        found = {"o"} if actor.user_id is not None and self.drafted_by_id == actor.user_id else set()
        if self.state in AGREED and self.enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        return found
