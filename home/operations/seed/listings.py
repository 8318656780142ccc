"""The listings of the demo city: posted by their people, approved by the platform, each with its own date."""

from datetime import timedelta
from typing import Any

from core.money import Money
from home.operations.seed.city import City, rows
from marketplace.listings.models import Enquiry, Listing
from marketplace.listings.services import approve, enquire, post_listing, reply
from marketplace.listings.states import ListingState

# (category, question of the family, answer of the enterprise or None while it waits)
TALK = (
    ("cleaning-home", "周六上午能来吗？两居室，有一只猫，怕吸尘器。", "能来，周六九点半。带静音的推杆，猫待在卧室就行。"),
    ("cleaning-range-hood", "中式烟机用了五年没拆过，清洗要多久？需要我提前准备什么？", None),
    ("housekeeping-maternity", "预产期在明年一月中旬，想先见个面，可以约在周末吗？", None),
)


def seed_listings(city: City) -> int:
    """Post what is missing; returns how many listings there are."""
    known = set(Listing.objects.filter(external_id__startswith="demo:").values_list("external_id", flat=True))
    for number, row in enumerate(rows("listings")):
        if f"demo:{row['key']}" not in known:
            _post(city, row, number)
    return len(rows("listings"))


def _post(city: City, row: dict[str, Any], number: int) -> None:
    enterprise = city.enterprises[row["enterprise"]] if row["enterprise"] else None
    author = city.people[row["member"]] if row["member"] else enterprise.applicant  # type: ignore[union-attr]
    at = city.days_ago(row["published_days_ago"], minutes=number * 7 % 600)
    fields = _offer(city, row) if row["side"] == "offer" else _request(city, row)
    listing = post_listing(
        actor=city.acting_as(author),
        now=at,
        side=row["side"],
        enterprise=enterprise,
        publish_now=True,
        category=city.categories[row["category"]],
        service_type=city.service_types[row["service_type"]] if row["service_type"] else None,
        title=row["title"],
        description=row["description"],
        district=city.districts[row["district"]],
        street=city.streets[row["street"]] if row.get("street") else None,
        place=row["place"],
        lat=row["lat"],
        lng=row["lng"],
        tags=row["tags"],
        unit=city.units[row["unit"]],
        art=row["art"].removesuffix(".svg"),
        **fields,
    )
    if listing.state == ListingState.PENDING:
        listing = approve(listing, actor=city.acting_as(), now=at)
    ends = city.now + timedelta(days=row["expires_in_days"])
    Listing.objects.filter(pk=listing.pk).update(external_id=f"demo:{row['key']}", expires_at=ends)


def _offer(city: City, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "price_fen": Money.parse(row["price_yuan"]).fen,
        "included": row["included"],
        "not_included": row["not_included"],
        "service_area": [city.districts[code] for code in row["service_area"]],
    }


def _request(city: City, row: dict[str, Any]) -> dict[str, Any]:
    today = city.now.date()
    return {
        "budget_min_fen": Money.parse(row["budget_min_yuan"]).fen if row["budget_min_yuan"] else None,
        "budget_max_fen": Money.parse(row["budget_max_yuan"]).fen,
        "wanted_from": today + timedelta(days=row["wanted_from"]),
        "wanted_until": today + timedelta(days=row["wanted_until"]),
        "wanted_part": row.get("wanted_part", ""),
        "wanted_time": row["wanted_time"],
    }


def seed_enquiries(city: City) -> int:
    """A few conversations between the demo's family and enterprises; returns how many."""
    family = city.people["chen-min"]
    asked = 0
    for category, question, answer in TALK:
        offers = Listing.objects.public(city.now).filter(side="offer", category__code=category).exclude(enterprise=None)
        listing = offers.select_related("enterprise__applicant").order_by("pk").first()
        if listing is None or Enquiry.objects.filter(listing=listing, asker=family).exists():
            continue
        message = enquire(listing, text=question, actor=city.acting_as(family), now=city.days_ago(0, minutes=90))
        if answer:
            reply(
                message.enquiry,
                text=answer,
                actor=city.acting_as(listing.enterprise.applicant if listing.enterprise else None),
                now=city.days_ago(0, minutes=40),
            )
        asked += 1
    return asked
