"""Who may call an API view at all. The default is nobody; what a caller may do is asked by the service with the actor."""

from typing import Any

from rest_framework.permissions import BasePermission

from core.access import Actor
from core.errors import Unauthenticated


def actor_of(request: Any) -> Actor:
    """The actor of a Django or DRF request."""
    return getattr(request, "_request", request).actor


class DenyAll(BasePermission):
    """The default: a view that names no permission lets nobody in."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Never."""
        return False


class Open(BasePermission):
    """Anybody may call; what they may do is asked by the service with the actor."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Always."""
        return True


class SignedIn(BasePermission):
    """Somebody must be logged in."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether a person is logged in; raises Unauthenticated otherwise, so that the answer is 401."""
        if not actor_of(request).is_authenticated:
            raise Unauthenticated
        return True
