"""Agreements and outlets for tests, straight into a state."""

import itertools
import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.media.models import PrivateFile
from marketplace.enterprises.models import Agreement, Enterprise, Outlet, OutletHours
from members.models import User
from tests.marketplace.factories import district
from tests.members.factories import make_organisation

_numbers = itertools.count(1)


def today() -> date:
    """The day in the city."""
    return timezone.localdate(clock.now())


def make_agreement(enterprise: Enterprise, *, state: str = "in_force", drafted_by: User | None = None, **fields: Any) -> Agreement:
    """An agreement that runs from a month ago for a year, with its file on record."""
    file = PrivateFile.objects.create(
        purpose="enterprise.agreement",
        name="合作协议.pdf",
        content_type="application/pdf",
        size=3,
        sha256="0" * 64,
        organisation_id=enterprise.organisation_id,
    )
    known = {"starts_on": today() - timedelta(days=30), "ends_on": today() + timedelta(days=334), "commission_bp": 1200, "number": uuid.uuid4().hex[:12]}
    return Agreement.objects.create(enterprise=enterprise, file=file, state=state, drafted_by=drafted_by, drafted_at=clock.now(), **(known | fields))


def make_outlet(enterprise: Enterprise, *, hours: dict[int, tuple[int, int]] | None = None, organisation: Any = None, **fields: Any) -> Outlet:
    """An outlet, open Monday to Friday 08:30–18:00 unless told otherwise."""
    number, place = next(_numbers), fields.pop("district", None) or district()
    serves = fields.pop("serves", None) or [place]
    known = {
        "name": f"花家地 {number} 号店",
        "address": f"花家地北里甲 {number} 号",
        "lat": 39.99,
        "lng": 116.47,
        "phone": "010-64710001",
        "contact_name": "周国强",
    }
    row = Outlet.objects.create(
        enterprise=enterprise,
        organisation=organisation or make_organisation("outlet", parent=enterprise.organisation),
        district=place,
        created_at=clock.now(),
        changed_at=clock.now(),
        **(known | fields),
    )
    row.serves.set(serves)
    week = dict.fromkeys(range(5), (510, 1080)) if hours is None else hours
    OutletHours.objects.bulk_create(OutletHours(outlet=row, weekday=day, opens_minutes=opens, closes_minutes=closes) for day, (opens, closes) in week.items())
    return row
