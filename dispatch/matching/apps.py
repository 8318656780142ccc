from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Who could do a job: the nearest who are free, each with the reasons; and how often the first of the list took it."""

    name = "dispatch.matching"
    label = "matching"
    verbose_name = "匹配"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the parameters."""
        from dispatch.matching import parameters  # noqa: F401
        from dispatch.matching.credit import answers
        from marketplace.credit import sources
        from marketplace.credit.states import Part

        sources.register("offers", Part.RESPONSE, answers)
