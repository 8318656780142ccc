"""What of the marketplace a question may be about. Courses, lessons and postings register themselves (`core.subjects`)."""

from collections.abc import Sequence
from datetime import datetime

from core.subjects import Finder, Subject
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing


def of_enterprises(numbers: Sequence[int], now: datetime) -> list[Subject]:
    """Admitted enterprises. One query."""
    rows = Enterprise.objects.public().filter(pk__in=numbers)
    return [Subject("enterprise", row.pk, "加盟企业", row.shown_name, row.get_absolute_url(), row.legal_name) for row in rows]


def of_listings(numbers: Sequence[int], now: datetime) -> list[Subject]:
    """Listings that the public may see. One query."""
    rows = Listing.objects.public(now).with_names().filter(pk__in=numbers)
    return [Subject("listing", row.pk, "供求信息", row.title, row.get_absolute_url(), row.poster_name) for row in rows]


FINDERS: dict[str, Finder] = {"enterprise": of_enterprises, "listing": of_listings}
