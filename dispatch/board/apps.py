from django.apps import AppConfig


class BoardConfig(AppConfig):
    """The dispatcher's board: who goes where today and this week, what has nobody yet, who was late."""

    name = "dispatch.board"
    label = "board"
    verbose_name = "派工台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, parameters, panels, additions, personal data, and what credit is told."""
        from core import additions, personal_data, portals
        from dispatch.board import handlers, menu, parameters  # noqa: F401
        from dispatch.board.additions import ADDITIONS
        from dispatch.board.credit import visits
        from marketplace.credit import sources
        from marketplace.credit.states import Part

        sources.register("visits", Part.PUNCTUAL, visits)

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for panel in menu.PANELS:
            portals.register_panel(panel)
        for source in menu.SOURCES:
            personal_data.register(source)
