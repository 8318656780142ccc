"""Postings in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from core import clock
from marketplace.recruitment.models import JobPosting


class JobSitemap(Sitemap):
    """Every posting that the public may see now, the newest first."""

    limit = 5000

    def items(self) -> QuerySet[JobPosting]:
        """Only what an address and a date need."""
        return JobPosting.objects.public(clock.now()).only("pk", "published_at").newest_first()

    def location(self, item: JobPosting) -> str:
        """Its page."""
        return item.get_absolute_url()

    def lastmod(self, item: JobPosting) -> object:
        """When it was published."""
        return item.published_at
