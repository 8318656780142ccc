"""What reports know for credit: what was reported and found to be so, each thing once, counts against whoever answers for it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from dispatch.flags.models import Flag
from dispatch.flags.states import FlagState
from marketplace.credit.sources import Counts, Window
from marketplace.credit.states import Kind
from marketplace.listings.models import Listing

LISTING = "listing"


def upheld(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Each thing that was taken down after a report: itself, and what somebody offers. Two queries."""
    found: dict[int, int] = {}
    rows = Flag.objects.filter(state=FlagState.UPHELD, **window.of("decided_at")).order_by()
    for number, _ in rows.filter(kind=kind, number__in=numbers).values_list("number").annotate(count=Count("pk")):
        found[number] = found.get(number, 0) + 1
    for number in answering(kind, rows.filter(kind=LISTING).values("number"), among=numbers):
        found[number] = found.get(number, 0) + 1
    return {number: (0, count) for number, count in found.items()}


def answering(kind: str, listings: Any, *, among: Sequence[int] | None = None) -> list[int]:
    """Who answers for these listings, of this kind, one entry for each listing. One query."""
    rows = Listing.objects.filter(pk__in=listings).order_by()
    if kind == Kind.WORKER:
        rows = rows.filter(enterprise=None, author__worker__isnull=False, author__worker__enterprise=None)
    who = "enterprise_id" if kind == Kind.ENTERPRISE else "author__worker"
    rows = rows.filter(**{f"{who}__isnull": False} if among is None else {f"{who}__in": among})
    return list(rows.values_list(who, flat=True))


def subjects_of(kind: str, number: int) -> list[tuple[str, int]]:
    """Whose credit a report that was found to be so counts in. Two queries at most."""
    if kind in Kind.values:
        return [(kind, number)]
    if kind != LISTING:
        return []
    return [(str(one), owner) for one in Kind for owner in answering(one, [number])]
