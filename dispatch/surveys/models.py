"""Satisfaction surveys (RAT-07): what is asked, who was asked, and what was answered.

A reply knows the survey, the service, the district and the day, and not the order: an invitation notes only that it was answered, so
nothing in the database says who answered what. Replies are added, never edited (trigger in migration 0002).
"""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.access import ScopedQuerySet
from core.money import WHOLE

LOWEST, HIGHEST = 1, 5
LONGEST_QUESTION, LONGEST_CHOICE, LONGEST_TEXT, MOST_CHOICES = 80, 30, 300, 8


class Survey(models.Model):
    """What is asked after finished orders: of which share of them, how many days later, of which services (none named: all)."""

    access_resource = "survey"

    title = models.CharField("名称", max_length=40)
    intro = models.CharField("开头的话", max_length=200, blank=True)
    sample_share = models.PositiveIntegerField("抽多少（万分之几）", default=WHOLE)
    wait_days = models.PositiveSmallIntegerField("完工几天后发", default=3)
    service_types = models.ManyToManyField("catalog.ServiceType", verbose_name="哪些服务", blank=True, related_name="+")
    active = models.BooleanField("在发", default=True)
    created_at = models.DateTimeField("建立时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "满意度调查"
        verbose_name_plural = "满意度调查"
        constraints = [models.CheckConstraint(condition=Q(sample_share__lte=WHOLE, wait_days__lte=90), name="surveys_bounds")]

    def __str__(self) -> str:
        return self.title

    def access_scopes(self, actor: object) -> set[str]:
        """Staff's alone."""
        return set()


class Question(models.Model):
    """One question: stars, one of some choices, or words."""

    KINDS = [("score", "打分"), ("choice", "选一个"), ("text", "写几句")]

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("怎么答", max_length=6, choices=KINDS)
    text = models.CharField("问什么", max_length=LONGEST_QUESTION)
    choices = ArrayField(models.CharField(max_length=LONGEST_CHOICE), verbose_name="选项", default=list, blank=True, size=MOST_CHOICES)

    class Meta:
        verbose_name = "问题"
        verbose_name_plural = "问题"
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="surveys_question_once")]

    def __str__(self) -> str:
        return self.text


class Invitation(models.Model):
    """Whose order is asked about, when it is sent, and whether it was answered; never what."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    booking = models.ForeignKey("bookings.Booking", on_delete=models.PROTECT, related_name="survey_invitations")
    due_at = models.DateTimeField("什么时候发")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    dropped = models.BooleanField("不发了", default=False)
    until = models.DateTimeField("能答到", null=True, blank=True)
    answered = models.BooleanField("答过了", default=False)

    class Meta:
        verbose_name = "调查邀请"
        verbose_name_plural = "调查邀请"
        constraints = [models.UniqueConstraint(fields=["survey", "booking"], name="surveys_invited_once")]
        indexes = [models.Index(fields=["due_at", "id"], name="surveys_due", condition=Q(sent_at=None, dropped=False))]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.booking_id}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered."""
        return not self.answered and self.until is not None and now < self.until


class Reply(models.Model):
    """One answered survey, without a name."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="replies")
    service_type = models.ForeignKey("catalog.ServiceType", on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("core.District", on_delete=models.PROTECT, related_name="+")
    on = models.DateField("哪天答的")

    class Meta:
        verbose_name = "答卷"
        verbose_name_plural = "答卷"
        indexes = [models.Index(fields=["survey", "service_type", "district"], name="surveys_replies_of")]

    def __str__(self) -> str:
        return f"{self.survey_id} #{self.pk}"


class Answer(models.Model):
    """What was answered to one question."""

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField("几分", null=True)
    text = models.CharField("写了什么", max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = "回答"
        verbose_name_plural = "回答"
        constraints = [
            models.UniqueConstraint(fields=["reply", "question"], name="surveys_answer_once"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=LOWEST, score__lte=HIGHEST), name="surveys_score"),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.question_id}"
