"""The embedded PostgreSQL on real processes: stale pid files, a foreign process under a reused pid, a server that already runs."""

import contextlib
import os
import subprocess
import threading

import psycopg2
import pytest

from home.operations.embedded import roles
from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.postgres import Cluster
from tests.services.place import port_open


def rows(cluster: Cluster, statement: str, *, database: str = "postgres", user: str = "postgres") -> list:
    """What the statement answers."""
    with contextlib.closing(cluster.connect(database, user=user)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_settings_are_the_products(own_postgres):
    shown = dict(rows(own_postgres, "SELECT name, setting FROM pg_settings WHERE source = 'configuration file'"))
    assert shown["max_connections"] == "200"
    assert shown["synchronous_commit"] == "on"
    assert shown["listen_addresses"] == ""
    assert rows(own_postgres, "SHOW fsync") == [("on",)]
    assert not port_open(5432)


def test_a_reused_pid_does_not_stop_the_start(own_postgres):
    own_postgres.stop()
    (own_postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{own_postgres.data}\n1\n5432\n\n\n")
    assert own_postgres.running() is None
    own_postgres.start()
    assert own_postgres.answers()


def test_a_start_waits_for_what_an_earlier_life_still_holds(own_postgres):
    """A process that was killed keeps its number until somebody has taken note of its death, and so the socket's lock."""
    own_postgres.stop()
    dying = subprocess.Popen(["sleep", "1.5"], cwd="/", **own_postgres.account.switch)
    (own_postgres.socket_dir / ".s.PGSQL.5432.lock").write_text(f"{dying.pid}\n{own_postgres.data}\n1\n5432\n{own_postgres.socket_dir}\n\n")
    noting = threading.Thread(target=dying.wait)
    noting.start()
    own_postgres.start()
    noting.join()
    assert own_postgres.answers()
    assert f"Is another postmaster (PID {dying.pid})" in own_postgres.log.read_text()


def test_killed_server_recovers_what_was_committed(own_postgres):
    roles.ensure_roles(own_postgres)
    roles.ensure_database(own_postgres, "youlin")
    with contextlib.closing(own_postgres.connect("youlin")) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    own_postgres.kill()
    assert own_postgres.lost() or own_postgres.running() is None
    own_postgres.start()
    assert rows(own_postgres, "SELECT count(*) FROM kept", database="youlin") == [(1000,)]


def test_a_running_server_is_adopted_and_can_be_stopped(own_postgres):
    other = Cluster(own_postgres.var_dir, own_postgres.socket_dir, options={"shared_buffers": "64MB"}).start()
    assert other.child is None
    assert other.running() == own_postgres.running()
    other.stop()
    assert own_postgres.lost()


def test_app_is_no_superuser_and_may_not_create(own_postgres):
    roles.ensure_roles(own_postgres)
    roles.ensure_roles(own_postgres)
    roles.ensure_database(own_postgres, "youlin")
    assert rows(own_postgres, "SELECT count(*) FROM pg_roles WHERE rolname IN ('app', 'owner') AND (rolsuper OR rolcreatedb OR rolcreaterole)") == [(0,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(own_postgres, "CREATE TABLE public.mine (id int)", database="youlin", user="app")


def test_the_stamp_lies_on_the_database(own_postgres):
    roles.ensure_roles(own_postgres)
    roles.ensure_database(own_postgres, "youlin")
    assert roles.stamp(own_postgres, "youlin") == ""
    roles.set_stamp(own_postgres, "youlin", '{"a": "it\'s"}')
    assert roles.stamp(own_postgres, "youlin") == '{"a": "it\'s"}'


def test_data_of_another_version_is_refused(own_postgres):
    own_postgres.stop()
    (own_postgres.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="PostgreSQL 17"):
        own_postgres.start()


def test_a_server_that_cannot_start_says_why(own_postgres):
    own_postgres.stop()
    own_postgres.options["max_connections"] = "many"
    with pytest.raises(EmbeddedError, match="max_connections"):
        own_postgres.start()
