from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """What comes in: questions and feedback, each a record with a number and somebody who answers."""

    name = "dispatch.intake"
    label = "intake"
    verbose_name = "咨询和反馈"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, menus, personal data and what may be asked about."""
        from core import personal_data, portals, subjects
        from dispatch.intake import handlers, menu  # noqa: F401
        from dispatch.intake.subjects import FINDERS

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
        for kind, finder in FINDERS.items():
            subjects.register(kind, finder)
