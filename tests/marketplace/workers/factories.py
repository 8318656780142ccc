"""Workers for tests, straight into a state, with the papers that work needs."""

import itertools
import secrets
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.media.services import receive_private
from marketplace.catalog.models import ServiceType
from marketplace.enterprises.models import Enterprise
from marketplace.workers import identity
from marketplace.workers.models import Paper, PaperKind, Skill, Worker
from members.models import User
from tests.marketplace.factories import district, picture
from tests.members.factories import actor_for, make_user

_numbers = itertools.count(1)


def id_number(born: date = date(1984, 5, 12), *, male: bool = False) -> str:
    """A valid number that no other test person of this process has."""
    serial = next(_numbers) * 2 + (1 if male else 0)
    digits = f"510824{born:%Y%m%d}{serial % 1000:03d}"
    return digits + identity.check_character(digits)


def service(code: str = "cleaning-everyday") -> ServiceType:
    """A service type of the reference data."""
    return ServiceType.objects.get(code=code)


def kind(code: str = "health-certificate") -> PaperKind:
    """A kind of paper of the reference data."""
    return PaperKind.objects.get(code=code)


def make_paper(
    worker: Worker, code: str = "health-certificate", *, state: str = "verified", days: int | None = 200, file: bool = False, **fields: Any
) -> Paper:
    """A paper in any state; `days`: how long it holds from today, None for ever."""
    now = clock.now()
    ends = None if days is None else timezone.localdate(now) + timedelta(days=days)
    reviewed = None if state == "pending" else now
    files = []
    if file:
        uploader = actor_for(worker.user or make_user())
        place = worker.enterprise.organisation_id if worker.enterprise else None
        files = [receive_private(picture("paper.png"), actor=uploader, purpose=f"worker.{code}", now=now, organisation_id=place).pk]
    values = {"state": state, "ends_on": ends, "reviewed_at": reviewed, "created_at": now, "files": files, "issuer": "朝阳区疾控中心", **fields}
    return Paper.objects.create(worker=worker, kind=kind(code), **values)


def make_worker(
    *,
    state: str = "approved",
    user: User | None = None,
    enterprise: Enterprise | None = None,
    skills: tuple[str, ...] = ("cleaning-everyday",),
    vetted: bool = True,
    **fields: Any,
) -> Worker:
    """A worker in any state; vetted unless `vetted` is false."""
    now, number = clock.now(), next(_numbers)
    whole = fields.pop("id_number", None) or id_number()
    values = {
        "name": "李秀英",
        "called": f"李阿姨{number}",
        "gender": "female",
        "id_number": whole,
        "id_index": identity.person_index(whole),
        "birth_year": 1984,
        "district": district(),
        "lat": district().lat,
        "lng": district().lng,
        "hometown": "四川广元",
        "languages": ["普通话", "四川话"],
        "experience_years": 9,
        "intro": "做保洁九年，拿手是擦玻璃。",
        "code": secrets.token_hex(8),
        "created_at": now,
        "changed_at": now,
        **fields,
    }
    row = Worker.objects.create(state=state, user=user, enterprise=enterprise, **values)
    Skill.objects.bulk_create([Skill(worker=row, service_type=service(code), years=5) for code in skills])
    if vetted:
        for code in PaperKind.objects.filter(needed_to_work=True).values_list("code", flat=True):
            make_paper(row, code)
    return row


def file_fields(**overrides: Any) -> dict[str, Any]:
    """What a complete file says, for the services."""
    return {
        "name": "李秀英",
        "called": "李阿姨",
        "id_number": id_number(),
        "district": district(),
        "hometown": "四川广元",
        "languages": ["普通话", "四川话"],
        "experience_years": 9,
        "travel": "bicycle",
        "range_km": 12,
        "daily_visits": 4,
        "lives_in": False,
        "intro": "做保洁九年，拿手是擦玻璃。",
    } | overrides


def page_fields(**overrides: Any) -> dict[str, Any]:
    """The same as the page sends it."""
    known = file_fields()
    return {**known, "district": known["district"].pk, "languages": "普通话，四川话", "lives_in": "", **overrides}


def paper_fields(code: str = "identity-card", **overrides: Any) -> dict[str, Any]:
    """A paper as the page sends it."""
    found = {"kind": kind(code).pk, "files": [picture("front.png"), picture("back.png")], "issuer": "广元市公安局", "number": "", "level": ""}
    if kind(code).months:
        found["ends_on"] = str(timezone.localdate(clock.now()) + timedelta(days=300))
    return found | overrides
