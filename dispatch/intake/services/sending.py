"""Somebody asks, or says what he thinks. With or without an account; limited, numbered, answered later (TRN-03, CMP-11)."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.counters import require_within
from core.encryption import blind_index
from core.errors import Invalid
from core.outbox import publish
from core.subjects import Subject
from dispatch.intake.models import Enquiry, Feedback, Ticket
from dispatch.intake.paths import own_path
from dispatch.intake.services.numbering import next_number
from dispatch.intake.states import Channel, FeedbackKind
from members.phones import normalised

MOST, LONGEST_NAME = 2000, 40
PER_ADDRESS_AND_HOUR, PER_PHONE_AND_DAY, PER_MEMBER_AND_DAY = 10, 5, 20
DAY = 86_400
TOO_MANY = "今天提得够多了，先看看答复，明天再来；急事打服务热线。"
Kind = TypeVar("Kind", bound=Ticket)
Problems = dict[str, list[str]]


def send_feedback(*, kind: str, text: str, page: str = "", name: str = "", phone: str = "", channel: str = "", actor: Actor, now: datetime) -> Feedback:
    """Keep a piece of feedback; how to reach the sender is up to him. Raises Invalid, RateLimited, Forbidden (CMP-11)."""
    require(actor, "create", Feedback)
    values, problems = _checked(text=text, name=name, phone=phone)
    if kind not in FeedbackKind.values:
        problems["kind"] = ["请选一种。"]
    _refuse(problems)
    return _receive(Feedback(kind=kind, page=own_path(page), **values), channel=channel, actor=actor, now=now)


def ask(*, about: Subject | None = None, text: str, name: str = "", phone: str = "", channel: str = "", actor: Actor, now: datetime) -> Enquiry:
    """Keep a question, about something or nothing; without an account a number to call back is needed. Raises Invalid, RateLimited (TRN-03)."""
    require(actor, "create", Enquiry)
    values, problems = _checked(text=text, name=name, phone=phone)
    if not values["name"]:
        problems.setdefault("name", ["怎么称呼你？写个姓也行。"])
    if not values["phone"] and not actor.is_authenticated:
        problems.setdefault("phone", ["留个手机号，答复要送得到你手上。"])
    _refuse(problems)
    row = Enquiry(**values)
    if about is not None:
        row.subject_kind, row.subject_id, row.subject_url = about.kind, about.number, about.url[:500]
        row.subject_title, row.subject_who = about.title[:250], about.who[:120]
    return _receive(row, channel=channel, actor=actor, now=now)


def record_enquiry(*, channel: str, phone: str, name: str, text: str, actor: Actor, now: datetime) -> Enquiry:
    """Keep a question that somebody of the desk was asked by telephone or in the shop; his own name is not on it. Raises Forbidden, Invalid (BKG-05)."""
    require(actor, "handle", Enquiry)
    values, problems = _checked(text=text, name=name, phone=phone)
    if channel not in (Channel.PHONE, Channel.DESK, Channel.WEB):
        problems["channel"] = ["选一个来路。"]
    if not values["phone"]:
        problems.setdefault("phone", ["留个手机号，才能回电话、发短信。"])
    _refuse(problems)
    row = Enquiry(**values, channel=channel, created_at=now, waits_since=now)
    with transaction.atomic():
        _number(row, actor=actor, now=now)
    return row


def _checked(*, text: str, name: str, phone: str) -> tuple[dict[str, Any], Problems]:
    """The texts as they are kept, and what is wrong with them."""
    text, name, phone, problems = text.replace("\r\n", "\n").strip(), name.strip(), phone.strip(), {}
    if not 2 <= len(text) <= MOST or "\x00" in text:
        problems["text"] = [f"2 到 {MOST} 个字，现在 {len(text)} 个。"]
    if len(name) > LONGEST_NAME or not all(letter.isprintable() for letter in name):
        problems["name"] = [f"最多 {LONGEST_NAME} 个字。"]
    digits = normalised(phone) if phone else ""
    if digits is None:
        problems["phone"] = ["手机号看起来不对，要 11 位。"]
    index = blind_index("intake.phone", digits) if digits else ""
    return {"text": text, "name": name, "phone": digits or "", "phone_index": index}, problems


def _refuse(problems: Problems) -> None:
    if problems:
        raise Invalid(fields=problems)


def _within_limits(row: Ticket, *, actor: Actor, now: datetime) -> None:
    """Counted before anything is written, committed on their own; the platform itself is not counted. Raises RateLimited."""
    if SYSTEM_ROLE in actor.roles:
        return
    name = row.machine.name  # type: ignore[attr-defined]
    require_within(f"{name}.address", actor.ip or "?", limit=PER_ADDRESS_AND_HOUR, window_seconds=3600, now=now, message=TOO_MANY)
    if row.phone_index:
        require_within(f"{name}.phone", row.phone_index, limit=PER_PHONE_AND_DAY, window_seconds=DAY, now=now, message=TOO_MANY)
    if actor.user_id is not None:
        require_within(f"{name}.member", str(actor.user_id), limit=PER_MEMBER_AND_DAY, window_seconds=DAY, now=now, message=TOO_MANY)


def _receive(row: Kind, *, channel: str, actor: Actor, now: datetime) -> Kind:
    _within_limits(row, actor=actor, now=now)
    row.sender_id, row.created_at, row.waits_since = actor.user_id, now, now
    row.channel = channel or (Channel.API if actor.channel == "api" else Channel.WEB)
    with transaction.atomic():
        _number(row, actor=actor, now=now)
    return row


def _number(row: Ticket, *, actor: Actor, now: datetime) -> None:
    """Give it its number and tell that it is there."""
    row.number = next_number(row.prefix, now=now)
    row.save(force_insert=True)
    record(actor, function=f"{row.machine.name}.receive", obj=row, detail={"number": row.number}, now=now)  # type: ignore[attr-defined]
    publish(row.received, key=row.key, **row.event_ids)
