"""What an engagement costs, its periods, and what became due. Quotes and dues are added, never edited (trigger in migration 0002)."""

from django.db import models
from django.db.models import F, Q

from marketplace.bookings.models.shared import ANSWERED, QuoteVersion
from marketplace.bookings.states import QuoteState
from marketplace.engagements.models.engagements import Engagement

PARTIES = [("customer", "家庭"), ("provider", "服务方"), ("worker", "服务人员"), ("platform", "平台")]


class EngagementQuote(QuoteVersion):
    """A price with everything that it was computed from; a change is the next version. An extension is a quote of its own and adds to the first."""

    KINDS = [("first", "整单"), ("extension", "续期")]

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="quotes")
    kind = models.CharField("种类", max_length=10, choices=KINDS, default="first")
    lines = models.JSONField("明细")

    class Meta:
        verbose_name = "长期服务的报价"
        verbose_name_plural = "长期服务的报价"
        constraints = [
            models.UniqueConstraint(fields=["engagement", "version"], name="engagements_quote_once"),
            models.UniqueConstraint(fields=["engagement", "kind"], condition=Q(state=QuoteState.OFFERED), name="engagements_one_open_quote"),
            models.CheckConstraint(condition=Q(total_fen__gt=0), name="engagements_quote_total"),
            models.CheckConstraint(condition=ANSWERED, name="engagements_quote_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} v{self.version}"


class Period(models.Model):
    """A month, 26 days or a week of it: what it costs at most, and what of it is owed once it is over (PRI-04)."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="periods")
    position = models.PositiveSmallIntegerField("第几期")
    first_on = models.DateField("从哪天起")
    beyond_on = models.DateField("到哪天前")
    units = models.PositiveSmallIntegerField("几个计价单位")
    fen = models.BigIntegerField("接受的价格（分）")
    owed_fen = models.BigIntegerField("应付（分）", null=True, blank=True)
    closed_at = models.DateTimeField("结清时间", null=True, blank=True)

    class Meta:
        verbose_name = "一期"
        verbose_name_plural = "一期"
        constraints = [
            models.UniqueConstraint(fields=["engagement", "position"], name="engagements_period_once"),
            models.CheckConstraint(condition=Q(first_on__lt=F("beyond_on"), fen__gte=0), name="engagements_period_days"),
            models.CheckConstraint(condition=Q(owed_fen=None, closed_at=None) | Q(owed_fen__gte=0, closed_at__isnull=False), name="engagements_period_closed"),
            models.CheckConstraint(condition=Q(owed_fen=None) | Q(owed_fen__lte=F("fen")), name="engagements_never_more_than_accepted"),
        ]
        indexes = [models.Index(fields=["beyond_on"], name="engagements_periods_ending", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return f"{self.engagement_id} #{self.position}"


class EngagementDue(models.Model):
    """Who owes whom how much for what. Paying comes with the ledger."""

    KINDS = [("period", "服务费"), ("extra", "一次性费用"), ("notice", "提前结束"), ("assessment", "上门评估")]

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="dues")
    period = models.OneToOneField(Period, null=True, blank=True, on_delete=models.PROTECT, related_name="due")
    kind = models.CharField("种类", max_length=10, choices=KINDS)
    payer = models.CharField("谁付", max_length=8, choices=PARTIES)
    payee = models.CharField("给谁", max_length=8, choices=PARTIES)
    fen = models.BigIntegerField("金额（分）")
    reason = models.CharField("为什么", max_length=120, blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "长期服务的应付"
        verbose_name_plural = "长期服务的应付"
        constraints = [
            models.UniqueConstraint(fields=["engagement", "kind", "payer"], condition=Q(kind__in=["notice", "extra"]), name="engagements_due_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="engagements_due_sum"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.kind} {self.fen}"
