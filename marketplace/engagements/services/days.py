"""Taking somebody's whole days, through the same door as an hour (X-BK-11): no hourly visit overlaps them, and papers hold on each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.bookings.availability import Place, Reason, days_period, read, refusals_of_days
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment
from marketplace.bookings.services.freeing import free_for_line
from marketplace.bookings.services.occupying import Taking, occupy, release, settle
from marketplace.bookings.states import AssignmentStatus
from marketplace.engagements.errors import NotFree, TimeIsOver
from marketplace.engagements.models import Engagement, Stay
from marketplace.workers.models import Worker
from marketplace.workers.models.people import MOST_VISITS

ONE_DAY = timedelta(days=1)
LIVES_IN = "lives_in"


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to before `beyond` of an engagement, kept firmly or until a moment."""

    first: date
    beyond: date
    status: AssignmentStatus = AssignmentStatus.RESERVED
    until: datetime | None = None


def window(engagement: Engagement) -> tuple[date, date]:
    """The days that are kept for it: until somebody has begun, with the days by which it may come earlier or later."""
    slack = timedelta(days=0 if engagement.begun_on else engagement.tolerance_days)
    return engagement.starts_on - slack, engagement.ends_on + slack


def refusals(
    engagement: Engagement, workers: Sequence[int], first: date, beyond: date, *, now: datetime, instead_of: Sequence[int] = (), known: bool = False
) -> dict[int, list[str]]:
    """Why each of these cannot be there on every one of the days, by name; empty for who can. `known`: who is there already may be off line. Three queries."""
    calendars = read(workers, service_type_id=engagement.service_type_id, first=first, last=beyond - ONE_DAY, now=now, instead_of=instead_of)
    lives_in = bool(engagement.terms.get("lives_in"))
    place = Place(district_id=engagement.district_id) if lives_in else Place(engagement.lat, engagement.lng, engagement.district_id)
    people = {worker.pk: worker for worker in Worker.objects.select_related("enterprise").filter(pk__in=workers)}
    found: dict[int, list[str]] = {}
    for one in calendars:
        names = [reason.value for reason in refusals_of_days(one, first, beyond, place=place)]
        if known and Reason.STATE.value in names and people[one.worker_id].is_public:
            names.remove(Reason.STATE.value)
        if lives_in and not people[one.worker_id].lives_in:
            names.append(LIVES_IN)
        found[one.worker_id] = names
    return found


def take_days(engagement: Engagement, worker_id: int, days: Days, *, now: datetime, instead_of: Sequence[int] = (), known: bool = False) -> Assignment:
    """Keep these days of somebody, instead of rows of the same engagement; the new row. Locks the worker; inside the caller's transaction.

    Raises NotFree with the reasons by name, Busy.
    """
    reasons = refusals(engagement, [worker_id], days.first, days.beyond, now=now, instead_of=instead_of, known=known).get(worker_id, ["state"])
    if reasons:
        raise NotFree(reasons=reasons)
    return put_days(engagement, worker_id, days, now=now, instead_of=instead_of)


def put_days(engagement: Engagement, worker_id: int, days: Days, *, now: datetime, instead_of: Sequence[int] = ()) -> Assignment:
    """The same without asking the calendar: for fewer days of what is kept already. Raises NotFree, Busy."""
    period = days_period(days.first, days.beyond)
    try:
        [number] = occupy(
            visit_id=None,
            takings=[Taking(worker_id, *period, MOST_VISITS)],
            period=period,
            day=days.first,
            status=days.status,
            until=days.until,
            place=Place(engagement.lat, engagement.lng),
            now=now,
            instead_of=instead_of,
        )
    except SlotTaken as error:
        raise NotFree(reasons=["free"]) from error
    return Assignment.objects.get(pk=number)


def firm(stay: Stay, *, to: AssignmentStatus, until: datetime | None, now: datetime) -> None:
    """Keep what is reserved longer, or for good. Raises TimeIsOver when it has run out."""
    if not settle([stay.assignment_id], to=to, until=until, now=now):
        raise TimeIsOver


def cut(stay: Stay, engagement: Engagement, *, first: date, beyond: date, now: datetime) -> None:
    """From now on only these of the days are kept, firmly; none at all when there are none."""
    if first >= beyond:
        let_go(stay, now=now)
    else:
        days, before = Days(first, beyond, AssignmentStatus.FIXED), stay.assignment_id
        stay.assignment = put_days(engagement, stay.worker_id, days, now=now, instead_of=[before])
        free_for_line([before], now=now)
    stay.first_on, stay.beyond_on = first, max(first, beyond)
    stay.save(update_fields=["assignment", "first_on", "beyond_on"])


def let_go(stay: Stay, *, now: datetime) -> None:
    """Nobody's days any more."""
    free(stay.assignment_id, now=now)


def free(kept: int | None, *, now: datetime) -> None:
    """Let go of somebody's time, if some is kept; the line has it first. Inside the caller's transaction, which takes none of it again."""
    if kept is not None and release([kept]):
        free_for_line([kept], now=now)
