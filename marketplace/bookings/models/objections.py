"""What a family objects to while the work is going on, and what is said to it (BKG-11). The words are never edited (trigger in migration 0006)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.bookings.models.orders import Booking

LONGEST_OBJECTION = 300


class Objection(models.Model):
    """One objection. While it has no answer nobody says that the work is done."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="objections")
    text = models.CharField("哪里不对", max_length=LONGEST_OBJECTION)
    at = models.DateTimeField("什么时候说的")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁说的", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField("怎么办的", max_length=LONGEST_OBJECTION, blank=True, default="")
    answered_at = models.DateTimeField("什么时候答复", null=True, blank=True)
    answered_by = models.BigIntegerField("谁答复的", null=True, blank=True)

    class Meta:
        verbose_name = "现场意见"
        verbose_name_plural = "现场意见"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="bookings_objection_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")), name="bookings_objection_answered"
            ),
            models.UniqueConstraint(fields=["booking"], condition=Q(answered_at=None), name="bookings_one_open_objection"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.text[:20]}"
