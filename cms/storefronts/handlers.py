"""What storefronts do on events: come into being with an admission, and tell when the public sees something else of one."""

from contextlib import suppress

from cms.storefronts.errors import NotOpen
from cms.storefronts.events import STOREFRONT_CHANGED
from cms.storefronts.models import StorefrontPage
from cms.storefronts.services import ensure_storefront
from core import clock
from core.access import system_actor
from core.outbox import Delivery, on, publish
from core.outbox.events import PAGE_CHANGED
from marketplace.enterprises.events import ENTERPRISE_APPROVED
from marketplace.enterprises.models import Enterprise


@on(ENTERPRISE_APPROVED, coalesce=True)
def open_storefront(delivery: Delivery) -> None:
    """A page for an enterprise that was admitted; one that has been suspended since waits for its return."""
    row = Enterprise.objects.public().filter(pk=delivery.ids["enterprise_id"]).first()
    if row is not None:
        with suppress(NotOpen):
            ensure_storefront(row, actor=system_actor("job", "加盟"), now=clock.now())


@on(PAGE_CHANGED, coalesce=True)
def tell_of_page(delivery: Delivery) -> None:
    """A storefront has gone live, or was taken down."""
    number = StorefrontPage.objects.filter(pk=delivery.ids["page_id"]).values_list("enterprise_id", flat=True).first()
    if number is not None:
        publish(STOREFRONT_CHANGED, key=f"enterprise:{number}", enterprise_id=number)
