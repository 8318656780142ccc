"""What stands beside an offer, and what a member has looked at."""

from typing import Any

from django.db import connection

from core import cities
from marketplace.listings.alike import Beside
from search.documents import quoted
from search.engines.conditions import cities_query
from search.recommendations.models import HistoryChoice, Look
from search.recommendations.states import FEWEST_SHOWN, MOST_BESIDE, MOST_PAIRS

SCOPE = "looked-also"
BIGGEST = 2**63 - 1
# Those looked at together, and the best of the same category of the city: one statement for both. For an offer only.
BESIDE = """
(SELECT true AS looked, other_id AS number FROM recommendations_lookedalso WHERE listing_id = %(listing)s ORDER BY members DESC, other_id)
UNION ALL
(SELECT false, object_id FROM search_searchdocument WHERE NOT deleted {here} AND object_id <> %(listing)s
 AND match @@ (SELECT format(%(like)s, c.code)::tsquery FROM listings_listing l JOIN catalog_category c ON c.id = l.category_id
  WHERE l.id = %(listing)s AND l.side = 'offer')
 ORDER BY quality DESC, id DESC LIMIT %(most)s)
"""
BEST = """
SELECT object_id FROM search_searchdocument WHERE NOT deleted AND match @@ %(wanted)s::tsquery {here}
 ORDER BY (district = %(district)s) DESC, quality DESC, id DESC LIMIT %(most)s
"""


def beside(number: int) -> Beside:
    """Which offers to show beside one: those that members looked at too, else the best of its category. One query; nothing is decided here."""
    here, codes = _here()
    given: dict[str, Any] = {"listing": min(number, BIGGEST), "like": _offers_in("%s"), "most": MOST_BESIDE, **codes}
    with connection.cursor() as cursor:
        cursor.execute(BESIDE.format(here=here), given)
        rows = cursor.fetchall()
    looked = tuple(other for is_looked, other in rows if is_looked)[:MOST_PAIRS]
    if len(looked) >= FEWEST_SHOWN:
        return Beside(looked, looked=True, scope=SCOPE)
    return Beside(tuple(other for is_looked, other in rows if not is_looked), looked=False, scope=SCOPE)


def best_of(category: str, *, district: str, most: int) -> list[int]:
    """The offers of a category by the stored score, those of a district first. One query."""
    here, codes = _here()
    with connection.cursor() as cursor:
        cursor.execute(BEST.format(here=here), {"wanted": _offers_in(category), "district": district, "most": most, **codes})
        return [row[0] for row in cursor.fetchall()]


def _offers_in(category: str) -> str:
    return " & ".join(quoted(code) for code in (f":c={category}", ":s=offer", ":t=listing"))


def _here() -> tuple[str, dict[str, str]]:
    """The condition of the current city; nothing where there is one only."""
    city = cities.current()
    if city is None:
        return "", {}
    if city.is_main:
        return "AND NOT head @@ %(others)s::tsquery", {"others": cities_query(other.code for other in city.others)}
    return "AND head @@ %(city)s::tsquery", {"city": cities_query((city.code, cities.SHARED))}


def choice_of(user_id: int) -> HistoryChoice | None:
    """What a member has said about his history; None: nothing yet. One query."""
    return HistoryChoice.objects.filter(user_id=user_id).first()


def looks_of(user_id: int) -> list[Look]:
    """What a member has looked at, the latest first. One query."""
    return list(Look.objects.filter(user_id=user_id).select_related("listing__category").order_by("-last_at", "-pk"))


def own_data(user_id: int) -> dict[str, list[Any]]:
    """What is stored about a person here."""
    looks = Look.objects.filter(user_id=user_id).order_by("-last_at", "-pk")
    choice = HistoryChoice.objects.filter(user_id=user_id)
    return {
        "choice": list(choice.values("decided_at", "on")),
        "looks": list(looks.values("last_at", "listing__title", "times")),
    }
