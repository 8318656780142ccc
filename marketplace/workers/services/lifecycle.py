"""The life of a file: handed in, decided, on line and off, suspended, blocked, appealed, left (WRK-01, WRK-12, BKG-14, X-TR-03)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.errors import IllegalTransition
from core.outbox import Event
from core.states import history_of, move
from marketplace.workers.errors import NotYourOwnFile, PersonKnown, SameJudge, VettingIncomplete
from marketplace.workers.events import WORKER_APPROVED, WORKER_CHANGED, WORKER_WITHDRAWN
from marketplace.workers.models import Worker
from marketplace.workers.queries.papers import vetting_problems
from marketplace.workers.services.checking import require_complete
from marketplace.workers.services.duties import give_role, take_role
from marketplace.workers.services.filing import locked
from marketplace.workers.services.telling import changed, tell
from marketplace.workers.states import WorkerState


def _require_other(row: Worker, event: str, *, actor: Actor) -> None:
    """Whoever made the file, is in it, or works where he works, does not decide on it. Raises NotYourOwnFile."""
    own = (row.author_id is not None and row.author_id == actor.user_id) or row.access_scopes(actor) & {"o", "t"}
    if own and SYSTEM_ROLE not in actor.roles:
        raise NotYourOwnFile(audit={"function": f"worker.{event}", "object": row})


def _moved(row: Worker, event: str, *tells: Event, actor: Actor, now: datetime, note: str = "") -> Worker:
    """Move the locked row; who is no longer approved is off line first, as the table demands."""
    if row.online:
        row.online = False
        row.save(update_fields=["online"])
    moved = move(row, event, actor=actor, now=now, note=note)
    moved.online, moved.changed_at = False, now
    moved.save(update_fields=["online", "changed_at"])
    moved.enterprise = row.enterprise
    changed(moved, *dict.fromkeys((WORKER_CHANGED, *tells)))
    return moved


def submit(worker: Worker, *, actor: Actor, now: datetime) -> Worker:
    """Hand a file in. Row lock. Raises NotFound, Forbidden, Invalid for what is missing, IllegalTransition."""
    require(actor, "submit", worker)
    with transaction.atomic():
        row = locked(worker)
        if row.state in (WorkerState.DRAFT, WorkerState.RETURNED):
            require_complete(row)
        moved = _moved(row, "submit", actor=actor, now=now)
        tell(moved, title="档案交上去了", body="先核证件，再看档案，一般两个工作日内有结果。", now=now)
    return moved


def approve(worker: Worker, *, actor: Actor, now: datetime, note: str = "") -> Worker:
    """Admit somebody whose checklist is complete today; before that he is neither shown nor dispatched (WRK-01). Row lock.

    Raises Forbidden, NotYourOwnFile, VettingIncomplete, IllegalTransition.
    """
    require(actor, "approve", worker)
    with transaction.atomic():
        row = locked(worker)
        _require_other(row, "approve", actor=actor)
        if row.state == WorkerState.PENDING and (lacking := vetting_problems(row, timezone.localdate(now))):
            raise VettingIncomplete(f"审查清单还没齐：{'；'.join(lacking)}。")
        moved = _moved(row, "approve", WORKER_APPROVED, actor=actor, now=now, note=note)
        give_role(moved, actor=actor, now=now)
        tell(moved, title="审核通过了", body="排好工作时间、打开接单，家庭就能约了。", now=now)
    return moved


def return_worker(worker: Worker, *, actor: Actor, now: datetime, note: str) -> Worker:
    """Send a file back with a reason. Row lock. Raises Forbidden, NotYourOwnFile, Invalid without a reason, IllegalTransition."""
    require(actor, "approve", worker)
    with transaction.atomic():
        row = locked(worker)
        _require_other(row, "return", actor=actor)
        moved = _moved(row, "return", actor=actor, now=now, note=note)
        tell(moved, title="档案要补一下", body=f"{note.strip()} 补好再交就行。", now=now)
    return moved


def go_online(worker: Worker, *, actor: Actor, now: datetime) -> Worker:
    """Take new offers from now on (BKG-14). Row lock. Raises NotFound, Forbidden, IllegalTransition unless approved."""
    return _switch(worker, True, actor=actor, now=now)


def go_offline(worker: Worker, *, actor: Actor, now: datetime) -> Worker:
    """Take no new offers; what is agreed stays (BKG-14). Row lock. Raises NotFound, Forbidden, IllegalTransition unless approved."""
    return _switch(worker, False, actor=actor, now=now)


def _switch(worker: Worker, online: bool, *, actor: Actor, now: datetime) -> Worker:
    require(actor, "switch", worker)
    with transaction.atomic():
        row = locked(worker)
        if row.state != WorkerState.APPROVED:
            raise IllegalTransition("审核通过以后才能打开接单。")
        row.online, row.changed_at = online, now
        row.save(update_fields=["online", "changed_at"])
        record(actor, function="worker.online" if online else "worker.offline", obj=row, now=now)
        changed(row, WORKER_CHANGED)
    return row


def suspend(worker: Worker, *, actor: Actor, now: datetime, note: str) -> Worker:
    """Stop new offers and take the page away, with a reason. Row lock. Raises Forbidden, NotYourOwnFile, Invalid, IllegalTransition."""
    return _decided(worker, "suspend", "suspend", WORKER_WITHDRAWN, title="接单暂停了", body="{} 有异议打服务热线。", actor=actor, now=now, note=note)


def resume(worker: Worker, *, actor: Actor, now: datetime, note: str = "") -> Worker:
    """Let somebody work again; he goes on line himself. Row lock. Raises Forbidden, NotYourOwnFile, IllegalTransition."""
    return _decided(worker, "resume", "suspend", WORKER_APPROVED, title="可以接单了", body="打开接单，家庭就能约了。", actor=actor, now=now, note=note)


def block(worker: Worker, *, actor: Actor, now: datetime, note: str) -> Worker:
    """Put somebody on the list that the whole network shares (X-TR-03). Row lock. Raises Forbidden, NotYourOwnFile, Invalid, IllegalTransition."""
    with transaction.atomic():
        body = "{} 全网都不能再接活。不认同可以在档案里申诉，由另一位同事来定。"
        moved = _decided(worker, "block", "block", WORKER_WITHDRAWN, title="被列入黑名单", body=body, actor=actor, now=now, note=note)
        take_role(moved, actor=actor, now=now, reason="列入黑名单")
    return moved


def appeal(worker: Worker, *, actor: Actor, now: datetime, note: str) -> Worker:
    """Say why the block is wrong. Row lock. Raises NotFound, Forbidden, Invalid without words, IllegalTransition."""
    require(actor, "appeal", worker)
    with transaction.atomic():
        moved = _moved(locked(worker), "appeal", actor=actor, now=now, note=note)
        tell(moved, title="申诉收到了", body="由没有参与拉黑的同事来定，一般五个工作日内有结果。", now=now)
    return moved


def _require_new_judge(row: Worker, *, actor: Actor) -> None:
    last = history_of(row).filter(event="block").last()
    if last is not None and last.actor_id is not None and last.actor_id == actor.user_id and SYSTEM_ROLE not in actor.roles:
        raise SameJudge(audit={"function": "worker.decide_appeal", "object": row})


def uphold(worker: Worker, *, actor: Actor, now: datetime, note: str) -> Worker:
    """The block stays. Somebody else than who blocked. Row lock. Raises Forbidden, SameJudge, NotYourOwnFile, Invalid, IllegalTransition."""
    require(actor, "decide_appeal", worker)
    _require_new_judge(worker, actor=actor)
    return _decided(worker, "uphold", "decide_appeal", WORKER_CHANGED, title="申诉没有通过", body="{}", actor=actor, now=now, note=note)


def lift(worker: Worker, *, actor: Actor, now: datetime, note: str) -> Worker:
    """Off the list; his work begins again when somebody lets him. Row lock. Raises Forbidden, SameJudge, NotYourOwnFile, Invalid, IllegalTransition."""
    require(actor, "decide_appeal", worker)
    _require_new_judge(worker, actor=actor)
    with transaction.atomic():
        moved = _decided(worker, "lift", "decide_appeal", WORKER_CHANGED, title="申诉通过了", body="{} 已经移出黑名单。", actor=actor, now=now, note=note)
        give_role(moved, actor=actor, now=now)
    return moved


def _decided(worker: Worker, event: str, right: str, tells: Event, *, title: str, body: str, actor: Actor, now: datetime, note: str) -> Worker:
    require(actor, right, worker)
    with transaction.atomic():
        row = locked(worker)
        _require_other(row, event, actor=actor)
        moved = _moved(row, event, tells, actor=actor, now=now, note=note)
        tell(moved, title=title, body=body.format(note.strip()), now=now)
    return moved


def leave(worker: Worker, *, actor: Actor, now: datetime) -> Worker:
    """Stop for good; the file stays, the page is gone, the role ends. Row lock. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "leave", worker)
    with transaction.atomic():
        moved = _moved(locked(worker), "leave", WORKER_WITHDRAWN, actor=actor, now=now)
        take_role(moved, actor=actor, now=now, reason="离开")
        tell(moved, title="办好离开了", body="想回来随时点回来接活，审核过就行。", now=now)
    return moved


def return_to_work(worker: Worker, *, actor: Actor, now: datetime) -> Worker:
    """Come back: the file is looked at again. Row lock. Raises NotFound, Forbidden, PersonKnown, IllegalTransition."""
    require(actor, "submit", worker)
    try:
        with transaction.atomic():
            return _moved(locked(worker), "return_to_work", actor=actor, now=now)
    except IntegrityError as error:  # somebody has opened another file of the same person meanwhile
        raise PersonKnown from error
