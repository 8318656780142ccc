"""`manage.py stop`: end a running `up` on this VAR_DIR, or what a killed one left behind."""

from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.leftovers import stop_everything
from home.operations.embedded.voice import Voice


class Command(BaseCommand):
    """Safe to repeat; without anything to stop it says so."""

    help = "停止本 VAR_DIR 上运行的网站、后台任务和数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--json prints what was stopped as JSON."""
        parser.add_argument("--json", action="store_true", help="只输出一行 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stop and say what was stopped; exit code 1 when it cannot."""
        voice = Voice(cast(TextIO, self.stdout._out), as_json=options["json"])
        try:
            stopped = stop_everything(settings.VAR_DIR, settings.EMBEDDED_SOCKET_DIR)
        except EmbeddedError as error:
            voice.failure(error)
            raise SystemExit(1) from None
        voice.result(f"已停止：{'、'.join(stopped)}。" if stopped else "没有在运行。", stopped=stopped)
