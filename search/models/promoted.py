"""What editors put first for a word, for a time, with a reason. The results always say so."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from search.models.words import LONGEST, Kept, checked_words

MOST_SHOWN, LONGEST_DAYS = 3, 366
# What can be put first.
PROMOTABLE = ("listing", "enterprise", "article")


class PromotedTerm(Kept):
    """For a word these things first, from a day to a day, both included. `shown`: "listing:12", in order; `why`: for colleagues."""

    access_resource = "promoted_term"

    word = models.CharField("找什么时", max_length=LONGEST)
    widely = models.BooleanField("说法不同也算", default=True, help_text="连同互相找得到的同义词和拼音；去掉就只管这一个词。")
    shown = ArrayField(
        models.CharField(max_length=40),
        size=MOST_SHOWN,
        default=list,
        verbose_name="先给这几个",
        help_text="把页面的地址贴进来，一行一个，按先后，一到三个：服务、加盟企业或文章。",
    )
    starts_on = models.DateField("从哪天")
    ends_on = models.DateField("到哪天", help_text="这一天还在；过了就自动回到原来的次序。")
    why = models.CharField("为什么", max_length=200, help_text="写给同事看，记在历史里。")

    class Meta:
        verbose_name = "查询词推广"
        verbose_name_plural = "查询词推广"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="search_promoted_days"),
            models.CheckConstraint(condition=Q(shown__len__gte=1) & Q(shown__len__lte=MOST_SHOWN), name="search_promoted_shown"),
        ]
        indexes = [models.Index(fields=["ends_on"], name="search_promoted_until", condition=Q(active=True))]

    def __str__(self) -> str:
        return f"{self.word}（{self.starts_on} 到 {self.ends_on}）"

    def clean(self) -> None:
        """One word that a query can hold, and not for ever."""
        super().clean()
        wrong: dict[str, Any] = {}
        checked_words("word", [self.word], wrong)
        if self.starts_on and self.ends_on:
            if self.ends_on < self.starts_on:
                wrong["ends_on"] = "结束的日子在开始之前。"
            elif (self.ends_on - self.starts_on).days >= LONGEST_DAYS:
                wrong["ends_on"] = "最长一年，到时候再看要不要接着放。"
        if wrong:
            raise ValidationError(wrong)
