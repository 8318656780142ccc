"""What belongs to the exchange between the two sides: being asked to rate, and the provider's own word."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Invitation(models.Model):
    """A family that was asked to rate an order, and when it is reminded (RAT-04)."""

    booking = models.OneToOneField("bookings.Booking", on_delete=models.PROTECT, related_name="+")
    remind_at = models.DateTimeField("什么时候提醒")
    reminded_at = models.DateTimeField("提醒过", null=True, blank=True)

    class Meta:
        verbose_name = "请评价"
        verbose_name_plural = "请评价"
        indexes = [models.Index(fields=["remind_at"], name="ratings_to_remind", condition=Q(reminded_at=None))]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.remind_at:%F %T}"


class ProviderWord(models.Model):
    """How the work went, in the provider's eyes, said before the family's rating can be read. Staff and the provider read it, nobody else."""

    booking = models.OneToOneField("bookings.Booking", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁说的", on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField("配合得怎样")
    text = models.CharField("说明", max_length=300, blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "服务方的话"
        verbose_name_plural = "服务方的话"
        constraints = [models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="ratings_word_one_to_five")]

    def __str__(self) -> str:
        return f"{self.booking_id}"
