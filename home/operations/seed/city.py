"""What the parts of the demo city share: its files, its day, its people by key."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from core.access import Actor, system_actor
from core.models import District, Region, Unit
from core.reference import read_json
from marketplace.catalog.models import Category, ServiceType
from marketplace.enterprises.models import Enterprise
from members import demo
from members.models import User
from members.roles import Role

DATA = Path(__file__).parent.parent / "demo"


@cache
def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file of the demo city."""
    return read_json(DATA / f"{name}.json")


@dataclass(slots=True)
class City:
    """The city being seeded."""

    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    streets: dict[str, Region] = field(default_factory=lambda: {row.code: row for row in Region.objects.filter(code__regex=r"^\d{9}$")})
    districts: dict[str, District] = field(default_factory=lambda: {row.code: row for row in District.objects.all()})
    units: dict[str, Unit] = field(default_factory=lambda: {row.code: row for row in Unit.objects.all()})
    categories: dict[str, Category] = field(default_factory=lambda: {row.code: row for row in Category.objects.all()})
    service_types: dict[str, ServiceType] = field(default_factory=lambda: {row.code: row for row in ServiceType.objects.all()})

    def of_role(self, role: Role) -> User:
        """The demo's person with a role, by the telephone number."""
        return next(person for person in self.people.values() if person.phone == demo.PEOPLE[role][1])

    def days_ago(self, days: int, *, minutes: int = 0) -> datetime:
        """A moment before the day of seeding; never in the future."""
        return self.now - timedelta(days=days, minutes=minutes)

    def acting_as(self, user: User | None = None) -> Actor:
        """The command, in the name of a person: what is written says who, rights and daily limits are the command's."""
        actor = system_actor("demo", "演示城市")
        return actor if user is None else replace(actor, user_id=user.pk, name=str(user), proven_phone=True)
