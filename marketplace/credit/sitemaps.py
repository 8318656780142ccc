"""The page that says how credit is counted, in the sitemap. Pages of single enterprises are found from their storefronts."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class CreditSitemap(Sitemap):
    """One page."""

    def items(self) -> list[str]:
        """Its name."""
        return ["credit:rules"]

    def location(self, item: str) -> str:
        """Its address."""
        return reverse(item)
