"""The page of the levels in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class LevelsSitemap(Sitemap):
    """One page."""

    def items(self) -> list[str]:
        """Its name."""
        return ["levels:list"]

    def location(self, item: str) -> str:
        """Its address."""
        return reverse(item)
