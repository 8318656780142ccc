from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """Listings and enquiries."""

    name = "marketplace.listings"
    label = "listings"
    verbose_name = "供求信息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, menus and the sitemap."""
        from core import additions, personal_data, portals, sitemaps, subjects
        from marketplace.listings import handlers, menu, removal  # noqa: F401
        from marketplace.listings.additions import ADDITIONS
        from marketplace.listings.sitemaps import ListingSitemap

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for panel in menu.PANELS:
            portals.register_panel(panel)
        for source in menu.SOURCES:
            personal_data.register(source)
        subjects.register_removal("listing", removal.REMOVAL)
        sitemaps.register("listings", ListingSitemap)
        sitemaps.place("catalog:index", "listings:list", "enterprises:list", "enterprises:outlets")
