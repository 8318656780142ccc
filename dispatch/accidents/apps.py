from django.apps import AppConfig


class AccidentsConfig(AppConfig):
    """Something went wrong on a job: a case with somebody responsible, steps to make it good, a deadline and an end (URG-07)."""

    name = "dispatch.accidents"
    label = "accidents"
    verbose_name = "意外处理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, parameters, additions and personal data."""
        from core import additions, personal_data
        from dispatch.accidents import handlers, menu, parameters  # noqa: F401
        from dispatch.accidents.additions import ADDITIONS

        for addition in ADDITIONS:
            additions.register(addition)
        for source in menu.SOURCES:
            personal_data.register(source)
