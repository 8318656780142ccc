"""`manage.py import_market FILE`: enterprises and listings from JSON lines, all or nothing, repeatable by key (design §6)."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction
from rich.console import Console
from rich.progress import Progress, TaskID

from core import clock
from core.access import Actor, acting, system_actor
from core.models import Unit
from core.outbox.drain import drain_once
from core.outbox.queries import last_event, unfinished
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.services import Imported, ImportedEnterprise, import_enterprises
from marketplace.listings.market_file import Problem, Survey, rows, survey
from marketplace.listings.market_lines import LineError, Names
from marketplace.listings.services import ImportedListing, import_listings

# A handler may publish in turn (an enterprise's change is its listings' change, that is search's): so deep is the chain at most.
ROUNDS = 5
PAUSE_SECONDS = 0.1
SELDOM = 200


class Command(BaseCommand):
    """Check the whole file, write it in one transaction, wait until search has caught up."""

    help = "Import enterprises (as approved) and listings (as published) from a file of JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --no-wait, --timeout, --json."""
        parser.add_argument("file", help="JSON lines in UTF-8; - for standard input")
        parser.add_argument("--no-wait", action="store_true", help="leave at once, search follows by itself")
        parser.add_argument("--timeout", type=float, default=900, help="seconds to wait for search")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 with every line that is wrong, nothing is written then; 2 when it is written but search did not catch up."""
        actor, started, before = system_actor("command", "批量录入"), time.monotonic(), last_event()
        console = Console(file=sys.stderr, quiet=options["json"] or not sys.stderr.isatty())
        with acting(actor), _opened(options["file"]) as stream, Progress(console=console, transient=True) as progress:
            names = Names.of(catalogue(), dict(Unit.objects.values_list("code", "pk")))
            found = self._survey(stream, names, progress, as_json=options["json"])
            counts = self._write(stream, names, found, actor, progress)
            waited = None if options["no_wait"] else self._wait(before, options["timeout"], progress)
        self._say(counts, waited, round(time.monotonic() - started, 3), as_json=options["json"])

    def _survey(self, stream: BinaryIO, names: Names, progress: Progress, *, as_json: bool) -> Survey:
        size = stream.seek(0, 2)
        task = progress.add_task("检查", total=size)
        found = survey(stream, names, after_line=_seldom(lambda: progress.update(task, completed=stream.tell())))
        if found.problems:
            self._refuse(found.problems, as_json=as_json)
        return found

    def _refuse(self, problems: list[Problem], *, as_json: bool) -> None:
        first = f"没有导入，文件有 {len(problems)} 处要改。"
        if not as_json:
            raise CommandError("\n".join([first, *map(str, problems)]))
        self.stdout.write(json.dumps({"ok": False, "errors": [one.as_dict() for one in problems]}, ensure_ascii=False))
        raise CommandError(first)

    def _write(self, stream: BinaryIO, names: Names, found: Survey, actor: Actor, progress: Progress) -> dict[str, tuple[int, Imported]]:
        now, task = clock.now(), progress.add_task("写入", total=2 * (found.enterprises + found.listings))
        step = _seldom(lambda: progress.advance(task, SELDOM))
        try:
            with transaction.atomic():
                ids, enterprises = import_enterprises(rows(stream, names, ImportedEnterprise, after_line=step), actor=actor, now=now)
                listings = import_listings(rows(stream, names, ImportedListing, after_line=step), enterprises=found.known | ids, actor=actor, now=now)
        except (IntegrityError, LineError, KeyError) as error:
            raise CommandError(f"没有导入：检查以后，文件或数据又变了（{error}）。再来一次。") from error
        return {"enterprises": (found.enterprises, enterprises), "listings": (found.listings, listings)}

    def _wait(self, before: int, timeout: float, progress: Progress) -> float:
        """Drain until nothing that the import has set off is open, whether or not a worker does the same; returns the seconds."""
        started, task = time.monotonic(), progress.add_task("等搜索追上", total=None)
        for _ in range(ROUNDS):
            upto = last_event()
            if upto == before:
                break
            while (left := unfinished(before, upto)).open:
                _show(progress, task, left.open)
                if time.monotonic() - started > timeout:
                    raise CommandError(f"数据已导入，但搜索 {timeout:.0f} 秒内没有追上，还有 {left.open} 件。看 `manage.py outbox status`。", returncode=2)
                if not drain_once():
                    time.sleep(PAUSE_SECONDS)
            if left.dead:
                raise CommandError(f"数据已导入，但有 {left.dead} 件没能办成。看 `manage.py outbox status`，修好以后 `manage.py outbox retry`。", returncode=2)
            before = upto
        return round(time.monotonic() - started, 3)

    def _say(self, counts: dict[str, tuple[int, Imported]], waited: float | None, seconds: float, *, as_json: bool) -> None:
        if as_json:
            totals = {kind: total for kind, (total, _) in counts.items()}
            details = {f"{kind}_{name}": number for kind, (_, one) in counts.items() for name, number in asdict(one).items()}
            self.stdout.write(json.dumps({"ok": True, **totals, **details, "seconds": seconds, "waited_seconds": waited}, ensure_ascii=False))
            return
        for kind, text in (("enterprises", "企业 {} 家"), ("listings", "供求信息 {} 条")):
            total, one = counts[kind]
            self.stdout.write(f"{text.format(total)}：新增 {one.added}，更新 {one.changed}，没有变化 {one.unchanged}。")
        self.stdout.write(f"用了 {seconds} 秒" + ("，搜索随后跟上。" if waited is None else f"，其中等搜索 {waited} 秒。"))


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """The file, to be read from its start as often as needed; what comes through a pipe is put on disk first."""
    with ExitStack() as stack:
        try:
            source = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
        except OSError as error:
            raise CommandError(f"打不开 {name}：{error.strerror}。") from error
        if not source.seekable():
            copy = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(source, copy)
            source = copy
        yield source


def _seldom(show: Callable[[], None]) -> Callable[[], None]:
    """Call it once in two hundred times: a progress bar costs more than a line."""
    times = count(1)

    def after_line() -> None:
        if next(times) % SELDOM == 0:
            show()

    return after_line


def _show(progress: Progress, task: TaskID, left: int) -> None:
    """How much is left, against the most that was ever open."""
    total = max(left, progress.tasks[task].total or 0)
    progress.update(task, total=total, completed=total - left)
