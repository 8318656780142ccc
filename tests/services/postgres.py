"""The suite's PostgreSQL (from the wheel, as the embedded mode runs it), the migrated template and the clones of it.

FSYNC is the one choice here: off, because no test of the suite survives a power cut and the template is made again after one.
kill -9 of the server loses nothing either way. Durability tests start a `Cluster` of their own with the product's options.
"""

import itertools
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from home.operations.embedded import roles, stamps, steps
from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.postgres import Cluster
from tests.services.place import BASE_DIR, IN_CI, SOCKET_DIR, TEST_DIR
from tests.services.sharing import locked

FSYNC = "off"
TEMPLATES_KEPT = 6
CLONE_PREFIX = "t_"
TEMPLATE_PREFIX = "template_"
_numbers = itertools.count(1)


class SharedPostgres:
    """PostgreSQL as a shared service."""

    name = "postgres"

    def start(self) -> dict[str, Any]:
        """Start it; the data of a run before a reboot is thrown away, for it was written without fsync."""
        boot, noted = _boot_id(), TEST_DIR / "pg" / "boot"
        if noted.exists() and noted.read_text() != boot:
            shutil.rmtree(TEST_DIR / "pg")
        cluster = suite_cluster().start()
        noted.write_text(boot)
        roles.ensure_roles(cluster)
        return {"socket": str(SOCKET_DIR)}

    def alive(self, record: dict[str, Any]) -> bool:
        """Whether the server answers."""
        return record.get("socket") == str(SOCKET_DIR) and suite_cluster().answers()

    def stop(self, record: dict[str, Any]) -> None:
        """Stop it."""
        suite_cluster().stop()


def _boot_id() -> str:
    file = Path("/proc/sys/kernel/random/boot_id")
    return file.read_text().strip() if file.exists() else ""


def suite_cluster() -> Cluster:
    """The suite's server; it outlives the process that started it, because others may use it."""
    options = {"fsync": FSYNC, "full_page_writes": FSYNC, "max_wal_size": "4GB", "shared_buffers": "256MB"}
    return Cluster(TEST_DIR, SOCKET_DIR, options=options, dies_with_us=False)


def address(name: str, role: str = "app") -> str:
    """The DATABASE_URL of a database of the suite."""
    return f"postgres://{role}@/{SOCKET_DIR}/{name}"


def environment(name: str) -> dict[str, str]:
    """What a process needs to work on this database with the suite's settings."""
    return {"DJANGO_SETTINGS_MODULE": "settings.test", "DATABASE_URL": address(name), "DATABASE_OWNER_URL": address(name, "owner")}


def template() -> str:
    """The name of the migrated template with its reference data, for the files as they are now.

    One process makes it, the others wait. It has two layers, so that a change of reference data does not cost the migrations again.
    """
    migrated = f"{TEMPLATE_PREFIX}{stamps.migrations_hash(BASE_DIR)}"
    loaded = f"{migrated}_{stamps.reference_hash(BASE_DIR)}"
    cluster = suite_cluster()
    with locked(TEST_DIR / "template.lock"):
        if loaded in databases(cluster):
            return loaded
        for old in [name for name in databases(cluster) if name.startswith(TEMPLATE_PREFIX) and name != migrated][: -TEMPLATES_KEPT or None]:
            roles.drop_database(cluster, old)
        if migrated not in databases(cluster):
            _make(cluster, migrated, steps.SCHEMA, source="template0")
        try:
            _make(cluster, loaded, steps.REFERENCE, source=migrated)
        except EmbeddedError as error:
            if IN_CI:
                raise
            warnings.warn(f"reference data could not be loaded, tests run without it: {error}", stacklevel=2)
            return migrated
    return loaded


def _make(cluster: Cluster, name: str, stage: steps.Stage, *, source: str) -> None:
    """Make the database from another and a stage; it gets its name when the stage succeeded."""
    fresh = f"build_{os.getpid()}"
    roles.drop_database(cluster, fresh)
    roles.clone_database(cluster, source, fresh)
    steps.run(stage, base=BASE_DIR, environment=environment(fresh))
    with closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')


def databases(cluster: Cluster) -> list[str]:
    """All databases of the suite, oldest first."""
    with closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY oid")
        return [row[0] for row in cursor.fetchall()]


def drop_leftovers(cluster: Cluster) -> None:
    """Drop the clones of runs that were killed. Only for the first user of the server."""
    for name in databases(cluster):
        if name.startswith((CLONE_PREFIX, "build_")):
            roles.drop_database(cluster, name)


@contextmanager
def clone(source: str) -> Iterator[str]:
    """A fresh copy of the template, dropped at the end."""
    cluster, name = suite_cluster(), f"{CLONE_PREFIX}{os.getpid()}_{next(_numbers)}"
    roles.clone_database(cluster, source, name)
    try:
        yield name
    finally:
        roles.drop_database(cluster, name)
