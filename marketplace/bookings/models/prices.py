"""What an order costs, and what became due. Rows are added, never edited (trigger in migration 0002)."""

from django.db import models
from django.db.models import Q

from marketplace.bookings.models.orders import Booking
from marketplace.bookings.models.shared import ANSWERED, HOWS, QuoteVersion
from marketplace.bookings.states import ChangeState


class Quote(QuoteVersion):
    """A price with everything that it was computed from; a change is the next version, and the latest accepted one holds (BKG-07, PRI-06)."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="quotes")

    class Meta:
        verbose_name = "报价"
        verbose_name_plural = "报价"
        constraints = [
            models.UniqueConstraint(fields=["booking", "version"], name="bookings_quote_once"),
            models.CheckConstraint(condition=Q(total_fen__gte=0), name="bookings_quote_total"),
            models.CheckConstraint(condition=ANSWERED, name="bookings_quote_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} v{self.version}"


class QuoteLine(models.Model):
    """A line of a quote; the lines sum to its total."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("种类", max_length=12)
    label = models.CharField("是什么", max_length=60)
    detail = models.CharField("怎么算的", max_length=120, blank=True)
    fen = models.BigIntegerField("金额（分）")

    class Meta:
        verbose_name = "报价行"
        verbose_name_plural = "报价行"
        constraints = [models.UniqueConstraint(fields=["quote", "position"], name="bookings_line_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.fen}"


class ChangeRequest(models.Model):
    """An extra that the worker asks for on site; without the family's word it can never be charged (X-BK-14)."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField("答复", max_length=8, choices=ChangeState.choices, default=ChangeState.ASKED)
    label = models.CharField("加什么", max_length=60)
    reason = models.CharField("为什么", max_length=200, blank=True)
    fen = models.BigIntegerField("加多少（分）")
    asked_by = models.BigIntegerField("谁提的", null=True)
    asked_at = models.DateTimeField("提出时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_how = models.CharField("怎么答复的", max_length=4, choices=HOWS, blank=True, default="")

    class Meta:
        verbose_name = "加项"
        verbose_name_plural = "加项"
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0, fen__lte=10**8), name="bookings_change_sum"),
            models.UniqueConstraint(fields=["booking"], condition=Q(state=ChangeState.ASKED), name="bookings_one_open_change"),
            models.CheckConstraint(
                condition=Q(state=ChangeState.ASKED, answered_at=None) | (~Q(state=ChangeState.ASKED) & Q(answered_at__isnull=False)),
                name="bookings_change_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.label}"


class Due(models.Model):
    """Who owes whom how much for what. Paying comes with the ledger; what the customer owes never exceeds what he accepted."""

    KINDS = [("service", "服务费"), ("extra", "加项"), ("cancel", "取消"), ("move", "改时间"), ("miss", "没到场"), ("member", "会员优惠"), ("waive", "免收")]
    PARTIES = [("customer", "家庭"), ("provider", "服务方"), ("worker", "服务人员"), ("platform", "平台")]

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="dues")
    kind = models.CharField("种类", max_length=8, choices=KINDS)
    payer = models.CharField("谁付", max_length=8, choices=PARTIES)
    payee = models.CharField("给谁", max_length=8, choices=PARTIES)
    fen = models.BigIntegerField("金额（分）")
    reason = models.CharField("为什么", max_length=120, blank=True)
    waives = models.OneToOneField("self", verbose_name="免的是哪一笔", null=True, blank=True, on_delete=models.PROTECT, related_name="waived_by")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "应付"
        verbose_name_plural = "应付"
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], condition=Q(kind__in=["service", "cancel", "miss"]), name="bookings_due_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="bookings_due_sum"),
            models.CheckConstraint(
                condition=Q(kind="waive", waives__isnull=False) & ~Q(reason="") | ~Q(kind="waive") & Q(waives=None), name="bookings_due_waived"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.kind} {self.fen}"
