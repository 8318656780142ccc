"""A series, its planned dates, and the versions of its price."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import clock
from core.access import Actor, ScopedQuerySet
from core.money import WHOLE
from core.states import register
from marketplace.bookings.models.shared import ANSWERED, AtHome, QuoteVersion
from marketplace.bookings.states import Channel
from marketplace.series.rhythm import Plan, months_later
from marketplace.series.states import LIVE, SERIES_MACHINE, SERIES_TONES, STANDING, Fate, Holidays, Rhythm, SeriesState


class SeriesQuerySet(ScopedQuerySet):
    """Series by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the family, or who speaks for it; `t`: the actor's organisation provides it; `j`: the self-employed who does."""
        return {
            "o": Q(customer_id=actor.principal_id),
            "t": Q(enterprise__organisation_id__in=actor.organisation_ids) & ~Q(state__in=UNPLACED),
            "j": Q(provider__user_id=actor.user_id or 0) & ~Q(state__in=UNPLACED),
        }

    def with_names(self) -> Self:
        """With everything that a list shows."""
        return self.select_related("service_type", "enterprise", "provider", "district", "worker", "listing__unit")


# What was never accepted is nobody's business but the family's.
UNPLACED = (SeriesState.OFFERED, SeriesState.EXPIRED)


@register
class Series(AtHome):
    """One agreement about many visits: who, where, in which rhythm, at which price rule, under which terms for cancelling."""

    access_resource = "series"
    machine = SERIES_MACHINE
    tones = SERIES_TONES

    number = models.CharField("编号", max_length=16, unique=True)
    state = models.CharField("状态", max_length=10, choices=SeriesState.choices, default=SeriesState.OFFERED)
    until = models.DateTimeField("等到", null=True, blank=True)
    channel = models.CharField("来路", max_length=8, choices=Channel.choices, default=Channel.WEB)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="下单人", on_delete=models.PROTECT, related_name="series")
    listing = models.ForeignKey("listings.Listing", verbose_name="从哪一条约的", on_delete=models.PROTECT, related_name="series")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="服务方", null=True, blank=True, on_delete=models.PROTECT, related_name="series")
    provider = models.ForeignKey("workers.Worker", verbose_name="自己接活的人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("约的是什么", max_length=120)
    needs = models.CharField("家里的情况", max_length=500, blank=True)
    rhythm = models.CharField("多久一次", max_length=16, choices=Rhythm.choices)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name="星期几", default=list, blank=True)
    first_on = models.DateField("从哪天起")
    wanted_visits = models.PositiveSmallIntegerField("几次", null=True, blank=True)
    last_on = models.DateField("到哪天", null=True, blank=True)
    starts_minute = models.PositiveSmallIntegerField("几点（当天第几分钟）")
    minutes = models.PositiveSmallIntegerField("做几分钟")
    holidays = models.CharField("法定节假日", max_length=4, choices=Holidays.choices, default=Holidays.SKIP)
    same_worker = models.BooleanField("同一个人来", default=True)
    worker = models.ForeignKey("workers.Worker", verbose_name="谁来", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField("价格规则")
    month_fen = models.BigIntegerField("包月的，一个月多少（分）", null=True, blank=True)
    months = models.PositiveSmallIntegerField("包月的，几个月", null=True, blank=True)
    months_from = models.DateField("包月的，第一个月从哪天起", null=True, blank=True)
    credit_share = models.PositiveSmallIntegerField("包月的，跳过一次退多少（万分之几）", default=WHOLE)
    terms = models.JSONField("取消和改期的规则")
    total_fen = models.BigIntegerField("接受的合计（分）", default=0)
    paused_from = models.DateField("从哪天起暂停", null=True, blank=True)
    paused_to = models.DateField("暂停到哪天前", null=True, blank=True)
    created_at = models.DateTimeField("提出时间")
    accepted_at = models.DateTimeField("定下", null=True, blank=True)
    changed_at = models.DateTimeField("修改时间")
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "定期服务"
        verbose_name_plural = "定期服务"
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, provider=None) | Q(enterprise=None, provider__isnull=False), name="series_one_provider"
            ),
            models.CheckConstraint(
                condition=Q(wanted_visits__isnull=False, last_on=None) | Q(wanted_visits=None, last_on__isnull=False), name="series_has_an_end"
            ),
            models.CheckConstraint(condition=Q(starts_minute__lt=1440, minutes__gte=15, minutes__lte=1440, total_fen__gte=0), name="series_times_and_sum"),
            models.CheckConstraint(
                condition=Q(paused_from=None, paused_to=None) | Q(paused_from__isnull=False, paused_to__gt=models.F("paused_from")),
                name="series_pause_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(month_fen=None, months=None, months_from=None)
                | Q(month_fen__gt=0, months__gte=1, months__lte=12, months_from__isnull=False, last_on__isnull=False),
                name="series_months",
            ),
            models.CheckConstraint(condition=~Q(state=SeriesState.OFFERED) | Q(until__isnull=False), name="series_offer_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="series_of_customer"),
            models.Index(fields=["enterprise", "-id"], name="series_of_enterprise"),
            models.Index(fields=["provider", "-id"], name="series_of_provider"),
            models.Index(fields=["state", "-id"], name="series_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The family's page."""
        return reverse("series:one", args=[self.number])

    @property
    def provider_name(self) -> str:
        """Who answers for it."""
        if self.enterprise is not None:
            return self.enterprise.shown_name
        return self.provider.called if self.provider else ""

    @property
    def plan(self) -> Plan:
        """Its rhythm."""
        return Plan(self.rhythm, self.first_on, tuple(self.weekdays), self.wanted_visits, self.last_on)

    @property
    def is_monthly(self) -> bool:
        """Whether it is paid by the month, and its visits not one by one."""
        return self.month_fen is not None

    def month(self, number: int) -> tuple[date, date]:
        """The first day of its so-many-th month, and the day after the last one."""
        first = self.months_from or self.first_on
        return months_later(first, number - 1), months_later(first, number)

    def month_of(self, day: date) -> int:
        """In which of its months a day lies; 0 before the first one."""
        first = self.months_from or self.first_on
        number = (day.year - first.year) * 12 + day.month - first.month
        return number + 1 if months_later(first, number) <= day else number

    @property
    def is_live(self) -> bool:
        """Whether visits still come of it."""
        return self.state in LIVE

    def is_over(self, now: datetime) -> bool:
        """Whether the time to accept has run out, whatever the row still says."""
        return self.state == SeriesState.OFFERED and self.until is not None and self.until <= now

    def start_on(self, day: date) -> datetime:
        """The start on a day."""
        return clock.midnight(day) + timedelta(minutes=self.starts_minute)

    def rests_on(self, day: date) -> bool:
        """Whether the day lies in the pause."""
        return self.paused_from is not None and self.paused_to is not None and self.paused_from <= day < self.paused_to

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `scope_q` says."""
        found = {"o"} if actor.principal_id is not None and self.customer_id == actor.principal_id else set()
        if self.state in UNPLACED:
            return found
        if self.enterprise is not None and self.enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        if self.provider is not None and actor.user_id is not None and self.provider.user_id == actor.user_id:
            found.add("j")
        return found


class SeriesQuote(QuoteVersion):
    """What all visits cost together, with each start and its price; the latest accepted version holds. Answered, never edited (trigger)."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="quotes")

    class Meta:
        verbose_name = "定期服务的报价"
        verbose_name_plural = "定期服务的报价"
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="series_quote_once"),
            models.CheckConstraint(condition=Q(total_fen__gte=0), name="series_quote_total"),
            models.CheckConstraint(condition=ANSWERED, name="series_quote_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} v{self.version}"


class SeriesVisit(models.Model):
    """A planned date: what it costs, what has become of it, and its order once there is one."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="visits")
    position = models.PositiveSmallIntegerField("第几次")
    planned_on = models.DateField("哪天")
    starts_at = models.DateTimeField("几点")
    inputs = models.JSONField("算价的数")
    fen = models.BigIntegerField("接受的价（分）")
    fate = models.CharField("怎么样了", max_length=10, choices=Fate.choices, default=Fate.PLANNED)
    reason = models.CharField("为什么", max_length=120, blank=True)
    kept_because = models.CharField("包月的，不退的原因", max_length=120, blank=True)
    booking = models.OneToOneField("bookings.Booking", verbose_name="订单", null=True, blank=True, on_delete=models.PROTECT, related_name="series_visit")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "定期服务的一次"
        verbose_name_plural = "定期服务的各次"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["series", "position"], name="series_visit_once"),
            models.UniqueConstraint(fields=["series", "planned_on"], condition=Q(fate__in=[fate.value for fate in STANDING]), name="series_visit_once_a_day"),
            models.CheckConstraint(condition=~Q(fate=Fate.BOOKED) | Q(booking__isnull=False), name="series_visit_booked_has_order"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="series_visit_price"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="series_visits_to_book", condition=Q(fate=Fate.PLANNED))]

    def __str__(self) -> str:
        return f"{self.series_id} #{self.position}"


class SeriesOrder(models.Model):
    """Every order that was made for a planned date, also those that ended without a visit. Added, never edited (trigger)."""

    visit = models.ForeignKey(SeriesVisit, on_delete=models.PROTECT, related_name="orders")
    booking = models.OneToOneField("bookings.Booking", on_delete=models.PROTECT, related_name="series_order")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "定期服务的订单"
        verbose_name_plural = "定期服务的订单"

    def __str__(self) -> str:
        return f"{self.visit_id} {self.booking_id}"
