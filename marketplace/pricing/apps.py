from django.apps import AppConfig


class PricingConfig(AppConfig):
    """Guidance prices."""

    name = "marketplace.pricing"
    label = "pricing"
    verbose_name = "指导价格"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sitemap."""
        from core import sitemaps
        from marketplace.pricing.sitemaps import GuidanceSitemap

        sitemaps.register("prices", GuidanceSitemap)
