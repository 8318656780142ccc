"""What staff set for long services: how a service type is engaged, and what an assessor asks in a category. Data, not code."""

from django.db import models
from django.db.models import F, Q

from core.models import SharedRows, everybodys
from marketplace.engagements.states import Basis


class EngagementRule(models.Model):
    """How a service type is engaged; one without a row cannot be. An engagement keeps a copy of it as it was (`Engagement.terms`)."""

    access_resource = "booking_rule"

    service_type = models.OneToOneField("catalog.ServiceType", verbose_name="服务项目", on_delete=models.CASCADE, related_name="engagement_rule")
    basis = models.CharField("按什么计价", max_length=8, choices=Basis.choices)
    lives_in = models.BooleanField("住家", default=True)
    least_units = models.PositiveSmallIntegerField("最少几期", default=1)
    most_units = models.PositiveSmallIntegerField("最多几期", default=12)
    trial_days = models.PositiveSmallIntegerField("试用几天", default=3, help_text="试用期内不合适，只付做过的天数。")
    notice_days = models.PositiveSmallIntegerField("提前几天说结束不收费", default=7)
    tolerance_days = models.PositiveSmallIntegerField("开始的日子前后可以差几天", default=0, help_text="月嫂按预产期，前后都给留着。")
    ask_days = models.PositiveSmallIntegerField("找人最多找几天", default=14)
    quote_hours = models.PositiveSmallIntegerField("报价有效几小时", default=72)
    sign_hours = models.PositiveSmallIntegerField("几小时内签合同", default=72)
    horizon_days = models.PositiveSmallIntegerField("最多提前几天约", default=270)
    assessment_fen = models.BigIntegerField("上门评估收费（分）", default=0)
    assessment_minutes = models.PositiveSmallIntegerField("评估大约几分钟", default=60)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "长期服务的规则"
        verbose_name_plural = "长期服务的规则"
        constraints = [
            models.CheckConstraint(condition=Q(least_units__gte=1, least_units__lte=F("most_units"), most_units__lte=400), name="engagements_rule_units"),
            models.CheckConstraint(condition=Q(trial_days__lte=30, notice_days__lte=60, tolerance_days__lte=30), name="engagements_rule_days"),
            models.CheckConstraint(
                condition=Q(assessment_fen__gte=0, assessment_minutes__gte=15, assessment_minutes__lte=480), name="engagements_rule_assessment"
            ),
        ]

    def __str__(self) -> str:
        return self.service_type.name

    access_scopes = everybodys


class CategoryForm(models.Model):
    """What an assessor asks in homes of a category, and whether a care log is kept there.

    `questions`: [{"code", "label", "kind": "text" | "yes" | "number" | "choice", "choices": […], "needed": true}, …]
    """

    access_resource = "booking_rule"

    category = models.OneToOneField("catalog.Category", verbose_name="分类", on_delete=models.CASCADE, related_name="home_form")
    questions = models.JSONField("评估时问什么", default=list, blank=True)
    care_log = models.BooleanField("写照护记录", default=False)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "评估表"
        verbose_name_plural = "评估表"

    def __str__(self) -> str:
        return f"{self.category_id}"

    access_scopes = everybodys
