from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    """People and what they may do."""

    default = True
    name = "members"
    label = "members"
    verbose_name = "会员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Install the permission table and the builder of actors; register checks and menus."""
        from core import access, personal_data, portals, sitemaps
        from core.middleware import SignedInActorMiddleware
        from members import actors, checks, menu, permissions  # noqa: F401

        access.install(permissions.table())
        SignedInActorMiddleware.builder = staticmethod(actors.build)
        sitemaps.place("members:terms", "members:privacy")
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)


class ClosedUsersConfig(WagtailUsersAppConfig):
    """`wagtail.users` with its doors shut: accounts and roles change only through services (ROL-03); our screens stand in members.admin."""

    default = False

    def ready(self) -> None:
        """Register the closed policy instead of the open one."""
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from members.closed_policy import ClosedPolicy

        for model in (get_user_model(), Group):
            register_permission_policy(model, ClosedPolicy(model))
