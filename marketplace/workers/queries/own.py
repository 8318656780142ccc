"""What workers see of their own file, enterprises of their people's, and staff of all."""

from datetime import date, datetime
from typing import Any

from django.db.models import F, Min, Prefetch, Q

from core.access import Actor, can, tenants
from core.errors import NotFound
from core.models import StateHistory
from core.states import history_of
from marketplace.enterprises.models import Enterprise, Outlet
from marketplace.enterprises.states import EnterpriseState
from marketplace.workers import identity
from marketplace.workers.models import CalendarException, Paper, Skill, SpotCheck, WeeklyHours, Worker
from marketplace.workers.models.papers import PaperState
from marketplace.workers.models.people import employed_by
from marketplace.workers.states import WorkerState
from members.models import User

PAGE_SIZE = 20
BIGGEST = 2**63 - 1
OWN_FIELDS = (
    *("name", "called", "gender", "birth_year", "id_number", "phone", "hometown", "experience_years", "intro"),
    *("state", "online", "code_open", "findable", "created_at"),
)
NOTED = ("return", "suspend", "block", "uphold", "lift")


def own_file(actor: Actor) -> Worker | None:
    """The actor's own file. One query."""
    return Worker.objects.with_names().filter(user_id=actor.user_id or 0).first()


def is_self_employed(actor: Actor) -> bool:
    """Whether the actor works for himself. One query."""
    return actor.user_id is not None and Worker.objects.filter(user_id=actor.user_id, enterprise=None).exists()


def waiting_for(actor: Actor) -> Worker | None:
    """The file that an employer has opened for the actor's proven number and nobody has taken over. Two queries."""
    phone = User.objects.filter(pk=actor.user_id or 0).values_list("phone", flat=True).first()
    if not phone:
        return None
    return Worker.objects.with_names().filter(user=None, phone_index=identity.phone_index(phone)).exclude(state=WorkerState.LEFT).order_by("-pk").first()


def tenants_of(actor: Actor) -> frozenset[int]:
    """The organisations whose people the actor looks after."""
    return tenants(actor, Worker.access_resource, "update")


def employer_of(actor: Actor) -> Enterprise | None:
    """The enterprise whose people, or whose outlet's people, the actor looks after; one that works before one that waits. One query."""
    mine = tenants_of(actor)
    found = Enterprise.objects.filter(Q(organisation_id__in=mine) | Q(pk__in=Outlet.objects.filter(organisation_id__in=mine).values("enterprise_id")))
    rows = list(found.order_by("pk")[:20])
    return min(rows, key=lambda row: row.state != EnterpriseState.APPROVED, default=None)


