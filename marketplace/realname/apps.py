from django.apps import AppConfig


class RealnameConfig(AppConfig):
    """Members prove who they are: a name and an ID number, looked at by somebody else, kept encrypted, shown masked."""

    name = "marketplace.realname"
    label = "realname"
    verbose_name = "实名认证"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register menu and personal data."""
        from core import personal_data, portals
        from marketplace.realname import menu

        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
