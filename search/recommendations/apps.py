from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """What others looked at too, and what one's own history suggests."""

    name = "search.recommendations"
    label = "recommendations"
    verbose_name = "推荐"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the function, the menu, the panel, personal data, and the choice for the pages of listings."""
        from core import intelligence, personal_data, portals
        from marketplace.listings import alike
        from search.recommendations import menu, personal, queries, states

        intelligence.register(states.FUNCTION, label=states.LABEL, reads=states.READS, provider=personal.recommended)
        for item in menu.ITEMS:
            portals.register(item)
        for panel in menu.PANELS:
            portals.register_panel(panel)
        for source in menu.SOURCES:
            personal_data.register(source)
        alike.choose_by(queries.beside)
