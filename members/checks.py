"""System checks of this slice."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register

from members import permissions


@register()
def permission_table_is_sound(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """members.E001: roles, scopes and verbs of permissions.toml are known; members.E002: every model's resource stands in it."""
    found: list[CheckMessage] = [Error(text, hint="members/permissions.toml", id="members.E001") for text in permissions.problems(permissions.document())]
    for model in apps.get_models():
        resource = getattr(model, "access_resource", None)
        if resource is not None and resource not in permissions.document():
            found.append(Error(f"{model._meta.label} 的资源 {resource} 不在权限表里。", hint="members/permissions.toml", id="members.E002"))
    return found
