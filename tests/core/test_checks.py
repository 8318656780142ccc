"""A set-up that would fail later fails at start."""

import os
import subprocess
import sys

from django.conf import settings

from core import checks


def test_this_set_up_is_clean() -> None:
    command = [sys.executable, "-W", "ignore", "manage.py", "check", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings.test"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_both_search_apps_are_refused() -> None:
    assert checks.one_search_app(None) == []
    found = _with_apps(["wagtail.search", "modelsearch"])
    assert [message.id for message in found] == ["core.E010"]
    assert [message.id for message in _with_apps(["wagtail.search", "modelsearch.apps.ModelSearchConfig"])] == ["core.E010"]


def _with_apps(names: list[str]):
    class Settings:
        INSTALLED_APPS = names

    original, checks.settings = checks.settings, Settings()  # type: ignore[assignment]
    try:
        return checks.one_search_app(None)
    finally:
        checks.settings = original


def test_only_postgresql() -> None:
    class Settings:
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}

    original, checks.settings = checks.settings, Settings()  # type: ignore[assignment]
    try:
        assert [message.id for message in checks.postgresql_only(None)] == ["core.E011"]
    finally:
        checks.settings = original


def test_demo_and_missing_keys_fail_a_deployment_check(settings) -> None:
    settings.DEMO_MODE, settings.FIELD_KEYS = True, ""
    assert [m.id for m in checks.no_simulators_in_production(None)] == ["core.E012"]
    assert [m.id for m in checks.keys_are_set(None)] == ["core.E013"]
