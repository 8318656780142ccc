"""Wagtail's own screens for users and groups are closed: accounts and roles change only through services (ROL-03).

Nobody is let in, superusers neither; our screens stand in members.admin.
"""

from typing import Any

from django.db import models
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.users.apps import WagtailUsersAppConfig


class ClosedPolicy(BasePermissionPolicy):
    """Nobody may do anything."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Never."""
        return False

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Never."""
        return False

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Never."""
        return False

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> models.QuerySet:
        """None."""
        return self.model._default_manager.none()

    def users_with_any_permission(self, actions: Any) -> models.QuerySet:
        """Nobody."""
        return self.model._default_manager.none()


class ClosedUsersConfig(WagtailUsersAppConfig):
    """`wagtail.users` with its doors shut."""

    default = False

    def ready(self) -> None:
        """Register the closed policy instead of the open one."""
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        for model in (get_user_model(), Group):
            register_permission_policy(model, ClosedPolicy(model))
