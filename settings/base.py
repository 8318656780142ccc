"""Settings shared by every environment. Each concern has its part; the environment modules only choose."""

import os
import sys
from pathlib import Path

from settings.parts import database
from settings.parts.accounts import *
from settings.parts.api import *
from settings.parts.apps import INSTALLED_APPS, PROJECT_APPS
from settings.parts.jobs import *
from settings.parts.notifications import *
from settings.parts.paths import BASE_DIR, EMBEDDED_SOCKET_DIR, VAR_DIR, env, secret
from settings.parts.security import *
from settings.parts.wagtail import *

DEBUG = False
SECRET_KEY = secret("SECRET_KEY")
FIELD_KEYS = secret("FIELD_KEYS")
# The demo city with its log-in buttons, simulators and known passwords; never on in a real deployment.
DEMO_MODE = env.bool("DEMO", default=False)
SIMULATORS = env.bool("SIMULATORS", default=DEMO_MODE)
# The other cities of the demo are hosts below .localhost, which every browser takes for this machine.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", *([".localhost"] if DEMO_MODE else [])])
# How long a process keeps what it knows of the cities; 0: for good.
CITY_SECONDS = env.int("CITY_SECONDS", default=30)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

MIDDLEWARE = [
    "core.middleware.ActorMiddleware",
    "core.language.LanguageMiddleware",
    "core.middleware.CityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.StoredPageMiddleware",
    "core.language.EnglishPageMiddleware",
    "core.middleware.PublicReadMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.app_tokens.AppTokenMiddleware",
    "core.middleware.SignedInActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.DomainErrorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "settings.urls"
WSGI_APPLICATION = "settings.wsgi.application"
DATABASE_ROLE = database.chosen(sys.argv)
EMBEDDED = database.EMBEDDED
PREPARE_STATEMENTS = database.PREPARE_STATEMENTS
DATABASES = {"default": {**database._ROLES[DATABASE_ROLE], "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "core.templatetags.ui", "core.templatetags.placed", "core.templatetags.language"],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# The internal location of a front server that sends media itself ("/protected-media/"); empty: we stream.
MEDIA_ACCEL = env.str("MEDIA_ACCEL", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "core.media.storage.EncryptedFileStorage", "OPTIONS": {"location": str(VAR_DIR / "private"), "base_url": None}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@youlin.example")
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
