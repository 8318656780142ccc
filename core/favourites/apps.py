from django.apps import AppConfig


class FavouritesConfig(AppConfig):
    """What people save to find it again."""

    name = "core.favourites"
    label = "favourites"
    verbose_name = "收藏"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register menu and personal data."""
        from core import personal_data, portals
        from core.favourites import menu

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
