"""Messages to people: SMS (numbers and bodies encrypted) and notices on the site."""

from django.conf import settings
from django.db import models

from core.access import OwnRows, owners
from core.encryption import EncryptedTextField


class SmsMessage(models.Model):
    """One SMS. A dump shows neither number nor text; equal numbers are found through the blind index."""

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", "待发"
        SENT = "sent", "已发"
        EXPIRED = "expired", "过期未发"
        REFUSED = "refused", "未发（超出预算）"

    access_resource = "sms_message"

    phone_index = models.CharField(max_length=64)
    phone = EncryptedTextField("手机号")
    body = EncryptedTextField("内容", blank=True)
    template = models.CharField("模板", max_length=40)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField("时间")
    expires_at = models.DateTimeField("过时不发", null=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    cleared_at = models.DateTimeField("内容清除时间", null=True)
    provider = models.CharField("通道", max_length=20, blank=True)
    provider_id = models.CharField("通道编号", max_length=80, blank=True)

    class Meta:
        verbose_name = "短信"
        verbose_name_plural = "短信"
        indexes = [
            models.Index(fields=["phone_index", "-id"], name="notifications_sms_of_phone"),
            models.Index(fields=["created_at"], name="notifications_sms_age", condition=models.Q(cleared_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.get_state_display()} #{self.pk}"


class InboundSms(models.Model):
    """An SMS that somebody sent to us. Added, never edited (trigger in migration 0003) but for the text, which is emptied when it is old."""

    class Fate(models.TextChoices):
        """What became of it when it came in."""

        TAKEN = "taken", "在办"
        TOO_MANY = "too_many", "太多，没办"

    access_resource = "sms_message"

    phone_index = models.CharField(max_length=64)
    phone = EncryptedTextField("手机号")
    body = EncryptedTextField("内容", blank=True)
    fate = models.CharField("办没办", max_length=10, choices=Fate.choices, default=Fate.TAKEN)
    provider = models.CharField("通道", max_length=20)
    # The provider's own id: a call that comes twice is one SMS.
    provider_id = models.CharField("通道编号", max_length=80)
    received_at = models.DateTimeField("收到时间")
    cleared_at = models.DateTimeField("内容清除时间", null=True)

    class Meta:
        verbose_name = "收到的短信"
        verbose_name_plural = "收到的短信"
        constraints = [models.UniqueConstraint(fields=["provider", "provider_id"], name="notifications_inbound_once")]
        indexes = [
            models.Index(fields=["phone_index", "-id"], name="notifications_inbound_of_phone"),
            models.Index(fields=["received_at"], name="notifications_inbound_age", condition=models.Q(cleared_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_fate_display()} #{self.pk}"


class SmsPace(models.Model):
    """When a number last got a code; changed only by one conditional UPSERT (services.pace)."""

    phone_index = models.CharField(primary_key=True, max_length=64)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.phone_index[:8]} {self.last_at:%F %T}"


class Notice(models.Model):
    """A message on the site to one person."""

    access_resource = "notification"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("去处", max_length=300, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("读过", null=True)

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "站内通知"
        verbose_name_plural = "站内通知"
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_of_user"),
            models.Index(fields=["user"], name="notifications_unread", condition=models.Q(read_at=None)),
        ]
        # A path of this site: an address of any other kind in a message is somebody's trap.
        constraints = [models.CheckConstraint(name="notifications_path", condition=models.Q(url="") | models.Q(url__regex=r"^/([^/\\]|$)"))]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    access_scopes = owners

    @property
    def is_unread(self) -> bool:
        """Whether it was not opened yet."""
        return self.read_at is None
