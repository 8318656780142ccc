"""Wagtail's own screens for users and groups are closed: accounts and roles change only through services (ROL-03).

Our screens stand in members.admin. This module is imported before models are: nothing but the configuration may stand here.
"""

from wagtail.users.apps import WagtailUsersAppConfig


class ClosedUsersConfig(WagtailUsersAppConfig):
    """`wagtail.users` with its doors shut."""

    default = False

    def ready(self) -> None:
        """Register the closed policy instead of the open one."""
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from members.closed_policy import ClosedPolicy

        for model in (get_user_model(), Group):
            register_permission_policy(model, ClosedPolicy(model))
