"""A permission policy that lets nobody in, superusers neither."""

from typing import Any

from django.db import models
from wagtail.permission_policies.base import BasePermissionPolicy


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
