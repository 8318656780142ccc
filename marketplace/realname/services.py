"""Handing in a name and a number, checking it, taking it back (MEM-06)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, require, require_proven
from core.audit.services import record
from core.counters import require_within
from core.encryption import blind_index
from core.errors import IllegalTransition, Invalid
from core.states import move
from core.texts import CONTROL
from marketplace.realname.errors import NotOnesOwn, NumberTaken
from marketplace.realname.models import RealName
from marketplace.realname.states import NameState
from marketplace.workers import identity
from notifications.services import notify

TRIES_A_DAY, DAY = 5, 24 * 3600
LONGEST_NAME = 30


def index_of(number: str) -> str:
    """By which an equal number is found."""
    return blind_index("realname.number", number)


def submit(*, name: str, number: str, actor: Actor, now: datetime) -> RealName:
    """Hand in one's own name and number. Locks the row.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, RateLimited, NumberTaken, IllegalTransition.
    """
    require_proven(actor)
    require(actor, "submit", RealName)
    said, digits = " ".join(name.split()), identity.normalised(number)
    problems = {"name": ["照证件写，2 到 30 个字。"]} if not 2 <= len(said) <= LONGEST_NAME or CONTROL.search(said) else {}
    if problem := identity.problem_of(digits, today=timezone.localdate(now)):
        problems["number"] = [problem]
    if problems:
        raise Invalid(fields=problems)
    enough = "今天试得够多了，明天再来，或者打服务热线。"
    require_within("realname.submit", str(actor.user_id), limit=TRIES_A_DAY, window_seconds=DAY, now=now, message=enough)
    with transaction.atomic():
        row, _ = RealName.objects.get_or_create(user_id=actor.user_id or 0)
        row = RealName.objects.select_for_update().get(pk=row.pk)
        if row.state in (NameState.PENDING, NameState.VERIFIED):
            raise IllegalTransition(state=row.state, event="submit", audit={"function": "real_name.submit", "object": row})
        row.name, row.number, row.number_index, row.submitted_at = said, digits, index_of(digits), now
        row.save(update_fields=["name", "number", "number_index", "submitted_at"])
        return _moved(row, "submit", actor=actor, now=now)


def _moved(row: RealName, event: str, *, actor: Actor, now: datetime) -> RealName:
    try:
        with transaction.atomic():
            return move(row, event, actor=actor, now=now)
    except IntegrityError as error:
        if "realname_one_account_each" not in str(error):
            raise
        raise NumberTaken from error


def _decided(row: RealName, event: str, title: str, body: str, *, actor: Actor, now: datetime, note: str = "") -> RealName:
    if row.user_id == actor.user_id and SYSTEM_ROLE not in actor.roles:
        raise NotOnesOwn(audit={"function": f"real_name.{event}", "object": row})
    with transaction.atomic():
        moved = move(row, event, actor=actor, now=now, note=note)
        moved.decided_at = now
        moved.save(update_fields=["decided_at"])
        notify(user_ids=[moved.user_id], title=title, body=body, url=reverse("realname:mine"), now=now)
    return moved


def verify(row: RealName, *, actor: Actor, now: datetime) -> RealName:
    """It is so. Row lock. Raises Forbidden, NotOnesOwn, IllegalTransition."""
    require(actor, "verify", row)
    return _decided(row, "verify", "实名认证通过了", "号码加密存着，页面上只显示头四位和后四位。", actor=actor, now=now)


def reject(row: RealName, *, actor: Actor, now: datetime, note: str) -> RealName:
    """It is not so, and why. Row lock. Raises Forbidden, NotOnesOwn, Invalid, IllegalTransition."""
    require(actor, "verify", row)
    return _decided(row, "reject", "实名认证没有通过", f"{note.strip()} 改好可以再交。", actor=actor, now=now, note=note)


def revoke(row: RealName, *, actor: Actor, now: datetime, note: str) -> RealName:
    """It was not so after all. Row lock. Raises Forbidden, NotOnesOwn, Invalid, IllegalTransition."""
    require(actor, "verify", row)
    return _decided(row, "revoke", "实名认证撤销了", note.strip(), actor=actor, now=now, note=note)


def reveal(row: RealName, *, reason: str, actor: Actor, now: datetime) -> str:
    """The whole number, with a reason; leaves an audit row. Raises NotFound, Forbidden, Invalid."""
    require(actor, "reveal", row)
    if not reason.strip():
        raise Invalid(fields={"note": ["请写明原因。"]})
    record(actor, function="real_name.reveal", obj=row, detail={"reason": reason.strip()[:500]}, now=now)
    return row.number


def shown(row: RealName | None) -> dict[str, Any]:
    """What of it stands on a page: state, name with its first letter alone, number masked."""
    if row is None:
        return {"state": NameState.UNVERIFIED.value, "label": str(NameState.UNVERIFIED.label), "name": "", "number": ""}
    name = f"{row.name[0]}{'*' * (len(row.name) - 1)}" if row.name else ""
    return {"state": row.state, "label": NameState(row.state).label, "name": name, "number": identity.masked(row.number)}
