from django.apps import AppConfig
from django.db.models.signals import post_migrate

from core.grants import apply_grants


class CoreConfig(AppConfig):
    """Mechanisms without business nouns."""

    name = "core"
    label = "core"
    verbose_name = "核心"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks; guard the page tree; grant after every migrate."""
        from core import tree

        tree.guard()

        post_migrate.connect(apply_grants, dispatch_uid="core.grants")
