"""What was looked for and what was chosen, counted by the day. Nothing about who it was."""

from django.db import models

from core.access import Actor, ScopedQuerySet

TEXT = 40


class _Counted(models.Model):
    """A figure of a day; staff's alone."""

    access_resource = "search_admin"

    day = models.DateField("日期")
    # Normalised, masked (`search.services.demand.kept_text`); '' for what was asked too seldom to be kept in words.
    text = models.CharField("找什么", max_length=TEXT)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.text}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """None."""
        return set()


class SearchDemand(_Counted):
    """How often something was looked for on a day. `category`, `district`: codes, as chosen or as understood."""

    category = models.CharField("分类", max_length=60, blank=True)
    district = models.CharField("区", max_length=12, blank=True)
    searches = models.IntegerField("次数", db_default=0)
    empty = models.IntegerField("没找到", db_default=0)
    widened = models.IntegerField("放宽才找到", db_default=0)

    class Meta(_Counted.Meta):
        verbose_name = "搜索量"
        verbose_name_plural = "搜索量"
        constraints = [models.UniqueConstraint(fields=["day", "text", "category", "district"], name="search_demand_once")]


class SearchChoice(_Counted):
    """How often a result of a search was opened, and how often it was booked."""

    type = models.CharField("种类", max_length=20)
    number = models.BigIntegerField("编号")
    clicks = models.IntegerField("打开", db_default=0)
    bookings = models.IntegerField("下单", db_default=0)

    class Meta(_Counted.Meta):
        verbose_name = "搜索后的选择"
        verbose_name_plural = "搜索后的选择"
        constraints = [models.UniqueConstraint(fields=["day", "text", "type", "number"], name="search_choice_once")]
