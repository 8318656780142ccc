"""Members with a level, for tests."""

from datetime import date, timedelta

from django.utils import timezone

from core import clock
from marketplace.levels.models import LevelGrant, MemberLevel
from marketplace.levels.services import grant_level
from members.models import User
from tests.marketplace.factories import SYSTEM

WHY = "老客户，一直配合得好"


def give(user: User, code: str = "gold", *, starts_on: date | None = None, ends_on: date | None = None) -> LevelGrant:
    """A level for a year from today."""
    now = clock.now()
    first = starts_on or timezone.localdate(now)
    last = ends_on or first + timedelta(days=365)
    return grant_level(user, MemberLevel.objects.get(code=code), actor=SYSTEM, now=now, starts_on=first, ends_on=last, reason=WHY)
