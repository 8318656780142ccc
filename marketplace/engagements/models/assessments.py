"""Home assessments: somebody of the provider comes to see, with a form of his own (BKG-06)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from core.states import register
from marketplace.engagements.models.engagements import Engagement
from marketplace.engagements.states import ASSESSMENT_MACHINE, ASSESSMENT_TONES, AssessmentState


class AssessmentQuerySet(ScopedQuerySet):
    """Assessments by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`, `t`: the engagement's family and provider; `j`: the assessor, or who works for himself."""
        by = Engagement.objects.scope_q(actor)
        mine = Q(engagement__provider__isnull=False, engagement__provider__user_id=actor.user_id or 0)
        return {
            "o": Q(engagement__in=Engagement.objects.filter(by["o"])),
            "t": Q(engagement__in=Engagement.objects.filter(by["t"])),
            "j": Q(assessor__isnull=False, assessor__user_id=actor.user_id or 0) | mine,
        }


@register
class HomeAssessment(models.Model):
    """One visit to look at the home: asked for by the family, planned by the provider, with the questions as they were that day."""

    access_resource = "home_assessment"
    machine = ASSESSMENT_MACHINE
    tones = ASSESSMENT_TONES

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField("状态", max_length=10, choices=AssessmentState.choices, default=AssessmentState.ASKED)
    fee_fen = models.BigIntegerField("评估费（分）", default=0)
    wanted_at = models.DateTimeField("家里想约的时间")
    starts_at = models.DateTimeField("约好的时间", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("大约几分钟")
    assessor = models.ForeignKey("workers.Worker", verbose_name="评估员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assignment = models.OneToOneField("bookings.Assignment", verbose_name="占用", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField("问什么", default=list)
    answers = models.JSONField("怎么答的", default=dict, blank=True)
    outcome = models.CharField("结论", max_length=500, blank=True)
    photos = ArrayField(models.UUIDField(), verbose_name="照片", default=list, blank=True)
    created_at = models.DateTimeField("提出时间")
    done_at = models.DateTimeField("评估完", null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "上门评估"
        verbose_name_plural = "上门评估"
        constraints = [
            models.UniqueConstraint(fields=["engagement"], condition=Q(state__in=["asked", "planned"]), name="engagements_one_open_assessment"),
            models.CheckConstraint(condition=Q(fee_fen__gte=0), name="engagements_assessment_fee"),
            models.CheckConstraint(condition=~Q(state="planned") | Q(starts_at__isnull=False, assessor__isnull=False), name="engagements_assessment_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.state}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`, `t`: the engagement's; `j`: the assessor, or who works for himself."""
        found = self.engagement.access_scopes(actor) & {"o", "t"}
        own = self.engagement.provider
        if actor.user_id is not None and any(one is not None and one.user_id == actor.user_id for one in (self.assessor, own)):
            found.add("j")
        return found
