from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """Those who do the work: their files, papers, safety code and calendars."""

    name = "marketplace.workers"
    label = "workers"
    verbose_name = "服务人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, reference data, menus, personal data, what others may name, and the sitemap."""
        from core import personal_data, portals, sitemaps, subjects
        from marketplace.workers import handlers, menu, parameters, reference, removal  # noqa: F401
        from marketplace.workers.sitemaps import WorkerSitemap

        for item in menu.ITEMS:
            portals.register(item)
        for panel in menu.PANELS:
            portals.register_panel(panel)
        for source in menu.SOURCES:
            personal_data.register(source)
        subjects.register("worker", removal.of_workers)
        subjects.register_removal("worker", removal.REMOVAL)
        sitemaps.register("workers", WorkerSitemap)
        sitemaps.place("workers:list")
