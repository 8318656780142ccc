"""What listings do on others' events: move with merged categories, and tell that what is shown of them has changed.

Stored pages are made stale by the scopes "catalog" and "accounts" here, never by "listings": services take the lock of that scope
while they hold rows of listings, and these handlers change rows after others may have taken it.
"""

from django.db.models import F, Q, QuerySet

from core.content import bump
from core.outbox import Delivery, on
from core.outbox.services import publish_many
from marketplace.catalog.events import CATEGORY_CHANGED, CATEGORY_MERGED, SERVICE_TYPE_CHANGED, SERVICE_TYPE_MERGED
from marketplace.catalog.models import ServiceType
from marketplace.catalog.queries import SCOPE as CATALOGUE
from marketplace.enterprises.events import ENTERPRISE_CHANGED
from marketplace.listings.events import LISTING_CHANGED
from marketplace.listings.models import Listing
from marketplace.listings.states import ListingState
from members.events import ACCOUNT_REACTIVATED, ACCOUNT_SUSPENDED


def _tell(listings: QuerySet[Listing]) -> None:
    """Publish `listing.changed` for those that the public may know."""
    known = listings.filter(state=ListingState.PUBLISHED).order_by("pk").values_list("pk", flat=True)
    publish_many(LISTING_CHANGED, [(f"listing:{number}", {"listing_id": number}) for number in known])


@on(CATEGORY_MERGED)
def move_to_category(delivery: Delivery) -> None:
    """Listings of the source become listings of the target (CLS-05)."""
    source, target = delivery.ids["source_id"], delivery.ids["target_id"]
    moved = list(Listing.objects.filter(category_id=source).order_by("pk").values_list("pk", flat=True))
    Listing.objects.filter(pk__in=moved).update(category_id=target)
    Listing.objects.filter(pk__in=moved).exclude(service_type__category_id=F("category_id")).update(service_type=None)
    _tell(Listing.objects.filter(pk__in=moved))
    bump(CATALOGUE)


@on(SERVICE_TYPE_MERGED)
def move_to_service_type(delivery: Delivery) -> None:
    """Listings of the source get the target where that is in their category, else none."""
    source, target = delivery.ids["source_id"], delivery.ids["target_id"]
    kept = ServiceType.objects.get(pk=target)
    moved = list(Listing.objects.filter(service_type_id=source).order_by("pk").values_list("pk", flat=True))
    Listing.objects.filter(pk__in=moved, category_id=kept.category_id).update(service_type=kept)
    Listing.objects.filter(pk__in=moved).exclude(category_id=kept.category_id).update(service_type=None)
    _tell(Listing.objects.filter(pk__in=moved))
    bump(CATALOGUE)


@on(CATEGORY_CHANGED, coalesce=True)
def tell_of_category(delivery: Delivery) -> None:
    """A category is called otherwise or lies elsewhere: so do its listings and those below it."""
    category = delivery.ids["category_id"]
    _tell(Listing.objects.filter(Q(category_id=category) | Q(category__parent_id=category)))


@on(SERVICE_TYPE_CHANGED, coalesce=True)
def tell_of_service_type(delivery: Delivery) -> None:
    """A service type is called otherwise."""
    _tell(Listing.objects.filter(service_type_id=delivery.ids["service_type_id"]))


@on(ENTERPRISE_CHANGED, coalesce=True)
def tell_of_enterprise(delivery: Delivery) -> None:
    """An enterprise was suspended, reinstated or has changed its name: its listings are shown otherwise, or not at all."""
    _tell(Listing.objects.filter(enterprise_id=delivery.ids["enterprise_id"]))


@on(ACCOUNT_SUSPENDED, ACCOUNT_REACTIVATED, coalesce=True)
def tell_of_account(delivery: Delivery) -> None:
    """A member's own listings are seen while the account is in use."""
    _tell(Listing.objects.of_member(delivery.ids["user_id"]))
    bump("accounts")
