"""Adding, changing and retiring categories (CLS-05)."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.outbox import publish
from marketplace.catalog.errors import CategoryInUse
from marketplace.catalog.events import CATEGORY_CHANGED
from marketplace.catalog.models import Category, CategoryRedirect
from marketplace.catalog.pinyin import key_of
from marketplace.catalog.queries import SCOPE

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIELDS = ("name", "name_en", "slug", "summary", "art", "aliases", "units", "position", "parent", "active")


def add_category(*, actor: Actor, now: datetime, name: str, slug: str, parent: Category | None = None, **fields: Any) -> Category:
    """A new category at the end of its level, or at `position`. Raises Forbidden, Invalid."""
    require(actor, "create", "category")
    row = Category(code=fields.pop("code", "") or slug, name=name, slug=slug, parent=parent)
    for field, value in _known(fields).items():
        setattr(row, field, value)
    with transaction.atomic():
        if not row.position:
            row.position = (Category.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0) + 10
        _write(row, now=now)
        _tell(row, actor=actor, now=now, function="category.add")
    return row


def change_category(category: Category, *, actor: Actor, now: datetime, **fields: Any) -> Category:
    """Rename, reorder, move to another parent, retire. A new slug leaves a redirect. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", category)
    with transaction.atomic():
        row = Category.objects.select_for_update().get(pk=category.pk)
        if row.merged_into_id is not None:
            raise Invalid("这个分类已经并入别的分类，改那一个就行。")
        old_slug, wanted = row.slug, _known(fields)
        changed = sorted(name for name, value in wanted.items() if getattr(row, name) != value)
        for name in changed:
            setattr(row, name, wanted[name])
        if not changed:
            return row
        _write(row, now=now)
        if row.slug != old_slug:
            CategoryRedirect.objects.filter(slug=row.slug).delete()
            CategoryRedirect.objects.create(slug=old_slug, category=row, created_at=now)
        _tell(row, actor=actor, now=now, function="category.change", fields=changed)
    return row


def deactivate_category(category: Category, *, actor: Actor, now: datetime) -> Category:
    """Take a category out of the menus and forms; its address then leads to its parent. Raises Forbidden."""
    return change_category(category, actor=actor, now=now, active=False)


def delete_category(category: Category, *, actor: Actor, now: datetime) -> None:
    """Delete a category on which nothing hangs. Raises Forbidden, CategoryInUse."""
    require(actor, "delete", category)
    with transaction.atomic():
        row = Category.objects.select_for_update().get(pk=category.pk)
        record(actor, function="category.delete", obj=row, detail={"name": row.name, "slug": row.slug}, now=now)
        publish(CATEGORY_CHANGED, key=f"category:{row.pk}", category_id=row.pk)
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, IntegrityError) as error:
            raise CategoryInUse from error
        bump(SCOPE)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in FIELDS}


def _write(row: Category, *, now: datetime) -> None:
    row.name, row.slug = row.name.strip(), row.slug.strip()
    row.pinyin = key_of(row.name)
    problems: dict[str, list[str]] = {}
    if not row.name or len(row.name) > 20:
        problems["name"] = ["名称 1 到 20 个字。"]
    if not SLUG.fullmatch(row.slug) or len(row.slug) > 60:
        problems["slug"] = ["网址只用小写字母、数字和连字符。"]
    if row.parent is not None and (row.parent.parent_id is not None or row.parent_id == row.pk):
        problems["parent"] = ["分类只有两级，上级要选一个顶级分类。"]
    if row.parent is not None and row.pk and row.children.exists():
        problems["parent"] = ["它自己还有下级，不能再放到别的分类下面。"]
    if CategoryRedirect.objects.filter(slug=row.slug).exclude(category_id=row.pk).exists():
        problems["slug"] = ["这个网址以前属于别的分类，旧链接还在用，换一个。"]
    if problems:
        raise Invalid(fields=problems)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        field = "name" if "sibling_names" in str(error) else "slug"
        raise Invalid(fields={field: ["同级已经有这个名称。" if field == "name" else "这个网址已经有分类在用。"]}) from error


def _tell(row: Category, *, actor: Actor, now: datetime, function: str, fields: list[str] | None = None) -> None:
    record(actor, function=function, obj=row, detail={"fields": fields} if fields else None, now=now)
    publish(CATEGORY_CHANGED, key=f"category:{row.pk}", category_id=row.pk)
    bump(SCOPE)
