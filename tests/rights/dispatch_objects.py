"""Builders of dispatch: urgent orders as the family names them, offers as the worker does, plans of orders."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core import clock
from core.media.services import receive_private
from dispatch.accidents.models import Case, CaseFile, RemedyStep
from dispatch.board.models import LateArrival
from dispatch.followups.models import FollowUp
from dispatch.urgent.models import PlanRun, UrgentOrder
from dispatch.urgent.services.planning import latest
from marketplace.bookings.models import Assignment
from marketplace.workers.models import Worker
from tests.dispatch.urgent.factories import asked, incident, offers, on_call, searching
from tests.marketplace.factories import district, picture
from tests.members.factories import actor_for, make_staff
from tests.rights.booking_objects import order, other_worker, visit
from tests.rights.built import FOREIGN, OWN, TENANT, Built, letters
from tests.rights.world import EMPLOYED, World


def urgent(world: World, role: str, relation: str, state: str) -> Built | None:
    """An urgent order: one's own, or a stranger's; somebody is on call for those that are handed over."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    UrgentOrder.objects.filter(customer=person).update(state="expired")
    if state == "quoted":
        row = asked(person)
    else:
        on_call()
        row = searching(person)
        if state == "escalated":
            UrgentOrder.objects.filter(pk=row.pk).update(state=state, escalated_at=clock.now())
    row = UrgentOrder.objects.with_names().get(pk=row.pk)
    return Built({"number": row.number}, letters(relation), row)


def urgent_photo(world: World, role: str, relation: str, state: str) -> Built | None:
    """A photo of what happened in one's own home, or in a stranger's."""
    found = urgent(world, role, relation, "offering")
    if found is None or found.row is None:
        return None
    stored = receive_private(picture("pipe.png"), actor=actor_for(found.row.customer), purpose="urgent.photo", now=clock.now())
    UrgentOrder.objects.filter(pk=found.row.pk).update(photos=[stored.pk])
    return Built({**found.args, "place": 1}, found.letters, found.row)


def job_offer(world: World, role: str, relation: str, state: str) -> Built | None:
    """An urgent order offered to the person."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    Worker.objects.filter(user=person).update(user=None)
    on_call(user=person, enterprise=None)
    [mine] = [one for one in offers(searching(world.colleagues.get(role) or world.stranger)) if one.worker.user_id == person.pk]
    return Built({"number": mine.pk}, letters(relation), mine)


def incident_kind(world: World, role: str, relation: str, state: str) -> Built | None:
    """A shipped kind of incident."""
    return Built({"number": incident().pk}, None) if relation == FOREIGN else None


def plan_run(world: World, role: str, relation: str, state: str) -> Built | None:
    """A plan opened for an order."""
    found = order(world, role, relation, "assigned")
    if found is None:
        return None
    run = PlanRun.objects.create(plan=latest(incident()), booking=found.row, opened_at=clock.now())
    return Built({"number": run.pk}, found.letters, found.row)


def late_arrival(world: World, role: str, relation: str, state: str) -> Built | None:
    """A flag of lateness: of the person, of who works where the role does, or of a stranger."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    found = visit(world, role, relation, "late") if relation != TENANT else order(world, role, relation, "assigned")
    if found is None:
        return None
    goes = Assignment.objects.get(visit__booking=found.row, status="fixed")
    row = LateArrival.objects.create(visit=goes.visit, worker=goes.worker, minutes=20, flagged_at=clock.now())
    return Built({"number": row.pk}, letters(relation), row)


def follow_up(world: World, role: str, relation: str, state: str) -> Built | None:
    """The question after a stranger's order."""
    if relation != FOREIGN:
        return None
    found = order(world, role, relation, "assigned")
    row = FollowUp.objects.create(booking=found.row, day=1, due_on=clock.now().date(), created_at=clock.now())
    return Built({"number": row.pk}, frozenset(), row)


def accident(world: World, role: str, relation: str, state: str) -> Built | None:
    """A broken vase: in one's own home, on a job of one's organisation, or a stranger's."""
    found = order(world, role, relation, "arrived")
    if found is None:
        return None
    said = {"side": "family", "harm": "thing", "what": "花瓶碰碎了。", "owner": world.stranger, "deadline": clock.now() + timedelta(days=3)}
    row = Case.objects.create(booking=found.row, number=f"S{found.row.pk:012d}", state="handling", created_at=clock.now(), **said)
    RemedyStep.objects.create(case=row, position=1, text="问清楚", done_at=clock.now())
    return Built({"number": row.number}, found.letters, row)


