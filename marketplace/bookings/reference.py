"""The shipped rules: for cancelling and moving, how each service is booked, and how it is done."""

from pathlib import Path

from core.reference import missing, read_json, reference
from marketplace.bookings.models import Policy, PolicyWindow, ProcessStep, ServiceRule
from marketplace.catalog.models import ServiceType

DATA = Path(__file__).parent / "data" / "policies.json"
RULES = DATA.with_name("rules.json")
PROCESSES = DATA.with_name("processes.json")
COLUMNS = ("by", "action", "within_minutes", "kind", "amount", "payee")


@reference("bookings.policies", order=30)
def load_policies() -> int:
    """Policies with their windows."""
    rows = missing("booking_policy", read_json(DATA))
    for row in rows:
        policy = Policy.objects.create(**{name: value for name, value in row.items() if name != "windows"})
        PolicyWindow.objects.bulk_create([PolicyWindow(policy=policy, **dict(zip(COLUMNS, window, strict=True))) for window in row["windows"]])
    return len(rows)


@reference("bookings.rules", order=31)
def load_rules() -> int:
    """How the service types of the catalogue are booked; the others have the defaults."""
    rows = missing("booking_rule", read_json(RULES), code="service_type")
    kinds = {kind.code: kind for kind in ServiceType.objects.filter(code__in=[row["service_type"] for row in rows])}
    policies = {policy.code: policy for policy in Policy.objects.all()}
    made = [
        ServiceRule(**{**row, "service_type": kinds[row["service_type"]], "policy": policies.get(row.get("policy", ""))})
        for row in rows
        if row["service_type"] in kinds
    ]
    ServiceRule.objects.bulk_create(made)
    return len(made)


@reference("bookings.processes", order=32)
def load_processes() -> int:
    """The steps and the evidence of the service types; those without have the ones of all."""
    rows = missing("booking_process", read_json(PROCESSES))
    kinds = {kind.code: kind for kind in ServiceType.objects.filter(code__in=[row["service_type"] for row in rows])}
    made = [
        ProcessStep(service_type=kinds.get(row["service_type"]), kind=row["kind"], position=place, text=text)
        for row in rows
        if not row["service_type"] or row["service_type"] in kinds
        for place, text in enumerate(row["texts"], start=1)
    ]
    ProcessStep.objects.bulk_create(made)
    return len(made)
