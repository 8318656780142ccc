from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages of a special shape, and what editors put onto pages for a time."""

    name = "cms.pages"
    label = "pages"
    verbose_name = "专门页面"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the reference data and the handlers."""
        from cms.pages import handlers, reference  # noqa: F401
