"""A member's real name. Name and number are encrypted; equal numbers are found through a blind index, and one number proves one account."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import OwnRows, owners
from core.encryption import EncryptedTextField
from core.states import register
from marketplace.realname.states import NAME_MACHINE, TONES, NameState

# The states in which a number is somebody's.
HELD = (NameState.PENDING, NameState.VERIFIED)


@register
class RealName(models.Model):
    """One for each member who began."""

    access_resource = "real_name"
    machine = NAME_MACHINE
    tones = TONES

    user = models.OneToOneField(settings.AUTH_USER_MODEL, verbose_name="会员", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=NameState.choices, default=NameState.UNVERIFIED)
    name = EncryptedTextField("姓名", blank=True)
    number = EncryptedTextField("身份证号", blank=True)
    number_index = models.CharField(max_length=64, blank=True, editable=False)
    submitted_at = models.DateTimeField("交上来的时间", null=True, blank=True)
    decided_at = models.DateTimeField("核对时间", null=True, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "实名认证"
        verbose_name_plural = "实名认证"
        constraints = [
            models.UniqueConstraint(fields=["number_index"], condition=~Q(number_index="") & Q(state__in=HELD), name="realname_one_account_each"),
        ]
        indexes = [models.Index(fields=["submitted_at", "id"], name="realname_queue", condition=Q(state="pending"))]

    def __str__(self) -> str:
        return f"实名 #{self.pk}"

    access_scopes = owners
