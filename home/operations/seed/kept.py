"""What people of the demo city have saved and reported, and what staff have planned for later."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.favourites.models import Favourite
from core.favourites.services import save_favourite
from core.parameters.declared import parameter
from core.parameters.models import ParameterValue
from core.parameters.services import plan_value
from dispatch.flags.models import Flag
from dispatch.flags.services import dismiss, report
from home.operations.seed.city import City, rows
from marketplace.listings.models import Listing
from marketplace.recruitment.models import JobPosting


def seed_kept(city: City) -> int:
    """Favourites, reports and plans where there are none; returns how many there are."""
    known: Any = rows("kept")
    if not Favourite.objects.exists():
        for row in known["saved"]:
            kind, number = _thing(city, row)
            save_favourite(kind, number, actor=city.acting_as(city.people[row["member"]]), now=city.days_ago(row["days_ago"]))
    if not Flag.objects.exists():
        for row in known["reported"]:
            _report(city, row)
    if not ParameterValue.objects.exists():
        today = timezone.localdate(city.now)
        for row in known["planned"]:
            if found := parameter(row["code"]):
                day = today + timedelta(days=row["in_days"])
                plan_value(found, value=row["value"], starts_on=day, reason=row["reason"], actor=city.acting_as(), now=city.now)
    return Favourite.objects.count() + Flag.objects.count() + ParameterValue.objects.count()


def _thing(city: City, row: dict[str, Any]) -> tuple[str, int]:
    if "listing" in row:
        return "listing", Listing.objects.values_list("pk", flat=True).get(external_id=f"demo:{row['listing']}")
    if "enterprise" in row:
        return "enterprise", city.enterprises[row["enterprise"]].pk
    title = next(one["title"] for one in rows("jobs") if one["key"] == row["job"])
    return "job", JobPosting.objects.filter(title=title).order_by("pk").values_list("pk", flat=True)[0]


def _report(city: City, row: dict[str, Any]) -> None:
    kind, number = _thing(city, row)
    at = city.days_ago(row["days_ago"], minutes=75)
    flag = report(kind, number, reason=row["reason"], text=row["text"], actor=city.acting_as(city.people[row["member"]]), now=at)
    if row["dismissed"]:
        dismiss(flag, actor=city.acting_as(), now=at + timedelta(minutes=55), note=row["dismissed"])
