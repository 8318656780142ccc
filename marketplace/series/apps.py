from django.apps import AppConfig


class SeriesConfig(AppConfig):
    """Visits again and again: series in a rhythm, and packages used visit by visit."""

    name = "marketplace.series"
    label = "series"
    verbose_name = "定期服务和套餐"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, the shipped rules, parameters, menus, personal data, and what pays for an order."""
        from core import additions, personal_data, portals
        from marketplace.bookings import covers
        from marketplace.series import handlers, menu, parameters, reference  # noqa: F401
        from marketplace.series.additions import ADDITIONS
        from marketplace.series.services import passes

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
        covers.register("package", covers.Cover(check=passes.check, take=passes.use, require_at=passes.require_at))
