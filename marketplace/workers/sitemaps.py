"""Workers in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from marketplace.workers.models import Worker


class WorkerSitemap(Sitemap):
    """Everybody whom visitors may see, the latest file first."""

    limit = 5000

    def items(self) -> QuerySet[Worker]:
        """Only what an address and a date need."""
        return Worker.objects.public().in_city().only("pk", "changed_at").order_by("-pk")

    def location(self, item: Worker) -> str:
        """The page."""
        return item.get_absolute_url()

    def lastmod(self, item: Worker) -> object:
        """When the file was changed."""
        return item.changed_at
