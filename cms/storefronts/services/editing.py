"""An enterprise arranges its storefront: every change is a new version; the public goes on seeing the one that was approved."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.models import Revision

from cms.storefronts import sections
from cms.storefronts.blocks import MOST_ITEMS
from cms.storefronts.errors import NotOpen, UnderReview
from cms.storefronts.models import Storefront
from cms.storefronts.queries import revision_of
from cms.storefronts.sections import CARD, LARGE
from cms.storefronts.services.checking import checked_item, checked_section
from cms.storefronts.services.making import body_of, new_section
from cms.storefronts.states import OPEN, WITH_ITEMS, SectionKind
from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid, NotFound
from core.media.models import SiteImage
from core.media.services import receive_image
from core.states import move
from marketplace.enterprises.states import EnterpriseState
from members.models import User

MOST_SECTIONS = 12
Stored = list[dict[str, Any]]


def add_section(row: Storefront, *, kind: str, actor: Actor, now: datetime) -> str:
    """Add a section at the end; returns its id. Row lock. Raises NotFound, Forbidden, NotOpen, UnderReview, Invalid."""
    if kind not in SectionKind.values:
        raise NotFound
    fresh = new_section(kind)

    def add(stored: Stored) -> None:
        if len(stored) >= MOST_SECTIONS:
            raise Invalid(f"最多 {MOST_SECTIONS} 个栏目，先去掉一个。")
        if kind not in WITH_ITEMS and any(one["type"] == kind for one in stored):
            raise Invalid("这个栏目已经有了，一页放一个就够。")
        stored.append(fresh)

    _change(row, add, actor=actor, now=now, function="storefront.add_section")
    return fresh["id"]


def change_section(row: Storefront, section: str, *, fields: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Change heading and text of a section. Row lock. Raises NotFound, Forbidden, NotOpen, UnderReview, Invalid."""
    values = checked_section(fields)

    def change(stored: Stored) -> None:
        _one(stored, section)["value"].update(values)

    _change(row, change, actor=actor, now=now, function="storefront.change_section")


def move_section(row: Storefront, section: str, *, up: bool, actor: Actor, now: datetime) -> None:
    """Move a section one place; at the end of the list nothing changes. Row lock. Raises NotFound, Forbidden, NotOpen, UnderReview."""

    def shift(stored: Stored) -> None:
        place = stored.index(_one(stored, section))
        other = place - 1 if up else place + 1
        if 0 <= other < len(stored):
            stored[place], stored[other] = stored[other], stored[place]

    _change(row, shift, actor=actor, now=now, function="storefront.move_section")


def remove_section(row: Storefront, section: str, *, actor: Actor, now: datetime) -> None:
    """Take a section out; older versions keep it. Row lock. Raises NotFound, Forbidden, NotOpen, UnderReview."""

    def remove(stored: Stored) -> None:
        stored.remove(_one(stored, section))

    _change(row, remove, actor=actor, now=now, function="storefront.remove_section")


def add_item(row: Storefront, section: str, *, fields: dict[str, Any], file: UploadedFile | None = None, actor: Actor, now: datetime) -> None:
    """Add a picture, a certificate or a piece of news at the end of its section; a picture comes through the upload door.

    Row lock. Raises NotFound, Forbidden, NotOpen, UnderReview, Invalid (FileRefusedError).
    """

    def add(stored: Stored) -> None:
        target = _with_items(stored, section)
        values = checked_item(target["type"], fields, has_file=file is not None)
        if len(_items(target)) >= MOST_ITEMS:
            raise Invalid(f"一个栏目最多放 {MOST_ITEMS} 样，先去掉几样。")
        if file is not None and target["type"] != SectionKind.NEWS:
            values["image"] = _picture(file, values, actor=actor, now=now).pk
        _items(target).append({"type": "item", "value": values, "id": str(uuid.uuid4())})

    _change(row, add, actor=actor, now=now, function="storefront.add_item")


def change_item(row: Storefront, section: str, item: str, *, fields: dict[str, Any], file: UploadedFile | None = None, actor: Actor, now: datetime) -> None:
    """Change one of them; without a new file the picture stays. Row lock. Raises as `add_item`."""

    def change(stored: Stored) -> None:
        target = _with_items(stored, section)
        found = _item(target, item)
        values = checked_item(target["type"], fields, has_file=file is not None or bool(found["value"].get("image")))
        if file is not None and target["type"] != SectionKind.NEWS:
            values["image"] = _picture(file, values, actor=actor, now=now).pk
        found["value"].update(values)

    _change(row, change, actor=actor, now=now, function="storefront.change_item")


def remove_item(row: Storefront, section: str, item: str, *, actor: Actor, now: datetime) -> None:
    """Take one of them out; older versions keep it. Row lock. Raises NotFound, Forbidden, NotOpen, UnderReview."""

    def remove(stored: Stored) -> None:
        target = _with_items(stored, section)
        _items(target).remove(_item(target, item))

    _change(row, remove, actor=actor, now=now, function="storefront.remove_item")


def restore_version(row: Storefront, number: int, *, actor: Actor, now: datetime) -> None:
    """Take up an older version as the newest. Row lock. Raises NotFound, Forbidden, NotOpen, UnderReview."""
    require(actor, "update", row)
    older = sections.stored(revision_of(row, number).as_object().body)

    def put_back(stored: Stored) -> None:
        stored[:] = older

    _change(row, put_back, actor=actor, now=now, function="storefront.restore_version")


# ---- what all of them do --------------------------------------------------------------------------------------------------------


def _change(row: Storefront, change: Callable[[Stored], None], *, actor: Actor, now: datetime, function: str) -> Revision:
    """Lock, check, change the newest version, save it as a new one; from now on it is being edited."""
    require(actor, "update", row)
    with transaction.atomic():
        locked = Storefront.objects.select_for_update(of=("self",)).with_names().get(pk=row.pk)
        if locked.page.enterprise.state != EnterpriseState.APPROVED:
            raise NotOpen
        if locked.state not in OPEN:
            raise UnderReview
        page = locked.page.get_latest_revision_as_object()
        stored = sections.stored(page.body)
        change(stored)
        page.body = body_of(stored)
        revision = page.save_revision(user=User.objects.filter(pk=actor.user_id).first())
        if locked.state != "editing":
            move(locked, "edit", actor=actor, now=now)
        Storefront.objects.filter(pk=locked.pk).update(changed_at=now)
        record(actor, function=function, obj=locked, detail={"revision": revision.pk}, now=now)
    return revision


def _one(stored: Stored, section: str) -> dict[str, Any]:
    for one in stored:
        if one.get("id") == section:
            one["value"] = dict(one.get("value") or {})
            return one
    raise NotFound


def _with_items(stored: Stored, section: str) -> dict[str, Any]:
    found = _one(stored, section)
    if found["type"] not in WITH_ITEMS:
        raise NotFound
    return found


def _items(section: dict[str, Any]) -> list[dict[str, Any]]:
    return section["value"].setdefault("items", [])


def _item(section: dict[str, Any], item: str) -> dict[str, Any]:
    for one in _items(section):
        if one.get("id") == item:
            return one
    raise NotFound


def _picture(file: UploadedFile, values: dict[str, Any], *, actor: Actor, now: datetime) -> SiteImage:
    """Through the upload door; its sizes are made at once, so that a GET of the page writes nothing."""
    image = receive_image(file, actor=actor, now=now, title=values.get("caption") or values.get("name") or "")
    image.get_renditions(CARD, LARGE)
    return image
