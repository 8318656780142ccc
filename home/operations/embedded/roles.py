"""The two roles and the database: `owner` migrates and owns everything, `app` serves and is no superuser."""

import contextlib

from psycopg2 import sql

from home.operations.embedded.postgres import Cluster

ROLES = ("owner", "app")


def ensure_roles(cluster: Cluster) -> None:
    """Create the roles that are missing; both may log in, neither may create databases or roles."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        for role in ROLES:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(sql.Identifier(role)))


def ensure_database(cluster: Cluster, name: str) -> bool:
    """Create the database when it is missing; whether it was created."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is not None:
            return False
        cursor.execute(sql.SQL("CREATE DATABASE {} OWNER owner TEMPLATE template0").format(sql.Identifier(name)))
        return True


def drop_database(cluster: Cluster, name: str) -> None:
    """Drop the database, cutting whoever is connected."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def clone_database(cluster: Cluster, template: str, name: str) -> None:
    """A copy of `template` (nobody may be connected to it); about 0.1 s."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER owner STRATEGY wal_log").format(sql.Identifier(name), sql.Identifier(template)))


def stamp(cluster: Cluster, name: str) -> str:
    """The stamp that `set_stamp` left on the database; empty when none."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        row = cursor.fetchone()
        return (row[0] or "") if row else ""


def set_stamp(cluster: Cluster, name: str, text: str) -> None:
    """Write what was prepared onto the database itself (as its comment), so that the stamp goes where the data goes."""
    with contextlib.closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text)))
