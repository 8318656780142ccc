from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """News, government notices, family classroom."""

    name = "cms.articles"
    label = "articles"
    verbose_name = "文章"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, reference data, and what may be saved."""
        from cms.articles import handlers, queries, reference  # noqa: F401
        from core import subjects

        subjects.register("lesson", queries.lessons_as_subjects)
