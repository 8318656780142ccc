from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """Answers that were given, by the caller's key."""

    name = "core.idempotency"
    label = "idempotency"
    verbose_name = "重复请求"
    default_auto_field = "django.db.models.BigAutoField"
