from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One projection, two engines, the search API and pages."""

    name = "search"
    label = "search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the handlers, which brings the sources and the reference loader with it."""
        from search import handlers, reference  # noqa: F401
