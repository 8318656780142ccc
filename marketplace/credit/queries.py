"""Reads of credit: how somebody stands with what pulls him down, the grades of many at once, the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Value

from core import cities
from core.errors import NotFound
from marketplace.credit.models import ROWS, Record, Scored, Standing
from marketplace.credit.scoring import BASIS, Rules, usual_score
from marketplace.credit.states import ADVICE, COUNTED, UNITS, Kind, Part
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState
from marketplace.workers.models import Worker
from marketplace.workers.states import WorkerState

HISTORY = 24
BIGGEST = 2**63 - 1
RULES = "parameters"
NOT_YET = {
    Kind.ENTERPRISE: [EnterpriseState.DRAFT, EnterpriseState.SUBMITTED, EnterpriseState.REJECTED],
    Kind.WORKER: [WorkerState.DRAFT, WorkerState.PENDING, WorkerState.RETURNED],
}


def scope_of(kind: str, number: int) -> str:
    """The content scope of what a page shows of somebody's credit."""
    return f"credit:{kind}:{number}"


def assessable(kind: str, *, by: datetime | None = None) -> list[int]:
    """Who has credit: everybody who was ever admitted, by a moment where one is given. One query."""
    rows: Any = ROWS[kind].objects.exclude(state__in=NOT_YET[Kind(kind)])
    if by is not None:
        rows = rows.filter(**{f"{'approved_at' if kind == Kind.ENTERPRISE else 'created_at'}__lt": by})
    return list(rows.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part as pages draw it: its label, weight and share in per cent; the points that it gives and takes off, of a hundred."""

    part: str
    label: str
    weight: int
    share: int
    points: float
    lost: float
    count: int
    unit: str
    means: str
    advice: str


def shown_parts(row: Scored | None, rules: Rules) -> list[ShownPart]:
    """The parts of a score in the order of the rules; where nothing is known yet only what each means. No query."""
    whole = sum(rules.weights.values()) or len(Part)
    found = []
    for part in Part:
        kept = (row.parts if row is not None else {}).get(part, {"count": 0, "share": rules.usual[part] * BASIS // 100})
        weight = (rules.weights[part] if sum(rules.weights.values()) else 1) * 100 / whole
        points = round(weight * kept["share"] / BASIS, 1)
        said = (UNITS[part], COUNTED[part], ADVICE[part])
        found.append(ShownPart(part, part.label, round(weight), round(kept["share"] * 100 / BASIS), points, round(weight - points, 1), kept["count"], *said))
    return found


def standing_of(kind: str, number: int) -> Standing | None:
    """How somebody stands; None for whom nobody has counted yet. One query."""
    return Standing.objects.filter(kind=kind, number=number).first()


@dataclass(frozen=True, slots=True)
class Known:
    """What lists show and rank by: the grade that the public may read ("" without one), and how far the score is above what is usual, in hundredths."""

    grade: str
    beside: int


def known_of(kind: str, numbers: Iterable[int], *, now: datetime) -> dict[int, Known]:
    """How those of these stand whom somebody has counted, by id; a worker's grade only while he agrees. Two queries, none for nobody."""
    wanted = list(numbers)
    if not wanted:
        return {}
    usual = usual_score(Rules.at(now))
    agrees: Any = Value(True) if kind == Kind.ENTERPRISE else Exists(Worker.objects.filter(pk=OuterRef("number"), code_open=True))
    rows = Standing.objects.of(kind, wanted).annotate(agrees=agrees).values_list("number", "grade", "score", "agrees")
    return {number: Known(grade if agreed else "", score - usual) for number, grade, score, agreed in rows}


def history_of(kind: str, number: int) -> list[Record]:
    """The latest lines of somebody's history. One query."""
    return list(Record.objects.filter(kind=kind, number=number).order_by("-pk")[:HISTORY])


def public_subject(kind: str, number: int) -> Enterprise | Worker:
    """Whose credit the public may read: an admitted enterprise, a worker who is public and agrees. Raises NotFound, Elsewhere. One query."""
    number = min(number, BIGGEST)
    found: Any = None
    if kind == Kind.ENTERPRISE:
        found = Enterprise.objects.public().filter(pk=number).first()
    elif kind == Kind.WORKER:
        found = Worker.objects.public().in_city().select_related("enterprise").filter(pk=number, code_open=True).first()
    if found is None:
        if kind in ROWS:
            rows: Any = Worker.objects.filter(code_open=True) if kind == Kind.WORKER else Enterprise.objects
            cities.lead_home(lambda: rows.public().filter(pk=number).values_list("district__code", flat=True))
        raise NotFound
    return found


def summary_of(kind: str, number: int) -> dict[str, Any]:
    """What `credit/parts/short.html` shows beside a name. One query."""
    row = standing_of(kind, number)
    return {"kind": kind, "number": number, "row": row, "grade": row.grade if row is not None else ""}
