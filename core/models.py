"""Tables that every slice shares: state history, counters, content versions, stored pages, reference stamps."""

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.access import Actor, ScopedQuerySet


class StateHistory(models.Model):
    """One move of one machine; append-only (trigger in migration 0002)."""

    machine = models.CharField("状态机", max_length=60)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=40)
    from_state = models.CharField("原状态", max_length=40)
    event = models.CharField("动作", max_length=40)
    to_state = models.CharField("新状态", max_length=40)
    note = models.TextField("说明", blank=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField("操作人", max_length=120, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "状态记录"
        verbose_name_plural = "状态记录"
        indexes = [models.Index(fields=["content_type", "object_id", "id"], name="core_history_of_row")]

    def __str__(self) -> str:
        return f"{self.machine} {self.object_id}: {self.from_state} → {self.to_state} #{self.pk}"


class Counter(models.Model):
    """A count in a window, changed only by one UPSERT (core.counters)."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    window_start = models.DateTimeField()
    expires_at = models.DateTimeField()
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key", "window_start"], name="core_counter_once")]
        indexes = [models.Index(fields=["expires_at"], name="core_counter_expiry")]

    def __str__(self) -> str:
        return f"{self.name} {self.key} {self.window_start:%F %T}: {self.value}"


class ContentVersion(models.Model):
    """How often a scope of public content has changed; raised in the same transaction as the change."""

    scope = models.CharField(primary_key=True, max_length=80)
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.scope} v{self.version}"


class StoredPage(models.Model):
    """Bytes of a public page, valid while the versions of its scopes are what they were (core.content)."""

    key = models.CharField(primary_key=True, max_length=64)
    path = models.CharField(max_length=1000)
    scopes = ArrayField(models.CharField(max_length=80))
    fingerprint = models.CharField(max_length=400)
    body = models.BinaryField()
    content_type = models.CharField(max_length=80)
    etag = models.CharField(max_length=70)
    stored_at = models.DateTimeField()
    fresh_until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stored_at"], name="core_stored_page_age")]

    def __str__(self) -> str:
        return self.path


class SharedRows(ScopedQuerySet):
    """Reference rows: nobody's own, everybody's to read."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """`p`: all of them."""
        return {"p": models.Q()}


def everybodys(row: models.Model, actor: Actor) -> set[str]:
    """`p`: a reference row is public."""
    return {"p"}


class District(models.Model):
    """A district of a city, from reference data (GB/T 2260 code)."""

    access_resource = "district"

    code = models.CharField("代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=30)
    name_en = models.CharField("英文名", max_length=60, blank=True)
    short = models.CharField("简称", max_length=20)
    pinyin = models.CharField("拼音", max_length=60)
    city = models.CharField("城市", max_length=30)
    lat = models.FloatField("纬度")
    lng = models.FloatField("经度")
    position = models.PositiveIntegerField("次序", default=0)
    active = models.BooleanField("启用", default=True)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "区"
        verbose_name_plural = "区"
        constraints = [models.UniqueConstraint(fields=["city", "name"], name="core_district_name_once")]

    def __str__(self) -> str:
        return self.name

    access_scopes = everybodys


class Unit(models.Model):
    """A unit of price: 元/小时, 元/次 …"""

    access_resource = "unit"

    code = models.SlugField("代码", max_length=20, unique=True)
    label = models.CharField("名称", max_length=20, unique=True)
    label_en = models.CharField("英文名", max_length=40, blank=True)
    position = models.PositiveIntegerField("次序", default=0)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "计价单位"
        verbose_name_plural = "计价单位"

    def __str__(self) -> str:
        return self.label

    access_scopes = everybodys


class Region(models.Model):
    """An administrative division: the code's length says which (GB/T 2260 and 10114: 2 province, 4 city, 6 district, 9 street)."""

    access_resource = "region"

    code = models.CharField("代码", max_length=9, unique=True)
    name = models.CharField("名称", max_length=40)
    name_en = models.CharField("英文名", max_length=60, blank=True)
    active = models.BooleanField("启用", default=True)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        constraints = [models.CheckConstraint(condition=models.Q(code__regex=r"^[1-9]\d(\d{2}(\d{2}(\d{3})?)?)?$"), name="core_region_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def parent_code(self) -> str:
        """The code of the division that it is part of; empty for a province."""
        return self.code[: {9: 6, 6: 4, 4: 2}.get(len(self.code), 0)]

    access_scopes = everybodys


class Holiday(models.Model):
    """A day that is not as its weekday: a rest day on a working day, or a working day at a weekend (国务院办公厅的节假日安排)."""

    access_resource = "holiday"
    KINDS: ClassVar[list[tuple[str, str]]] = [("rest", "放假"), ("work", "调休上班")]

    date = models.DateField("日期", unique=True)
    name = models.CharField("名称", max_length=20)
    kind = models.CharField("安排", max_length=4, choices=KINDS)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "节假日"
        verbose_name_plural = "节假日"

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    access_scopes = everybodys


class ReferenceStamp(models.Model):
    """A reference row that was loaded once, so that one deleted or renamed by staff never comes back."""

    kind = models.CharField(max_length=60)
    code = models.CharField(max_length=120)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="core_reference_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


class ScheduleRun(models.Model):
    """The last run of each scheduled job."""

    name = models.CharField(primary_key=True, max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return self.name
