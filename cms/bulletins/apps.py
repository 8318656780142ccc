from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """Notices that staff and members publish (信息发布)."""

    name = "cms.bulletins"
    label = "bulletins"
    verbose_name = "便民公告栏"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, menus, personal data and the sitemap."""
        from cms.bulletins import handlers, menu  # noqa: F401
        from cms.bulletins.sitemaps import BulletinSitemap
        from core import personal_data, portals, sitemaps

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
        sitemaps.register("bulletins", BulletinSitemap)
        sitemaps.place("bulletins:list")
