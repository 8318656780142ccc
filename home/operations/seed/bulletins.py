"""Notices on the demo's board: by the network centre, by members, by enterprises; one still waits for staff."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.bulletins.models import Bulletin
from cms.bulletins.services import announce, approve, write_bulletin
from cms.bulletins.states import BulletinState
from core import clock
from home.operations.seed.city import City, rows
from members.roles import Role


def seed_bulletins(city: City) -> int:
    """Write what is missing; returns how many there are."""
    for place, row in enumerate(rows("bulletins")):
        if not Bulletin.objects.filter(title=row["title"]).exists():
            _write(city, row, place)
    return len(rows("bulletins"))


def _write(city: City, row: dict[str, Any], place: int) -> None:
    at = city.days_ago(row["days_ago"], minutes=place * 37 % 600)
    last = timezone.localdate(city.now) + timedelta(days=row["lasts_days"])
    district = city.districts[row["district"]] if row["district"] else None
    said = {"kind": row["kind"], "title": row["title"], "text": row["text"], "district": district, "expires_at": clock.midnight(last + timedelta(days=1))}
    if not row["author"]:
        announce(actor=city.acting_as(city.of_role(Role.PUBLISHER)), now=at, **said)
        return
    enterprise = city.enterprises[row["enterprise"]] if row["enterprise"] else None
    made = write_bulletin(actor=city.acting_as(city.people[row["author"]]), now=at, enterprise=enterprise, **said)
    if made.state == BulletinState.PENDING and not row.get("waits"):
        approve(made, actor=city.acting_as(), now=at)
