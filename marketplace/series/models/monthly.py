"""What a service costs by the month, and the months of a series that is paid so: one due each, with what is taken off for visits that were left out (PRI-04)."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet
from marketplace.bookings.models.prices import Due
from marketplace.series.models.packages import MOST_FEN


class MonthlyPriceQuerySet(ScopedQuerySet):
    """Monthly prices by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: those that hold; `t`: those of the actor's organisation; `o`: of who works for himself."""
        held = Q(active=True, listing__state="published") & (Q(listing__enterprise=None) | Q(listing__enterprise__state="approved"))
        own = Q(listing__enterprise=None, listing__author_id=actor.user_id or 0)
        return {"p": held, "t": Q(listing__enterprise__organisation_id__in=actor.organisation_ids), "o": own}

    def open(self) -> Self:
        """Those that hold, for services that may be paid by the month."""
        return self.filter(self.scope_q(Actor())["p"], listing__service_type__series_rule__by_month=True)

    def with_names(self) -> Self:
        """With everything that a list shows."""
        return self.select_related("listing__enterprise", "listing__author", "listing__unit", "listing__service_type__series_rule")


class MonthlyPrice(models.Model):
    """So many visits a week of an offer, each so long, at one price a month. What a visit comes to is computed, never typed."""

    access_resource = "monthly_price"

    listing = models.ForeignKey("listings.Listing", verbose_name="哪一项服务", on_delete=models.PROTECT, related_name="monthly_prices")
    visits_a_week = models.PositiveSmallIntegerField("每周几次")
    minutes = models.PositiveSmallIntegerField("一次做几分钟", default=120)
    price_fen = models.BigIntegerField("一个月（分）")
    active = models.BooleanField("在卖", default=True)
    version = models.PositiveSmallIntegerField("第几版", default=1)
    created_at = models.DateTimeField("新建")
    changed_at = models.DateTimeField("修改时间")

    objects = MonthlyPriceQuerySet.as_manager()

    class Meta:
        verbose_name = "包月价"
        verbose_name_plural = "包月价"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["listing", "visits_a_week", "minutes"], name="series_monthly_once"),
            models.CheckConstraint(condition=Q(visits_a_week__gte=1, visits_a_week__lte=7, minutes__gte=30, minutes__lte=720), name="series_monthly_visits"),
            models.CheckConstraint(condition=Q(price_fen__gt=0, price_fen__lte=MOST_FEN), name="series_monthly_price"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.visits_a_week}/周"

    @property
    def key(self) -> str:
        """Which of an offer's prices it is, in an address."""
        return f"{self.visits_a_week}x{self.minutes}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `scope_q` says."""
        firm, holds = self.listing.enterprise, self.active and self.listing.state == "published"
        if firm is None:
            own = actor.user_id is not None and self.listing.author_id == actor.user_id
            return ({"p"} if holds else set()) | ({"o"} if own else set())
        found = {"p"} if holds and firm.state == "approved" else set()
        return found | ({"t"} if firm.organisation_id in actor.organisation_ids else set())


class SeriesDue(models.Model):
    """What a month of a series comes to, or what is given back after the last one. Its lines sum to it. Added, never edited (trigger)."""

    MONTH, BACK = "month", "back"
    KINDS = [(MONTH, "月费"), (BACK, "退回")]

    series = models.ForeignKey("series.Series", on_delete=models.PROTECT, related_name="dues")
    kind = models.CharField("种类", max_length=5, choices=KINDS, default=MONTH)
    month = models.PositiveSmallIntegerField("第几个月")
    begins_on = models.DateField("从哪天起")
    beyond_on = models.DateField("到哪天前")
    visits = models.PositiveSmallIntegerField("这个月几次")
    payer = models.CharField("谁付", max_length=8, choices=Due.PARTIES)
    payee = models.CharField("给谁", max_length=8, choices=Due.PARTIES)
    fen = models.BigIntegerField("金额（分）")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "包月的应付"
        verbose_name_plural = "包月的应付"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["series", "month"], condition=Q(kind="month"), name="series_month_due_once"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="series_month_due_sum"),
            models.CheckConstraint(condition=Q(beyond_on__gt=F("begins_on")), name="series_month_due_days"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.month} {self.fen}"


class SeriesDueLine(models.Model):
    """A line of a due: the month's price, or what one visit that was left out takes off; each visit at most once. Added, never edited (trigger)."""

    due = models.ForeignKey(SeriesDue, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField("次序")
    label = models.CharField("是什么", max_length=60)
    fen = models.BigIntegerField("金额（分）")
    visit = models.OneToOneField("series.SeriesVisit", verbose_name="退的哪一次", null=True, blank=True, on_delete=models.PROTECT, related_name="credit")

    class Meta:
        verbose_name = "包月应付的行"
        verbose_name_plural = "包月应付的行"
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["due", "position"], name="series_month_line_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.fen}"
