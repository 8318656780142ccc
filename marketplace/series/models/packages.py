"""Packages of visits or hours at one price: what an enterprise sells, what a family has, what was used of it (SVC-28)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.states import register
from marketplace.bookings.models.prices import Due
from marketplace.series.states import (
    PACKAGE_MACHINE,
    PACKAGE_TONES,
    PASS_MACHINE,
    PASS_TONES,
    PackageState,
    PackageUnit,
    PassState,
)

MOST_FEN = 10**8
MOST_UNITS = 200


class PackageQuerySet(ScopedQuerySet):
    """Packages by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: those that are sold; `t`: those of the actor's organisation."""
        return {"p": Q(state=PackageState.PUBLISHED, enterprise__state="approved"), "t": Q(enterprise__organisation_id__in=actor.organisation_ids)}

    def open(self) -> Self:
        """Those that are sold."""
        return self.filter(self.scope_q(Actor())["p"])

    def with_names(self) -> Self:
        """With everything that a list shows: one more query."""
        return self.select_related("enterprise").prefetch_related("listings__unit", "listings__service_type")


@register
class Package(models.Model):
    """So many visits or hours of an enterprise's own offers, at one price, for so many days. What a visit costs in it is computed, never typed."""

    access_resource = "package"
    machine = PACKAGE_MACHINE
    tones = PACKAGE_TONES

    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="哪家的", on_delete=models.PROTECT, related_name="packages")
    listings = models.ManyToManyField("listings.Listing", verbose_name="用在哪些服务上", related_name="packages")
    state = models.CharField("状态", max_length=10, choices=PackageState.choices, default=PackageState.DRAFT)
    title = models.CharField("名称", max_length=40)
    unit = models.CharField("按什么算", max_length=5, choices=PackageUnit.choices, default=PackageUnit.VISIT)
    amount = models.PositiveSmallIntegerField("几次或几小时")
    minutes = models.PositiveSmallIntegerField("一次做几分钟", default=120)
    price_fen = models.BigIntegerField("套餐价（分）")
    valid_days = models.PositiveSmallIntegerField("几天内用完")
    not_included = models.CharField("不包括", max_length=200, blank=True)
    version = models.PositiveSmallIntegerField("第几版", default=1)
    created_at = models.DateTimeField("新建")
    changed_at = models.DateTimeField("修改时间")
    published_at = models.DateTimeField("开卖", null=True, blank=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = "套餐"
        verbose_name_plural = "套餐"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=2, amount__lte=MOST_UNITS, minutes__gte=30, minutes__lte=720), name="series_package_amount"),
            models.CheckConstraint(condition=Q(price_fen__gt=0, price_fen__lte=MOST_FEN), name="series_package_price"),
            models.CheckConstraint(condition=Q(valid_days__gte=7, valid_days__lte=730), name="series_package_days"),
        ]
        indexes = [
            models.Index(fields=["enterprise", "state"], name="series_packages_of"),
            models.Index(fields=["state", "-id"], name="series_packages_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("series:package", args=[self.pk])

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `scope_q` says."""
        found = {"p"} if self.state == PackageState.PUBLISHED and self.enterprise.state == "approved" else set()
        if self.enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        return found


class PassQuerySet(ScopedQuerySet):
    """Passes by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: whose it is; `t`: the actor's organisation sold it."""
        return {"o": Q(customer_id=actor.principal_id), "t": Q(enterprise__organisation_id__in=actor.organisation_ids)}

    def with_names(self) -> Self:
        """With everything that a list shows."""
        return self.select_related("package", "enterprise").prefetch_related("listings")

    def usable(self, now: datetime) -> Self:
        """Those of which something is left and that have not ended."""
        return self.filter(state=PassState.ACTIVE, ends_at__gt=now, left__gt=0)


@register
class PackagePass(models.Model):
    """A package that a family has taken, with the terms as they were then. `left` counts visits or minutes and is never below zero (CHECK)."""

    access_resource = "package_pass"
    machine = PASS_MACHINE
    tones = PASS_TONES

    number = models.CharField("卡号", max_length=16, unique=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="passes")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁的", on_delete=models.PROTECT, related_name="package_passes")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="哪家的", on_delete=models.PROTECT, related_name="package_passes")
    listings = models.ManyToManyField("listings.Listing", related_name="package_passes")
    state = models.CharField("状态", max_length=8, choices=PassState.choices, default=PassState.ACTIVE)
    title = models.CharField("名称", max_length=40)
    unit = models.CharField("按什么算", max_length=5, choices=PackageUnit.choices)
    amount = models.PositiveIntegerField("一共（次，或者分钟）")
    left = models.IntegerField("还剩（次，或者分钟）")
    minutes = models.PositiveSmallIntegerField("一次做几分钟")
    price_fen = models.BigIntegerField("套餐价（分）")
    not_included = models.CharField("不包括", max_length=200, blank=True)
    taken_at = models.DateTimeField("什么时候拿的")
    ends_at = models.DateTimeField("用到")
    reminded_at = models.DateTimeField("提醒过", null=True, blank=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        verbose_name = "拿到的套餐"
        verbose_name_plural = "拿到的套餐"
        constraints = [
            models.CheckConstraint(condition=Q(left__gte=0) & Q(left__lte=F("amount")), name="series_pass_never_below_zero"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("taken_at")), name="series_pass_days"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="series_passes_of"),
            models.Index(fields=["enterprise", "-id"], name="series_passes_sold"),
            models.Index(fields=["ends_at"], name="series_passes_ending", condition=Q(state=PassState.ACTIVE)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The family's page."""
        return reverse("series:pass", args=[self.number])

    def is_usable(self, now: datetime) -> bool:
        """Whether a visit can still be taken from it."""
        return self.state == PassState.ACTIVE and self.ends_at > now and self.left > 0

    def takes(self, minutes: int) -> int:
        """What a visit of so many minutes takes of it."""
        return 1 if self.unit == PackageUnit.VISIT else minutes

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `scope_q` says."""
        found = {"o"} if actor.principal_id is not None and self.customer_id == actor.principal_id else set()
        return found | ({"t"} if self.enterprise.organisation_id in actor.organisation_ids else set())


class PassUse(models.Model):
    """A visit that was taken from a pass; `returned_at` when it was put back."""

    card = models.ForeignKey(PackagePass, on_delete=models.PROTECT, related_name="uses")
    booking = models.OneToOneField("bookings.Booking", on_delete=models.PROTECT, related_name="pass_use")
    units = models.PositiveIntegerField("用了（次，或者分钟）")
    worth_fen = models.BigIntegerField("抵了多少（分）")
    at = models.DateTimeField("时间")
    returned_at = models.DateTimeField("退回", null=True, blank=True)
    kept_because = models.CharField("没退的原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "套餐用了一次"
        verbose_name_plural = "套餐的使用"
        constraints = [models.CheckConstraint(condition=Q(units__gt=0, worth_fen__gte=0), name="series_use_units")]

    def __str__(self) -> str:
        return f"{self.card_id} -{self.units}"


class PackageDue(models.Model):
    """Who owes whom how much for a package, as `bookings.Due` says it for an order. Added, never edited (trigger)."""

    card = models.ForeignKey(PackagePass, on_delete=models.PROTECT, related_name="dues")
    payer = models.CharField("谁付", max_length=8, choices=Due.PARTIES)
    payee = models.CharField("给谁", max_length=8, choices=Due.PARTIES)
    fen = models.BigIntegerField("金额（分）")
    reason = models.CharField("为什么", max_length=120, blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "套餐的应付"
        verbose_name_plural = "套餐的应付"
        constraints = [
            models.UniqueConstraint(fields=["card"], name="series_due_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="series_due_sum"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.fen}"
