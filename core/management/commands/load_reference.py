"""`manage.py load_reference`: load reference data that is not there yet."""

import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core import reference
from core.access import acting, system_actor


class Command(BaseCommand):
    """Add missing reference rows; never touches what staff changed."""

    help = "Load reference data (categories, districts, roles, pages) that is not there yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for machines."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import every slice's `reference.py`, then run the loaders in order."""
        for config in apps.get_app_configs():
            if config.name in settings.PROJECT_APPS and find_spec(f"{config.name}.reference"):
                import_module(f"{config.name}.reference")
        with acting(system_actor("command", "载入基础数据")):
            added = reference.load_all()
        if options["json"]:
            self.stdout.write(json.dumps(added, ensure_ascii=False))
            return
        for name, count in added.items():
            self.stdout.write(f"{name}: {count}")
