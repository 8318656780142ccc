from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """News."""

    name = "cms.articles"
    label = "articles"
    verbose_name = "文章"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers and reference data."""
        from cms.articles import handlers, reference  # noqa: F401
