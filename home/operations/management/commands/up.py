"""`manage.py up`: the whole site on an embedded PostgreSQL, in one command. See home/operations/embedded.

It runs without Django's applications, which only the processes that it starts need: loading them twice would cost seconds at each start.
"""

import os
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.session import Options, Session
from home.operations.embedded.voice import Voice
from members import demo_people as demo
from members.roles import Role

# The log-ins on the one line; the page /demo/ has a button for each role.
SHOWN = {Role.FAMILY, Role.ENTERPRISE_OWNER, Role.EDITOR, Role.ADMINISTRATOR}


class Command(BaseCommand):
    """Starts and keeps running; ends with Ctrl-C. PORT, HOST, VAR_DIR and DEMO are read from the environment."""

    help = "启动数据库、网站和后台任务；Ctrl-C 停止。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The address may be given here too."""
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="监听的地址，缺省 127.0.0.1（环境变量 HOST）")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="监听的端口，缺省 8000（环境变量 PORT）")
        parser.add_argument("--dev", action="store_true", help="用 runserver 和开发设置（DEBUG）")
        parser.add_argument("--json", action="store_true", help="只输出一行 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes; exit code 1 with one clear line when it cannot."""
        voice = Voice(cast(TextIO, self.stdout._out), as_json=options["json"])
        try:
            Session(self._chosen(options), voice).serve()
        except EmbeddedError as error:
            voice.failure(error)
            raise SystemExit(1) from None

    def _chosen(self, options: dict[str, Any]) -> Options:
        if not settings.EMBEDDED:
            raise EmbeddedError("已设置 DATABASE_URL，即使用外部数据库：请按部署指南运行 migrate、gunicorn 与 celery，而不是 up。")
        if not str(options["port"]).isdecimal() or not 0 < int(options["port"]) < 65536:
            raise EmbeddedError(f"PORT={options['port']} 不是端口号（1–65535）。")
        return Options(
            base=settings.BASE_DIR,
            var_dir=settings.VAR_DIR,
            socket_dir=settings.EMBEDDED_SOCKET_DIR,
            static_root=settings.STATIC_ROOT,
            database=settings.DATABASES["default"]["NAME"],
            host=options["host"],
            port=int(options["port"]),
            demo=settings.DEMO_MODE,
            dev=options["dev"],
            logins={door.label: door.phone for door in demo.doors() if door.role in SHOWN},
            password=demo.PASSWORD,
        )
