from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """Job postings of enterprises, applications for them, sign-ups with labour partners."""

    name = "marketplace.recruitment"
    label = "recruitment"
    verbose_name = "招聘"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, menus, personal data and the sitemap."""
        from core import personal_data, portals, sitemaps, subjects
        from marketplace.recruitment import handlers, menu, removal  # noqa: F401
        from marketplace.recruitment.sitemaps import JobSitemap

        for item in menu.ITEMS:
            portals.register(item)
        for panel in menu.PANELS:
            portals.register_panel(panel)
        for source in menu.SOURCES:
            personal_data.register(source)
        subjects.register("job", removal.of_jobs)
        subjects.register_removal("job", removal.REMOVAL)
        sitemaps.register("jobs", JobSitemap)
        sitemaps.place("recruitment:list")
