"""Reads of where workers are stationed. A closed outlet is none."""

from datetime import date

from django.db import connection

from core.access import Actor
from marketplace.enterprises.models import Outlet
from marketplace.enterprises.states import OutletState
from marketplace.workers.models import Station, Worker
from marketplace.workers.queries.own import tenants_of

SHOWN = 20
# Those for whom the history says something else today than their file.
DUE = """
SELECT w.id, o.id FROM workers_worker AS w
JOIN LATERAL (SELECT s.outlet_id FROM workers_station AS s WHERE s.worker_id = w.id AND s.starts_on <= %(day)s ORDER BY s.starts_on DESC, s.id DESC LIMIT 1) AS at ON true
LEFT JOIN enterprises_outlet AS o ON o.id = at.outlet_id AND o.state <> 'closed'
WHERE w.outlet_id IS DISTINCT FROM o.id ORDER BY w.id LIMIT %(limit)s
"""


def on_day(worker_id: int, day: date) -> int | None:
    """The outlet on a day; None where he belongs to none. One query."""
    row = Station.objects.filter(worker_id=worker_id, starts_on__lte=day).select_related("outlet").order_by("-starts_on", "-pk").first()
    return row.outlet_id if row is not None and row.outlet is not None and row.outlet.state != OutletState.CLOSED else None


def due(day: date, *, limit: int) -> list[tuple[int, int | None]]:
    """Whose file has to follow the history, and to which outlet. One query."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"day": day, "limit": limit})
        return cursor.fetchall()


def stations_of(worker: Worker) -> list[Station]:
    """Where he has been and will be, the latest first. One query."""
    return list(Station.objects.filter(worker=worker).select_related("outlet", "author").order_by("-starts_on", "-pk")[:SHOWN])


def outlets_for(actor: Actor) -> list[Outlet]:
    """The outlets whose people the actor looks after, that are not closed. One query."""
    return list(Outlet.objects.filter(organisation_id__in=tenants_of(actor)).exclude(state=OutletState.CLOSED).order_by("name", "pk"))
