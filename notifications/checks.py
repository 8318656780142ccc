"""System checks of this slice."""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def field_keys_are_fernet_keys(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """notifications.E001: the field keys can encrypt."""
    for key in (key.strip() for key in settings.FIELD_KEYS.split(",") if key.strip()):
        try:
            Fernet(key)
        except ValueError:
            return [Error("FIELD_KEYS 里有一把不是 Fernet 密钥。", id="notifications.E001")]
    return []


@register(deploy=True)
def sms_can_be_sent(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """notifications.W001: without a provider nobody can register."""
    if not settings.SMS_PROVIDER_URL and not settings.SIMULATORS:
        return [Warning("没有配置短信供应商，收不到验证码就无法注册。", hint="SMS_PROVIDER_URL、SMS_PROVIDER_TOKEN", id="notifications.W001")]
    return []
