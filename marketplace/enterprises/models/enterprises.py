"""Enterprises: the business file of an organisation, from the first draft of an application on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet, tenants
from core.cities import inside
from core.states import register
from marketplace.enterprises.states import ENTERPRISE_MACHINE, HOLDING, TONES, EnterpriseState, Grade, Honour


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an enterprise is and who stands for a contract: the same words on every page, drawn by `enterprises/parts/identity.html`."""

    legal_name: str
    licence_no: str
    contract_party: str
    verified_at: datetime | None
    shown_name: str
    url: str


class EnterpriseQuerySet(ScopedQuerySet):
    """Enterprises by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: admitted; `o`: applied for by the actor; `t`: the actor's organisation."""
        return {
            "p": Q(state=EnterpriseState.APPROVED),
            "o": Q(applicant_id=actor.user_id),
            "t": Q(organisation_id__in=actor.organisation_ids),
        }

    def public(self) -> Self:
        """Admitted: what visitors may see, in the city asked for."""
        return self.filter(inside(), state=EnterpriseState.APPROVED)

    def of_actor(self, actor: Actor) -> Self:
        """Those that the actor has applied for, or works in with a duty that may read them, whatever their state."""
        if not actor.is_authenticated:
            return self.none()
        return self.filter(Q(applicant_id=actor.user_id) | Q(organisation_id__in=tenants(actor, Enterprise.access_resource)))


@register
class Enterprise(models.Model):
    """A household-service enterprise. Its organisation (the tenant) is made when the application is first submitted."""

    access_resource = "enterprise"
    machine = ENTERPRISE_MACHINE
    tones = TONES

    organisation = models.OneToOneField("members.Organisation", verbose_name="组织", null=True, on_delete=models.PROTECT, related_name="enterprise")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="申请人", null=True, on_delete=models.PROTECT, related_name="enterprise_applications")
    legal_name = models.CharField("企业全称", max_length=120, blank=True)
    short_name = models.CharField("店招名", max_length=40, blank=True)
    licence_no = models.CharField("统一社会信用代码", max_length=18, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    district = models.ForeignKey("core.District", verbose_name="所在区", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField("地址", max_length=200, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    lng = models.FloatField("经度", null=True, blank=True)
    intro = models.TextField("介绍", max_length=2000, blank=True)
    categories = models.ManyToManyField("catalog.Category", verbose_name="服务分类", blank=True, related_name="enterprises")
    art = models.CharField("配图", max_length=40, blank=True)
    logo = models.ForeignKey("media.SiteImage", verbose_name="标志", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField("状态", max_length=12, choices=EnterpriseState.choices, default=EnterpriseState.DRAFT)
    service_area = models.ManyToManyField("core.District", verbose_name="服务哪些区", blank=True, related_name="+")
    grade = models.CharField("评级", max_length=1, choices=Grade.choices, blank=True, default="", db_default="")
    honour = models.CharField("称号", max_length=16, choices=Honour.choices, blank=True, default="", db_default="")
    external_id = models.CharField("外部编号", max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")
    applied_at = models.DateTimeField("申请时间", null=True)
    approved_at = models.DateTimeField("核验时间", null=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "加盟企业"
        verbose_name_plural = "加盟企业"
        constraints = [
            models.UniqueConstraint(fields=["licence_no"], condition=Q(state__in=HOLDING), name="enterprises_licence_once"),
            models.UniqueConstraint(fields=["applicant"], condition=Q(state=EnterpriseState.DRAFT, organisation=None), name="enterprises_one_draft"),
            models.CheckConstraint(
                condition=Q(state=EnterpriseState.DRAFT) | (~Q(legal_name="") & ~Q(licence_no="") & Q(district__isnull=False) & Q(organisation__isnull=False)),
                name="enterprises_complete_when_submitted",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "applied_at"], name="enterprises_queue"),
            models.Index(fields=["-approved_at", "-id"], name="enterprises_public", condition=Q(state="approved")),
        ]

    def __str__(self) -> str:
        return self.legal_name or "还没填名称的申请"

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("enterprises:detail", args=[self.pk])

    @property
    def shown_name(self) -> str:
        """What stands on the shop sign."""
        return self.short_name or self.legal_name

    @property
    def identity(self) -> Identity:
        """Who it is, from this row alone. Whoever signs is the holder of the licence, never the shop sign."""
        verified_at = self.approved_at if self.state in (EnterpriseState.APPROVED, EnterpriseState.SUSPENDED) else None
        return Identity(self.legal_name, self.licence_no, self.legal_name, verified_at, self.shown_name, self.get_absolute_url())

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: admitted; `o`: applied for by the actor; `t`: the actor's organisation."""
        found = {"p"} if self.state == EnterpriseState.APPROVED else set()
        if actor.user_id is not None and self.applicant_id == actor.user_id:
            found.add("o")
        if self.organisation_id is not None and self.organisation_id in actor.organisation_ids:
            found.add("t")
        return found

    @property
    def waits_since(self) -> datetime | None:
        """Since when staff have it on their desk."""
        return self.applied_at if self.state == EnterpriseState.SUBMITTED else None


class QualificationFile(models.Model):
    """A licence or certificate that came with the application; the bytes are private."""

    class Kind(models.TextChoices):
        """What it shows."""

        LICENCE = "licence", "营业执照"
        PERMIT = "permit", "行业许可证"
        IDENTITY = "identity", "负责人证件"
        OTHER = "other", "其他资质"

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    file = models.OneToOneField("media.PrivateFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "资质文件"
        verbose_name_plural = "资质文件"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_id}"
