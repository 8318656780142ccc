from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    """After the job: somebody asks how it went, as often as the service wants it, and writes down the result."""

    name = "dispatch.followups"
    label = "followups"
    verbose_name = "回访任务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers and parameters."""
        from dispatch.followups import handlers, parameters, reference  # noqa: F401
        from dispatch.followups.credit import satisfied
        from marketplace.credit import sources
        from marketplace.credit.states import Part

        sources.register("follow_ups", Part.RETURN_VISITS, satisfied)
