"""Spot checks: somebody looks without notice, and what follows from it (WRK-07)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from marketplace.workers.models.people import Worker, employed_by, of_its_worker_alone


class SpotCheckQuerySet(ScopedQuerySet):
    """Spot checks by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: of the actor; `t`: of somebody employed by the actor's organisation."""
        return {
            "o": Q(worker__user_id=actor.user_id) if actor.user_id is not None else Q(pk=None),
            "t": employed_by(actor.organisation_ids, "worker__"),
        }


class SpotCheck(models.Model):
    """One look at one worker; `enterprise` is the employer at that time, so that a record stays with him when people change."""

    access_resource = "spot_check"
    WAYS = [("visit", "上门看"), ("phone", "电话问家里人"), ("shop", "到门店看"), ("paper", "查单据")]

    worker = models.ForeignKey(Worker, verbose_name="服务人员", on_delete=models.PROTECT, related_name="spot_checks")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", verbose_name="当时的企业", null=True, blank=True, on_delete=models.PROTECT, related_name="spot_checks"
    )
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="抽查人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("抽查时间")
    way = models.CharField("怎么查的", max_length=8, choices=WAYS)
    passed = models.BooleanField("合格")
    finding = models.CharField("查到什么", max_length=500)
    remedy = models.CharField("要改什么", max_length=300, blank=True)
    remedied_at = models.DateTimeField("改好的时间", null=True, blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "抽查"
        verbose_name_plural = "抽查"
        constraints = [models.CheckConstraint(condition=Q(passed=True) | ~Q(remedy=""), name="workers_check_says_what_to_do")]
        indexes = [models.Index(fields=["worker", "-at"], name="workers_checks_of"), models.Index(fields=["enterprise", "-at"], name="workers_checks_at")]

    def __str__(self) -> str:
        return f"抽查 #{self.pk}"

    access_scopes = of_its_worker_alone
