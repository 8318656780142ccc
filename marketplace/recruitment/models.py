"""Job postings, the people who apply for them, and those who sign up with a labour partner.

What is public is said in one place only, `JobQuerySet.public`: published, not past its end, and the enterprise admitted. So a
suspended enterprise takes its postings with it at commit, without touching their rows. What a person claims is kept beside what
the posting asks for; which of it is missing is computed (`missed`), so a mark is never older than either side (LAB-08).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.cities import inside
from core.encryption import EncryptedTextField
from core.states import register
from marketplace.recruitment.constraints import APPLICATION_CONSTRAINTS, APPLICATION_INDEXES, JOB_CONSTRAINTS, JOB_INDEXES
from marketplace.recruitment.states import (
    APPLICATION_MACHINE,
    APPLICATION_TONES,
    JOB_MACHINE,
    TONES,
    ApplicationState,
    JobKind,
    JobState,
    Programme,
)
from marketplace.workers.models import PaperKind

APPROVED = "approved"


class JobQuerySet(ScopedQuerySet):
    """Postings by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: published by an admitted enterprise (the end is `public(now)`); `t`: of the actor's organisation."""
        return {
            "p": Q(state=JobState.PUBLISHED, enterprise__state=APPROVED),
            "t": Q(enterprise__organisation_id__in=actor.organisation_ids),
        }

    def public(self, now: datetime) -> Self:
        """What visitors may see at this moment: published, not past its end, by an admitted enterprise (ENT-05)."""
        return self.filter(inside(instead="enterprise__district"), state=JobState.PUBLISHED, expires_at__gt=now, enterprise__state=APPROVED)

    def of_organisations(self, organisation_ids: Iterable[int]) -> Self:
        """What enterprises have posted."""
        return self.filter(enterprise__organisation_id__in=organisation_ids)

    def with_names(self) -> Self:
        """With everything that a page shows, certificates apart, in the same query."""
        return self.select_related("category", "category__parent", "district", "unit", "enterprise", "author")

    def newest_first(self) -> Self:
        """The order of every public list."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")


@register
class JobPosting(models.Model):
    """A job that an enterprise offers, with what it asks for."""

    access_resource = "job_posting"
    machine = JOB_MACHINE
    tones = TONES

    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="用人单位", on_delete=models.PROTECT, related_name="jobs")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发布人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("catalog.Category", verbose_name="工种", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("岗位", max_length=60)
    kind = models.CharField("用工方式", max_length=12, choices=JobKind.choices, default=JobKind.FULL_TIME)
    district = models.ForeignKey("core.District", verbose_name="工作的区", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("大概位置", max_length=60, blank=True)
    pay_min_fen = models.BigIntegerField("薪酬从（分）", null=True, blank=True)
    pay_max_fen = models.BigIntegerField("薪酬到（分）", null=True, blank=True)
    unit = models.ForeignKey("core.Unit", verbose_name="薪酬单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    positions = models.PositiveSmallIntegerField("招几人", default=1)
    description = models.TextField("说明", max_length=5000, blank=True)
    experience_years = models.PositiveSmallIntegerField("至少几年经验", default=0)
    certificates = models.ManyToManyField(PaperKind, verbose_name="要求的证书", blank=True, related_name="+")
    health_certificate = models.BooleanField("要健康证", default=False)
    programme = models.CharField("专项", max_length=20, choices=Programme.choices, blank=True, default=Programme.NONE)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.DRAFT)
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")
    published_at = models.DateTimeField("发布时间", null=True)
    expires_at = models.DateTimeField("到期时间", null=True)
    external_id = models.CharField("外部编号", max_length=120, null=True, blank=True, unique=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "招聘信息"
        verbose_name_plural = "招聘信息"
        constraints = JOB_CONSTRAINTS
        indexes = JOB_INDEXES

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("recruitment:detail", args=[self.pk])

    def is_public(self, now: datetime) -> bool:
        """Whether visitors may see it at this moment; the same rule as `JobQuerySet.public`."""
        return self.in_good_standing and self.state == JobState.PUBLISHED and self.expires_at is not None and self.expires_at > now

    @property
    def in_good_standing(self) -> bool:
        """Whether its enterprise may be seen."""
        return self.enterprise.state == APPROVED

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: published by an admitted enterprise; `t`: of the actor's organisation."""
        found = {"p"} if self.state == JobState.PUBLISHED and self.in_good_standing else set()
        return found | ({"t"} if self.enterprise.organisation_id in actor.organisation_ids else set())


