from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """Insurers and the policies that cover workers."""

    name = "marketplace.insurance"
    label = "insurance"
    verbose_name = "保险"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the menu, and what policies count for."""
        from core import portals
        from marketplace.insurance import menu
        from marketplace.insurance.queries import covers_of
        from marketplace.workers.queries.papers import register_covers

        register_covers("insurance", covers_of)

        for item in menu.ITEMS:
            portals.register(item)
