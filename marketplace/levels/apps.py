from django.apps import AppConfig


class LevelsConfig(AppConfig):
    """Member levels: what each is worth from which day on, who has which, and what it takes off a price."""

    name = "marketplace.levels"
    label = "levels"
    verbose_name = "会员等级"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the shipped levels, menus, personal data, the part on a service's page and the sitemap."""
        from core import additions, personal_data, portals, sitemaps
        from marketplace.levels import menu, reference  # noqa: F401
        from marketplace.levels.additions import ADDITIONS
        from marketplace.levels.sitemaps import LevelsSitemap

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
        sitemaps.register("levels", LevelsSitemap)
