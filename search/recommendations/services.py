"""Keeping what a member has looked at, as long as he wants it; and counting what was looked at together."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from core import intelligence
from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.counters import require_within
from core.errors import NotFound, Unauthenticated
from marketplace.listings.models import Listing
from search.recommendations.models import HistoryChoice, Look
from search.recommendations.queries import BIGGEST, SCOPE
from search.recommendations.states import AGAIN_MINUTES, FEWEST_MEMBERS, FUNCTION, KEPT_DAYS, MOST_KEPT, MOST_PAIRS, PAIRED, PER_MEMBER_AND_HOUR

SEEN = """
INSERT INTO recommendations_look AS kept (user_id, listing_id, times, last_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (user_id, listing_id) DO UPDATE SET times = kept.times + 1, last_at = excluded.last_at WHERE kept.last_at <= %s
"""
TRIM = """
DELETE FROM recommendations_look WHERE id IN
 (SELECT id FROM recommendations_look WHERE user_id = %s ORDER BY last_at DESC, id DESC OFFSET %s)
"""
# Offers only. Everybody's latest, so that one who looks at everything does not pair everything.
COUNTED = """
WITH latest AS (
 SELECT k.user_id, k.listing_id, row_number() OVER (PARTITION BY k.user_id ORDER BY k.last_at DESC, k.id DESC) AS place
 FROM recommendations_look k JOIN recommendations_historychoice c ON c.user_id = k.user_id AND c."on"
 JOIN listings_listing l ON l.id = k.listing_id AND l.side = 'offer' AND l.state = 'published' WHERE k.last_at > %(since)s
), pairs AS (
 SELECT a.listing_id, b.listing_id AS other_id, count(*) AS members FROM latest a JOIN latest b
 ON b.user_id = a.user_id AND b.listing_id <> a.listing_id WHERE a.place <= %(paired)s AND b.place <= %(paired)s
 GROUP BY 1, 2 HAVING count(*) >= %(fewest)s
), best AS (
 SELECT *, row_number() OVER (PARTITION BY listing_id ORDER BY members DESC, other_id) AS place FROM pairs
)
SELECT listing_id, other_id, members FROM best WHERE place <= %(most)s
"""
REBUILD = f"""
WITH wanted AS ({COUNTED}), gone AS (
 DELETE FROM recommendations_lookedalso p WHERE NOT EXISTS
  (SELECT FROM wanted w WHERE w.listing_id = p.listing_id AND w.other_id = p.other_id) RETURNING 1
), put AS (
 INSERT INTO recommendations_lookedalso AS kept (listing_id, other_id, members) SELECT listing_id, other_id, members FROM wanted
 ON CONFLICT (listing_id, other_id) DO UPDATE SET members = excluded.members WHERE kept.members <> excluded.members RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)
"""  # noqa: S608 - only our own text


def look(number: int, *, actor: Actor, now: datetime) -> bool:
    """Keep that a member has looked at a public listing, if he wants that; False if not. Row lock on his choice. Raises NotFound, Unauthenticated, RateLimited.

    Leaves no audit row: that would be a second history, which he could not erase.
    """
    require(actor, "create", Look)
    if actor.user_id is None:
        raise Unauthenticated
    if number > BIGGEST or not Listing.objects.public(now).filter(pk=number).exists():
        raise NotFound
    if not intelligence.is_on(FUNCTION, now=now):
        return False
    require_within("look.member", str(actor.user_id), limit=PER_MEMBER_AND_HOUR, window_seconds=3600, now=now)
    with transaction.atomic(), connection.cursor() as cursor:
        if not HistoryChoice.objects.select_for_update().filter(user_id=actor.user_id, on=True).exists():
            return False
        if Listing.objects.of_member(actor.user_id).filter(pk=number).exists():
            return False
        cursor.execute(SEEN, [actor.user_id, number, now, now - timedelta(minutes=AGAIN_MINUTES)])
        if cursor.rowcount:
            cursor.execute(TRIM, [actor.user_id, MOST_KEPT])
    return True


def choose_history(*, on: bool, erase: bool = False, actor: Actor, now: datetime) -> HistoryChoice:
    """Keep what one looks at and recommend from it, or not; what is there may go at once (个人信息保护法 24, 47). Raises Unauthenticated, Forbidden."""
    require(actor, "create", Look)
    if actor.user_id is None:
        raise Unauthenticated
    with transaction.atomic():
        choice, _ = HistoryChoice.objects.update_or_create(user_id=actor.user_id, defaults={"on": on, "decided_at": now})
        erased = _erase(actor.user_id) if erase and not on else 0
        record(actor, function="look.choose", obj=choice, detail={"on": on, "erased": erased}, now=now)
    return choice


def erase_history(*, actor: Actor, now: datetime) -> int:
    """Forget all that one has looked at; returns how many. Raises Unauthenticated, Forbidden."""
    require(actor, "delete", "look")
    if actor.user_id is None:
        raise Unauthenticated
    with transaction.atomic():
        erased = _erase(actor.user_id)
        record(actor, function="look.erase", detail={"erased": erased}, now=now)
    return erased


def _erase(user_id: int) -> int:
    return Look.objects.filter(user_id=user_id).delete()[0]


def drop_look(number: int, *, actor: Actor) -> None:
    """Forget one. Raises NotFound for somebody else's."""
    row = Look.objects.visible_to(actor, "delete").filter(pk=number).first() if number <= BIGGEST else None
    if row is None:
        raise NotFound
    row.delete()


def forget_old(*, now: datetime) -> int:
    """Forget what was looked at too long ago; returns how many."""
    return Look.objects.filter(last_at__lte=now - timedelta(days=KEPT_DAYS)).delete()[0]


def rebuild_pairs(*, now: datetime) -> int:
    """Count anew what was looked at together; returns how many pairs changed. The same looks give the same pairs."""
    given: dict[str, Any] = {"since": now - timedelta(days=KEPT_DAYS), "paired": PAIRED, "fewest": FEWEST_MEMBERS, "most": MOST_PAIRS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REBUILD, given)
        changed = cursor.fetchone()[0]
        if changed:
            bump(SCOPE)
    return changed
