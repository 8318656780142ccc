"""`manage.py seed_bench --size S|M|L`: a city of a thousand, a hundred thousand or a million listings, for measuring."""

import json
import time
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from core import clock
from core.access import acting, system_actor
from home.operations.bench.loading import SIZES, load, strangers


class Command(BaseCommand):
    """Fill up to the size; a second run adds nothing, a larger size adds the rest. Refuses where there is anything real."""

    help = "Write a large, always equal city by COPY (an empty database or DEMO=1 only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, which of the equal cities, --json for machines."""
        parser.add_argument("--size", choices=sorted(SIZES), default="S", help="S 一千、M 十万、L 一百万条供求信息")
        parser.add_argument("--seed", type=int, default=1, help="另一个数是另一座城市；同一个数总是同一座")
        parser.add_argument("--json", action="store_true", help="只输出一行 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, settle, say how many rows in how many seconds."""
        if not settings.DEMO_MODE and (found := strangers()):
            raise CommandError(f"这个库里有 {found} 条真实的企业或信息，没有写入任何东西。请用空库，或演示模式（DEMO=1）。")
        size, started, now = SIZES[options["size"]], time.monotonic(), clock.now()
        shown = Console(file=cast(IO[str], self.stderr._out), quiet=options["json"] or not self.stderr.isatty())
        with acting(system_actor("command", "压测城市")), Progress(console=shown, transient=True) as progress:
            task = progress.add_task("写入供求信息", total=size.listings)
            made = load(size, seed=options["seed"], now=now, progress=lambda done: progress.update(task, completed=done))
        seconds = round(time.monotonic() - started, 1)
        if options["json"]:
            self.stdout.write(json.dumps({"size": options["size"], **made, "seconds": seconds}, ensure_ascii=False))
            return
        self.stdout.write(f"压测城市 {options['size']}：新增企业 {made['enterprises']} 家、供求信息 {made['listings']} 条，用了 {seconds} 秒。")
