"""Parameters (参数): what staff set without a developer, each value from a moment on (PAR-01).

A value is never edited. A new one from a later moment takes its place by itself; one that has not begun may be withdrawn with a reason.
So what held at any moment can be told from the rows alone. The database refuses every other change (trigger in migration 0002).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet

STANDING = Q(withdrawn_at=None)


class ValueQuerySet(ScopedQuerySet):
    """Values of parameters: staff's alone."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """Nobody's own."""
        return {}


class ParameterValue(models.Model):
    """One value of one parameter, from a moment on. What the code means is declared beside the code that reads it (`core.parameters.declared`)."""

    access_resource = "parameter"

    code = models.CharField("参数", max_length=60)
    value = models.JSONField("值")
    effective_from = models.DateTimeField("从什么时候起")
    reason = models.CharField("为什么", max_length=500)
    set_at = models.DateTimeField("什么时候定的")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁定的", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="撤回人", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField("撤回原因", max_length=500, blank=True)

    objects = ValueQuerySet.as_manager()

    class Meta:
        verbose_name = "参数值"
        verbose_name_plural = "参数值"
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], condition=STANDING, name="parameters_one_value_from_a_moment"),
            models.CheckConstraint(condition=Q(effective_from__gte=F("set_at")), name="parameters_not_backwards"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="") | (Q(withdrawn_at__lt=F("effective_from")) & ~Q(withdrawn_reason="")),
                name="parameters_withdrawn_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}，{self.effective_from:%F %T} 起"

    def access_scopes(self, actor: Actor) -> set[str]:
        """Nobody's own."""
        return set()
