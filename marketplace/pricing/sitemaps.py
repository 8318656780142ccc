"""The page of guidance prices in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class GuidanceSitemap(Sitemap):
    """One page."""

    def items(self) -> list[str]:
        """Its name."""
        return ["pricing:list"]

    def location(self, item: str) -> str:
        """Its address."""
        return reverse(item)
