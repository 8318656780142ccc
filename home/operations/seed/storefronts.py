"""The storefronts of the demo city: arranged by their owners, published as approved."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.storefronts.models import Storefront
from cms.storefronts.services import arrange, default_flyer, ensure_storefront
from home.operations.seed.city import City, rows
from marketplace.enterprises.states import EnterpriseState


def seed_storefronts(city: City) -> int:
    """Arrange those that nobody has arranged yet; returns how many storefronts there are."""
    for row in rows("storefronts"):
        enterprise = city.enterprises[row["key"]]
        if enterprise.state != EnterpriseState.APPROVED:
            continue
        owner = city.acting_as(enterprise.applicant)
        storefront = ensure_storefront(enterprise, actor=owner, now=city.now)
        if storefront.page.revisions.count() == 1:
            arrange(storefront, [_section(city, one) for one in row["sections"]], actor=owner, now=city.now)
            default_flyer(enterprise, actor=owner, now=city.now)
    return Storefront.objects.count()


def _section(city: City, one: dict[str, Any]) -> dict[str, Any]:
    value = dict(one["value"])
    if "items" in value:
        value["items"] = [_dated(city, item) for item in value["items"]]
    return {"type": one["type"], "value": value}


def _dated(city: City, item: dict[str, Any]) -> dict[str, Any]:
    """Days of an item: so many before or after today."""
    today = timezone.localdate(city.now)
    found = {name: value for name, value in item.items() if name not in ("on_days_ago", "until_in_days")}
    if "on_days_ago" in item:
        found["on"] = (today - timedelta(days=item["on_days_ago"])).isoformat()
    if "until_in_days" in item:
        found["until"] = (today + timedelta(days=item["until_in_days"])).isoformat()
    return found
