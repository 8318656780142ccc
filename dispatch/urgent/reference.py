"""The shipped kinds of incidents, each with the first version of its plan."""

from pathlib import Path

from core import clock
from core.content import bump
from core.reference import missing, read_json, reference
from dispatch.urgent.models import Incident, Plan
from dispatch.urgent.models.plans import SCOPE
from marketplace.catalog.models import ServiceType

DATA = Path(__file__).parent / "data" / "incidents.json"


@reference("urgent.incidents", order=40)
def load_incidents() -> int:
    """Incidents with their plans."""
    rows = missing("urgent_incident", read_json(DATA))
    kinds = {kind.code: kind for kind in ServiceType.objects.filter(code__in={row["service_type"] for row in rows})}
    made = 0
    bump(SCOPE)
    for place, row in enumerate(rows, start=1):
        if row["service_type"] in kinds:
            named = {name: value for name, value in row.items() if name not in ("steps", "service_type")}
            incident = Incident.objects.create(**named, service_type=kinds[row["service_type"]], position=place)
            Plan.objects.create(incident=incident, version=1, steps=row["steps"], created_at=clock.now())
            made += 1
    return made
