"""One list of health checks. `manage.py doctor`, the staff screen and `/healthz/ready` read it (ADR 5).

Each check says in one sentence what it saw and, where it is not well, what to do. `vital` ones decide whether the site may serve.
"""

import os
import smtplib
import socket
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import schedule
from core.models import ScheduleRun
from core.outbox import queries as outbox
from home.operations.drift import search_drift

OUTBOX_AGE_SECONDS = 60
SLACK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw."""

    name: str
    label: str
    ok: bool
    detail: str
    hint: str = ""
    vital: bool = False
    numbers: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return asdict(self)


Seen = tuple[bool, str, str] | tuple[bool, str, str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A named check: returns (well?, sentence, what to do) and, where a monitor draws curves, numbers."""

    name: str
    label: str
    look: Callable[[datetime], Seen]
    vital: bool = False

    def run(self, now: datetime) -> Finding:
        """Look; an exception is a finding too."""
        try:
            ok, detail, hint, *numbers = self.look(now)
        except Exception as error:
            return Finding(self.name, self.label, False, f"{type(error).__name__}: {error}"[:300], "看日志里同一时间的错误。", self.vital)
        return Finding(self.name, self.label, ok, detail, hint, self.vital, *numbers)


def mode() -> str:
    """Which of the two run modes this process is in."""
    return "内嵌" if settings.EMBEDDED else "全量"


def database(now: datetime) -> tuple[bool, str, str]:
    """Reachable, recent enough, and served by the role without rights to the schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_user, rolsuper, has_schema_privilege('public', 'CREATE') FROM pg_roles WHERE rolname = current_user"
        )
        version, role, superuser, may_create = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname IN ('app', 'owner')")
        both = cursor.fetchone()[0] == 2
    good = version >= 160_000 and not superuser and not may_create and both
    return (
        good,
        f"PostgreSQL {version // 10_000}.{version % 10_000}，{mode()}，角色 {role}",
        "" if good else "按部署说明建 owner 与 app 两个角色，用 app 提供服务。",
    )


def migrations(now: datetime) -> tuple[bool, str, str]:
    """Every migration is applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not plan, f"还差 {len(plan)} 个" if plan else "都已执行", "以 owner 角色运行 manage.py migrate。" if plan else ""


def outbox_age(now: datetime) -> tuple[bool, str, str]:
    """Events are handled soon and none has stopped."""
    status = outbox.status()
    ok = status.oldest_seconds <= OUTBOX_AGE_SECONDS and not status.dead
    detail = f"等待 {status.new + status.open}，停下 {status.dead}，最久 {status.oldest_seconds:.0f} 秒"
    return ok, detail, "" if ok else "看后台任务是否在跑；停下的在「事件箱」里重试。"


def schedule_table(now: datetime) -> tuple[bool, str, str]:
    """Every job of the table ran in its time."""
    runs = {run.name: run for run in ScheduleRun.objects.all()}
    jobs = schedule.load()
    late = [name for name, job in jobs.items() if name in runs and runs[name].started_at + 2 * job.every + SLACK < now]
    never = [name for name in jobs if name not in runs]
    failed = [name for name, run in runs.items() if name in jobs and run.result not in {"", "ok"}]
    ok = not late and not failed and len(never) < max(1, len(jobs))
    problems = [f"{label} {'、'.join(names)}" for label, names in (("迟了", late), ("出错", failed), ("还没跑过", never)) if names]
    return ok, f"共 {len(jobs)} 项" + ("，" + "；".join(problems) if problems else "，都按时"), "" if ok else "看后台进程或 Celery beat。"


def cache_works(now: datetime) -> tuple[bool, str, str]:
    """What is put in comes out."""
    key = f"doctor:{os.getpid()}"
    cache.set(key, "ok", 10)
    ok = cache.get(key) == "ok"
    cache.delete(key)
    kind = "Redis" if settings.REDIS_URL else "数据库"
    return ok, f"{kind}缓存{'可用' if ok else '读不回写入的值'}", "" if ok else "检查 REDIS_URL 或缓存表 core_cache。"


def storage(now: datetime) -> tuple[bool, str, str]:
    """Both folders can be written and there is room."""
    for folder in (settings.MEDIA_ROOT, settings.VAR_DIR / "private"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    stat = os.statvfs(settings.VAR_DIR)
    free = stat.f_bavail * stat.f_frsize // 2**20
    return free > 512, f"可写，剩 {free // 1024} GB" if free >= 1024 else f"可写，剩 {free} MB", "" if free > 512 else "磁盘快满了。"


def secrets(now: datetime) -> tuple[bool, str, str]:
    """Keys are set, and the files that hold them are closed to others."""
    missing = [name for name in ("SECRET_KEY", "FIELD_KEYS") if not getattr(settings, name)]
    folder = settings.VAR_DIR / "secrets"
    open_files = [file.name for file in folder.glob("*") if file.stat().st_mode & 0o077] if folder.is_dir() else []
    if missing or open_files:
        return False, "、".join([f"缺 {name}" for name in missing] + [f"{name} 别人可读" for name in open_files]), "chmod 600，或用环境变量给出。"
    return True, "已设置，只有本人可读", ""


def email(now: datetime) -> tuple[bool, str, str]:
    """The mail server answers; the console backend is a simulator."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend != "smtp":
        return settings.DEMO_MODE, "写进日志，不真正发信", "" if settings.DEMO_MODE else "设置 EMAIL_URL。"
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=3) as server:
        server.noop()
    return True, f"{settings.EMAIL_HOST} 有应答", ""


def sms(now: datetime) -> tuple[bool, str, str]:
    """A provider is set, or the simulator in a demo."""
    if settings.SMS_PROVIDER_URL:
        host = settings.SMS_PROVIDER_URL.split("/")[2].split(":")[0]
        socket.getaddrinfo(host, None)
        return True, f"供应商 {host}", ""
    return (
        settings.SIMULATORS,
        "模拟器" if settings.SIMULATORS else "没有供应商",
        "" if settings.SIMULATORS else "设置 SMS_PROVIDER_URL 与 SMS_PROVIDER_TOKEN。",
    )


def broker(now: datetime) -> tuple[bool, str, str]:
    """In the full mode Redis answers; embedded there is none to ask."""
    if not settings.REDIS_URL:
        return True, "内嵌方式：后台进程直接做事，不用消息队列", ""
    redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()
    return True, "Redis 有应答", ""


CHECKS = (
    HealthCheck("database", "数据库与角色", database, vital=True),
    HealthCheck("migrations", "数据表版本", migrations, vital=True),
    HealthCheck("outbox", "事件箱", outbox_age),
    HealthCheck("schedule", "定时任务", schedule_table),
    HealthCheck("search", "搜索一致", search_drift),
    HealthCheck("cache", "缓存", cache_works),
    HealthCheck("broker", "消息队列", broker),
    HealthCheck("storage", "文件存储", storage),
    HealthCheck("secrets", "密钥", secrets),
    HealthCheck("email", "邮件", email),
    HealthCheck("sms", "短信", sms),
)


def examine(now: datetime, *, only_vital: bool = False) -> list[Finding]:
    """Run the checks in order."""
    return [check.run(now) for check in CHECKS if check.vital or not only_vital]
