"""Customers who are known by their number alone (docs/concepts/intake.md)."""

from django.conf import settings
from django.db import models

from core.encryption import EncryptedTextField


class Guest(models.Model):
    """Whoever telephoned or wrote without an account: his number, and the person whose orders they are until it is proven."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="guest")
    phone = EncryptedTextField("手机号")
    phone_index = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("第一次来")
    joined = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="认领的会员", null=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField("认领时间", null=True)

    class Meta:
        verbose_name = "只有号码的客户"
        verbose_name_plural = "只有号码的客户"

    def __str__(self) -> str:
        return f"{self.user_id}"
