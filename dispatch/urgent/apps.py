from django.apps import AppConfig


class UrgentConfig(AppConfig):
    """Urgent orders: offered to the nearest at once, wider when nobody takes them, then to the dispatcher; and the plans for incidents."""

    name = "dispatch.urgent"
    label = "urgent"
    verbose_name = "急单"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, shipped incidents, parameters, menus, personal data and its place in the sitemap."""
        from core import additions, personal_data, portals, sitemaps
        from dispatch.urgent import handlers, menu, parameters, reference  # noqa: F401
        from dispatch.urgent.additions import ADDITIONS

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for panel in menu.PANELS:
            portals.register_panel(panel)
        for source in menu.SOURCES:
            personal_data.register(source)
        sitemaps.place("urgent:about")
