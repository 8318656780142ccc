"""Emergency plans: versions that staff write, opened for an order as a checklist with who ticked what when (URG-03)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Conflict, Invalid, NotFound
from core.texts import CONTROL
from dispatch.urgent.models import Incident, Plan, PlanRun, PlanTick, UrgentOrder
from dispatch.urgent.models.plans import MOST_STEPS, SCOPE
from marketplace.bookings.models import Booking

LONGEST_STEP = 120


class NoPlan(Conflict):
    """Nobody has written a plan for this yet."""

    code = "no_plan"
    message = "这一项还没有写预案。"


def save_incident(incident: Incident | None, *, actor: Actor, now: datetime, steps: list[str], **fields: Any) -> Incident:
    """Write a kind of incident; other steps than before are the next version of its plan. Raises Forbidden, Invalid."""
    require(actor, "update" if incident else "create", incident or Incident)
    tidy = [line.strip() for line in steps if line.strip()]
    if not 1 <= len(tidy) <= MOST_STEPS or any(len(line) > LONGEST_STEP or CONTROL.search(line) for line in tidy):
        raise Invalid(fields={"steps": [f"一行一步，1 到 {MOST_STEPS} 步，每步最多 {LONGEST_STEP} 个字。"]})
    with transaction.atomic():
        row = Incident.objects.select_for_update().get(pk=incident.pk) if incident else Incident()
        for name, value in fields.items():
            setattr(row, name, value)
        _save(row)
        last = Plan.objects.filter(incident=row).order_by("-version").first()
        if last is None or last.steps != tidy:
            Plan.objects.create(incident=row, version=last.version + 1 if last else 1, steps=tidy, created_at=now, created_by_id=actor.user_id)
        bump(SCOPE)
        record(actor, function="incident.save", obj=row, detail={"steps": len(tidy), "name": row.name}, now=now)
    return row


def _save(row: Incident) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        field = "code" if "code" in str(error) else "name" if "name" in str(error) else "visit_fen"
        raise Invalid(fields={field: ["已经有了，换一个。" if field != "visit_fen" else "上门费要大于 0。"]}) from error


def latest(incident: Incident) -> Plan | None:
    """The version that holds. One query."""
    return Plan.objects.filter(incident=incident).order_by("-version").first()


def open_for(call: UrgentOrder, *, now: datetime) -> PlanRun | None:
    """The plan of an urgent order is opened with it, in the version of that moment. Inside the caller's transaction."""
    plan = latest(call.incident)
    return PlanRun.objects.create(plan=plan, call=call, opened_at=now) if plan else None


def open_plan(booking: Booking, incident: Incident, *, actor: Actor, now: datetime) -> PlanRun:
    """Open a plan for an order on which something has happened; the same version once. Raises Forbidden, NoPlan."""
    require(actor, "dispatch", booking)
    plan = latest(incident)
    if plan is None:
        raise NoPlan
    with transaction.atomic():
        run, made = PlanRun.objects.get_or_create(booking=booking, plan=plan, defaults={"opened_at": now, "opened_by_id": actor.user_id})
        if made:
            record(actor, function="urgent.open_plan", obj=booking, detail={"plan": plan.pk}, now=now)
    return run


def tick(run: PlanRun, *, position: int, done: bool, actor: Actor, now: datetime) -> PlanRun:
    """A step is done, or not after all; who said so stays in the audit. Raises Forbidden, NotFound."""
    require(actor, "dispatch", run.call or run.booking)
    if not 1 <= position <= len(run.plan.steps):
        raise NotFound
    with transaction.atomic():
        if done:
            PlanTick.objects.get_or_create(run=run, position=position, defaults={"at": now, "by_id": actor.user_id})
        else:
            PlanTick.objects.filter(run=run, position=position).delete()
        record(actor, function="urgent.tick", obj=run, detail={"position": position, "done": done}, now=now)
    return run
