"""Who offers himself: a worker's own offer shows his certificates and years (CLS-04)."""

from datetime import date
from typing import Any

from marketplace.listings.models import Listing
from marketplace.listings.states import Side
from marketplace.workers.models import PaperKind, Worker
from marketplace.workers.queries.papers import badges
from marketplace.workers.services.telling import scope_of_person


def scopes_of(number: int) -> list[str]:
    """The content scope of whoever stands behind an offer of a member; none for an enterprise's. One query."""
    rows = Listing.objects.filter(pk=number, enterprise=None, side=Side.OFFER, author__isnull=False)
    return [scope_of_person(author) for author in rows.values_list("author_id", flat=True)]


def offerer(row: Listing, *, on: date) -> dict[str, Any] | None:
    """The public worker who offers himself, with the papers that count on the day; None for everybody else. Two queries."""
    if row.enterprise_id is not None or row.side != Side.OFFER or row.author_id is None:
        return None
    worker = Worker.objects.public().filter(user_id=row.author_id, enterprise=None).first()
    if worker is None:
        return None
    held = badges(worker, on)
    return {
        "worker": worker,
        "badges": [one for one in held if one["group"] == PaperKind.SKILL],
        "others": sum(one["group"] != PaperKind.SKILL for one in held),
    }
