"""What comes in: `Enquiry` (咨询登记, about a course, an enterprise, a listing or nothing) and `Feedback` (意见反馈, from any page).

Both are a ticket: a number that people can say on the telephone, somebody who looks after it, an answer. The number of a person is
encrypted; equal numbers are found through a blind index.
"""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.encryption import EncryptedTextField
from core.outbox import Event
from core.states import register
from dispatch.intake.events import CONSULTATION_ANSWERED, CONSULTATION_RECEIVED, FEEDBACK_ANSWERED, FEEDBACK_RECEIVED
from dispatch.intake.states import CONSULTATION_MACHINE, FEEDBACK_MACHINE, TONES, Channel, FeedbackKind, TicketState

OVERDUE_AFTER = timedelta(hours=24)


class TicketQuerySet(ScopedQuerySet):
    """Tickets by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: sent by the actor."""
        return {"o": Q(sender_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])}

    def of_member(self, user_id: int) -> Self:
        """What a person has sent."""
        return self.filter(sender_id=user_id)

    def with_people(self) -> Self:
        """With everybody that a list names, in the same query."""
        return self.select_related("sender", "owner", "replied_by")


class Ticket(models.Model):
    """What a question and a piece of feedback have in common."""

    tones = TONES
    prefix: ClassVar[str]
    label: ClassVar[str]
    id_name: ClassVar[str]
    url_name: ClassVar[str]
    received: ClassVar[Event]
    answered: ClassVar[Event]

    number = models.CharField("编号", max_length=24, unique=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="会员", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField("称呼", max_length=40, blank=True)
    phone = EncryptedTextField("手机号", blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    text = models.TextField("内容", max_length=2000)
    channel = models.CharField("来路", max_length=8, choices=Channel.choices, default=Channel.WEB)
    state = models.CharField("状态", max_length=10, choices=TicketState.choices, default=TicketState.NEW)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="经办人", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reply = models.TextField("答复", blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="答复人", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    created_at = models.DateTimeField("收到时间")
    # Since when somebody waits for an answer; None once there is one.
    waits_since = models.DateTimeField("等答复，从", null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Where whoever sent it looks it up."""
        return reverse(self.url_name, args=[self.number])

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: sent by the actor."""
        return {"o"} if actor.user_id is not None and self.sender_id == actor.user_id else set()

    @property
    def sender_name(self) -> str:
        """How staff call whoever sent it."""
        return self.name or (self.sender.display_name if self.sender else "") or "没留称呼"

    @property
    def event_ids(self) -> dict[str, Any]:
        """What an event about it carries."""
        return {self.id_name: self.pk}

    @property
    def key(self) -> str:
        """The outbox key: its events stay in order."""
        return f"{self.machine.name}:{self.pk}"  # type: ignore[attr-defined]


def _indexes(name: str) -> list[models.Index]:
    return [
        models.Index(fields=["state", "-id"], name=f"intake_{name}_state"),
        models.Index(fields=["sender", "-id"], name=f"intake_{name}_of_member"),
        models.Index(fields=["waits_since"], name=f"intake_{name}_waiting", condition=Q(waits_since__isnull=False)),
    ]


@register
class Enquiry(Ticket):
    """A question to the network centre. What it is about is kept as kind and id, with the title of that day."""

    access_resource = "consultation"
    machine = CONSULTATION_MACHINE
    prefix, label, id_name, url_name = "ZX", "咨询", "consultation_id", "intake:enquiry"
    received, answered = CONSULTATION_RECEIVED, CONSULTATION_ANSWERED

    # What is wanted, in the words of whoever asked: an order is made of it without typing it again (BKG-05).
    what = models.CharField("要什么", max_length=60, blank=True)
    when = models.CharField("什么时间", max_length=60, blank=True)
    where = EncryptedTextField("在哪里", blank=True)
    booking = models.ForeignKey("bookings.Booking", verbose_name="约成的订单", null=True, blank=True, on_delete=models.PROTECT, related_name="consultations")

    subject_kind = models.CharField("关于哪一类", max_length=20, blank=True)
    subject_id = models.BigIntegerField("关于哪一个", null=True, blank=True)
    subject_title = models.CharField("关于", max_length=250, blank=True)
    subject_who = models.CharField("由谁负责", max_length=120, blank=True)
    subject_url = models.CharField("地址", max_length=500, blank=True)

    class Meta:
        verbose_name = "咨询登记"
        verbose_name_plural = "咨询登记"
        indexes = [*_indexes("enquiry"), models.Index(fields=["subject_kind", "subject_id"], name="intake_enquiry_subject")]


@register
class Feedback(Ticket):
    """Somebody's word about the site or the service, with the page that it was sent from (CMP-11)."""

    access_resource = "feedback"
    machine = FEEDBACK_MACHINE
    prefix, label, id_name, url_name = "FK", "反馈", "feedback_id", "intake:ticket"
    received, answered = FEEDBACK_RECEIVED, FEEDBACK_ANSWERED

    kind = models.CharField("种类", max_length=12, choices=FeedbackKind.choices)
    page = models.CharField("从哪一页", max_length=300, blank=True)

    class Meta:
        verbose_name = "意见反馈"
        verbose_name_plural = "意见反馈"
        indexes = _indexes("feedback")


class NumberSeries(models.Model):
    """The last number of a day; changed only by one UPSERT (services.numbering)."""

    series = models.CharField(primary_key=True, max_length=20)
    last = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
