"""`manage.py outbox status|drain|retry`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.access import acting, system_actor
from core.outbox import queries
from core.outbox.drain import drain_once
from core.outbox.models import OutboxTask


class Command(BaseCommand):
    """See what waits, drain it now, or put stopped tasks back."""

    help = "Outbox: status, drain now, retry dead tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        """The verb and --json."""
        parser.add_argument("verb", choices=["status", "drain", "retry"])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb; then say where the outbox stands."""
        with acting(system_actor("command", "事件箱命令")):
            if options["verb"] == "drain":
                while drain_once():
                    pass
            elif options["verb"] == "retry":
                queries.retry_dead(list(OutboxTask.objects.filter(state=OutboxTask.State.DEAD).values_list("pk", flat=True)))
        status = queries.status()
        if options["json"]:
            self.stdout.write(json.dumps(status.as_dict()))
        else:
            self.stdout.write(f"待分发 {status.new}，待办 {status.open}，停下 {status.dead}，最久等了 {status.oldest_seconds} 秒")
