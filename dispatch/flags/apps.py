from django.apps import AppConfig


class FlagsConfig(AppConfig):
    """What people report: a listing, a storefront, a posting."""

    name = "dispatch.flags"
    label = "flags"
    verbose_name = "举报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register menu and personal data."""
        from core import personal_data, portals
        from dispatch.flags import menu

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
