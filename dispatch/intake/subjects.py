"""What of the marketplace a question may be about. Courses and other pages register themselves (`core.subjects`)."""

from datetime import datetime

from core.errors import NotFound
from core.subjects import Finder, Subject
from marketplace.enterprises.queries import public_enterprise
from marketplace.listings.queries.own import public_listing


def of_enterprise(number: int, now: datetime) -> Subject | None:
    """An admitted enterprise."""
    try:
        row = public_enterprise(number)
    except NotFound:
        return None
    return Subject("enterprise", number, "加盟企业", row.shown_name, row.get_absolute_url(), row.legal_name)


def of_listing(number: int, now: datetime) -> Subject | None:
    """A listing that the public may see."""
    try:
        row = public_listing(number, now=now)
    except NotFound:
        return None
    return Subject("listing", number, "供求信息", row.title, row.get_absolute_url(), row.poster_name)


FINDERS: dict[str, Finder] = {"enterprise": of_enterprise, "listing": of_listing}
