from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages of a special shape: labour partners and recruitment brochures."""

    name = "cms.pages"
    label = "pages"
    verbose_name = "专门页面"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the reference data."""
        from cms.pages import reference  # noqa: F401
