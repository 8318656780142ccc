from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Training courses."""

    name = "cms.training"
    label = "training"
    verbose_name = "培训课程"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, reference data, menus, what may be asked about, and which pages are withheld."""
        from cms.training import handlers, menu, queries, reference  # noqa: F401
        from core import pages, portals, subjects

        for item in menu.ITEMS:
            portals.register(item)
        subjects.register("course", queries.subjects_of)
        pages.withhold(queries.withheld)
