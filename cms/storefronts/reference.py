"""The index of storefronts, and a page for every enterprise that was admitted before there were any."""

from cms.storefronts.models import StorefrontIndexPage
from cms.storefronts.services import ensure_index, ensure_missing
from core import clock
from core.access import system_actor
from core.reference import reference


@reference("storefronts.pages", order=60)
def load_storefronts() -> int:
    """Safe to repeat: adds what is missing only."""
    added = 0 if StorefrontIndexPage.objects.exists() else 1
    ensure_index()
    return added + ensure_missing(actor=system_actor("command", "参考数据"), now=clock.now())
