"""Member levels (MEM-08): the levels, what each is worth from a day on, and who has one from when to when and why.

What a level is worth is never edited: the next row takes its place by itself on its day, so what held on any day can be told from the
rows alone. A level that somebody was given is never edited either; it may be taken back once, with a reason. The database refuses
every other change (trigger in migration 0002).
"""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.access import Actor, OwnRows, owners
from core.models import SharedRows, everybodys
from core.money import WHOLE

MOST_SHARE = WHOLE // 2
MOST_POINTS = 10 * WHOLE
MOST_PERKS, LONGEST_PERK = 6, 40


class MemberLevel(models.Model):
    """A level; a higher rank is better."""

    access_resource = "member_level"

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=12, unique=True)
    rank = models.PositiveSmallIntegerField("第几级", unique=True)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "会员等级"
        verbose_name_plural = "会员等级"
        constraints = [models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=20), name="levels_rank")]

    def __str__(self) -> str:
        return self.name

    access_scopes = everybodys


class LevelTerms(models.Model):
    """What a level is worth from a day on. Of several from one day the latest that was published holds."""

    level = models.ForeignKey(MemberLevel, verbose_name="等级", on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField("从哪天起")
    discount_share = models.PositiveIntegerField("优惠（万分之几）", default=0)
    priority = models.PositiveSmallIntegerField("优先级", default=0)
    points_share = models.PositiveIntegerField("积分倍率（万分之几）", default=WHOLE)
    orders_needed = models.PositiveSmallIntegerField("12 个月内完成几单", null=True, blank=True)
    perks = ArrayField(models.CharField(max_length=LONGEST_PERK), verbose_name="专享优惠", default=list, blank=True, size=MOST_PERKS)
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发布人", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "等级权益"
        verbose_name_plural = "等级权益"
        constraints = [
            models.CheckConstraint(condition=Q(discount_share__lte=MOST_SHARE, priority__lte=9, points_share__lte=MOST_POINTS), name="levels_terms_bounds"),
            models.CheckConstraint(condition=Q(orders_needed=None) | Q(orders_needed__gte=1), name="levels_terms_orders"),
        ]
        indexes = [models.Index(fields=["level", "-starts_on", "-id"], name="levels_terms_of_level")]

    def __str__(self) -> str:
        return f"{self.level_id} {self.starts_on}"


class GrantQuerySet(OwnRows):
    """Levels that people have."""

    def holding(self, on: date) -> Self:
        """Those that hold on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), withdrawn_at=None, starts_on__lte=on)


class LevelGrant(models.Model):
    """Somebody has a level from a day until a day (that day not any more), for a reason."""

    access_resource = "level_grant"
    SOURCES = [("rule", "按规则"), ("staff", "人工")]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="会员", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(MemberLevel, verbose_name="等级", on_delete=models.PROTECT, related_name="grants")
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止（这天不算）", null=True, blank=True)
    source = models.CharField("怎么来的", max_length=5, choices=SOURCES)
    reason = models.CharField("原因", max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁给的", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁撤回的", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "会员的等级"
        verbose_name_plural = "会员的等级"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="levels_grant_days"),
            models.CheckConstraint(condition=~Q(reason=""), name="levels_grant_for_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="levels_grant_withdrawn_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], condition=Q(withdrawn_at=None), name="levels_grants_of_member")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.level_id} {self.starts_on}"

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.withdrawn_at is None and self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def access_scopes(self, actor: Actor) -> set[Any]:
        """`o`: one's own."""
        return owners(self, actor)
