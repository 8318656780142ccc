"""A worker's papers: what was checked, by whom, until when it holds (WRK, TRN-04, AFT-02).

One table for identity, background, health, insurance, training and skill certificates: they differ only in their kind. A kind says
what happens when it is missing (`needed_to_work`), for which services it is asked (`service_types`), and whether visitors see it.
A paper counts on a day when it is verified and the day is inside its validity; nothing is stored about "valid".
"""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet
from core.encryption import EncryptedTextField
from core.models import SharedRows, everybodys
from marketplace.workers.models.people import Worker, employed_by, of_its_worker_alone


class PaperKind(models.Model):
    """A kind of paper, from reference data."""

    access_resource = "paper_kind"
    SKILL = "skill"
    GROUPS = [
        ("identity", "身份"),
        ("background", "背景"),
        ("experience", "经历"),
        ("health", "健康"),
        ("conduct", "品行"),
        ("training", "培训"),
        (SKILL, "技能证书"),
        ("insurance", "保险"),
    ]

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    group = models.CharField("类别", max_length=12, choices=GROUPS)
    months = models.PositiveSmallIntegerField("一般几个月有效", null=True, blank=True)
    needed_to_work = models.BooleanField("没有就不能派工", default=False)
    service_types = models.ManyToManyField("catalog.ServiceType", verbose_name="哪些服务要有", blank=True, related_name="needed_papers")
    public = models.BooleanField("家庭看得到", default=True)
    position = models.PositiveSmallIntegerField("次序", default=0)
    active = models.BooleanField("启用", default=True)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "证件种类"
        verbose_name_plural = "证件种类"

    def __str__(self) -> str:
        return self.name

    access_scopes = everybodys


class PaperState(models.TextChoices):
    """What staff have made of a paper."""

    PENDING = "pending", "待核验"
    VERIFIED = "verified", "已核验"
    REFUSED = "refused", "不认可"


class PaperQuerySet(ScopedQuerySet):
    """Papers by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the actor's own; `t`: of somebody employed by the actor's organisation."""
        return {
            "o": Q(worker__user_id=actor.user_id) if actor.user_id is not None else Q(pk=None),
            "t": employed_by(actor.organisation_ids, "worker__"),
        }

    def valid_on(self, day: date) -> Self:
        """Verified, and the day lies inside their validity."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day), state=PaperState.VERIFIED)


class Paper(models.Model):
    """One paper of one worker. A newer one of the same kind takes the place of the older; the older stays as history."""

    access_resource = "worker_paper"

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="papers")
    kind = models.ForeignKey(PaperKind, verbose_name="种类", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("核验", max_length=8, choices=PaperState.choices, default=PaperState.PENDING)
    level = models.CharField("等级", max_length=20, blank=True)
    issuer = models.CharField("发证单位", max_length=60, blank=True)
    number = EncryptedTextField("编号", blank=True)
    starts_on = models.DateField("有效期从", null=True, blank=True)
    ends_on = models.DateField("有效期到", null=True, blank=True, help_text="这一天还有效。空着就是长期。")
    files = ArrayField(models.UUIDField(), verbose_name="附件", default=list, blank=True)
    finding = models.CharField("核验结果", max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="核验人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField("核验时间", null=True, blank=True)
    reminded = models.PositiveSmallIntegerField("提醒到第几天", null=True, blank=True, help_text="最近一次提醒是到期前多少天的那一次。")
    created_at = models.DateTimeField("登记时间")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "证件"
        verbose_name_plural = "证件"
        constraints = [
            models.CheckConstraint(condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="workers_paper_dates"),
            models.CheckConstraint(
                condition=Q(state=PaperState.PENDING, reviewed_at=None) | (~Q(state=PaperState.PENDING) & Q(reviewed_at__isnull=False)),
                name="workers_paper_reviewed",
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "kind", "-id"], name="workers_papers_of"),
            models.Index(fields=["ends_on", "id"], name="workers_papers_ending", condition=Q(state=PaperState.VERIFIED, ends_on__isnull=False)),
            models.Index(fields=["created_at", "id"], name="workers_papers_queue", condition=Q(state=PaperState.PENDING)),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.kind_id}"

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day; the same rule as `PaperQuerySet.valid_on`."""
        begun = self.starts_on is None or self.starts_on <= day
        return self.state == PaperState.VERIFIED and begun and (self.ends_on is None or day <= self.ends_on)

    access_scopes = of_its_worker_alone
