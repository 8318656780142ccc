from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Statistics over everything, for staff; read-only."""

    name = "home.reports"
    label = "reports"
    verbose_name = "统计"
    default_auto_field = "django.db.models.BigAutoField"
