from django.apps import AppConfig


class FlagsConfig(AppConfig):
    """What people report: a listing, a storefront, a posting."""

    name = "dispatch.flags"
    label = "flags"
    verbose_name = "举报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register menu, personal data, and what credit is told."""
        from core import personal_data, portals
        from dispatch.flags import menu
        from dispatch.flags.credit import upheld
        from marketplace.credit import sources
        from marketplace.credit.states import Part

        sources.register("flags", Part.COMPLAINTS, upheld)

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
