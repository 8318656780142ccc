from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Categories, service types, districts."""

    name = "marketplace.catalog"
    label = "catalog"
    verbose_name = "服务目录"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sitemap, offer the English names."""
        from core import language, sitemaps
        from marketplace.catalog.queries import english_names
        from marketplace.catalog.sitemaps import CategorySitemap, ServiceSitemap

        language.provide(english_names)
        sitemaps.register("services", CategorySitemap)
        sitemaps.register("service-types", ServiceSitemap)
