from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Free time, orders, what they cost, and what becomes of them."""

    name = "marketplace.bookings"
    label = "bookings"
    verbose_name = "预约"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, the shipped rules, parameters, menus and personal data."""
        from core import additions, personal_data, portals
        from marketplace.bookings import handlers, levelling, menu, parameters, reference  # noqa: F401
        from marketplace.bookings.additions import ADDITIONS

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
