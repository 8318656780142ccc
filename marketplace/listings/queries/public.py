"""Public lists of listings: one statement each, the JSON made by PostgreSQL.

The board, landing pages, an enterprise's page, the front page and the API read the same statement, so nothing can be public in one
place and hidden in another. Order: by publication, newest first; paging by keyset (published_at, id). The count is exact up to
`COUNT_LIMIT`, beyond that the answer says that it is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext

from core import cities, clock, planned
from core.api import decode_moment, encode_cursor
from core.language import said
from core.templatetags.ui import day
from marketplace.listings.states import PartOfDay
from marketplace.pricing import queries as pricing
from marketplace.pricing.shown import drawn

PARTS = {part.value: str(part.label) for part in PartOfDay if part.value}
COUNT_LIMIT = 3000
SIZE = 20
CARD = "fill-400x260"

# The SQL of ListingQuerySet.public; a test compares the two on every combination of states.
PUBLIC = """l.state = 'published' AND l.expires_at > %(now)s
 AND (e.state = 'approved' OR (l.enterprise_id IS NULL AND (l.author_id IS NULL OR a.is_active)))"""
JOINS = """listings_listing l LEFT JOIN enterprises_enterprise e ON e.id = l.enterprise_id
 LEFT JOIN members_user a ON a.id = l.author_id AND l.enterprise_id IS NULL"""
PHOTO = """(SELECT '{media}' || r.file FROM listings_listingphoto p JOIN media_siterendition r ON r.image_id = p.image_id AND r.filter_spec = '{card}'
 WHERE p.listing_id = l.id ORDER BY p.position, p.id LIMIT 1)"""
REQUESTS = "l.side = 'request'"
YUAN = pricing.YUAN
GUIDANCE = pricing.GUIDANCE.format(
    service_type="l.service_type_id", unit="l.unit_id", district="l.district_id", price="l.price_fen", on="{today}", whole_city="{whole_city}"
)
ITEM = f"""l.id, l.external_id, l.side, l.title, '/listings/' || l.id || '/' AS url, c.name AS category, c.slug AS category_slug, d.name AS district,
 d.code AS district_code, {YUAN.format("l.price_fen")} AS price_yuan, {YUAN.format("l.budget_min_fen")} AS budget_min_yuan,
 {YUAN.format("l.budget_max_fen")} AS budget_max_yuan, u.label AS unit, l.wanted_from, l.wanted_until, l.wanted_part, l.wanted_time,
 r.name AS street, s.name AS service_type, l.tags,
 coalesce(nullif(l.art, ''), nullif(c.art, ''), 'livingroom') AS art, {PHOTO} AS photo,
 CASE WHEN e.id IS NULL THEN 'member' ELSE 'enterprise' END AS poster_kind,
 coalesce(nullif(e.short_name, ''), e.legal_name, nullif(a.display_name, ''), '会员') AS poster, e.id AS enterprise_id, l.published_at, l.expires_at,
 {GUIDANCE} AS guidance"""
COUNT = f"SELECT count(*) FROM (SELECT 1 FROM {JOINS} WHERE {PUBLIC} {{filters}} LIMIT {COUNT_LIMIT + 1}) counted"  # noqa: S608
STATEMENT = f"""
SELECT ({COUNT}), coalesce(json_agg(item ORDER BY place) FILTER (WHERE place <= %(size)s), '[]')::text, count(*),
 max((item).published_at) FILTER (WHERE place = %(size)s), max((item).id) FILTER (WHERE place = %(size)s), min((item).expires_at) FILTER (WHERE place <= %(size)s),
 {pricing.NEXT_START.format(on="{today}")}
FROM (SELECT item, row_number() OVER () AS place FROM (
 SELECT {ITEM} FROM {JOINS} JOIN catalog_category c ON c.id = l.category_id JOIN core_district d ON d.id = l.district_id JOIN core_unit u ON u.id = l.unit_id
 LEFT JOIN core_region r ON r.id = l.street_id LEFT JOIN catalog_servicetype s ON s.id = l.service_type_id
 WHERE {PUBLIC} {{filters}} {{after}} ORDER BY l.published_at DESC, l.id DESC LIMIT %(size)s + 1
) item) numbered
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list. `listings`: only these, if any are named. `categories`: ids of a category and what is below it. `wanted_on` and `part`: requests of somebody who wants help on
    that day (one without an end wants it from its first day on), in that part of the day or at any time (CLS-03).
    """

    side: str = ""
    categories: tuple[int, ...] = ()
    district_id: int | None = None
    enterprise_id: int | None = None
    listings: tuple[int, ...] = ()
    service_type_id: int | None = None
    street_id: int | None = None
    wanted_on: date | None = None
    part: str = ""

    def sql(self) -> tuple[str, dict[str, Any]]:
        """Conditions and their parameters, that of the current city too."""
        wanted: dict[str, tuple[str, Any]] = {
            "side": ("l.side = %(side)s", self.side or None),
            "categories": ("l.category_id = ANY(%(categories)s)", list(self.categories) or None),
            "district": ("l.district_id = %(district)s", self.district_id),
            "listings": ("l.id = ANY(%(listings)s)", list(self.listings) or None),
            "enterprise": ("l.enterprise_id = %(enterprise)s", self.enterprise_id),
            "service_type": ("l.service_type_id = %(service_type)s", self.service_type_id),
            "street": ("l.street_id = %(street)s", self.street_id),
            "wanted_on": (f"{REQUESTS} AND l.wanted_from <= %(wanted_on)s AND coalesce(l.wanted_until >= %(wanted_on)s, true)", self.wanted_on),
            "part": (f"{REQUESTS} AND l.wanted_part IN ('', %(part)s)", self.part or None),
        }
        city = cities.current()
        if city is not None:
            wanted["city"] = city.sql("l.district_id")
        held = {name: pair for name, pair in wanted.items() if pair[1] is not None}
        return "".join(f" AND {condition}" for condition, _ in held.values()), {name: value for name, (_, value) in held.items()}


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One page of a public list. `items_json` is text made by PostgreSQL; `expires_at` is when the first of the items does, `starts_on` the
    day on which the next guidance price begins.
    """

    count: int
    count_exact: bool
    items_json: str
    next: str | None
    expires_at: datetime | None
    starts_on: date | None

    @property
    def guidance_until(self) -> datetime | None:
        """When the next guidance price begins."""
        return pricing.midnight(self.starts_on)

    @property
    def until(self) -> datetime | None:
        """When the first of the items expires or the next guidance price begins."""
        return earliest(self.expires_at, self.guidance_until)

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items as dicts, for templates."""
        return orjson.loads(self.items_json)

    def as_json(self) -> bytes:
        """The body of the API's answer."""
        exact = "true" if self.count_exact else "false"
        following = orjson.dumps(self.next).decode()
        return f'{{"count":{self.count},"count_exact":{exact},"items":{self.items_json},"next":{following}}}'.encode()


