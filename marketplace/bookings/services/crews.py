"""Who of several goes: one leaves and another comes in his place, the others stay (X-BK-08)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.access import Actor
from core.errors import Conflict, Invalid
from marketplace.bookings.availability import Job, read, rule_of
from marketplace.bookings.availability.crews import lacking
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.services.finding import Wanted, job_of, lead, take
from marketplace.bookings.services.keeping import taken_by
from marketplace.bookings.states import AssignmentStatus
from marketplace.workers.minutes import day_of, to_minute


class LeaderFinishes(Conflict):
    """Of several who are there the one who leads them says that the work is done."""

    code = "leader_finishes"
    message = "你们几位一起来的，做完了由带队的那位来点。"


def present_of(visit: Visit) -> list[Assignment]:
    """The rows that keep the visit's time, the leader's first. One query on top of `taken_by`'s."""
    rows = list(Assignment.objects.filter(pk__in=taken_by(visit)).select_related("worker").order_by("pk"))
    return sorted(rows, key=lambda row: (row.worker_id != visit.leader_id, row.pk))


def job_of_one(row: Booking, others: Sequence[int], *, now: datetime) -> Job:
    """The job of one of those who go, beside the others: what of the services they lack, he has to do. Four queries at most."""
    job = job_of(row, rule_of(row.service_type_id), at_once=True)
    if job.hands == 1 and not job.also:
        return job
    day = day_of(to_minute(row.starts_at))
    staying = read(others, service_type_id=job.service_type_id, first=day, last=day, now=now, also=job.also)
    return replace(job, hands=1, needs=lacking([one.does(day) for one in staying], job.needed))


def replace_one(row: Booking, visit: Visit, *, worker_id: int | None, leaves: int | None, now: datetime, status: AssignmentStatus) -> int:
    """Take another worker's time instead of one's who goes; without `leaves` it is who leads. The id of the one who came in.

    Under the lock of the order. Raises Invalid, SlotTaken, Busy.
    """
    if worker_id not in (able := of_booking(row)):
        raise Invalid(fields={"worker": ["选自己的服务人员。"]})
    there = present_of(visit)
    if leaves is not None and leaves not in {one.worker_id for one in there}:
        raise Invalid(fields={"leaves": ["这个人本来就不去，刷新再看。"]})
    if any(one.worker_id == worker_id and one.worker_id != leaves for one in there) and len(there) > 1:
        raise Invalid(fields={"worker": ["这一位本来就去，选另一位。"]})
    gone = [one for one in there if leaves in (None, one.worker_id)][:1]
    stays = [one.worker_id for one in there if one not in gone]
    wanted = Wanted(
        [number for number in able if number == worker_id], job_of_one(row, stays, now=now), visit.starts_at, status, None, [one.pk for one in gone]
    )
    came = take(visit, wanted, now=now)[0]
    led = bool(gone) and gone[0].worker_id == visit.leader_id
    lead(visit, [came, *stays] if led or not stays else [visit.leader_id or stays[0], came])
    return came


def require_leader(visit: Visit, *, actor: Actor) -> None:
    """Refuse one of several who does not lead them; staff and the system may. Raises LeaderFinishes. One query where there are several."""
    if visit.leader_id is None or actor.user_id is None:
        return
    users = dict(Assignment.objects.filter(visit=visit, status=AssignmentStatus.FIXED).values_list("worker_id", "worker__user_id"))
    leader = users.get(visit.leader_id)
    if leader is not None and actor.user_id != leader and actor.user_id in users.values():
        raise LeaderFinishes
