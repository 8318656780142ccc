"""A worker's papers: registered, verified or refused by somebody else, reminded of before they end (WRK-03, TRN-04, AFT-02, X-TR-01)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.counters import require_within
from core.errors import Invalid
from core.media.services import receive_private
from core.outbox import publish
from core.templatetags.ui import day as day_words
from core.texts import CONTROL
from marketplace.workers.errors import NotYourOwnFile, PaperDecided
from marketplace.workers.events import PAPER_EXPIRING, WORKER_CHANGED
from marketplace.workers.models import Paper, PaperKind, Worker
from marketplace.workers.models.papers import PaperState
from marketplace.workers.parameters import PAPERS_A_DAY
from marketplace.workers.services.filing import DAY, locked, require_changeable
from marketplace.workers.services.telling import changed, tell
from marketplace.workers.states import CHANGEABLE

MOST_FILES, LONGEST_FINDING = 6, 200
LIMITS = {"level": 20, "issuer": 60, "number": 60}
REMINDERS = (30, 7, 0)
SMS_STEP = 7
OLDEST_YEAR, LATEST_YEAR = 1970, 2100


def add_paper(
    worker: Worker,
    *,
    kind: PaperKind,
    actor: Actor,
    now: datetime,
    files: Iterable[UploadedFile] = (),
    level: str = "",
    issuer: str = "",
    number: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Paper:
    """Register a paper with its evidence; it counts when somebody else has verified it. Row lock of the worker.

    Raises NotFound, Forbidden, FileClosed, Invalid (also FileRefusedError), RateLimited.
    """
    row = Paper(worker=worker, kind=kind, author_id=actor.user_id, created_at=now, level=level, issuer=issuer, number=number)
    row.starts_on, row.ends_on = starts_on, ends_on
    require(actor, "create", row)
    uploads = list(files)
    _check(row, uploads, today=timezone.localdate(now))
    if actor.user_id is not None:
        limit = PAPERS_A_DAY.at(now)
        require_within("worker.paper", str(actor.user_id), limit=limit, window_seconds=DAY, now=now, message="今天登记得够多了，明天再来。")
    with transaction.atomic():
        row.worker = locked(worker)
        require_changeable(row.worker)
        place = row.worker.enterprise.organisation_id if row.worker.enterprise is not None else None
        stored = [receive_private(file, actor=actor, purpose=f"worker.{kind.code}", now=now, organisation_id=place) for file in uploads]
        row.files = [one.pk for one in stored]
        row.save()
        record(actor, function="worker_paper.add", obj=row, detail={"worker": worker.pk, "kind": kind.code}, now=now)
        changed(row.worker, WORKER_CHANGED)
    return row


def _check(row: Paper, files: list[UploadedFile], *, today: date) -> None:
    problems: dict[str, list[str]] = {}
    for name, most in LIMITS.items():
        text = getattr(row, name).strip()
        setattr(row, name, text)
        if len(text) > most or CONTROL.search(text):
            problems[name] = [f"最多 {most} 个字。"]
    if not row.kind.active:
        problems["kind"] = ["这种证件不再用了，换一种。"]
    if not files:
        problems["files"] = ["传一张清楚的照片，或者 PDF。"]
    elif len(files) > MOST_FILES:
        problems["files"] = [f"一次最多 {MOST_FILES} 个文件。"]
    problems |= _dates_problem(row, today=today)
    if problems:
        raise Invalid(fields=problems)


def _dates_problem(row: Paper, *, today: date) -> dict[str, list[str]]:
    for name in ("starts_on", "ends_on"):
        value = getattr(row, name)
        if value is not None and not OLDEST_YEAR <= value.year <= LATEST_YEAR:
            return {name: ["年份看起来不对。"]}
    if row.kind.months and row.ends_on is None:
        return {"ends_on": [f"{row.kind.name}有期限，照着证件填到哪天。"]}
    if row.starts_on and row.ends_on and row.starts_on > row.ends_on:
        return {"ends_on": ["到期的日子要在开始以后。"]}
    return {"ends_on": ["已经过期了，办了新的再登记。"]} if row.ends_on and row.ends_on < today else {}


def verify_paper(paper: Paper, *, actor: Actor, now: datetime, note: str = "") -> Paper:
    """It is genuine: from now on it counts while it is valid. Row lock. Raises NotFound, Forbidden, NotYourOwnFile, PaperDecided, Invalid."""
    return _reviewed(paper, PaperState.VERIFIED, actor=actor, now=now, finding=note)


def refuse_paper(paper: Paper, *, actor: Actor, now: datetime, note: str) -> Paper:
    """It is not, and why. Row lock. Raises NotFound, Forbidden, NotYourOwnFile, PaperDecided, Invalid without a finding."""
    if not note.strip():
        raise Invalid(fields={"note": ["请写明原因。"]})
    return _reviewed(paper, PaperState.REFUSED, actor=actor, now=now, finding=note)


def _reviewed(paper: Paper, state: str, *, actor: Actor, now: datetime, finding: str) -> Paper:
    require(actor, "verify", paper)
    if len(finding.strip()) > LONGEST_FINDING:
        raise Invalid(fields={"note": [f"最多 {LONGEST_FINDING} 个字。"]})
    with transaction.atomic():
        holder = locked(paper.worker)
        row = Paper.objects.select_for_update(of=("self",)).select_related("kind").get(pk=paper.pk)
        row.worker = holder
        own = (row.author_id is not None and row.author_id == actor.user_id) or row.access_scopes(actor) & {"o", "t"}
        if own and SYSTEM_ROLE not in actor.roles:
            raise NotYourOwnFile(audit={"function": "worker_paper.review", "object": row})
        if row.state != PaperState.PENDING:
            raise PaperDecided
        row.state, row.finding, row.reviewer_id, row.reviewed_at = state, finding.strip(), actor.user_id, now
        row.save(update_fields=["state", "finding", "reviewer", "reviewed_at"])
        record(actor, function=f"worker_paper.{state}", obj=row, detail={"worker": holder.pk, "kind": row.kind.code, "finding": row.finding}, now=now)
        changed(holder, WORKER_CHANGED)
        good = state == PaperState.VERIFIED
        tell(holder, title=f"{row.kind.name}{'核验过了' if good else '没有认可'}", body=row.finding or "从今天起算数。", now=now, page="papers")
    return row


def remind_of_ends(*, now: datetime, actor: Actor) -> int:
    """Tell 30 and 7 days before a paper ends and on its last day (X-TR-01), each once, also when a run was missed. Returns how many were told."""
    today = timezone.localdate(now)
    ending = Paper.objects.filter(state=PaperState.VERIFIED, ends_on__range=(today, today + timedelta(days=max(REMINDERS))), kind__active=True)
    due = ending.filter(worker__state__in=CHANGEABLE).select_related("worker__enterprise", "kind").order_by("ends_on", "pk")
    return sum(_remind(paper, ((paper.ends_on or today) - today).days, now=now, actor=actor) for paper in due)


def _remind(paper: Paper, left: int, *, now: datetime, actor: Actor) -> int:
    """One reminder; none when it was given before, or a newer paper of the kind lasts longer."""
    step = min(days for days in REMINDERS if left <= days)
    if paper.reminded is not None and paper.reminded <= step:
        return 0
    ends = paper.ends_on or date.max
    if Paper.objects.filter(worker_id=paper.worker_id, kind_id=paper.kind_id, state=PaperState.VERIFIED).exclude(ends_on__lte=ends).exists():
        return 0
    when = f"还有 {left} 天到期" if left else "今天到期"
    stops = "过期就不能派工" if paper.kind.needed_to_work else "过期就不能接要它的活"
    with transaction.atomic():
        if not Paper.objects.filter(pk=paper.pk, reminded=paper.reminded).update(reminded=step):
            return 0
        record(actor, function="worker_paper.remind", obj=paper, detail={"worker": paper.worker_id, "days": step}, now=now)
        publish(PAPER_EXPIRING, key=f"worker:{paper.worker_id}", worker_id=paper.worker_id, paper_id=paper.pk)
        body = f"有效期到 {day_words(ends)}，{stops}。办好新的传上来，核验过就接上。"
        tell(paper.worker, title=f"{paper.kind.name}{when}", body=body, now=now, sms=step == SMS_STEP, page="papers")
    return 1


def reveal_number(worker: Worker, *, reason: str, actor: Actor, now: datetime) -> str:
    """The whole ID number, for somebody with the right and a reason; leaves an audit row. Raises NotFound, Forbidden, Invalid."""
    require(actor, "reveal", Paper(worker=worker))
    if not reason.strip():
        raise Invalid(fields={"note": ["请写明原因。"]})
    record(actor, function="worker.reveal_id_number", obj=worker, detail={"reason": reason.strip()[:500]}, now=now)
    return worker.id_number


def save_kind(kind: PaperKind | None = None, *, actor: Actor, now: datetime, service_types: Iterable[Any] = (), **fields: Any) -> PaperKind:
    """Add or change a kind of paper. Raises Forbidden, Invalid when its code or name is taken."""
    require(actor, "update" if kind else "create", PaperKind)
    row = kind or PaperKind(position=PaperKind.objects.count())
    for name, value in fields.items():
        setattr(row, name, value)
    for name in ("code", "name"):
        if PaperKind.objects.exclude(pk=row.pk).filter(**{name: getattr(row, name)}).exists():
            raise Invalid(fields={name: ["已经有一种是这个了。"]})
    with transaction.atomic():
        row.save()
        row.service_types.set(service_types)
        record(actor, function="paper_kind.save", obj=row, now=now)
    return row
