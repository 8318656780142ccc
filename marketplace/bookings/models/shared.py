"""What orders of every kind have in common: whose home it is, and a price that is answered."""

from django.db import models
from django.db.models import Q

from core.encryption import EncryptedTextField
from marketplace.bookings.states import QuoteState

HOWS = [("tap", "网上点的"), ("sms", "短信答复"), ("call", "电话录音"), ("desk", "当面"), ("", "没有")]


class AtHome(models.Model):
    """In whose home, where, and whom to ask for there. Name, number and door are encrypted."""

    contact_name = EncryptedTextField("联系人")
    phone = EncryptedTextField("手机号")
    address = EncryptedTextField("地址")
    district = models.ForeignKey("core.District", verbose_name="区", on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField("纬度", null=True, blank=True)
    lng = models.FloatField("经度", null=True, blank=True)

    class Meta:
        abstract = True


class QuoteVersion(models.Model):
    """A price with everything that it was computed from; a change is the next version, and the latest accepted one holds (BKG-07, PRI-06)."""

    version = models.PositiveSmallIntegerField("第几版")
    state = models.CharField("答复", max_length=8, choices=QuoteState.choices, default=QuoteState.OFFERED)
    inputs = models.JSONField("算价的数")
    total_fen = models.BigIntegerField("合计（分）")
    valid_until = models.DateTimeField("有效到")
    note = models.CharField("说明", max_length=500, blank=True)
    created_at = models.DateTimeField("报价时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_how = models.CharField("怎么答复的", max_length=4, choices=HOWS, blank=True, default="")
    answered_by = models.BigIntegerField("谁答复的", null=True, blank=True)

    class Meta:
        abstract = True


# An answer has its time, and only an answer.
ANSWERED = Q(state=QuoteState.OFFERED, answered_at=None) | (~Q(state=QuoteState.OFFERED) & Q(answered_at__isnull=False))
