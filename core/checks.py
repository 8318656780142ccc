"""System checks with ids: a set-up that would fail later fails at start."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SEARCH_APPS = {"wagtail.search", "modelsearch"}


@register()
def one_search_app(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """core.E010: modelsearch and wagtail.search are one app under two names; with both, saving a page fails."""
    if {name.split(".apps.")[0] for name in settings.INSTALLED_APPS} >= SEARCH_APPS:
        return [
            Error(
                "modelsearch 与 wagtail.search 不能同时装：保存页面时才会报错。",
                hint="INSTALLED_APPS 里只留 wagtail.search。",
                id="core.E010",
            )
        ]
    return []


@register()
def postgresql_only(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """core.E011: there is one database engine."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        return [Error("只支持 PostgreSQL。", id="core.E011")]
    return []


@register(deploy=True)
def no_simulators_in_production(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """core.E012: demo log-ins and simulators never serve a real deployment."""
    if settings.DEMO_MODE or settings.SIMULATORS:
        return [Error("演示模式和模拟器不能用在正式环境。", hint="去掉 DEMO 与 SIMULATORS。", id="core.E012")]
    return []


@register(deploy=True)
def keys_are_set(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """core.E013: the secret key and the field keys are set."""
    missing = [name for name in ("SECRET_KEY", "FIELD_KEYS") if not getattr(settings, name)]
    return [Error(f"缺少 {name}。", id="core.E013") for name in missing]
