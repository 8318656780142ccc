"""`manage.py doctor`: one page of green and red, with what to do."""

import json
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from core import clock
from home.operations.health import Finding, examine, mode


class Command(BaseCommand):
    """Run every health check; exit code 1 when one is red."""

    help = "Check database, migrations, outbox, schedule, search, cache, storage, secrets, e-mail and SMS."

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for machines."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine, print, leave with 1 when something is red."""
        findings = examine(clock.now())
        if options["json"]:
            self.stdout.write(json.dumps({"mode": mode(), "checks": [finding.as_dict() for finding in findings]}, ensure_ascii=False))
        else:
            self._print(findings)
        if not all(finding.ok for finding in findings):
            raise SystemExit(1)

    def _print(self, findings: list[Finding]) -> None:
        table = Table(title=f"体检（{mode()}方式）", show_lines=False)
        for column in ("", "项目", "看到", "怎么办"):
            table.add_column(column)
        for finding in findings:
            table.add_row("[green]好[/]" if finding.ok else "[red]不好[/]", finding.label, finding.detail, finding.hint)
        Console(file=cast(IO[str], self.stdout._out), width=None if self.stdout.isatty() else 140).print(table)
