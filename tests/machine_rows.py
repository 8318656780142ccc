"""For each state machine a row in any state, as small as the database allows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cms.storefronts.models import Storefront, StorefrontIndexPage, StorefrontPage
from core.models import District, Unit
from marketplace.catalog.models import Category
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Enquiry, Listing
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


def storefront(state: str) -> Storefront:
    """A storefront without sections, with a version in review where the state needs one."""
    firm = enterprise("approved")
    page = StorefrontIndexPage.objects.get().add_child(instance=StorefrontPage(title="净禾家政", slug=str(firm.pk), enterprise=firm))
    return Storefront.objects.create(page=page, state=state, revision_id=page.save_revision().pk, go_live_at=NOW, changed_at=NOW)


ROWS: dict[str, Callable[[str], Any]] = {"enterprise": enterprise, "listing": listing, "enquiry": enquiry, "storefront": storefront}
