"""Registering, proving a number, own data, passwords."""

import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.models import District
from core.outbox import publish
from members import queries
from members.errors import PhoneTaken
from members.events import ACCOUNT_REGISTERED, PASSWORD_CHANGED, PHONE_CHANGED, PHONE_PROVEN
from members.models import Consent, ConsentDocument, Household, HouseholdMember, User
from members.phones import masked, normalised
from members.services.consents import note_consents
from members.services.rights import sync_groups

PLAIN_NAME = re.compile(r"[^\x00-\x1f\x7f<>]*")
USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{2,39}")
REQUIRED_CONSENTS = (ConsentDocument.Kind.TERMS, ConsentDocument.Kind.PRIVACY)
UNPROVEN_LIFE = timedelta(hours=24)


def register(
    *,
    phone: str,
    password: str | None,
    actor: Actor,
    now: datetime,
    display_name: str = "",
    username: str = "",
    consents: tuple[str, ...] = REQUIRED_CONSENTS,
    proven: bool = False,
    channel: str = "",
) -> User:
    """Open an account with its household of one (MEM-02) and its consents (MEM-11).

    `consents` names the kinds of text that the person agreed to; terms and privacy notice are required. Unless `proven`, the number
    waits in `pending_phone` until `prove_phone`. Raises Invalid naming the fields, PhoneTaken when the number belongs to somebody.
    """
    require(actor, "register", "account")
    number = _number(phone)
    _require_consents(consents)
    _require_name(display_name)
    if username and not USERNAME.fullmatch(username):
        raise Invalid(fields={"username": ["登录名以字母开头，3 到 40 位字母、数字或 _ . -。"]})
    user = User(username=username or f"u{secrets.token_hex(6)}", display_name=display_name.strip(), date_joined=now)
    if proven:
        user.phone = number
    else:
        user.pending_phone = number
    _put_password(user, password, "password1")
    with transaction.atomic():
        _insert(user)
        note_consents(user, kinds=consents, channel=channel or actor.channel, now=now)
        household = Household.objects.create(name=f"{user.display_name or '我'}的家"[:40])
        HouseholdMember.objects.create(household=household, user=user, is_head=True)
        sync_groups(user, now=now)
        record(actor, function="account.register", obj=user, now=now)
        publish(ACCOUNT_REGISTERED, key=f"user:{user.pk}", user_id=user.pk)
        if proven:
            publish(PHONE_PROVEN, key=f"user:{user.pk}", user_id=user.pk)
    return user


def _number(phone: str) -> str:
    number = normalised(phone)
    if number is None:
        raise Invalid(fields={"phone": ["请填 11 位的大陆手机号。"]})
    return number


def _require_consents(consents: tuple[str, ...]) -> None:
    if lacking := [kind for kind in REQUIRED_CONSENTS if kind not in consents]:
        raise Invalid(fields={str(kind): [f"请先阅读并同意{ConsentDocument.Kind(kind).label}。"] for kind in lacking})


def _require_name(name: str) -> None:
    if len(name.strip()) > 40 or not PLAIN_NAME.fullmatch(name):
        raise Invalid(fields={"display_name": ["称呼最多 40 个字，不能有尖括号和控制字符。"]})


def _put_password(user: User, password: str | None, field: str) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(fields={field: list(error.messages)}) from error
    user.set_password(password)


def _insert(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        if "username" in str(error):
            raise Invalid(fields={"username": ["这个登录名已经有人用了。"]}) from error
        raise PhoneTaken from error


def set_pending_phone(user: User, *, phone: str, actor: Actor, now: datetime) -> User:
    """Note another number to be proven, before the first one was."""
    number = _number(phone)
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.pending_phone = number
        locked.save(update_fields=["pending_phone"])
    return locked


def prove_phone(user: User, *, phone: str, actor: Actor, now: datetime) -> User:
    """The code sent to `phone` came back: the number is this account's from now on. Row lock; raises PhoneTaken."""
    number = _number(phone)
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if locked.phone == number:
            return locked
        former, locked.phone, locked.pending_phone = locked.phone, number, ""
        try:
            with transaction.atomic():
                locked.save(update_fields=["phone", "pending_phone"])
        except IntegrityError as error:
            raise PhoneTaken(audit={"function": "account.prove_phone", "object": user}) from error
        record(actor, function="account.prove_phone", obj=locked, detail={"from": masked(former) if former else "", "to": masked(number)}, now=now)
        publish(PHONE_PROVEN, key=f"user:{user.pk}", user_id=user.pk)
        if former:
            publish(PHONE_CHANGED, key=f"user:{user.pk}", user_id=user.pk)
    user.phone, user.pending_phone = locked.phone, ""
    return locked


def change_profile(user: User, *, actor: Actor, now: datetime, display_name: str | None = None, district_code: str | None = None) -> User:
    """Change one's own data (MEM-05); None leaves a field as it is. Row lock; raises Invalid."""
    require(actor, "update", user)
    if display_name is not None:
        _require_name(display_name)
    if district_code and not District.objects.filter(code=district_code, active=True).exists():
        raise Invalid(fields={"district_code": ["没有这个区。"]})
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        wanted = {"display_name": display_name.strip() if display_name is not None else None, "district_code": district_code}
        changed = [name for name, value in wanted.items() if value is not None and getattr(locked, name) != value]
        for name in changed:
            setattr(locked, name, wanted[name])
        if changed:
            locked.save(update_fields=changed)
            record(actor, function="account.update", obj=locked, detail={"fields": changed}, now=now)
            bump("accounts")
    return locked


def change_password(user: User, *, password: str, actor: Actor, now: datetime) -> User:
    """Set one's own new password (MEM-05). The form has checked the old one; other sessions end with the old hash. Raises Invalid."""
    require(actor, "update", user)
    return _set_password(user, password, actor=actor, now=now, function="account.change_password")


def reset_password(user: User, *, password: str, actor: Actor, now: datetime) -> User:
    """Set a new password after a code to the proven number came back; the caller has checked the code. Raises Invalid."""
    return _set_password(user, password, actor=actor, now=now, function="account.reset_password")


def _set_password(user: User, password: str, *, actor: Actor, now: datetime, function: str) -> User:
    _put_password(user, password, "password1")
    with transaction.atomic():
        user.save(update_fields=["password"])
        record(actor, function=function, obj=user, now=now)
        publish(PASSWORD_CHANGED, key=f"user:{user.pk}", user_id=user.pk)
    return user


def reveal_phone(user: User, *, reason: str, actor: Actor, now: datetime) -> str:
    """The whole number, for somebody with the right and a reason; leaves an audit row. Raises Forbidden, Invalid."""
    require(actor, "reveal", user)
    if not reason.strip():
        raise Invalid(fields={"reason": ["请写明原因。"]})
    record(actor, function="account.reveal_phone", obj=user, detail={"reason": reason}, now=now)
    return user.phone or user.pending_phone


def purge_unproven(*, actor: Actor, now: datetime) -> int:
    """Delete accounts whose number was never proven within a day: nobody stands behind them. Returns how many."""
    users = list(queries.never_proven(before=now - UNPROVEN_LIFE)[:500])
    with transaction.atomic():
        for user in users:
            Consent.objects.filter(user=user).delete()
            Household.objects.filter(members__user=user).delete()
            user.delete()
        if users:
            record(actor, function="account.purge_unproven", detail={"count": len(users)}, now=now)
    return len(users)
