"""Landing pages of categories and service types in the sitemap."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from marketplace.catalog.queries import Node, ServiceNode, catalogue


class CategorySitemap(Sitemap):
    """Every category in use, tops before their children."""

    def items(self) -> list[Node]:
        """The tree as a list."""
        return [node for top in catalogue().tops for node in (top, *top.children)]

    def location(self, item: Node) -> str:
        """Its landing page."""
        return item.url


class ServiceSitemap(Sitemap):
    """Every service type in use, in the order of the catalogue."""

    def items(self) -> list[tuple[Node, ServiceNode]]:
        """With the category that it stands under."""
        return [(node, service) for top in catalogue().tops for node in (top, *top.children) for service in node.services]

    def location(self, item: tuple[Node, ServiceNode]) -> str:
        """Its landing page."""
        return reverse("catalog:service", args=[item[0].slug, item[1].code])
