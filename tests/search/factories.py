"""Rows of the search for tests of other folders."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import clock
from search.models import PromotedTerm
from search.services.projection import refresh
from tests.marketplace.factories import make_listing


def promoted_term(**fields: Any) -> PromotedTerm:
    """Something that comes first for a word, today."""
    today = timezone.localdate()
    values = {"word": "擦窗", "shown": ["listing:1"], "starts_on": today, "ends_on": today + timedelta(days=5), "why": "年底擦窗的人多"}
    return PromotedTerm.objects.create(**{**values, **fields})


def placing(**fields: Any) -> dict[str, Any]:
    """What the form of a promotion sends."""
    row = make_listing()
    refresh("listing", [row.pk], now=clock.now())
    today = timezone.localdate()
    days = {"starts_on": str(today), "ends_on": str(today + timedelta(days=9))}
    return {"word": "保洁", "shown": f"/listings/{row.pk}/", **days, "why": "年底人手够", "active": "on", **fields}
