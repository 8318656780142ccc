from django.apps import AppConfig


class WarrantyConfig(AppConfig):
    """Work that is done again for nothing inside its warranty."""

    name = "marketplace.warranty"
    label = "warranty"
    verbose_name = "保修返工"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, the shipped rules, what stands on other pages, and personal data."""
        from core import additions, personal_data
        from marketplace.warranty import handlers, reference  # noqa: F401
        from marketplace.warranty.additions import ADDITIONS, SOURCES

        for addition in ADDITIONS:
            additions.register(addition)
        for source in SOURCES:
            personal_data.register(source)
