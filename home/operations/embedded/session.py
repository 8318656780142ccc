"""One run of the embedded mode: database, preparation, web server and background process; and the way back in the opposite order."""

import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from home.operations.embedded import folders, keys, roles, stamps, steps
from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.postgres import Cluster
from home.operations.embedded.record import MARK, RunLock, end_marked, mark
from home.operations.embedded.setup_link import setup_path
from home.operations.embedded.supervisor import Child, Supervisor
from home.operations.embedded.voice import Voice

WEB_SECONDS = 90
FAILED_STARTS = 3


class Ended(BaseException):
    """A signal asked us to end."""


@dataclass(frozen=True)
class Options:
    """What the environment chose."""

    base: Path
    var_dir: Path
    socket_dir: Path
    static_root: Path
    database: str = "youlin"
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    dev: bool = False
    logins: Mapping[str, str] = field(default_factory=dict)  # demo role → phone
    password: str = ""

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach us."""
        return self.host in {"127.0.0.1", "localhost", "::1"}

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        name = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"


class Session:
    """One run; `serve()` returns when a signal asked for the end."""

    def __init__(self, options: Options, voice: Voice) -> None:
        """Nothing is touched yet."""
        self.options = options
        self.voice = voice
        self.lock = RunLock(options.var_dir)
        self.cluster = Cluster(options.var_dir, options.socket_dir)
        self.supervisor: Supervisor | None = None
        self.stopping = False

    # -- the way there -------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Start everything, say the one line, keep it running until SIGINT, SIGTERM or SIGHUP. Raises EmbeddedError."""
        options = self.options
        folders.require_reachable(options.var_dir, folders.database_account())
        self.lock.take()
        begun = time.monotonic()
        with self._until_signal():
            try:
                self._clean_up_after_a_crash()
                self._require_free_port()
                self.lock.write(address=options.address)
                secrets = keys.ensure_secrets(options.var_dir)
                (options.var_dir / "private").mkdir(mode=0o700, exist_ok=True)
                self._start_database()
                self._prepare(secrets)
                self._start_children(secrets)
                self._say(secrets, seconds=time.monotonic() - begun)
                self._watch()
            except Ended:
                pass
            finally:
                self._stop()

    @contextmanager
    def _until_signal(self) -> Iterator[None]:
        def end(*_: Any) -> None:
            if not self.stopping:
                self.stopping = True
                raise Ended

        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, end) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _clean_up_after_a_crash(self) -> None:
        if number := end_marked(self.options.var_dir):
            self.voice.note(f"结束了上次遗留的 {number} 个进程。")

    def _require_free_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.options.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.options.host, self.options.port))
            except OSError as error:
                raise EmbeddedError(f"端口 {self.options.port} 不能使用（{error.strerror}）；请设置 PORT，例如 PORT=8001 make run。") from None

    def _start_database(self) -> None:
        with self.voice.step("启动数据库"):
            self.cluster.start()
            roles.ensure_roles(self.cluster)
            roles.ensure_database(self.cluster, self.options.database)

    # -- preparation ---------------------------------------------------------------------------------------------------

    def _prepare(self, secrets: dict[str, str]) -> None:
        """Only what changed since the stamp on the database; beside it the static files, by a stamp of their own: they need no database."""
        environment = self._environment(secrets)
        with ThreadPoolExecutor(max_workers=1) as beside:
            collected = beside.submit(self._collect_static, environment)
            self._prepare_database(environment)
            collected.result()

    def _prepare_database(self, environment: dict[str, str]) -> None:
        options = self.options
        done = json.loads(roles.stamp(self.cluster, options.database) or "{}")
        if done.get("demo") and not options.demo:
            raise EmbeddedError(f"VAR_DIR={options.var_dir} 里是演示数据，其账号密码是公开的；DEMO=0 请用另一个 VAR_DIR。")
        wanted = {"migrations": stamps.migrations_hash(options.base), "reference": stamps.reference_hash(options.base)}
        if done.get("migrations") != wanted["migrations"]:
            self._run(steps.CHECK, environment)
            self._run(steps.SCHEMA, environment)
        if any(done.get(key) != value for key, value in wanted.items()):
            self._run(steps.REFERENCE, environment)
            done.update(wanted)
            roles.set_stamp(self.cluster, options.database, json.dumps(done))
        if options.demo and (done.get("demo") == "begun" or (not done.get("demo") and self._has_no_members())):
            # Seeding adds what is missing, so one that was interrupted goes on at the next start.
            roles.set_stamp(self.cluster, options.database, json.dumps({**done, "demo": "begun"}))
            self._run(steps.DEMO, environment)
            roles.set_stamp(self.cluster, options.database, json.dumps({**done, "demo": "done"}))

    def _run(self, stage: steps.Stage, environment: dict[str, str]) -> None:
        for step in stage.steps:
            with self.voice.step(step.label):
                steps.run(steps.Stage(stage.role, (step,)), base=self.options.base, environment=environment)

    def _has_no_members(self) -> bool:
        with closing(self.cluster.connect(self.options.database)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM members_user)")
            return cursor.fetchone()[0]

    def _collect_static(self, environment: dict[str, str]) -> None:
        root = self.options.static_root
        stamp, wanted = root.with_name("static.stamp"), stamps.static_hash(self.options.base)
        if self.options.dev or (root.is_dir() and stamp.exists() and stamp.read_text() == wanted):
            return
        steps.run(steps.STATIC, base=self.options.base, environment=environment)
        stamp.write_text(wanted)

    # -- web server and jobs -------------------------------------------------------------------------------------------

    def _environment(self, secrets: dict[str, str]) -> dict[str, str]:
        """What every child gets; what the person set in the environment wins."""
        hosts = {} if self.options.loopback else {"ALLOWED_HOSTS": f"{self.options.host},127.0.0.1,localhost"}
        defaults = {
            "DJANGO_SETTINGS_MODULE": "settings.dev" if self.options.dev else "settings.production",
            "SITE_URL": self.options.address,
            "EMBEDDED_DATABASE": self.options.database,
            "DEMO": "1" if self.options.demo else "0",
            **hosts,
        }
        forced = {**secrets, "VAR_DIR": str(self.options.var_dir), MARK: mark(self.options.var_dir), "DATABASE_ROLE": "app"}
        return {**defaults, **os.environ, **forced}

    def _start_children(self, secrets: dict[str, str]) -> None:
        options, environment = self.options, self._environment(secrets)
        log = options.var_dir / "log"
        if options.dev:
            environment["DJANGO_SETTINGS_MODULE"] = "settings.dev"
            command = steps.manage(options.base, "runserver", f"{options.host}:{options.port}")
        else:
            host = f"[{options.host}]" if ":" in options.host else options.host
            command = [sys.executable, "-m", "gunicorn", "settings.wsgi", "--bind", f"{host}:{options.port}", "--worker-class", "gthread"]
            command += ["--workers", os.environ.get("WEB_WORKERS", "2"), "--threads", os.environ.get("WEB_THREADS", "4"), "--preload"]
            command += ["--graceful-timeout", "8", "--timeout", "60", "--log-level", "warning", "--no-control-socket"]
        web = Child("网站", command, environment=environment, base=options.base, log=None if options.dev else log / "web.log")
        jobs = Child("后台任务", steps.manage(options.base, "work"), environment=environment, base=options.base, log=log / "work.log")
        self.supervisor = Supervisor([web, jobs])
        with self.voice.step("启动网站"):
            self.supervisor.start()
            self._wait_for_web(web)

    def _wait_for_web(self, web: Child) -> None:
        deadline = time.monotonic() + WEB_SECONDS
        while not self._answers():
            if web.failures >= FAILED_STARTS or time.monotonic() > deadline:
                raise EmbeddedError(f"网站没有启动：{web.last_log_line()}（日志：{web.log}）")
            self._watch_once()
            time.sleep(0.05)

    def _answers(self) -> bool:
        host = "127.0.0.1" if self.options.host == "0.0.0.0" else self.options.host  # noqa: S104
        connection = http.client.HTTPConnection(host, self.options.port, timeout=30)
        try:
            connection.request("GET", "/healthz/live", headers={"Host": f"127.0.0.1:{self.options.port}"})
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _watch(self) -> None:
        while True:
            self._watch_once()
            time.sleep(0.25)

    def _watch_once(self) -> None:
        if self.cluster.lost():
            self.voice.note("数据库意外结束，正在重新启动……")
            self.cluster.start()
        if self.supervisor:
            for name in self.supervisor.watch():
                self.voice.note(f"{name}意外结束，重新启动。")

    # -- what is said --------------------------------------------------------------------------------------------------

    def _say(self, secrets: dict[str, str], *, seconds: float) -> None:
        options = self.options
        facts: dict[str, Any] = {"address": f"{options.address}/", "seconds": round(seconds, 1), "var_dir": str(options.var_dir)}
        line = f"有邻家政已启动：{options.address}/"
        if options.demo:
            facts |= {"logins": dict(options.logins), "password": options.password}
            shown = "、".join(f"{role} {phone}" for role, phone in options.logins.items())
            line += f"  演示登录：{options.address}/demo/ 一键进入，或手机号（{shown}）加密码 {options.password}"
        elif self._has_no_administrator():
            facts["setup"] = f"{options.address}{setup_path(secrets['SECRET_KEY'])}"
            line += f"  建立第一个管理员（一次有效，24 小时内）：{facts['setup']}"
        self.lock.write(address=options.address)
        self.voice.result(line, **facts)

    def _has_no_administrator(self) -> bool:
        with closing(self.cluster.connect(self.options.database)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM members_user WHERE is_superuser AND is_active)")
            return cursor.fetchone()[0]

    # -- the way back --------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Web, jobs, then the database; further signals are ignored, each wait has its end."""
        self.stopping = True
        if self.supervisor:
            self.supervisor.stop()
        end_marked(self.options.var_dir)
        self.cluster.stop()