@lru_cache(maxsize=128)
def _statement(filters: str, after: str, today: date, whole_city: str, media: str) -> str:
    """The statement for these conditions on a day; there are few combinations of them."""
    return STATEMENT.format(filters=filters, after=after, today=f"DATE '{today}'", whole_city=whole_city, media=media, card=CARD)


def public_page(wanted: Filter, *, now: datetime, cursor: str = "", size: int = SIZE) -> PublicPage:
    """A page of the public list. One query. Raises Invalid for a cursor that is not ours."""
    filters, parameters = wanted.sql()
    after = ""
    if cursor:
        parameters["at"], parameters["id"] = decode_moment(cursor)
        after = "AND (l.published_at, l.id) < (%(at)s, %(id)s)"
    parameters |= {"now": now, "size": size}
    with connection.cursor() as database:
        planned.ask(database, _statement(filters, after, timezone.localdate(now), pricing.whole_city(), settings.MEDIA_URL), parameters)
        count, text, found, last_at, last_id, expires_at, starts_on = database.fetchone()
    following = encode_cursor(last_at.isoformat(), last_id) if found > size else None
    return PublicPage(min(count, COUNT_LIMIT), count <= COUNT_LIMIT, text, following, expires_at, starts_on)


def latest_offers(limit: int, *, now: datetime | None = None) -> list[dict[str, Any]]:
    """The newest offers, for the front page. One query. Each says when what its card shows stops being true (`until`)."""
    return _cards(Filter(side="offer"), limit, now)


def latest_requests(limit: int, *, now: datetime | None = None) -> list[dict[str, Any]]:
    """The newest requests, for the front page. One query."""
    return _cards(Filter(side="request"), limit, now)


def offers_of(numbers: Sequence[int], *, now: datetime) -> list[dict[str, Any]]:
    """Of these the offers that are public at this moment, as cards in the given order. One query, none for none."""
    place = {number: at for at, number in enumerate(numbers)}
    found = _cards(Filter(side="offer", listings=tuple(place)), len(place), now) if place else []
    return sorted(found, key=lambda item: place[item["id"]])


def _cards(wanted: Filter, limit: int, now: datetime | None) -> list[dict[str, Any]]:
    page = public_page(wanted, now=now or clock.now(), size=limit)
    return [{**item, "until": earliest(item["expires_at"], page.guidance_until)} for item in map(card, page.items)]


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of those that are known."""
    return min((moment for moment in moments if moment is not None), default=None)


def card(item: dict[str, Any]) -> dict[str, Any]:
    """An item as cards show it: `price` in yuan, `guide` beside it, `enterprise` as the name under the title."""
    known = {"wanted": wanted_text(item), "expires_at": datetime.fromisoformat(item["expires_at"]), "guide": drawn(item["guidance"], item["price_yuan"])}
    return {**item, "price": item["price_yuan"] or item["budget_max_yuan"], "enterprise": item["poster"], **known}


def wanted_text(item: dict[str, Any]) -> str:
    """When help is wanted, in a few words; empty for an offer."""
    if not item["wanted_from"]:
        return ""
    first, last = date.fromisoformat(item["wanted_from"]), item["wanted_until"] and date.fromisoformat(item["wanted_until"])
    days = day(first)
    if not last:
        days = gettext("%(wanted_from)s起") % {"wanted_from": days}
    elif last != first:
        days += gettext("到 %(wanted_until)s") % {"wanted_until": day(last)}
    return gettext("，").join(text for text in (days, said(PARTS.get(item["wanted_part"], "")), item["wanted_time"]) if text)


def next_expiry(wanted: Filter, *, now: datetime) -> datetime | None:
    """When the count or the content of a public list next changes by time alone. One query."""
    filters, parameters = wanted.sql()
    with connection.cursor() as database:
        database.execute(f"SELECT min(l.expires_at) FROM {JOINS} WHERE {PUBLIC} {filters}", {**parameters, "now": now})  # noqa: S608
        return database.fetchone()[0]
