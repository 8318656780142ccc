"""What a number has been asked by SMS and has not answered yet."""

from django.db import models

from core.encryption import EncryptedTextField


class Awaited(models.Model):
    """The one open question to a number: what was said so far, or what a "确认" would do. Over at `until`."""

    class Kind(models.TextChoices):
        """What is waited for."""

        NEED = "need", "等补充"
        QUOTE = "quote", "等确认价格"
        EXTRA = "extra", "等确认加项"
        MOVE = "move", "等确认改时间"
        CANCEL = "cancel", "等确认取消"

    phone_index = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField("等什么", max_length=6, choices=Kind.choices)
    text = EncryptedTextField("说过的", blank=True)
    booking = models.ForeignKey("bookings.Booking", verbose_name="订单", null=True, on_delete=models.CASCADE, related_name="+")
    # What was shown: the sums, and the new time.
    total_fen = models.BigIntegerField("价格（分）", null=True)
    fee_fen = models.BigIntegerField("费用（分）", default=0)
    start = models.DateTimeField("新时间", null=True)
    until = models.DateTimeField("等到")

    class Meta:
        verbose_name = "等短信答复"
        verbose_name_plural = "等短信答复"

    def __str__(self) -> str:
        return f"{self.kind} {self.phone_index[:8]}"
