from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = "会员"
    default_auto_field = "django.db.models.BigAutoField"
