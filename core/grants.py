"""What the database role `app` may do: everything to rows, nothing to the schema, and only append to the append-only tables.

Idempotent, run after every migrate as the owner. Without an `app` role (a developer's own database) it does nothing.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

APPEND_ONLY: set[str] = {"core_statehistory", "audit_auditentry"}


def apply_grants(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Grant and revoke for the role `app`."""
    if using != DEFAULT_DB_ALIAS:
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = 'app')")
        user, exists = cursor.fetchone()
        if not exists or user == "app":
            return
        cursor.execute("GRANT USAGE ON SCHEMA public TO app")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app")
        cursor.execute("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app")
        cursor.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO app")
        cursor.execute("REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM app")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)", [sorted(APPEND_ONLY)])
        for (table,) in cursor.fetchall():
            cursor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM app')
