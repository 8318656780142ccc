"""Moving a worker to an outlet of the employer, from a day on (CHN-02, CHN-05)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.texts import CONTROL
from marketplace.enterprises.models import Outlet
from marketplace.enterprises.states import OutletState
from marketplace.workers.errors import StationedThere
from marketplace.workers.events import WORKER_CALENDAR_CHANGED, WORKER_CHANGED
from marketplace.workers.models import Station, Worker
from marketplace.workers.queries.stations import due, on_day
from marketplace.workers.services.filing import locked, require_changeable
from marketplace.workers.services.telling import changed, tell

AHEAD = timedelta(days=90)
LONGEST = 100


def station(worker: Worker, *, outlet: Outlet | None, starts_on: date, actor: Actor, now: datetime, note: str = "") -> Station:
    """From this day on he belongs to this outlet of his employer, or to none. Today or up to 90 days ahead. Row lock.

    Raises NotFound, Forbidden, Invalid naming `outlet`, `starts_on` or `note`, FileClosed, StationedThere.
    """
    require(actor, "create", Station(worker=worker, outlet=outlet))
    tidy, today = note.strip(), timezone.localdate(now)
    _check(worker, outlet, starts_on, tidy, today)
    with transaction.atomic():
        row = locked(worker)
        require_changeable(row)
        if on_day(row.pk, starts_on) == (outlet.pk if outlet else None):
            raise StationedThere
        made = _write(row, outlet, starts_on, tidy, actor=actor, now=now)
        place = outlet.name if outlet else "公司直接安排"
        tell(row, title=f"{starts_on:%Y-%m-%d} 起：{place}", body=tidy or "按这家门店的服务范围派单，约好的照常去。", now=now)
    return made


def _check(worker: Worker, outlet: Outlet | None, starts_on: date, note: str, today: date) -> None:
    problems: dict[str, list[str]] = {}
    if outlet is not None and (outlet.enterprise_id != worker.enterprise_id or outlet.state == OutletState.CLOSED):
        problems["outlet"] = ["选自己家在开的门店。"]
    if not today <= starts_on <= today + AHEAD:
        problems["starts_on"] = [f"从今天到 {AHEAD.days} 天内选一天，过去的不能改。"]
    if len(note) > LONGEST or CONTROL.search(note):
        problems["note"] = [f"最多 {LONGEST} 个字。"]
    elif has_contact(note):
        problems["note"] = [NO_CONTACTS]
    if problems:
        raise Invalid(fields=problems)


def _write(row: Worker, outlet: Outlet | None, starts_on: date, note: str, *, actor: Actor, now: datetime) -> Station:
    """The row of the history, and where he is now when the day has come. Inside the caller's transaction, under the worker's lock."""
    made = Station.objects.create(worker=row, outlet=outlet, starts_on=starts_on, note=note, author_id=actor.user_id, created_at=now)
    if starts_on <= timezone.localdate(now):
        _stand(row, outlet, now=now)
    detail = {"from": row.outlet_id, "to": outlet.pk if outlet else None, "starts_on": str(starts_on)}
    record(actor, function="worker.station", obj=row, detail=detail, now=now)
    changed(row, WORKER_CHANGED, WORKER_CALENDAR_CHANGED)
    return made


def _stand(row: Worker, outlet: Outlet | None, *, now: datetime) -> None:
    row.outlet, row.changed_at = outlet, now
    row.save(update_fields=["outlet", "changed_at"])


def move_due(*, actor: Actor, now: datetime, limit: int = 500) -> int:
    """Whoever's day has come stands where the history says; how many. Row lock each."""
    moved = 0
    for number, outlet_id in due(timezone.localdate(now), limit=limit):
        with transaction.atomic():
            row = locked(Worker(pk=number))
            if row.outlet_id == outlet_id or on_day(number, timezone.localdate(now)) != outlet_id:
                continue
            _stand(row, Outlet.objects.get(pk=outlet_id) if outlet_id else None, now=now)
            record(actor, function="worker.station_begins", obj=row, detail={"to": outlet_id}, now=now)
            changed(row, WORKER_CHANGED)
        moved += 1
    return moved


def leave_closed(outlet: Outlet, *, actor: Actor, now: datetime) -> int:
    """The people of an outlet that was closed belong to the enterprise alone from today; how many. Row lock each."""
    today, moved = timezone.localdate(now), 0
    for number in Worker.objects.filter(outlet=outlet).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = locked(Worker(pk=number))
            if row.outlet_id != outlet.pk:
                continue
            _write(row, None, today, f"{outlet.name}关店"[:LONGEST], actor=actor, now=now)
            tell(row, title=f"{outlet.name}关店了", body="从今天起由公司直接安排，约好的照常去。", now=now)
        moved += 1
    return moved
