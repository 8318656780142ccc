"""What workers do on others' events: move with merged service types, and tell when an employer is seen otherwise."""

from core import clock
from core.access import system_actor
from core.content import bump
from core.outbox import Delivery, on
from core.outbox.services import publish_many
from marketplace.catalog.events import SERVICE_TYPE_MERGED
from marketplace.enterprises.events import ENTERPRISE_CHANGED, OUTLET_CHANGED
from marketplace.enterprises.models import Outlet
from marketplace.enterprises.states import OutletState
from marketplace.workers.events import WORKER_CHANGED
from marketplace.workers.models import PaperKind, Skill, Worker
from marketplace.workers.services import leave_closed
from marketplace.workers.services.telling import SCOPE
from marketplace.workers.states import WorkerState


def _tell(numbers: list[int]) -> None:
    publish_many(WORKER_CHANGED, [(f"worker:{number}", {"worker_id": number}) for number in numbers])


@on(SERVICE_TYPE_MERGED)
def move_to_service_type(delivery: Delivery) -> None:
    """Skills and asked papers of the source become those of the target; who had both keeps one (CLS-05)."""
    source, target = delivery.ids["source_id"], delivery.ids["target_id"]
    moved = list(Skill.objects.filter(service_type_id=source).order_by("worker_id").values_list("worker_id", flat=True))
    both = Skill.objects.filter(service_type_id=target, worker_id__in=moved).values("worker_id")
    Skill.objects.filter(service_type_id=source, worker_id__in=both).delete()
    Skill.objects.filter(service_type_id=source).update(service_type_id=target)
    for kind in PaperKind.objects.filter(service_types=source):
        kind.service_types.remove(source)
        kind.service_types.add(target)
    _tell(moved)
    bump(SCOPE)


@on(ENTERPRISE_CHANGED, coalesce=True)
def tell_of_enterprise(delivery: Delivery) -> None:
    """An employer was suspended, reinstated or has changed its name: its workers are shown otherwise, or not at all."""
    found = Worker.objects.filter(enterprise_id=delivery.ids["enterprise_id"], state=WorkerState.APPROVED)
    _tell(list(found.order_by("pk").values_list("pk", flat=True)))
    bump(SCOPE)


@on(OUTLET_CHANGED, coalesce=True)
def leave_outlet(delivery: Delivery) -> None:
    """An outlet was closed: its people belong to the enterprise alone from that day on (CHN-05)."""
    row = Outlet.objects.filter(pk=delivery.ids["outlet_id"], state=OutletState.CLOSED).first()
    if row is not None:
        leave_closed(row, actor=system_actor("job", "关店"), now=clock.now())
