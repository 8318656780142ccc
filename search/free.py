"""Who is free on a day, as the keys of documents: asked when somebody searches with a day, never stored (docs/concepts/availability.md).

Free is a worker who takes work, has that day every paper that work needs, fewer visits than he takes, and two hours in one piece inside his
working time. An offer is free when somebody who does it is. Five queries, whatever the number of workers.
"""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from marketplace.bookings.availability import Calendar, read
from marketplace.listings.models import Listing
from marketplace.listings.states import Side
from marketplace.workers.intervals import merged, without
from marketplace.workers.models import Skill
from marketplace.workers.queries.public import findable

MOST, LEAST_MINUTES, FARTHEST_DAYS = 3000, 120, 60


def is_free(calendar: Calendar, day: date) -> bool:
    """Whether two hours in one piece are left of a day."""
    if not calendar.works or calendar.missing_papers(day) or calendar.visits_on(day) >= calendar.daily_visits:
        return False
    taken = merged((one.start, one.end) for one in calendar.taken)
    return any(end - start >= LEAST_MINUTES for start, end in without(merged(calendar.working([day])), taken))


def free_on(day: date, *, now: datetime) -> tuple[str, ...]:
    """What can be had on a day, as "worker:12", "listing:34"."""
    able = list(findable(day).order_by("pk").values_list("pk", flat=True)[:MOST])
    free = [one.worker_id for one in read(able, service_type_id=0, first=day, last=day, now=now) if is_free(one, day)]
    doing = Skill.objects.filter(worker_id__in=free, service_type_id=OuterRef("service_type_id"))
    of_firm = Q(enterprise__isnull=False) & Q(Exists(doing.filter(worker__enterprise_id=OuterRef("enterprise_id"))))
    of_person = Q(enterprise=None) & Q(Exists(doing.filter(worker__enterprise=None, worker__user_id=OuterRef("author_id"))))
    offers = Listing.objects.public(now).filter(of_firm | of_person, side=Side.OFFER).order_by("pk").values_list("pk", flat=True)[:MOST]
    return (*(f"worker:{number}" for number in free), *(f"listing:{number}" for number in offers))
