"""Listings in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from core import clock
from marketplace.listings.models import Listing


class ListingSitemap(Sitemap):
    """Every listing that the public may see now, the newest first."""

    limit = 5000

    def items(self) -> QuerySet[Listing]:
        """Only what an address and a date need."""
        return Listing.objects.public(clock.now()).only("pk", "published_at").order_by("-published_at", "-pk")

    def location(self, item: Listing) -> str:
        """Its page."""
        return item.get_absolute_url()

    def lastmod(self, item: Listing) -> object:
        """When it was published, or again after a change."""
        return item.published_at
