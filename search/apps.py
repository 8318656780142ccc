from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One projection, two engines, the search API and pages."""

    name = "search"
    label = "search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the handlers, which brings the sources and the reference loader with it; register menu and personal data."""
        from core import intelligence, personal_data, portals
        from dispatch.intake import drafts
        from search import handlers, intent, lexicon, menu, parameters, reference, replies  # noqa: F401

        intelligence.register(lexicon.GUESSING, label=intent.LABEL, reads=intent.READS, provider=intent.guessed)
        intelligence.register(drafts.CODE, label=replies.LABEL, reads=replies.READS, provider=replies.draft)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
