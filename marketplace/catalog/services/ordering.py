"""One step up or down among siblings, without anybody having to think in numbers."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.outbox import Event, publish
from marketplace.catalog.events import CATEGORY_CHANGED, SERVICE_TYPE_CHANGED
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import SCOPE

GAP = 10


def shift_category(category: Category, *, up: bool, actor: Actor, now: datetime) -> bool:
    """Move a category one place among its siblings; false at the end of the line. Locks the siblings. Raises Forbidden."""
    require(actor, "update", category)
    siblings = Category.objects.filter(parent_id=category.parent_id, merged_into=None)
    return _shift(category, siblings, "category", CATEGORY_CHANGED, up=up, actor=actor, now=now)


def shift_service_type(service_type: ServiceType, *, up: bool, actor: Actor, now: datetime) -> bool:
    """Move a service type one place in its category; false at the end of the line. Locks the siblings. Raises Forbidden."""
    require(actor, "update", service_type)
    siblings = ServiceType.objects.filter(category_id=service_type.category_id, merged_into=None)
    return _shift(service_type, siblings, "service_type", SERVICE_TYPE_CHANGED, up=up, actor=actor, now=now)


def _shift(row: Category | ServiceType, siblings: QuerySet, name: str, tells: Event, *, up: bool, actor: Actor, now: datetime) -> bool:
    with transaction.atomic():
        locked = {one.pk: one for one in siblings.select_for_update(of=("self",)).order_by("pk")}
        line = sorted(locked.values(), key=lambda one: (one.position, one.pinyin, one.pk))
        place = next((index for index, one in enumerate(line) if one.pk == row.pk), None)
        other = None if place is None else place - 1 if up else place + 1
        if place is None or other is None or not 0 <= other < len(line):
            return False
        line[place], line[other] = line[other], line[place]
        for index, one in enumerate(line, 1):
            one.position = index * GAP
        type(row)._base_manager.bulk_update(line, ["position"])
        record(actor, function=f"{name}.shift", obj=row, detail={"up": up}, now=now)
        publish(tells, key=f"{name}:{row.pk}", **{f"{name}_id": row.pk})
        bump(SCOPE)
    return True
