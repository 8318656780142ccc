"""How often something was read and passed on (POR-12): one number a day, page, action and source. There is nothing in a row about who it was."""

from django.db import models

from cms.articles.states import ReadAction, ReadSource


class ReadDay(models.Model):
    """A counter of one day. It is only ever raised."""

    page = models.ForeignKey("wagtailcore.Page", verbose_name="页面", on_delete=models.CASCADE, related_name="read_days")
    day = models.DateField("日期")
    action = models.CharField("做了什么", max_length=8, choices=ReadAction.choices)
    source = models.CharField("从哪儿来", max_length=8, choices=ReadSource.choices)
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "阅读和分享"
        verbose_name_plural = "阅读和分享"
        constraints = [models.UniqueConstraint(fields=["page", "day", "action", "source"], name="articles_reads_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.times}"
