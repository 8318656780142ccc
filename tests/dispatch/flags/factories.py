"""Reports for tests."""

from typing import Any

from core import clock
from dispatch.flags.models import Flag
from marketplace.listings.models import Listing
from tests.marketplace.factories import make_listing
from tests.members.factories import make_user


def make_flag(*, reporter: Any = None, listing: Listing | None = None, state: str = "open") -> Flag:
    """A report of a listing."""
    about = listing or make_listing()
    said = {"kind": "listing", "number": about.pk, "title": about.title, "url": about.get_absolute_url(), "who": about.poster_name}
    return Flag.objects.create(**said, reason="fraud", text="先要三百元押金。", reporter=reporter or make_user(), state=state, created_at=clock.now())
