"""What is said about an order, and how far each side has read. Messages are added, never edited (trigger in migration 0003)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from marketplace.bookings.models.orders import Booking
from marketplace.bookings.states import TalkSide

LONGEST_MESSAGE = 300


class MessageQuerySet(ScopedQuerySet):
    """Messages by who may see their order."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """As the order's own."""
        return {letter: Q(booking__in=Booking.objects.filter(rows)) for letter, rows in Booking.objects.scope_q(actor).items()}


class Message(models.Model):
    """One message. `called` is who said it as the others read it at that time; for the family the order's contact is shown."""

    access_resource = "booking_message"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField("哪一方", max_length=8, choices=TalkSide.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁说的", on_delete=models.PROTECT, related_name="+")
    called = models.CharField("怎么称呼", max_length=40, blank=True)
    text = models.CharField("内容", max_length=LONGEST_MESSAGE)
    at = models.DateTimeField("时间")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "订单留言"
        verbose_name_plural = "订单留言"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="bookings_message_says_something")]
        indexes = [models.Index(fields=["booking", "-id"], name="bookings_messages")]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.side}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """As the order's own."""
        return self.booking.access_scopes(actor)


class Thread(models.Model):
    """How far each side has read: the id of the last message that it saw. Made with the first message."""

    booking = models.OneToOneField(Booking, primary_key=True, on_delete=models.PROTECT, related_name="thread")
    family_read = models.BigIntegerField("家里看到", default=0)
    provider_read = models.BigIntegerField("服务方看到", default=0)
    worker_read = models.BigIntegerField("上门的人看到", default=0)

    class Meta:
        verbose_name = "订单对话"
        verbose_name_plural = "订单对话"

    def __str__(self) -> str:
        return str(self.booking_id)

    def read_by(self, side: str) -> int:
        """The mark of a side."""
        return getattr(self, f"{side}_read")

    def read_beside(self, side: str) -> int:
        """The farthest mark of the other sides."""
        return max(self.read_by(other) for other in TalkSide.values if other != side)
