"""Reports (举报) of what the public sees. A row keeps kind and id of `core.subjects`, and title and address as they were."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from core.states import register
from dispatch.flags.states import FLAG_MACHINE, TONES, FlagState, Reason


class FlagQuerySet(ScopedQuerySet):
    """Reports by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: made by the actor."""
        return {"o": Q(reporter_id=actor.user_id)}

    def open(self) -> Self:
        """Those that wait."""
        return self.filter(state=FlagState.OPEN)


@register
class Flag(models.Model):
    """Somebody's word that a thing does not belong here."""

    access_resource = "flag"
    machine = FLAG_MACHINE
    tones = TONES

    kind = models.CharField("种类", max_length=20)
    number = models.BigIntegerField("编号")
    title = models.CharField("当时的标题", max_length=255)
    url = models.CharField("地址", max_length=300)
    who = models.CharField("谁发的", max_length=120, blank=True)
    reason = models.CharField("为什么", max_length=12, choices=Reason.choices)
    text = models.CharField("说明", max_length=500, blank=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="举报人", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=FlagState.choices, default=FlagState.OPEN)
    created_at = models.DateTimeField("举报时间")
    decided_at = models.DateTimeField("处理时间", null=True)
    answer = models.CharField("答复", max_length=500, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = "举报"
        verbose_name_plural = "举报"
        constraints = [
            models.UniqueConstraint(fields=["reporter", "kind", "number"], condition=Q(state="open"), name="flags_one_open_each"),
        ]
        indexes = [
            models.Index(fields=["state", "created_at", "id"], name="flags_queue"),
            models.Index(fields=["kind", "number"], name="flags_about"),
            models.Index(fields=["reporter", "-created_at", "-id"], name="flags_own"),
        ]

    def __str__(self) -> str:
        return f"举报「{self.title}」"

    @property
    def key(self) -> tuple[str, int]:
        """As `core.subjects` names the thing."""
        return self.kind, self.number

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: made by the actor."""
        return {"o"} if actor.user_id is not None and actor.user_id == self.reporter_id else set()
