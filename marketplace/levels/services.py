"""Saying what a level is worth from a day on, giving a level, reaching one by finished orders, taking one back (MEM-08)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.money import WHOLE
from core.outbox import publish
from core.templatetags.ui import day
from marketplace.levels.errors import AlreadyWithdrawn, NotToOneself
from marketplace.levels.events import LEVEL_GRANTED, LEVEL_WITHDRAWN
from marketplace.levels.models import LONGEST_PERK, MOST_PERKS, MOST_POINTS, MOST_SHARE, LevelGrant, LevelTerms, MemberLevel
from marketplace.levels.queries import SCOPE, terms_on
from members.models import User
from notifications.services import notify

FARTHEST = timedelta(days=366)
# A level that was reached by orders holds for as long as the orders are counted.
YEAR = timedelta(days=365)
SHORTEST, LONGEST = 4, 200


def set_terms(
    level: MemberLevel,
    *,
    actor: Actor,
    now: datetime,
    starts_on: date,
    discount_share: int,
    priority: int = 0,
    points_share: int = WHOLE,
    orders_needed: int | None = None,
    perks: Sequence[str] = (),
) -> LevelTerms:
    """What a level is worth from a day on; what held before stays as history. Shares in basis points. Raises Forbidden, Invalid."""
    require(actor, "update", level)
    said = [text.strip() for text in perks if text.strip()]
    today, problems = timezone.localdate(now), {}
    if not today <= starts_on <= today + FARTHEST:
        problems["starts_on"] = ["从今天起一年之内的一天；已经过去的不能改。"]
    if not 0 <= discount_share <= MOST_SHARE:
        problems["discount_share"] = [f"0 到 {MOST_SHARE // 100}%。"]
    if not 0 <= priority <= 9:
        problems["priority"] = ["0 到 9。"]
    if not 0 <= points_share <= MOST_POINTS:
        problems["points_share"] = [f"0 到 {MOST_POINTS // WHOLE} 倍。"]
    if orders_needed is not None and not 1 <= orders_needed <= 1000:
        problems["orders_needed"] = ["1 到 1000 单；空着就是只能人工给。"]
    if len(said) > MOST_PERKS or any(len(text) > LONGEST_PERK for text in said):
        problems["perks"] = [f"最多 {MOST_PERKS} 条，每条最多 {LONGEST_PERK} 个字。"]
    if problems:
        raise Invalid(fields=problems)
    worth = {"discount_share": discount_share, "priority": priority, "points_share": points_share, "orders_needed": orders_needed, "perks": said}
    with transaction.atomic():
        row = LevelTerms.objects.create(level=level, starts_on=starts_on, published_at=now, published_by_id=actor.user_id, **worth)
        record(actor, function="member_level.set", obj=row, detail={"starts_on": str(starts_on), **worth}, now=now)
        bump(SCOPE)
    return row


def grant_level(user: User, level: MemberLevel, *, actor: Actor, now: datetime, starts_on: date, ends_on: date | None, reason: str) -> LevelGrant:
    """Give a member a level, for a reason; he is told. Raises Forbidden, NotToOneself, Invalid."""
    require(actor, "issue", LevelGrant)
    if user.pk == actor.user_id and SYSTEM_ROLE not in actor.roles:
        raise NotToOneself
    text, problems = reason.strip(), {}
    if not SHORTEST <= len(text) <= LONGEST:
        problems["reason"] = [f"写清为什么给，{SHORTEST} 到 {LONGEST} 个字。"]
    if abs(starts_on - timezone.localdate(now)) > FARTHEST:
        problems["starts_on"] = ["离今天不能超过一年。"]
    if ends_on is not None and ends_on <= starts_on:
        problems["ends_on"] = ["要比开始那天晚。"]
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        return _grant(user.pk, level, "staff", text, starts_on, ends_on, actor=actor, now=now)


def _grant(user_id: int, level: MemberLevel, source: str, reason: str, starts_on: date, ends_on: date | None, *, actor: Actor, now: datetime) -> LevelGrant:
    row = LevelGrant.objects.create(
        user_id=user_id, level=level, source=source, reason=reason, starts_on=starts_on, ends_on=ends_on, granted_by_id=actor.user_id, created_at=now
    )
    record(actor, function="level_grant.issue", obj=row, detail={"level": level.code, "reason": reason}, now=now)
    publish(LEVEL_GRANTED, key=f"user:{user_id}", grant_id=row.pk, user_id=user_id)
    until = f"，到{day(ends_on)}前有效" if ends_on else ""
    notify(user_ids=[user_id], title=f"你现在是{level.name}", body=f"{reason}。{day(starts_on)}起{until}。", url=reverse("levels:mine"), now=now)
    return row


def reach(user_id: int, *, finished: int, actor: Actor, now: datetime) -> LevelGrant | None:
    """The best level that so many finished orders of the last twelve months give, for a year; None where the member has it, or a better one, for most of that year.

    Locks the person.
    """
    today = timezone.localdate(now)
    reached = [row for row in terms_on(today) if row.orders_needed is not None and row.orders_needed <= finished]
    if not reached:
        return None
    best = reached[-1]
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user_id)
        half = today + YEAR / 2
        if LevelGrant.objects.holding(today).holding(half).filter(user_id=user_id, level__rank__gte=best.level.rank).exists():
            return None
        return _grant(user_id, best.level, "rule", f"12 个月内完成 {finished} 单", today, today + YEAR, actor=actor, now=now)


def withdraw_level(grant: LevelGrant, *, actor: Actor, now: datetime, note: str) -> LevelGrant:
    """Take a level back, for a reason; prices that were accepted stay. Row lock. Raises Forbidden, NotToOneself, Invalid, AlreadyWithdrawn."""
    require(actor, "withdraw", grant)
    if grant.user_id == actor.user_id and SYSTEM_ROLE not in actor.roles:
        raise NotToOneself
    reason = note.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Invalid(fields={"note": [f"写清为什么撤回，{SHORTEST} 到 {LONGEST} 个字。"]})
    with transaction.atomic():
        row = LevelGrant.objects.select_for_update(of=("self",)).select_related("level").get(pk=grant.pk)
        if row.withdrawn_at is not None:
            raise AlreadyWithdrawn
        row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.user_id, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        record(actor, function="level_grant.withdraw", obj=row, detail={"reason": reason}, now=now)
        publish(LEVEL_WITHDRAWN, key=f"user:{row.user_id}", grant_id=row.pk, user_id=row.user_id)
        notify(user_ids=[row.user_id], title=f"{row.level.name}撤回了", body=f"{reason}。已经接受的价格不变。", url=reverse("levels:mine"), now=now)
    return row
