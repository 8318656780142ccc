"""The listings of the demo city: posted by their people and approved by the platform, each with its own date, some hundred at a time."""

from datetime import timedelta
from typing import Any

from core.money import Money
from home.operations.seed.city import City, rows
from home.operations.seed.sheets import sheet_rows
from marketplace.listings.models import Enquiry, Listing
from marketplace.listings.services import Posted, enquire, post_many, reply

GROUP = 250
# (category, question of the family, answer of the enterprise or None while it waits)
TALK = (
    ("cleaning-home", "周六上午能来吗？两居室，有一只猫，怕吸尘器。", "能来，周六九点半。带静音的推杆，猫待在卧室就行。"),
    ("cleaning-range-hood", "中式烟机用了五年没拆过，清洗要多久？需要我提前准备什么？", None),
    ("housekeeping-maternity", "预产期在明年一月中旬，想先见个面，可以约在周末吗？", None),
)


def seed_listings(city: City) -> int:
    """Post what is missing; returns how many listings there are."""
    known = set(Listing.objects.filter(external_id__startswith="demo:").values_list("external_id", flat=True))
    every = [*rows("listings"), *sheet_rows(city)]
    missing = [posted(city, row, place) for place, row in enumerate(every) if f"demo:{row['key']}" not in known]
    for start in range(0, len(missing), GROUP):
        post_many(missing[start : start + GROUP], checker=city.acting_as(), now=city.now)
    return len(every)


def posted(city: City, row: dict[str, Any], place: int) -> Posted:
    """A row as it is posted; `place` in the list spreads the minutes."""
    enterprise = city.enterprises[row["enterprise"]] if row["enterprise"] else None
    author = city.people[row["member"]] if row["member"] else enterprise.applicant  # type: ignore[union-attr]
    fields = {
        **{name: row[name] for name in ("title", "description", "place", "lat", "lng", "tags")},
        "category": city.categories[row["category"]],
        "service_type": city.service_types[row["service_type"]] if row["service_type"] else None,
        "district": city.districts[row["district"]],
        "street": city.streets[row["street"]] if row.get("street") else None,
        "unit": city.units[row["unit"]],
        "art": row["art"].removesuffix(".svg"),
        **(_offer(row) if row["side"] == "offer" else _request(city, row)),
    }
    return Posted(
        external_id=f"demo:{row['key']}",
        actor=city.acting_as(author),
        at=city.days_ago(row["published_days_ago"], minutes=place * 7 % 600),
        expires_at=city.now + timedelta(days=row["expires_in_days"]),
        side=row["side"],
        enterprise=enterprise,
        service_area=[city.districts[code] for code in row.get("service_area", ())],
        fields=fields,
    )


def _offer(row: dict[str, Any]) -> dict[str, Any]:
    return {"price_fen": Money.parse(row["price_yuan"]).fen, "included": row["included"], "not_included": row["not_included"]}


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
