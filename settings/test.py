"""Settings of the suite: real PostgreSQL (see tests/services), fast hashing, plain static storage."""

import os
import sys
import tempfile

# Each pytest process writes its files into a folder of its own (removed by tests/conftest.py); the servers it starts share it.
_process = os.environ.get("PYTEST_XDIST_WORKER", "main")
if "pytest" in sys.modules and os.environ.get("VAR_DIR_OF") != _process:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="youlin-test-")
    os.environ["VAR_DIR_OF"] = _process
os.environ.setdefault("SECRET_KEY", "test-only-key-that-protects-nothing-0123456789abcdef")
os.environ.setdefault("FIELD_KEYS", "dGVzdC1vbmx5LWZpZWxkLWtleS0wMTIzNDU2Nzg5YWI=")
os.environ.setdefault("DEMO", "1")

from settings.base import *  # noqa: E402
from settings.base import STORAGES  # noqa: E402

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SEARCH_DEMAND_SECONDS = 0
ALLOWED_HOSTS = ["*"]
CITY_SECONDS = 0
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
