"""Landing pages of categories in the sitemap."""

from django.contrib.sitemaps import Sitemap

from marketplace.catalog.queries import Node, catalogue


class CategorySitemap(Sitemap):
    """Every category in use, tops before their children."""

    def items(self) -> list[Node]:
        """The tree as a list."""
        return [node for top in catalogue().tops for node in (top, *top.children)]

    def location(self, item: Node) -> str:
        """Its landing page."""
        return item.url
