from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """What families say of finished orders, and how those who are rated stand."""

    name = "marketplace.ratings"
    label = "ratings"
    verbose_name = "评价"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, parameters, menus, personal data, and how a rating is reported and taken down."""
        from core import additions, personal_data, portals, subjects
        from marketplace.ratings import handlers, menu, parameters, removal  # noqa: F401
        from marketplace.ratings.additions import ADDITIONS

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
        subjects.register("rating", removal.of_ratings)
        subjects.register_removal("rating", removal.REMOVAL)
