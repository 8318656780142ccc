"""Who has which level, and what it is worth on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from core.money import Money
from marketplace.levels.discount import BEARER, off
from marketplace.levels.models import LevelGrant, LevelTerms, MemberLevel

SCOPE = "levels"
# What `for_quote` reads, for a statement that asks for much at once: the best level of `person` on the day `today`; NULL without one.
BEST = """
(SELECT json_build_object('level', l.code, 'name', l.name, 'share', t.discount_share) FROM levels_levelgrant AS g
 JOIN levels_memberlevel AS l ON l.id = g.level_id JOIN levels_levelterms AS t ON t.level_id = l.id AND t.starts_on <= %(today)s
 WHERE g.user_id = %(person)s AND g.withdrawn_at IS NULL AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on > %(today)s)
 ORDER BY l.rank DESC, t.starts_on DESC, t.id DESC LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a level is worth: `share` off the price and `points_share` in basis points, `priority` 0 to 9."""

    level_id: int
    code: str
    name: str
    share: int
    priority: int
    points_share: int
    perks: list[str] = field(default_factory=list)


def _rights(row: LevelTerms) -> Rights:
    level = row.level
    return Rights(level.pk, level.code, level.name, row.discount_share, row.priority, row.points_share, list(row.perks))


def rights_of(user_id: int | None, on: date) -> Rights | None:
    """What a member's best level is worth on a day; None without one. One query, none for nobody."""
    if user_id is None:
        return None
    holding = Q(level__grants__ends_on=None) | Q(level__grants__ends_on__gt=on)
    rows = LevelTerms.objects.filter(
        holding, starts_on__lte=on, level__grants__user_id=user_id, level__grants__withdrawn_at=None, level__grants__starts_on__lte=on
    )
    row = rows.select_related("level").order_by("-level__rank", "-starts_on", "-pk").first()
    return None if row is None else _rights(row)


def best_of(users: Iterable[int], on: date) -> dict[int, Rights]:
    """What the best level of each of these members is worth on a day; who has none is left out. Two queries, none for nobody."""
    numbers = set(users)
    worth = {row.level_id: _rights(row) for row in terms_on(on)} if numbers else {}
    held = LevelGrant.objects.filter(user_id__in=numbers, level_id__in=worth).holding(on) if worth else LevelGrant.objects.none()  # type: ignore[attr-defined]
    return {user: worth[level] for user, level in held.order_by("level__rank").values_list("user_id", "level_id")}


def for_quote(user_id: int | None, on: date) -> dict[str, Any]:
    """What a quote keeps of the member's level among its inputs; nothing where it takes nothing off. One query."""
    rights = rights_of(user_id, on)
    return quoted(None if rights is None else {"level": rights.code, "name": rights.name, "share": rights.share})


def quoted(best: dict[str, Any] | None) -> dict[str, Any]:
    """The same of what was read with `BEST`."""
    return {"member": {**best, "bearer": BEARER}} if best and best["share"] else {}


def terms_on(on: date) -> list[LevelTerms]:
    """What every level is worth on a day, the lowest first; a level without terms yet is left out. One query."""
    latest = LevelTerms.objects.filter(level=OuterRef("pk"), starts_on__lte=on).order_by("-starts_on", "-pk").values("pk")[:1]
    ids = MemberLevel.objects.annotate(now=Subquery(latest)).values("now")
    return list(LevelTerms.objects.filter(pk__in=ids).select_related("level").order_by("level__rank"))


def coming(on: date) -> list[LevelTerms]:
    """What is published and begins later, the next first. One query."""
    return list(LevelTerms.objects.filter(starts_on__gt=on).select_related("level").order_by("starts_on", "pk"))


def member_price(price_fen: int | None, rights: Rights | None) -> int | None:
    """A price as the member pays it; None where his level takes nothing off it."""
    if price_fen is None or rights is None or not (less := off(price_fen, rights.share)):
        return None
    return price_fen - less


def grants_of(user_id: int) -> QuerySet[LevelGrant]:
    """Every level that a member had or has, the latest first."""
    return LevelGrant.objects.filter(user_id=user_id).select_related("level").order_by("-starts_on", "-pk")


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person here."""
    rows = grants_of(user_id)
    names = ("starts_on", "ends_on", "source", "reason", "withdrawn_at", "withdrawn_reason")
    return [{"level": row.level.name, **{name: getattr(row, name) for name in names}} for row in rows]


def percent(share: int) -> str:
    """5%, 12.5%."""
    return f"{Money(share).short}%"
