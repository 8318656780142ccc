from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "core.media"
    label = "media"
    verbose_name = "媒体"
    default_auto_field = "django.db.models.BigAutoField"
