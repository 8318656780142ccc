"""What members of the demo city have looked at, with their consent; what staff have switched on and put first. After the search has caught up."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.parameters.declared import parameter
from core.parameters.services import plan_value
from home.operations.seed.city import City, rows
from marketplace.listings.models import Listing
from search.models import PromotedTerm
from search.recommendations.models import HistoryChoice, Look
from search.recommendations.services import choose_history, look, rebuild_pairs
from search.services.words import promote


def seed_suggested(city: City) -> int:
    """Switches, looks and promotions where there are none; returns how many looks and promotions there are."""
    known: Any = rows("suggested")
    for row in known["switches"]:
        found = parameter(row["code"])
        if found is not None and not found.at(city.now):
            plan_value(found, value=True, reason=row["reason"], actor=city.acting_as(), now=city.now)
    if not HistoryChoice.objects.exists():
        _look_around(city, known["looks"])
    if not PromotedTerm.objects.exists():
        for row in known["first"]:
            _put_first(city, row)
    return Look.objects.count() + PromotedTerm.objects.count()


def _look_around(city: City, visits: list[dict[str, Any]]) -> None:
    numbers = _numbers(key for row in visits for key in row["listings"])
    for key in dict.fromkeys(key for row in visits for key in row["members"]):
        choose_history(on=True, actor=city.acting_as(city.people[key]), now=city.days_ago(30))
    for row in sorted(visits, key=lambda visit: -visit["days_ago"]):
        for minutes, key in enumerate(row["listings"]):
            for member in row["members"]:
                at = city.now - timedelta(days=row["days_ago"]) + timedelta(minutes=3 * minutes)
                _looked(city, member, numbers[key], at)
    rebuild_pairs(now=city.now)


def _looked(city: City, member: str, number: int, at: Any) -> None:
    """As in life, but at a time before the switch was set: the demo's clock begins today."""
    actor = city.acting_as(city.people[member])
    if look(number, actor=actor, now=city.now):
        Look.objects.filter(user=city.people[member], listing_id=number).update(last_at=at)


def _put_first(city: City, row: dict[str, Any]) -> None:
    numbers, today = _numbers(row["shown"]), timezone.localdate(city.now)
    promote(
        word=row["word"],
        shown=[reverse("listings:detail", args=[numbers[key]]) for key in row["shown"]],
        starts_on=today - timedelta(days=row["days_ago"]),
        ends_on=today + timedelta(days=row["in_days"]),
        why=row["why"],
        actor=city.acting_as(),
        now=city.now,
    )


def _numbers(keys: Any) -> dict[str, int]:
    found = Listing.objects.filter(external_id__in=[f"demo:{key}" for key in keys]).values_list("external_id", "pk")
    return {str(key).removeprefix("demo:"): number for key, number in found}
