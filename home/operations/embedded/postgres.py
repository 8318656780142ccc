"""One PostgreSQL server from the wheel: made once, started, watched and stopped by us, reached by its socket only."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2

from home.operations.embedded import binaries, folders
from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.processes import Known, dies_with_parent, wait_until

SUPERUSER = "postgres"
PORT = "5432"
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "synchronous_commit": "on",
    "jit": "off",
    # Most statements read one row with what it points to, eight tables and more: the planner's search for the best order cost more than they do.
    "join_collapse_limit": "5",
    # What is prepared (`core.planned`, server functions) finds its rows by keys: planning it anew for its values costs more than it takes.
    "plan_cache_mode": "force_generic_plan",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
    "lc_messages": "C",
    "unix_socket_permissions": "0700",
}
# A log line of PostgreSQL that means: somebody of an earlier life is still there, try again.
NOT_YET = ("pre-existing shared memory block", "lock file", "is another postmaster")
LOG_LIMIT = 10 * 1024 * 1024


class Cluster:
    """A data folder and the server on it.

    `var_dir` may hold several clusters (`name`). `dies_with_us` ties the server's life to this process (Linux).
    """

    def __init__(self, var_dir: Path, socket_dir: Path, *, name: str = "pg", options: dict[str, str] | None = None, dies_with_us: bool = True) -> None:
        """Nothing is touched yet; `start()` does the work."""
        self.var_dir = var_dir
        self.data = var_dir / name / "data"
        self.log = var_dir / "log" / f"{name}.log"
        self.socket_dir = socket_dir
        self.options = {**OPTIONS, **(options or {}), "unix_socket_directories": str(socket_dir)}
        self.dies_with_us = dies_with_us
        self.account = folders.Account(None, None)
        self.child: subprocess.Popen | None = None
        self.known: Known | None = None

    # -- what is there -------------------------------------------------------------------------------------------------

    def running(self) -> Known | None:
        """The postmaster of this very folder, when it runs: the pid file is believed only when its process works in our folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        known = Known.of(pid)
        return known if known.alive and self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        folder = Path(f"/proc/{pid}/cwd")
        if Path("/proc/self/cwd").exists():
            try:
                return folder.readlink() == self.data.resolve() and Path(f"/proc/{pid}/exe").readlink().name.startswith("postgres")
            except OSError:
                return False
        shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return "postgres" in shown.stdout and str(self.data) in shown.stdout

    def connect(self, database: str = "postgres", *, user: str = SUPERUSER, timeout: int = 10) -> "psycopg2.extensions.connection":
        """A new connection in autocommit."""
        connection = psycopg2.connect(host=str(self.socket_dir), port=PORT, dbname=database, user=user, connect_timeout=timeout)
        connection.autocommit = True
        return connection

    def answers(self) -> bool:
        """Whether SELECT 1 is answered now."""
        try:
            with contextlib.closing(self.connect(timeout=2)) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                return True
        except psycopg2.OperationalError:
            return False

    def lost(self) -> bool:
        """Whether the server that we started or adopted has gone."""
        return self._has_ended() if self.child else self.known is not None and not self.known.alive

    # -- start and stop ------------------------------------------------------------------------------------------------

    def start(self, *, seconds: float = 120) -> "Cluster":
        """Start the server, making it first when it is new, and wait until it answers: crash recovery may take `seconds`.

        A server that already runs on this folder is adopted. Raises EmbeddedError with the end of the server's log.
        """
        self.account = folders.database_account()
        folders.require_reachable(self.var_dir, self.account)
        self.log.parent.mkdir(exist_ok=True)
        deadline = time.monotonic() + seconds
        if self.running() is None:
            programs = binaries.program_folder(self.var_dir / "programs", self.account)
            self._make(programs)
            self._configure()
            self._launch(programs)
            while not self._comes_up(deadline) and self._held_by_the_dead() and time.monotonic() < deadline:
                time.sleep(0.5)
                self._launch(programs)
        if not self._comes_up(deadline):
            raise EmbeddedError(f"数据库没有启动：{self._last_log_line(lines=2)}（日志：{self.log}）")
        self.known = self.running()
        return self

    def stop(self, *, seconds: float = 60) -> None:
        """Stop the server: connections are cut, everything is on disk (fast shutdown). Returns when the process has ended."""
        self.known = None
        known = self.running() or (Known.of(self.child.pid) if self.child and self.child.poll() is None else None)
        if known:
            known.send(signal.SIGINT)
            if not wait_until(lambda: not known.alive or self._has_ended(), seconds=seconds):
                known.end(by=signal.SIGQUIT, seconds=10)
        if self.child:
            self.child.wait()
            self.child = None

    def kill(self) -> None:
        """Kill -9 of the postmaster, for tests of recovery."""
        if known := self.running():
            known.send(signal.SIGKILL)
        if self.child:
            self.child.wait()
            self.child = None

    def _has_ended(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def _make(self, programs: Path) -> None:
        """Run initdb beside the final place and move it there, so that an interrupted first start leaves nothing half-made."""
        if (self.data / "PG_VERSION").is_file():
            found = (self.data / "PG_VERSION").read_text().strip()
            if found != binaries.MAJOR:
                raise EmbeddedError(f"数据目录 {self.data} 属于 PostgreSQL {found}，程序是 {binaries.MAJOR}；请先用 manage.py backup 与 restore 迁移数据。")
            return
        folders.make_private(self.data.parent, self.account)
        fresh = self.data.with_name("data.unfinished")
        shutil.rmtree(fresh, ignore_errors=True)
        made = subprocess.run(
            [
                programs / "initdb", "--pgdata", fresh, "--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-sync",
                "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            ],
            capture_output=True, text=True, check=False, cwd="/", env=self._environment(), **self.account.switch,
        )  # fmt: skip
        if made.returncode:
            raise EmbeddedError(f"initdb 失败：{(made.stderr.strip() or made.stdout.strip()).splitlines()[-1]}")
        fresh.rename(self.data)

    def _configure(self) -> None:
        """Write postgresql.conf and pg_hba.conf whole. `trust` is safe: the socket's folder is 0700 and nothing listens on a port."""
        lines = [f"{key} = '{value}'" for key, value in sorted(self.options.items())]
        (self.data / "postgresql.conf").write_text("\n".join(lines) + "\n")
        (self.data / "pg_hba.conf").write_text("local all all trust\n")
        if self.account.uid is not None and self.account.gid is not None:
            for name in ("postgresql.conf", "pg_hba.conf"):
                os.chown(self.data / name, self.account.uid, self.account.gid)
        folders.make_private(self.socket_dir, self.account)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_suffix(".log.1"))

    def _launch(self, programs: Path) -> None:
        """Start the postmaster, once."""
        # The pid in this file is no postgres of ours (running() said so), yet its number may be in use and stop the start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [programs / "postgres", "-D", self.data], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=self._environment(),
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGINT) if self.dies_with_us else None, **self.account.switch,
            )  # fmt: skip

    def _comes_up(self, deadline: float) -> bool:
        """Wait until the server answers or has ended; whether it answers."""
        return wait_until(lambda: self.answers() or self._has_ended(), seconds=max(deadline - time.monotonic(), 0)) and not self._has_ended()

    def _held_by_the_dead(self) -> bool:
        """Whether processes of an earlier life still hold the folder: they go by themselves, and a start that failed for that is tried again."""
        return self._has_ended() and any(sign in self._last_log_line(lines=5) for sign in NOT_YET)

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}

    def _last_log_line(self, *, lines: int = 1) -> str:
        try:
            text = self.log.read_text(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return " | ".join(text[-lines:])
