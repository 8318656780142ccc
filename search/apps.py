from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One projection, two engines, the search API and pages."""

    name = "search"
    label = "search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the handlers, which brings the sources and the reference loader with it; register menu and personal data."""
        from core import personal_data, portals
        from search import handlers, menu, parameters, reference  # noqa: F401

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
