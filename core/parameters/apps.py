from django.apps import AppConfig


class ParametersConfig(AppConfig):
    """What staff set without a developer, from a day on."""

    name = "core.parameters"
    label = "parameters"
    verbose_name = "参数"
    default_auto_field = "django.db.models.BigAutoField"
