"""PostgreSQL only. Without DATABASE_URL the embedded server of `manage.py up` is meant, reached by its socket.

Two roles: `owner` migrates (DATABASE_OWNER_URL), `app` serves (DATABASE_URL). `DATABASE_ROLE=owner` is set by the commands that migrate.
"""

import os

from settings.parts.paths import EMBEDDED_SOCKET_DIR, env


def _embedded(role: str) -> dict:
    name = os.environ.get("EMBEDDED_DATABASE", "youlin")
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": role, "HOST": str(EMBEDDED_SOCKET_DIR), "PORT": "5432"}


# Off behind a pooler that lends a connection for one transaction only (core/planned.py).
PREPARE_STATEMENTS = env.bool("PREPARE_STATEMENTS", default=True)
EMBEDDED = "DATABASE_URL" not in os.environ
if EMBEDDED:
    _ROLES = {"app": _embedded("app"), "owner": _embedded("owner")}
else:
    _app = env.db("DATABASE_URL")
    _ROLES = {"app": _app, "owner": env.db("DATABASE_OWNER_URL", default=env.str("DATABASE_URL"))}

# Commands that change the schema connect as `owner`; everything else as `app`.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "flush", "seed_bench"}


def chosen(argv: list[str]) -> str:
    """The database role for this process: `owner` for schema commands or when DATABASE_ROLE says so."""
    if role := os.environ.get("DATABASE_ROLE"):
        return role
    return "owner" if len(argv) > 1 and argv[1] in OWNER_COMMANDS else "app"