class ApplicationQuerySet(ScopedQuerySet):
    """Applications by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: made by the actor; `t`: for a posting of the actor's organisation."""
        return {"o": Q(applicant_id=actor.user_id), "t": Q(job__enterprise__organisation_id__in=actor.organisation_ids)}

    def with_names(self) -> Self:
        """With the posting and both sides' certificates."""
        found = self.select_related("job__enterprise", "job__district", "job__unit", "job__category")
        return found.prefetch_related("certificates", "job__certificates")


@register
class Application(models.Model):
    """A candidate for a posting (LAB-06): who, what he claims, and that he agreed to hand it on. Name and number are encrypted."""

    access_resource = "job_application"
    machine = APPLICATION_MACHINE
    tones = APPLICATION_TONES

    job = models.ForeignKey(JobPosting, verbose_name="岗位", on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="应聘人", on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField("姓名")
    phone = EncryptedTextField("手机号")
    experience_years = models.PositiveSmallIntegerField("做过几年", default=0)
    certificates = models.ManyToManyField(PaperKind, verbose_name="有的证书", blank=True, related_name="+")
    health_certificate = models.BooleanField("有健康证", default=False)
    message = models.CharField("想说的话", max_length=500, blank=True)
    consent = models.CharField("同意的话", max_length=200)
    state = models.CharField("状态", max_length=10, choices=ApplicationState.choices, default=ApplicationState.SUBMITTED)
    created_at = models.DateTimeField("投递时间")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "应聘"
        verbose_name_plural = "应聘"
        constraints = APPLICATION_CONSTRAINTS
        indexes = APPLICATION_INDEXES

    def __str__(self) -> str:
        return f"应聘 #{self.pk}"

    @property
    def missed(self) -> list[str]:
        """What the posting asks for and the person does not claim, in words; empty when nothing is missing (LAB-08). Reads both sides' certificates."""
        found = []
        if self.experience_years < self.job.experience_years:
            found.append(
                f"经验要 {self.job.experience_years} 年，只有 {self.experience_years} 年" if self.experience_years else f"要 {self.job.experience_years} 年经验"
            )
        held = {one.pk for one in self.certificates.all()}
        found += [f"没有{one.name}" for one in sorted(self.job.certificates.all(), key=lambda one: (one.position, one.pk)) if one.pk not in held]
        if self.job.health_certificate and not self.health_certificate:
            found.append("没有健康证")
        return found

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: made by the actor; `t`: for a posting of the actor's organisation."""
        found = {"o"} if actor.user_id is not None and self.applicant_id == actor.user_id else set()
        return found | (self.job.access_scopes(actor) & {"t"})


class SignUpQuerySet(ScopedQuerySet):
    """Sign-ups by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: one's own."""
        return {"o": Q(person_id=actor.user_id)}


class SignUp(models.Model):
    """Somebody who wants to come through a labour partner (LAB-02). The partner is a page; its title is kept as it was then."""

    access_resource = "labour_signup"

    partner = models.ForeignKey("wagtailcore.Page", verbose_name="合作项目", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    partner_title = models.CharField("项目名称", max_length=255)
    region = models.CharField("输出地", max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="报名人", on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField("姓名")
    phone = EncryptedTextField("手机号")
    home = models.CharField("家在哪里", max_length=60, blank=True)
    wish = models.CharField("想做什么", max_length=60, blank=True)
    experience_years = models.PositiveSmallIntegerField("做过几年", default=0)
    message = models.CharField("想说的话", max_length=500, blank=True)
    consent = models.CharField("同意的话", max_length=200)
    created_at = models.DateTimeField("报名时间")

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = "输送报名"
        verbose_name_plural = "输送报名"
        constraints = [models.UniqueConstraint(fields=["partner", "person"], name="recruitment_signed_up_once")]
        indexes = [models.Index(fields=["-id"], name="recruitment_signups")]

    def __str__(self) -> str:
        return f"报名 #{self.pk}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: one's own."""
        return {"o"} if actor.user_id is not None and self.person_id == actor.user_id else set()
