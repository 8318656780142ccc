from django.apps import AppConfig


class MembersConfig(AppConfig):
    """People and what they may do."""

    name = "members"
    label = "members"
    verbose_name = "会员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Install the permission table and the builder of actors; register checks and menus."""
        from core import access, personal_data, portals
        from core.middleware import SignedInActorMiddleware
        from members import actors, checks, menu, permissions  # noqa: F401

        access.install(permissions.table())
        SignedInActorMiddleware.builder = staticmethod(actors.build)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
