"""Logging in and out, and taking an account out of use."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Conflict, Invalid
from core.outbox import publish
from members.errors import NotToYourself
from members.events import ACCOUNT_REACTIVATED, ACCOUNT_SUSPENDED
from members.models import User


def record_login(user: User | None, *, ok: bool, method: str, actor: Actor, now: datetime, tried: str = "") -> None:
    """Note a log-in or a failed try with its address (SEC-05). `tried` is a masked name."""
    detail = {"method": method, **({"tried": tried} if tried else {})}
    record(actor, function="account.login", obj=user, result="ok" if ok else "refused", detail=detail, now=now)


def record_logout(user: User, *, actor: Actor, now: datetime) -> None:
    """Note a log-out."""
    record(actor, function="account.logout", obj=user, now=now)


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Log the person out everywhere (except in session `but`); returns how many sessions ended."""
    mine = UserSession.objects.filter(user=user)
    if but:
        mine = mine.exclude(session_key=but)
    keys = list(mine.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    mine.delete()
    return len(keys)


def suspend_account(user: User, *, reason: str, actor: Actor, now: datetime) -> User:
    """Take an account out of use and end its sessions. Row lock. Raises Forbidden, NotToYourself, Invalid without a reason, Conflict."""
    require(actor, "suspend", user)
    if actor.user_id == user.pk:
        raise NotToYourself(audit={"function": "account.suspend", "object": user})
    if not reason.strip():
        raise Invalid(fields={"reason": ["请写明原因。"]})
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if locked.suspended_at is not None:
            raise Conflict("这个账号已经停用了。")
        locked.suspended_at, locked.is_active = now, False
        locked.save(update_fields=["suspended_at", "is_active"])
        ended = end_sessions(locked)
        record(actor, function="account.suspend", obj=locked, detail={"reason": reason, "sessions": ended}, now=now)
        publish(ACCOUNT_SUSPENDED, key=f"user:{user.pk}", user_id=user.pk)
        bump("accounts")
    return locked


def reactivate_account(user: User, *, reason: str, actor: Actor, now: datetime) -> User:
    """Put an account back into use. Row lock. Raises Forbidden, NotToYourself, Conflict."""
    require(actor, "suspend", user)
    if actor.user_id == user.pk:
        raise NotToYourself(audit={"function": "account.reactivate", "object": user})
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if locked.suspended_at is None:
            raise Conflict("这个账号没有停用。")
        locked.suspended_at, locked.is_active = None, True
        locked.save(update_fields=["suspended_at", "is_active"])
        record(actor, function="account.reactivate", obj=locked, detail={"reason": reason}, now=now)
        publish(ACCOUNT_REACTIVATED, key=f"user:{user.pk}", user_id=user.pk)
        bump("accounts")
    return locked
