"""Reporting a thing, and what staff decide about it: not so, or taken down by the verb of the slice that owns it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from core import subjects
from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.counters import require_within
from core.errors import Invalid, NotFound, Unauthenticated
from core.states import move
from dispatch.flags.credit import subjects_of
from dispatch.flags.errors import AlreadyReported, YourOwnReport
from dispatch.flags.models import Flag
from dispatch.flags.parameters import REPORTS_A_DAY
from dispatch.flags.queries import reportable
from dispatch.flags.states import Reason
from marketplace.credit.services import mark
from members.queries import with_role
from members.roles import Role
from notifications.services import notify

DAY = 24 * 3600
LONGEST = 500


def report(kind: str, number: int, *, reason: str, text: str, actor: Actor, now: datetime) -> Flag:
    """Report a public thing; staff who decide are told. Raises NotFound, Unauthenticated, Forbidden, Invalid, AlreadyReported, RateLimited."""
    subject = reportable(kind, number, now=now)
    if subject is None:
        raise NotFound
    require(actor, "create", Flag)
    if actor.user_id is None:
        raise Unauthenticated
    text = text.strip()
    problems = {} if reason in Reason.values else {"reason": ["选一个原因。"]}
    if len(text) > LONGEST or "\x00" in text:
        problems["text"] = [f"最多 {LONGEST} 个字，现在 {len(text)} 个。"]
    elif reason == Reason.OTHER and not text:
        problems["text"] = ["写一句是什么问题。"]
    if problems:
        raise Invalid(fields=problems)
    enough = "今天举报得够多了，急事打服务热线。"
    require_within("flag.report", str(actor.user_id), limit=REPORTS_A_DAY.at(now), window_seconds=DAY, now=now, message=enough)
    row = Flag(kind=kind, number=number, title=subject.title[:255], url=subject.url, who=subject.who[:120], reason=reason, text=text)
    row.reporter_id, row.created_at = actor.user_id, now
    with transaction.atomic():
        _insert(row)
        record(actor, function="flag.report", obj=row, detail={"kind": kind, "number": number, "reason": reason}, now=now)
        if people := with_role(Role.PUBLISHER, now=now):
            notify(user_ids=people, title=f"有人举报：{row.title}"[:80], body=f"{row.get_reason_display()}。{text}"[:300], url="", now=now)
    return row


def _insert(row: Flag) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "flags_one_open_each" not in str(error):
            raise
        raise AlreadyReported from error


def dismiss(flag: Flag, *, actor: Actor, now: datetime, note: str) -> Flag:
    """Not so: the thing stays, the reporter is told why. Row lock. Raises Forbidden, YourOwnReport, Invalid, IllegalTransition."""
    _require_other(flag, actor=actor, event="dismiss")
    with transaction.atomic():
        return _decided(flag, "dismiss", actor=actor, now=now, note=note)


def uphold(flag: Flag, *, actor: Actor, now: datetime, note: str) -> Flag:
    """It is so: the thing is taken down by its owner's verb, every open report of it ends, all reporters are told. Locks the reports in order.

    Raises Forbidden (also without the right to take such a thing down), YourOwnReport, Invalid, IllegalTransition, Conflict.
    """
    _require_other(flag, actor=actor, event="uphold")
    with transaction.atomic():
        open_ones = list(Flag.objects.select_for_update().open().filter(kind=flag.kind, number=flag.number).exclude(pk=flag.pk).order_by("pk"))
        row = _decided(flag, "uphold", actor=actor, now=now, note=note)
        for other in open_ones:
            _decided(other, "uphold", actor=actor, now=now, note=note)
        mark(subjects_of(flag.kind, flag.number), now=now)
        removal = subjects.removal(flag.kind)
        if removal is not None and subjects.find_many([flag.key], now=now):
            require(actor, *removal.right)
            removal.remove(flag.number, actor=actor, now=now, note=note)
    return row


def _require_other(flag: Flag, *, actor: Actor, event: str) -> None:
    require(actor, "handle", flag)
    if flag.reporter_id == actor.user_id and SYSTEM_ROLE not in actor.roles:
        raise YourOwnReport(audit={"function": f"flag.{event}", "object": flag})


def _decided(flag: Flag, event: str, *, actor: Actor, now: datetime, note: str) -> Flag:
    row = move(flag, event, actor=actor, now=now, note=note)
    row.decided_at, row.answer = now, note.strip()[:LONGEST]
    row.save(update_fields=["decided_at", "answer"])
    said = "查实了，已经撤下，谢谢你告诉我们。" if event == "uphold" else "查过了，没有撤下。"
    notify(user_ids=[row.reporter_id], title="举报有结果了", body=f"「{row.title}」：{said}{row.answer}"[:300], url=reverse("flags:mine"), now=now)
    return row
