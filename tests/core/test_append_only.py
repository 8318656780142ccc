"""The database itself refuses to change history, for the role `app` and for the owner's triggers."""

import pytest
from django.db import Error, connection, transaction

from core.grants import APPEND_ONLY

pytestmark = pytest.mark.django_db
ROW = {
    "audit_auditentry": "INSERT INTO audit_auditentry (at, user_name, module, function, object_type, object_id, object_name, request_id, channel, result, detail) "
    "VALUES (now(), '', 'm', 'f', '', '', '', '', '', 'ok', '{}')",
    "core_statehistory": "INSERT INTO core_statehistory (machine, content_type_id, object_id, from_state, event, to_state, note, actor_name, at) "
    "SELECT 'm', min(id), '1', 'a', 'b', 'c', '', '', now() FROM django_content_type",
}


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("statement", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0}", "ALTER TABLE {0} DISABLE TRIGGER ALL", "DROP TABLE {0}"])
def test_refused(table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ROW[table])
        with pytest.raises(Error), transaction.atomic():
            cursor.execute(statement.format(table))
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] >= 1


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("operation", ["UPDATE", "DELETE", "TRUNCATE"])
def test_each_table_has_its_trigger_too(table: str, operation: str) -> None:
    bit = {"UPDATE": 16, "DELETE": 8, "TRUNCATE": 32}[operation]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgtype & %s > 0 AND tgtype & 2 > 0", [table, bit])
        assert cursor.fetchone()[0] == 1


def test_the_suite_runs_as_the_role_app() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("app", False)
