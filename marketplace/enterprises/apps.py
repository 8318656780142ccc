from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    """Enterprises and their admission."""

    name = "marketplace.enterprises"
    label = "enterprises"
    verbose_name = "加盟企业"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, menus and the sitemap."""
        from core import personal_data, portals, sitemaps
        from marketplace.enterprises import handlers, menu  # noqa: F401
        from marketplace.enterprises.sitemaps import EnterpriseSitemap

        for item in menu.ITEMS:
            portals.register(item)
        personal_data.register(menu.SOURCE)
        sitemaps.register("enterprises", EnterpriseSitemap)
