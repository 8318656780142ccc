"""The harness itself: tests work as the role `app`, leave nothing behind, and a committing test has its own clone."""

import os

import pytest
from django.db import connection

seen: list[str] = []


def asked(sql: str) -> str:
    """The one value that the statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_are_not_superuser():
    assert asked("SELECT current_user") == "app"
    assert asked("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committing_tests_never_share_a_clone(turn):
    name = asked("SELECT current_database()")
    assert name not in seen
    seen.append(name)


def test_fresh_database_reaches_processes_that_the_test_starts(fresh_db):
    assert os.environ["DATABASE_URL"].endswith(f"/{fresh_db}")
