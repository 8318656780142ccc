"""`manage.py sync_roles`: make the Django groups say what members/permissions.toml and the duties say."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from core.access import acting, system_actor
from members.services import sync_roles


class Command(BaseCommand):
    """Idempotent; run after a change of the table."""

    help = "Make Django groups follow the permission table and the duties in force."

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for machines."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what changed."""
        actor = system_actor("command", "同步角色")
        with acting(actor):
            changed = sync_roles(actor=actor, now=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps(changed.as_dict()))
        else:
            self.stdout.write(f"新建组 {changed.groups}，授权 {changed.granted}，收回 {changed.revoked}，改了 {changed.people} 人的组")
