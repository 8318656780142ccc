"""For each state machine a row in any state, as small as the database allows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from core.models import District, Unit
from marketplace.catalog.models import Category
from marketplace.enterprises.models import Agreement, Enterprise, Outlet
from marketplace.listings.models import Enquiry, Listing
from tests.marketplace.enterprises.factories import make_agreement, make_outlet
from tests.members.factories import make_organisation, make_user

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def enterprise(state: str) -> Enterprise:
    """An enterprise with everything that an application needs."""
    return Enterprise.objects.create(
        organisation=make_organisation(),
        applicant=make_user(),
        legal_name="北京净禾家政服务有限公司",
        licence_no="91110105MA0YK4T7X1",
        district=District.objects.get(code="110105"),
        state=state,
        created_at=NOW,
        changed_at=NOW,
        applied_at=NOW,
        approved_at=NOW,
    )


def listing(state: str) -> Listing:
    """An offer by a member."""
    return Listing.objects.create(
        side="offer",
        author=make_user(),
        category=Category.objects.get(code="cleaning-home"),
        title="两居室日常保洁",
        description="带工具，三小时做完。",
        district=District.objects.get(code="110105"),
        unit=Unit.objects.get(code="hour"),
        price_fen=5000,
        state=state,
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
        expires_at=NOW + timedelta(days=60),
    )


def enquiry(state: str) -> Enquiry:
    """A conversation about a published offer."""
    return Enquiry.objects.create(listing=listing("published"), asker=make_user(), state=state, created_at=NOW, last_at=NOW)


def agreement(state: str) -> Agreement:
    """An agreement with an admitted enterprise, for the year."""
    return make_agreement(enterprise("approved"), state=state)


def outlet(state: str) -> Outlet:
    """An outlet of an admitted enterprise."""
    return make_outlet(enterprise("approved"), state=state)


ROWS: dict[str, Callable[[str], Any]] = {"enterprise": enterprise, "listing": listing, "enquiry": enquiry, "agreement": agreement, "outlet": outlet}
