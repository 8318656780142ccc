"""Two become one: the source stays as a signpost, everything that hung on it moves.

What hangs on a category inside this slice (children, service types, old addresses) moves here; listings and enterprises move
their own rows when they hear `category.merged`.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.outbox import publish
from marketplace.catalog.errors import CannotMerge
from marketplace.catalog.events import CATEGORY_CHANGED, CATEGORY_MERGED, SERVICE_TYPE_CHANGED, SERVICE_TYPE_MERGED
from marketplace.catalog.models import Category, CategoryRedirect, ServiceType
from marketplace.catalog.queries import SCOPE


def merge_category(source: Category, *, target: Category, actor: Actor, now: datetime) -> Category:
    """Make `source` part of `target`; old links lead to `target`. Locks both rows in id order. Raises Forbidden, CannotMerge."""
    require(actor, "merge", source)
    with transaction.atomic():
        rows = {row.pk: row for row in Category.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk")}
        gone, kept = rows[source.pk], rows[target.pk]
        _require_mergeable(gone, kept)
        moved = list(Category.objects.filter(parent=gone, merged_into=None).order_by("pk"))
        try:
            with transaction.atomic():
                Category.objects.filter(parent=gone).update(parent=kept)
        except IntegrityError as error:
            raise CannotMerge("两边有同名的下级分类，先把它们合并，再合并上级。") from error
        _move_service_types(gone, kept)
        CategoryRedirect.objects.filter(category=gone).update(category=kept)
        Category.objects.filter(merged_into=gone).update(merged_into=kept)
        kept.aliases = list(dict.fromkeys([*kept.aliases, gone.name, *gone.aliases]))
        gone.active, gone.merged_into, gone.parent = False, kept, None if gone.parent_id == kept.pk else gone.parent
        gone.save(update_fields=["active", "merged_into", "parent"])
        kept.save(update_fields=["aliases"])
        record(actor, function="category.merge", obj=gone, detail={"into": kept.pk, "name": kept.name}, now=now)
        publish(CATEGORY_MERGED, key=f"category:{gone.pk}", source_id=gone.pk, target_id=kept.pk)
        for row in (kept, *moved):
            publish(CATEGORY_CHANGED, key=f"category:{row.pk}", category_id=row.pk)
        bump(SCOPE)
    return kept


def _require_mergeable(gone: Category, kept: Category) -> None:
    if gone.pk == kept.pk:
        raise CannotMerge("不能并入自己。")
    if gone.merged_into_id or kept.merged_into_id or not kept.active:
        raise CannotMerge("其中一个已经并走或停用了。")
    if kept.parent_id is not None and Category.objects.filter(parent=gone, merged_into=None).exists():
        raise CannotMerge("顶级分类只能并入顶级分类。")


def _move_service_types(gone: Category, kept: Category) -> None:
    """Move them; where the target has one of the same name, the two are merged too."""
    names = dict(ServiceType.objects.filter(category=kept, merged_into=None).values_list("name", "pk"))
    for row in ServiceType.objects.filter(category=gone, merged_into=None).order_by("pk"):
        if row.name in names:
            _fold(row, ServiceType.objects.get(pk=names[row.name]))
        else:
            row.category = kept
            row.save(update_fields=["category"])


def merge_service_type(source: ServiceType, *, target: ServiceType, actor: Actor, now: datetime) -> ServiceType:
    """Make `source` part of `target`. Locks both rows in id order. Raises Forbidden, CannotMerge."""
    require(actor, "merge", source)
    with transaction.atomic():
        rows = {row.pk: row for row in ServiceType.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk")}
        gone, kept = rows[source.pk], rows[target.pk]
        if gone.pk == kept.pk:
            raise CannotMerge("不能并入自己。")
        if gone.merged_into_id or kept.merged_into_id or not kept.active:
            raise CannotMerge("其中一个已经并走或停用了。")
        _fold(gone, kept)
        record(actor, function="service_type.merge", obj=gone, detail={"into": kept.pk, "name": kept.name}, now=now)
        publish(SERVICE_TYPE_CHANGED, key=f"service_type:{kept.pk}", service_type_id=kept.pk)
        bump(SCOPE)
    return kept


def _fold(gone: ServiceType, kept: ServiceType) -> None:
    ServiceType.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.active, gone.merged_into = False, kept
    gone.save(update_fields=["active", "merged_into"])
    publish(SERVICE_TYPE_MERGED, key=f"service_type:{gone.pk}", source_id=gone.pk, target_id=kept.pk)
