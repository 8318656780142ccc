"""Searches for somebody else: of an enterprise, of everybody for staff."""

from collections.abc import Sequence

from core.access import Actor, tenants
from core.errors import NotFound
from marketplace.engagements.models import Substitute
from marketplace.workers.models import Worker

RELATED = (
    "booking__enterprise",
    "booking__provider",
    "booking__district",
    "booking__service_type",
    "engagement__enterprise",
    "engagement__provider",
    "engagement__district",
    "engagement__service_type",
    "worker",
    "old_worker",
)


def open_of_enterprise(actor: Actor, *, most: int = 50) -> list[Substitute]:
    """What is open in the actor's enterprises, the nearest deadline first. One query."""
    places = tenants(actor, Substitute.access_resource)
    rows = Substitute.objects.open().select_related(*RELATED)
    found = rows.filter(booking__enterprise__organisation_id__in=places) | rows.filter(engagement__enterprise__organisation_id__in=places)
    return list(found.order_by("until", "pk")[:most])


def count_open(actor: Actor) -> int:
    """How many of these have nobody yet. One query."""
    places = tenants(actor, Substitute.access_resource)
    rows = Substitute.objects.filter(state="looking")
    return (rows.filter(booking__enterprise__organisation_id__in=places) | rows.filter(engagement__enterprise__organisation_id__in=places)).count()


def readable(number: int, *, actor: Actor) -> Substitute:
    """One that the actor may read. Raises NotFound. One query."""
    row = Substitute.objects.visible_to(actor).select_related(*RELATED).filter(pk=min(number, 2**63 - 1)).first()
    if row is None:
        raise NotFound
    return row


def people(rows: Sequence[Substitute]) -> dict[int, list[Worker]]:
    """The people of each enterprise that has something open, by enterprise. One query."""
    firms = {row.deal.enterprise_id for row in rows if row.deal.enterprise_id is not None}
    found: dict[int, list[Worker]] = {}
    for worker in Worker.objects.taking_work().filter(enterprise_id__in=firms).order_by("pk"):
        found.setdefault(worker.enterprise_id or 0, []).append(worker)
    return found