def accident_paper(world: World, role: str, relation: str, state: str) -> Built | None:
    """A photograph of it."""
    found = accident(world, role, relation, state)
    if found is None:
        return None
    stored = receive_private(picture("vase.png"), actor=actor_for(world.stranger), purpose="accident", now=clock.now())
    paper = CaseFile.objects.create(case=found.row, file=stored, added_at=clock.now())
    return Built({"number": paper.pk}, found.letters, found.row)


BUILDERS = {
    "urgent": urgent,
    "urgent_photo": urgent_photo,
    "job_offer": job_offer,
    "incident": incident_kind,
    "plan_run": plan_run,
    "late_arrival": late_arrival,
}
BUILDERS |= {"follow_up": follow_up, "accident": accident, "accident_paper": accident_paper}
Maker = Callable[[World, str, Built | None], dict[str, Any]]


def _call_form(world: World, role: str, built: Built | None) -> dict[str, Any]:
    UrgentOrder.objects.filter(customer=world.people[role]).update(state="expired")
    said = {"what": "厨房水管接头崩了。", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}
    return {**said, "incident": incident().pk, "district": district().pk}


def _incident_form(world: World, role: str, built: Built | None) -> dict[str, Any]:
    kind, named = incident(), built is not None
    said = {"name": kind.name if named else "煤气灶打不着", "code": kind.code if named else "gas-stove", "first_aid": "先关阀。", "steps": "关阀\n开窗"}
    return {**said, "service_type": kind.service_type_id, "visit_fen": "80", "urgent_fen": "40", "minutes": "60", "position": "9", "active": "on"}


def report_form(world: World, role: str, built: Built | None) -> dict[str, Any]:
    """What is said of a broken vase."""
    return {"harm": "thing", "what": "擦柜子时碰碎了一个花瓶。"}


BODIES: dict[str, Maker] = {
    "urgent:new POST": _call_form,
    "urgent:act POST": lambda world, role, built: {"total_fen": built.row.total_fen} if built is not None and built.row is not None else {},
    "api-urgent POST": lambda world, role, built: {**_call_form(world, role, built), "incident": "burst-pipe", "district": "110105"},
    "api-urgent-act POST": lambda world, role, built: {"total_yuan": f"{built.row.total_fen / 100:.2f}"} if built is not None and built.row is not None else {},
    "dispatch_urgent_call_appoint POST": lambda world, role, built: (
        {"worker": Worker.objects.filter(called="赵师傅").order_by("-pk")[0].pk} if built and built.row else {}
    ),
    "dispatch_urgent_call_decide POST": lambda world, role, built: {"note": "附近的师傅都在外面。"},
    "dispatch_incident_new POST": _incident_form,
    "dispatch_incident POST": _incident_form,
    "dispatch_board_order POST": lambda world, role, built: {"worker": other_worker(built.row)} if built and built.row else {},
    "dispatch_late POST": lambda world, role, built: {"note": "家里临时改了地址。"},
    "dispatch_followup_close POST": lambda world, role, built: {"result": "good", "note": "都好，水压正常。"},
    "dispatch_follow_rules POST": lambda world, role, built: {"service_type": incident().service_type_id, "days": "1，7"},
    "dispatch_accident_new POST": report_form,
    "accidents:family POST": report_form,
    "accidents:worker POST": report_form,
    "accidents:provider POST": report_form,
    "dispatch_accident_act POST": lambda world, role, built: {"owner": make_staff("quality").pk, "hours": "24"},
    "dispatch_accident_act#1 POST": lambda world, role, built: {"position": "1", "done": "1"},
    "dispatch_accident_act#2 POST": lambda world, role, built: {"grade": "light"},
    "dispatch_accident_decide POST": lambda world, role, built: {"note": "照价赔了，家里点头。"},
    "dispatch_plan_open POST": lambda world, role, built: {"incident": incident().pk},
    "dispatch_plan_tick POST": lambda world, role, built: {"position": "1", "done": "1"},
}
