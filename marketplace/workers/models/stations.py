"""Where a worker is stationed: which outlet of the employer, from which day on (CHN-02, CHN-05).

Rows are added, never edited (trigger). On a day the row holds that began last; of two that begin on the same day the one written later.
`Worker.outlet` is what holds today.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from marketplace.workers.models.people import Worker


class StationQuerySet(ScopedQuerySet):
    """Stations by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: the worker's own; `t`: the employer's."""
        return {
            "o": Q(worker__user_id=actor.user_id) if actor.user_id is not None else Q(pk=None),
            "t": Q(worker__enterprise__organisation_id__in=actor.organisation_ids),
        }


class Station(models.Model):
    """From this day on the worker belongs to this outlet, or to none."""

    access_resource = "worker_station"

    worker = models.ForeignKey(Worker, verbose_name="服务人员", on_delete=models.PROTECT, related_name="stations")
    outlet = models.ForeignKey("enterprises.Outlet", verbose_name="门店", null=True, blank=True, on_delete=models.PROTECT, related_name="stations")
    starts_on = models.DateField("从哪天起")
    note = models.CharField("为什么", max_length=100, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁定的", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("什么时候定的")

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "驻店记录"
        verbose_name_plural = "驻店记录"
        indexes = [models.Index(fields=["worker", "-starts_on", "-id"], name="workers_station_on")]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.starts_on}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: the worker's own; `t`: the employer's. A manager of one outlet reads it with the file and decides nothing here."""
        found = {"o"} if actor.user_id is not None and self.worker.user_id == actor.user_id else set()
        firm = self.worker.enterprise
        if firm is not None and firm.organisation_id in actor.organisation_ids:
            found.add("t")
        return found
