"""The words that staff keep: what finds what, slips, and what people say around what they look for."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import RevisionMixin

from core.access import Actor, ScopedQuerySet
from search.normalise import normalise, runs

LONGEST, MOST = 20, 60


class Kept(RevisionMixin, models.Model):
    """A row of the words; staff's alone."""

    access_resource = "search_admin"

    active = models.BooleanField("启用", default=True, help_text="停用后不再起作用，随时可以再启用。")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def access_scopes(self, actor: Actor) -> set[str]:
        """None: the public sees only what they find."""
        return set()


class SynonymSet(Kept):
    """Words that find something else: their targets; or, without targets, one another."""

    code = models.CharField(max_length=60, unique=True, null=True, blank=True, editable=False)
    words = ArrayField(models.CharField(max_length=LONGEST), verbose_name="有人这样说", help_text="用空格、顿号或换行隔开，每个最多 20 个字。")
    targets = ArrayField(
        models.CharField(max_length=LONGEST),
        verbose_name="就去找",
        default=list,
        blank=True,
        help_text="空着：左边这些词互相都找得到。写了：左边的词找右边的，反过来不行。",
    )

    class Meta:
        verbose_name = "同义词"
        verbose_name_plural = "同义词"

    def __str__(self) -> str:
        return "、".join(self.words) + (f" → {'、'.join(self.targets)}" if self.targets else "")

    def clean(self) -> None:
        """At least something that finds something else."""
        super().clean()
        wrong: dict[str, Any] = {}
        words, targets = checked_words("words", self.words, wrong), checked_words("targets", self.targets, wrong)
        if not wrong and not targets and len(words) < 2:
            wrong["words"] = "一个词没有可互相找的：再加一个词，或者写上去找什么。"
        if wrong:
            raise ValidationError(wrong)


class TypoPair(Kept):
    """A frequent slip and the word that was meant."""

    wrong = models.CharField("写成", max_length=LONGEST, unique=True, error_messages={"unique": "这个写法已经有了。"})
    right = models.CharField("本意", max_length=LONGEST)

    class Meta:
        verbose_name = "错别字"
        verbose_name_plural = "错别字"

    def __str__(self) -> str:
        return f"{self.wrong} → {self.right}"

    def clean(self) -> None:
        """Two different words."""
        super().clean()
        wrong: dict[str, Any] = {}
        one, other = checked_words("wrong", [self.wrong], wrong), checked_words("right", [self.right], wrong)
        if not wrong and one == other:
            wrong["right"] = "和写成的一样。"
        if wrong:
            raise ValidationError(wrong)


class PhraseKind(models.TextChoices):
    """What a phrase of a query says, which is not the thing itself."""

    FILLER = "filler", "问话和客气话，去掉"
    OFFER = "offer", "找人做事：不看求服务的"
    REQUEST = "request", "找活做：只看求服务的"
    JOB = "job", "找工作：只看招聘"
    TIME = "time", "时间：有更好，没有也行"


class Phrase(Kept):
    """A phrase that people put around what they look for."""

    kind = models.CharField("意思", max_length=10, choices=PhraseKind.choices)
    text = models.CharField("说法", max_length=LONGEST, unique=True, error_messages={"unique": "这句已经有了。"})

    class Meta:
        verbose_name = "问法"
        verbose_name_plural = "问法"

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Something that a query can hold."""
        super().clean()
        wrong: dict[str, Any] = {}
        checked_words("text", [self.text], wrong)
        if wrong:
            raise ValidationError(wrong)


def checked_words(field: str, given: Iterable[str], wrong: dict[str, Any]) -> set[str]:
    """The words as they are compared; what is no word of a query is put into `wrong`."""
    words = list(given)
    found = {normalise(word) for word in words}
    if len(words) > MOST:
        wrong[field] = f"最多 {MOST} 个词。"
    elif odd := [word for word in words if list(runs(normalise(word))) != [normalise(word)]]:
        wrong[field] = f"一个词只能全是汉字，或者全是字母和数字：{'、'.join(odd[:5])}。"
    elif len(found) < len(words):
        wrong[field] = "有重复的词。"
    return found
