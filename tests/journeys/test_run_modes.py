"""The run mode as a person uses it: `manage.py up` on an empty folder, again, stopped in each way, killed, and started once more."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from home.operations.embedded import record
from home.operations.embedded.postgres import Cluster
from home.operations.embedded.processes import Known
from tests.services.place import BASE_DIR, free_port
from tests.waiting import poll

FIRST_SECONDS, AGAIN_SECONDS = 300, 60


class Up:
    """One `manage.py up` and what it said."""

    def __init__(self, folder: Path, port: int, **environment: str) -> None:
        """Start it; `--json` makes it print one line when it serves."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "VAR_DIR", "PYTEST", "SECRET_KEY", "FIELD_KEYS"))}
        settings = {**kept, "DJANGO_SETTINGS_MODULE": "settings.production", "VAR_DIR": str(folder), "PORT": str(port), "DEMO": "0", **environment}
        self.out = folder.with_name(f"{folder.name}.out")
        with self.out.open("w") as out:
            self.process = subprocess.Popen([sys.executable, "manage.py", "up", "--json"], cwd=BASE_DIR, env=settings, stdout=out, stderr=subprocess.STDOUT)
        self.settings = settings

    def said(self, *, seconds: float) -> dict:
        """The line it printed."""
        poll(lambda: self.out.read_text().strip() or self.process.poll() is not None, timeout=seconds, why=f"up prints its line ({self.out})")
        return json.loads(self.out.read_text().strip().splitlines()[-1])

    def end(self, number: int) -> int:
        """Send the signal and wait; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


def get(url: str) -> int:
    """The status of the address."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def place(folder: Path) -> Iterator[tuple[Path, int]]:
    """An empty VAR_DIR and a port; whatever a failed test leaves running is ended."""
    var_dir = folder / "var"
    yield var_dir, free_port()
    record.end_marked(var_dir)
    Cluster(var_dir, var_dir / "run").stop()


def everything(var_dir: Path) -> list[Known]:
    """All processes of a run: the children by their mark, the database by its pid file."""
    database = Cluster(var_dir, var_dir / "run").running()
    return [*record.marked_processes(var_dir), *([database] if database else [])]


@pytest.mark.slow
def test_an_empty_folder_serves_survives_and_leaves_nothing(place):
    var_dir, port = place
    up = Up(var_dir, port)
    said = up.said(seconds=FIRST_SECONDS)
    assert said["address"] == f"http://127.0.0.1:{port}/"
    assert get(said["address"]) == 200
    assert get(said["setup"]) == 200  # DEMO=0: the link for the first administrator

    second = Up(var_dir.parent / "var", port)
    assert "已经在运行" in second.said(seconds=AGAIN_SECONDS)["error"]
    assert second.process.wait(timeout=20) == 1

    started = everything(var_dir)
    assert len(started) >= 3  # web, jobs, database
    assert up.end(signal.SIGINT) == 0
    assert [one for one in started if one.alive] == []

    begun = time.monotonic()
    up = Up(var_dir, port)
    up.said(seconds=AGAIN_SECONDS)
    assert time.monotonic() - begun < 30  # 8 s on a quiet machine; two suites may share this one
    for one in [*everything(var_dir), Known.of(up.process.pid)]:
        one.send(signal.SIGKILL)
    up.process.wait(timeout=10)

    up = Up(var_dir, port)
    assert get(up.said(seconds=AGAIN_SECONDS)["address"]) == 200
    left = everything(var_dir)
    assert up.end(signal.SIGTERM) == 0
    assert [one for one in left if one.alive] == []
    _app_has_no_more_rights_than_it_needs(var_dir)


def _app_has_no_more_rights_than_it_needs(var_dir: Path) -> None:
    cluster = Cluster(var_dir, var_dir / "run").start()
    try:
        connection = cluster.connect("youlin", user="app")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("DELETE FROM audit_auditentry")
        connection.close()
    finally:
        cluster.stop()
    assert cluster.running() is None


@pytest.mark.slow
@pytest.mark.parametrize(("environment", "words"), [({"PORT": "70000"}, "不是端口号"), ({"DATABASE_URL": "postgres://a@b/c"}, "外部数据库")])
def test_what_cannot_work_is_one_clear_line(place, environment, words):
    var_dir, port = place
    up = Up(var_dir, port, **environment)
    var_dir.parent.mkdir(exist_ok=True)
    assert words in up.said(seconds=AGAIN_SECONDS)["error"]
    assert up.process.wait(timeout=20) == 1
    assert not var_dir.exists()


@pytest.mark.slow
def test_a_port_in_use_is_said(place, redis_url):
    var_dir, _ = place
    used = int(redis_url.rsplit(":", 1)[1].split("/")[0])
    up = Up(var_dir, used)
    assert f"端口 {used} 不能使用" in up.said(seconds=AGAIN_SECONDS)["error"]
    assert up.process.wait(timeout=20) == 1
    assert everything(var_dir) == []
