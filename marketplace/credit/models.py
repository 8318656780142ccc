"""How everybody stands in credit, who is to be counted anew, and the history, which is never edited (CRE-01, CRE-02, CRE-07)."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

from core.access import Actor, ScopedQuerySet
from marketplace.credit.states import TONES, Grade, Kind, Reason
from marketplace.enterprises.models import Enterprise
from marketplace.workers.models import Worker

HIGHEST = 100
GRADED = Q(grade__in=["", *Grade.values])
ROWS: dict[str, type[Enterprise] | type[Worker]] = {Kind.ENTERPRISE: Enterprise, Kind.WORKER: Worker}


class CreditQuerySet(ScopedQuerySet):
    """Credit by who may see it: as the enterprise's own page, or the worker's file; a worker's is public while he agrees."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: of a public enterprise, or of a public worker who agrees; `o`: the actor's own; `t`: of his organisation and its workers."""
        firms, people = Enterprise.objects.scope_q(actor), Worker.objects.scope_q(actor)
        open_people = people["p"] & Q(code_open=True)
        return {
            "p": _one_of(Kind.ENTERPRISE, firms["p"]) | _one_of(Kind.WORKER, open_people),
            "o": _one_of(Kind.WORKER, people["o"]),
            "t": _one_of(Kind.ENTERPRISE, firms["t"]) | _one_of(Kind.WORKER, people["t"]),
        }

    def of(self, kind: str, numbers: Iterable[int]) -> "CreditQuerySet":
        """Those of these subjects."""
        return self.filter(kind=kind, number__in=list(numbers))


def _one_of(kind: str, rows: Q) -> Q:
    return Q(kind=kind, number__in=ROWS[kind].objects.filter(rows).values("pk"))


class Scored(models.Model):
    """What a standing and a line of the history have in common: whose, score, grade, and the parts as `scoring.Scored` gives them."""

    kind = models.CharField("谁", max_length=10, choices=Kind.choices)
    number = models.BigIntegerField("编号")
    score = models.PositiveSmallIntegerField("信用分")
    grade = models.CharField("等级", max_length=3, choices=Grade.choices, blank=True)
    facts = models.PositiveIntegerField("几条记录", default=0)
    parts = models.JSONField("各项", default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.score} {self.grade}"

    @property
    def tone(self) -> str:
        """How its grade is drawn."""
        return TONES.get(self.grade, "info")


class Standing(Scored):
    """How an enterprise or a worker stands now. Counted anew when a part has changed and every night."""

    access_resource = "credit_score"

    counted_at = models.DateTimeField("算的时间")
    changed_at = models.DateTimeField("变动时间")

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = "信用"
        verbose_name_plural = "信用"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="credit_standing_once"),
            models.CheckConstraint(condition=Q(score__lte=HIGHEST) & GRADED, name="credit_standing_bounds"),
        ]
        indexes = [models.Index("kind", F("score").desc(), "number", name="credit_by_score")]

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `CreditQuerySet.scope_q`. One query."""
        row: Any = ROWS[self.kind].objects.filter(pk=self.number).first()
        if row is None:
            return set()
        found = set(row.access_scopes(actor)) & {"p", "o", "t"}
        if self.kind == Kind.ENTERPRISE:
            return found - {"o"}
        return found if row.code_open else found - {"p"}


class Mark(models.Model):
    """Somebody of whom a fact has changed: the next count looks at him."""

    kind = models.CharField("谁", max_length=10, choices=Kind.choices)
    number = models.BigIntegerField("编号")
    at = models.DateTimeField("什么时候")

    class Meta:
        verbose_name = "要重算的信用"
        verbose_name_plural = "要重算的信用"
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="credit_marked_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Record(Scored):
    """A line of the history: the grade changed, or a month was assessed; with the rules by which it was counted. Append-only (trigger in 0001)."""

    reason = models.CharField("为什么记", max_length=5, choices=Reason.choices)
    month = models.DateField("哪个月", null=True, blank=True)
    former = models.CharField("原来的等级", max_length=3, choices=Grade.choices, blank=True)
    rules = models.JSONField("怎么算的", default=dict)
    at = models.DateTimeField("时间")

    objects = CreditQuerySet.as_manager()
    access_resource = "credit_score"

    class Meta:
        verbose_name = "信用记录"
        verbose_name_plural = "信用记录"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number", "month"], condition=Q(reason=Reason.MONTH), name="credit_month_once"),
            models.CheckConstraint(condition=Q(score__lte=HIGHEST) & GRADED, name="credit_record_bounds"),
            models.CheckConstraint(
                condition=Q(reason=Reason.MONTH, month__isnull=False, month__day=1) | Q(reason=Reason.GRADE, month=None), name="credit_month_of_a_month"
            ),
        ]
        indexes = [models.Index(fields=["kind", "number", "-id"], name="credit_history_of")]
