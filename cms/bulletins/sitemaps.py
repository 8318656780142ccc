"""Notices in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from cms.bulletins.models import Bulletin
from core import clock


class BulletinSitemap(Sitemap):
    """Every notice that the public may see now, the newest first."""

    limit = 5000

    def items(self) -> QuerySet[Bulletin]:
        """Only what an address and a date need."""
        return Bulletin.objects.public(clock.now()).only("pk", "published_at").newest_first()

    def location(self, item: Bulletin) -> str:
        """Its page."""
        return item.get_absolute_url()

    def lastmod(self, item: Bulletin) -> object:
        """When it was published."""
        return item.published_at
