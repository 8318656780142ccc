"""Writing and changing notices (POR-06)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cms.bulletins.errors import CannotEdit
from cms.bulletins.events import BULLETIN_CHANGED, BULLETIN_PUBLISHED
from cms.bulletins.models import Bulletin
from cms.bulletins.parameters import MODERATION
from cms.bulletins.services.telling import changed
from cms.bulletins.states import EDITABLE, BulletinKind, BulletinState
from core.access import SYSTEM_ROLE, Actor, can, require, require_proven
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.counters import require_within
from core.errors import Invalid
from core.states import move
from core.texts import CONTROL
from marketplace.enterprises.errors import NotApproved
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState

FIELDS = ("kind", "title", "text", "district", "expires_at")
LIMITS = {"title": (4, 60), "text": (10, 3000)}
LONGEST = timedelta(days=180)
WRITTEN_A_DAY = 10
DAY = 24 * 3600


class NoticesNotApproved(NotApproved):
    """Only an admitted enterprise tells its neighbours something (POR-06)."""

    message = "企业还没有通过审核，通过以后才能以企业的名义发公告。"


def require_standing(enterprise: Enterprise | None) -> None:
    """An enterprise publishes only when it is admitted. Raises NoticesNotApproved (403)."""
    if enterprise is not None and enterprise.state != EnterpriseState.APPROVED:
        raise NoticesNotApproved(audit={"function": "bulletin.publish", "object": enterprise})


def require_good(row: Bulletin, *, now: datetime) -> None:
    """Whether the row may be shown to people; only the network centre may give a number to call. Raises Invalid naming the fields."""
    problems: dict[str, list[str]] = {}
    for name, (least, most) in LIMITS.items():
        text = getattr(row, name)
        if not least <= len(text) <= most:
            problems[name] = [f"{least} 到 {most} 个字，现在 {len(text)} 个。"]
        elif CONTROL.search(text):
            problems[name] = ["有看不见的控制字符，请重新输入。"]
        elif not row.official and has_contact(text):
            problems[name] = [NO_CONTACTS]
    if row.kind not in BulletinKind.values:
        problems["kind"] = ["选一个种类。"]
    if row.expires_at is None or not now < row.expires_at <= now + LONGEST:
        problems["expires_at"] = ["有效期要在今天以后、半年以内。"]
    if problems:
        raise Invalid(fields=problems)


def _apply(row: Bulletin, fields: dict[str, Any]) -> set[str]:
    """Write the fields that a notice has; returns which have changed."""
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise Invalid(fields={name: ["公告没有这一项。"] for name in unknown})
    values = {name: value.strip().replace("\r\n", "\n") if isinstance(value, str) else value for name, value in fields.items()}
    differing = {name for name, value in values.items() if getattr(row, name) != value}
    for name in differing:
        setattr(row, name, values[name])
    return differing


def write_bulletin(*, actor: Actor, now: datetime, enterprise: Enterprise | None = None, publish_now: bool = True, **fields: Any) -> Bulletin:
    """Write a notice for oneself or for one's enterprise; with `publish_now` it is handed in at once, else kept as a draft.

    Raises Unauthenticated, PhoneNotProven, NoticesNotApproved, Forbidden, NotFound, Invalid, RateLimited.
    """
    require_proven(actor)
    row = Bulletin(author_id=actor.user_id, enterprise=enterprise, created_at=now, changed_at=now)
    require(actor, "create", row)
    require_standing(enterprise)
    return _first(row, fields, actor=actor, now=now, publish_now=publish_now)


def announce(*, actor: Actor, now: datetime, **fields: Any) -> Bulletin:
    """Write a notice of the network centre; public at once by those who may approve, else it waits. Raises Forbidden, Invalid."""
    require(actor, "announce", Bulletin)
    row = Bulletin(author_id=actor.user_id, official=True, created_at=now, changed_at=now)
    return _first(row, fields, actor=actor, now=now, publish_now=True)


def _first(row: Bulletin, fields: dict[str, Any], *, actor: Actor, now: datetime, publish_now: bool) -> Bulletin:
    _apply(row, fields)
    require_good(row, now=now)
    if actor.user_id is not None and not row.official:
        require_within("bulletin.write", str(actor.user_id), limit=WRITTEN_A_DAY, window_seconds=DAY, now=now, message="今天发得够多了，明天再来。")
    with transaction.atomic():
        row.save()
        record(actor, function="bulletin.announce" if row.official else "bulletin.write", obj=row, now=now)
        return _hand_in(row, actor=actor, now=now) if publish_now else row


def edit_bulletin(bulletin: Bulletin, *, actor: Actor, now: datetime, **fields: Any) -> Bulletin:
    """Change a notice; a published one waits for staff again while moderation is on. Row lock. Raises NotFound, Forbidden, CannotEdit, Invalid."""
    require(actor, "update", bulletin)
    with transaction.atomic():
        row = locked(bulletin)
        if row.state not in EDITABLE:
            raise CannotEdit
        require_standing(row.enterprise)
        differing = _apply(row, fields)
        require_good(row, now=now)
        row.changed_at = now
        row.save()
        record(actor, function="bulletin.edit", obj=row, detail={"fields": sorted(differing)}, now=now)
        if row.state == BulletinState.PUBLISHED and not _passes(row, actor, now):
            row = move(row, "edit", actor=actor, now=now)
        changed(row, BULLETIN_CHANGED)
    return row


def submit(bulletin: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    """Hand a notice in; what needs no moderation is public at once. Row lock.

    Raises NotFound, Forbidden, PhoneNotProven, NoticesNotApproved, Invalid, IllegalTransition.
    """
    if not bulletin.official:
        require_proven(actor)
    require(actor, "submit", bulletin)
    with transaction.atomic():
        row = locked(bulletin)
        require_standing(row.enterprise)
        require_good(row, now=now)
        row.changed_at = now
        row.save(update_fields=["changed_at"])
        return _hand_in(row, actor=actor, now=now)


def locked(bulletin: Bulletin) -> Bulletin:
    """The fresh row, locked, and its enterprise locked against a suspension at the same moment."""
    row = Bulletin.objects.select_for_update(of=("self",)).with_names().get(pk=bulletin.pk)
    if row.enterprise_id is not None:
        row.enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=row.enterprise_id)
    return row


def _passes(row: Bulletin, actor: Actor, now: datetime) -> bool:
    """Whether nobody has to look at it first: the centre's own by those who may approve, a member's while moderation is off."""
    return can(actor, "approve", row) if row.official else not MODERATION.at(now)


def _hand_in(row: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    row = move(row, "submit", actor=actor, now=now)
    if _passes(row, actor, now):
        platform = replace(actor, user_id=None, roles=frozenset({SYSTEM_ROLE}), name="网络中心" if row.official else "先发后审")
        return make_public(row, actor=platform, now=now)
    changed(row, BULLETIN_CHANGED)
    return row


def make_public(row: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    """Approve a pending notice inside the caller's transaction. One that was public before keeps its date."""
    if row.published_at is None:
        row.published_at = now
        row.save(update_fields=["published_at"])
    row = move(row, "approve", actor=actor, now=now)
    changed(row, BULLETIN_PUBLISHED)
    return row
