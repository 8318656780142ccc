from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """Insurers and the policies that cover workers."""

    name = "marketplace.insurance"
    label = "insurance"
    verbose_name = "保险"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the menu."""
        from core import portals
        from marketplace.insurance import menu

        for item in menu.ITEMS:
            portals.register(item)
