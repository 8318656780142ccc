"""What the demo's editor has put onto pages for a time, some of it over or still to come; days are before and after the day of seeding."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Site

from cms.pages.models import Advert, Announcement, Banner, PlacementDay
from cms.pages.services import Kind, place
from core.reference import read_json
from home.operations.seed.articles import writers
from home.operations.seed.city import DATA, City

KINDS: dict[str, Kind] = {"announcements": Announcement, "banners": Banner, "adverts": Advert}
TIMES = {"from_days", "to_days", "clicks", "category"}


def seed_placements(city: City) -> int:
    """Put up what is missing; returns how many there are."""
    data = read_json(DATA / "placements.json")
    for name, kind in KINDS.items():
        for row in data[name]:
            if not kind.objects.filter(title=row["title"]).exists():
                _place(city, kind, row)
    return sum(len(rows) for rows in data.values())


def _place(city: City, kind: Kind, row: dict[str, Any]) -> None:
    said = {name: value for name, value in row.items() if name not in TIMES}
    window = {"starts_at": city.now + timedelta(days=row["from_days"]), "ends_at": city.now + timedelta(days=row["to_days"])}
    if "category" in row:
        said["category"] = city.categories[row["category"]]
    made = place(kind, actor=city.acting_as(writers(city)[0]), now=city.now, site=Site.objects.get(is_default_site=True), **said, **window)
    today = timezone.localdate(city.now)
    days = [PlacementDay(placement=made, day=today - timedelta(days=ago), clicks=clicks) for ago, clicks in enumerate(row.get("clicks", ()))]
    PlacementDay.objects.bulk_create(days)
