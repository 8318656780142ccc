"""What a worker's papers say about a day: the vetting checklist, what a service asks for, the safety code (WRK-01, WRK-05, X-TR-02).

Nothing of it is stored. A paper counts on a day when it is verified and the day is inside its validity; so everything that is asked
here is asked *for a day*, and what was true when somebody signed up says nothing about the day of the visit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from marketplace.catalog.models import ServiceType
from marketplace.workers.models import Paper, PaperKind, Skill, Worker
from marketplace.workers.models.papers import PaperState
from marketplace.workers.states import WorkerState

GREEN, YELLOW, RED = "green", "yellow", "red"
COLOURS = {GREEN: ("绿码", "ok", "circle-check"), YELLOW: ("黄码", "warn", "triangle-alert"), RED: ("红码", "bad", "circle-alert")}
# The groups of the vetting checklist that every worker passes (WRK-02), in the order of the screen.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: a kind, the paper that counts on the day (else the newest one), and what is wrong, "" for nothing."""

    kind: PaperKind
    paper: Paper | None
    problem: str
    needed: bool
    services: tuple[str, ...] = ()
    # Where something that the employer holds counts instead of his own paper: what it is called, and its last day.
    instead: str = ""
    instead_until: date | None = None

    @property
    def ok(self) -> bool:
        """Whether it holds on the day."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Cover:
    """Something that counts for a worker like a paper of a kind: for these services, for all without any; until its last day."""

    kind_id: int
    label: str
    ends_on: date
    service_types: frozenset[int] = frozenset()


Covers = Callable[[Worker, date], Iterable[Cover]]
_COVERS: dict[str, Covers] = {}


def register_covers(name: str, covers: Covers) -> None:
    """Let a slice above say what else counts on a day (policies of the employer); the same name again replaces it."""
    _COVERS[name] = covers


@dataclass(frozen=True, slots=True)
class Code:
    """The safety code of a worker on a day, and why it is not green."""

    colour: str
    day: date
    reasons: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """绿码, 黄码, 红码."""
        return COLOURS[self.colour][0]

    @property
    def tone(self) -> str:
        """The tone of the page."""
        return COLOURS[self.colour][1]

    @property
    def icon(self) -> str:
        """The shape that goes with the colour."""
        return COLOURS[self.colour][2]


def kinds_in_use() -> list[PaperKind]:
    """What forms offer, in order."""
    return list(PaperKind.objects.filter(active=True).order_by("position", "pk"))


def papers_of(worker: Worker) -> list[Paper]:
    """All papers of a worker, the newest first of each kind. One query."""
    return list(Paper.objects.filter(worker=worker).select_related("kind", "reviewer").order_by("kind__position", "kind_id", "-pk"))


def _asked_of(worker: Worker) -> list[tuple[PaperKind, tuple[ServiceType, ...]]]:
    """The kinds that work itself or one of his skills needs, with the services that need them. Two queries."""
    skills = list(Skill.objects.filter(worker=worker).values_list("service_type_id", flat=True))
    wanted = PaperKind.objects.filter(Q(needed_to_work=True) | Q(service_types__in=skills), active=True).distinct()
    asking = Prefetch("service_types", ServiceType.objects.filter(pk__in=skills).order_by("position", "pk"), to_attr="asking")
    return [(kind, tuple(kind.asking)) for kind in wanted.prefetch_related(asking).order_by("position", "pk")]  # type: ignore[attr-defined]


def checklist(worker: Worker, on: date, papers: Iterable[Paper] | None = None) -> list[Item]:
    """Everything that is asked of a worker on a day, in order (WRK-02); what his employer holds for him counts. Three queries, two with
    `papers` at hand, and those of whoever says what else counts.
    """
    by_kind: dict[int, list[Paper]] = {}
    for paper in papers_of(worker) if papers is None else papers:
        by_kind.setdefault(paper.kind_id, []).append(paper)
    covers: dict[int, list[Cover]] = {}
    for cover in (found for said in _COVERS.values() for found in said(worker, on)):
        covers.setdefault(cover.kind_id, []).append(cover)
    return [_item(kind, by_kind.get(kind.pk, []), covers.get(kind.pk, []), services, on) for kind, services in _asked_of(worker)]


def _item(kind: PaperKind, papers: list[Paper], covers: list[Cover], asking: tuple[ServiceType, ...], on: date) -> Item:
    names = tuple(one.name for one in asking)
    held = [paper for paper in papers if paper.holds_on(on)]
    if held:
        return Item(kind, max(held, key=lambda paper: paper.ends_on or date.max), "", kind.needed_to_work, names)
    newest = papers[0] if papers else None
    bare = [one for one in asking if not any(not cover.service_types or one.pk in cover.service_types for cover in covers)]
    if covers and not bare:
        best = max(covers, key=lambda cover: (not cover.service_types, cover.ends_on))
        return Item(kind, newest, "", kind.needed_to_work, names, best.label, best.ends_on)
    return Item(kind, newest, _problem(kind, newest, on), kind.needed_to_work, tuple(one.name for one in bare))


def _problem(kind: PaperKind, paper: Paper | None, on: date) -> str:
    if paper is None:
        return f"没有{kind.name}"
    if paper.state == PaperState.PENDING:
        return f"{kind.name}等核验"
    if paper.state == PaperState.REFUSED:
        return f"{kind.name}没有认可"
    if paper.starts_on is not None and on < paper.starts_on:
        return f"{kind.name}还没到生效的日子"
    return f"{kind.name}过期了"


def vetting_problems(worker: Worker, on: date) -> list[str]:
    """What stands between a worker and work at all on a day; empty when the vetting is complete (WRK-01)."""
    return [item.problem for item in checklist(worker, on) if item.needed and item.problem]


def code_of(worker: Worker, on: date, items: list[Item] | None = None, *, soon: timedelta = SOON) -> Code:
    """The safety code on a day. Red: must not come; yellow: may come, but something ends soon or a service is closed to him; else green.

    `worker` with its employer.
    """
    found = checklist(worker, on) if items is None else items
    red = [item.problem for item in found if item.needed and item.problem]
    if worker.state != WorkerState.APPROVED:
        red.insert(0, f"平台没有准许上门（{worker.get_state_display()}）")
    elif not worker.is_public:
        red.insert(0, "所属企业现在停业")
    if red:
        return Code(RED, on, red)
    yellow = [f"{item.problem}，不接{'、'.join(item.services)}" for item in found if item.problem]
    yellow += [f"{item.kind.name}到 {ends.month} 月 {ends.day} 日为止" for item in found if item.ok and (ends := ends_of(item)) and ends <= on + soon]
    return Code(YELLOW, on, yellow) if yellow else Code(GREEN, on)


def ends_of(item: Item) -> date | None:
    """The last day on which the paper of a line, or what counts instead, holds."""
    if item.instead:
        return item.instead_until
    return item.paper.ends_on if item.paper is not None else None


def badges(worker: Worker, on: date) -> list[dict[str, Any]]:
    """The papers that families see, valid on a day; never a number or a file. One query."""
    papers = Paper.objects.filter(worker=worker, kind__public=True, kind__active=True).valid_on(on).select_related("kind")  # type: ignore[attr-defined]
    found: dict[int, Paper] = {}
    for paper in papers.order_by("kind__position", "kind_id", "-pk"):
        kept = found.get(paper.kind_id)
        if kept is None or (kept.ends_on is not None and (paper.ends_on is None or paper.ends_on > kept.ends_on)):
            found[paper.kind_id] = paper
    return [
        {
            "kind": paper.kind.name,
            "code": paper.kind.code,
            "group": paper.kind.group,
            "group_name": paper.kind.get_group_display(),
            "level": paper.level,
            "issuer": paper.issuer,
            "ends_on": paper.ends_on,
            "checked_on": paper.reviewed_at,
        }
        for paper in found.values()
    ]
