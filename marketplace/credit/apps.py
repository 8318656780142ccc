from django.apps import AppConfig


class CreditConfig(AppConfig):
    """How enterprises and workers stand in credit: scores from facts with published weights, grades, monthly assessments."""

    name = "marketplace.credit"
    label = "credit"
    verbose_name = "信用"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, parameters, the facts of this slice, menus, personal data, what stands on other pages, the sitemap."""
        from core import additions, personal_data, portals, sitemaps
        from marketplace.credit import facts, handlers, menu, parameters  # noqa: F401
        from marketplace.credit.additions import ADDITIONS

        facts.register_all()
        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
        sitemaps.place("credit:rules")
