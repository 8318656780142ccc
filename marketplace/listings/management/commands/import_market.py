"""`manage.py import_market FILE`: enterprises and listings from JSON lines, all or nothing, repeatable by key."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction
from rich.console import Console

from core import clock
from core.access import Actor, acting, system_actor
from core.models import Unit
from core.outbox.drain import drain_once
from core.outbox.queries import status
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import import_enterprises
from marketplace.enterprises.states import HOLDING
from marketplace.listings.market_file import MarketFile, read
from marketplace.listings.services import import_listings

SHOWN_ERRORS = 100


class Command(BaseCommand):
    """Check the whole file, write it in one transaction, wait until search has caught up."""

    help = "Import enterprises (as approved) and listings (as published) from a file of JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --no-wait, --timeout, --json."""
        parser.add_argument("file", help="JSON lines; - for standard input")
        parser.add_argument("--no-wait", action="store_true", help="leave at once, search follows")
        parser.add_argument("--timeout", type=float, default=900, help="seconds to wait for search")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 with the lines that are wrong; nothing is written then."""
        actor = system_actor("command", "import_market")
        console = Console(file=sys.stderr, quiet=options["json"] or not sys.stderr.isatty())
        with acting(actor):
            with console.status("读文件…"):
                market = self._read(options["file"])
            if market.errors:
                self._refuse(market, as_json=options["json"])
            with console.status("写入…"):
                self._write(market, actor)
            with console.status("等搜索追上…"):
                waited = None if options["no_wait"] else self._wait(options["timeout"])
        self._say(market, waited, as_json=options["json"])

    def _read(self, name: str) -> MarketFile:
        known = {key for key in Enterprise.objects.exclude(external_id=None).values_list("external_id", flat=True) if key}
        licences = dict(Enterprise.objects.filter(state__in=HOLDING).values_list("licence_no", "external_id"))
        unit_ids = dict(Unit.objects.values_list("code", "pk"))
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"打不开 {name}：{error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{name} 不是 UTF-8 文字（第 {error.start} 字节）。") from error
        held = {licence: key or "" for licence, key in licences.items()}
        return read(text.split("\n"), tree=catalogue(), unit_ids=unit_ids, known_enterprises=known, licences=held)

    def _refuse(self, market: MarketFile, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"errors": [{"line": line, "message": text} for line, text in market.errors]}, ensure_ascii=False))
        shown = "\n".join(f"第 {line} 行：{text}" for line, text in market.errors[:SHOWN_ERRORS])
        more = len(market.errors) - SHOWN_ERRORS
        raise CommandError(f"没有导入，文件有 {len(market.errors)} 处要改。\n{shown}" + (f"\n……还有 {more} 处。" if more > 0 else ""))

    def _write(self, market: MarketFile, actor: Actor) -> None:
        now = clock.now()
        try:
            with transaction.atomic():
                ids = import_enterprises(market.enterprises, actor=actor, now=now)
                wanted = {row.enterprise for row in market.listings if row.enterprise} - set(ids)
                ids |= {key or "": number for key, number in Enterprise.objects.filter(external_id__in=wanted).values_list("external_id", "pk")}
                import_listings(market.listings, enterprises=ids, actor=actor, now=now)
        except IntegrityError as error:
            raise CommandError(f"没有导入：{error}") from error

    def _wait(self, timeout: float) -> float:
        """Drain until nothing is left, whether or not a worker does the same; returns the seconds."""
        started = time.monotonic()
        while True:
            drained = drain_once()
            now = status()
            if not now.new and not now.open:
                return round(time.monotonic() - started, 3)
            if time.monotonic() - started > timeout:
                raise CommandError(f"数据已导入，但搜索 {timeout:.0f} 秒内没有追上：还有 {now.new + now.open} 件。看 `manage.py outbox status`。")
            if not drained:
                time.sleep(0.2)

    def _say(self, market: MarketFile, waited: float | None, *, as_json: bool) -> None:
        found = {"enterprises": len(market.enterprises), "listings": len(market.listings), "waited_seconds": waited, "ignored_fields": sorted(market.ignored)}
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(f"导入企业 {found['enterprises']} 家、供求信息 {found['listings']} 条。" + ("" if waited is None else f"搜索已追上（{waited} 秒）。"))
        if market.ignored:
            self.stderr.write(f"没有用到的字段：{'、'.join(sorted(market.ignored))}")
