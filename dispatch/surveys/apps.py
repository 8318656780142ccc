from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Satisfaction surveys with questions of their own, answered by a link without an account; results without names."""

    name = "dispatch.surveys"
    label = "surveys"
    verbose_name = "满意度调查"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers and parameters."""
        from dispatch.surveys import handlers, parameters  # noqa: F401
