"""`manage.py search status|rebuild|verify|repair`: the projection and its copy in Elasticsearch."""

import json
import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from search.engines.connection import ElasticsearchAwayError
from search.services import drift, index, projection, rebuild, status


class Command(BaseCommand):
    """See, make anew, compare and mend the search."""

    help = "查看、重建、核对、修复搜索：status | rebuild | verify | repair"

    def add_arguments(self, parser: CommandParser) -> None:
        """Action, --json, --no-sources."""
        parser.add_argument("action", choices=["status", "rebuild", "verify", "repair"])
        parser.add_argument("--json", action="store_true", help="按 JSON 输出")
        parser.add_argument("--no-sources", action="store_true", help="rebuild、repair 时不重读来源，只按现有投影做")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Run one action. Exit code 1: drift found by verify, or Elasticsearch configured but away."""
        try:
            found = getattr(self, f"do_{action}")(**options)
        except ElasticsearchAwayError as error:
            raise CommandError(f"Elasticsearch 没有回答：{error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name:<14} {value}")
        if found.get("ok") is False:
            sys.exit(1)

    def do_status(self, **_: Any) -> dict[str, Any]:
        """What is there, what waits, which engine answers."""
        return status.status()

    def do_rebuild(self, *, no_sources: bool, **options: Any) -> dict[str, Any]:
        """Read the sources, count terms, make a new index and swap."""
        return rebuild.rebuild(now=clock.now(), from_sources=not no_sources, progress=self._progress(**options))

    def do_verify(self, **_: Any) -> dict[str, Any]:
        """Compare (id, version) on both sides."""
        found = drift.compare(self._index()).as_dict()
        return {**found, "ok": found["drift"] == 0}

    def do_repair(self, *, no_sources: bool, **_: Any) -> dict[str, Any]:
        """Read the sources again, then mend what differs in Elasticsearch."""
        changed = 0 if no_sources else projection.refresh_everything(now=clock.now())
        if not index.configured():
            return {"changed": changed}
        index.push_pending()
        return {"changed": changed, **drift.repair(self._index()).as_dict()}

    def _index(self) -> str:
        name = index.serving() if index.configured() else None
        if name is None:
            raise CommandError("没有可以核对的 Elasticsearch 索引：先设 ELASTICSEARCH_URL，再运行 search rebuild。")
        return name

    def _progress(self, *, json: bool, **_: Any) -> Callable[[str, int], None]:
        if json or not self.stdout.isatty():
            return lambda step, number: None
        labels = {"projection": "投影更新", "index": "已写入索引"}
        return lambda step, number: self.stdout.write(f"{labels[step]} {number}")
