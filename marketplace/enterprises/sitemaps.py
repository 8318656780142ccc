"""Enterprises in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from marketplace.enterprises.models import Enterprise


class EnterpriseSitemap(Sitemap):
    """Every admitted enterprise, the latest first."""

    limit = 5000

    def items(self) -> QuerySet[Enterprise]:
        """Only what an address and a date need."""
        return Enterprise.objects.public().only("pk", "changed_at").order_by("-approved_at", "-pk")

    def location(self, item: Enterprise) -> str:
        """Its page."""
        return reverse("enterprises:detail", args=[item.pk])

    def lastmod(self, item: Enterprise) -> object:
        """When it last changed."""
        return item.changed_at
