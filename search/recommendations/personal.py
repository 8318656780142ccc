"""What a member's own history suggests: categories by points, their best offers by the score of the search, and why (SRC-08, CRE-06).

The same rows give the same list, whatever order they come in: points are whole numbers, ties go by the code of the category, and no
editor, enterprise or payment has a say. What an editor puts first for a word (`PromotedTerm`) has nothing to do with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict

from core import cities
from core.favourites.models import Favourite
from marketplace.listings.models import Enquiry, Listing
from marketplace.listings.queries.public import offers_of
from members.models import User
from search import lexicon
from search.models import SavedSearch
from search.recommendations.models import Look
from search.recommendations.queries import best_of
from search.recommendations.states import CATEGORIES, EACH, FRESH, MOST_EACH, POINTS, SHOWN
from search.services.demand import category_of

WHY = {
    "enquiry": "因为你问过%(name)s",
    "favourite": "因为你收藏过 %(times)s 条%(name)s",
    "saved": "因为你保存过找%(name)s的搜索",
    "look": "因为你看过 %(times)s 次%(name)s",
}


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that a member did: with which category (code, name), how often, when last."""

    kind: str
    category: str
    name: str
    times: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A category that a history suggests: its points, and what of the history speaks for it most."""

    category: str
    name: str
    points: int
    kind: str
    times: int

    @property
    def why(self) -> str:
        """A sentence."""
        return WHY[self.kind] % {"name": self.name, "times": self.times}


def ranked(signals: Iterable[Signal], *, now: datetime) -> list[Wanted]:
    """The categories that a history suggests, the most points first. No query; the order of the signals does not matter."""
    times: dict[tuple[str, str], int] = {}
    latest: dict[tuple[str, str], datetime] = {}
    names: dict[str, str] = {}
    for signal in signals:
        key = (signal.category, signal.kind)
        times[key] = times.get(key, 0) + signal.times
        latest[key] = max(latest.get(key, signal.at), signal.at)
        names[signal.category] = signal.name
    points: dict[str, list[tuple[int, str, int]]] = {}
    for (category, kind), count in times.items():
        worth = POINTS[kind] * min(count, MOST_EACH) * _fresh(latest[category, kind], now)
        points.setdefault(category, []).append((worth, kind, count))
    found = []
    for category, parts in points.items():
        _, kind, count = max(parts, key=lambda part: (part[0], part[1]))
        found.append(Wanted(category, names[category], sum(part[0] for part in parts), kind, count))
    return sorted(found, key=lambda one: (-one.points, one.category))


def _fresh(at: datetime, now: datetime) -> int:
    return next((times for days, times in FRESH if now - at < timedelta(days=days)), 1)


def signals_of(user_id: int) -> list[Signal]:
    """All that a member's own rows say. Four queries."""
    looks = Look.objects.filter(user_id=user_id).values_list("listing__category__code", "listing__category__name", "times", "last_at")
    found = [Signal("look", code, name, times, at) for code, name, times, at in looks]
    asked = Enquiry.objects.filter(asker_id=user_id).values_list("listing__category__code", "listing__category__name", "last_at")
    found += [Signal("enquiry", code, name, 1, at) for code, name, at in asked]
    kept = dict(Favourite.objects.filter(user_id=user_id, kind="listing").values_list("number", "saved_at"))
    listings = Listing.objects.filter(pk__in=kept).values_list("pk", "category__code", "category__name") if kept else ()
    found += [Signal("favourite", code, name, 1, kept[number]) for number, code, name in listings]
    return found + _saved(user_id)


def _saved(user_id: int) -> list[Signal]:
    """Saved searches by the category that they choose or name."""
    known, found = lexicon.current(), []
    for query, at in SavedSearch.objects.filter(user_id=user_id).order_by("pk").values_list("query", "created_at"):
        asked = QueryDict(query)
        code = asked.get("category") or category_of(asked.get("q") or "", known)
        if code in known.categories:
            found.append(Signal("saved", code, known.label("category", code), 1, at))
    return found


def recommended(*, user_id: int, now: datetime) -> list[dict[str, Any]]:
    """Up to six public offers of the member's city with a sentence why each. Queries: those of the history, one for each of three categories, four more."""
    district = User.objects.filter(pk=user_id).values_list("district_code", flat=True).first() or ""
    with cities.chosen(cities.of_district(district) if district else cities.current()):
        return _recommended(user_id, district, now)


def _recommended(user_id: int, district: str, now: datetime) -> list[dict[str, Any]]:
    wanted = ranked(signals_of(user_id), now=now)[:CATEGORIES]
    known = _known(user_id)
    chosen = [(one, [number for number in best_of(one.category, district=district, most=EACH + len(known)) if number not in known][:EACH]) for one in wanted]
    why: dict[int, str] = {}
    for one, numbers in chosen:
        for number in numbers:
            why.setdefault(number, one.why)
    cards = {item["id"]: item for item in offers_of(list(why), now=now)}
    order = _by_turns([[number for number in numbers if number in cards] for _, numbers in chosen])
    return [{**cards[number], "why": why[number]} for number in order[:SHOWN]]


def _known(user_id: int) -> set[int]:
    """What need not be recommended: what one offers, has asked about or has kept. Two queries."""
    asked = Enquiry.objects.filter(asker_id=user_id).values_list("listing_id", flat=True)
    kept = Favourite.objects.filter(user_id=user_id, kind="listing").values_list("number", flat=True)
    return {*asked.union(kept), *Listing.objects.of_member(user_id).values_list("pk", flat=True)}


def _by_turns(lists: Sequence[Sequence[int]]) -> list[int]:
    """The first of each, then the second of each, …; each number once."""
    longest = max(map(len, lists), default=0)
    return list(dict.fromkeys(one[at] for at in range(longest) for one in lists if at < len(one)))
