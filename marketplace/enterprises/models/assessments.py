"""What staff say of a supplier: its grade (评级, ENT-10) and whether it is a demonstration or lead enterprise (ENT-15).

Every word of it is a row of its own with who said it, when and why; nothing is ever edited (trigger in migration 0002). What holds
now also stands on the enterprise, so that a card needs no second query.
"""

from django.conf import settings
from django.db import models

from core.access import Actor, ScopedQuerySet
from marketplace.enterprises.states import Matter


class AssessmentQuerySet(ScopedQuerySet):
    """Assessments by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """`t`: of the actor's organisation."""
        return {"t": models.Q(enterprise__organisation_id__in=actor.organisation_ids)}


class Assessment(models.Model):
    """One grading, or one giving or taking of a title. `value` empty: taken away."""

    access_resource = "assessment"

    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="assessments")
    matter = models.CharField("评什么", max_length=12, choices=Matter.choices)
    before = models.CharField("原来", max_length=16, blank=True)
    value = models.CharField("评为", max_length=16, blank=True)
    reason = models.CharField("理由", max_length=500)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="评定人", null=True, on_delete=models.PROTECT, related_name="+")
    reviewer_name = models.CharField("评定人姓名", max_length=120)
    at = models.DateTimeField("评定时间")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "评级记录"
        verbose_name_plural = "评级记录"
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="enterprises_assessed_for_a_reason")]
        indexes = [models.Index(fields=["enterprise", "-id"], name="enterprises_assessed")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_matter_display()} {self.value or '取消'}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`t`: of the actor's organisation."""
        return {"t"} if self.enterprise.organisation_id in actor.organisation_ids else set()
