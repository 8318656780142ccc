"""Outlets: opened, changed, paused, closed by their enterprise (CHN-01, CHN-06)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.outbox import publish
from core.states import move
from marketplace.enterprises.errors import NotApproved, OutletNameTaken
from marketplace.enterprises.events import OUTLET_CHANGED
from marketplace.enterprises.models import Enterprise, Outlet, OutletHours
from marketplace.enterprises.services.checking import LANDLINE, MOBILE, PLAIN
from marketplace.enterprises.states import EnterpriseState, OutletKind, OutletState
from members.models import Organisation
from members.services import create_organisation

FIELDS = ("name", "kind", "district", "address", "lat", "lng", "phone", "contact_name", "rests_on_holidays", "contract_no", "contract_until")
LIMITS = {"name": (60, "请填门店名称。"), "address": (200, "请填地址。"), "contact_name": (40, "请填店长。")}
MOST = 200
Hours = Mapping[int, tuple[int, int]]


def add_outlet(*, enterprise: Enterprise, serves: Any, hours: Hours, actor: Actor, now: datetime, **fields: Any) -> Outlet:
    """Open an outlet below an admitted enterprise, as an organisation of its own. `hours`: weekday → minutes from midnight.

    Locks the enterprise. Raises Forbidden, NotApproved, Invalid, OutletNameTaken.
    """
    row = Outlet(enterprise=enterprise, organisation=enterprise.organisation, created_at=now, changed_at=now)
    require(actor, "create", row)
    if enterprise.state != EnterpriseState.APPROVED:
        raise NotApproved(audit={"function": "outlet.add", "object": enterprise})
    _fill(row, fields, serves, hours)
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        number = enterprise.outlets.count() + 1
        if number > MOST:
            raise Invalid(f"一家企业最多 {MOST} 家门店。")
        platform = replace(actor, user_id=None, roles=frozenset({SYSTEM_ROLE}), name="开店")
        code = f"outlet-{enterprise.pk}-{number}"
        row.organisation = create_organisation(kind=Organisation.Kind.OUTLET, code=code, name=row.name, parent=enterprise.organisation, actor=platform, now=now)
        _write(row, serves, hours)
        _tell(row, "add", sorted(fields), actor=actor, now=now)
    return row


def change_outlet(outlet: Outlet, *, serves: Any, hours: Hours, actor: Actor, now: datetime, **fields: Any) -> Outlet:
    """Change what an outlet says, its hours and districts. Row lock. Raises Forbidden, Invalid, OutletNameTaken."""
    require(actor, "update", outlet)
    with transaction.atomic():
        row = Outlet.objects.select_for_update(of=("self",)).select_related("enterprise", "organisation").get(pk=outlet.pk)
        if row.state == OutletState.CLOSED:
            raise Invalid("已经关店，不能再改。")
        _fill(row, fields, serves, hours)
        row.changed_at = now
        _write(row, serves, hours)
        if row.organisation.name != row.name:
            row.organisation.name = row.name
            row.organisation.save(update_fields=["name"])
        _tell(row, "change", sorted(fields), actor=actor, now=now)
    return row


def shift_outlet(outlet: Outlet, event: str, *, actor: Actor, now: datetime, note: str = "") -> Outlet:
    """Pause, reopen or close it. Raises Forbidden, Invalid without a reason, IllegalTransition."""
    with transaction.atomic():
        row = move(outlet, event, actor=actor, now=now, note=note.strip()[:500])
        publish(OUTLET_CHANGED, key=f"outlet:{row.pk}", outlet_id=row.pk)
        bump("enterprises")
    return row


def _fill(row: Outlet, fields: dict[str, Any], serves: Any, hours: Hours) -> None:
    """Write the fields. A place without a point gets its district's. Raises Invalid naming all that is wrong."""
    for name in FIELDS:
        if name in fields:
            value = fields[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.phone = "".join(row.phone.split())
    if row.district_id is not None and (row.lat is None or row.lng is None):
        row.lat, row.lng = row.district.lat, row.district.lng
    found = _text_problems(row) | _contract_problems(row) | _point_problems(row)
    for name, missing, text in (
        ("district", row.district_id is None, "请选所在区。"),
        ("serves", not serves, "至少选一个服务得到的区。"),
        ("hours_0", not hours, "至少填一天的营业时间。"),
    ):
        if missing:
            found[name] = [text]
    if found:
        raise Invalid(fields=found)


def _text_problems(row: Outlet) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, (most, missing) in LIMITS.items():
        text = getattr(row, name)
        if not text:
            found[name] = [missing]
        elif len(text) > most or not PLAIN.fullmatch(text):
            found[name] = [f"最多 {most} 个字，不能有尖括号。"]
    if not MOBILE.fullmatch(row.phone) and not LANDLINE.fullmatch(row.phone):
        found["phone"] = ["门店电话看起来不对：手机 11 位，座机带区号，比如 010-61234567。"]
    return found


def _contract_problems(row: Outlet) -> dict[str, list[str]]:
    if row.kind == OutletKind.OWN:
        row.contract_no, row.contract_until = "", None
        return {}
    found = {}
    if not row.contract_no or len(row.contract_no) > 40:
        found["contract_no"] = ["加盟店请填加盟合同编号。"]
    if row.contract_until is None:
        found["contract_until"] = ["加盟店请填合同到哪天。"]
    return found


def _point_problems(row: Outlet) -> dict[str, list[str]]:
    limits = (("lat", 90), ("lng", 180))
    return {name: ["坐标超出了范围。"] for name, limit in limits if getattr(row, name) is not None and not -limit <= getattr(row, name) <= limit}


def _write(row: Outlet, serves: Any, hours: Hours) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise OutletNameTaken from error
    row.serves.set(serves)
    row.hours.all().delete()
    OutletHours.objects.bulk_create(
        OutletHours(outlet=row, weekday=day, opens_minutes=opens, closes_minutes=closes) for day, (opens, closes) in sorted(hours.items())
    )


def _tell(row: Outlet, verb: str, fields: list[str], *, actor: Actor, now: datetime) -> None:
    record(actor, function=f"outlet.{verb}", obj=row, detail={"fields": fields}, now=now)
    publish(OUTLET_CHANGED, key=f"outlet:{row.pk}", outlet_id=row.pk)
    bump("enterprises")
