"""Credit in the demo city: spot checks with what they found, the assessments of the last months, and how everybody stands today."""

from datetime import timedelta
from typing import Any

from core import clock
from core.access import system_actor
from home.operations.seed.city import City, rows
from marketplace.credit import services
from marketplace.credit.models import Record, Standing
from marketplace.credit.services.assessing import last_month
from marketplace.workers.models import SpotCheck, Worker
from marketplace.workers.services import close_check, note_check
from members.roles import Role

MONTHS = 3


def seed_credit(city: City) -> int:
    """Write what is missing; returns how many have credit."""
    if not Record.objects.exists():
        for row in rows("credit"):
            _check(city, row)
        _assess(city)
    services.recount(actor=system_actor("demo", "演示城市"), now=clock.now())
    return Standing.objects.count()


def _check(city: City, row: dict[str, Any]) -> None:
    """Somebody of the enterprise is looked at; what was wrong is put right some days later, where it was."""
    worker = Worker.objects.filter(enterprise=city.enterprises[row["enterprise"]], state="approved").order_by("pk").first()
    if worker is None or SpotCheck.objects.filter(finding=row["finding"]).exists():
        return
    quality = city.acting_as(city.of_role(Role.QUALITY))
    said = {name: row[name] for name in ("way", "passed", "finding", "remedy")}
    made = note_check(worker, **said, actor=quality, now=city.days_ago(row["days_ago"]))
    if row["closed"]:
        close_check(made, actor=quality, now=city.days_ago(row["closed"]))


def _assess(city: City) -> None:
    """The months that have ended, the earliest first, each as it would have been on the day after."""
    months = [last_month(city.now)]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    for month in months:
        after = clock.midnight((month + timedelta(days=32)).replace(day=1)) + timedelta(hours=3)
        services.assess_month(month, actor=system_actor("demo", "演示城市"), now=after)
