from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Categories, service types, districts."""

    name = "marketplace.catalog"
    label = "catalog"
    verbose_name = "服务目录"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sitemap."""
        from core import sitemaps
        from marketplace.catalog.sitemaps import CategorySitemap, ServiceSitemap

        sitemaps.register("services", CategorySitemap)
        sitemaps.register("service-types", ServiceSitemap)
