from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """News, government notices, family classroom."""

    name = "cms.articles"
    label = "articles"
    verbose_name = "文章"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, reference data, menus and personal data."""
        from cms.articles import handlers, menu, reference  # noqa: F401
        from core import personal_data, portals

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
