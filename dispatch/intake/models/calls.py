"""Telephone calls: who rang, who answered, what came of it (BKG-01)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from core.encryption import EncryptedTextField
from core.states import register
from dispatch.intake.models.tickets import Enquiry
from dispatch.intake.states import CALL_MACHINE, CALL_TONES, CallState, Outcome


class CallQuerySet(ScopedQuerySet):
    """Calls by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: answered by the actor, or by nobody yet."""
        return {"o": Q(operator_id=actor.user_id or 0) | Q(operator=None)}


@register
class Call(models.Model):
    """One call. The order or the consultation that came of it is linked; the number is encrypted, equal ones are found by a blind index."""

    access_resource = "call"
    machine = CALL_MACHINE
    tones = CALL_TONES

    phone = EncryptedTextField("来电号码")
    phone_index = models.CharField(max_length=64)
    line = models.CharField("打到哪条线", max_length=20, blank=True)
    provider = models.CharField("通道", max_length=20)
    provider_id = models.CharField("通道编号", max_length=80)
    state = models.CharField("状态", max_length=10, choices=CallState.choices, default=CallState.RINGING)
    started_at = models.DateTimeField("打进来")
    answered_at = models.DateTimeField("接起", null=True, blank=True)
    ended_at = models.DateTimeField("挂断", null=True, blank=True)
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="坐席", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recording = models.CharField("录音编号", max_length=80, blank=True)
    outcome = models.CharField("结果", max_length=14, choices=Outcome.choices, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    booking = models.ForeignKey("bookings.Booking", verbose_name="订单", null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    consultation = models.ForeignKey(Enquiry, verbose_name="咨询", null=True, blank=True, on_delete=models.PROTECT, related_name="calls")

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "来电"
        verbose_name_plural = "来电"
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_id"], name="intake_call_once"),
            models.CheckConstraint(
                condition=Q(operator=None, answered_at=None) | Q(operator__isnull=False, answered_at__isnull=False), name="intake_call_answered_by"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")), name="intake_call_ends_later"),
        ]
        indexes = [
            models.Index(fields=["phone_index", "-id"], name="intake_calls_of_phone"),
            models.Index(fields=["state", "-id"], name="intake_calls_by_state"),
            models.Index(fields=["operator", "-id"], name="intake_calls_of_operator"),
        ]

    def __str__(self) -> str:
        return f"来电 #{self.pk}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: answered by the actor, or by nobody yet."""
        return {"o"} if actor.user_id is not None and self.operator_id in (None, actor.user_id) else set()

    @property
    def seconds(self) -> int | None:
        """How long it was talked; nothing while it goes on."""
        return None if self.answered_at is None or self.ended_at is None else int((self.ended_at - self.answered_at).total_seconds())
