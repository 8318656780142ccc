"""Contracts and who accepted them (BKG-22). Both are added, never edited (trigger in migration 0002)."""

from django.db import models

from marketplace.bookings.models.prices import HOWS
from marketplace.engagements.models.deals import DealQuerySet, OfDeal, one_deal


class Contract(OfDeal):
    """The words as they were on that day, and the digest by which a later change shows. A change of terms is the next version."""

    access_resource = "contract"

    version = models.PositiveSmallIntegerField("第几版")
    body = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)
    made_by = models.BigIntegerField("谁要的", null=True)
    created_at = models.DateTimeField("生成时间")

    objects = DealQuerySet.as_manager()

    class Meta:
        verbose_name = "服务合同"
        verbose_name_plural = "服务合同"
        constraints = [
            one_deal("engagements_contract_of_one"),
            models.UniqueConstraint(fields=["booking", "version"], name="engagements_contract_of_order"),
            models.UniqueConstraint(fields=["engagement", "version"], name="engagements_contract_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deal} v{self.version}"


class Signature(models.Model):
    """A side has accepted a version: who, when, how."""

    SIDES = [("family", "家庭"), ("provider", "服务方")]

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField("哪一方", max_length=8, choices=SIDES)
    user_id = models.BigIntegerField("谁", null=True)
    name = models.CharField("名字", max_length=120)
    how = models.CharField("怎么签的", max_length=4, choices=HOWS, default="tap")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "签署"
        verbose_name_plural = "签署"
        constraints = [models.UniqueConstraint(fields=["contract", "side"], name="engagements_signed_once")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.side}"
