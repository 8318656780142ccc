"""Workers and what they can do."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.cities import inside
from core.encryption import EncryptedTextField
from core.states import register
from marketplace.workers.states import TONES, WORKER_MACHINE, Travel, WorkerState

APPROVED = "approved"
MOST_VISITS = 24
# The drawn faces that stand for a photograph (static/core/art).
WOMEN = ("p-wang", "p-li", "p-chen", "p-liu", "p-sun", "p-ma", "p-lin")
MEN = ("p-zhao", "p-zhou", "p-he")


def employed_by(organisations: frozenset[int], via: str = "") -> Q:
    """Who works for these organisations: for the enterprise, or at the outlet. `via`: the way to the worker, "worker__"."""
    return Q(**{f"{via}enterprise__organisation_id__in": organisations}) | Q(**{f"{via}outlet__organisation_id__in": organisations})


class WorkerQuerySet(ScopedQuerySet):
    """Workers by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: approved, and the employer, if any, admitted; `o`: the actor; `t`: employed by the actor's enterprise, or at his outlet."""
        return {
            "p": Q(state=WorkerState.APPROVED) & (Q(enterprise=None) | Q(enterprise__state=APPROVED)),
            "o": Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk=None),
            "t": employed_by(actor.organisation_ids),
        }

    def public(self) -> Self:
        """What visitors may see: approved, and the employer, if any, admitted."""
        return self.filter(Q(enterprise=None) | Q(enterprise__state=APPROVED), state=WorkerState.APPROVED)

    def in_city(self) -> Self:
        """Those of the city asked for, by where they live, else by their employer."""
        return self.filter(inside(instead="enterprise__district"))

    def with_names(self) -> Self:
        """With everything that a page shows of the file itself, in the same query."""
        return self.select_related("enterprise", "outlet", "district", "photo", "user")

    def taking_work(self) -> Self:
        """Who gets new offers: public and on line (BKG-14)."""
        return self.public().filter(online=True)


@register
class Worker(models.Model):
    """One person who works in homes. `user` is empty while only the employer keeps the file; `enterprise` is empty for the self-employed."""

    access_resource = "worker"
    machine = WORKER_MACHINE
    tones = TONES

    user = models.OneToOneField(settings.AUTH_USER_MODEL, verbose_name="账号", null=True, blank=True, on_delete=models.PROTECT, related_name="worker")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="所属企业", null=True, blank=True, on_delete=models.PROTECT, related_name="workers")
    outlet = models.ForeignKey("enterprises.Outlet", verbose_name="在哪家门店", null=True, blank=True, on_delete=models.PROTECT, related_name="workers")
    state = models.CharField("状态", max_length=10, choices=WorkerState.choices, default=WorkerState.DRAFT)
    online = models.BooleanField("接单中", default=False)
    code = models.CharField("安心码", max_length=16, unique=True, editable=False)
    code_open = models.BooleanField("同意扫码看到详情", default=False)
    findable = models.BooleanField("同意被搜到", default=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="建档人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    phone = EncryptedTextField("手机号", blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField("姓名", max_length=30)
    called = models.CharField("称呼", max_length=20, help_text="家庭看到的叫法，比如「王阿姨」。")
    gender = models.CharField("性别", max_length=6, choices=[("female", "女"), ("male", "男")], blank=True)
    birth_year = models.PositiveSmallIntegerField("出生年份", null=True, blank=True)
    id_number = EncryptedTextField("身份证号", blank=True)
    id_index = models.CharField(max_length=64, blank=True, editable=False)
    hometown = models.CharField("籍贯", max_length=20, blank=True)
    languages = ArrayField(models.CharField(max_length=20), verbose_name="会说的话", default=list, blank=True)
    experience_years = models.PositiveSmallIntegerField("从业几年", default=0)
    intro = models.TextField("自我介绍", max_length=800, blank=True)
    photo = models.ForeignKey("media.SiteImage", verbose_name="照片", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("core.District", verbose_name="住在哪个区", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField("出发点纬度", null=True, blank=True)
    lng = models.FloatField("出发点经度", null=True, blank=True)
    travel = models.CharField("出行方式", max_length=8, choices=Travel.choices, default=Travel.TRANSIT)
    range_km = models.PositiveSmallIntegerField("最远去几公里", default=15)
    daily_visits = models.PositiveSmallIntegerField("一天最多几单", default=4)
    rests_on_holidays = models.BooleanField("法定节假日休息", default=True)
    lives_in = models.BooleanField("可以住家", default=False)
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "服务人员"
        verbose_name_plural = "服务人员"
        constraints = [
            models.UniqueConstraint(fields=["id_index"], condition=~Q(id_index="") & ~Q(state=WorkerState.LEFT), name="workers_person_once"),
            models.CheckConstraint(condition=Q(online=False) | Q(state=WorkerState.APPROVED), name="workers_on_line_is_approved"),
            models.CheckConstraint(condition=Q(daily_visits__gte=1, daily_visits__lte=MOST_VISITS, range_km__gte=1, range_km__lte=200), name="workers_numbers"),
            models.CheckConstraint(condition=Q(lat=None, lng=None) | Q(lat__range=(-90, 90), lng__range=(-180, 180)), name="workers_on_the_globe"),
        ]
        indexes = [
            models.Index(fields=["enterprise", "state", "id"], name="workers_of_enterprise"),
            models.Index(fields=["outlet", "id"], name="workers_of_outlet", condition=Q(outlet__isnull=False)),
            models.Index(fields=["changed_at", "id"], name="workers_queue", condition=Q(state__in=["pending", "appealed"])),
            models.Index(fields=["phone_index"], name="workers_unclaimed", condition=Q(user=None) & ~Q(phone_index="")),
            models.Index(F("lat"), F("lng"), name="workers_on_line_around", condition=Q(online=True)),
        ]

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("workers:detail", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Whether visitors may see the page; the same rule as `WorkerQuerySet.public`."""
        return self.state == WorkerState.APPROVED and (self.enterprise is None or self.enterprise.state == APPROVED)

    @property
    def portrait(self) -> str:
        """The drawing that stands for a photograph: always the same one for the same person."""
        faces = MEN if self.gender == "male" else WOMEN
        return faces[(self.pk or 0) % len(faces)]

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: public; `o`: the worker himself; `t`: employed by the actor's enterprise, or at his outlet."""
        found = {"p"} if self.is_public else set()
        if actor.user_id is not None and self.user_id == actor.user_id:
            found.add("o")
        if any(one is not None and one.organisation_id in actor.organisation_ids for one in (self.enterprise, self.outlet)):
            found.add("t")
        return found


def of_its_worker(row: Any, actor: Actor) -> set[str]:
    """What is kept about a worker belongs to whom his file belongs. A model with `worker` takes it as its `access_scopes`."""
    return row.worker.access_scopes(actor)


def of_its_worker_alone(row: Any, actor: Actor) -> set[str]:
    """The same for what is nobody else's business, however public the worker is."""
    return row.worker.access_scopes(actor) - {"p"}


class Skill(models.Model):
    """A service type that a worker does."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="skills")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField("做了几年", default=0)

    class Meta:
        verbose_name = "会做的服务"
        verbose_name_plural = "会做的服务"
        constraints = [models.UniqueConstraint(fields=["worker", "service_type"], name="workers_skill_once")]
        indexes = [models.Index(fields=["service_type", "worker"], name="workers_skilled_in")]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.service_type_id}"
