"""Guidance prices for tests: through the service where nothing else is asked for."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.models import District
from marketplace.catalog.models import ServiceType
from marketplace.pricing.models import GuidancePrice
from marketplace.pricing.services import publish_guidance
from tests.marketplace.factories import SYSTEM


def service_type(code: str = "cleaning-everyday") -> ServiceType:
    """A service type of the reference data; 日常保洁 is paid by the hour."""
    return ServiceType.objects.select_related("unit", "category").get(code=code)


def today() -> date:
    """The day here."""
    return timezone.localdate(clock.now())


def make_guidance(
    *, days: int = 0, low: int = 4500, high: int = 6000, code: str = "cleaning-everyday", district: District | None = None, **fields: Any
) -> GuidancePrice:
    """A range from today, or `days` later (negative: before)."""
    kind = service_type(code)
    return publish_guidance(
        actor=SYSTEM, now=clock.now(), service_type=kind, district=district, starts_on=today() + timedelta(days=days), low_fen=low, high_fen=high, **fields
    )


def table(*lines: str) -> bytes:
    """A table with these lines, or with one that is right."""
    found = lines or (f"cleaning-everyday,日常保洁,元/小时,全市,{today()},45,60,季度监测",)
    return "\r\n".join(["项目代码,服务项目,单位,区,生效日期,最低价,最高价,依据", *found]).encode()
