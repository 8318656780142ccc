from django.apps import AppConfig


class StorefrontsConfig(AppConfig):
    """Storefronts of enterprises, their flyers."""

    name = "cms.storefronts"
    label = "storefronts"
    verbose_name = "企业页面"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, jobs, reference data, menus."""
        from cms.storefronts import handlers, menu, reference, removal  # noqa: F401
        from core import portals, subjects

        for item in menu.ITEMS:
            portals.register(item)
        subjects.register_removal("enterprise", removal.REMOVAL)
