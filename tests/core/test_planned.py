"""Statements that are planned once a connection: the same answers, one round trip, whatever happens to the transaction or the connection."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.planned import ask, write

pytestmark = pytest.mark.django_db
STATEMENT = "SELECT 100 / %(number)s, '10%%' || %(text)s, %(number)s = ANY(%(many)s::int[])"


def answer(number: int, text: str = "折", many: tuple[int, ...] = (1, 2)) -> tuple:
    with connection.cursor() as cursor:
        ask(cursor, STATEMENT, {"number": number, "text": text, "many": list(many)})
        return cursor.fetchone()


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%10\\%%'")
        return cursor.fetchone()[0]


def test_it_is_prepared_once_and_always_one_round_trip():
    before = prepared()
    with CaptureQueriesContext(connection) as asked:
        assert [answer(2), answer(3, "'; DROP", ()), answer(50)] == [(50, "10%折", True), (33, "10%'; DROP", False), (2, "10%折", False)]
    assert len(asked) == 3 and prepared() <= before + 1
    assert asked.captured_queries[2]["sql"].startswith("EXECUTE")


def test_a_failure_and_a_lost_transaction_leave_it_usable():
    statement = STATEMENT.replace("100", "1000")
    for _ in range(2):
        with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
            ask(cursor, statement, {"number": 0, "text": "", "many": []})
    with connection.cursor() as cursor:
        ask(cursor, statement, {"number": 10, "text": "", "many": []})
        assert cursor.fetchone()[0] == 100


@pytest.mark.usefixtures("fresh_db")
def test_a_plan_that_is_made_while_a_table_is_small_goes_through_its_index():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE small (id bigint PRIMARY KEY, name text); INSERT INTO small VALUES (1, 'a'); ANALYZE small")
        for statement, word in (("SELECT name FROM small WHERE id = %s", "SELECT"), ("UPDATE small SET name = name WHERE id = %s", "UPDATE")):
            write(cursor, [statement], [1])
            cursor.execute("SELECT name FROM pg_prepared_statements WHERE statement LIKE %s ORDER BY prepare_time DESC LIMIT 1", [f"%{word}%small%"])
            [name] = cursor.fetchone()
            cursor.execute(f"SET plan_cache_mode = force_generic_plan; EXPLAIN EXECUTE {name}(1)")
            assert "Index Scan" in "".join(line for (line,) in cursor.fetchall())
        cursor.execute("SELECT current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("on",)


@pytest.mark.usefixtures("fresh_db")
def test_a_new_connection_prepares_anew():
    assert answer(4)[0] == 25
    connection.close()
    assert prepared() == 0
    assert answer(5)[0] == 20 and prepared() == 1


def test_behind_a_pooler_nothing_is_prepared(settings):
    settings.PREPARE_STATEMENTS = False
    with CaptureQueriesContext(connection) as asked:
        assert answer(7)[0] == 14
    assert "PREPARE" not in asked.captured_queries[0]["sql"] and "EXECUTE" not in asked.captured_queries[0]["sql"]
