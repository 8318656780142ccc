"""Everything that placing an order has to know of the person, the offer and the rules: locked and read in one round trip.

The statement that locks the person is sent ahead of the one that asks, so what is read is younger than the lock. Whatever else reads the
same (`of_listing`, `rules_of`, `policy_of`, `preferences_of`, `for_quote`, `Parameter.at`) says the same; a test compares.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from core import planned
from core.access import Actor
from core.parameters.queries import HELD
from marketplace.bookings.availability import Rule
from marketplace.bookings.availability.rules import rule_from
from marketplace.bookings.cancelling import TERMS, free_until, terms_of
from marketplace.bookings.errors import TooManyOpen
from marketplace.bookings.models.homes import PREFERENCES
from marketplace.bookings.parameters import GUEST_ORDERS, HOLD_MINUTES, OPEN_ORDERS
from marketplace.bookings.queries.providers import ABLE
from marketplace.bookings.services.processes import Said
from marketplace.bookings.states import OPEN, WAITING
from marketplace.levels.queries import BEST, quoted
from marketplace.listings.models import Listing

READ_WITH = [one.code for one in (OPEN_ORDERS, GUEST_ORDERS, HOLD_MINUTES)]
# So many numbers are drawn for a new order; that all of them are taken does not happen.
DRAWN = 8
# A visit lasts a day at most: it touches so many days.
DAYS = timedelta(days=2)
LOCK = "SELECT FROM members_user WHERE id = %(person)s FOR NO KEY UPDATE"


def _names(states: Sequence[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


KNOWN = f"""
WITH kinds AS MATERIALIZED (SELECT l.service_type_id AS id FROM listings_listing AS l WHERE l.id = ANY (%(listings)s)),
 rules AS MATERIALIZED (SELECT r.* FROM bookings_servicerule AS r WHERE r.service_type_id IN (SELECT id FROM kinds))
SELECT json_build_object(
 'booking', nextval(pg_get_serial_sequence('bookings_booking', 'id')),
 'visit', nextval(pg_get_serial_sequence('bookings_visit', 'id')),
 'quote', nextval(pg_get_serial_sequence('bookings_quote', 'id')),
 'numbers', ARRAY(SELECT n.number FROM unnest(%(numbers)s::text[]) AS n (number)
  WHERE NOT EXISTS (SELECT FROM bookings_booking AS b WHERE b.number = n.number)),
 'holding', EXISTS (SELECT FROM bookings_booking AS b WHERE b.customer_id = %(person)s AND b.state = 'held' AND NOT b.offered),
 'open', (SELECT count(*) FROM bookings_booking AS b WHERE b.customer_id = %(person)s AND b.state IN ({_names(OPEN)})
  AND NOT (b.state IN ({_names(WAITING)}) AND b.until <= %(now)s)),
 'looking', (SELECT count(*) FROM bookings_booking AS b WHERE b.customer_id = %(person)s AND b.state = 'held' AND NOT b.offered AND b.until > %(now)s),
 'guest', EXISTS (SELECT FROM bookings_guest AS g WHERE g.user_id = %(person)s),
 'preferences', (SELECT to_json(h) FROM bookings_homepreferences AS h WHERE h.user_id = %(writer)s),
 'able', {ABLE},
 'rules', (SELECT coalesce(json_agg(r), '[]') FROM rules AS r),
 'policies', (SELECT coalesce(json_agg(json_build_array(p.id, p.first, {TERMS})), '[]') FROM bookings_policy AS p
  WHERE p.first OR p.id IN (SELECT policy_id FROM rules)),
 'process', (SELECT coalesce(json_agg(json_build_array(s.kind, s.service_type_id, s.text) ORDER BY s.kind, s.service_type_id, s.position, s.id), '[]')
  FROM bookings_processstep AS s WHERE s.service_type_id IS NULL OR s.service_type_id IN (SELECT id FROM kinds)),
 'rest', ARRAY(SELECT d.date FROM core_holiday AS d WHERE d.kind = 'rest' AND d.date BETWEEN %(first)s::date AND %(last)s::date),
 'level', {BEST},
 'parameters', {HELD})::text
"""  # noqa: S608 - names of states


@dataclass(frozen=True, slots=True)
class Known:
    """What was read, as it came. `booking`, `visit` and `quote` are fresh keys; `numbers` are free; `able` are the ids of who may come.

    `holding`: he has a hold from looking around, which another gives up; `looking`: how many of the `open` orders are that.
    """

    booking: int
    visit: int
    quote: int
    numbers: list[str]
    holding: bool
    open: int
    looking: int
    guest: bool
    preferences: Mapping[str, str] | None
    able: list[int]
    rules: list[Mapping[str, Any]]
    policies: list[tuple[int, bool, dict[str, Any]]]
    process: list[Said]
    rest: list[str]
    level: dict[str, Any] | None
    parameters: Mapping[str, Any]

    def require_room(self, *, beside: bool) -> None:
        """Refuse another order to who has as many open as may be; `beside`: his hold stays. Raises TooManyOpen."""
        if self.open - (0 if beside else self.looking) >= (GUEST_ORDERS if self.guest else OPEN_ORDERS).among(self.parameters):
            raise TooManyOpen

    @property
    def hold_for(self) -> timedelta:
        """How long a time is kept while the price is read."""
        return timedelta(minutes=HOLD_MINUTES.among(self.parameters))

    @property
    def said(self) -> dict[str, str]:
        """The lasting preferences of the home; what is empty is left out."""
        return {name: text for name in PREFERENCES if (text := (self.preferences or {}).get(name))}

    @property
    def rule_by_kind(self) -> dict[int, Rule]:
        """The rules by service type; one that is missing has the defaults."""
        return {row["service_type_id"]: rule_from(row) for row in self.rules}

    @property
    def discount(self) -> dict[str, Any]:
        """What the member's level takes off, as a quote keeps it."""
        return quoted(self.level)

    def terms(self, rules: Sequence[Rule]) -> dict[str, Any]:
        """The rule for cancelling as an order keeps it: of several services that of which free cancelling ends earliest, of equals the first service's."""
        own = {number: terms for number, _, terms in self.policies}
        first = next((terms for _, is_first, terms in self.policies if is_first), None)
        found = [own.get(rule.policy_id) if rule.policy_id else first for rule in rules]
        return max((terms for terms in found if terms is not None), key=free_until, default=terms_of(None))


def know(listing: Listing, *, start: datetime, also: Sequence[int], actor: Actor, now: datetime) -> Known:
    """Lock the person until the end of the transaction, and read. `also`: further offers of the same visit. One round trip."""
    today, day = timezone.localdate(now), timezone.localdate(start)
    values = {
        "person": actor.principal_id,
        "writer": actor.user_id,
        "listing": listing.pk,
        "listings": [listing.pk, *also],
        "firm": listing.enterprise_id,
        "author": None if listing.enterprise_id else listing.author_id,
        "numbers": drawn_numbers(now, DRAWN),
        "first": day,
        "last": day + DAYS,
        "today": today,
        "now": now,
        "parameters": READ_WITH,
    }
    with connection.cursor() as cursor:
        planned.ask(cursor, KNOWN, values, before=LOCK)
        return Known(**orjson.loads(cursor.fetchone()[0]))


def drawn_numbers(now: datetime, count: int) -> list[str]:
    """Numbers that can be read out: the day and six digits that say nothing of how many there are. One may be taken."""
    day = f"{timezone.localdate(now):%y%m%d}"
    return [f"{day}{secrets.randbelow(10**6):06d}" for _ in range(count)]
