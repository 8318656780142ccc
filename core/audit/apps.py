from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit log."""

    name = "core.audit"
    label = "audit"
    verbose_name = "审计"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mirror Wagtail's own log."""
        from core.audit import mirror

        mirror.connect()