def employee(number: int, *, actor: Actor) -> Worker:
    """Somebody employed by the actor's enterprises or at his outlets. Raises NotFound. One query."""
    row = Worker.objects.with_names().filter(employed_by(tenants_of(actor)), pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    return row


def employees(
    actor: Actor, *, on: date, before: int | None = None, size: int = PAGE_SIZE, outlet: int | None = None, without_outlet: bool = False
) -> list[Worker]:
    """The people of the actor's enterprises and outlets, the latest first, one more than `size` when there are more.

    With skills and weekly hours; `ends`: when the first paper ends. Three queries, whatever their number.
    """
    verified = Q(papers__state=PaperState.VERIFIED, papers__ends_on__gte=on)
    found = Worker.objects.with_names().filter(employed_by(tenants_of(actor))).annotate(ends=Min("papers__ends_on", filter=verified))
    if before is not None:
        found = found.filter(pk__lt=before)
    if without_outlet:
        found = found.filter(outlet=None)
    elif outlet is not None:
        found = found.filter(outlet_id=outlet)
    skills = Prefetch("skills", queryset=Skill.objects.select_related("service_type").order_by("-years", "pk"))
    hours = Prefetch("weekly_hours", queryset=WeeklyHours.objects.order_by("weekday", "starts_minute"))
    return list(found.prefetch_related(skills, hours).order_by("-pk")[: size + 1])


def exception_of(worker: Worker, number: int) -> CalendarException:
    """One exception of a worker. Raises NotFound."""
    row = worker.calendar_exceptions.filter(pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    row.worker = worker
    return row


def last_note(worker: Worker) -> StateHistory | None:
    """The last step that came with a reason for the worker."""
    return history_of(worker).filter(event__in=NOTED).exclude(note="").order_by("-pk").first()


def readable(number: int, *, actor: Actor) -> Worker:
    """A file that the actor may read, for staff. Raises NotFound. One query."""
    row = Worker.objects.with_names().filter(pk=min(number, BIGGEST)).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


def readable_paper(number: int, *, actor: Actor) -> Paper:
    """A paper that the actor may read. Raises NotFound. One query."""
    found = Paper.objects.select_related("kind", "worker__enterprise", "reviewer", "author")
    row = found.filter(pk=min(number, BIGGEST)).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


def masked_number(worker: Worker) -> str:
    """1101**********0021; empty when there is none."""
    return identity.masked(worker.id_number) if worker.id_number else ""


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person in this slice, for the download (个人信息保护法 45)."""
    row = Worker.objects.with_names().filter(user_id=user_id).first()
    if row is None:
        return {key: [] for key in ("file", "skills", "papers", "hours", "exceptions", "checks", "stations")}
    more = {
        "languages": "、".join(row.languages),
        "district": row.district.name if row.district else "",
        "enterprise": row.enterprise.legal_name if row.enterprise else "",
    }
    papers = row.papers.order_by("pk").annotate(kind_name=F("kind__name"))
    said = ("kind_name", "level", "issuer", "number", "starts_on", "ends_on", "state", "finding", "created_at")
    periods = row.calendar_exceptions.order_by("pk")
    return {
        "file": [{**{name: getattr(row, name) for name in OWN_FIELDS}, **more}],
        "skills": list(row.skills.order_by("pk").annotate(service=F("service_type__name")).values("service", "years")),
        "papers": [{name: getattr(paper, name) for name in said} for paper in papers],
        "hours": list(row.weekly_hours.order_by("weekday", "starts_minute").values("weekday", "starts_minute", "ends_minute")),
        "exceptions": [{"from": one.period.lower, "to": one.period.upper, "free": one.free, "reason": one.reason} for one in periods],
        "stations": [
            {"starts_on": day, "outlet": name or "公司直接安排", "note": note}
            for day, name, note in row.stations.order_by("pk").values_list("starts_on", "outlet__name", "note")
        ],
        "checks": list(SpotCheck.objects.filter(worker=row).order_by("pk").values("at", "way", "passed", "finding", "remedy", "remedied_at")),
    }


def papers_waiting(now: datetime) -> int:
    """How many papers wait for staff."""
    return Paper.objects.filter(state=PaperState.PENDING, created_at__lte=now).count()


def valid_kinds(worker: Worker, on: date) -> set[int]:
    """The kinds of which he holds a paper that counts on a day. One query."""
    return set(Paper.objects.filter(worker=worker).valid_on(on).values_list("kind_id", flat=True))  # type: ignore[attr-defined]


def checks_of(worker: Worker, size: int = 20) -> list[SpotCheck]:
    """The latest spot checks of a worker. One query."""
    return list(SpotCheck.objects.filter(worker=worker).select_related("checker", "enterprise").order_by("-at", "-pk")[:size])


def readable_check(number: int, *, actor: Actor) -> SpotCheck:
    """A spot check that the actor may read. Raises NotFound. One query."""
    row = SpotCheck.objects.select_related("worker__enterprise").filter(pk=min(number, BIGGEST)).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


def worker_for_check(number: int) -> Worker:
    """Anybody who works here or has worked here. Raises NotFound. One query."""
    row = Worker.objects.with_names().filter(pk=min(number, BIGGEST)).exclude(state=WorkerState.DRAFT).first()
    if row is None:
        raise NotFound
    return row
