"""A storefront comes into being with the admission of its enterprise, already showing what the platform knows (ENT-02)."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from wagtail.models import Page

from cms.storefronts.errors import NotOpen
from cms.storefronts.models import Storefront, StorefrontIndexPage, StorefrontPage
from cms.storefronts.queries import enterprises_without, storefront_of
from cms.storefronts.states import STANDARD
from core import tree
from core.access import Actor
from core.audit.services import record
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState
from members.models import User

INDEX = "storefronts"


def ensure_index() -> StorefrontIndexPage:
    """The page below which storefronts stand, made once. Locks the tree of pages."""
    found = StorefrontIndexPage.objects.first()
    if found is not None:
        return found
    with transaction.atomic():
        tree.take()
        root = Page.objects.get(depth=1)
        return StorefrontIndexPage.objects.first() or root.add_child(instance=StorefrontIndexPage(title="企业页面", slug=INDEX))


def ensure_storefront(enterprise: Enterprise, *, actor: Actor, now: datetime) -> Storefront:
    """The storefront of an admitted enterprise; made and public when there is none yet. Safe to repeat. Raises NotOpen.

    Locks the tree of pages: places in it are given out one by one.
    """
    found = storefront_of(enterprise)
    if found is not None:
        return found
    ensure_index()
    with transaction.atomic():
        tree.take()
        index = StorefrontIndexPage.objects.get()
        row = Enterprise.objects.get(pk=enterprise.pk)
        if row.state != EnterpriseState.APPROVED:
            raise NotOpen
        found = storefront_of(row)
        if found is not None:
            return found
        page = StorefrontPage(title=row.shown_name[:255], slug=str(row.pk), enterprise=row, live=False, body=body_of(standard_body()))
        page = index.add_child(instance=page)
        page.save_revision().publish(log_action=False)
        made = Storefront.objects.create(page=StorefrontPage.objects.get(pk=page.pk), changed_at=now)
        record(actor, function="storefront.create", obj=made, now=now)
    return made


def ensure_missing(*, actor: Actor, now: datetime) -> int:
    """A storefront for every admitted enterprise that has none (older than this slice, or imported); returns how many were made."""
    missing = enterprises_without()
    for row in missing:
        ensure_storefront(row, actor=actor, now=now)
    return len(missing)


def standard_body() -> list[dict[str, Any]]:
    """The sections with which a storefront begins."""
    return [new_section(kind.value) for kind in STANDARD]


def new_section(kind: str, **value: Any) -> dict[str, Any]:
    """An empty section as it is stored."""
    return {"type": kind, "value": {"heading": "", **value}, "id": str(uuid.uuid4())}


def body_of(stored: Sequence[dict[str, Any]]) -> str:
    """Stored sections as a StreamField takes them."""
    return json.dumps(list(stored), cls=DjangoJSONEncoder)


def _placed(one: dict[str, Any]) -> dict[str, Any]:
    """A section with an id, and each single thing in it with one."""
    value = dict(one["value"])
    if "items" in value:
        value["items"] = [{"type": "item", "value": item, "id": str(uuid.uuid4())} for item in value["items"]]
    return {"type": one["type"], "value": value, "id": str(uuid.uuid4())}


def arrange(row: Storefront, body: Sequence[dict[str, Any]], *, actor: Actor, now: datetime) -> Storefront:
    """Put in all sections at once and publish them: for the demo city and imports, by the system only. Row lock."""
    with transaction.atomic():
        locked = Storefront.objects.select_for_update().get(pk=row.pk)
        page = locked.page.get_latest_revision_as_object()
        page.body = body_of([_placed(one) for one in body])
        page.save_revision(user=User.objects.filter(pk=actor.user_id).first()).publish(log_action=False, skip_permission_checks=True)
        locked.changed_at = now
        locked.save(update_fields=["changed_at"])
        record(actor, function="storefront.arrange", obj=locked, now=now)
    return Storefront.objects.with_names().get(pk=row.pk)
