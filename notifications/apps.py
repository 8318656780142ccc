from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """SMS and in-site messages."""

    name = "notifications"
    label = "notifications"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, checks and menus."""
        from core import personal_data, portals
        from notifications import checks, handlers, menu  # noqa: F401

        for item in menu.ITEMS:
            portals.register(item)
        for panel in menu.PANELS:
            portals.register_panel(panel)
        for source in menu.SOURCES:
            personal_data.register(source)
