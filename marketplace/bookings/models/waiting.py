"""The waiting list: who would come if there were time, in the order in which they asked, and what each was offered (X-BK-09)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet
from core.states import register
from marketplace.bookings.models.orders import MOST_MINUTES, Booking
from marketplace.bookings.models.rules import MOST_HANDS
from marketplace.bookings.models.shared import AtHome
from marketplace.bookings.states import WAITING_MACHINE, WAITING_TONES, WaitingState

DAY_MINUTES = 24 * 60


class WaitingQuerySet(ScopedQuerySet):
    """Places in line by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the family's own; `t`: asked of the actor's organisation."""
        return {"o": Q(customer_id=actor.principal_id), "t": Q(listing__enterprise__organisation_id__in=actor.organisation_ids)}

    def in_line(self) -> "WaitingQuerySet":
        """Those for whom something may still come free."""
        return self.filter(state__in=[WaitingState.WAITING, WaitingState.OFFERED])


@register
class Waiting(AtHome):
    """A place in the line of a service: with one provider (`listing`) or with any, for a home, on some days between two hours."""

    access_resource = "waiting"
    machine = WAITING_MACHINE
    tones = WAITING_TONES

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁在排", on_delete=models.PROTECT, related_name="waiting")
    state = models.CharField("状态", max_length=8, choices=WaitingState.choices, default=WaitingState.WAITING)
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey("listings.Listing", verbose_name="只等哪一条", null=True, blank=True, on_delete=models.PROTECT, related_name="waiting")
    needs = models.CharField("家里的情况", max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField("做几分钟")
    hands = models.PositiveSmallIntegerField("几个人上门", default=1)
    amount = models.PositiveIntegerField("多少", default=1)
    answers = models.JSONField("家里多大", default=dict, blank=True)
    first_day = models.DateField("从哪天")
    last_day = models.DateField("到哪天")
    from_minute = models.PositiveSmallIntegerField("从几点")
    to_minute = models.PositiveSmallIntegerField("到几点")
    joined_at = models.DateTimeField("什么时候来排的")
    ended_at = models.DateTimeField("什么时候不排了", null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = "排队"
        verbose_name_plural = "排队"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day"), from_minute__lt=F("to_minute"), to_minute__lte=DAY_MINUTES), name="bookings_wait_window"
            ),
            models.CheckConstraint(condition=Q(minutes__lte=MOST_MINUTES, hands__gte=1, hands__lte=MOST_HANDS), name="bookings_wait_for"),
            models.UniqueConstraint(
                fields=["customer", "service_type", "listing"],
                condition=Q(state__in=[WaitingState.WAITING, WaitingState.OFFERED]),
                nulls_distinct=False,
                name="bookings_in_line_once",
            ),
        ]
        indexes = [
            models.Index(fields=["service_type", "id"], name="bookings_line", condition=Q(state=WaitingState.WAITING)),
            models.Index(fields=["customer", "-id"], name="bookings_waits_of"),
        ]

    def __str__(self) -> str:
        return f"{self.service_type_id} #{self.pk}"

    def suits(self, start: datetime) -> bool:
        """Whether a start (by the city's clock) lies inside the days and hours asked for."""
        minute = start.hour * 60 + start.minute
        return self.first_day <= start.date() <= self.last_day and self.from_minute <= minute <= self.to_minute

    @property
    def hours(self) -> str:
        """The hours asked for, as people say them."""
        return f"{self.from_minute // 60}:{self.from_minute % 60:02d}–{self.to_minute // 60}:{self.to_minute % 60:02d}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: the family's own; `t`: asked of the actor's organisation."""
        found = {"o"} if actor.user_id is not None and self.customer_id == actor.principal_id else set()
        if self.listing is not None and self.listing.enterprise is not None and self.listing.enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        return found


class OfferQuerySet(models.QuerySet):
    """Offers to those in line."""

    def open(self) -> "OfferQuerySet":
        """Those without an answer."""
        return self.filter(ended_at=None)


class WaitingOffer(models.Model):
    """A time that was kept for somebody in line. The time is kept by the order that was made for it; the same is offered to nobody twice."""

    ENDS = [("", "等答复"), ("booked", "约上了"), ("declined", "没要"), ("lapsed", "没回")]

    waiting = models.ForeignKey(Waiting, on_delete=models.PROTECT, related_name="offers")
    booking = models.OneToOneField(Booking, verbose_name="留的时间", on_delete=models.PROTECT, related_name="offer")
    listing = models.ForeignKey("listings.Listing", verbose_name="哪一条", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField("什么时候上门")
    offered_at = models.DateTimeField("什么时候轮到")
    until = models.DateTimeField("留到")
    end = models.CharField("后来", max_length=8, choices=ENDS, blank=True, default="")
    ended_at = models.DateTimeField("什么时候答复", null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "轮到的时间"
        verbose_name_plural = "轮到的时间"
        constraints = [
            models.UniqueConstraint(fields=["waiting", "listing", "starts_at"], name="bookings_offered_once"),
            models.UniqueConstraint(fields=["waiting"], condition=Q(ended_at=None), name="bookings_one_open_offer"),
            models.CheckConstraint(condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")), name="bookings_offer_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.waiting_id} {self.starts_at}"


class KeptForLine(models.Model):
    """Time that came free and is kept until the line has been asked. Gone as soon as it is given to somebody or let go."""

    assignment = models.OneToOneField("bookings.Assignment", verbose_name="留着的时间", on_delete=models.CASCADE, related_name="kept_for_line")
    kept_at = models.DateTimeField("什么时候空出来")

    class Meta:
        verbose_name = "留给排队的时间"
        verbose_name_plural = "留给排队的时间"

    def __str__(self) -> str:
        return f"{self.assignment_id}"
