"""`manage.py open_city`: a second city on this installation (docs/concepts/cities.md). Safe to repeat."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.access import acting, system_actor
from core.errors import DomainError
from home.services import Opening, open_city
from search.services.rebuild import rebuild


class Command(BaseCommand):
    """Make site, front page, news and 站点信息 of a city, and let search read everything anew."""

    help = "Open another city: its own host, front page and news; the main city's texts are shared."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the city is."""
        parser.add_argument("--name", required=True, help="保定")
        parser.add_argument("--region", required=True, help="行政区划代码，市 4 位（1306），直辖市 2 位")
        parser.add_argument("--host", required=True, help="baoding.example.com，已经在 ALLOWED_HOSTS 里")
        parser.add_argument("--hotline", required=True, help="400-800-0312")
        parser.add_argument("--port", type=int, default=80, help="只有地址里要写端口时才给")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it, unless it is open."""
        wanted = Opening(**{name: options[name] for name in ("name", "region", "host", "hotline", "port")})
        now = clock.now()
        with acting(system_actor("command", "open_city")) as actor:
            try:
                site, is_new = open_city(wanted, actor=actor, now=now)
            except DomainError as error:
                told = [f"{name}：{'；'.join(texts)}" for name, texts in getattr(error, "fields", {}).items()]
                raise CommandError("，".join(told) or error.message) from error
            if is_new:
                rebuild(now=now)
        if options["json"]:
            self.stdout.write(json.dumps({"site": site.pk, "host": site.hostname, "is_new": is_new}, ensure_ascii=False))
            return
        self.stdout.write(f"{wanted.name}已经开通：{site.hostname}" if is_new else f"{wanted.name}早就开通了：{site.hostname}，什么也没有改。")
