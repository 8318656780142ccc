"""The outbox: what happened (`OutboxEvent`) and what is owed because of it (`OutboxTask`).

An event row is written in the business transaction. The drain turns it into one task row per handler; for a handler that only
changes the database, effect and "done" are one transaction; for one that calls outside, a lease is committed first.
"""

from django.db import models
from django.db.models.functions import Now


class OutboxEvent(models.Model):
    """Something that happened; payloads carry ids only. `partition` comes from the key in the database."""

    name = models.CharField("事件", max_length=80)
    key = models.CharField("次序键", max_length=120)
    ids = models.JSONField("编号", default=dict)
    partition = models.GeneratedField(
        expression=models.Func(models.F("key"), models.Value(0), function="hashtextextended", template="(%(function)s(%(expressions)s) & 15)::smallint"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    created_at = models.DateTimeField("发生时间", db_default=Now())
    dispatched_at = models.DateTimeField("分发时间", null=True)

    class Meta:
        verbose_name = "事件"
        verbose_name_plural = "事件"
        indexes = [
            models.Index(fields=["partition", "id"], name="outbox_new", condition=models.Q(dispatched_at=None)),
            models.Index(fields=["dispatched_at"], name="outbox_age"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key} #{self.pk}"


class OutboxTask(models.Model):
    """One handler's duty for one event."""

    class State(models.TextChoices):
        """Where a task stands."""

        PENDING = "pending", "待办"
        LEASED = "leased", "进行中"
        DONE = "done", "已办"
        DEAD = "dead", "停下"

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="tasks", verbose_name="事件")
    handler = models.CharField("处理者", max_length=160)
    key = models.CharField("次序键", max_length=120)
    partition = models.SmallIntegerField()
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField("次数", default=0)
    not_before = models.DateTimeField("不早于", null=True)
    leased_until = models.DateTimeField("租约到", null=True)
    error = models.CharField("出错", max_length=500, blank=True, default="", db_default="")
    finished_at = models.DateTimeField("办完时间", null=True)

    class Meta:
        verbose_name = "事件任务"
        verbose_name_plural = "事件任务"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="outbox_task_once")]
        indexes = [
            models.Index(fields=["handler", "key", "event"], name="outbox_open_of_key", condition=models.Q(state__in=["pending", "leased"])),
            models.Index(fields=["handler", "event"], name="outbox_open", condition=models.Q(state__in=["pending", "leased"])),
            models.Index(fields=["id"], name="outbox_dead", condition=models.Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id} ({self.state})"
